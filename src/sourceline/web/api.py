"""The API, reading part: the records of ``docs/records.md`` under ``/api/v1``."""

from collections.abc import Callable

from fastapi import Request
from starlette.responses import Response

from sourceline.store import evidence
from sourceline.store.database import reading
from sourceline.web import api_records, changes, shapes
from sourceline.web.answers import answer
from sourceline.web.api_router import router
from sourceline.web.asking import PAGE, After, Found, Here, Most
from sourceline.web.cursors import cursor, read_cursor
from sourceline.web.downloads import FORMS, download
from sourceline.web.histogram import histogram
from sourceline.web.places import spots


@router.get("/incidents", response_model=shapes.IncidentPage)
def incidents(
    request: Request, here: Here, found: Found, after: After = "", most: Most = PAGE
) -> Response:
    """Incidents that the filter lets through, a page at a time."""
    sort = found.asked.sort
    key = read_cursor(sort, after)
    ids, following = found.catalogue.page(found.mask, sort, key, most)
    with reading(here.project.engine) as connection:
        records = evidence.incident_records(connection, ids)
    query = found.asked.query()
    body = {
        "incidents": records,
        "total": found.total,
        "next": cursor(sort, following),
        "links": {
            form: f"{request.url.path}.{form}{'?' if query else ''}{query}"
            for form in FORMS
        },
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


def _file(form: str, media: str) -> Callable[..., Response]:
    """The route that gives what a filter lets through as a file."""

    def as_file(request: Request, here: Here, found: Found) -> Response:
        return download(request, form, here, found)

    as_file.__doc__ = f"The incidents that the filter lets through, as {form}."
    shape = "object" if form == "geojson" else "string"
    described = {"content": {media: {"schema": {"type": shape}}}}
    return router.get(
        f"/incidents.{form}",
        name=f"incidents_{form}",
        response_class=Response,
        responses={200: described},
    )(as_file)


for _form, (_, _media) in FORMS.items():
    _file(_form, _media.partition(";")[0])
__all__ = ["api_records", "changes", "router"]
