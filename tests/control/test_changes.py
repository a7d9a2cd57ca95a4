"""Which reports tell one change, and what dates it."""

from datetime import date

from sourceline.control import periods
from sourceline.model.incidents import DayRange
from tests.control.invented import ARMY, REBELS, day, days, says


def test_an_undated_capture_takes_the_date_of_other_reports() -> None:
    dated = says("c1", ARMY, "captured", 4)
    undated = says("c2", ARMY, "captured", pub=20)
    (one,) = periods([dated, undated])
    assert one.start == days(4, 4)
    assert one.began == "captured (dated by other reports)"
    assert one.evidence == ("c1", "c2")


def test_earlier_this_month_takes_the_day_of_other_reports() -> None:
    dated = says("c1", ARMY, "captured", 4)
    vague = says("c2", ARMY, "captured", (1, 20), pub=20)
    (one,) = periods([dated, vague])
    assert (one.start, one.began) == (days(4, 4), "captured (dated by other reports)")


def test_one_report_dates_itself() -> None:
    dated = says("c1", ARMY, "captured", 4, report="r1")
    undated = says("c2", ARMY, "captured", report="r1")
    assert periods([dated, undated])[0].began == "captured"


def test_an_undated_capture_is_no_old_one_of_before_the_place_was_lost() -> None:
    old = says("c1", ARMY, "captured", "2030-01-10")
    lost = says("c2", REBELS, "captured", "2030-06-10")
    news = says("c3", ARMY, "captured", pub=20)
    found = periods([old, lost, news])
    assert [p.holder for p in found] == [ARMY, REBELS, ARMY]
    assert found[2].start == DayRange(date(2030, 6, 11), day(20))
