"""Each change of the schema, on data of the version before."""

import datetime

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

import sourceline.store.migrations as folder
from sourceline.review.judgements import judgements_of
from sourceline.review.replay import replay
from sourceline.store import audit, pairs
from sourceline.store.database import connect, reading
from sourceline.store.verify import verify

WHEN = datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC)


def at_version(address: str, version: str) -> None:
    """A database of an older version."""
    config = Config()
    config.set_main_option("script_location", folder.__path__[0])
    engine = create_engine(address)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)
    engine.dispose()


def test_0002_moves_what_people_judged_into_the_log(address: str) -> None:
    at_version(address, "0001")
    engine = create_engine(address)
    judged = [
        ("c-c", "c-d", "unsure"),
        ("c-a", "c-b", "same"),
        ("c-b", "c-c", "different"),
    ]
    with engine.begin() as connection:
        for n, (left, right, verdict) in enumerate(judged):
            when = WHEN + datetime.timedelta(hours=n)
            connection.execute(
                text(
                    'INSERT INTO judgement ("left", "right", verdict, who, "when") VALUES (:l, :r, :v, :w, :t)'
                ),
                {
                    "l": left,
                    "r": right,
                    "v": verdict,
                    "w": "Ann",
                    "t": when
                    if engine.dialect.name == "postgresql"
                    else when.strftime("%Y-%m-%d %H:%M:%S.%f"),
                },
            )
    engine.dispose()
    opened = connect(address)
    with reading(opened) as connection:
        assert verify(connection, audit.head(connection)) is None
        told = judgements_of(replay(audit.log(connection)))
        before = pairs.judgements(connection)
    opened.dispose()
    assert [(j.left, j.right, j.verdict, j.who) for j in told] == sorted(
        (*x, "Ann") for x in judged
    )
    assert [j.when.replace(tzinfo=None) for j in told] == [
        j.when.replace(tzinfo=None) for j in before
    ]
