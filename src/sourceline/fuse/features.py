"""What of a claim is compared: numbers, short lists of hashed words, names by their
consonants.

Everything here comes from one claim and its report alone.
"""

import re
import unicodedata
import zlib
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from types import MappingProxyType

from sourceline.model.claims import (
    Actor,
    Casualty,
    DateRange,
    EventClaim,
    Place,
    Published,
)
from sourceline.model.incidents import Testimony

TOLD = frozenset({"occurred", "ongoing", "denied"})
"""Claims of a happening or against one; what is only planned is none yet."""
_BEFORE_PRINT = 14
"""News without a date happened within so many days before its publication."""
_ARMED = frozenset(
    {
        "state forces",
        "rebel group",
        "political militia",
        "identity militia",
        "external forces",
    }
)
_NAMELESS = re.compile(r"(?i)^(?:unidentified|unknown|rebels|state forces|foreign)\b")
_GROUPS = MappingProxyType(
    {"civilian": 1, "combatant-state": 2, "combatant-non-state": 3, "unknown": 0}
)
PEOPLE = 1_000_000
"""A figure is kept as group x this + people."""
_PEOPLE_HIT = MappingProxyType(
    {
        "civilians": "civilians",
        "civilian": "civilians",
        "protesters": "civilians",
        "state forces": "state",
        "external forces": "state",
        "combatant-state": "state",
        "rebel group": "others",
        "political militia": "others",
        "identity militia": "others",
        "combatant-non-state": "others",
    }
)
_HARMS = MappingProxyType(
    {
        "killed": "killed",
        "wounded": "hurt",
        "killed-or-wounded": "hurt",
        "detained": "taken",
        "abducted": "taken",
        "missing": "taken",
        "displaced": "driven",
    }
)
COUNTED = ("killed", "hurt", "taken")
DISTRICT = 3
"""UCDP where_prec up to which a place is no wider than a district."""
_PLACE_WORDS = frozenset(
    "village villages town city district province state region area areas camp "
    "quarter neighbourhood neighborhood suburb outskirts road street junction bridge "
    "of the in near around outside between and to from on governorate county "
    "municipality commune sector hamlet hamlets kebele vereda several two three four "
    "five six nine more than north south east west northern southern eastern western "
    "central".split()
)
_LEAD = 320
"""Characters of a page that hold its headline and first sentence."""
_FORCE_WORDS = frozenset(
    "armed army arab forces force military police national federal special defence "
    "defense security air aerospace navy guard guards republic democratic government "
    "state states united people peoples front movement group groups organisation "
    "organization party union council units unit brigade brigades battalion militia "
    "militias fighters rebels gang gangs free popular local tribal border service of "
    "the and for in opposition factions resistance liberation revolutionary joint "
    "task multinational operations command regional general corps islamic".split()
)
TAKING = frozenset(
    {
        "Government regains territory",
        "Non-state actor overtakes territory",
        "Non-violent transfer of territory",
    }
)
_KIN_LETTERS = 4
_WORD = re.compile(r"[^\W_]+")
_SUFFIX = re.compile(r"(?:ings?|edly|ed|ers?|es|s|ly|ion|ions|ment|ments)$")
_SHORTEST_STEM = 4
_SHORTEST_NAME = 3
_VOWELS = re.compile("[aeiouyw]+")
_PLAIN = str.maketrans({"q": "k", "c": "k", "z": "s", "v": "f", "j": "g", "’": None})
STOP_WORDS = frozenset(
    "a about above after again against all also am among an and any are as at be been "
    "before being below between both but by can could did do does doing down during "
    "each few for from further had has have having he her here hers him his how i if "
    "in into is it its itself just last late later many may might more most much must "
    "near new no nor not now of off on once one only or other our out over own people "
    "per put said same say says she should since so some such than that the their "
    "them then there these they this those three through to told too two under until "
    "up upon us very was we were what when where which while who whom why will with "
    "would you your according area day days four five six ten hours least number "
    "person persons reported statement source sources spokesman yesterday today "
    "monday tuesday wednesday thursday friday saturday sunday january february march "
    "april june july august september october november december year years month week "
    "town city village province district killed kill wounded wound injured dead "
    "deaths death attack forces force".split()
)
"""Function words, and the words that nearly every report of violence has."""


@dataclass(frozen=True, slots=True)
class Features:
    """The columns of one claim.

    Attributes:
        claim: id of the claim.
        report: id of its report.
        first: first possible day as an ordinal; None where nothing bounds it.
        last: last possible day likewise.
        dated: whether the report itself gives the date by day, rather than its
            publication.
        printed: last possible day of publication.
        lat: degrees north.
        lon: degrees east.
        radius: kilometres, at least 1 where there is a point.
        precise: whether the place is no wider than the surroundings of a point.
        exact: whether it is a known place itself.
        takes: whether the type is that a place changes hands.
        country: ISO 3166 alpha-2.
        unit: first-level unit, by its consonants with the country.
        spots: names of the place by their consonants.
        sub_type: ACLED sub-event type.
        kind: ACLED event type.
        background: told as history.
        denied: said not to have happened.
        begins: armed actors that began.
        meets: armed actors on the other side.
        armed: all armed actors of a name, in alphabetical order.
        kin: words of those names that tell a state or a movement, cut to their stems.
        lead: whether the report tells it in its first lines.
        killed: figures, each as group x 10⁶ + people; group 0 is any group.
        hurt: the same for wounded, and for killed or wounded.
        taken: the same for detained, abducted and missing.
        most_killed: the greatest figure of the whole.
        most_hurt: likewise.
        most_taken: likewise.
        hit: what kinds of people it hit: civilians, fighters of a state or others.
        things: stems of weapons and objects, hashed.
        spoken: names in the evidence by their consonants.
        names: the same, hashed.
        triggers: stems of the words that name the event, hashed.
        words: stems of the evidence, hashed.
        rare: those of them that few reports of violence have.
        sums: figures over several events.
    """

    claim: str
    report: str
    first: int | None
    last: int | None
    dated: bool
    printed: int | None
    lat: float | None
    lon: float | None
    radius: float | None
    precise: bool
    exact: bool
    takes: bool
    country: str | None
    unit: str | None
    spots: tuple[str, ...]
    sub_type: str
    kind: str
    background: bool
    denied: bool
    begins: tuple[str, ...]
    meets: tuple[str, ...]
    armed: tuple[str, ...]
    kin: tuple[str, ...]
    lead: bool
    killed: tuple[int, ...]
    hurt: tuple[int, ...]
    taken: tuple[int, ...]
    most_killed: int | None
    most_hurt: int | None
    most_taken: int | None
    hit: tuple[str, ...]
    things: tuple[int, ...]
    spoken: tuple[str, ...]
    names: tuple[int, ...]
    triggers: tuple[int, ...]
    words: tuple[int, ...]
    rare: tuple[int, ...]
    sums: tuple[int, ...]


def features(testimony: Testimony, usual: Set[int] = frozenset()) -> Features:
    """The columns of one claim.

    Args:
        testimony: the claim and its report.
        usual: stems, hashed, that are usual in reports of violence.
    """
    claim, outlet = testimony.claim, testimony.outlet
    place = claim.place
    first, last = days(claim.date, outlet.published, background=claim.background)
    begins = _actors(claim, {"initiator"})
    meets = _actors(claim, {"target"})
    every = _actors(claim, {"initiator", "target", "party", "ally"})
    words = wording(claim)
    counted = {name: figures(claim.casualties, name) for name in COUNTED}
    most = {name: max(totals(counted[name]), default=None) for name in COUNTED}
    return Features(
        claim=claim.id,
        report=claim.report,
        first=first,
        last=last,
        dated=claim.date is not None and claim.date.basis != "publication",
        printed=outlet.published.latest.toordinal()
        if outlet.published.latest
        else None,
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        radius=max(1.0, place.radius_km or 0.0)
        if place and place.lat is not None
        else None,
        precise=place is not None
        and place.lat is not None
        and place.precision <= DISTRICT,
        exact=place is not None and place.lat is not None and place.precision == 1,
        takes=claim.sub_event_type in TAKING,
        country=place.country if place else None,
        unit=_unit(place),
        spots=spots_of(place),
        sub_type=claim.sub_event_type,
        kind=claim.event_type,
        background=claim.background,
        denied=claim.status == "denied",
        begins=begins,
        meets=meets,
        armed=every,
        kin=_kin(every),
        lead=any(e.span.start < _LEAD for e in claim.evidence),
        killed=counted["killed"],
        hurt=counted["hurt"],
        taken=counted["taken"],
        most_killed=most["killed"],
        most_hurt=most["hurt"],
        most_taken=most["taken"],
        hit=_hit(claim),
        things=hashed(
            stem(w) for t in (*claim.weapon, *claim.objects) for w in content(t)
        ),
        spoken=tuple(sorted(_names(claim))),
        names=hashed(_names(claim)),
        triggers=hashed(_triggers(claim)),
        words=hashed(words),
        rare=tuple(sorted(set(hashed(words)) - usual)),
        sums=_sums(claim.casualties),
    )


def days(
    date: DateRange | None, published: Published, *, background: bool
) -> tuple[int | None, int | None]:
    """First and last possible day as ordinals.

    News without a date of its own is bounded by its publication; history without one
    is not bounded at all.
    """
    if date is not None and date.earliest is not None and date.latest is not None:
        return date.earliest.toordinal(), date.latest.toordinal()
    if background or published.latest is None or published.earliest is None:
        return None, None
    return (
        published.earliest.toordinal() - _BEFORE_PRINT,
        published.latest.toordinal(),
    )


def is_named(actor: Actor) -> bool:
    """Whether the name tells one armed actor from others."""
    return actor.actor_type in _ARMED and not _NAMELESS.search(actor.name)


def _actors(claim: EventClaim, roles: set[str]) -> tuple[str, ...]:
    return tuple(
        sorted(
            {
                p.actor.name.casefold()
                for p in claim.participants
                if p.role in roles and is_named(p.actor)
            }
        )
    )


def _hit(claim: EventClaim) -> tuple[str, ...]:
    """Kinds of people that the event was aimed at or harmed."""
    aimed = {p.actor.actor_type for p in claim.participants if p.role == "target"}
    harmed = {
        c.group
        for c in claim.casualties
        if c.scope != "aggregate" and (c.low or c.high or c.modifier == "vague")
    }
    found = {_PEOPLE_HIT.get(kind) for kind in aimed | harmed}
    return tuple(sorted(kind for kind in found if kind))


def _kin(actors: Iterable[str]) -> tuple[str, ...]:
    words = {w.group() for a in actors for w in _WORD.finditer(a)}
    kept = {w[:_KIN_LETTERS] for w in words - _FORCE_WORDS if len(w) >= _SHORTEST_NAME}
    return tuple(sorted(kept))


def figures(casualties: Iterable[Casualty], counted: str) -> tuple[int, ...]:
    """All figures for one harm: of each group, and of the whole under group 0.

    Figures over several events are left out, and so are parts in the whole.
    """
    by_group: dict[str, set[int]] = {}
    out: set[int] = set()
    for one in casualties:
        people = one.low if one.low is not None else one.high
        if _HARMS[one.harm] != counted or one.scope == "aggregate" or people is None:
            continue
        people = min(people, PEOPLE - 1)
        if group := _GROUPS[one.group]:
            out.add(group * PEOPLE + people)
        if one.scope == "event":
            by_group.setdefault(one.group, set()).add(people)
            out.add(people)
    if len(by_group) > 1:
        out.add(min(PEOPLE - 1, sum(max(told) for told in by_group.values())))
    return tuple(sorted(out))


def _sums(casualties: Iterable[Casualty]) -> tuple[int, ...]:
    """Figures over several events, 0 for one in words."""
    summed = [c for c in casualties if c.scope == "aggregate"]
    return tuple(sorted({c.low or c.high or 0 for c in summed}))


def skeleton(name: str) -> str:
    """A name by its consonants, so that spellings of one name agree.

    The first letter stays even if it is a vowel; doubled letters count once.
    """
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(c for c in plain if c.isalnum()).translate(_PLAIN)
    bare = plain[:1] + _VOWELS.sub("", plain[1:]).replace("h", "")
    return re.sub(r"(.)\1+", r"\1", bare)


def _unit(place: Place | None) -> str | None:
    if place is None or not place.country or not place.admin1:
        return None
    return f"{place.country} {skeleton(place.admin1)}"


def spots_of(place: Place | None) -> tuple[str, ...]:
    """Names of the place itself, none of what it only lies near."""
    if place is None:
        return ()
    found = {bare_name(place.name)}
    if place.gazetteer_name and place.precision <= DISTRICT:
        found.add(bare_name(place.gazetteer_name))
    if place.relation:
        found.discard(bare_name(place.relation.of))
        if place.relation.kilometres is not None or place.relation.direction:
            return ()
    return tuple(sorted(f for f in found if len(f) >= _SHORTEST_NAME))


def bare_name(name: str) -> str:
    """A place's name by its consonants, without words like "village of"."""
    words = [w.group() for w in _WORD.finditer(name.casefold())]
    return skeleton("".join(w for w in words if w not in _PLACE_WORDS))


def _names(claim: EventClaim) -> set[str]:
    """Capitalised words inside the evidence's sentences, the first word left out."""
    found = set()
    for one in claim.evidence:
        words = list(_WORD.finditer(one.text))
        for match in words[1:]:
            word = match.group()
            if (
                word[0].isupper()
                and len(word) > _SHORTEST_NAME
                and word.casefold() not in STOP_WORDS
            ):
                found.add(skeleton(word))
    return {f for f in found if len(f) >= _SHORTEST_NAME}


def wording(claim: EventClaim) -> set[str]:
    """Stems of the evidence, without the names of its place and actors, which are
    compared by themselves.
    """
    known = _compared_elsewhere(claim)
    words = {w for e in claim.evidence for w in content(e.text)}
    return {stem(w) for w in words if skeleton(w) not in known}


def _compared_elsewhere(claim: EventClaim) -> set[str]:
    """Words of the names of place and actors, by their consonants."""
    names = [p.actor.name for p in claim.participants]
    place = claim.place
    if place is not None:
        names += [place.name, place.gazetteer_name or "", place.admin1 or ""]
        names += [place.relation.of] if place.relation else []
    return {skeleton(w.group()) for name in names for w in _WORD.finditer(name)}


def _triggers(claim: EventClaim) -> set[str]:
    """Stems of the words that name the event, cut out of its evidence."""
    found = set()
    for reason in claim.why:
        if "trigger" not in reason.rule:
            continue
        for one in claim.evidence:
            if one.span.start <= reason.span.start and reason.span.end <= one.span.end:
                begin = reason.span.start - one.span.start
                words = one.text[begin : reason.span.end - one.span.start]
                found |= {stem(w.group().casefold()) for w in _WORD.finditer(words)}
    return found


def content(text: str) -> list[str]:
    """Words that say something, casefolded, in order."""
    words = (w.group().casefold() for w in _WORD.finditer(text))
    return [w for w in words if w not in STOP_WORDS and len(w) > 1]


def stem(word: str) -> str:
    """The word without its commonest endings."""
    short = _SUFFIX.sub("", word)
    return short if len(short) >= _SHORTEST_STEM else word


def hashed(words: Iterable[str]) -> tuple[int, ...]:
    """Words as numbers, each once, sorted; the same in every process."""
    return tuple(sorted({zlib.crc32(w.encode()) for w in words}))


def totals(told: Iterable[int]) -> list[int]:
    """The figures of any group among coded ones."""
    return [x for x in told if x < PEOPLE]


def columns() -> Mapping[str, str]:
    """DuckDB type by column."""
    out = {}
    for name, hint in Features.__annotations__.items():
        text = str(hint)
        kind = next(
            t
            for key, t in (
                ("bool", "BOOLEAN"),
                ("int", "BIGINT"),
                ("float", "DOUBLE"),
                ("str", "VARCHAR"),
            )
            if key in text
        )
        out[name] = kind + ("[]" if "tuple" in text else "")
    return out
