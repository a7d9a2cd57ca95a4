"""Denials of captures, losses and sieges."""

from sourceline.control import periods
from tests.control.invented import ARMY, REBELS, says


def test_denials_stand_against_what_they_deny() -> None:
    claims = [
        says("c1", REBELS, "captured", 12, pub=12),
        says("c2", REBELS, "captured", pub=13, status="denied", speaker="military"),
        says("c3", ARMY, "captured", "2031-06-01", pub="2031-06-02"),
    ]
    rebels, army = periods(claims)
    assert rebels.contradicted_by == ("c2",)
    assert army.contradicted_by == ()


def test_a_denied_loss_and_a_denied_siege() -> None:
    lost = says("c1", ARMY, "lost", 12, pub=13)
    denied = says("c2", ARMY, "lost", pub=14, status="denied")
    assert periods([lost, denied])[0].contradicted_by == ("c2",)
    siege = says("c1", ARMY, "besieges", 12)
    denied = says("c2", ARMY, "besieges", pub=14, status="denied")
    assert periods([siege, denied])[0].contradicted_by == ("c2",)
