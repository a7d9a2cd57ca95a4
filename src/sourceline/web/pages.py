"""The pages: explore, control, incident, report. Each works as tables and forms; the
scripts only make them quicker.
"""

import datetime
from collections import Counter
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse, Response

from sourceline.control import place_key
from sourceline.errors import InputError
from sourceline.model.incidents import ControlPeriod
from sourceline.model.records import control_period
from sourceline.store import evidence
from sourceline.store.database import reading
from sourceline.web import claim_values
from sourceline.web.answers import HTML, conditional
from sourceline.web.charts import columns
from sourceline.web.cursors import cursor, read_cursor
from sourceline.web.desk import Desk, desk, queried
from sourceline.web.faults import Fault, missing
from sourceline.web.filters import FACETS, day
from sourceline.web.histogram import histogram
from sourceline.web.incident_view import incident_view, marked
from sourceline.web.places import spots
from sourceline.web.templates import render

router = APIRouter(include_in_schema=False)
Here = Annotated[Desk, Depends(desk)]

_PAGE = 30
_SPOTS = 100
_SHOWN = 8
"""Values of a facet that are shown at once; the rest unfold."""
_HUES = 8
FACET_NAMES = {
    "type": "Kind of event",
    "actor": "Actor",
    "group": "Group harmed",
    "source": "Source",
    "grade": "Grade",
    "status": "Status",
    "review": "Review",
    "country": "Country",
}


def _page(request: Request, template: str, **told: Any) -> Response:  # noqa: ANN401
    return conditional(request, render(request, template, **told), HTML)


@router.get("/")
def explore(request: Request, here: Here) -> Response:
    """Map, histogram and list of one filter."""
    looked = here.look(request)
    asked, catalogue = looked.asked, looked.catalogue
    told = queried(request)
    key = read_cursor(asked.sort, next(iter(told.get("after", ())), None))
    ids, following = catalogue.page(looked.mask, asked.sort, key, _PAGE)
    with reading(here.project.engine) as connection:
        records = evidence.incident_records(connection, ids)
        sentences = evidence.claims(connection, [r["claims"][0]["id"] for r in records])
    words = here.catalogues.words(catalogue)
    bars = histogram(catalogue, catalogue.mask(asked.without("since", "until"), words))
    listed, spot_count, unplaced = spots(catalogue, looked.mask, _SPOTS)
    counted = here.counts(looked)
    return _page(
        request,
        "explore.html",
        asked=asked,
        query=asked.query(),
        total=looked.total,
        whole=len(catalogue.rows),
        records=records,
        quotes={
            r["id"]: sentences[r["claims"][0]["id"]].record["evidence"]
            for r in records
            if r["claims"][0]["id"] in sentences
        },
        reviews={r["id"]: r["review"].get("state", "open") for r in records},
        next=cursor(asked.sort, following),
        paged=key is not None,
        histogram=bars,
        columns=columns(bars, asked.since, asked.until),
        spots=listed,
        spot_count=spot_count,
        unplaced=unplaced,
        facets=[(f, FACET_NAMES[f], counted[f], asked.chosen(f)) for f in FACETS],
        shown=_SHOWN,
    )


@router.get("/incidents/{name}")
def incident(request: Request, here: Here, name: str) -> Response:
    """One incident: its claims, tolls, words, and why they were joined."""
    try:
        found = here.project.incident(name)
    except InputError as error:
        raise missing("incident", name) from error
    with reading(here.project.engine) as connection:
        view = incident_view(connection, found)
        (record,) = evidence.incident_records(connection, [found.id])
    state = record["review"].get("state", "open")
    return _page(request, "incident.html", view=view, one=view.record, review=state)


@router.get("/reports/{name}")
def report(request: Request, here: Here, name: str) -> Response:
    """One report with all that was read from it."""
    with reading(here.project.engine) as connection:
        found = evidence.report(connection, name)
        if found is None:
            raise missing("report", name)
        record = found.record or {"claims": [], "control": [], "rejections": []}
        in_incidents = evidence.claims(connection, [c["id"] for c in record["claims"]])
    values = {c["id"]: claim_values.event_values(c) for c in record["claims"]}
    values |= {c["id"]: claim_values.control_values(c) for c in record["control"]}
    claims = [*record["claims"], *record["control"]]
    return _page(
        request,
        "report.html",
        shown=marked(found, claims, values),
        record=record,
        values=values,
        names=claim_values.NAMES,
        incident_of={name: c.incident for name, c in in_incidents.items()},
    )


@router.get("/control")
def control(request: Request, here: Here) -> Response:
    """Who held what on a day, as it was and as it was known."""
    told = {name: values[-1] for name, values in queried(request).items()}
    known = day("known", told.get("known"))
    place = told.get("place", "").strip()[:200]
    key = told.get("key", "")[:400]
    days = here.control.days(known)
    on = day("on", told.get("on")) or (days[-1] if days else None)
    held = here.control.on(on, place, known) if on else []
    chosen = here.control.periods(key, known) if key else []
    if key:
        chosen = [p for p in chosen if place_key(p.place) == key]
    with reading(here.project.engine) as connection:
        ids = {i for p in chosen for i in (*p.evidence, *p.contradicted_by)}
        claims = evidence.claims(connection, ids)
    return _page(
        request,
        "control.html",
        on=on,
        known=known,
        place=place,
        key=key,
        held=[(h, control_period(h.period)) for h in held],
        days=[d.isoformat() for d in days],
        first=_near(days[:1], -1),
        last=_near(days[-1:], 1),
        chosen=[control_period(p) for p in chosen],
        claims=claims,
        hues=_hues(here.control.periods(known=known)),
    )


def fault_page(request: Request, status: int, fault: Fault) -> Response:
    """What went wrong, as a page."""
    return HTMLResponse(
        render(request, "fault.html", fault=fault, status=status), status
    )


def _hues(periods: list[ControlPeriod]) -> dict[str, int]:
    """A colour for each of those who hold the most, the same on every day."""
    counted = Counter(p.holder for p in periods)
    listed = sorted(counted, key=lambda name: (-counted[name], name))
    return {name: hue for hue, name in enumerate(listed[:_HUES])}


def _near(days: list[datetime.date], step: int) -> datetime.date | None:
    """The day before the first or after the last, so that the slider shows the edge."""
    return days[0] + datetime.timedelta(days=step) if days else None
