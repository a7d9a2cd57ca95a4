"""The journal tells what changed, on both databases."""

import datetime

from sqlalchemy import Engine, text

from sourceline.store import journal
from sourceline.store.database import reading


def made(engine: Engine, name: str) -> None:
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO incident (id, event_type, sub_event_type, actors, grade,"
                " sources, record) VALUES (:i, 'x', 'x', '', 'x', 1, '{}')"
            ),
            {"i": name},
        )


def gone(engine: Engine, name: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM incident WHERE id = :i"), {"i": name})


def told(engine: Engine, number: int = 0) -> list[tuple[str, int]]:
    with reading(engine) as connection:
        return [(e.id, e.what) for e in journal.since(connection, number, 100)]


def newest(engine: Engine, kind: str | None = None) -> int:
    with reading(engine) as connection:
        return journal.newest(connection, kind)


def alter(engine: Engine, name: str, record: str) -> None:
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE incident SET record = :r WHERE id = :i"),
            {"i": name, "r": record},
        )


def hold(engine: Engine, *statements: str) -> None:
    with engine.begin() as connection:
        for one in statements:
            connection.execute(text(one))


def test_made_gone_and_made_again_are_told_in_order(engine: Engine) -> None:
    made(engine, "i-0")
    journal.prepare(engine)
    journal.prepare(engine)
    made(engine, "i-1")
    gone(engine, "i-0")
    gone(engine, "i-1")
    made(engine, "i-1")
    alter(engine, "i-1", '{"a": 1}')
    alter(engine, "i-1", '{"a": 1}')
    assert told(engine) == [
        ("i-1", journal.MADE),
        ("i-0", journal.GONE),
        ("i-1", journal.GONE),
        ("i-1", journal.MADE),
        ("i-1", journal.ALTERED),
    ]
    assert told(engine, newest(engine)) == []


def test_a_moment_has_its_place_in_the_journal(engine: Engine) -> None:
    journal.prepare(engine)
    made(engine, "i-1")
    ages_ago = datetime.datetime(1, 1, 1, tzinfo=datetime.UTC)
    later = datetime.datetime(2999, 1, 1, tzinfo=datetime.UTC)
    last = newest(engine)
    with reading(engine) as connection:
        assert journal.number_at(connection, ages_ago) == last - 1
        assert journal.number_at(connection, later) == last


def test_what_was_there_before_an_entry_is_known(engine: Engine) -> None:
    made(engine, "i-0")
    journal.prepare(engine)
    made(engine, "i-1")
    between = newest(engine)
    alter(engine, "i-1", "[]")
    gone(engine, "i-0")
    made(engine, "i-2")
    with reading(engine) as connection:
        names = ["i-0", "i-1", "i-2"]
        assert journal.present_before(connection, names, 0) == {"i-0"}
        assert journal.present_before(connection, names, between) == {"i-0", "i-1"}


def test_the_timeline_leaves_one_entry_that_moves_on(engine: Engine) -> None:
    journal.prepare(engine)
    row = (
        "INSERT INTO control_period (number, place, holder, record)"
        " VALUES ({}, 'x', 'x', '{{}}')"
    )
    hold(engine, row.format(0), row.format(1))
    first = newest(engine, "control")
    made(engine, "i-1")
    assert newest(engine, "control") == first > 0
    hold(engine, "DELETE FROM control_period WHERE number = 1")
    last = newest(engine, "control")
    assert last > first
    assert [x for x in told(engine) if not x[0]] == [("", journal.MADE)]


def test_a_change_that_was_taken_back_is_not_told(engine: Engine) -> None:
    journal.prepare(engine)
    connection = engine.connect()
    connection.execute(text("DELETE FROM incident"))
    connection.rollback()
    assert journal.newest(connection) == 0
    connection.close()
