"""How many incidents when: bars of days, weeks, months or years. What surely lies in
one bar and what may lie in it are counted apart.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sourceline.web.catalogue import Catalogue, Mask

_DAYS, _WEEKS, _MONTHS = 62, 370, 365 * 11
_WEEK, _YEAR_MONTHS = 7, 12


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar.

    Attributes:
        first: its first day.
        last: its last day.
        sure: incidents that lie in it whatever their day is.
        maybe: incidents whose possible days reach over more than this bar.
    """

    first: datetime.date
    last: datetime.date
    sure: int
    maybe: int


@dataclass(frozen=True, slots=True)
class Histogram:
    """Bars without a gap between them, and what has no day.

    Attributes:
        unit: ``day``, ``week``, ``month`` or ``year``.
        bars: in order.
        undated: incidents of which no day is known.
    """

    unit: str
    bars: tuple[Bar, ...]
    undated: int


def histogram(catalogue: Catalogue, mask: Mask) -> Histogram:
    """The bars of some incidents."""
    dated = mask & (catalogue.earliest > 0)
    undated = int(mask.sum() - dated.sum())
    if not dated.any():
        return Histogram("day", (), undated)
    lo, hi = catalogue.earliest[dated], catalogue.latest[dated]
    first = datetime.date.fromordinal(int(lo.min()))
    last = datetime.date.fromordinal(int(hi.max()))
    unit = _unit((last - first).days + 1)
    starts = list(_starts(unit, first, last))
    edges = np.array([d.toordinal() for d in starts])
    begin = np.searchsorted(edges, lo, side="right") - 1
    end = np.searchsorted(edges, hi, side="right") - 1
    count = len(starts) - 1
    one = begin == end
    sure = np.bincount(begin[one], minlength=count)
    steps = np.zeros(count + 1, dtype=np.int64)
    np.add.at(steps, begin[~one], 1)
    np.add.at(steps, end[~one] + 1, -1)
    maybe = np.cumsum(steps)
    day = datetime.timedelta(days=1)
    bars = tuple(
        Bar(starts[n], starts[n + 1] - day, int(sure[n]), int(maybe[n]))
        for n in range(count)
    )
    return Histogram(unit, bars, undated)


def _unit(days: int) -> str:
    if days <= _DAYS:
        return "day"
    if days <= _WEEKS:
        return "week"
    return "month" if days <= _MONTHS else "year"


def _starts(
    unit: str, first: datetime.date, last: datetime.date
) -> Iterator[datetime.date]:
    """First days of the bars, and that of the bar after the last."""
    at = first
    if unit == "week":
        at -= datetime.timedelta(days=at.weekday())
    elif unit == "month":
        at = at.replace(day=1)
    elif unit == "year":
        at = at.replace(month=1, day=1)
    while at <= last:
        yield at
        at = _next(unit, at)
    yield at


def _next(unit: str, at: datetime.date) -> datetime.date:
    if unit == "day":
        return at + datetime.timedelta(days=1)
    if unit == "week":
        return at + datetime.timedelta(days=_WEEK)
    if unit == "month":
        if at.month == _YEAR_MONTHS:
            return datetime.date(at.year + 1, 1, 1)
        return at.replace(month=at.month + 1)
    return datetime.date(at.year + 1, 1, 1)
