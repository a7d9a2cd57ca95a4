"""The tables of actors, countries and descriptions, compiled to one index of words."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from sourceline.errors import InputError
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
_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_POSSESSIVE = re.compile(r"['’]s\b|['’‘`ʿʾ]")
_DOTTED = re.compile(r"\b(?:[A-Za-z]\.){2,}")
_PLURAL_FROM = 3
_OPEN_YEAR = 9999


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


class Entry(NamedTuple):
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

    index: Mapping[str, tuple[Entry, ...]]
    longest: int
    countries: Mapping[str, Country]
    named: Mapping[str, tuple[NamedActor, ...]]
    generic_sides: Mapping[str, str | None]


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
    if (years["to_year"] or _OPEN_YEAR) < (years["from_year"] or 0):
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


# --- the index --------------------------------------------------------------------


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
    index: dict[str, list[Entry]] = {}
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
    index: dict[str, list[Entry]],
    what: NamedActor | Country | Description,
    form: str,
    order: int,
) -> None:
    is_local = form.endswith("@")
    words = split_words(form.removesuffix("@"))
    if not words:
        return
    written = tuple(w for _, w in words)
    exact = written if _is_acronym(written) else None
    key = " ".join(norm for norm, _ in words)
    is_alias = isinstance(what, NamedActor) and form != what.name
    entry = Entry(what, order, exact, is_local, is_alias)
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


def split_words(text: str) -> list[tuple[str, str]]:
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
