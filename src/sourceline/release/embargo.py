"""What is too young to be shown on the day of a release."""

import datetime
from collections.abc import Iterator
from dataclasses import replace

from sourceline.export.material import ToldIncident
from sourceline.model.incidents import ControlPeriod, Incident
from sourceline.release import reasons


def last_day(as_of: datetime.date, days: int) -> datetime.date:
    """The last day on which a thing shown may have happened."""
    return as_of - datetime.timedelta(days)


def held_back(told: ToldIncident, last: datetime.date) -> str | None:
    """Why an incident is not shown yet, None where it is.

    Its last possible day counts, also where only some claims give it; where it has
    none, the day of its latest report.
    """
    date = told.incident.date
    day = None if date is None else date.latest
    day = max((d for d in (day, *_rival_days(told.incident)) if d), default=None)
    if day is None:
        known = [
            (t.outlet.published.date or t.outlet.published.latest) for t in told.claims
        ]
        dated = [d for d in known if d is not None]
        day = max(dated) if dated and len(dated) == len(known) else None
    return _judged(day, last)


def period_held_back(one: ControlPeriod, last: datetime.date) -> str | None:
    """Why a control period is not shown yet, None where it is."""
    day = one.start.latest or one.start.earliest
    if day is None and one.end is not None:
        day = one.end.latest or one.end.earliest
    return _judged(day, last)


def without_young_end(one: ControlPeriod, last: datetime.date) -> ControlPeriod:
    """The period as it stood on the last day: an end after it is not known yet."""
    end = one.end
    if end is None:
        return one
    day = end.latest or end.earliest
    return one if day is not None and day <= last else replace(one, end=None)


def _rival_days(one: Incident) -> Iterator[datetime.date | None]:
    """The last days that claims give which contradict each other on it."""
    for dispute in one.disputed:
        for rival in dispute.values if dispute.field == "date" else ():
            yield from map(_day, rival.value.split("/"))


def _day(said: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(said)
    except ValueError:
        return None


def _judged(day: datetime.date | None, last: datetime.date) -> str | None:
    if day is None:
        return reasons.UNDATED
    return None if day <= last else reasons.EMBARGO
