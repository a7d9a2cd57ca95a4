"""Undated reports, narrowed by what the rest of the project knows.

A report that does not say when it was published often tells of a happening that another
report dates: "earlier this month the liberation of X", when X is dated elsewhere. Where
exactly one happening of the project fits, at the same place, of the same kind and by
the same actors, its day bounds the day of publication, by the words that tell how far
back it lies ("on Tuesday", "last month"), else by how fresh news is.

Only reports with a day of publication date others, and they as they were read: what is
narrowed here dates nothing else, so that no order of arrival changes the outcome.
"""

import datetime
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from sourceline.fuse.features import (
    COUNTED,
    DISTRICT,
    PEOPLE,
    TAKING,
    Features,
    features,
    spots_of,
)
from sourceline.fuse.phrases import Phrased, relative_phrase
from sourceline.model.claims import (
    DateRange,
    EventClaim,
    Published,
    Reason,
    ReportRecord,
    TextSpan,
)
from sourceline.model.incidents import Outlet, Testimony

Days = tuple[datetime.date, datetime.date]
Bound = tuple[datetime.date, datetime.date | None, str]
"""First and last day of publication that something allows, and why."""
Told = Callable[[Phrased, datetime.date], Days | None]
"""What days a phrase names in a report of a day."""

LEAST_BITS = 6.0
"""Bits that a match must have; ``benchmarks/dating.py`` has the curve."""
MARGIN = 3.0
"""A rival of another day with so many bits less still makes a match unsure."""
MOST_DATED = 200
"""Places that more dated claims tell of single out no happening."""
_APART = 3
"""Days between the dates that reports give to one happening, at most."""
_FRESH = datetime.timedelta(days=7)
"""Days after a happening on which a report without words for it still tells it as
news."""
_BEFORE_PRINT = datetime.timedelta(days=3)
"""News without a date of its own happened within so many days before publication."""
_LOOSE = datetime.timedelta(days=2)
"""Papers use "today" and "last week" as loosely as this."""
_REPRINTED = datetime.timedelta(days=7)
"""Days within which papers print one wire story."""
_SHARP = 3
"""Days that a date may span to date another."""
_WIDE = 31
"""Days that a narrowed range may span to be worth telling."""
_FACTUAL = frozenset({"occurred", "ongoing"})
_NEWS = datetime.timedelta(days=45)
"""So far back a report's own news may lie."""
_YEAR = 400
"""Days that words may look back where a report recalls something."""
_OTHER_SIDES, _SIDES = -2.6, (-0.9, 0.7, 2.5)
_SAME_TYPE, _OTHER_TYPE = 0.9, -4.2
_IN_COMMON = MappingProxyType(
    {
        "rare": (-0.5, 1.8, 1.9),
        "names": (-1.0, 0.6, 1.8, 2.7),
        "things": (-0.3, 1.9, 2.6),
    }
)
_FIGURES = ((10, 6.0), (4, 2.0), (1, 1.5))
"""Bits by how many actors, words or people two claims have in common: log2 of how much
more often claims of one happening do than others of the same place and kind (the
practice corpus's training part).
"""
_PRECISIONS = ((1, 1), (2, 6), (3, 7), (4, 31))
_YEAR_WIDE = 5


@dataclass(frozen=True, slots=True)
class Match:
    """A claim of an undated report and the dated claims that tell the same.

    Attributes:
        claim: the undated report's.
        days: when it was, by the others.
        by: the others, in order of id.
        published: days on which a report may have told of it as it does; the last one
            is None where nothing tells how far back it lies.
        words: those that tell how far back it lies, where there are any.
    """

    claim: EventClaim
    days: Days
    by: tuple[Testimony, ...]
    published: tuple[datetime.date, datetime.date | None]
    words: str | None


def is_dated(published: Published) -> bool:
    """Whether a report says on which day it was published."""
    return published.date is not None


def landmarks(claim: EventClaim) -> tuple[str, ...]:
    """What two claims share that may tell one happening: a place, by its gazetteer id
    or its name, and the kind of event. None where the claim names no place, or tells of
    nothing that did happen.
    """
    place = claim.place
    if claim.status not in _FACTUAL or place is None:
        return ()
    known = place.gazetteer_id is not None and place.relation is None
    if known and place.precision > DISTRICT:
        return ()
    kind = "taking" if claim.sub_event_type in TAKING else claim.event_type
    where = {f"{place.country} {name}" for name in spots_of(place)}
    if known and place.gazetteer_id is not None:
        where.add(place.gazetteer_id)
    return tuple(sorted(f"{spot} {kind}" for spot in where))


def is_sharp(claim: EventClaim) -> bool:
    """Whether a claim's date is narrow enough to date another."""
    days = _known(claim.date)
    return days is not None and (days[1] - days[0]).days <= _SHARP


def narrowed(
    record: ReportRecord,
    dated: Sequence[Testimony],
    reprints: Iterable[tuple[str, Published]],
    told: Told,
    usual: frozenset[int] = frozenset(),
) -> ReportRecord:
    """A report with the range of its publication, and the dates of its claims, as
    narrow as the project allows; the report itself where nothing narrows it.

    Args:
        record: as it was read.
        dated: claims of dated reports that share a landmark with one of its own.
        reprints: id and publication of each dated report that prints the same words.
        told: resolves a relative phrase.
        usual: stems, hashed, that are usual in reports of violence.
    """
    if is_dated(record.published):
        return record
    matches = _matches(record, dated, told, usual)
    bounds: list[Bound] = [(*m.published, _in_words(m)) for m in matches]
    bounds += [_reprinted(name, when) for name, when in sorted(reprints, key=_by_name)]
    published = _within(record.published, bounds)
    if published is None:
        return record
    of_claim = {m.claim.id: m for m in matches}
    claims = tuple(_dated(c, of_claim.get(c.id), published) for c in record.claims)
    return replace(record, published=published, claims=claims)


def _by_name(reprint: tuple[str, Published]) -> str:
    return reprint[0]


# --- same happening ------------------------------------------------------------------


def _matches(
    record: ReportRecord,
    dated: Sequence[Testimony],
    told: Told,
    usual: frozenset[int],
) -> list[Match]:
    near: dict[str, dict[str, Testimony]] = defaultdict(dict)
    for one in dated:
        if is_sharp(one.claim) and one.claim.report != record.id:
            for key in landmarks(one.claim):
                near[key][one.claim.id] = one
    outlet = Outlet(record.id, record.publisher, record.published, record.id)
    out = []
    for claim in record.claims:
        some = {k: t for key in landmarks(claim) for k, t in near[key].items()}
        if some and len(some) <= MOST_DATED:
            listed = [some[name] for name in sorted(some)]
            found = _match(Testimony(claim, outlet), listed, told, usual)
            if found is not None:
                out.append(found)
    return out


def _match(
    mine: Testimony, some: Sequence[Testimony], told: Told, usual: frozenset[int]
) -> Match | None:
    """The one happening that a claim tells, where there is but one."""
    claim, published = mine.claim, mine.outlet.published
    own = features(mine, usual)
    phrase = relative_phrase(claim)
    scored = []
    for one in some:
        days = _known(one.claim.date)
        if days is None or not _possible(claim, days, published):
            continue
        late = None if claim.background else days[1] + _FRESH
        out_on: tuple[datetime.date, datetime.date | None] = days[0], late
        bits = likeness(own, features(one, usual))
        if phrase is not None:
            allowed = _told_on(phrase, days, told, background=claim.background)
            if allowed is None:
                continue  # the words name another day than this one's
            out_on = allowed
            bits += math.log2(_YEAR / ((allowed[1] - allowed[0]).days + 1)) / 2
        scored.append(
            (bits, Match(claim, days, (one,), out_on, phrase.words if phrase else None))
        )
    best = max((bits for bits, _ in scored), default=0.0)
    if best < LEAST_BITS:
        return None
    close = [m for bits, m in scored if bits >= best - MARGIN]
    first, last = min(m.days[0] for m in close), max(m.days[1] for m in close)
    if (last - first).days > _APART:
        return None
    return next(m for bits, m in scored if bits == best)


def _possible(claim: EventClaim, days: Days, published: Published) -> bool:
    """Whether the bounds that a report itself gives allow some days."""
    date = claim.date
    if date is not None and not _meet(days, (date.earliest, date.latest)):
        return False
    if published.latest is not None and days[0] > published.latest:
        return False
    if claim.background or published.earliest is None:
        return True
    return days[1] + _NEWS >= published.earliest


def _told_on(phrase: Phrased, days: Days, told: Told, background: bool) -> Days | None:
    """First and last day of the first stretch on which the words name these days."""
    first = last = None
    for late in range(_YEAR if background else _NEWS.days):
        day = days[0] + datetime.timedelta(days=late)
        named = told(phrase, day)
        if named is not None and _meet(days, named):
            first, last = first or day, day
        elif last is not None:
            break
    if first is None or last is None:
        return None
    return max(days[0], first - _LOOSE), last + _LOOSE


def likeness(one: Features, other: Features) -> float:
    """Bits that speak for one happening, beside the place and the kind of event."""
    shared = len(set(one.armed) & set(other.armed))
    clash = bool(one.armed and other.armed and not shared)
    out = _OTHER_SIDES if clash else _SIDES[min(shared, 2)]
    out += _SAME_TYPE if one.sub_type == other.sub_type else _OTHER_TYPE
    for column, bits in _IN_COMMON.items():
        common = set(getattr(one, column)) & set(getattr(other, column))
        out += bits[min(len(common), len(bits) - 1)]
    for harm in COUNTED:
        common = set(getattr(one, harm)) & set(getattr(other, harm))
        most = max((f % PEOPLE for f in common), default=0)
        out += next((bits for least, bits in _FIGURES if most >= least), 0.0)
    return out


# --- what follows --------------------------------------------------------------------


def _reprinted(name: str, when: Published) -> Bound:
    day = when.date or datetime.date.min
    words = f"report {name} of {day.isoformat()} prints the same words"
    return day - _REPRINTED, day + _REPRINTED, words


def _within(published: Published, bounds: Sequence[Bound]) -> Published | None:
    """The range that all bounds allow; None where they contradict each other or tell
    no more than the report does.
    """
    firsts = [published.earliest, *(b[0] for b in bounds)]
    lasts = [published.latest, *(b[1] for b in bounds)]
    earliest = max((d for d in firsts if d is not None), default=None)
    latest = min((d for d in lasts if d is not None), default=None)
    if (earliest, latest) == (published.earliest, published.latest):
        return None
    if earliest is not None and latest is not None and earliest > latest:
        return None
    why = tuple(dict.fromkeys(words for *_, words in bounds))
    day = earliest if earliest == latest else None
    return Published(day, earliest, latest, "inferred", why)


def _dated(claim: EventClaim, match: Match | None, published: Published) -> EventClaim:
    """A claim of a narrowed report with its date as narrow as that allows."""
    if match is not None:
        return _as_others_date(claim, match)
    if claim.status in _FACTUAL and published.latest is not None:
        return _not_after(claim, published.earliest, published.latest)
    return claim


def _as_others_date(claim: EventClaim, match: Match) -> EventClaim:
    (first, last), old = match.days, claim.date
    if old is not None:
        first = max(first, old.earliest or first)
        last = min(last, old.latest or last)
    reason = Reason(f"dated by others: {_in_words(match)}", _words(claim))
    return replace(claim, date=_range(first, last, old), why=(*claim.why, reason))


def _not_after(
    claim: EventClaim, earliest: datetime.date | None, latest: datetime.date
) -> EventClaim:
    """Nothing that happened did so after its report; news did shortly before."""
    old = claim.date
    if old is None:
        known = earliest is not None and (latest - earliest).days <= _WIDE
        if claim.background or earliest is None or not known:
            return claim
        return replace(claim, date=_range(earliest - _BEFORE_PRINT, latest, None))
    if old.earliest is None or old.latest is None or old.latest <= latest:
        return claim
    if old.earliest > latest:
        return claim
    return replace(claim, date=_range(old.earliest, latest, old))


def _range(
    first: datetime.date, last: datetime.date, old: DateRange | None
) -> DateRange:
    """A range with the basis and the words of the old one; where there are none,
    publication stands in.
    """
    days = (last - first).days + 1
    precision = next((n for n, most in _PRECISIONS if days <= most), _YEAR_WIDE)
    if old is None:
        return DateRange(first, last, precision, "publication")
    return DateRange(first, last, precision, old.basis, old.span)


def _in_words(match: Match) -> str:
    first, last = match.days
    when = first.isoformat() + ("" if first == last else f" to {last.isoformat()}")
    by = match.by[0]
    told = f"tells what report {by.claim.report} dates {when} (claim {by.claim.id})"
    return told + (f', "{match.words}"' if match.words else "")


def _words(claim: EventClaim) -> TextSpan:
    if claim.date is not None and claim.date.span is not None:
        return claim.date.span
    return claim.why[0].span if claim.why else claim.evidence[0].span


def _known(date: DateRange | None) -> Days | None:
    if date is None or date.earliest is None or date.latest is None:
        return None
    return date.earliest, date.latest


def _meet(days: Days, other: tuple[datetime.date | None, datetime.date | None]) -> bool:
    first, last = other
    return (first is None or first <= days[1]) and (last is None or last >= days[0])
