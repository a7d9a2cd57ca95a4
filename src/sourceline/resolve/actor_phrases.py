"""What one phrase for an actor says by itself, as the lexicon reads its words."""

from collections.abc import Iterator, Sequence
from enum import IntEnum
from typing import NamedTuple

from sourceline.resolve.lexicon import (
    Country,
    Description,
    Entry,
    Lexicon,
    NamedActor,
    split_words,
)

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
_SHORT_ACRONYM, _LONG_ACRONYM = 3, 6
_FAR = 99


class Rank(IntEnum):
    """How specific a phrase is; the highest of a cluster wins."""

    WEAK = 0
    DESCRIBED = 1
    FORCE = 2
    COUNTRY = 3
    AS_NAMED = 4
    COUNTRY_FORCE = 5
    NAME_INSIDE = 6
    NAME = 7


class Reading(NamedTuple):
    """One phrase as the lexicon reads it, before the rest of the report is seen."""

    rank: Rank
    text: str
    actor: NamedActor | None = None
    country: Country | None = None
    description: Description | None = None


class _Match(NamedTuple):
    first: int
    last: int
    entry: Entry


def read_phrase(
    text: str, country: str | None, year: int | None, lex: Lexicon
) -> Reading:
    """What the words say by themselves."""
    words = split_words(text)
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
        return Reading(Rank.NAME if whole else Rank.NAME_INSIDE, text, actor)
    rank = _rank(state, description, _name_words(words, matches))
    return Reading(rank, text, None, state, description)


def _rank(state: Country | None, description: Description | None, names: int) -> Rank:
    if state is not None:
        if description is not None and description.is_state:
            return Rank.COUNTRY_FORCE
        speaks = description is not None and description.actor_type is not None
        return Rank.DESCRIBED if speaks else Rank.COUNTRY
    if description is not None and description.is_state:
        return Rank.FORCE
    if names:
        return Rank.AS_NAMED
    return Rank.DESCRIBED if description is not None else Rank.WEAK


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


def _is_about_others(entry: Entry, norms: Sequence[str], at: int, end: int) -> bool:
    """Anti-X fighters are not X, an X-backed militia is not X's army."""
    if isinstance(entry.what, Description):
        return False
    if at and norms[at - 1] in _AGAINST:
        return True
    return end < len(norms) and norms[end] in _SUPPORT


def _choose(
    entries: Sequence[Entry],
    words: Sequence[tuple[str, str]],
    country: str | None,
    year: int | None,
) -> Entry | None:
    """The entry that fits the case of the words, the theatre and the year best."""
    fit = [e for e in entries if _fits(e, words, country)]
    if len(fit) <= 1:
        return fit[0] if fit else None
    return min(fit, key=lambda e: _preference(e, country, year))


def _fits(entry: Entry, words: Sequence[tuple[str, str]], country: str | None) -> bool:
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
    entry: Entry, country: str | None, year: int | None
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
