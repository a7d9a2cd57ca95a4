"""Rules for times told from another day: publication, or the date told before."""

import re
from datetime import date, timedelta

from sourceline.resolve.date_context import (
    YEAR_STEPS,
    Groups,
    Known,
    Placing,
    part_name,
    up_to,
)
from sourceline.resolve.days import Days, around, edge, moved, part_of, whole_period


def weekday(said: Groups) -> Placing:
    """As "Monday": the last one on or before publication, the next one in plans."""
    number, which = int(said["weekday"]), said.get("which")
    extra = int(said.get("n", 0))

    def place(known: Known) -> Days | None:
        if known.day is None:
            return _weekday_near_told(number, which, known)
        back = (known.day.weekday() - number) % 7
        if which in {"last", "past"}:
            back = back or 7
        elif which in {"next", "coming"} or (known.ahead and which != "this"):
            back = back - 7 if back else -7 * (which == "next")
        elif which == "week":
            back = (back or 7) - 14
        elif which in {"following", "same", "that", "previous"} and known.told_day:
            return _weekday_near_told(number, which, known)
        if extra:
            back = (back or 7) + 7 * (extra - 1)
        day = known.day - timedelta(days=back)
        return Days(day, day)

    return place


def _weekday_near_told(number: int, which: str | None, known: Known) -> Days | None:
    if known.told_day is None or which not in {"following", "same", "that", "previous"}:
        return None
    told = known.told_day.last
    step = (number - told.weekday()) % 7
    if which == "previous":
        step = (step or 7) - 7
    elif which == "following":
        step = step or 7
    elif step > 3:  # noqa: PLR2004 - the nearest such day
        step -= 7
    day = told + timedelta(days=step)
    return Days(day, day)


FIXED_DAYS = {
    "today": (0, 0),
    "tonight": (0, 0),
    "now": (0, 0),
    "yesterday": (-1, -1),
    "tomorrow": (1, 1),
    "overnight": (-1, 0),
    "ereyesterday": (-2, -2),
    "overmorrow": (2, 2),
    "erenight": (-2, -1),
    "this t": (0, 0),
    "clock this t": (0, 0),
    "this day": (0, 0),
    "last t": (-1, -1),
    "past t": (-1, -1),
}


def fixed_day(said: Groups) -> Placing:
    """As "today", "overnight", "this morning"."""
    first, last = FIXED_DAYS[said["all"]]
    if said["all"] == "now":
        return lambda k: Days(k.day, k.day) if k.day else None
    return lambda k: (
        Days(k.day + timedelta(days=first), k.day + timedelta(days=last))
        if k.day
        else None
    )


def period(said: Groups) -> Placing:
    """As "last week", "this month", "next year", "the end of the month"."""
    which, unit, part = said.get("which", "this"), said["unit"], part_name(said)
    told = which in {"same", "that", "following", "previous"}
    step = {"last": -1, "past": -1, "previous": -1, "next": 1, "following": 1}.get(
        which, 0
    )

    def running(days: Days, day: date, known: Known) -> Days:
        if not said.get("which") and re.search(r"\ban?$", known.before):
            return Days(moved(day, -1, unit), day)
        review = day.weekday() == 0 or not said.get("which")
        if unit == "week" and review and known.ahead is not True:
            # A review of "the week", or of "this week" on a Monday, is of the past one.
            return Days(day - timedelta(days=7), day - timedelta(days=1))
        return up_to(days, known)

    def place(known: Known) -> Days | None:
        base = known.told or known.story_day if told else None
        day = base.first if base else known.day
        if day is None:
            return None
        if unit == "week" and which == "previous" and day.weekday() == 0:
            day -= timedelta(days=1)
        found = whole_period(day, unit, step)
        if unit == "weekend" and known.ahead and found.last < day:
            found = whole_period(day, unit, 1)
        if part:
            since = part == "start" and known.before.endswith(("since", "since the"))
            return edge(found, 1, at_end=False) if since else part_of(found, part)
        if step or told or known.day is None:
            return found
        return running(found, known.day, known)

    return place


def earlier_in(said: Groups) -> Placing:
    """As "earlier this month", "later this year", "so far this year"."""
    later, which, unit = said["side"] == "later", said["which"], said["unit"]

    def place(known: Known) -> Days | None:
        if known.day is None:
            return None
        found = whole_period(known.day, unit, YEAR_STEPS.get(which, 0))
        if not found.first <= known.day <= found.last:
            return found
        if later:
            return Days(known.day, found.last)
        return Days(found.first, known.day)

    return place


def _count(words: str | None) -> int:
    vague = {"few": 3, "recent": 6}
    return vague.get(words or "1") or int(words or 1)


def ago(said: Groups) -> Placing:
    """As "two days ago", "before three weeks"."""
    count, unit = _count(said.get("n")), said["unit"]

    def place(known: Known) -> Days | None:
        if known.day is None:
            return None
        return around(moved(known.day, -count, unit), unit, count)

    return place


def from_told(said: Groups) -> Placing:
    """As "two days earlier", "a week later", "eleven days after": from the date told
    before.
    """
    count, unit, side = _count(said.get("n")), said["unit"], said["side"]
    sign = -1 if side in {"earlier", "before"} else 1

    def place(known: Known) -> Days | None:
        if side == "after" and _EVENT_AFTER.match(known.after):
            # "ten days after the attack" dates what is told, not the attack.
            return known.base
        base = known.told
        if unit in {"minute", "hour"}:
            base = known.here
        elif unit == "day":
            base = known.told_day or known.told
        base = base or known.base
        if base is None:
            return None
        if base.width == 1:
            return around(moved(base.first, sign * count, unit), unit, count)
        return Days(
            moved(base.first, sign * count, unit),
            moved(base.last, sign * count, unit),
        )

    return place


_EVENT_AFTER = re.compile(r" (?!and\b|but\b|that\b)\w")


def lasting(said: Groups) -> Placing:
    """As "three weeks", "the past 24 hours", "the next two days"; up to publication or
    from it.
    """
    count, unit = _count(said.get("n")), said["unit"]
    which = said.get("which")

    def place(known: Known) -> Days | None:
        if known.day is None:
            return None
        ahead = which in {"next", "coming"} or (
            which is None and (known.ahead or known.before.endswith("within"))
        )
        if known.before.endswith("before"):
            # "before eleven months", as translations say for "ago".
            return around(moved(known.day, -count, unit), unit, count)
        there = moved(known.day, count if ahead else -count, unit)
        return Days(*sorted((known.day, there)))

    return place


def soon(said: Groups) -> Placing:
    """As "in the coming days", "within weeks"."""
    last = {"hour": 1, "day": 7, "week": 28, "month": 150}[said["unit"]]

    def place(known: Known) -> Days | None:
        if known.day is None:
            return None
        return Days(known.day, known.day + timedelta(days=last))

    return place


def beside(said: Groups) -> Placing:
    """As "the next day", "the previous evening", "the day before", "the same night"."""
    words = said["all"]
    step = 0
    if re.search(r"\b(?:next|following|after|later)\b", words):
        step = 1
    elif re.search(r"\b(?:previous|before|earlier)\b", words):
        step = -1

    def place(known: Known) -> Days | None:
        base = known.base
        if base is None:
            return None
        if step > 0:
            return Days(*(base.last + timedelta(days=1),) * 2)
        if step < 0:
            return Days(*(base.first - timedelta(days=1),) * 2)
        return base

    return place


def part_of_day(said: Groups) -> Placing:
    """As "at dawn": of the day told before; "18:30", as logs say it: of that day in the
    paragraph, else of publication.
    """
    if said["all"].startswith(("clock", "day", "hour")):
        return lambda known: known.here
    if said["all"].startswith(("same", "that")):
        return lambda known: known.base
    return lambda known: known.lately


def nth_day(_: Groups) -> Placing:
    """As "the third day" of what goes on: the day of the news."""
    return lambda known: (
        known.told_day or (Days(known.day, known.day) if known.day else None)
    )


def told_then(_: Groups) -> Placing:
    """As "then", "at that time": the date told before."""
    return lambda known: known.told
