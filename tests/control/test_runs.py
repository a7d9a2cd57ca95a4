"""Clashes, and claims that contradict each other."""

import pytest

from sourceline.control import periods
from sourceline.model.incidents import ControlTestimony
from tests.control.invented import ARMY, MILITIA, REBELS, days, says, short


def test_the_clash_is_kept_against_who_held_on() -> None:
    found = periods(
        [
            says("c1", ARMY, "captured", 2),
            says("c2", REBELS, "captured", 12),
            says("c3", ARMY, "captured", 13),
        ]
    )
    assert [(p.evidence, p.contradicted_by) for p in found] == [(("c1", "c3"), ("c2",))]


def test_taken_from_a_third_and_retaken_within_a_day() -> None:
    found = periods(
        [
            says("c1", ARMY, "captured", 2),
            says("c2", REBELS, "captured", 12),
            says("c3", MILITIA, "captured", 13),
        ]
    )
    assert short(found) == [
        (ARMY, days(2, 2), days(12, 13), "held"),
        (MILITIA, days(13, 13), None, "held"),
    ]
    assert found[1].contradicted_by == ("c2",)


@pytest.mark.parametrize(
    ("claims", "winner"),
    [
        (
            [
                says("c1", ARMY, "holds", 12, pub=12),
                says("c2", REBELS, "holds", 12, pub=13),
                says("c3", ARMY, "holds", 12, pub=12),
            ],
            ARMY,
        ),
        (
            [
                says("c1", ARMY, "holds", 12, pub=12, story="s"),
                says("c2", REBELS, "holds", 12, pub=13),
                says("c3", ARMY, "holds", 12, pub=12, story="s"),
            ],
            REBELS,
        ),
        (
            [
                says("c1", ARMY, "holds", 12, pub=13, speaker="military"),
                says("c2", REBELS, "holds", 12, pub=13, speaker="witness"),
            ],
            REBELS,
        ),
        (
            [
                says("c1", ARMY, "holds", 12, pub=13, speaker="monitor"),
                says("c2", REBELS, "holds", 12, pub=13, speaker="armed group"),
            ],
            ARMY,
        ),
    ],
    ids=["more stories", "reprints count once", "third party", "third party again"],
)
def test_two_said_to_hold_on_one_day(
    claims: list[ControlTestimony], winner: str
) -> None:
    (one,) = periods(claims)
    assert one.holder == winner
    others = {t.claim.id for t in claims if t.claim.holder.name != winner}
    assert set(one.contradicted_by) == others
    assert not others & set(one.evidence)


def test_a_claimed_capture_that_more_stories_contradict() -> None:
    claims = [
        says("c1", ARMY, "holds", 1, pub=1),
        says("c2", REBELS, "captured", 12, pub=12, speaker="armed group"),
        says("c3", ARMY, "holds", 13, pub=13),
        says("c4", ARMY, "holds", 14, pub=14),
    ]
    (one,) = periods(claims)
    assert (one.holder, one.start, one.end) == (ARMY, days(None, 1), None)
    assert one.contradicted_by == ("c2",)


def test_a_capture_that_more_stories_tell_than_contradict() -> None:
    claims = [
        says("c1", ARMY, "holds", 1, pub=1),
        says("c2", REBELS, "captured", 12, pub=12),
        says("c3", REBELS, "captured", 12, pub=13),
        says("c4", ARMY, "holds", 14, pub=14, speaker="military"),
    ]
    army, rebels = periods(claims)
    assert (army.end, rebels.start, rebels.end) == (days(12, 12), days(12, 12), None)
    assert rebels.contradicted_by == ("c4",)
