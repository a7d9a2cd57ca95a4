"""What is kept in memory of every incident, so that any filter is answered at once."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from sourceline.store import schema as t
from sourceline.store.shares import shares
from sourceline.web.filters import FACETS

UNKNOWN_SOURCE = "not said"


@dataclass(frozen=True, slots=True)
class Row:
    """One incident as it is searched, counted and drawn.

    Attributes:
        id: its id.
        earliest: ordinal of the first possible day, 0 where no day is known.
        latest: ordinal of the last possible day.
        lat: degrees north, None where no point is known.
        lon: degrees east.
        radius: how far the true place may lie from there, in kilometres.
        precision: UCDP where_prec.
        name: the place's name as it is shown.
        folded: its names as they are searched.
        deaths: best figure, -1 where none was said.
        sources: independent sources.
        facets: values by facet.
    """

    id: str
    earliest: int
    latest: int
    lat: float | None
    lon: float | None
    radius: float
    precision: int
    name: str
    folded: str
    deaths: int
    sources: int
    facets: Mapping[str, tuple[str, ...]]


def read_rows(
    connection: Connection, ids: Collection[str] | None = None
) -> Iterator[Row]:
    """Rows of some incidents, or of all.

    Args:
        connection: a reading one.
        ids: which; those that are not there are left out.
    """
    told = _told_by(connection, ids)
    c = t.incident.c
    query = select(c.earliest, c.latest, c.place, c.sources, c.review, c.record)
    shared: Iterable[Any] = (
        [query] if ids is None else (query.where(c.id.in_(s)) for s in shares(ids))
    )
    for one in shared:
        rows = connection.execution_options(yield_per=1000).execute(one)
        for row in rows:
            yield _row(row, told.get(row.record["id"], ((), ())))


def _told_by(
    connection: Connection, ids: Collection[str] | None
) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Publishers and claims' statuses by incident."""
    c = t.claim.c
    query = (
        select(c.incident, t.report.c.publisher, c.record["status"].as_string())
        .join(t.report, t.report.c.id == c.report)
        .where(c.incident.is_not(None))
        .distinct()
    )
    shared = (
        [query]
        if ids is None
        else [query.where(c.incident.in_(s)) for s in shares(ids)]
    )
    found: dict[str, tuple[set[str], set[str]]] = {}
    for one in shared:
        for incident, publisher, status in connection.execute(one):
            publishers, statuses = found.setdefault(incident, (set(), set()))
            publishers.add(publisher or UNKNOWN_SOURCE)
            statuses.add(status)
    return {k: (tuple(sorted(p)), tuple(sorted(s))) for k, (p, s) in found.items()}


def _row(row: Any, told: tuple[tuple[str, ...], tuple[str, ...]]) -> Row:  # noqa: ANN401
    record = row.record
    place = record["place"] or {}
    harmed = {*record["deaths"]["by_group"], *record["wounded"]["by_group"]}
    values = {
        "type": (record["sub_event_type"],),
        "actor": tuple(dict.fromkeys(p["actor"] for p in record["participants"])),
        "group": tuple(sorted(harmed)),
        "source": told[0],
        "grade": (record["grade"],),
        "status": told[1],
        "review": (row.review,),
        "country": (place["country"],) if place.get("country") else (),
    }
    best = record["deaths"]["best"]
    first, last = row.earliest or row.latest, row.latest or row.earliest
    return Row(
        record["id"],
        first.toordinal() if first else 0,
        last.toordinal() if last else 0,
        place.get("lat"),
        place.get("lon"),
        place.get("radius_km") or 0.0,
        place.get("precision") or 0,
        place.get("gazetteer_name") or place.get("name") or "",
        row.place or "",
        -1 if best is None else best,
        row.sources,
        {facet: values[facet] for facet in FACETS},
    )
