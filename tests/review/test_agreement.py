"""Krippendorff's alpha, field by field."""

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sourceline.review import drafts
from sourceline.review.agreement import agreement, alpha, nominal, ordinal
from sourceline.review.replay import replay
from tests.review.told import Log, happening

TABLES = st.lists(
    st.lists(st.one_of(st.none(), st.integers(0, 5)), min_size=3, max_size=3),
    min_size=2,
    max_size=12,
)


@pytest.mark.parametrize(
    ("distance", "level"), [(nominal, "nominal"), (ordinal, "ordinal")]
)
def test_alpha_is_that_of_the_reference_library(distance, level):
    @given(TABLES)
    def check(units):
        told = [[v for v in unit if v is not None] for unit in units]
        assume(len({v for unit in told if len(unit) > 1 for v in unit}) > 1)
        data = np.array(
            [[np.nan if v is None else v for v in u] for u in units], float
        ).T
        expected = krippendorff.alpha(data, level_of_measurement=level)
        assert alpha(told, distance) == pytest.approx(expected)

    check()


def test_alpha_can_not_be_told_where_all_values_are_alike():
    assert alpha([[1, 1], [1, 1]]) is None
    assert alpha([]) is None


def by_field(log):
    return {x.field: x for x in agreement(replay(log.rows))}


def test_two_blind_coders_are_compared_field_by_field():
    log = Log()
    for n, claim in enumerate(("c-a", "c-b", "c-c", "c-d")):
        one = happening(claim, deaths=n)
        for who in ("Ann", "Bea"):
            if n == 0 and who == "Bea":
                log.add(
                    drafts.correct(
                        one, "sub_event_type", "Attack", (claim, None), blind=True
                    ),
                    who,
                )
            log.add(
                drafts.stance("reject" if n == 3 else "accept", one, blind=True), who
            )
    found = by_field(log)
    assert (found["deaths"].coders, found["deaths"].coded) == (1.0, 3)
    assert found["happened"].coders == 1.0
    assert found["happened"].coded == 4
    assert found["sub_event_type"].coders < 0.5


def test_decisions_taken_in_sight_of_others_are_not_counted_between_coders():
    log = Log()
    one = happening("c-a", deaths=2)
    log.add(drafts.stance("accept", one), "Ann")
    log.add(drafts.stance("accept", one), "Bea")
    assert by_field(log)["deaths"].coded == 0
    assert by_field(log)["deaths"].reviewed == 1


def test_the_machine_is_held_against_the_last_word_of_people():
    log = Log()
    for n, claim in enumerate(("c-a", "c-b", "c-c")):
        log.add(drafts.stance("accept", happening(claim, deaths=n)))
    assert by_field(log)["deaths"].machine == 1.0
    wrong = log.add(
        drafts.correct(happening("c-a", deaths=0), "deaths", {"best": 9}, ("c-a", None))
    )
    assert by_field(log)["deaths"].machine < 1.0
    log.add(drafts.undo([wrong]))
    assert by_field(log)["deaths"].machine == 1.0


def test_an_unsure_coder_gives_no_value():
    log = Log()
    one = happening("c-a", deaths=2)
    log.add(drafts.stance("accept", one, blind=True), "Ann")
    log.add(drafts.stance("unsure", one, blind=True), "Bea")
    assert by_field(log)["deaths"].coded == 0
