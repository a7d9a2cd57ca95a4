"""The API's single records, and the lists of reports and of who held what."""

from typing import Annotated, Any

from fastapi import Query, Request
from starlette.responses import Response

from sourceline.control import place_key
from sourceline.errors import InputError
from sourceline.model.incidents import ControlPeriod
from sourceline.model.records import control_period
from sourceline.store import evidence, search
from sourceline.store.database import reading
from sourceline.web import shapes
from sourceline.web.answers import answer
from sourceline.web.api_router import router
from sourceline.web.asking import PAGE, After, Day, Here, Most, Name
from sourceline.web.cursors import plain_cursor, read_plain_cursor
from sourceline.web.faults import missing
from sourceline.web.filters import day

_LETTERS = 400


@router.get("/incidents/{name}", response_model=shapes.IncidentAnswer)
def incident(request: Request, here: Here, name: Name) -> Response:
    """One incident with its claims and their reports' texts. A name that it once had,
    or the beginning of one, is answered too.
    """
    with reading(here.project.engine) as connection:
        try:
            record = search.incident_row(connection, sayable(name, "incident"))
        except InputError as error:
            raise missing("incident", name) from error
        members = record["claims"]
        claims = evidence.claims(connection, [m["id"] for m in members])
        reports = evidence.reports(connection, sorted({m["report"] for m in members}))
    body = {
        "incident": record,
        "claims": [claims[m["id"]].record for m in members if m["id"] in claims],
        "reports": [_report(r) for r in reports],
    }
    return answer(request, body)


@router.get("/reports", response_model=shapes.ReportPage)
def reports(
    request: Request, here: Here, after: After = "", most: Most = PAGE
) -> Response:
    """Reports in the order of their ids, without their texts."""
    with reading(here.project.engine) as connection:
        rows = evidence.report_heads(
            connection, read_plain_cursor("reports", after), most + 1
        )
    listed = [
        {"id": name, "key": key, "path": path, "record": record}
        for name, key, path, record in rows[:most]
    ]
    following = rows[most - 1][0] if len(rows) > most else None
    body = {"reports": listed, "next": plain_cursor("reports", following)}
    return answer(request, body)


@router.get("/reports/{name}", response_model=shapes.ReportAnswer)
def report(request: Request, here: Here, name: Name) -> Response:
    """A report's record and text."""
    with reading(here.project.engine) as connection:
        found = evidence.report(connection, sayable(name, "report"))
    if found is None:
        raise missing("report", name)
    return answer(request, _report(found))


@router.get("/claims/{name}", response_model=shapes.ClaimAnswer)
def claim(request: Request, here: Here, name: Name) -> Response:
    """An event or control claim."""
    with reading(here.project.engine) as connection:
        found = evidence.claims(connection, [sayable(name, "claim")]).get(name)
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
def control(  # noqa: PLR0913, PLR0917 - one argument a field of the query
    request: Request,
    here: Here,
    place: Annotated[
        str, Query(max_length=_LETTERS, description="part of a name, or a key")
    ] = "",
    on: Annotated[Day, Query(description="in force on that day")] = "",
    known: Annotated[Day, Query(description="by reports published by that day")] = "",
    after: After = "",
    most: Most = PAGE,
) -> Response:
    """Who holds what: all periods, or those in force on a day; by all reports, or as
    it was known on a day. In the order of places and of days.
    """
    at, told_by = day("on", on), day("known", known)
    told: list[tuple[str, dict[str, bool], ControlPeriod]]
    if at is None:
        told = [
            (place_key(p.place), {}, p)
            for p in here.control.periods(place or None, told_by)
        ]
    else:
        told = [
            (h.key, {"sure": h.sure}, h.period)
            for h in here.control.on(at, place or None, told_by)
        ]
    keyed = sorted(((_order(k, p), k, s, p) for k, s, p in told), key=lambda x: x[0])
    begun = read_plain_cursor("control", after)
    some = [x for x in keyed if x[0] > begun][: most + 1]
    periods = [
        {"key": key, **sure, **control_period(p)} for _, key, sure, p in some[:most]
    ]
    body = {
        "on": None if at is None else at.isoformat(),
        "known": None if told_by is None else told_by.isoformat(),
        "periods": periods,
        "total": len(keyed),
        "next": plain_cursor(
            "control", some[most - 1][0] if len(some) > most else None
        ),
    }
    return answer(request, body)


def sayable(name: str, kind: str) -> str:
    """A name that a database can be asked for.

    Raises:
        RefusedError: it is none, and so not there.
    """
    if not name.isprintable():
        raise missing(kind, name)
    return name


def _order(key: str, period: ControlPeriod) -> str:
    """Where a period stands in the list, whatever else is added to it."""
    end = period.end
    told = (
        key,
        str(period.start.earliest or period.start.latest or ""),
        str((end.earliest or end.latest or "") if end else "9999"),
        period.state,
        period.holder,
        *period.evidence[:1],
    )
    return "\x1f".join(told)


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
