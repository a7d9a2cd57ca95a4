"""The API, reading part: the records of ``docs/records.md`` under ``/api/v1``."""

import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from sourceline.control import place_key
from sourceline.errors import InputError
from sourceline.model.records import control_period, incident_record
from sourceline.store import evidence, journal
from sourceline.store.database import reading
from sourceline.web import shapes
from sourceline.web.answers import answer
from sourceline.web.cursors import cursor, read_cursor
from sourceline.web.desk import Desk, Looked, desk
from sourceline.web.downloads import download
from sourceline.web.faults import FaultAnswer, missing
from sourceline.web.filters import day
from sourceline.web.histogram import histogram
from sourceline.web.places import spots

PAGE, MOST = 50, 500
_CHANGES = 1000

FaultAnswers: dict[int | str, dict[str, Any]] = {
    status: {"model": FaultAnswer} for status in (400, 403, 404)
}
router = APIRouter(prefix="/api/v1", tags=["reading"], responses=FaultAnswers)


def asked_incidents(  # noqa: PLR0913, PLR0917 - one argument a field of the filter
    request: Request,
    here: Annotated[Desk, Depends(desk)],
    q: Annotated[str | None, Query(description='words, "a phrase", beginning*')] = None,
    within: Annotated[Literal["reports", "evidence", ""] | None, Query()] = None,
    type: Annotated[list[str] | None, Query()] = None,  # noqa: A002
    actor: Annotated[list[str] | None, Query()] = None,
    group: Annotated[list[str] | None, Query()] = None,
    source: Annotated[list[str] | None, Query()] = None,
    grade: Annotated[list[str] | None, Query()] = None,
    status: Annotated[list[str] | None, Query()] = None,
    review: Annotated[list[str] | None, Query()] = None,
    country: Annotated[list[str] | None, Query()] = None,
    place: Annotated[str | None, Query(description="part of the name")] = None,
    since: Annotated[str | None, Query(description="a day")] = None,
    until: Annotated[str | None, Query(description="a day")] = None,
    deaths: Annotated[str | None, Query(description="at least")] = None,
    box: Annotated[str | None, Query(description="WEST,SOUTH,EAST,NORTH")] = None,
    near: Annotated[str | None, Query(description="LAT,LON,KM")] = None,
    sort: Annotated[
        Literal["date", "deaths", "sources", "id", ""] | None, Query()
    ] = None,
) -> Looked:
    """What the filter of a query lets through. The arguments describe the query to
    programs; pages read the same one.
    """
    del q, within, type, actor, group, source, grade, status, review, country
    del place, since, until, deaths, box, near, sort
    return here.look(request)


Here = Annotated[Desk, Depends(desk)]
Found = Annotated[Looked, Depends(asked_incidents)]


@router.get("/incidents", response_model=shapes.IncidentPage)
def incidents(
    request: Request,
    here: Here,
    found: Found,
    after: Annotated[str | None, Query(description="cursor of a page before")] = None,
    most: Annotated[int, Query(ge=1, le=MOST)] = PAGE,
) -> Response:
    """Incidents that the filter lets through, a page at a time."""
    sort = found.asked.sort
    key = read_cursor(sort, after)
    ids, following = found.catalogue.page(found.mask, sort, key, most)
    with reading(here.project.engine) as connection:
        records = evidence.incident_records(connection, ids)
    for record in records:
        record["review"] = found.catalogue.review(record["id"])
    body = {
        "incidents": records,
        "total": found.total,
        "next": cursor(sort, following),
    }
    return answer(request, body)


@router.get("/facets", response_model=shapes.Facets)
def facets(request: Request, here: Here, found: Found) -> Response:
    """How many incidents each value of each facet would give."""
    counted = {
        name: [{"value": v, "incidents": n} for v, n in values]
        for name, values in here.counts(found).items()
    }
    return answer(request, {"total": found.total, "facets": counted})


@router.get("/histogram", response_model=shapes.HistogramAnswer)
def by_time(request: Request, here: Here, found: Found) -> Response:
    """How many incidents when."""
    open_ = found.asked.without("since", "until")
    words = here.catalogues.words(found.catalogue)
    told = histogram(found.catalogue, found.catalogue.mask(open_, words))
    bars = [
        {"first": str(b.first), "last": str(b.last), "sure": b.sure, "maybe": b.maybe}
        for b in told.bars
    ]
    return answer(request, {"unit": told.unit, "bars": bars, "undated": told.undated})


@router.get("/map", response_model=shapes.MapAnswer)
def by_place(request: Request, found: Found) -> Response:
    """The places of the incidents, each with the circle that it may lie in."""
    listed, _, without = spots(found.catalogue, found.mask)
    places = [
        {
            "name": s.name,
            "lat": s.lat,
            "lon": s.lon,
            "radius_km": s.radius_km,
            "precision": s.precision,
            "incidents": s.incidents,
            "deaths": s.deaths,
        }
        for s in listed
    ]
    return answer(request, {"places": places, "without_place": without})


@router.get("/incidents.csv", response_class=Response)
def as_csv(here: Here, found: Found) -> Response:
    """The incidents that the filter lets through, as CSV."""
    return download("csv", here.project, found.ids())


@router.get("/incidents.geojson", response_class=Response)
def as_geojson(here: Here, found: Found) -> Response:
    """The incidents that the filter lets through, as GeoJSON."""
    return download("geojson", here.project, found.ids())


@router.get("/incidents/{name}", response_model=shapes.IncidentAnswer)
def incident(request: Request, here: Here, name: str) -> Response:
    """One incident with its claims and their reports' texts."""
    try:
        found = here.project.incident(name)
    except InputError as error:
        raise missing("incident", name) from error
    with reading(here.project.engine) as connection:
        claims = evidence.claims(connection, [m.id for m in found.members])
        reports = evidence.reports(
            connection, sorted({m.report for m in found.members})
        )
    record = incident_record(found)
    record["review"] = here.catalogues.present().review(found.id)
    body = {
        "incident": record,
        "claims": [claims[m.id].record for m in found.members if m.id in claims],
        "reports": [_report(r) for r in reports],
    }
    return answer(request, body)


@router.get("/reports/{name}", response_model=shapes.ReportAnswer)
def report(request: Request, here: Here, name: str) -> Response:
    """A report's record and text."""
    with reading(here.project.engine) as connection:
        found = evidence.report(connection, name)
    if found is None:
        raise missing("report", name)
    return answer(request, _report(found))


@router.get("/claims/{name}", response_model=shapes.ClaimAnswer)
def claim(request: Request, here: Here, name: str) -> Response:
    """An event or control claim."""
    with reading(here.project.engine) as connection:
        found = evidence.claims(connection, [name]).get(name)
    if found is None:
        raise missing("claim", name)
    body = {
        "kind": found.kind,
        "claim": found.record,
        "incident": found.incident,
        "publisher": found.publisher,
        "title": found.title,
        "published": found.published,
    }
    return answer(request, body)


@router.get("/control", response_model=shapes.ControlAnswer)
def control(
    request: Request,
    here: Here,
    place: Annotated[str | None, Query(max_length=400)] = None,
    on: Annotated[str | None, Query(description="in force on that day")] = None,
    known: Annotated[
        str | None, Query(description="by reports published by that day")
    ] = None,
) -> Response:
    """Who holds what: all periods, or those in force on a day; by all reports, or as
    it was known on a day.
    """
    at, told_by = day("on", on), day("known", known)
    if at is None:
        periods = [
            {"key": place_key(p.place), **control_period(p)}
            for p in here.control.periods(place, told_by)
        ]
    else:
        periods = [
            {"key": h.key, "sure": h.sure, **control_period(h.period)}
            for h in here.control.on(at, place, told_by)
        ]
    body = {"on": _text(at), "known": _text(told_by), "periods": periods}
    return answer(request, body)


@router.get("/changes", response_model=shapes.Changes)
def changes(
    request: Request,
    here: Here,
    since: Annotated[
        str, Query(description="number of a change, or a moment in ISO 8601")
    ] = "0",
    most: Annotated[int, Query(ge=1, le=_CHANGES)] = _CHANGES,
) -> Response:
    """Which incidents were made, made anew, or went since then. ``now`` is the name
    under which one that went is told today.
    """
    with reading(here.project.engine) as connection:
        entries = list(journal.since(connection, _since(connection, since), most + 1))
        some = entries[:most]
        last = {e.id: e for e in some if e.kind == "incident"}
        names = evidence.present_names(
            connection, sorted(e.id for e in last.values() if e.gone)
        )
    again = {e.id for e in some if e.gone}
    told = [
        {
            "number": e.number,
            "incident": e.id,
            "what": "gone" if e.gone else "changed" if e.id in again else "made",
            "now": names.get(e.id) if e.gone else e.id,
            "at": e.at,
        }
        for e in sorted(last.values(), key=lambda e: e.number)
    ]
    end = some[-1].number if some else _number(since)
    return answer(request, {"changes": told, "next": end, "more": len(entries) > most})


def _since(connection: Any, said: str) -> int:  # noqa: ANN401 - a connection
    if said.isascii() and said.isdigit() and len(said) < 19:  # noqa: PLR2004
        return int(said)
    try:
        moment = datetime.datetime.fromisoformat(said.replace(" ", "+"))
    except ValueError as error:
        raise InputError(
            f"since = {said[:40]!r}",
            expected="a change's number, or a moment such as 2024-05-01T12:00:00Z",
        ) from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.UTC)
    return journal.number_at(connection, moment)


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdigit() else 0


def _report(found: evidence.KeptReport) -> dict[str, Any]:
    return {
        "record": found.record,
        "text": found.text,
        "key": found.key,
        "copies": [
            {"path": path, "key": key, "publisher": publisher}
            for path, key, publisher in found.copies
        ],
    }


def _text(found: datetime.date | None) -> str | None:
    return None if found is None else found.isoformat()
