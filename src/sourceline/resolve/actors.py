"""Who an actor's words stand for: named groups, the forces of a state, crowds, and
descriptions that stand for an actor named elsewhere in the report.

State forces have one naming scheme, ``<kind of force> of <country>`` ("Military Forces
of Mali"); unnamed groups are ``<description> (<country>)`` ("Protesters (Iraq)").
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sourceline.model.claims import Actor, TextSpan
from sourceline.resolve.actor_phrases import Rank, Reading, read_phrase
from sourceline.resolve.lexicon import Country, Description, Lexicon, NamedActor
from sourceline.resolve.sides import CROWD, NON_STATE, STATE, side

_CROWD_NAME = {
    "protesters": "Protesters",
    "rioters": "Rioters",
    "civilians": "Civilians",
}
_UNNAMED = {
    "rebel group": "Rebels",
    "political militia": "Unidentified Armed Group",
    "identity militia": "Communal Militia",
    "unknown": "Unidentified Armed Group",
    "state forces": "State Forces",
    "external forces": "Foreign Forces",
    **_CROWD_NAME,
}


@dataclass(frozen=True, slots=True)
class ActorPhrase:
    """A phrase of a report that names or describes an actor.

    Attributes:
        text: the words, with or without an article.
        span: where they stand in the report.
        entity: number shared by phrases for the same actor.
        model_type: the language model's guess of the actor's type, None for none.
    """

    text: str
    span: TextSpan
    entity: int
    model_type: str | None = None


class _Seen(NamedTuple):
    """A resolved mention, for what refers back to it."""

    start: int
    actor: Actor


def resolve_actors(
    phrases: Sequence[ActorPhrase],
    country: str | None,
    year: int | None,
    lexicon: Lexicon,
) -> list[Actor]:
    """The actor that each phrase of one report stands for.

    Phrases of one entity get one actor: the one that their most specific naming says.
    Bare force words stand for the forces of ``country``; descriptions for the group
    that the report names, where it is the only one or the nearest before.

    Args:
        phrases: of one report, in any order.
        country: ISO 3166 alpha-2 of the country where the report plays.
        year: when it plays; chooses between actors of one name.
        lexicon: the compiled tables.

    Returns:
        One actor a phrase, in the order of ``phrases``.
    """
    clusters: dict[int, list[int]] = {}
    for i in sorted(range(len(phrases)), key=lambda i: phrases[i].span):
        clusters.setdefault(phrases[i].entity, []).append(i)
    report = _Report(phrases, country, year, lexicon)
    waiting: list[tuple[int, Reading, str | None]] = []
    for entity, members in clusters.items():
        readings = [
            read_phrase(phrases[i].text, country, year, lexicon) for i in members
        ]
        best = max(readings, key=lambda r: r.rank)
        guess = _guess(phrases[i].model_type for i in members)
        actor = report.from_words(best, guess)
        if actor is None:
            waiting.append((entity, best, guess))
        else:
            report.settle(entity, actor, [phrases[i].span.start for i in members])
    report.seen.sort(key=lambda s: s.start)
    for entity, best, guess in waiting:
        start = phrases[clusters[entity][0]].span.start
        report.actors[entity] = report.from_context(best, guess, start)
    return [report.actors[p.entity] for p in phrases]


def _guess(types: Iterable[str | None]) -> str | None:
    counts = Counter(t for t in types if t is not None)
    return counts.most_common(1)[0][0] if counts else None


class _Report:
    """One report while its actors are found out: what is settled, and where."""

    def __init__(
        self,
        phrases: Sequence[ActorPhrase],
        country: str | None,
        year: int | None,
        lexicon: Lexicon,
    ) -> None:
        self.phrases = phrases
        self.country = country
        self.year = year
        self.lexicon = lexicon
        self.home = lexicon.countries.get(country or "")
        self.actors: dict[int, Actor] = {}
        self.seen: list[_Seen] = []

    def settle(self, entity: int, actor: Actor, starts: Iterable[int]) -> None:
        """Keep what an entity is, so that descriptions can refer to it."""
        self.actors[entity] = actor
        self.seen += [_Seen(start, actor) for start in starts]

    def from_words(self, reading: Reading, guess: str | None) -> Actor | None:
        """The actor, where the words themselves say it; None where context must."""
        if reading.actor is not None:
            return self._named(reading.actor, "lexicon")
        if reading.rank == Rank.COUNTRY_FORCE and reading.country is not None:
            kind = reading.description.name if reading.description else ""
            return self._forces(reading.country, kind)
        if (
            reading.rank == Rank.COUNTRY
            and reading.country is not None
            and guess not in NON_STATE | CROWD
        ):
            return self._forces(reading.country, "Military Forces")
        if reading.rank == Rank.AS_NAMED and guess not in CROWD | STATE:
            said = reading.description.actor_type if reading.description else None
            return Actor(reading.text, guess or said or "unknown", None, "as named")
        return None

    def from_context(self, reading: Reading, guess: str | None, at: int) -> Actor:
        """The actor that a bare description stands for in this report."""
        if reading.rank == Rank.FORCE and reading.description is not None:
            return self._bare_force(reading, reading.description, guess, at)
        description = reading.description
        said = description.actor_type if description is not None else None
        wanted = guess or said
        if wanted in STATE:
            return self._some_state(reading, wanted, at)
        if wanted in CROWD:
            return self._unnamed(reading, wanted)
        if reading.country is None and _may_refer(description, guess):
            found = self._group(at, wanted, description)
            if found is not None:
                return _described(found)
        return self._unnamed(reading, wanted or "unknown")

    def _group(
        self, at: int, wanted: str | None, description: Description | None
    ) -> Actor | None:
        """The group that a description refers to: of the very type, else, for words
        that any enemy of a state is called by, of another.
        """
        said = description.actor_type if description is not None else None
        loyal = _loyal(description)
        if wanted in NON_STATE:
            found = self._nearest(at, frozenset({wanted}), loyal=loyal)
            if found is not None or said != "rebel group":
                return found
        return self._nearest(at, NON_STATE, loyal=loyal)

    def _bare_force(
        self, reading: Reading, description: Description, guess: str | None, at: int
    ) -> Actor:
        """Troops, jets, police: of the country where the report plays, unless the
        model says that they are somebody else's.
        """
        if guess is not None and guess != "state forces":
            found = self._nearest(at, _family(guess))
            if found is not None:
                return _described(found)
        if guess in CROWD or guess == "external forces":
            return self._unnamed(reading, guess)
        if self.home is not None:
            return self._forces(self.home, description.name)
        found = self._nearest(at, STATE)
        if found is not None:
            return _described(found)
        return Actor(reading.text, guess or "state forces", None, "as named")

    def _some_state(self, reading: Reading, wanted: str, at: int) -> Actor:
        if reading.country is not None:
            return self._forces(reading.country, "Military Forces")
        found = self._nearest(at, frozenset({wanted}))
        if found is not None:
            return _described(found)
        if wanted == "state forces" and self.home is not None:
            return self._forces(self.home, "Military Forces")
        return self._unnamed(reading, wanted)

    def _nearest(
        self, at: int, types: frozenset[str], *, loyal: bool | None = None
    ) -> Actor | None:
        """The one actor of these types that the report names, or the nearest named
        before; ``loyal`` asks for those that fight for the state, or against it.
        """
        fit = [
            s
            for s in self.seen
            if s.actor.actor_type in types
            and (loyal is None or loyal == self._is_loyal(s.actor))
        ]
        before = [s for s in fit if s.start < at]
        if before:
            return before[-1].actor
        return fit[0].actor if len({s.actor.name for s in fit}) == 1 else None

    def _is_loyal(self, actor: Actor) -> bool:
        return side(actor, self.country, self.lexicon) == "combatant-state"

    def _forces(self, country: Country, kind: str) -> Actor:
        name = f"{kind} of {country.name}"
        rule = "country forces"
        if rows := self.lexicon.named.get(name):
            return self._named(rows[0], rule)
        return Actor(name, self._state_type(country.iso2), country.iso2, rule)

    def _state_type(self, owner: str) -> str:
        at_home = self.country is None or self.country == owner
        return "state forces" if at_home else "external forces"

    def _named(self, row: NamedActor, rule: str) -> Actor:
        owner = row.countries[0] if row.countries else None
        kind = row.actor_type
        if kind == "state forces" and owner is not None:
            kind = self._state_type(owner)
        return Actor(row.name, kind, owner, rule)

    def _unnamed(self, reading: Reading, actor_type: str) -> Actor:
        """A group without a name, told apart by its description and country."""
        where = reading.country or self.home
        description = reading.description
        name = _UNNAMED.get(actor_type, reading.text)
        if description is not None and _names_group(description, actor_type):
            name = description.name
        return Actor(
            f"{name} ({where.name})" if where is not None else name,
            actor_type,
            where.iso2 if where is not None else None,
            "description",
        )


def _names_group(description: Description, actor_type: str) -> bool:
    """Whether the description's name suits a group of this type."""
    said = description.actor_type
    if said is None or description.is_state:
        return False
    return said == actor_type or (said in NON_STATE and actor_type in NON_STATE)


def _may_refer(description: Description | None, guess: str | None) -> bool:
    """Whether the words usually stand for a group that the report names."""
    if description is None or description.refers in ("yes", "both"):
        return True
    if description.refers == "no":
        return False
    return guess == "rebel group" or (
        description.actor_type is None and guess in NON_STATE
    )


def _loyal(description: Description | None) -> bool | None:
    """Whether a description means those who fight for the state, those who do not, or
    may mean both, as "militia" may.
    """
    if description is None or description.actor_type is None:
        return None
    if description.side == "state":
        return True
    return None if description.refers == "both" else False


def _family(actor_type: str | None) -> frozenset[str]:
    """Types that a description of this type may refer to."""
    if actor_type is None or actor_type == "unknown":
        return NON_STATE
    if actor_type == "external forces":
        return frozenset({actor_type})
    return NON_STATE if actor_type in NON_STATE else frozenset({actor_type})


def _described(actor: Actor) -> Actor:
    return Actor(actor.name, actor.actor_type, actor.country, "description")
