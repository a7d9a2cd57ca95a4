"""Rules for feasts and the months of the Islamic calendar."""

from collections.abc import Callable
from datetime import date, timedelta

from sourceline.resolve.date_context import (
    Groups,
    Known,
    Placing,
    meant,
    part_name,
    year_of,
    years_near,
)
from sourceline.resolve.days import Days, part_of

_EID = {"eid10": (10, 1, 3), "eid12": (12, 10, 13), "ashura": (1, 10, 10)}


def feast(said: Groups) -> Placing:
    """As "Christmas 2018", "last Easter", "Eid al-Adha"."""
    name, words, which = said["feast"], said.get("year"), said.get("which")
    if name in _EID:
        month, first, last = _EID[name]
        return _hijri_place(
            lambda y: Days(_hijri(y, month, first), _hijri(y, month, last)),
            words,
            which,
            None,
        )

    def place(known: Known) -> Days | None:
        year = year_of(words, known)
        if year:
            return _feast_day(name, year)
        return meant([_feast_day(name, y) for y in years_near(known)], which, known)

    return place


def _feast_day(name: str, year: int) -> Days:
    if name[0] == "f":
        day = date(year, int(name[1:3]), int(name[3:]))
    else:
        day = _easter(year) + timedelta(days=int(name[1:]))
    return Days(day, day)


def any_eid(said: Groups) -> Placing:
    """Either of the two feasts, the nearer one by tense."""

    def place(known: Known) -> Days | None:
        if known.day is None:
            return None
        first = (known.day.year - 622) * 33 // 32
        options = [
            Days(_hijri(y, month, low), _hijri(y, month, high))
            for y in range(first - 1, first + 4)
            for month, low, high in (_EID["eid10"], _EID["eid12"])
        ]
        return meant(options, said.get("which"), known)

    return place


def hijri_month(said: Groups) -> Placing:
    """As "Ramadan 2018", "early Rajab"."""
    month, part, words = int(said["hijri"]), part_name(said), said.get("year")
    lastday = "last t" in said["all"] or "past t" in said["all"]
    return _hijri_place(
        lambda y: Days(
            _hijri(y, month, 29 if lastday else 1),
            _hijri(y + month // 12, month % 12 + 1, 1) - timedelta(days=1),
        ),
        words,
        said.get("which"),
        part,
    )


def _hijri_place(
    days_of: Callable[[int], Days],
    words: str | None,
    which: str | None,
    part: str | None,
) -> Placing:
    def place(known: Known) -> Days | None:
        year = year_of(words, known)
        near = year or (known.day.year if known.day else None)
        if near is None:
            return None
        # A Gregorian year touches two Hijri years; three give room on either side.
        first = (near - 622) * 33 // 32
        options = [days_of(y) for y in range(first - 1, first + 4)]
        if year:
            kept = [o for o in options if o.first.year == year]
            return part_of(kept[0], part) if kept else None
        return part_of(meant(options, which, known), part)

    return place


def _hijri(year: int, month: int, day: int) -> date:
    """Tabular Islamic calendar: within a day or two of what is announced."""
    days = day + -(-(59 * (month - 1)) // 2) + (year - 1) * 354 + (3 + 11 * year) // 30
    return date.fromordinal(227014 + days)


def _easter(year: int) -> date:
    """Western Easter Sunday (Gauss, Butcher)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    epact = (19 * golden + century - century // 4 - (8 * century + 13) // 25 + 15) % 30
    lag = (2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4 + 32) % 7
    shift = epact + lag - 7 * ((golden + 11 * epact + 22 * lag) // 451) + 114
    return date(year, shift // 31, shift % 31 + 1)
