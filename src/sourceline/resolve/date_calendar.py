"""Rules for dates by the calendar: days, months, years, seasons, quarters, decades."""

import re
from datetime import date, timedelta

from sourceline.resolve.date_context import (
    Groups,
    Known,
    Placing,
    meant,
    nearest,
    part_name,
    told_year,
    up_to,
    year_of,
    years_near,
)
from sourceline.resolve.date_words import SEASONS
from sourceline.resolve.days import (
    Days,
    moved,
    one_day,
    part_of,
    whole_month,
    whole_year,
)

_YEARS_FROM, _CENTURY, _LATEST_DECADE = 1000, 100, 20


def on_day(said: Groups) -> Placing:
    """As "26 June", "June 26, 2016", "Tuesday the 3rd of March"."""
    day, month = int(said["day"]), int(said["month"])
    words = said.get("year")

    def place(known: Known) -> Days | None:
        year = year_of(words, known) if words else told_year(known)
        if year:
            return one_day(year, month, day)
        found = [one_day(y, month, day) for y in years_near(known)]
        return nearest([d for d in found if d], known)

    return place


def in_month(said: Groups) -> Placing:
    """As "in March", "early March 2014", "last May", "the first week of May"."""
    month, part, words = int(said["month"]), part_name(said), said.get("year")
    which = said.get("which")

    def place(known: Known) -> Days | None:
        year = year_of(words, known) if words else None
        if not year and not which:
            year = told_year(known)
        if year:
            return part_of(whole_month(year, month), part)
        if which in _BY_TOLD and known.told:
            return part_of(_month_by_told(month, which, known.told.first), part)
        options = [whole_month(y, month) for y in years_near(known)]
        return part_of(meant(options, which, known), part)

    return place


def month_before(said: Groups) -> Placing:
    """As "May before": of the year before the date told."""
    return in_month({**said, "which": "previous"})


_BY_TOLD = {"following", "previous", "that", "same"}


def _month_by_told(month: int, which: str | None, told: date) -> Days:
    """As "the following May", "the April before", "that October"."""
    if which == "following":
        return whole_month(told.year + (month <= told.month), month)
    if which == "previous":
        return whole_month(told.year - (month >= told.month), month)
    return whole_month(told.year, month)


def earlier_month(said: Groups) -> Placing:
    """As "earlier November": of that month what is past."""
    month = int(said["month"])

    def place(known: Known) -> Days | None:
        options = [whole_month(y, month) for y in years_near(known)]
        found = nearest(options, known)
        return up_to(found, known) if found else None

    return place


def in_year(said: Groups) -> Placing:
    """As "2014", "early 2014"."""
    part, year = part_name(said), int(said["year"])
    return lambda _: part_of(whole_year(year), part)


def year_so_far(said: Groups) -> Placing:
    """As "so far 2014": of the running year what is past."""
    year = whole_year(int(said["year"]))

    def place(known: Known) -> Days | None:
        day = known.day
        running = day and year.first <= day <= year.last
        return Days(year.first, day) if day and running else year

    return place


def in_decade(said: Groups) -> Placing:
    """As "the 1990s", "the late 90s"."""
    short, part = int(said["decade"]), part_name(said)
    first = short
    if short < _CENTURY:
        first += 2000 if short <= _LATEST_DECADE else 1900
    return lambda _: part_of(Days(date(first, 1, 1), date(first + 9, 12, 31)), part)


def nth_weekday(said: Groups) -> Placing:
    """As "the second Friday of March"."""
    which, weekday = said["nth"], int(said["weekday"])
    month = in_month(said)

    def place(known: Known) -> Days | None:
        days = month(known)
        if days is None:
            return None
        if not which[0].isdigit():
            found = days.last - timedelta(days=(days.last.weekday() - weekday) % 7)
            return Days(found, found)
        first = days.first + timedelta(days=(weekday - days.first.weekday()) % 7)
        found = first + timedelta(days=7 * (int(which[:-2]) - 1))
        return Days(found, found) if found <= days.last else None

    return place


def numeric(said: Groups) -> Placing:
    """As "09/05/2022", "4/11": the order of day and month by country, else
    the one nearer to publication.
    """
    parts = [int(p) for p in re.split(r"[./]", said["all"])]
    if parts[0] >= _YEARS_FROM:
        return lambda _: one_day(parts[0], parts[1], (*parts, 1)[2])
    year_said = parts[2] if parts[2:] else None
    if year_said is not None and year_said < _CENTURY:
        year_said += 2000

    def place(known: Known) -> Days | None:
        years = [year_said] if year_said else list(years_near(known))
        orders = [(parts[1], parts[0]), (parts[0], parts[1])]
        if known.month_first:
            orders.reverse()
        for month, day in orders:
            options = [d for y in years if (d := one_day(y, month, day))]
            kept = [d for d in options if _fits(d, known)]
            if kept:
                return nearest(kept, known) or kept[0]
        found = [d for m, d_ in orders for y in years if (d := one_day(y, m, d_))]
        return found[0] if found else None

    return place


def _fits(days: Days, known: Known) -> bool:
    return known.day is None or known.ahead or days.first <= known.day


def season(said: Groups) -> Placing:
    """As "last summer", "winter 2014"."""
    month, part, words = SEASONS[said["season"]], part_name(said), said.get("year")
    which = said.get("which")

    def place(known: Known) -> Days | None:
        year = year_of(words, known)
        if year:
            return part_of(_three_months(year, month), part)
        options = [_three_months(y, month) for y in years_near(known)]
        return part_of(meant(options, which, known), part)

    return place


def _three_months(year: int, month: int) -> Days:
    return Days(whole_month(year, month).first, whole_month(year, month + 2).last)


def quarter(said: Groups) -> Placing:
    """As "the second quarter of 2016", "the first half"."""
    number, size = int(said["q"][0]), 3 if said["of"] == "quarter" else 6
    words = said.get("year")

    def place(known: Known) -> Days | None:
        year = year_of(words, known) or (known.day.year if known.day else None)
        if year is None:
            return None
        found = Days(
            whole_month(year, size * (number - 1) + 1).first,
            whole_month(year, size * number).last,
        )
        if words is None and known.day and found.first > known.day and not known.ahead:
            return Days(moved(found.first, -1, "year"), moved(found.last, -1, "year"))
        return found

    return place


def last_quarter(_: Groups) -> Placing:
    """As "the quarter" of a report on it: the one that ended last."""

    def place(known: Known) -> Days | None:
        if known.day is None:
            return None
        end = (known.day.month - 1) // 3 * 3
        first = whole_month(known.day.year, end - 2)
        return Days(first.first, whole_month(known.day.year, end).last)

    return place
