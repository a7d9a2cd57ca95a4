"""Which periods are in force on a day."""

from sourceline.control import held_on, periods
from tests.control.invented import ARMY, MILITIA, REBELS, day, says


def test_held_on() -> None:
    found = periods(
        [
            says("c1", ARMY, "captured", 2),
            says("c2", REBELS, "captured", (10, 12)),
            says("c3", MILITIA, "besieges", 11),
        ]
    )
    key = "geonames:Mirna"

    def on(n: int) -> list[str]:
        return [p.holder for p in held_on(found, day(n)).get(key, [])]

    assert on(1) == []
    assert on(2) == [ARMY]
    assert on(9) == [ARMY]
    assert sorted(on(10)) == [ARMY, REBELS]
    assert on(11)[0] == MILITIA
    assert on(12) == [REBELS]


def test_nothing_is_said_of_days_before_an_open_start() -> None:
    found = periods([says("c1", ARMY, "holds", 9)])
    assert held_on(found, day(8)) == {}
    assert list(held_on(found, day(9))) == ["geonames:Mirna"]
