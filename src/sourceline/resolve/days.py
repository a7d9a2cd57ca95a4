"""Ranges of days and the arithmetic of the calendar."""

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple


class Days(NamedTuple):
    """Days from ``first`` to ``last``, both included."""

    first: date
    last: date

    @property
    def width(self) -> int:
        """Number of days."""
        return (self.last - self.first).days + 1


_FEW_WEEKS, _TWELFTHS, _MONTH_DAYS = 2, 12, 31

PARTS = {
    "early": (0, 1, 3),
    "mid": (1, 2, 3),
    "late": (2, 3, 3),
    "start": (0, 1, 12),
    "end": (11, 12, 12),
    "half1": (0, 1, 2),
    "half2": (1, 2, 2),
}
"""Parts of a period: from one share to another, of so many."""


def one_day(year: int, month: int, day: int) -> Days | None:
    """The day of that date; None where the calendar has none."""
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return Days(found, found)


def whole_month(year: int, month: int) -> Days:
    """A month; the number may run past the year's twelve."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return Days(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def whole_year(year: int) -> Days:
    """All of a year."""
    return Days(date(year, 1, 1), date(year, 12, 31))


def _week(day: date, weeks: int = 0) -> Days:
    monday = day - timedelta(days=day.weekday() - 7 * weeks)
    return Days(monday, monday + timedelta(days=6))


def moved(day: date, count: int, unit: str) -> date:
    """``day`` and a number of units, earlier where negative."""
    if unit in {"minute", "hour"}:
        # Half a day and less stays on the day.
        days = (abs(count) + 11) // 24 if unit == "hour" else 0
        return day + timedelta(days=days if count > 0 else -days)
    if unit in {"day", "week", "weekend"}:
        return day + timedelta(days=count * (1 if unit == "day" else 7))
    months = count * {"month": 1, "year": 12, "decade": 120}[unit]
    there = whole_month(day.year, day.month + months)
    return there.first + timedelta(
        days=min(day.day, (there.last - there.first).days + 1) - 1
    )


def around(day: date, unit: str, count: int) -> Days:
    """The days that "``count`` ``unit`` ago" may mean, ``day`` being the exact one."""
    if unit in {"minute", "hour", "day"} or (unit == "week" and count <= _FEW_WEEKS):
        return Days(day, day)
    if unit == "week":
        return Days(day - timedelta(days=3), day + timedelta(days=3))
    if unit in {"year", "decade"}:
        return Days(moved(day, -6, "month"), moved(day, 6, "month"))
    return Days(day - timedelta(days=15), day + timedelta(days=15))


def whole_period(day: date, unit: str, step: int) -> Days:
    """The period of that unit around a day, so many units on."""
    if unit == "week":
        return _week(day, step)
    if unit == "weekend":
        # The weekend that has begun by ``day``.
        back = (day.weekday() - 5) % 7
        saturday = day - timedelta(days=back - 7 * max(step, 0))
        return Days(saturday, saturday + timedelta(days=1))
    if unit == "month":
        return whole_month(day.year, day.month + step)
    if unit == "decade":
        first = day.year // 10 * 10 + 10 * step
        return Days(date(first, 1, 1), date(first + 9, 12, 31))
    return whole_year(day.year + step)


def part_of(days: Days | None, name: str | None) -> Days | None:
    """A third, a half, a week or an edge of a period."""
    if days is None or not name:
        return days
    if name.startswith("week"):
        return _week_in(days, int(name[4:]))
    if name in {"firstdays", "lastdays"}:
        return edge(days, 7, at_end=name == "lastdays")
    begin, end, of = PARTS[name]
    width = days.width
    if of == _TWELFTHS and width <= _MONTH_DAYS:
        # The end of a month is its last week, of a week its last days.
        return edge(days, max(2, width // 4), at_end=begin > 0)
    return Days(
        days.first + timedelta(days=width * begin // of),
        days.first + timedelta(days=width * end // of - 1),
    )


def edge(days: Days, count: int, *, at_end: bool) -> Days:
    """The first or the last ``count`` days."""
    step = timedelta(days=count - 1)
    if at_end:
        return Days(max(days.first, days.last - step), days.last)
    return Days(days.first, min(days.last, days.first + step))


def _week_in(days: Days, number: int) -> Days:
    if number < 0:
        return Days(days.last - timedelta(days=6), days.last)
    first = days.first + timedelta(days=7 * (number - 1))
    return Days(min(first, days.last), min(first + timedelta(days=6), days.last))
