"""What many reports say about one happening, and who held a place from when to when.

``docs/records.md`` defines the public form. ``None`` means "not said"; 0 means "said to
be none".
"""

import datetime
from dataclasses import dataclass

from sourceline.model.claims import (
    ControlClaim,
    DateRange,
    EventClaim,
    Place,
    Published,
)


@dataclass(frozen=True, slots=True)
class Outlet:
    """What is known of the report behind a claim.

    Attributes:
        report: the report's id.
        publisher: who published it, None where unknown.
        published: when.
        story: id of the wire story that it reprints, its own id where it reprints
            none; reports of one story are one source.
        url: its address.
        title: its headline.
    """

    report: str
    publisher: str | None
    published: Published
    story: str
    url: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Testimony:
    """An event claim with the report that makes it."""

    claim: EventClaim
    outlet: Outlet


@dataclass(frozen=True, slots=True)
class ControlTestimony:
    """A control claim with the report that makes it."""

    claim: ControlClaim
    outlet: Outlet


@dataclass(frozen=True, slots=True)
class Pair:
    """How likely two claims tell one happening.

    Attributes:
        left: the lesser claim id.
        right: the greater claim id.
        weight: match weight in bits (log2 Bayes factor, prior included): above 0
            means more likely same than not.
        reasons: what spoke for and against, strongest first, in plain words with the
            bits of each: ``same day (+4.1)``.
    """

    left: str
    right: str
    weight: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Toll:
    """Figures for one harm: what was said least, what is shown, what was said most.

    Attributes:
        low: lowest credible figure.
        best: one of the figures that somebody gave, never an average.
        high: highest figure that anybody gave.
        by_group: ``best`` by casualty group, groups that nobody counted left out.
        rule: the rule that chose ``best``, in words.
        history: figures in the order of their reports' days.
        enemy_claims: claim ids whose figure is a party's about its enemy's losses:
            they count for ``high`` alone.
    """

    low: int | None
    best: int | None
    high: int | None
    by_group: tuple[tuple[str, int], ...]
    rule: str
    history: tuple["TollStep", ...] = ()
    enemy_claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TollStep:
    """A figure as it stood in one report.

    Attributes:
        day: the report's day of publication, None where unknown.
        figure: people, summed over groups.
        claim: the claim that gives it.
    """

    day: datetime.date | None
    figure: int
    claim: str


@dataclass(frozen=True, slots=True)
class IncidentParticipant:
    """A side of the incident: its role, canonical name and type, and the claims that
    name it.
    """

    role: str
    actor: str
    actor_type: str
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A claim of the incident.

    Attributes:
        id: the claim's id.
        report: its report's id.
        match_weight: bits of evidence (log2 Bayes factor) that it tells the same
            happening as the rest, None for an incident of one claim or one that a
            person joined.
        reasons: strongest reasons for and against, in words.
    """

    id: str
    report: str
    match_weight: float | None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DisputedValue:
    """One of the rival values of a field, as text, and who gives it."""

    value: str
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dispute:
    """A field on which claims contradict each other."""

    field: str
    values: tuple[DisputedValue, ...]


@dataclass(frozen=True, slots=True)
class Incident:
    """One happening.

    Attributes:
        id: ``i-`` and the least of its claims' ids.
        event_type: ACLED event type.
        sub_event_type: ACLED sub-event type.
        date: the narrowest range that the trustworthy claims support.
        place: the narrowest place likewise, None where no claim has one.
        participants: sides.
        deaths: killed.
        wounded: wounded.
        grade: ``confirmed``, ``corroborated``, ``single source``, ``contested`` or
            ``discounted``.
        grade_reason: why, in words.
        members: its claims, in the order of their ids.
        independent_sources: speakers and outlets that do not repeat one another.
        disputed: fields on which claims contradict each other.
        revision: how often the incident has changed, from 1.
    """

    id: str
    event_type: str
    sub_event_type: str
    date: DateRange | None
    place: Place | None
    participants: tuple[IncidentParticipant, ...]
    deaths: Toll
    wounded: Toll
    grade: str
    grade_reason: str
    members: tuple[Member, ...]
    independent_sources: int
    disputed: tuple[Dispute, ...] = ()
    revision: int = 1


@dataclass(frozen=True, slots=True)
class DayRange:
    """A day known within bounds; a bound is None where nothing limits it."""

    earliest: datetime.date | None
    latest: datetime.date | None


@dataclass(frozen=True, slots=True)
class ControlPeriod:
    """Who held a place from when to when.

    Attributes:
        place: the place.
        holder: canonical name of who held it.
        start: when it began.
        end: when it ended, None while it lasts.
        began: how: ``captured``, ``inherited``, ``withdrawal of another``, ``said to
            hold`` …
        state: ``held``, ``besieged``, ``contested``.
        evidence: ids of the claims that carry it.
        contradicted_by: ids of claims that say otherwise for days inside it.
    """

    place: Place
    holder: str
    start: DayRange
    end: DayRange | None
    began: str
    state: str
    evidence: tuple[str, ...]
    contradicted_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person decided about two claims.

    Attributes:
        left: the lesser claim id.
        right: the greater claim id.
        verdict: ``same``, ``different`` or ``unsure``.
        who: who decided.
        when: UTC moment.
    """

    left: str
    right: str
    verdict: str
    who: str
    when: datetime.datetime
