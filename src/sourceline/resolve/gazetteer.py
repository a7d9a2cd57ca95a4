"""The place index, read by spelling key.

One SQLite file holds every place once and each of its spellings under the keys of
``romanise``. The caller opens and closes the connection; nothing here knows a path.
"""

import math
import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sourceline.resolve.romanise import coarse, consonants, fine, fold

FORMAT = 1

EXACT, OTHER_NAME, SAME_KEY, LIKE_KEY = 0, 1, 2, 3
"""How a spelling met a name: the main name, another name, the fine key, the coarse
key."""

SETTLEMENT, DISTRICT, ADMIN1, COUNTRY = "settlement", "district", "admin1", "country"
REGION, WATER, QUARTER, FACILITY = "region", "water", "quarter", "facility"

VILLAGE = "village"
"""A settlement of an added list that says no population."""

WOF_FIRST, OWN_FIRST = 1 << 40, 1 << 41
"""Where the numbers of Who's On First begin in the index, and our own."""

_LIMIT = 40
_CACHE = 20000
_FEW_CONSONANTS = 2
_VOWEL_RUNS = re.compile("[aiu]+")
_EARTH_KM = 6371.0
_SELECT = (
    "SELECT p.id, p.name, u.name, p.country, p.lat, p.lon, p.population, p.kind, "
    "p.radius, s.main, p.unit, s.fine FROM spelling s JOIN place p ON p.id = s.place "
    "LEFT JOIN unit u ON u.code = p.unit WHERE s.key = ?"
)
_ORDER = f" ORDER BY p.population DESC, p.id LIMIT {_LIMIT}"
_ONE = (
    "SELECT p.id, p.name, u.name, p.country, p.lat, p.lon, p.population, p.kind, "
    "p.radius, 1, p.unit FROM place p LEFT JOIN unit u ON u.code = p.unit "
)
_LARGEST = " ORDER BY p.population DESC, p.id LIMIT 1"


@dataclass(frozen=True, slots=True)
class Entry:
    """A place of the index as one spelling found it.

    Attributes:
        id: ``geonames:…``, ``wof:…`` or ``sourceline:…``.
        name: main name.
        admin1: name of the first-level unit.
        country: ISO 3166 alpha-2, empty for seas and continents.
        lat: degrees north.
        lon: degrees east.
        population: people, 0 where unknown.
        kind: ``settlement``, ``village``, ``quarter``, ``facility``, ``district``,
            ``admin1``, ``country``, ``region`` or ``water``.
        radius_km: about how far the place reaches from its point.
        grade: 0 main name, 1 other name, 2 fine key, 3 coarse key.
        unit: code of the first-level unit.
    """

    id: str
    name: str
    admin1: str | None
    country: str
    lat: float
    lon: float
    population: int
    kind: str
    radius_km: float
    grade: int
    unit: str = ""


class Gazetteer:
    """Reads an index. Answers are kept, so that a name costs one query.

    Args:
        connection: open connection to an index that ``build`` made.

    Raises:
        ValueError: the file is no index, or one of another format.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        try:
            row = connection.execute(
                "SELECT value FROM about WHERE what = 'format'"
            ).fetchone()
        except sqlite3.DatabaseError as error:
            raise ValueError(f"no place index: {error}") from error
        if row is None or row[0] != str(FORMAT):
            raise ValueError(f"place index of format {row and row[0]}, not {FORMAT}")
        self._connection = connection
        self._kept: dict[tuple[str, str], tuple[Entry, ...]] = {}

    def find(self, name: str, countries: Sequence[str] = ()) -> tuple[Entry, ...]:
        """Places that the name may mean.

        Args:
            name: as written.
            countries: where the report plays: less alike spellings are sought there
                even if the name is well known elsewhere.

        Returns:
            Entries by grade, each place once; at most 40 a grade.
        """
        folded = fold(name)
        found = dict.fromkeys(self._exact(folded))
        for country in dict.fromkeys(countries):
            if not any(e.country == country for e in found):
                found |= dict.fromkeys(self._alike(folded, country))
        if not found and not countries:
            found = dict.fromkeys(self._alike(folded, ""))
        return tuple(found)

    def alike(self, name: str) -> tuple[Entry, ...]:
        """Places anywhere whose spelling shares a key with the name."""
        return self._alike(fold(name), "")

    def capital(self, country: str) -> Entry | None:
        """The country's capital."""
        return self._one(
            "JOIN capital c ON c.place = p.id AND c.country = ?", (country,)
        )

    def seat(self, unit: str) -> Entry | None:
        """The largest settlement of a first-level unit, by the unit's code."""
        return self._one("WHERE p.unit = ? AND p.kind = 'settlement'", (unit,))

    def _one(self, where: str, values: tuple[str, ...]) -> Entry | None:
        row = self._connection.execute(_ONE + where + _LARGEST, values).fetchone()
        return _entry(row, EXACT) if row else None

    def _exact(self, folded: str) -> tuple[Entry, ...]:
        if (kept := self._kept.get((folded, "="))) is not None:
            return kept
        key = fine(folded)
        rows = self._connection.execute(
            _SELECT + " AND s.fine = ? AND s.folded = ?" + _ORDER,
            (coarse(key), key, folded),
        )
        entries = tuple(_entry(r, EXACT if r[9] else OTHER_NAME) for r in rows)
        return self._keep((folded, "="), entries)

    def _alike(self, folded: str, country: str) -> tuple[Entry, ...]:
        """By fine key, else by coarse key; without a country everywhere."""
        if (kept := self._kept.get((folded, country))) is not None:
            return kept
        key = fine(folded)
        loose = coarse(key)
        where, of = (" AND p.country = ?", (country,)) if country else ("", ())
        rows = self._connection.execute(
            _SELECT + " AND s.fine = ?" + where + _ORDER, (loose, key, *of)
        ).fetchall()
        grade = SAME_KEY
        if not rows and consonants(loose) > _FEW_CONSONANTS:
            grade = LIKE_KEY
            every = self._connection.execute(_SELECT + where + _ORDER, (loose, *of))
            rows = [r for r in every if _one_off(key, r[11])]
        entries = {r[0]: _entry(r, grade) for r in rows}
        return self._keep((folded, country), tuple(entries.values()))

    def _keep(
        self, key: tuple[str, str], entries: tuple[Entry, ...]
    ) -> tuple[Entry, ...]:
        if len(self._kept) >= _CACHE:
            self._kept.clear()
        self._kept[key] = entries
        return entries


def _one_off(key: str, other: str) -> bool:
    """Whether two fine keys of one coarse key differ in one run of vowels."""
    first, second = _VOWEL_RUNS.findall(key), _VOWEL_RUNS.findall(other)
    differing = [a for a, b in zip(first, second, strict=False) if a != b]
    return len(differing) <= 1


def _entry(row: Sequence[Any], grade: int) -> Entry:
    return Entry(
        reference(row[0]),
        row[1],
        row[2],
        row[3],
        row[4],
        row[5],
        row[6],
        row[7],
        row[8],
        grade,
        row[10],
    )


def reference(place: int) -> str:
    """The public id of a place: its source and its number there."""
    if place >= OWN_FIRST:
        return f"sourceline:{place - OWN_FIRST}"
    if place >= WOF_FIRST:
        return f"wof:{place - WOF_FIRST}"
    return f"geonames:{place}"


def distance_km(lat: float, lon: float, to_lat: float, to_lon: float) -> float:
    """Great-circle distance in kilometres."""
    a, b = math.radians(lat), math.radians(to_lat)
    h = (
        math.sin((b - a) / 2) ** 2
        + math.cos(a) * math.cos(b) * math.sin(math.radians(to_lon - lon) / 2) ** 2
    )
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(h)))
