"""Who writes the same rows at once waits; nobody is refused half-way."""

import threading
import time

from sqlalchemy import Engine, text

WRITERS, ROUNDS = 4, 5


def test_writers_that_meet_in_another_order_wait_for_each_other(
    engine: Engine,
) -> None:
    names = ["a", "b", "c"]
    with engine.begin() as connection:
        for name in names:
            connection.execute(
                text("INSERT INTO setting (name, value) VALUES (:n, '0')"), {"n": name}
            )
    failed: list[str] = []

    def write(number: int) -> None:
        order = names if number % 2 else names[::-1]
        try:
            for _ in range(ROUNDS):
                with engine.begin() as connection:
                    for name in order:
                        found = connection.execute(
                            text("SELECT value FROM setting WHERE name = :n"),
                            {"n": name},
                        ).scalar_one()
                        time.sleep(0.005)
                        connection.execute(
                            text("UPDATE setting SET value = :v WHERE name = :n"),
                            {"n": name, "v": str(int(found) + 1)},
                        )
        except Exception as error:  # noqa: BLE001 - whatever it is, none may come
            failed.append(str(error))

    threads = [threading.Thread(target=write, args=(n,)) for n in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with engine.begin() as connection:
        values = connection.execute(text("SELECT value FROM setting")).scalars()
        assert set(values) == {str(WRITERS * ROUNDS)}
