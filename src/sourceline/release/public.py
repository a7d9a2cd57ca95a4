"""Records as a public release shows them: every field is built from a closed list, the
gazetteer, a number or a day; what is none of these is withheld.
"""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace

from sourceline.control import bounds
from sourceline.export.material import ToldIncident
from sourceline.fuse import tolls
from sourceline.model.claims import DateRange, Place
from sourceline.model.incidents import (
    ControlPeriod,
    Dispute,
    DisputedValue,
    Incident,
    IncidentParticipant,
    Member,
    Toll,
)
from sourceline.model.releases import Withheld
from sourceline.model.taxonomy import (
    ACTOR_TYPES,
    CASUALTY_GROUPS,
    EVENT_TYPE_OF,
    STATUSES,
    SUB_EVENT_TYPES,
)
from sourceline.release import reasons
from sourceline.release.names import PublicNames, role_words
from sourceline.release.places import WITHHELD, PlaceIndex, public_place
from sourceline.release.profiles import Profile
from sourceline.release.sensitive import why_sensitive

HIDDEN = "withheld"
GRADES = {
    "confirmed": "a belligerent concedes it",
    "corroborated": "independent sources tell it",
    "single source": "one source tells it",
    "contested": "sources contradict each other, or somebody denies it",
    "discounted": "only a party's claim about its enemy, or no claim that it happened",
}
ALWAYS = (
    Withheld("incidents", "all", "date.span", reasons.WORDS),
    Withheld("incidents", "all", "place.span", reasons.WORDS),
    Withheld("incidents", "all", "grade_reason", reasons.WORDS),
    Withheld("incidents", "all", "claims.id", reasons.REPORTS),
    Withheld("incidents", "all", "claims.report", reasons.REPORTS),
    Withheld("incidents", "all", "claims.reasons", reasons.WORDS),
    Withheld("claims", "all", "evidence", reasons.WORDS),
    Withheld("claims", "all", "attribution", reasons.NAME),
    Withheld("claims", "all", "casualties.who", reasons.WORDS),
    Withheld("reports", "all", "title", reasons.WORDS),
    Withheld("reports", "all", "text", reasons.WORDS),
    Withheld("reports", "all", "url", reasons.REPORTS),
    Withheld("control", "all", "place.span", reasons.WORDS),
    Withheld("control", "all", "evidence", reasons.REPORTS),
    Withheld("control", "all", "contradicted_by", reasons.REPORTS),
)
"""What no record of a public release shows."""

_ROLES = ("initiator", "target", "party", "ally", "victim", "instrument_owner")
_BASES = ("stated", "relative", "publication")
_BEGAN = (
    *("inherited", "besieged", "contested", bounds.CAPTURED, bounds.REDATED),
    *(bounds.WITHDRAWAL, bounds.SAID),
)
_STATES = ("held", "besieged", "contested")
_RULES = (
    *(tolls.SINGLE, tolls.REVISED, tolls.SHARED, tolls.RISING, tolls.LOWEST),
    *(tolls.LARGEST, tolls.ENEMY_ONLY, tolls.BOUNDS_ONLY, tolls.NOBODY),
    tolls.MAJORITY,
)
_RULE = re.compile(
    "(?:"
    + "|".join(
        re.escape(rule)
        .replace(r"\{count\}", r"\d{1,4}")
        .replace(r"\{all\}", r"\d{1,4}")
        for rule in _RULES
    )
    + r")(?:; the speaker's own groups added up)?"
)
_FIGURE = re.compile(r"(?:(?:at least|up to) )?\d{1,6}(?:-\d{1,6})?|uncounted")
_DAYS = re.compile(r"(?:\d{4}-\d\d-\d\d|\.\.)(?:/(?:\d{4}-\d\d-\d\d|\.\.))?")
_ID = re.compile(r"i-[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Lists:
    """What a public release may say: names and places."""

    names: PublicNames
    places: PlaceIndex


class Publisher:
    """Makes public records and keeps account of what it withholds.

    Args:
        profile: says how coarse.
        lists: names and places that may be shown.
    """

    def __init__(self, profile: Profile, lists: Lists) -> None:
        self.profile, self.lists = profile, lists
        self.withheld: list[Withheld] = list(ALWAYS)

    def incident(self, told: ToldIncident, name: str) -> Incident:
        """The incident as it may be shown, under a public name."""
        one = told.incident
        keep = _Account("incidents", name, self.withheld)
        local = _numbers(one)
        sensitive = why_sensitive(one, (t.claim for t in told.claims))
        sub_type = keep.listed("sub_event_type", one.sub_event_type, SUB_EVENT_TYPES)
        few = self.profile.smallest_group if sensitive else 0
        return Incident(
            name,
            EVENT_TYPE_OF.get(sub_type, HIDDEN),
            sub_type,
            None if one.date is None else _days(keep, one.date),
            None if one.place is None else self._place(keep, one.place, sensitive),
            tuple(self._side(keep, p, local) for p in one.participants),
            _toll(keep, "deaths", one.deaths, (local, few)),
            _toll(keep, "wounded", one.wounded, (local, few)),
            keep.listed("grade", one.grade, GRADES),
            GRADES.get(one.grade, HIDDEN),
            tuple(
                Member(local[m.id], local[m.report], _weight(m.match_weight))
                for m in one.members
            ),
            one.independent_sources,
            tuple(self._dispute(keep, d, local) for d in one.disputed),
            one.revision,
        )

    def period(self, one: ControlPeriod, line: int) -> ControlPeriod:
        """The control period as it may be shown, on a line of its file."""
        keep = _Account("control", str(line), self.withheld)
        place = self._place(keep, one.place, None)
        if place is None:
            place = Place(WITHHELD, None, None, None, None, None, None, None, 6, None)
        holder = one.holder
        if not self.lists.names.shows(holder):
            keep.note("holder", reasons.NAME)
            holder = role_words("unknown")
        return ControlPeriod(
            place,
            holder,
            one.start,
            one.end,
            keep.listed("began", one.began, _BEGAN),
            keep.listed("state", one.state, _STATES),
            _counted("claim", one.evidence),
            _counted("claim", one.contradicted_by, len(one.evidence)),
        )

    def _place(self, keep: "_Account", found: Place, why: str | None) -> Place | None:
        public = public_place(found, self.lists.places, self.profile, why)
        if public.place is None:
            keep.note("place", why or reasons.UNKNOWN_PLACE)
            return None
        for part, reason in public.reasons:
            keep.note(f"place.{part}", reason)
        return public.place

    def _side(
        self, keep: "_Account", one: IncidentParticipant, local: dict[str, str]
    ) -> IncidentParticipant:
        kind = keep.listed("participants.actor_type", one.actor_type, ACTOR_TYPES)
        return IncidentParticipant(
            keep.listed("participants.role", one.role, _ROLES),
            self._name(keep, "participants.actor", one.actor, kind),
            kind,
            tuple(local[c] for c in one.claims),
        )

    def _name(self, keep: "_Account", field: str, name: str, kind: str) -> str:
        if self.lists.names.shows(name):
            return name
        keep.note(field, reasons.NAME)
        return role_words(kind)

    def _dispute(
        self, keep: "_Account", one: Dispute, local: dict[str, str]
    ) -> Dispute:
        field = keep.listed("disputed.field", one.field, _DISPUTED)
        may = _DISPUTED.get(field, _nothing)
        values = []
        for rival in one.values:
            shown = rival.value
            if field == "initiator":
                names = rival.value.split("; ")
                at = "disputed.initiator"
                shown = "; ".join(self._name(keep, at, n, "unknown") for n in names)
            elif not may(shown):
                reason = reasons.PLACE if field == "place" else reasons.UNLISTED
                keep.note(f"disputed.{field}", reason)
                shown = HIDDEN
            values.append(DisputedValue(shown, tuple(local[c] for c in rival.claims)))
        return Dispute(field, tuple(values))


@dataclass(frozen=True, slots=True)
class _Account:
    """Notes what is withheld of one record."""

    kind: str
    record: str
    withheld: list[Withheld]
    noted: set[tuple[str, str]] = field(default_factory=set)

    def note(self, field: str, reason: str) -> None:
        """Keep that a field is withheld, once a record."""
        if (field, reason) not in self.noted:
            self.noted.add((field, reason))
            self.withheld.append(Withheld(self.kind, self.record, field, reason))

    def listed(self, field: str, value: str, closed: Collection[str]) -> str:
        """A value of a closed list, else the word that says it is withheld."""
        if value in closed:
            return value
        self.note(field, reasons.UNLISTED)
        return HIDDEN


def public_id(name: str) -> str | None:
    """An incident's id, where it is a hash of the program's making."""
    return name if _ID.fullmatch(name) else None


def _numbers(one: Incident) -> dict[str, str]:
    """Names that count within the record, for the ids of its claims and reports."""
    claims: dict[str, None] = dict.fromkeys(m.id for m in one.members)
    more: list[Iterable[str]] = [p.claims for p in one.participants]
    more += [v.claims for d in one.disputed for v in d.values]
    for toll in (one.deaths, one.wounded):
        more += [[s.claim for s in toll.history], toll.enemy_claims]
    for ids in more:
        claims |= dict.fromkeys(ids)
    out = {m.report: "" for m in one.members}
    out = {name: f"report {n}" for n, name in enumerate(out, 1)}
    return out | {name: f"claim {n}" for n, name in enumerate(claims, 1)}


def _counted(word: str, ids: Collection[str], after: int = 0) -> tuple[str, ...]:
    return tuple(f"{word} {after + n}" for n in range(1, len(ids) + 1))


def _weight(bits: float | None) -> float | None:
    """Bits to one digit, as the reasons give them."""
    return None if bits is None or bits - bits != 0 else round(bits, 1)


def _days(keep: _Account, date: DateRange) -> DateRange:
    basis = keep.listed("date.basis", date.basis, _BASES)
    return DateRange(date.earliest, date.latest, date.precision, basis)


def _toll(
    keep: _Account, field: str, toll: Toll, about: tuple[dict[str, str], int]
) -> Toll:
    local, few = about
    rule = toll.rule
    if rule and not _RULE.fullmatch(rule):
        keep.note(f"{field}.rule", reasons.UNLISTED)
        rule = HIDDEN
    groups = tuple((g, n) for g, n in toll.by_group if g in CASUALTY_GROUPS)
    if any(0 < n < few for _, n in groups):
        # One withheld figure of several could be had by subtraction: all go.
        keep.note(f"{field}.by_group", reasons.SMALL)
        groups = ()
    return Toll(
        toll.low,
        toll.best,
        toll.high,
        groups,
        rule,
        tuple(replace(s, claim=local[s.claim]) for s in toll.history),
        tuple(local[c] for c in toll.enemy_claims),
    )


def _nothing(_: str) -> bool:
    return False


def _is_figure(value: str) -> bool:
    return _FIGURE.fullmatch(value) is not None


_DISPUTED: dict[str, Callable[[str], bool]] = {
    "deaths": _is_figure,
    "wounded": _is_figure,
    "date": lambda value: _DAYS.fullmatch(value) is not None,
    "place": _nothing,
    "initiator": _nothing,
    "type": frozenset(SUB_EVENT_TYPES).__contains__,
    "status": frozenset(STATUSES).__contains__,
}
"""Fields that claims may contradict each other on, and which of their values pass."""
