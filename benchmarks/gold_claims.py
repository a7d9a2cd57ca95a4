"""The practice corpus's gold annotation as the claims that fusing reads.

Places get the coordinates that the project's own gazetteer has for the gold name in the gold country and first-level
unit; a place that no list holds lies somewhere around the known town beside it. An event without a time expression
of its own is dated by publication, as ``resolve/claims.py`` does.
"""

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from benchmarks.places import named
from corpus.reader import Mark, Report
from sourceline.claims.attribution import kind_of
from sourceline.model.claims import (
    Actor,
    Attribution,
    Casualty,
    ControlClaim,
    DateRange,
    EventClaim,
    Evidence,
    Participant,
    Place,
    Published,
    Reason,
    Relation,
    TextSpan,
)
from sourceline.model.incidents import ControlTestimony, Outlet, Testimony
from sourceline.model.taxonomy import EVENT_TYPE_OF
from sourceline.pipeline import lexicon
from sourceline.resolve.claims import claim_id
from sourceline.resolve.gazetteer import ADMIN1, COUNTRY, Entry, Gazetteer
from sourceline.resolve.place_phrases import BEARINGS
from sourceline.resolve.place_points import PRECISION, moved

TOLD = frozenset({"occurred", "ongoing", "denied"})
_AROUND_KM, _DIRECTION_KM = 25.0, 10.0
_FRESH_DAYS = 3
_SENTENCE = re.compile(r"[^\n]+?(?:[.!?][\"”’')]*(?=\s|$)|(?=\n)|$)")
_ROLES = (
    ("initiator", "initiator"),
    ("target", "target"),
    ("ally", "ally"),
    ("party", "party"),
)


def gold_testimonies(
    reports: Iterable[Report], gazetteer: Gazetteer
) -> list[Testimony]:
    """One testimony for each event that a report tells as occurred, ongoing or denied."""
    listed = list(reports)
    told = gold_stories(listed)
    return [
        Testimony(gold_claim(r, key, gazetteer), outlet(r, told))
        for r in listed
        for key, event in r.events.items()
        if event["status"] in TOLD
    ]


def gold_control(
    reports: Iterable[Report], gazetteer: Gazetteer
) -> list[ControlTestimony]:
    """One testimony for each control claim, in the order of the reports."""
    listed = list(reports)
    told = gold_stories(listed)
    return [
        ControlTestimony(claim, outlet(r, told))
        for r in listed
        for n, one in enumerate(r.control)
        if (claim := _control(r, n, one, gazetteer))
    ]


def gold_incident(report: Report, key: str) -> str:
    """Name of the happening that an event tells: of its group, its own where it has none."""
    return report.incidents.get(key) or f"{report.id} {key}"


def gold_id(report: Report, key: str) -> str:
    """Id of the claim for an event or control claim."""
    return claim_id(report.id, key)


def gold_stories(reports: Iterable[Report]) -> dict[str, str]:
    """Story by report id: the least report id among a story and its reprints."""
    parent: dict[str, str] = {}

    def root(x: str) -> str:
        parent.setdefault(x, x)
        while parent[x] != x:
            x = parent[x]
        return x

    for report in reports:
        first, second = sorted((root(report.id), root(report.reprint_of or report.id)))
        parent[second] = first
    return {x: root(x) for x in parent}


def gold_claim(report: Report, key: str, gazetteer: Gazetteer) -> EventClaim:
    """The claim that an event's annotation makes."""
    event = report.events[key]
    marks = [t for t in report.triggers if t.id == key]
    counts = [c["count"] for c in event.get("casualties") or () if c.get("count")]
    spots = [m for m in report.mentions if m.id in counts]
    place = event.get("place")
    return EventClaim(
        id=gold_id(report, key),
        report=report.id,
        event_type=EVENT_TYPE_OF[event["type"]],
        sub_event_type=event["type"],
        status=event["status"],
        background=not event["news"],
        participants=tuple(_participants(report, event)),
        objects=tuple(_words(report, event.get("object") or ())),
        place=gold_place(report, place, gazetteer) if place else None,
        date=_date(report, event.get("date")) or _by_publication(report, event),
        casualties=tuple(_casualties(report, event, marks)),
        attribution=tuple(_attribution(report, event).values()),
        weapon=tuple(_words(report, event.get("weapon") or ())),
        evidence=_evidence(report, [*marks, *spots]),
        why=tuple(Reason("gold: trigger", TextSpan(m.start, m.end)) for m in marks),
        confidence=1.0,
    )


def gold_place(report: Report, mention: str, gazetteer: Gazetteer) -> Place | None:
    """The place of a mention, with the point of its gold name where the index has it."""
    info = report.info.get(mention)
    mark = _first(report, mention)
    if not info or "country" not in info or mark is None:
        return None
    words, span = report.text[mark.start : mark.end], TextSpan(mark.start, mark.end)
    if relation := info.get("relation"):
        return _related(words, span, info, relation, gazetteer)
    if info.get("place") and (entry := named(gazetteer, info["place"], info)):
        return _placed(words, span, entry, info)
    if info.get("near") and (entry := named(gazetteer, info["near"], info)):
        around = _placed(words, span, entry, info)
        beside = Relation(None, None, entry.name, words)
        radius = max(_AROUND_KM, around.radius_km or 0.0)
        return replace(
            around,
            gazetteer_name=info.get("place") or entry.name,
            relation=beside,
            precision=max(2, around.precision),
            radius_km=radius,
        )
    return _inside(words, span, info, gazetteer)


def _placed(words: str, span: TextSpan, entry: Entry, info: dict) -> Place:
    return Place(
        words,
        entry.name,
        entry.id,
        None,
        info.get("admin1") if entry.kind != COUNTRY else None,
        entry.country or None,
        entry.lat,
        entry.lon,
        PRECISION[entry.kind],
        entry.radius_km,
        span,
    )


def _related(
    words: str, span: TextSpan, info: dict, relation: dict, gazetteer: Gazetteer
) -> Place:
    entry = named(gazetteer, relation["of"], info) or named(
        gazetteer, relation["of"], {"country": info["country"]}
    )
    far, direction = relation.get("km"), relation.get("direction")
    told = Relation(far, direction, relation["of"], words)
    if entry is None:
        return replace(_inside(words, span, info, gazetteer), relation=told)
    place = replace(_placed(words, span, entry, info), relation=told)
    reach = far if far is not None else _DIRECTION_KM + entry.radius_km / 2
    lat, lon, radius = entry.lat, entry.lon, reach + entry.radius_km / 2
    if direction in BEARINGS:
        lat, lon = moved(lat, lon, reach, BEARINGS[direction])
        radius = entry.radius_km / 2 + 0.25 * reach
    precision = max(2, place.precision)
    return replace(
        place, lat=lat, lon=lon, precision=precision, radius_km=max(2.0, radius)
    )


def _inside(words: str, span: TextSpan, info: dict, gazetteer: Gazetteer) -> Place:
    """Somewhere in the first-level unit, or in the country."""
    unit = info.get("admin1")
    entry = named(gazetteer, unit, {"country": info["country"]}) if unit else None
    if entry is not None and entry.kind == ADMIN1:
        return replace(
            _placed(words, span, entry, info),
            name=info.get("place") or words,
            gazetteer_id=None,
        )
    return Place(
        info.get("place") or words,
        None,
        None,
        None,
        unit,
        info["country"],
        None,
        None,
        6,
        None,
        span,
    )


def _first(report: Report, mention: str) -> Mark | None:
    return next((m for m in report.mentions if m.id == mention), None)


def _words(report: Report, mentions: Sequence[str]) -> list[str]:
    marks = [m for one in mentions if (m := _first(report, one))]
    return [report.text[m.start : m.end] for m in marks]


def _participants(report: Report, event: dict) -> Iterable[Participant]:
    seen = set()
    for role, told in _ROLES:
        for mention in event.get(role) or ():
            mark = _first(report, mention)
            if mark is None or mention[0] not in "avh":
                continue
            words = report.text[mark.start : mark.end]
            actor = _actor(report, mention, words)
            if (told, actor.name) not in seen:
                seen.add((told, actor.name))
                yield Participant(told, words, actor, TextSpan(mark.start, mark.end))


def _actor(report: Report, mention: str, words: str) -> Actor:
    info = report.info.get(mention) or {}
    country = report.country or None
    if mention[0] == "v":
        return Actor(
            f"Civilians ({_country(report.country)})", "civilians", country, "gold"
        )
    return Actor(
        info.get("actor", words), info.get("actor_type", "unknown"), None, "gold"
    )


@cache
def _country(code: str) -> str:
    found = lexicon().countries.get(code)
    return found.name if found else code


def _date(report: Report, mention: str | None) -> DateRange | None:
    info = report.info.get(mention or "")
    if not info or not info.get("from") or not info.get("to"):
        return None
    first, last = (datetime.date.fromisoformat(info[k]) for k in ("from", "to"))
    mark = _first(report, mention or "")
    span = TextSpan(mark.start, mark.end) if mark else None
    return DateRange(
        first, last, _date_precision((last - first).days + 1), "stated", span
    )


def _date_precision(days: int) -> int:
    return next((n for n, most in ((1, 1), (2, 6), (3, 7), (4, 31)) if days <= most), 5)


def _by_publication(report: Report, event: dict) -> DateRange | None:
    if not event["news"] or event["status"] != "occurred":
        return None
    last = datetime.date.fromisoformat(report.published)
    return DateRange(
        last - datetime.timedelta(days=_FRESH_DAYS), last, 2, "publication"
    )


def _casualties(
    report: Report, event: dict, triggers: Sequence[Mark]
) -> Iterable[Casualty]:
    speakers = list(_attribution(report, event))
    for toll in event.get("casualties") or ():
        mark = _first(report, toll.get("count") or "")
        if mark is None and triggers:
            mark = triggers[0]
        if mark is None:
            continue
        who = _words(report, [toll["who"]]) if toll.get("who") else []
        exact = toll["modifier"] in {"exact", "about"}
        yield Casualty(
            harm=toll["harm"],
            group=toll["group"],
            who=who[0] if who else None,
            low=toll["low"],
            best=toll["low"] if exact else None,
            high=toll["high"],
            modifier=toll["modifier"],
            scope=toll["scope"],
            span=TextSpan(mark.start, mark.end),
            words=report.text[mark.start : mark.end],
            by=speakers.index(toll["by"]) if toll.get("by") in speakers else None,
        )


def _attribution(report: Report, event: dict) -> dict[str, Attribution]:
    """Who says that it happened or gives a figure, by the mention that names him."""
    figures = [c["by"] for c in event.get("casualties") or () if c.get("by")]
    found = {}
    for mention in (*(event.get("sources") or ()), *figures):
        if mark := _first(report, mention):
            words = report.text[mark.start : mark.end]
            span = TextSpan(mark.start, mark.end)
            found[mention] = Attribution(words, kind_of(words), span)
    return found


def _evidence(report: Report, marks: Sequence[Mark]) -> tuple[Evidence, ...]:
    sentences = _sentences(report.text)
    found = {s for m in marks for s in sentences if s[0] <= m.start < s[1]}
    return tuple(Evidence(TextSpan(a, b), report.text[a:b]) for a, b in sorted(found))


@cache
def _sentences(text: str) -> tuple[tuple[int, int], ...]:
    found = []
    for match in _SENTENCE.finditer(text):
        words = match.group()
        start = match.start() + len(words) - len(words.lstrip())
        if start < match.end():
            found.append((start, match.end()))
    return tuple(found)


def outlet(report: Report, told: dict[str, str], name: str | None = None) -> Outlet:
    """The report's outlet; its story by ``gold_stories``.

    Args:
        report: the report.
        told: stories by report id.
        name: the id that its claims know it by, the corpus's own where None.
    """
    day = datetime.date.fromisoformat(report.published)
    title = next((b for b in report.blocks if b.kind == "title"), None)
    return Outlet(
        name or report.id,
        report.head.get("outlet"),
        Published(day, day, day, "given"),
        told.get(report.id, report.id),
        None,
        report.text[title.start : title.end] if title else None,
    )


@dataclass(frozen=True)
class _Trigger:
    marks: tuple[Mark, ...]
    date: str | None


def _control(
    report: Report, number: int, one: dict, gazetteer: Gazetteer
) -> ControlClaim | None:
    place = gold_place(report, one["place"], gazetteer)
    holder = _first(report, one["holder"])
    if place is None or holder is None:
        return None
    trigger = _control_trigger(report, one.get("trigger") or "")
    since = one.get("from")
    return ControlClaim(
        id=gold_id(report, one.get("trigger") or f"k{number}"),
        report=report.id,
        place=place,
        holder=_actor(report, one["holder"], report.text[holder.start : holder.end]),
        kind=one["kind"],
        extent="whole",
        since=str(since) if since else None,
        date=_date(report, trigger.date),
        status=one["status"] if one["status"] in {"planned", "denied"} else "occurred",
        attribution=(),
        evidence=_evidence(report, trigger.marks),
        why=tuple(
            Reason("gold: trigger", TextSpan(m.start, m.end)) for m in trigger.marks
        ),
    )


def _control_trigger(report: Report, key: str) -> _Trigger:
    """The trigger's marks, and the date of the event that it names, else the one nearest in
    its sentence.
    """
    marks = tuple(t for t in report.triggers if t.id == key)
    if key in report.events:
        return _Trigger(marks, report.events[key].get("date"))
    for mark in marks:
        for start, end in _sentences(report.text):
            if start <= mark.start < end:
                near = [
                    m
                    for m in report.mentions
                    if m.kind == "d" and start <= m.start < end
                ]
                if near:
                    return _Trigger(
                        marks, min(near, key=lambda m: abs(m.start - mark.start)).id
                    )
    return _Trigger(marks, None)
