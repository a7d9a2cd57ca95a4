"""Questions to the store: which incidents, which one, who held what."""

import datetime
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, and_, func, or_, select

from sourceline.errors import InputError
from sourceline.model.claims import ReportRecord
from sourceline.model.incidents import ControlPeriod, Incident
from sourceline.model.records import (
    read_control_period,
    read_incident,
    read_report,
)
from sourceline.resolve.romanise import fold
from sourceline.store import schema as t

SORTS = ("date", "deaths", "sources", "id")
_KM_A_DEGREE = 111.195


@dataclass(frozen=True, slots=True)
class Filter:
    """Which incidents are asked for; None and empty mean all.

    Attributes:
        place: part of the place's name.
        near: latitude, longitude and radius in kilometres.
        since: happened on that day or later, or may have.
        until: happened on that day or earlier, or may have.
        actor: part of an actor's name.
        kind: event type or sub-event type.
        least_deaths: best figure at least that.
        grade: exact grade.
        country: ISO 3166 alpha-2.
        sort: one of ``SORTS``.
        most: how many.
    """

    place: str | None = None
    near: tuple[float, float, float] | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None
    actor: str | None = None
    kind: str | None = None
    least_deaths: int | None = None
    grade: str | None = None
    country: str | None = None
    sort: str = "date"
    most: int | None = None


def incidents(connection: Connection, asked: Filter) -> Iterator[Incident]:
    """Incidents that a filter lets through, sorted."""
    found = 0
    query = _sorted(_filtered(asked), asked.sort)
    for row in connection.execution_options(yield_per=500).execute(query):
        if asked.near and _distance(asked.near, row.lat, row.lon) > asked.near[2]:
            continue
        yield read_incident(row.record)
        found += 1
        if asked.most is not None and found >= asked.most:
            return


def _filtered(asked: Filter) -> Select[tuple[dict[str, object], float, float]]:
    c = t.incident.c
    where = []
    if asked.place:
        where.append(c.place.contains(fold(asked.place), autoescape=True))
    if asked.actor:
        where.append(c.actors.icontains(asked.actor, autoescape=True))
    if asked.since:
        where.append(c.latest >= asked.since)
    if asked.until:
        where.append(c.earliest <= asked.until)
    if asked.kind:
        kind = asked.kind.lower()
        where.append(
            or_(func.lower(c.event_type) == kind, func.lower(c.sub_event_type) == kind)
        )
    if asked.least_deaths is not None:
        where.append(c.deaths >= asked.least_deaths)
    if asked.grade:
        where.append(c.grade == asked.grade)
    if asked.country:
        where.append(c.country == asked.country.upper())
    if asked.near:
        lat, _, radius = asked.near
        reach = radius / _KM_A_DEGREE
        where.append(and_(c.lat >= lat - reach, c.lat <= lat + reach))
    return select(c.record, c.lat, c.lon).where(*where)


def _sorted(
    query: Select[tuple[dict[str, object], float, float]], sort: str
) -> Select[tuple[dict[str, object], float, float]]:
    c = t.incident.c
    keys = {
        "date": (c.earliest.is_(None), c.earliest, c.latest, c.id),
        "deaths": (c.deaths.is_(None), c.deaths.desc(), c.earliest, c.id),
        "sources": (c.sources.desc(), c.earliest, c.id),
        "id": (c.id,),
    }
    if sort not in keys:
        raise InputError(f"sort {sort!r}", expected=", ".join(SORTS))
    return query.order_by(*keys[sort])


def _distance(near: tuple[float, float, float], lat: float, lon: float) -> float:
    """Kilometres on a sphere (haversine)."""
    a, b = math.radians(near[0]), math.radians(lat)
    half = math.radians(lon - near[1]) / 2
    chord = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(half) ** 2
    return 12742 * math.asin(math.sqrt(chord))


def incident(connection: Connection, name: str) -> Incident:
    """The incident of a name, of one it once had, or of a beginning of its name.

    Raises:
        InputError: there is none, or several begin so.
    """
    return read_incident(incident_row(connection, name))


def incident_row(connection: Connection, name: str) -> dict[str, Any]:
    """The record of the incident of a name, as ``incident`` finds it.

    Raises:
        InputError: there is none, or several begin so.
    """
    i = t.incident.c
    present = connection.execute(
        select(t.alias.c.incident).where(t.alias.c.old == name)
    ).scalar()
    wanted = present or name
    exact = connection.execute(select(i.record).where(i.id == wanted)).scalar()
    if exact is not None:
        return dict(exact)
    # a beginning is looked for in the names alone: records are long
    found = connection.execute(
        select(i.id)
        .where(i.id.startswith(wanted, autoescape=True))
        .order_by(i.id)
        .limit(3)
    ).scalars()
    names = list(found)
    if not names:
        raise InputError(
            f"no incident {name}", advice="sourceline incidents lists them"
        )
    if len(names) > 1:
        listed = ", ".join(names)
        raise InputError(f"{name} begins several names: {listed}")
    only = select(i.record).where(i.id == names[0])
    return dict(connection.execute(only).scalar_one())


def report_texts(connection: Connection, ids: set[str]) -> dict[str, str]:
    """The words of some reports, as they were read."""
    rows = connection.execute(
        select(t.report.c.id, t.report.c.text).where(t.report.c.id.in_(ids))
    )
    return {row.id: row.text for row in rows}


def records(connection: Connection) -> Iterator[ReportRecord]:
    """Every report record, in order of id."""
    query = select(t.reading.c.record).order_by(t.reading.c.report)
    for row in connection.execution_options(yield_per=200).execute(query):
        yield read_report(row.record)


def control(connection: Connection, place: str | None = None) -> list[ControlPeriod]:
    """The control timeline, all or of the places whose name holds ``place``."""
    c = t.control_period.c
    query = select(c.key, c.rank, c.record)
    if place:
        query = query.where(c.place.contains(fold(place), autoescape=True))
    # sorted here: every database has an order of its own for text
    rows = sorted(connection.execute(query), key=lambda row: (row.key, row.rank))
    return [read_control_period(row.record) for row in rows]
