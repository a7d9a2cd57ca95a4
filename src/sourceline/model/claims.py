"""The records of a report: claims with spans, as ``docs/records.md`` defines them.

Offsets are half-open and count in the report's text exactly as it was read. ``None``
means "not said"; 0 means "said to be none".
"""

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class TextSpan:
    """Half-open character range."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DateRange:
    """When something happened, as narrow as the words allow.

    Attributes:
        earliest: first possible day.
        latest: last possible day.
        precision: UCDP date_prec: 1 day, 2 two to six days, 3 a week, 4 a month,
            5 up to a year.
        basis: ``stated``, ``relative`` or ``publication``.
        span: the words that say it, None where publication stands in.
    """

    earliest: datetime.date | None
    latest: datetime.date | None
    precision: int
    basis: str
    span: TextSpan | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """When a report was published, and how sure that is.

    Attributes:
        date: the day, None where only a range is known.
        earliest: first possible day.
        latest: last possible day.
        basis: ``given``, ``metadata``, ``byline``, ``url``, ``inferred`` or
            ``unknown``.
        why: what of the rest of a project narrowed it, in words.
    """

    date: datetime.date | None
    earliest: datetime.date | None
    latest: datetime.date | None
    basis: str
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Relation:
    """Where a place lies from a named one: "30 km south of Marib".

    Attributes:
        kilometres: distance, None where only a direction is said.
        direction: compass point (``N``, ``NE`` …) or None.
        of: the named place.
        words: the phrase as it is written.
    """

    kilometres: float | None
    direction: str | None
    of: str
    words: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place as named and as found in the gazetteer.

    Attributes:
        name: as the report names it.
        gazetteer_name: the gazetteer's name, None where nothing was found.
        gazetteer_id: ``geonames:…`` or ``wof:…``.
        relation: set for relative phrases.
        admin1: first-level unit.
        country: ISO 3166 alpha-2.
        lat: degrees north.
        lon: degrees east.
        precision: UCDP where_prec: 1 exact, 2 near, 3 district, 4 province, 5 wider
            region or line, 6 country, 7 water or air.
        radius_km: how far the true place may lie from the point.
        span: the words.
    """

    name: str
    gazetteer_name: str | None
    gazetteer_id: str | None
    relation: Relation | None
    admin1: str | None
    country: str | None
    lat: float | None
    lon: float | None
    precision: int
    radius_km: float | None
    span: TextSpan | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who an actor's words stand for.

    Attributes:
        name: canonical name; the words themselves where no lexicon entry stands
            behind them.
        actor_type: from the closed list of ``taxonomy.ACTOR_TYPES``.
        country: ISO 3166 alpha-2 of the state or main theatre, None where it has none.
        rule: what decided: ``lexicon``, ``country forces``, ``description`` or
            ``as named``.
    """

    name: str
    actor_type: str
    country: str | None
    rule: str


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who takes part, with the words that name him.

    Attributes:
        role: ``initiator``, ``target``, ``party``, ``ally``, ``victim`` or
            ``instrument_owner``.
        name: the words.
        actor: who they stand for.
        span: where the words are.
    """

    role: str
    name: str
    actor: Actor
    span: TextSpan


@dataclass(frozen=True, slots=True)
class Casualty:
    """One figure for people harmed.

    Attributes:
        harm: from ``taxonomy.HARMS``.
        group: from ``taxonomy.CASUALTY_GROUPS``.
        who: the words for the people harmed, None where only a number is said.
        low: least number said, None where none is.
        best: the figure to show, None for open and vague ones.
        high: greatest number said, None where none is.
        modifier: from ``taxonomy.MODIFIERS``.
        scope: ``event``, ``part`` (inside another figure) or ``aggregate``.
        span: the words of the figure.
        words: the figure as it is written.
        by: who gives this figure, as an index into the claim's attribution; None where
            the report ties it to nobody.
    """

    harm: str
    group: str
    who: str | None
    low: int | None
    best: int | None
    high: int | None
    modifier: str
    scope: str
    span: TextSpan
    words: str
    by: int | None = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says so. ``kind`` is one of the closed list of ``docs/records.md``."""

    name: str
    kind: str
    span: TextSpan


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that carries a claim."""

    span: TextSpan
    text: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Which rule or model head decided something, and on which words."""

    rule: str
    span: TextSpan


@dataclass(frozen=True, slots=True)
class EventClaim:
    """One thing that one report says happened, will happen or did not happen."""

    id: str
    report: str
    event_type: str
    sub_event_type: str
    status: str
    background: bool
    participants: tuple[Participant, ...]
    objects: tuple[str, ...]
    place: Place | None
    date: DateRange | None
    casualties: tuple[Casualty, ...]
    attribution: tuple[Attribution, ...]
    weapon: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    why: tuple[Reason, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class ControlClaim:
    """Who a report says holds, took, lost, left, besieges or contests a place."""

    id: str
    report: str
    place: Place
    holder: Actor
    kind: str
    extent: str
    since: str | None
    date: DateRange | None
    status: str
    attribution: tuple[Attribution, ...]
    evidence: tuple[Evidence, ...]
    why: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Furniture:
    """A line of the page that is no part of the article."""

    span: TextSpan
    kind: str


@dataclass(frozen=True, slots=True)
class ReportRecord:
    """One report with everything that it claims."""

    id: str
    key: str
    path: str | None
    url: str | None
    title: str | None
    publisher: str | None
    language: str
    published: Published
    sha256: str
    furniture: tuple[Furniture, ...]
    claims: tuple[EventClaim, ...]
    control: tuple[ControlClaim, ...]
    rejections: tuple[tuple[str, str], ...]
    text: str | None = None
    """The text that the offsets count in, where it is not the input itself (a page)."""
