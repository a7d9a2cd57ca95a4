"""Which names a release may show: those of the program's own lists, nothing else.

Names of persons can not be told from names of unknown groups, so no list of persons is
kept: what is no listed group, force of a listed country or crowd is withheld.
"""

import re
from collections.abc import Collection, Iterator
from types import MappingProxyType

from sourceline.resolve.lexicon import Lexicon

_ROLE_WORDS = MappingProxyType(
    {
        "state forces": "State forces",
        "rebel group": "Rebels",
        "political militia": "Armed group",
        "identity militia": "Communal militia",
        "rioters": "Rioters",
        "protesters": "Protesters",
        "civilians": "Civilians",
        "external forces": "Foreign forces",
        "unknown": "Actor",
    }
)
_CROWDS = frozenset(
    {
        "Civilians",
        "Communal Militia",
        "Foreign Forces",
        "Military Forces",
        "Protesters",
        "Rebels",
        "Rioters",
        "State Forces",
        "Unidentified Armed Group",
    }
)


class PublicNames:
    """Tells names that may be shown.

    Args:
        lexicon: the tables of actors, countries and descriptions.
        more: further names that a profile allows.
    """

    def __init__(self, lexicon: Lexicon, more: Collection[str] = ()) -> None:
        self._named = frozenset(lexicon.named) | frozenset(more)
        self._generic = frozenset(lexicon.generic_sides) | _CROWDS
        self._countries = frozenset(c.name for c in lexicon.countries.values())

    def shows(self, name: str) -> bool:
        """Whether the name is listed: a group, ``Military Forces of Mali``,
        ``Protesters (Iraq)`` or one of their words alone.
        """
        if name in self._named or name in self._generic:
            return True
        words, bracket, rest = name.partition(" (")
        if bracket and rest.endswith(")"):
            return words in self._generic and rest[:-1] in self._countries
        return any(
            kind in self._generic and country in self._countries
            for kind, country in _forces(name)
        )


def role_words(actor_type: str) -> str:
    """What stands for a name that is withheld."""
    return f"{_ROLE_WORDS.get(actor_type, 'Actor')} (name withheld)"


def _forces(name: str) -> Iterator[tuple[str, str]]:
    """Kind and country at each " of ": either may hold one itself."""
    for found in re.finditer(" of ", name):
        yield name[: found.start()], name[found.end() :]
