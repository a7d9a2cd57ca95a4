"""Battles read as captures, beside the control claims of their own report."""

import pytest

from sourceline.control import periods
from sourceline.model.incidents import Testimony as EventTestimony
from tests.control.invented import ARMY, REBELS, battle, days, says

BATTLE = "Non-state actor overtakes territory"


@pytest.mark.parametrize(
    ("event", "counts"),
    [
        (battle("e1", BATTLE, REBELS, 12), True),
        (battle("e1", "Government regains territory", REBELS, 12), True),
        (battle("e1", "Non-violent transfer of territory", REBELS, 12), True),
        (battle("e1", "Armed clash", REBELS, 12), False),
        (battle("e1", BATTLE, REBELS, 12, status="planned"), False),
        (battle("e1", BATTLE, REBELS, 12, background=True), True),
        (
            battle("e1", BATTLE, REBELS, 12, background=True, basis="publication"),
            False,
        ),
    ],
)
def test_battles_are_captures(event: EventTestimony, *, counts: bool) -> None:
    found = periods([says("c1", ARMY, "captured", 2)], [event])
    assert [p.holder for p in found] == ([ARMY, REBELS] if counts else [ARMY])


def test_a_battle_whose_report_says_the_same_adds_nothing() -> None:
    same = battle("e1", BATTLE, REBELS, 12, report="r1")
    (one,) = periods([says("c1", REBELS, "captured", 12, report="r1")], [same])
    assert one.evidence == ("c1",)


def test_a_battle_dates_the_undated_claim_of_its_report() -> None:
    same = battle("e1", BATTLE, REBELS, 12, report="r1")
    (one,) = periods([says("c1", REBELS, "captured", report="r1")], [same])
    assert (one.start, one.evidence) == (days(12, 12), ("c1", "e1"))


def test_who_left_did_not_take() -> None:
    left = says("c1", ARMY, "withdrew", 12, report="r1")
    moved = battle("e1", "Non-violent transfer of territory", ARMY, 12, report="r1")
    (one,) = periods([left], [moved])
    assert (one.holder, one.end) == (ARMY, days(12, 12))
