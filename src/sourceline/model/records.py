"""Records as plain dictionaries, exactly as ``docs/records.md`` defines them, and
back.

A dictionary that came from here makes the same record again; what a record does not
carry into its public form (the lexicon rule behind an actor) comes back empty.
"""

import datetime
import json
from collections.abc import Mapping
from typing import Any

from sourceline.model.claims import (
    Actor,
    Attribution,
    Casualty,
    ControlClaim,
    DateRange,
    EventClaim,
    Evidence,
    Furniture,
    Participant,
    Place,
    Published,
    Reason,
    Relation,
    ReportRecord,
    TextSpan,
)
from sourceline.model.incidents import (
    ControlPeriod,
    DayRange,
    Dispute,
    DisputedValue,
    Incident,
    IncidentParticipant,
    Member,
    Toll,
    TollStep,
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
                **({"why": list(published.why)} if published.why else {}),
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
        "place": None if claim.place is None else place(claim.place),
        "date": None if claim.date is None else date_range(claim.date),
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
        "place": place(claim.place),
        "holder": claim.holder.name,
        "holder_type": claim.holder.actor_type,
        "kind": claim.kind,
        "extent": claim.extent,
        "from": claim.since,
        "date": None if claim.date is None else date_range(claim.date),
        "status": claim.status,
        "attribution": [_attribution(a) for a in claim.attribution],
        "evidence": [_evidence(e) for e in claim.evidence],
        "why": [{"rule": r.rule, "span": _span(r.span)} for r in claim.why],
    }


def incident_record(incident: Incident) -> dict[str, Any]:
    """The incident as a plain dictionary; ``review`` is the store's to fill."""
    return {
        "id": incident.id,
        "event_type": incident.event_type,
        "sub_event_type": incident.sub_event_type,
        "date": None if incident.date is None else date_range(incident.date),
        "place": None if incident.place is None else place(incident.place),
        "participants": [
            {
                "role": p.role,
                "actor": p.actor,
                "actor_type": p.actor_type,
                "claims": list(p.claims),
            }
            for p in incident.participants
        ],
        "deaths": _toll(incident.deaths),
        "wounded": _toll(incident.wounded),
        "grade": incident.grade,
        "grade_reason": incident.grade_reason,
        "claims": [
            {
                "id": m.id,
                "report": m.report,
                "match_weight": m.match_weight,
                "reasons": list(m.reasons),
            }
            for m in incident.members
        ],
        "independent_sources": incident.independent_sources,
        "disputed": [
            {
                "field": d.field,
                "values": [
                    {"value": v.value, "claims": list(v.claims)} for v in d.values
                ],
            }
            for d in incident.disputed
        ],
        "review": {},
        "revision": incident.revision,
    }


def control_period(period: ControlPeriod) -> dict[str, Any]:
    """The control period as a plain dictionary."""
    return {
        "place": place(period.place),
        "holder": period.holder,
        "from": _days(period.start),
        "to": None if period.end is None else _days(period.end),
        "began": period.began,
        "state": period.state,
        "evidence": list(period.evidence),
        "contradicted_by": list(period.contradicted_by),
    }


def read_incident(plain: Mapping[str, Any]) -> Incident:
    """The incident that a plain dictionary tells."""
    return Incident(
        plain["id"],
        plain["event_type"],
        plain["sub_event_type"],
        None if plain["date"] is None else read_date(plain["date"]),
        None if plain["place"] is None else read_place(plain["place"]),
        tuple(
            IncidentParticipant(
                p["role"], p["actor"], p["actor_type"], tuple(p["claims"])
            )
            for p in plain["participants"]
        ),
        _read_toll(plain["deaths"]),
        _read_toll(plain["wounded"]),
        plain["grade"],
        plain["grade_reason"],
        tuple(
            Member(m["id"], m["report"], m["match_weight"], tuple(m["reasons"]))
            for m in plain["claims"]
        ),
        plain["independent_sources"],
        tuple(
            Dispute(
                d["field"],
                tuple(
                    DisputedValue(v["value"], tuple(v["claims"])) for v in d["values"]
                ),
            )
            for d in plain["disputed"]
        ),
        plain["revision"],
    )


def read_control_period(plain: Mapping[str, Any]) -> ControlPeriod:
    """The control period that a plain dictionary tells."""
    return ControlPeriod(
        read_place(plain["place"]),
        plain["holder"],
        _read_days(plain["from"]),
        None if plain["to"] is None else _read_days(plain["to"]),
        plain["began"],
        plain["state"],
        tuple(plain["evidence"]),
        tuple(plain["contradicted_by"]),
    )


def _toll(toll: Toll) -> dict[str, Any]:
    return {
        "low": toll.low,
        "best": toll.best,
        "high": toll.high,
        "by_group": dict(toll.by_group),
        "rule": toll.rule,
        "history": [
            {"day": _day(s.day), "figure": s.figure, "claim": s.claim}
            for s in toll.history
        ],
        "enemy_claims": list(toll.enemy_claims),
    }


def _read_toll(plain: Mapping[str, Any]) -> Toll:
    return Toll(
        plain["low"],
        plain["best"],
        plain["high"],
        tuple(plain["by_group"].items()),
        plain["rule"],
        tuple(
            TollStep(_read_day(s["day"]), s["figure"], s["claim"])
            for s in plain["history"]
        ),
        tuple(plain["enemy_claims"]),
    )


def _days(days: DayRange) -> dict[str, str | None]:
    return {"earliest": _day(days.earliest), "latest": _day(days.latest)}


def _read_days(plain: Mapping[str, str | None]) -> DayRange:
    return DayRange(_read_day(plain["earliest"]), _read_day(plain["latest"]))


def _span(span: TextSpan) -> dict[str, int]:
    return {"start": span.start, "end": span.end}


def _maybe(span: TextSpan | None) -> dict[str, int] | None:
    return None if span is None else _span(span)


def _day(day: Any) -> str | None:  # noqa: ANN401 - a date or None
    return None if day is None else str(day.isoformat())


def _actor(actor: Actor) -> dict[str, Any]:
    return {"actor": actor.name, "actor_type": actor.actor_type}


def date_range(found: DateRange) -> dict[str, Any]:
    """The date range as a plain dictionary."""
    return {
        "earliest": _day(found.earliest),
        "latest": _day(found.latest),
        "precision": found.precision,
        "basis": found.basis,
        "span": _maybe(found.span),
    }


def place(found: Place) -> dict[str, Any]:
    """The place as a plain dictionary."""
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
        "by": toll.by,
    }


def _attribution(source: Attribution) -> dict[str, Any]:
    return {"name": source.name, "kind": source.kind, "span": _span(source.span)}


def _evidence(sentence: Evidence) -> dict[str, Any]:
    return {**_span(sentence.span), "text": sentence.text}


def read_report(plain: Mapping[str, Any]) -> ReportRecord:
    """The report record that a plain dictionary tells.

    Raises:
        KeyError: a field that the contract demands is missing.
        ValueError: a day is no ISO date.
    """
    head = plain["report"]
    return ReportRecord(
        head["id"],
        head["key"],
        head["path"],
        head["url"],
        head["title"],
        head["publisher"],
        head["language"],
        read_published(head["published"]),
        head["sha256"],
        tuple(Furniture(_read_span(f), f["kind"]) for f in head["furniture"]),
        tuple(read_event_claim(c) for c in plain["claims"]),
        tuple(read_control_claim(c) for c in plain["control"]),
        tuple((r["stage"], r["reason"]) for r in plain["rejections"]),
        plain.get("text"),
    )


def read_published(plain: Mapping[str, Any]) -> Published:
    """The publication date that a plain dictionary tells."""
    return Published(
        _read_day(plain["date"]),
        _read_day(plain["earliest"]),
        _read_day(plain["latest"]),
        plain["basis"],
        tuple(plain.get("why", ())),
    )


def read_event_claim(plain: Mapping[str, Any]) -> EventClaim:
    """The event claim that a plain dictionary tells."""
    return EventClaim(
        plain["id"],
        plain["report"],
        plain["event_type"],
        plain["sub_event_type"],
        plain["status"],
        plain["background"],
        tuple(
            Participant(
                p["role"],
                p["name"],
                Actor(p["actor"], p["actor_type"], None, ""),
                _read_span(p["span"]),
            )
            for p in plain["participants"]
        ),
        tuple(plain.get("objects", ())),
        None if plain["place"] is None else read_place(plain["place"]),
        None if plain["date"] is None else read_date(plain["date"]),
        tuple(_read_casualty(c) for c in plain["casualties"]),
        tuple(_read_attribution(a) for a in plain["attribution"]),
        tuple(plain["weapon"]),
        tuple(_read_evidence(e) for e in plain["evidence"]),
        tuple(_read_reason(r) for r in plain["why"]),
        plain["confidence"],
    )


def read_control_claim(plain: Mapping[str, Any]) -> ControlClaim:
    """The control claim that a plain dictionary tells."""
    return ControlClaim(
        plain["id"],
        plain["report"],
        read_place(plain["place"]),
        Actor(plain["holder"], plain["holder_type"], None, ""),
        plain["kind"],
        plain["extent"],
        plain["from"],
        None if plain["date"] is None else read_date(plain["date"]),
        plain["status"],
        tuple(_read_attribution(a) for a in plain["attribution"]),
        tuple(_read_evidence(e) for e in plain["evidence"]),
        tuple(_read_reason(r) for r in plain.get("why", ())),
    )


def read_place(plain: Mapping[str, Any]) -> Place:
    """The place that a plain dictionary tells."""
    relation = plain["relation"]
    return Place(
        plain["name"],
        plain["gazetteer_name"],
        plain["gazetteer_id"],
        None
        if relation is None
        else Relation(
            relation["km"], relation["direction"], relation["of"], relation["words"]
        ),
        plain["admin1"],
        plain["country"],
        plain["lat"],
        plain["lon"],
        plain["precision"],
        plain["radius_km"],
        _read_maybe(plain["span"]),
    )


def read_date(plain: Mapping[str, Any]) -> DateRange:
    """The date range that a plain dictionary tells."""
    return DateRange(
        _read_day(plain["earliest"]),
        _read_day(plain["latest"]),
        plain["precision"],
        plain["basis"],
        _read_maybe(plain["span"]),
    )


def _read_day(day: str | None) -> datetime.date | None:
    return None if day is None else datetime.date.fromisoformat(day)


def _read_span(plain: Mapping[str, int]) -> TextSpan:
    return TextSpan(plain["start"], plain["end"])


def _read_maybe(plain: Mapping[str, int] | None) -> TextSpan | None:
    return None if plain is None else _read_span(plain)


def _read_casualty(plain: Mapping[str, Any]) -> Casualty:
    return Casualty(
        plain["harm"],
        plain["group"],
        plain["who"],
        plain["low"],
        plain["best"],
        plain["high"],
        plain["modifier"],
        plain["scope"],
        _read_span(plain["span"]),
        plain["words"],
        plain.get("by"),
    )


def _read_attribution(plain: Mapping[str, Any]) -> Attribution:
    return Attribution(plain["name"], plain["kind"], _read_span(plain["span"]))


def _read_evidence(plain: Mapping[str, Any]) -> Evidence:
    return Evidence(_read_span(plain), plain["text"])


def _read_reason(plain: Mapping[str, Any]) -> Reason:
    return Reason(plain["rule"], _read_span(plain["span"]))
