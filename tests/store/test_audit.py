"""The log of decisions: appended to, never changed, checked."""

import datetime
import multiprocessing
import random
from collections import Counter

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from benchmarks.tampering import WAYS, filled, tampered, unlock
from sourceline.errors import InputError, SourcelineError
from sourceline.model.decisions import Checkpoint, Draft
from sourceline.store import audit
from sourceline.store.database import connect, reading
from sourceline.store.verify import verify

WHEN = datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC)
SAID = Draft("comment", ("c-a", "c-b"), {"words": "عاجل \ud83d 🕊 \x00 é"})


def add(engine: Engine, draft: Draft = SAID, when: datetime.datetime = WHEN):
    with engine.begin() as connection:
        return audit.append(connection, draft, "Ann", when)


def test_what_was_appended_is_read_again_word_for_word(engine: Engine) -> None:
    made = add(engine)
    with reading(engine) as connection:
        assert list(audit.log(connection)) == [made]
        assert audit.of_claims(connection, ["c-b"]) == [made]
        assert audit.of_claims(connection, ["c-c"]) == []
        assert verify(connection) is None
    assert made.payload == SAID.payload
    assert (made.number, made.who, made.when, made.target) == (
        1,
        "Ann",
        WHEN,
        SAID.target,
    )


def test_each_row_seals_the_one_before_and_time_does_not_run_back(
    engine: Engine,
) -> None:
    first = add(engine)
    second = add(engine, when=WHEN - datetime.timedelta(hours=1))
    assert second.previous_hash == first.hash
    assert second.when > first.when


CHANGES = (
    "UPDATE decision SET who = 'Eve'",
    "DELETE FROM decision",
    "UPDATE decision_claim SET claim = 'c-x'",
    "DELETE FROM decision_claim",
    "UPDATE checkpoint SET hash = 'x'",
    "DELETE FROM checkpoint",
    "INSERT INTO decision SELECT number + 9, 'd', kind, who, body, 'p', 'h' FROM decision WHERE number = 1",
)
OWN_CHANGES = {
    "sqlite": (
        "INSERT OR REPLACE INTO decision SELECT number, id, kind, 'Eve', body, previous, hash FROM decision WHERE number = 1",
        "INSERT OR REPLACE INTO checkpoint SELECT number, 'x' FROM checkpoint",
    ),
    "postgresql": ("TRUNCATE decision CASCADE",),
}


def test_the_database_refuses_to_change_the_log(engine: Engine) -> None:
    with engine.begin() as connection:
        for _ in range(audit.CHECKPOINT_EVERY):
            audit.append(connection, SAID, "Ann", WHEN)
    for statement in (*CHANGES, *OWN_CHANGES[engine.dialect.name]):
        with (
            pytest.raises(DBAPIError, match=r"never changed|continue"),
            engine.begin() as connection,
        ):
            connection.execute(text(statement))
    with reading(engine) as connection:
        assert verify(connection, audit.head(connection)) is None


def test_every_mutation_of_the_log_is_found(address: str) -> None:
    rng = random.Random(7)
    filled(address, 120, rng)
    count = 1000 if address.startswith("sqlite") else 150
    exact = set(WAYS) - {"forge"}
    found = list(tampered(address, count, rng))
    assert len(found) == count
    assert Counter(way for way, *_ in found).keys() == WAYS.keys()
    assert [(way, at) for way, at, broken in found if broken is None] == []
    # the first row that is wrong is named; a forged chain shows where the mark stands
    assert [x for x in found if x[0] in exact and x[2].number != x[1]] == []


def test_a_forged_chain_is_found_only_by_a_checkpoint_kept_elsewhere(
    address: str,
) -> None:
    rng = random.Random(3)
    filled(address, 5, rng)
    engine = create_engine(address)
    with engine.connect() as connection:
        kept = audit.head(connection)
        unlock(connection)
        rows = connection.execute(text("SELECT * FROM decision ORDER BY number")).all()
        WAYS["forge"](connection, rows, rng)
        assert verify(connection) is None
        assert verify(connection, kept).number == 5
        assert verify(connection, Checkpoint(9, "0" * 64)).number == 6
        connection.rollback()
    engine.dispose()


def test_bytes_that_are_no_text_are_a_broken_row(tmp_path) -> None:
    address = f"sqlite:///{tmp_path / 'p.db'}"
    filled(address, 4, random.Random(1))
    engine = create_engine(address)
    with engine.begin() as connection:
        unlock(connection)
        connection.execute(
            text("UPDATE decision SET body = CAST(x'ff' AS TEXT) WHERE number = 3")
        )
    with engine.connect() as connection:
        assert verify(connection).number == 3
    engine.dispose()


def test_nothing_is_appended_to_a_log_whose_end_was_cut(address: str) -> None:
    filled(address, 3, random.Random(1))
    engine = create_engine(address)
    with engine.begin() as connection:
        unlock(connection)
        connection.execute(text("DELETE FROM decision_claim WHERE decision = 3"))
        connection.execute(text("DELETE FROM decision WHERE number = 3"))
    engine.dispose()
    opened = connect(address)
    with pytest.raises(SourcelineError, match="does not end where it did"):
        add(opened)
    opened.dispose()


@pytest.mark.parametrize("who", ["", " ", "a\nb", "x" * 201, "\x00"])
def test_a_name_that_is_none_is_refused(engine: Engine, who: str) -> None:
    with engine.begin() as connection, pytest.raises(InputError):
        audit.append(connection, SAID, who, WHEN)


def _append_many(address: str, who: str, count: int) -> None:
    engine = connect(address)
    for _ in range(count):
        with engine.begin() as connection:
            audit.append(connection, SAID, who, WHEN)
    engine.dispose()


def test_two_processes_do_not_fork_the_chain(address: str) -> None:
    connect(address).dispose()
    context = multiprocessing.get_context("spawn")
    both = [
        context.Process(target=_append_many, args=(address, who, 60))
        for who in ("Ann", "Bea")
    ]
    for one in both:
        one.start()
    for one in both:
        one.join(120)
    assert [one.exitcode for one in both] == [0, 0]
    engine = connect(address)
    with reading(engine) as connection:
        assert verify(connection) is None
        counted = Counter(d.who for d in audit.log(connection))
    assert counted == {"Ann": 60, "Bea": 60}
    engine.dispose()
