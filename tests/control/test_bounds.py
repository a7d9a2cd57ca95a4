"""How a period began where another left."""

from sourceline.control import periods
from tests.control.invented import ARMY, REBELS, days, says


def test_withdrawal_and_who_came() -> None:
    left = says("c1", ARMY, "withdrew", 14, report="r1", pub=15)
    came = says("c2", REBELS, "holds", report="r1", pub=15)
    first, second = periods([left, came])
    assert (first.holder, first.end) == (ARMY, days(14, 14))
    assert (second.holder, second.start) == (REBELS, days(14, 14))
    assert second.began == "withdrawal of another"
    assert second.evidence == ("c1", "c2")


def test_taken_where_another_withdrew_that_day() -> None:
    left = says("c1", ARMY, "withdrew", 14)
    came = says("c2", REBELS, "captured", 14)
    assert [p.began for p in periods([left, came])][1] == "withdrawal of another"
    lost = says("c1", ARMY, "lost", 14)
    assert [p.began for p in periods([lost, came])][1] == "captured"
