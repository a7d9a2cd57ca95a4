"""A decision enters a project, and all that follows from it."""

import datetime
import itertools
import random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select, text

from benchmarks.decisions import build, fuse, machines, sequence
from sourceline.errors import InputError
from sourceline.model.decisions import Draft
from sourceline.review import drafts
from sourceline.review.deciding import decide, undo
from sourceline.store import audit
from sourceline.store import schema as t
from sourceline.store.database import reading
from sourceline.store.verify import verify

WHEN = datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC)
names = itertools.count()


@pytest.fixture
def claims(engine: Engine) -> list[str]:
    with engine.begin() as connection:
        return build(connection, "x", random.Random(4))


def rows(engine):
    with reading(engine) as connection:
        return connection.execute(select(t.incident).order_by(t.incident.c.id)).all()


def told(engine, claims):
    with reading(engine) as connection:
        return machines(connection, claims)


def make(engine, draft, who="Ann", minutes=0):
    with engine.begin() as connection:
        made = decide(
            connection, draft, who, WHEN + datetime.timedelta(minutes=minutes)
        )
        fuse(connection)
    return made


def test_random_sequences_replay_to_the_state_and_undo_to_the_start(
    engine: Engine,
) -> None:
    examples = 100 if engine.dialect.name == "sqlite" else 8

    @settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )
    @given(st.integers(0, 2**32))
    def run(seed):
        sequence(engine, f"{next(names):05}", random.Random(seed), 12)

    run()
    with reading(engine) as connection:
        assert verify(connection, audit.head(connection)) is None


def test_a_correction_is_what_lists_and_searches_show_until_it_is_undone(
    engine, claims
) -> None:
    one = told(engine, claims)[0]
    before = rows(engine)
    made = make(
        engine, drafts.correct(one, "deaths", {"best": 77}, (one.members[0].id, None))
    )
    (row,) = [r for r in rows(engine) if r.id == one.id]
    assert (row.deaths, row.record["deaths"]["rule"]) == (77, "corrected by Ann")
    assert row.record["review"]["corrected"] == ["deaths"]
    assert row.machine["deaths"]["best"] == one.deaths.best
    with engine.begin() as connection:
        undo(connection, [made.id], "Ann", WHEN)
    assert rows(engine) == before


def test_an_accepted_incident_leaves_the_queue_and_says_who(engine, claims) -> None:
    one = told(engine, claims)[0]
    assert next(r for r in rows(engine) if r.id == one.id).queue is not None
    make(engine, drafts.stance("accept", one))
    row = next(r for r in rows(engine) if r.id == one.id)
    assert (row.review, row.queue, row.record["review"]["who"]) == (
        "accepted",
        None,
        "Ann",
    )


def test_a_merge_makes_an_accepted_incident_come_back(engine, claims) -> None:
    one, other, *_ = told(engine, claims)
    make(engine, drafts.stance("accept", one))
    make(engine, drafts.merge([one, other]))
    row = next(r for r in rows(engine) if r.id == min(one.id, other.id))
    assert row.review == "returned"
    assert "joined since Ann accepted it" in row.record["review"]["why"][0]


def test_blind_decisions_change_nothing_that_others_see(engine, claims) -> None:
    one = told(engine, claims)[0]
    before = rows(engine)
    make(engine, drafts.stance("reject", one, blind=True), "Bea")
    make(
        engine,
        drafts.correct(
            one, "deaths", {"best": 1}, (one.members[0].id, None), blind=True
        ),
        "Bea",
    )
    assert rows(engine) == before


def test_many_old_decisions_are_undone_at_once_and_redone(engine, claims) -> None:
    before = rows(engine)
    made = [
        make(engine, drafts.stance("accept", x), minutes=n)
        for n, x in enumerate(told(engine, claims))
    ]
    after = rows(engine)
    with engine.begin() as connection:
        back = undo(
            connection, [d.id for d in made], "Bea", WHEN + datetime.timedelta(days=8)
        )
        fuse(connection)
    assert rows(engine) == before
    with engine.begin() as connection:
        undo(connection, [back.id], "Bea", WHEN + datetime.timedelta(days=9))
        fuse(connection)
    assert rows(engine) == after


def test_what_is_undone_can_not_be_undone_again(engine, claims) -> None:
    made = make(engine, drafts.comment(told(engine, claims)[0], "why?"))
    with engine.begin() as connection:
        undo(connection, [made.id], "Ann", WHEN)
    with (
        engine.begin() as connection,
        pytest.raises(InputError, match="taken back already"),
    ):
        undo(connection, [made.id], "Ann", WHEN)


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        (Draft("comment", ("c-none",), {"words": "x"}), "no claim c-none"),
        (Draft("undo", ("c-x-00",), {}, ("d-none",)), "no decision d-none"),
        (Draft("delete", ("c-x-00",)), "undo"),
        (Draft("comment", ()), "one or more"),
    ],
)
@pytest.mark.usefixtures("claims")
def test_what_does_not_exist_can_not_be_decided_on(engine, draft, said) -> None:
    with engine.begin() as connection, pytest.raises(InputError, match=said):
        decide(connection, draft, "Ann", WHEN)
    with reading(engine) as connection:
        assert audit.head(connection).number == 0


def test_a_decision_that_fails_half_way_leaves_no_trace(engine, claims) -> None:
    one = told(engine, claims)[0]
    with engine.connect() as connection:
        decide(connection, drafts.stance("accept", one), "Ann", WHEN)
        connection.rollback()
    with reading(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM decision")).scalar() == 0
        assert audit.head(connection).number == 0
