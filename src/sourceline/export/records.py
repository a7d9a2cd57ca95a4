"""Report records as JSON, exactly as ``docs/records.md`` defines them."""

import json
from typing import Any

from sourceline.model.claims import (
    Actor,
    Attribution,
    Casualty,
    ControlClaim,
    DateRange,
    EventClaim,
    Evidence,
    Place,
    ReportRecord,
    TextSpan,
)


def line(record: ReportRecord) -> str:
    """The report record as one line of JSON."""
    return json.dumps(report_record(record), ensure_ascii=False)


def report_record(record: ReportRecord) -> dict[str, Any]:
    """The report record as a plain dictionary."""
    published = record.published
    return {
        "report": {
            "id": record.id,
            "key": record.key,
            "path": record.path,
            "url": record.url,
            "title": record.title,
            "publisher": record.publisher,
            "language": record.language,
            "published": {
                "date": _day(published.date),
                "earliest": _day(published.earliest),
                "latest": _day(published.latest),
                "basis": published.basis,
            },
            "sha256": record.sha256,
            "furniture": [{**_span(f.span), "kind": f.kind} for f in record.furniture],
        },
        "claims": [event_claim(c) for c in record.claims],
        "control": [control_claim(c) for c in record.control],
        "rejections": [{"stage": s, "reason": r} for s, r in record.rejections],
        **({} if record.text is None else {"text": record.text}),
    }


def event_claim(claim: EventClaim) -> dict[str, Any]:
    """An event claim as a plain dictionary."""
    return {
        "id": claim.id,
        "report": claim.report,
        "event_type": claim.event_type,
        "sub_event_type": claim.sub_event_type,
        "status": claim.status,
        "background": claim.background,
        "participants": [
            {"role": p.role, "name": p.name, **_actor(p.actor), "span": _span(p.span)}
            for p in claim.participants
        ],
        "objects": list(claim.objects),
        "place": None if claim.place is None else _place(claim.place),
        "date": None if claim.date is None else _date(claim.date),
        "casualties": [_casualty(c) for c in claim.casualties],
        "attribution": [_attribution(a) for a in claim.attribution],
        "weapon": list(claim.weapon),
        "evidence": [_evidence(e) for e in claim.evidence],
        "why": [{"rule": r.rule, "span": _span(r.span)} for r in claim.why],
        "confidence": claim.confidence,
    }


def control_claim(claim: ControlClaim) -> dict[str, Any]:
    """A control claim as a plain dictionary."""
    return {
        "id": claim.id,
        "report": claim.report,
        "place": _place(claim.place),
        "holder": claim.holder.name,
        "holder_type": claim.holder.actor_type,
        "kind": claim.kind,
        "extent": claim.extent,
        "from": claim.since,
        "date": None if claim.date is None else _date(claim.date),
        "status": claim.status,
        "attribution": [_attribution(a) for a in claim.attribution],
        "evidence": [_evidence(e) for e in claim.evidence],
        "why": [{"rule": r.rule, "span": _span(r.span)} for r in claim.why],
    }


def _span(span: TextSpan) -> dict[str, int]:
    return {"start": span.start, "end": span.end}


def _maybe(span: TextSpan | None) -> dict[str, int] | None:
    return None if span is None else _span(span)


def _day(day: Any) -> str | None:  # noqa: ANN401 - a date or None
    return None if day is None else str(day.isoformat())


def _actor(actor: Actor) -> dict[str, Any]:
    return {"actor": actor.name, "actor_type": actor.actor_type}


def _date(found: DateRange) -> dict[str, Any]:
    return {
        "earliest": _day(found.earliest),
        "latest": _day(found.latest),
        "precision": found.precision,
        "basis": found.basis,
        "span": _maybe(found.span),
    }


def _place(found: Place) -> dict[str, Any]:
    relation = found.relation
    return {
        "name": found.name,
        "gazetteer_name": found.gazetteer_name,
        "gazetteer_id": found.gazetteer_id,
        "relation": None
        if relation is None
        else {
            "km": relation.kilometres,
            "direction": relation.direction,
            "of": relation.of,
            "words": relation.words,
        },
        "admin1": found.admin1,
        "country": found.country,
        "lat": found.lat,
        "lon": found.lon,
        "precision": found.precision,
        "radius_km": found.radius_km,
        "span": _maybe(found.span),
    }


def _casualty(toll: Casualty) -> dict[str, Any]:
    return {
        "harm": toll.harm,
        "group": toll.group,
        "who": toll.who,
        "low": toll.low,
        "best": toll.best,
        "high": toll.high,
        "modifier": toll.modifier,
        "scope": toll.scope,
        "span": _span(toll.span),
        "words": toll.words,
    }


def _attribution(source: Attribution) -> dict[str, Any]:
    return {"name": source.name, "kind": source.kind, "span": _span(source.span)}


def _evidence(sentence: Evidence) -> dict[str, Any]:
    return {**_span(sentence.span), "text": sentence.text}
