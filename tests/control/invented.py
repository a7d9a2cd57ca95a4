"""Invented claims and battles about an invented town; a number is a day of March 2031."""

from datetime import date, timedelta

from sourceline.model.claims import (
    Actor,
    Attribution,
    ControlClaim,
    DateRange,
    EventClaim,
    Participant,
    Place,
    Published,
    TextSpan,
)
from sourceline.model.incidents import (
    ControlPeriod,
    ControlTestimony,
    DayRange,
    Outlet,
)
from sourceline.model.incidents import Testimony as EventTestimony

WORDS = TextSpan(0, 1)
MARCH = date(2031, 3, 1)
REBELS, ARMY, MILITIA = "Northern Front", "Army of Veldia", "River Militia"


def day(text: str | int | None) -> date | None:
    """A number is a day of March 2031."""
    if isinstance(text, int):
        return MARCH + timedelta(days=text - 1)
    return None if text is None else date.fromisoformat(text)


def town(name: str = "Mirna", precision: int = 1, **more: object) -> Place:
    given = {"admin1": "Coast", "country": "XX", "lat": 1.0, "lon": 1.0, **more}
    return Place(
        name,
        name,
        f"geonames:{name}",
        None,
        given["admin1"],
        given["country"],
        given["lat"],
        given["lon"],
        precision,
        given.get("radius_km", 3.0),
        WORDS,
    )


def actor(name: str) -> Actor:
    return Actor(name, "rebel group", None, "lexicon")


def outlet(report: str, published: str | int | None, story: str | None) -> Outlet:
    told = day(published)
    basis = "unknown" if told is None else "given"
    return Outlet(
        report, "The Gazette", Published(told, told, told, basis), story or report
    )


def says(
    id_: str,
    holder: str,
    kind: str,
    when: str | int | tuple | None = None,
    *,
    pub: str | int | None = 28,
    report: str | None = None,
    story: str | None = None,
    place: Place | None = None,
    extent: str = "whole",
    status: str = "occurred",
    since: str | None = None,
    speaker: str | None = None,
) -> ControlTestimony:
    first, last = when if isinstance(when, tuple) else (when, when)
    report = report or f"r-{id_}"
    dated = (
        None
        if first is None and last is None
        else DateRange(day(first), day(last), 1, "stated", WORDS)
    )
    claim = ControlClaim(
        id_,
        report,
        place or town(),
        actor(holder),
        kind,
        extent,
        since,
        dated,
        status,
        () if speaker is None else (Attribution(f"a {speaker}", speaker, WORDS),),
        (),
        (),
    )
    return ControlTestimony(claim, outlet(report, pub, story))


def battle(
    id_: str,
    sub_type: str,
    initiator: str,
    when: int | None,
    *,
    report: str | None = None,
    pub: int = 28,
    status: str = "occurred",
    background: bool = False,
    basis: str = "stated",
) -> EventTestimony:
    report = report or f"r-{id_}"
    dated = None if when is None else DateRange(day(when), day(when), 1, basis, WORDS)
    claim = EventClaim(
        id_,
        report,
        "Battles",
        sub_type,
        status,
        background,
        (Participant("initiator", "they", actor(initiator), WORDS),),
        (),
        town(),
        dated,
        (),
        (),
        (),
        (),
        (),
        1.0,
    )
    return EventTestimony(claim, outlet(report, pub, None))


def days(first: int | str | None, last: int | str | None) -> DayRange:
    return DayRange(day(first), day(last))


def short(found: list[ControlPeriod]) -> list[tuple]:
    """Holder, start, end, state: what most cases are about."""
    return [(p.holder, p.start, p.end, p.state) for p in found]
