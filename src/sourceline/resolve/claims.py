"""Drafts with their places, dates and actors: the claims of the public contract."""

import datetime
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sourceline.model.analysis import Analysis, Trigger
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
    TextSpan,
)
from sourceline.model.drafts import DraftControl, DraftEvent, DraftSource, DraftToll
from sourceline.model.taxonomy import EVENT_TYPE_OF

_Item = TypeVar("_Item")
LIKELY = 0.5
_FRESH_DAYS = 3
_SINCE = 8
_YEAR_PRECISION = 5
_PARTS = re.compile(
    r"\b(?:parts? of|half of|most of|outskirts|neighbou?rhoods?|quarters?"
    r"|(?:some|several) (?:areas|districts))\b"
)
_PARTICIPANT_ROLES = ("initiator", "target", "party", "ally")


@dataclass(frozen=True, slots=True)
class Resolved:
    """What the mentions of one report stand for, by their index in the analysis.

    Attributes:
        actors: actors and victims.
        places: places.
        dates: time expressions.
        published: when the report was published.
    """

    actors: Mapping[int, Actor]
    places: Mapping[int, Place]
    dates: Mapping[int, DateRange]
    published: Published


def event_claims(
    analysis: Analysis, drafts: Sequence[DraftEvent], resolved: Resolved, report: str
) -> tuple[EventClaim, ...]:
    """One claim a draft, in their order; ids are hashes of what the claims say."""
    return tuple(_event(analysis, draft, resolved, report) for draft in drafts)


def _event(
    analysis: Analysis, draft: DraftEvent, resolved: Resolved, report: str
) -> EventClaim:
    triggers = [analysis.triggers[i] for i in draft.triggers]
    first = triggers[0]
    named = draft.filling("date")
    return EventClaim(
        id=claim_id(report, draft.sub_type, draft.status, first.start),
        report=report,
        event_type=EVENT_TYPE_OF[draft.sub_type],
        sub_event_type=draft.sub_type,
        status=draft.status,
        background=draft.news < LIKELY,
        participants=_participants(analysis, draft, resolved),
        objects=tuple(_words(analysis, i) for i in draft.filling("object")),
        place=_first(resolved.places, draft.filling("place")),
        date=_first(resolved.dates, named)
        or _by_publication(draft, resolved.published),
        casualties=tuple(_casualty(analysis, draft, toll) for toll in draft.tolls),
        attribution=attributions(analysis, draft.sources),
        weapon=tuple(_words(analysis, i) for i in draft.filling("weapon")),
        evidence=evidence(analysis, draft),
        why=_reasons(analysis, draft, triggers),
        confidence=draft.confidence,
    )


def control_claims(
    analysis: Analysis, drafts: Sequence[DraftControl], resolved: Resolved, report: str
) -> tuple[ControlClaim, ...]:
    """Control claims whose place and holder are both known, each once."""
    out: dict[str, ControlClaim] = {}
    for draft in drafts:
        place, holder = (
            resolved.places.get(draft.place),
            resolved.actors.get(draft.holder),
        )
        if place is None or holder is None:
            continue
        trigger = analysis.triggers[draft.trigger]
        date, dated = _date_of(analysis, trigger, resolved)
        shown = {_sentence(analysis, t.first) for t in (trigger, dated)}
        name = claim_id(report, draft.kind, holder.name, trigger.start, place.name)
        out.setdefault(
            name,
            ControlClaim(
                id=name,
                report=report,
                place=place,
                holder=holder,
                kind=draft.kind,
                extent=_extent(analysis, trigger),
                since=_since(analysis, date) if draft.kind == "holds" else None,
                date=date,
                status=draft.status
                if draft.status in {"planned", "denied"}
                else "occurred",
                attribution=attributions(analysis, draft.sources),
                evidence=tuple(sorted(shown, key=lambda e: e.span)),
                why=(Reason(draft.rule, TextSpan(trigger.start, trigger.end)),),
            ),
        )
    return tuple(_without_echoes(out.values()))


def _without_echoes(claims: Iterable[ControlClaim]) -> list[ControlClaim]:
    """Claims but for those on "the town" where the town's name says the same."""
    listed = list(claims)
    named = {
        (c.kind, c.status, c.holder.name, c.place.lat, c.place.lon)
        for c in listed
        if not c.place.name.islower()
    }
    return [
        c
        for c in listed
        if not c.place.name.islower()
        or (c.kind, c.status, c.holder.name, c.place.lat, c.place.lon) not in named
    ]


def claim_id(*parts: object) -> str:
    """A content hash: the same claim has the same id in every run."""
    return "c-" + hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:16]


def attributions(
    analysis: Analysis, sources: Iterable[DraftSource]
) -> tuple[Attribution, ...]:
    """The chain of sources, the nearest to the reader first."""
    return tuple(
        Attribution(_words(analysis, s.mention), s.kind, _span(analysis, s.mention))
        for s in sources
    )


def evidence(analysis: Analysis, draft: DraftEvent) -> tuple[Evidence, ...]:
    """The sentences of the triggers and of the figures, each once, in order."""
    words = [analysis.triggers[i].first for i in draft.triggers]
    words += [t.first for t in draft.tolls]
    found = {_sentence(analysis, w) for w in words}
    return tuple(sorted(found, key=lambda e: e.span))


def _participants(
    analysis: Analysis, draft: DraftEvent, resolved: Resolved
) -> tuple[Participant, ...]:
    """Each actor once, in its likeliest role and by its likeliest naming; who begins or
    suffers is no mere party beside that.
    """
    out: dict[str, Participant] = {}
    begins_or_suffers = [r for r in draft.roles if r[0] in {"initiator", "target"}]
    for role, index in (*begins_or_suffers, *draft.roles):
        actor = resolved.actors.get(index)
        if actor is not None and role in _PARTICIPANT_ROLES:
            span = _span(analysis, index)
            one = Participant(role, _words(analysis, index), actor, span)
            out.setdefault(actor.name, one)
    return tuple(
        sorted(out.values(), key=lambda one: _PARTICIPANT_ROLES.index(one.role))
    )


def _casualty(analysis: Analysis, draft: DraftEvent, toll: DraftToll) -> Casualty:
    exact = toll.modifier in {"exact", "about"}
    span = _said(analysis, toll)
    return Casualty(
        harm=toll.harm,
        group=toll.group,
        who=None if toll.who is None else _words(analysis, toll.who),
        low=toll.low,
        best=toll.low if exact else None,
        high=toll.high,
        modifier=toll.modifier,
        scope=toll.scope,
        span=span,
        words=analysis.text[span.start : span.end],
        by=_speaker(analysis, draft, toll),
    )


def _said(analysis: Analysis, toll: DraftToll) -> TextSpan:
    """The words of a figure."""
    return TextSpan(analysis.words[toll.first].start, analysis.words[toll.last].end)


def _speaker(analysis: Analysis, draft: DraftEvent, toll: DraftToll) -> int | None:
    """Which of the event's sources gives the figure."""
    if toll.by is None:
        return None
    said = analysis.mentions[toll.by].entity
    able = (
        n
        for n, source in enumerate(draft.sources)
        if analysis.mentions[source.mention].entity == said
    )
    return next(able, None)


def _reasons(
    analysis: Analysis, draft: DraftEvent, triggers: Sequence[Trigger]
) -> tuple[Reason, ...]:
    out = [Reason("model: trigger", TextSpan(t.start, t.end)) for t in triggers]
    for role, index in draft.roles:
        said = "model, grammar" if role in {"initiator", "target"} else "model"
        out.append(Reason(f"{said}: {role}", _span(analysis, index)))
    out += [Reason(toll.rule, _said(analysis, toll)) for toll in draft.tolls]
    return tuple(out)


def _by_publication(draft: DraftEvent, published: Published) -> DateRange | None:
    """News without a time expression happened shortly before publication."""
    news = draft.news >= LIKELY and draft.status == "occurred"
    if not news or published.date is None:
        return None
    earliest = datetime.date.fromordinal(published.date.toordinal() - _FRESH_DAYS)
    return DateRange(earliest, published.date, 2, "publication")


def _first(found: Mapping[int, _Item], at: Sequence[int]) -> _Item | None:
    return next((found[i] for i in at if i in found), None)


def _words(analysis: Analysis, index: int) -> str:
    return analysis.text[analysis.mentions[index].start : analysis.mentions[index].end]


def _span(analysis: Analysis, index: int) -> TextSpan:
    return TextSpan(analysis.mentions[index].start, analysis.mentions[index].end)


def _sentence(analysis: Analysis, word: int) -> Evidence:
    found = next(s for s in analysis.sentences if s.first <= word < s.last)
    start, end = analysis.words[found.first].start, analysis.words[found.last - 1].end
    return Evidence(TextSpan(start, end), analysis.text[start:end])


def _date_of(
    analysis: Analysis, trigger: Trigger, resolved: Resolved
) -> tuple[DateRange | None, Trigger]:
    """The date beside the trigger, and the trigger it stands beside: a headline has the
    date of the event that it tells.
    """
    told = [t for t in analysis.triggers if t.event == trigger.event and t.is_event]
    for one in (trigger, *told):
        date = _nearest_date(analysis, one, resolved)
        if date is not None:
            return date, one
    return None, trigger


def _nearest_date(
    analysis: Analysis, trigger: Trigger, resolved: Resolved
) -> DateRange | None:
    """The date of the trigger's own sentence that stands nearest to it."""
    sentence = next(s for s in analysis.sentences if s.first <= trigger.first < s.last)
    near = [
        (abs(analysis.mentions[i].first - trigger.first), i)
        for i in resolved.dates
        if sentence.first <= analysis.mentions[i].first < sentence.last
    ]
    return resolved.dates[min(near)[1]] if near else None


def _since(analysis: Analysis, date: DateRange | None) -> str | None:
    """The year or day from which a holding reaches back, where "since" says so."""
    if date is None or date.span is None or date.earliest is None:
        return None
    before = analysis.text[max(0, date.span.start - _SINCE) : date.span.end].lower()
    if "since" not in before:
        return None
    year_only = date.precision >= _YEAR_PRECISION
    return str(date.earliest.year) if year_only else date.earliest.isoformat()


def _extent(analysis: Analysis, trigger: Trigger) -> str:
    """``part`` where the sentence speaks of parts of the place."""
    words = _sentence(analysis, trigger.first).text.lower()
    return "part" if _PARTS.search(words) else "whole"
