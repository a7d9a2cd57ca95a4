"""Ranges of days as ordinals, either end of which may be open."""

import calendar
import re
from datetime import date
from functools import lru_cache

from sourceline.model.incidents import DayRange

Days = tuple[int | None, int | None]
"""First and last possible day as ordinals, None where nothing limits it."""

EVER = (date.min.toordinal(), date.max.toordinal())
"""The first and the last day that there are."""
PRECISE = 7
"""Days: a date range no longer than this can date a change for other reports."""
WINDOW = 7
"""Days after a change in which a statement of the opposite disputes the change itself
instead of telling a later one."""
RECENT = 31
"""Days that an undated claim looks back for the change that it tells."""


def told_days(first: date | None, last: date | None, published: int | None) -> Days:
    """A claim's range of dates; of what is told as done, cut off at publication."""
    lo = ordinal(first)
    hi = published if last is None else ordinal(last)
    if published is not None and hi is not None and (lo is None or lo <= published):
        hi = min(hi, published)  # what is told as done is done by then
    return lo, hi


def ordinal(day: date | None) -> int | None:
    """The day's ordinal, None for none."""
    return None if day is None else day.toordinal()


@lru_cache(maxsize=1 << 12)
def iso_days(since: str | None) -> tuple[int, int] | None:
    """First and last day of a year, month or day as ISO writes it."""
    match = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", since or "")
    if match is None:
        return None
    year, month, day = (None if g is None else int(g) for g in match.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
        last_day = day or calendar.monthrange(first.year, month or 12)[1]
        last = date(first.year, month or 12, last_day)
    except ValueError:
        return None
    return first.toordinal(), last.toordinal()


def inside(days: Days, around: tuple[int, int]) -> bool:
    """Whether no known bound of a range lies outside another."""
    lo, hi = days
    return (lo is None or around[0] <= lo) and (hi is None or hi <= around[1])


def meet(one: Days, other: Days) -> bool:
    """Whether two ranges may share a day."""
    return in_order(one[0], other[1]) and in_order(other[0], one[1])


def in_order(lo: int | None, hi: int | None) -> bool:
    """Whether a lower bound lies at or below an upper one; unknown ones always do."""
    return lo is None or hi is None or lo <= hi


def latest(one: int | None, other: int | None) -> int | None:
    """The later of what is known."""
    return max((d for d in (one, other) if d is not None), default=None)


def soonest(one: int | None, other: int | None) -> int | None:
    """The earlier of what is known."""
    return min((d for d in (one, other) if d is not None), default=None)


def day_range(days: Days) -> DayRange:
    """The range as the records write it."""
    lo, hi = (None if d is None else date.fromordinal(d) for d in days)
    return DayRange(lo, hi)
