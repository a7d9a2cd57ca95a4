"""Who an actor's words stand for: named groups, the forces of a state, crowds, and
descriptions that stand for an actor named elsewhere in the report.

State forces have one naming scheme, ``<kind of force> of <country>`` ("Military Forces
of Mali"); unnamed groups are ``<description> (<country>)`` ("Protesters (Iraq)").
"""

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType
from typing import NamedTuple

from sourceline.errors import InputError
from sourceline.model.claims import Actor, TextSpan
from sourceline.model.taxonomy import ACTOR_TYPES

ACTOR_COLUMNS = (
    "name",
    "aliases",
    "actor_type",
    "country",
    "from_year",
    "to_year",
    "side",
)
COUNTRY_COLUMNS = ("iso2", "name", "demonyms", "capital", "metonyms")
DESCRIPTION_COLUMNS = ("words", "name", "actor_type", "side", "state", "refers")
SIDES = ("state", "non-state", "foreign", "civilian")

_STATE = frozenset({"state forces", "external forces"})
_NON_STATE = frozenset({"rebel group", "political militia", "identity militia"})
_CROWD = frozenset({"protesters", "rioters", "civilians"})
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
_SUPPORT = frozenset(
    "backed led aligned linked trained sponsored supported funded friendly run "
    "supplied equipped made occupied".split()
)
"""After a country these say that the group is somebody else's."""
_AGAINST = frozenset(("anti", "pro", "non"))
_PLACE_WORDS = frozenset(
    "in of from at near on around outside inside between towards to".split()
)
_DRESS = frozenset(("in", "with", "wearing", "dressed", "disguised"))
_NOT_NAMES = frozenset(
    "a an the some several many few other more most all both no one two three four "
    "five six seven eight nine ten eleven twelve dozens hundreds thousands suspected "
    "alleged unknown unidentified armed masked hooded young angry local foreign "
    "former rival their his its our these those this that and two-three presumed "
    "government national federal special mobile joint heavily regional central "
    "northern southern eastern western north south east west first second third "
    "crusader loyalist group they we he she it them us him her who".split()
)
_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_POSSESSIVE = re.compile(r"['’]s\b|['’‘`ʿʾ]")
_DOTTED = re.compile(r"\b(?:[A-Za-z]\.){2,}")
_SHORT_ACRONYM, _LONG_ACRONYM = 3, 6
_PLURAL_FROM = 3
_FAR = 99


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


@dataclass(frozen=True, slots=True)
class NamedActor:
    """A row of the actor table.

    Attributes:
        name: canonical name.
        aliases: other names; one that ends in ``@`` counts only in a report from one
            of ``countries``.
        actor_type: from ``taxonomy.ACTOR_TYPES``.
        countries: ISO 3166 alpha-2, the home or main theatre first.
        from_year: first year of validity, None for open.
        to_year: last year of validity, None for open.
        side: ``state``, ``non-state``, ``foreign`` or ``civilian``.
    """

    name: str
    aliases: tuple[str, ...]
    actor_type: str
    countries: tuple[str, ...]
    from_year: int | None
    to_year: int | None
    side: str

    def valid(self, year: int | None) -> bool:
        """Whether the actor existed, so far as is known, in ``year``."""
        return year is None or (
            (self.from_year or year) <= year <= (self.to_year or year)
        )


@dataclass(frozen=True, slots=True)
class Country:
    """A row of the country table; ``words`` are its names, demonyms, metonyms."""

    iso2: str
    name: str
    words: tuple[str, ...]
    demonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Description:
    """A row of the description table.

    Attributes:
        words: the forms.
        name: the kind of force for state things, else the unnamed group's name.
        actor_type: None where the word says nothing about it.
        side: None where the word says nothing about it.
        is_state: the bare word means forces of the country of the report.
        refers: ``yes``, ``both``, ``maybe`` or ``no``: whether it usually stands for
            a group that the report names; ``both`` where that group may fight for the
            state as well as against it.
    """

    words: tuple[str, ...]
    name: str
    actor_type: str | None
    side: str | None
    is_state: bool
    refers: str


class _Entry(NamedTuple):
    """What a key of the index stands for.

    ``exact`` holds the words as they must be written, for acronyms.
    """

    what: NamedActor | Country | Description
    order: int
    exact: tuple[str, ...] | None
    is_local: bool
    is_alias: bool


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """The compiled tables.

    Attributes:
        index: normalised words to what they may stand for.
        longest: words of the longest key.
        countries: by ISO code.
        named: rows of the actor table by canonical name.
        generic_sides: side of each unnamed group.
    """

    index: Mapping[str, tuple[_Entry, ...]]
    longest: int
    countries: Mapping[str, Country]
    named: Mapping[str, tuple[NamedActor, ...]]
    generic_sides: Mapping[str, str | None]


class _Rank(IntEnum):
    """How specific a phrase is; the highest of a cluster wins."""

    WEAK = 0
    DESCRIBED = 1
    FORCE = 2
    COUNTRY = 3
    AS_NAMED = 4
    COUNTRY_FORCE = 5
    NAME_INSIDE = 6
    NAME = 7


class _Reading(NamedTuple):
    """One phrase as the lexicon reads it, before the rest of the report is seen."""

    rank: _Rank
    text: str
    actor: NamedActor | None = None
    country: Country | None = None
    description: Description | None = None


class _Match(NamedTuple):
    first: int
    last: int
    entry: _Entry


class _Seen(NamedTuple):
    """A resolved mention, for what refers back to it."""

    start: int
    actor: Actor


# --- tables -----------------------------------------------------------------------


def read_actors(text: str, source: str) -> tuple[NamedActor, ...]:
    """Rows of an actor table.

    Args:
        text: CSV with the columns of ``ACTOR_COLUMNS``; lines that begin with ``#``
            are comments.
        source: the file's name, used in messages.

    Raises:
        InputError: a row is unusable; the message names line and column.
    """
    return tuple(
        _named_actor(row, f"{source} line {line}")
        for line, row in _rows(text, source, ACTOR_COLUMNS)
    )


def read_countries(text: str, source: str) -> tuple[Country, ...]:
    """Rows of a country table (columns ``COUNTRY_COLUMNS``).

    Raises:
        InputError: a row is unusable.
    """
    return tuple(
        Country(
            row["iso2"],
            row["name"],
            (
                row["name"],
                *_split(row["demonyms"]),
                *_split(row["capital"]),
                *_split(row["metonyms"]),
            ),
            tuple(_split(row["demonyms"])),
        )
        for _, row in _rows(text, source, COUNTRY_COLUMNS)
    )


def read_descriptions(text: str, source: str) -> tuple[Description, ...]:
    """Rows of a description table (columns ``DESCRIPTION_COLUMNS``).

    Raises:
        InputError: a row is unusable.
    """
    return tuple(
        Description(
            _split(row["words"]),
            row["name"],
            row["actor_type"] or None,
            row["side"] or None,
            row["state"] == "yes",
            row["refers"],
        )
        for _, row in _rows(text, source, DESCRIPTION_COLUMNS)
    )


def _rows(
    text: str, source: str, columns: Sequence[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    lines = text.removeprefix("\ufeff").splitlines()
    kept = [(n, x) for n, x in enumerate(lines, 1) if x.strip() and x[0] != "#"]
    if not kept:
        raise InputError(
            f"{source} has no rows", expected="a header: " + ",".join(columns)
        )
    table = csv.reader(x for _, x in kept)
    header = [cell.strip() for cell in next(table)]
    if missing := [c for c in columns if c not in header]:
        raise InputError(
            f"{source} line {kept[0][0]}: no column {missing[0]!r}",
            expected="the columns " + ",".join(columns),
        )
    for (line, _), cells in zip(kept[1:], table, strict=False):
        if len(cells) != len(header):
            column = header[min(len(cells), len(header) - 1)]
            raise InputError(
                f"{source} line {line}, column {column}: {len(cells)} cells",
                expected=f"{len(header)}, as in the header",
                advice="put cells that hold a comma in double quotes",
            )
        yield (
            line,
            {k: v.strip() for k, v in zip(header, cells, strict=True)},
        )


def _named_actor(row: Mapping[str, str], where: str) -> NamedActor:
    if not row["name"]:
        raise InputError(f"{where}, column name: empty", expected="a name")
    _check(where, "actor_type", row["actor_type"], ACTOR_TYPES)
    _check(where, "side", row["side"], SIDES)
    countries = _split(row["country"])
    for code in countries:
        if not re.fullmatch("[A-Z]{2}", code):
            raise InputError(
                f"{where}, column country: {code!r}", expected="two-letter codes"
            )
    years = {c: _year(where, c, row[c]) for c in ("from_year", "to_year")}
    if (years["to_year"] or _FAR * _FAR) < (years["from_year"] or 0):
        raise InputError(
            f"{where}, column to_year: {row['to_year']} is before from_year"
        )
    return NamedActor(
        row["name"],
        _split(row["aliases"]),
        row["actor_type"],
        countries,
        years["from_year"],
        years["to_year"],
        row["side"],
    )


def _check(where: str, column: str, value: str, allowed: Sequence[str]) -> None:
    if value not in allowed:
        raise InputError(
            f"{where}, column {column}: {value!r}",
            expected="one of " + ", ".join(allowed),
        )


def _year(where: str, column: str, value: str) -> int | None:
    if not value:
        return None
    if not re.fullmatch(r"[12]\d{3}", value):
        raise InputError(f"{where}, column {column}: {value!r}", expected="a year")
    return int(value)


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part for raw in cell.split("|") if (part := raw.strip()))


def build_lexicon(
    actors: Iterable[NamedActor],
    countries: Iterable[Country],
    descriptions: Iterable[Description],
) -> Lexicon:
    """Compile the tables.

    Args:
        actors: a user's own rows first: of two rows that fit equally the first wins.
        countries: rows of the country table.
        descriptions: rows of the description table.
    """
    listed, states, words = tuple(actors), tuple(countries), tuple(descriptions)
    index: dict[str, list[_Entry]] = {}
    for order, (what, forms) in enumerate(_forms(listed, states, words)):
        for form in forms:
            _add(index, what, form, order)
    named: dict[str, list[NamedActor]] = {}
    for actor in listed:
        named.setdefault(actor.name, []).append(actor)
    return Lexicon(
        index=MappingProxyType({k: tuple(v) for k, v in index.items()}),
        longest=max((k.count(" ") + 1 for k in index), default=1),
        countries=MappingProxyType({c.iso2: c for c in states}),
        named=MappingProxyType({k: tuple(v) for k, v in named.items()}),
        generic_sides=MappingProxyType({d.name: d.side for d in words}),
    )


def _forms(
    actors: Iterable[NamedActor],
    countries: Iterable[Country],
    descriptions: Iterable[Description],
) -> Iterator[tuple[NamedActor | Country | Description, tuple[str, ...]]]:
    for actor in actors:
        yield actor, (actor.name, *actor.aliases)
    for country in countries:
        yield country, country.words
    for description in descriptions:
        yield description, description.words


def _add(
    index: dict[str, list[_Entry]],
    what: NamedActor | Country | Description,
    form: str,
    order: int,
) -> None:
    is_local = form.endswith("@")
    words = _words(form.removesuffix("@"))
    if not words:
        return
    written = tuple(w for _, w in words)
    exact = written if _is_acronym(written) else None
    key = " ".join(norm for norm, _ in words)
    is_alias = isinstance(what, NamedActor) and form != what.name
    entry = _Entry(what, order, exact, is_local, is_alias)
    keys = [key]
    if exact is None and len(key) >= _PLURAL_FROM and key[-1] != "s":
        keys.append(key + "s")
    for each in keys:
        entries = index.setdefault(each, [])
        if not any(e.what is what for e in entries):
            entries.append(entry)


def _is_acronym(words: Sequence[str]) -> bool:
    """Capitals and digits only: such a name is told from a word by its case."""
    return all(w.upper() == w for w in words) and any(w.isalpha() for w in words)


def _words(text: str) -> list[tuple[str, str]]:
    """Words of a phrase, each normalised (no case, marks, possessive) and as written
    ("U.S." as "US").
    """
    joined = _DOTTED.sub(lambda m: m.group().replace(".", "") + " ", text)
    found = _WORD.findall(_POSSESSIVE.sub("", joined))
    return [(_plain(w), w) for w in found]


def _plain(word: str) -> str:
    low = word.lower()
    if low.isascii():
        return low
    marks = unicodedata.normalize("NFKD", low)
    return "".join(c for c in marks if not unicodedata.combining(c))


# --- one phrase -------------------------------------------------------------------


def _read(text: str, country: str | None, year: int | None, lex: Lexicon) -> _Reading:
    """What the words say by themselves."""
    words = _words(text)
    matches = list(_matches(words, country, year, lex))
    actor = state = description = None
    for match in matches:
        what = match.entry.what
        if isinstance(what, NamedActor):
            actor = actor or what
        elif isinstance(what, Country):
            state = state or what
        else:
            description = _stronger(description, what, words, match.first)
    if actor is not None:
        whole = len(matches) == 1 and matches[0].last - matches[0].first == len(words)
        return _Reading(_Rank.NAME if whole else _Rank.NAME_INSIDE, text, actor)
    rank = _rank(state, description, _name_words(words, matches))
    return _Reading(rank, text, None, state, description)


def _rank(state: Country | None, description: Description | None, names: int) -> _Rank:
    if state is not None:
        if description is not None and description.is_state:
            return _Rank.COUNTRY_FORCE
        speaks = description is not None and description.actor_type is not None
        return _Rank.DESCRIBED if speaks else _Rank.COUNTRY
    if description is not None and description.is_state:
        return _Rank.FORCE
    if names:
        return _Rank.AS_NAMED
    return _Rank.DESCRIBED if description is not None else _Rank.WEAK


def _matches(
    words: Sequence[tuple[str, str]],
    country: str | None,
    year: int | None,
    lex: Lexicon,
) -> Iterator[_Match]:
    """The longest key at each place, left to right, never overlapping."""
    norms = [norm for norm, _ in words]
    at = 0
    while at < len(norms):
        after = at + 1
        for end in range(min(len(norms), at + lex.longest), at, -1):
            entries = lex.index.get(" ".join(norms[at:end]))
            if not entries:
                continue
            entry = _choose(entries, words[at:end], country, year)
            if entry is not None and not _is_about_others(entry, norms, at, end):
                yield _Match(at, end, entry)
                after = end
                break
        at = after


def _is_about_others(entry: _Entry, norms: Sequence[str], at: int, end: int) -> bool:
    """Anti-X fighters are not X, an X-backed militia is not X's army."""
    if isinstance(entry.what, Description):
        return False
    if at and norms[at - 1] in _AGAINST:
        return True
    return end < len(norms) and norms[end] in _SUPPORT


def _choose(
    entries: Sequence[_Entry],
    words: Sequence[tuple[str, str]],
    country: str | None,
    year: int | None,
) -> _Entry | None:
    """The entry that fits the case of the words, the theatre and the year best."""
    fit = [e for e in entries if _fits(e, words, country)]
    if len(fit) <= 1:
        return fit[0] if fit else None
    return min(fit, key=lambda e: _preference(e, country, year))


def _fits(entry: _Entry, words: Sequence[tuple[str, str]], country: str | None) -> bool:
    if entry.is_local and country not in _theatre(entry.what):
        return False
    return entry.exact is None or all(
        w == x or (len(x) > _SHORT_ACRONYM and w == x.capitalize())
        for (_, w), x in zip(words, entry.exact, strict=True)
    )


def _theatre(what: NamedActor | Country | Description) -> tuple[str, ...]:
    if isinstance(what, NamedActor):
        return what.countries
    return (what.iso2,) if isinstance(what, Country) else ()


def _preference(
    entry: _Entry, country: str | None, year: int | None
) -> tuple[bool, bool, bool, bool, int, int]:
    theatre = _theatre(entry.what)
    near = theatre.index(country) if country in theatre else _FAR
    valid = not isinstance(entry.what, NamedActor) or entry.what.valid(year)
    described = isinstance(entry.what, Description)
    return (near == _FAR, not valid, described, entry.is_alias, near, entry.order)


def _stronger(
    held: Description | None,
    new: Description,
    words: Sequence[tuple[str, str]],
    at: int,
) -> Description:
    """The first word that says what kind of actor it is; what men wear does not."""
    if held is None:
        return new
    if held.actor_type is not None or new.actor_type is None:
        return held
    dressed = any(norm in _DRESS for norm, _ in words[:at])
    return held if dressed else new


def _name_words(words: Sequence[tuple[str, str]], matches: Sequence[_Match]) -> int:
    """How many words look like a name that the lexicon does not know."""
    known = {
        i
        for m in matches
        if not (
            isinstance(m.entry.what, Description) and m.entry.what.name == "Unknown"
        )
        for i in range(m.first, m.last)
    }
    if all(w.upper() == w for _, w in words):
        # A text in capitals says nothing by them; a short lone word is an acronym.
        lone = len(words) == 1 and not matches and words[0][0] not in _NOT_NAMES
        return int(lone and len(words[0][0]) <= _LONG_ACRONYM)
    count = 0
    for i, (norm, written) in enumerate(words):
        if i and norm in _PLACE_WORDS:
            # What follows says where they are, or belongs to the name before.
            return count
        if not written[0].isupper() or i in known or norm in _NOT_NAMES:
            continue
        lone = i == 0 and len(words) > 1 and not words[1][1][0].isupper()
        if lone and not (len(words) > 1 and 1 in known):
            continue
        count += not any(m.first <= i < m.last for m in matches)
    return count


# --- a report ---------------------------------------------------------------------


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
    waiting: list[tuple[int, _Reading, str | None]] = []
    for entity, members in clusters.items():
        readings = [_read(phrases[i].text, country, year, lexicon) for i in members]
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

    def from_words(self, reading: _Reading, guess: str | None) -> Actor | None:
        """The actor, where the words themselves say it; None where context must."""
        if reading.actor is not None:
            return self._named(reading.actor, "lexicon")
        if reading.rank == _Rank.COUNTRY_FORCE and reading.country is not None:
            kind = reading.description.name if reading.description else ""
            return self._forces(reading.country, kind)
        if (
            reading.rank == _Rank.COUNTRY
            and reading.country is not None
            and guess not in _NON_STATE | _CROWD
        ):
            return self._forces(reading.country, "Military Forces")
        if reading.rank == _Rank.AS_NAMED and guess not in _CROWD | _STATE:
            said = reading.description.actor_type if reading.description else None
            return Actor(reading.text, guess or said or "unknown", None, "as named")
        return None

    def from_context(self, reading: _Reading, guess: str | None, at: int) -> Actor:
        """The actor that a bare description stands for in this report."""
        if reading.rank == _Rank.FORCE and reading.description is not None:
            return self._bare_force(reading, reading.description, guess, at)
        description = reading.description
        said = description.actor_type if description is not None else None
        wanted = guess or said
        if wanted in _STATE:
            return self._some_state(reading, wanted, at)
        if wanted in _CROWD:
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
        if wanted in _NON_STATE:
            found = self._nearest(at, frozenset({wanted}), loyal=loyal)
            if found is not None or said != "rebel group":
                return found
        return self._nearest(at, _NON_STATE, loyal=loyal)

    def _bare_force(
        self, reading: _Reading, description: Description, guess: str | None, at: int
    ) -> Actor:
        """Troops, jets, police: of the country where the report plays, unless the
        model says that they are somebody else's.
        """
        if guess is not None and guess != "state forces":
            found = self._nearest(at, _family(guess))
            if found is not None:
                return _described(found)
        if guess in _CROWD or guess == "external forces":
            return self._unnamed(reading, guess)
        if self.home is not None:
            return self._forces(self.home, description.name)
        found = self._nearest(at, _STATE)
        if found is not None:
            return _described(found)
        return Actor(reading.text, guess or "state forces", None, "as named")

    def _some_state(self, reading: _Reading, wanted: str, at: int) -> Actor:
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

    def _unnamed(self, reading: _Reading, actor_type: str) -> Actor:
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
    return said == actor_type or (said in _NON_STATE and actor_type in _NON_STATE)


def _may_refer(description: Description | None, guess: str | None) -> bool:
    """Whether the words usually stand for a group that the report names."""
    if description is None or description.refers in ("yes", "both"):
        return True
    if description.refers == "no":
        return False
    return guess == "rebel group" or (
        description.actor_type is None and guess in _NON_STATE
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
        return _NON_STATE
    if actor_type == "external forces":
        return frozenset({actor_type})
    return _NON_STATE if actor_type in _NON_STATE else frozenset({actor_type})


def _described(actor: Actor) -> Actor:
    return Actor(actor.name, actor.actor_type, actor.country, "description")


def _fights_for_state(row: NamedActor, country: str | None) -> bool:
    return row.side == "state" and (country is None or country in row.countries)


def side(actor: Actor, country: str | None, lexicon: Lexicon) -> str | None:
    """Casualty group of an actor's own people.

    Soldiers of any state and peacekeepers are ``combatant-state``, as are militias
    that fight on the government's side in ``country``; all other organised fighters
    are ``combatant-non-state``; crowds are ``civilian``.

    Args:
        actor: as resolved.
        country: ISO 3166 alpha-2 of the country where they were harmed.
        lexicon: the compiled tables.

    Returns:
        The group, None where nothing says it.
    """
    if actor.actor_type in _STATE:
        return "combatant-state"
    if actor.actor_type in _CROWD:
        return "civilian"
    rows = [
        row
        for row in lexicon.named.get(actor.name, ())
        if row.actor_type == actor.actor_type
    ]
    if any(_fights_for_state(row, country) for row in rows):
        return "combatant-state"
    generic = lexicon.generic_sides.get(actor.name.partition(" (")[0])
    if not rows and generic == "state":
        return "combatant-state"
    if actor.actor_type in _NON_STATE or generic == "non-state":
        return "combatant-non-state"
    return None
