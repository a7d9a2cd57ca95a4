"""The journal tells what changed, on both databases."""

import datetime

from sqlalchemy import Engine, text

from sourceline.store import journal


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


def test_made_gone_and_made_again_are_told_in_order(engine: Engine) -> None:
    made(engine, "i-0")
    journal.prepare(engine)
    journal.prepare(engine)
    made(engine, "i-1")
    gone(engine, "i-0")
    gone(engine, "i-1")
    made(engine, "i-1")
    with engine.connect() as connection:
        told = [(e.id, e.gone) for e in journal.since(connection, 0, 10)]
        assert told == [("i-1", False), ("i-0", True), ("i-1", True), ("i-1", False)]
        newest = journal.newest(connection)
        assert list(journal.since(connection, newest, 10)) == []
        ages_ago = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
        later = datetime.datetime(2999, 1, 1, tzinfo=datetime.UTC)
        assert journal.number_at(connection, ages_ago) == 0
        assert journal.number_at(connection, later) == newest


def test_a_change_that_was_taken_back_is_not_told(engine: Engine) -> None:
    journal.prepare(engine)
    connection = engine.connect()
    connection.execute(text("DELETE FROM incident"))
    connection.rollback()
    assert journal.newest(connection) == 0
    connection.close()
