"""What comparing rests on, as the store tells it."""

import pytest
from sqlalchemy import Engine

from sourceline.store import pairs
from sourceline.store.database import reading
from tests.store.test_reports import keep, source


def standing(engine: Engine) -> str:
    with reading(engine) as connection:
        ids = pairs.waiting_for_matching(connection, 10)
        return pairs.standing(connection, ids)


@pytest.mark.parametrize("claims", [1, 3])
def test_other_claims_of_a_report_are_seen(engine: Engine, claims: int) -> None:
    keep(engine, source(1), 1, 2)
    before = standing(engine)
    assert standing(engine) == before
    keep(engine, source(1), 1, claims)
    assert standing(engine) != before


def test_claims_that_were_compared_meanwhile_are_seen(engine: Engine) -> None:
    keep(engine, source(1), 1, 2)
    with engine.begin() as connection:
        ids = pairs.waiting_for_matching(connection, 10)
        before = pairs.standing(connection, ids)
        pairs.keep_pairs(connection, ids[:1], [])
        assert pairs.standing(connection, ids) != before
