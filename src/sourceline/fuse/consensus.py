"""One incident from the claims that tell it.

Each field is decided by sources, not by claims: reprints of one story have one vote.
What the claims contradict each other on stays visible as a dispute.
"""

import datetime
import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from sourceline.fuse.grades import HAPPENED, Attested, grade
from sourceline.fuse.tolls import PRECISE, Reckoning, Vague, reckon, rival_values
from sourceline.fuse.voices import independent, voices
from sourceline.model.claims import DateRange, EventClaim, Place
from sourceline.model.incidents import (
    Dispute,
    DisputedValue,
    Incident,
    IncidentParticipant,
    Judgement,
    Member,
    Pair,
    Testimony,
)
from sourceline.model.taxonomy import EVENT_TYPE_OF, SUB_EVENT_TYPES

_TERRITORY = frozenset(
    {"Government regains territory", "Non-state actor overtakes territory"}
)
_ROLES = ("initiator", "target", "party", "ally", "victim", "instrument_owner")
_STATE = frozenset({"state forces", "external forces"})
_FAINT = frozenset({"unknown", "civilians"})
_REASONS = 4
_LOOSE_DAYS = 7
_DATE_PRECISION = ((1, 1), (6, 2), (7, 3), (31, 4))
_RADIUS_KM = (5.0, 25.0, 50.0, 150.0, 400.0, 1000.0, 300.0)
"""How far a place of each precision may lie off where its record does not say."""
_EARTH_KM = 6371.0088


def incident(
    members: Sequence[Testimony],
    pairs: Iterable[Pair] = (),
    judged: Iterable[Judgement] = (),
    vague: Vague = PRECISE,
) -> Incident:
    """The incident that the claims of one cluster tell.

    Args:
        members: the claims with their reports, in any order.
        pairs: compared claims; those of other claims are ignored.
        judged: what people decided about its claims; others are ignored.
        vague: words like "dozens" and what they are coded as.

    Raises:
        ValueError: no members.
    """
    if not members:
        raise ValueError("an incident of no claims; give at least one member")
    listed = sorted(members, key=lambda t: t.claim.id)
    told = [t for t in listed if t.claim.status in HAPPENED]
    trusted = told or listed
    found = voices(listed)
    deaths, wounded = (
        reckon(told, harm, found, vague) for harm in ("killed", "wounded")
    )
    date, date_dispute = _date(trusted)
    place, place_dispute = _place(trusted)
    disputed = (
        *_toll_dispute("deaths", deaths),
        *_toll_dispute("wounded", wounded),
        *date_dispute,
        *place_dispute,
        *_initiator_dispute(told),
        *_type_dispute(told),
        *_status_dispute(listed),
    )
    count = len(independent(trusted, found))
    name, why = grade(Attested(listed, count, deaths, wounded, disputed))
    sub_type = _sub_type(trusted)
    ids = {t.claim.id for t in listed}
    ours = [j for j in judged if {j.left, j.right} <= ids]
    return Incident(
        id="i-" + listed[0].claim.id.removeprefix("c-"),
        event_type=EVENT_TYPE_OF[sub_type],
        sub_event_type=sub_type,
        date=date,
        place=place,
        participants=_participants(trusted),
        deaths=deaths.toll,
        wounded=wounded.toll,
        grade=name,
        grade_reason=why,
        members=_members(listed, pairs, ours),
        independent_sources=count,
        disputed=disputed,
        revision=_revision(listed, ours),
    )


def _revision(listed: Sequence[Testimony], judged: Sequence[Judgement]) -> int:
    """Days on which reports came, one for all of unknown day, and people's decisions,
    each of which may judge many pairs at once.
    """
    return len({t.outlet.published.date for t in listed}) + len(
        {(j.who, j.when) for j in judged}
    )


# --- type ---------------------------------------------------------------------------


def _sub_type(trusted: Sequence[Testimony]) -> str:
    """The type that most stories give; a change of hands stands above its fighting
    (ACLED: the outcome names the event).
    """
    news = [t for t in trusted if not t.claim.background] or list(trusted)
    changed = [t for t in news if t.claim.sub_event_type in _TERRITORY]
    votes: dict[str, EventClaim] = {}
    for t in sorted(changed or news, key=lambda t: _surest(t.claim)):
        votes.setdefault(t.outlet.story, t.claim)
    counted = Counter(c.sub_event_type for c in votes.values())
    sure = dict.fromkeys(counted, 0.0)
    for c in votes.values():
        sure[c.sub_event_type] = max(sure[c.sub_event_type], c.confidence)
    return min(counted, key=lambda k: (-counted[k], -sure[k], SUB_EVENT_TYPES.index(k)))


def _surest(claim: EventClaim) -> tuple[float, int, str]:
    return -claim.confidence, SUB_EVENT_TYPES.index(claim.sub_event_type), claim.id


# --- date ---------------------------------------------------------------------------

_Days = tuple[int, int]


def _bounds(date: DateRange) -> _Days:
    """Ordinals of the first and last day; the calendar's ends where one is open."""
    first = date.earliest or datetime.date.min
    last = date.latest or datetime.date.max
    return first.toordinal(), last.toordinal()


def _date(trusted: Sequence[Testimony]) -> tuple[DateRange | None, tuple[Dispute, ...]]:
    """The days that most stories have in common, and who gives others."""
    dated = [
        (t, _bounds(t.claim.date), t.claim.date.basis)
        for t in trusted
        if t.claim.date and (t.claim.date.earliest or t.claim.date.latest)
    ]
    by_print = [(t, days) for t, days, basis in dated if basis == "publication"]
    said = [(t, days) for t, days, basis in dated if basis != "publication"]
    if not dated:
        return None, ()
    common = _common(said or by_print)
    narrowed, basis = common, _basis(trusted, common)
    if said and common[1] - common[0] + 1 > _LOOSE_DAYS:
        inside = [
            (t, d) for t, d in by_print if common[0] <= d[0] and d[1] <= common[1]
        ]
        if inside:
            narrowed, basis = _common(inside), "publication"
    values: dict[str, set[str]] = {}
    for t, days in said:
        shown = common if _overlap(days, common) else days
        values.setdefault(_days_text(shown), set()).add(t.claim.id)
    return _range(narrowed, basis), _dispute("date", values)


def _common(ranges: Sequence[tuple[Testimony, _Days]]) -> _Days:
    """Intersection of the ranges around the day that most stories allow; of several
    such the narrowest, then the earliest.
    """
    best: tuple[int, int, _Days] | None = None
    for day in sorted({days[0] for _, days in ranges}):
        around = [(t, d) for t, d in ranges if d[0] <= day <= d[1]]
        common = max(d[0] for _, d in around), min(d[1] for _, d in around)
        stories = len({t.outlet.story for t, _ in around})
        rank = (-stories, common[1] - common[0], common)
        best = rank if best is None else min(best, rank)
    assert best is not None  # noqa: S101 - callers give at least one range
    return best[2]


def _overlap(one: _Days, other: _Days) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _basis(trusted: Iterable[Testimony], common: _Days) -> str:
    """The surest basis among the claims that bound the range."""
    order = ("stated", "relative", "publication")
    bounding = {
        t.claim.date.basis
        for t in trusted
        if t.claim.date
        and (
            _bounds(t.claim.date)[0] == common[0]
            or _bounds(t.claim.date)[1] == common[1]
        )
    }
    return next((b for b in order if b in bounding), "publication")


def _range(days: _Days, basis: str) -> DateRange:
    first, last = map(datetime.date.fromordinal, days)
    wide = days[1] - days[0] + 1
    precision = next((p for most, p in _DATE_PRECISION if wide <= most), 5)
    return DateRange(
        None if first == datetime.date.min else first,
        None if last == datetime.date.max else last,
        precision,
        basis,
    )


def _days_text(days: _Days) -> str:
    found = _range(days, "")
    first, last = (d.isoformat() if d else ".." for d in (found.earliest, found.latest))
    return first if first == last else f"{first}/{last}"


# --- place --------------------------------------------------------------------------


def _place(trusted: Sequence[Testimony]) -> tuple[Place | None, tuple[Dispute, ...]]:
    """The narrowest place that most stories allow, and who tells another.

    A place that contains another one yields to it; of those left, the one that most
    stories are compatible with.
    """
    placed = [(t, t.claim.place) for t in trusted if t.claim.place]
    if not placed:
        return None, ()
    narrow = [
        (t, p)
        for t, p in placed
        if not any(_width(q) < _width(p) and _compatible(p, q) for _, q in placed)
    ]

    def rank(item: tuple[Testimony, Place]) -> tuple[object, ...]:
        t, p = item
        allowed = {o.outlet.story for o, q in placed if _compatible(p, q)}
        return -len(allowed), _width(p), _surest(t.claim)

    chosen = min(narrow, key=rank)[1]
    values: dict[str, set[str]] = {}
    for t, p in placed:
        shown = chosen if _compatible(chosen, p) else p
        values.setdefault(_place_text(shown), set()).add(t.claim.id)
    return replace(chosen, span=None), _dispute("place", values)


def _width(place: Place) -> tuple[bool, int, float]:
    """Places without a point last, then by precision and radius."""
    return place.lat is None, place.precision, _radius(place)


def _radius(place: Place) -> float:
    if place.radius_km is not None:
        return place.radius_km
    return _RADIUS_KM[min(max(place.precision, 1), len(_RADIUS_KM)) - 1]


def _compatible(one: Place, other: Place) -> bool:
    """Whether both may be the same spot."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return one.country is None or other.country in {None, one.country}
    if one.gazetteer_id and one.gazetteer_id == other.gazetteer_id:
        return True
    far = _kilometres(one.lat, one.lon, other.lat, other.lon)
    return far <= _radius(one) + _radius(other)


def _kilometres(lat: float, lon: float, to_lat: float, to_lon: float) -> float:
    a, b = math.radians(lat), math.radians(to_lat)
    half = math.radians(to_lon - lon) / 2
    h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(half) ** 2
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


def _place_text(place: Place) -> str:
    named = place.name if place.relation else place.gazetteer_name or place.name
    return ", ".join(x for x in (named, place.admin1, place.country) if x)


# --- participants -------------------------------------------------------------------


def _participants(trusted: Sequence[Testimony]) -> tuple[IncidentParticipant, ...]:
    """Each actor once, in the role and of the type that most stories give him."""
    roles: dict[str, set[tuple[str, str]]] = {}
    types: dict[str, set[tuple[str, str]]] = {}
    claims: dict[str, set[str]] = {}
    for t in trusted:
        for p in t.claim.participants:
            actor, story = p.actor, t.outlet.story
            roles.setdefault(actor.name, set()).add((p.role, story))
            types.setdefault(actor.name, set()).add((actor.actor_type, story))
            claims.setdefault(actor.name, set()).add(t.claim.id)
    out = [
        IncidentParticipant(
            _most(roles[name], _ROLES.index),
            name,
            _most(types[name], str),
            tuple(sorted(claims[name])),
        )
        for name in claims
    ]
    return tuple(
        sorted(out, key=lambda p: (_ROLES.index(p.role), -len(p.claims), p.actor))
    )


def _most(votes: Iterable[tuple[str, str]], order: Callable[[str], object]) -> str:
    counted = Counter(value for value, _ in votes)
    return min(sorted(counted), key=lambda v: (-counted[v], order(v)))


# --- members ------------------------------------------------------------------------


def _members(
    listed: Sequence[Testimony], pairs: Iterable[Pair], judged: Sequence[Judgement]
) -> tuple[Member, ...]:
    ids = {t.claim.id for t in listed}
    mine: dict[str, list[Pair]] = {}
    for pair in pairs:
        if pair.left in ids and pair.right in ids:
            mine.setdefault(pair.left, []).append(pair)
            mine.setdefault(pair.right, []).append(pair)
    joined: dict[str, set[str]] = {}
    for one in judged:
        if one.verdict == "same":
            joined.setdefault(one.left, set()).add(one.who)
            joined.setdefault(one.right, set()).add(one.who)
    return tuple(
        _member(t, mine.get(t.claim.id, []), joined.get(t.claim.id, set()))
        for t in listed
    )


def _member(testimony: Testimony, pairs: Sequence[Pair], joined: set[str]) -> Member:
    """The mean of its pairs; none where a person joined it against or without them."""
    weight, reasons = None, []
    if pairs:
        weight = round(math.fsum(p.weight for p in pairs) / len(pairs), 1)
        best = min(pairs, key=lambda p: (-p.weight, p.left, p.right))
        reasons = list(best.reasons[:_REASONS])
    if joined and weight is not None and weight <= 0:
        weight = None
    reasons += [f"joined by {who}" for who in sorted(joined)]
    return Member(testimony.claim.id, testimony.claim.report, weight, tuple(reasons))


# --- disputes -----------------------------------------------------------------------


def _dispute(field: str, values: Mapping[str, Iterable[str]]) -> tuple[Dispute, ...]:
    """A dispute where there is more than one value, the one of most claims first."""
    if len(values) < 2:  # noqa: PLR2004 - nothing to dispute
        return ()
    shown = [DisputedValue(v, tuple(sorted(claims))) for v, claims in values.items()]
    shown.sort(key=lambda v: (-len(v.claims), v.value))
    return (Dispute(field, tuple(shown)),)


def _toll_dispute(field: str, reckoning: Reckoning) -> tuple[Dispute, ...]:
    return _dispute(field, rival_values(reckoning.rivals))


def _initiator_dispute(told: Sequence[Testimony]) -> tuple[Dispute, ...]:
    """Stories that name different actors as the one who began."""
    named: dict[str, dict[str, str]] = {}
    for t in told:
        begun = {
            p.actor.name: p.actor.actor_type
            for p in t.claim.participants
            if p.role == "initiator"
            and p.actor.actor_type not in _FAINT
            and not p.actor.name.startswith("Unidentified")
        }
        if begun:
            named[t.claim.id] = begun
    rival = any(
        _different(one, other) for one in named.values() for other in named.values()
    )
    if not rival:
        return ()
    values: dict[str, set[str]] = {}
    for claim, begun in named.items():
        values.setdefault("; ".join(sorted(begun)), set()).add(claim)
    return _dispute("initiator", values)


def _different(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """No actor in common, and not merely two forces of a state's side."""
    state = set(one.values()) <= _STATE and set(other.values()) <= _STATE
    return not set(one) & set(other) and not state


def _type_dispute(told: Sequence[Testimony]) -> tuple[Dispute, ...]:
    """Types that exclude each other: of another event type, or another weapon."""
    news = [t for t in told if not t.claim.background and _telling(t.claim)]
    kinds = {t.claim.event_type for t in news}
    values: dict[str, set[str]] = {}
    for t in news:
        values.setdefault(t.claim.sub_event_type, set()).add(t.claim.id)
    if len(kinds) < 2 and kinds != {"Explosions/Remote violence"}:  # noqa: PLR2004
        return ()
    return _dispute("type", values)


def _telling(claim: EventClaim) -> bool:
    return claim.sub_event_type != "Other"


def _status_dispute(listed: Sequence[Testimony]) -> tuple[Dispute, ...]:
    """What some say happened and others deny."""
    values: dict[str, set[str]] = {}
    for t in listed:
        if t.claim.status in HAPPENED:
            values.setdefault("occurred", set()).add(t.claim.id)
        elif t.claim.status == "denied":
            values.setdefault("denied", set()).add(t.claim.id)
    return _dispute("status", values)
