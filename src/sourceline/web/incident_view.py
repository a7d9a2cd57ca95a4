"""The incident page: claims side by side, rival values, reports with their words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from sourceline.model.incidents import Incident
from sourceline.model.records import incident_record
from sourceline.store import evidence, pairs
from sourceline.store.evidence import KeptClaim, KeptReport
from sourceline.web import claim_values, words
from sourceline.web.charts import TollChart, toll_chart
from sourceline.web.claim_values import FIELDS, NAMES, Value
from sourceline.web.marks import Mark, Piece, pieces
from sourceline.web.waterfall import Waterfall, waterfalls
from sourceline.web.words import Plain

_RIVALS = "ABCDEFGH"


@dataclass(frozen=True, slots=True)
class Cell:
    """What one claim says about one field.

    Attributes:
        values: its values; none where it says nothing.
        rival: a letter by which rival values are told apart, empty where none is rival.
    """

    values: tuple[Value, ...]
    rival: str


@dataclass(frozen=True, slots=True)
class Line:
    """One field of all claims."""

    field: str
    name: str
    cells: tuple[Cell, ...]
    disputed: bool


@dataclass(frozen=True, slots=True)
class Head:
    """A claim's column.

    Attributes:
        number: how the page calls it, from 1.
        id: the claim's id.
        report: its report's id.
        publisher: who published it.
        published: when.
        title: its headline.
        weight: bits for its being of the incident.
    """

    number: int
    id: str
    report: str
    publisher: str
    published: str
    title: str
    weight: float | None


@dataclass(frozen=True, slots=True)
class MarkedReport:
    """A report's words, cut where values begin and end."""

    report: KeptReport
    published: str
    link: str | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class IncidentView:
    """All that the incident page shows."""

    record: Plain
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    reports: tuple[MarkedReport, ...]
    charts: tuple[tuple[str, TollChart], ...]
    waterfalls: tuple[Waterfall, ...]


def incident_view(connection: Connection, incident: Incident) -> IncidentView:
    """Gather what the page of an incident shows."""
    ids = [m.id for m in incident.members]
    claims = evidence.claims(connection, ids)
    order = sorted(
        (m for m in incident.members if m.id in claims),
        key=lambda m: (_published(claims[m.id]), m.id),
    )
    values = {m.id: claim_values.event_values(claims[m.id].record) for m in order}
    record = incident_record(incident)
    heads = tuple(
        _head(n, claims[m.id], m.match_weight) for n, m in enumerate(order, 1)
    )
    kept = evidence.reports(connection, list(dict.fromkeys(h.report for h in heads)))
    listed = [claims[m.id].record for m in order]
    charts = [(NAMES[f], toll_chart(record[f])) for f in ("deaths", "wounded")]
    return IncidentView(
        record,
        heads,
        tuple(_lines(record, [h.id for h in heads], values)),
        tuple(
            marked(r, (c for c in listed if c["report"] == r.id), values)
            for r in sorted(kept, key=lambda r: _first(heads, r.id))
        ),
        tuple((name, chart) for name, chart in charts if chart),
        tuple(
            waterfalls(
                incident,
                pairs.pairs_among(connection, ids),
                pairs.judgements(connection, ids),
            )
        ),
    )


def marked(
    report: KeptReport,
    claims: Iterable[Plain],
    values: dict[str, list[Value]],
) -> MarkedReport:
    """A report with the words of its claims' values marked.

    Args:
        report: the report.
        claims: records of its claims.
        values: their values, by claim.
    """
    marks: list[Mark] = []
    for claim in claims:
        marks += claim_values.evidence_marks(claim)
        marks += [v.mark for v in values[claim["id"]] if v.mark]
    head = (report.record or {}).get("report", {})
    for line in head.get("furniture", ()):
        marks.append(
            Mark(line["start"], line["end"], line["kind"], line["kind"], "furniture")
        )
    published = words.published(head["published"]) if head else "not read yet"
    return MarkedReport(
        report,
        published,
        words.outward(report.url),
        tuple(pieces(report.text, marks)),
    )


def _lines(
    record: Plain, ids: Sequence[str], values: dict[str, list[Value]]
) -> Iterable[Line]:
    rivals = {
        d["field"]: {
            claim: _RIVALS[min(n, len(_RIVALS) - 1)]
            for n, value in enumerate(d["values"])
            for claim in value["claims"]
        }
        for d in record["disputed"]
    }
    for field in FIELDS:
        told = [tuple(v for v in values[i] if v.field == field) for i in ids]
        if not any(told):
            continue
        letters = rivals.get(field, {})
        cells = tuple(
            Cell(found, letters.get(i, "")) for i, found in zip(ids, told, strict=True)
        )
        yield Line(field, NAMES[field], cells, field in rivals)


def _head(number: int, claim: KeptClaim, weight: float | None) -> Head:
    return Head(
        number,
        claim.record["id"],
        claim.record["report"],
        claim.publisher or "publisher not said",
        words.published(claim.published),
        claim.title or "",
        weight,
    )


def _published(claim: KeptClaim) -> str:
    told = claim.published
    return str(told["date"] or told["latest"] or "9999")


def _first(heads: Sequence[Head], report: str) -> int:
    return next(h.number for h in heads if h.report == report)
