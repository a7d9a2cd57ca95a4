"""A place on its way into the index: its row, its usable spellings, writing both."""

import math
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sourceline.resolve.gazetteer import (
    ADMIN1,
    COUNTRY,
    DISTRICT,
    REGION,
    SETTLEMENT,
    WATER,
)
from sourceline.resolve.romanise import coarse, fine, fold, without_article

UNIT_WORDS = frozenset(
    "province state region governorate governate oblast department departement "
    "prefecture wilaya wilayat muhafazat muhafazah county canton division republic "
    "krai kray autonomous".split()
)
"""Words that say "first-level unit" and are no part of the name."""

_NO_NAME = frozenset(
    "air base airbase airport army camp city district dam field international military "
    "port province town village base aerea aerienne aerienne aeropuerto".split()
)
_CODE_LENGTH = 4

AREA_RADIUS = {DISTRICT: 25.0, ADMIN1: 80.0, REGION: 40.0, WATER: 20.0}
"""About how far an area of that kind reaches, in kilometres."""


@dataclass(frozen=True, slots=True)
class Row:
    """A place on its way into the index."""

    id: int
    name: str
    unit: str
    country: str
    lat: float
    lon: float
    population: int
    kind: str
    radius: float
    names: tuple[str, ...]


def settlement_radius(population: int) -> float:
    """About how far a settlement of so many people reaches, in kilometres."""
    return round(min(25.0, max(2.0, 0.012 * math.sqrt(max(population, 0)))), 1)


def without_unit_words(name: str) -> str:
    """The bare name: "Odesa Oblast" as "Odesa"; a name of such words alone stays."""
    kept = [w for w in name.split() if fold(w) not in UNIT_WORDS]
    return " ".join(kept) or name


def usable(name: str, kind: str = SETTLEMENT) -> bool:
    """Whether an alternate name can stand in a text: no airport code, no word for a
    kind of place, a script that the keys know.
    """
    folded = fold(name)
    if len(folded) < 2 or folded.isdigit():  # noqa: PLR2004
        return False
    if name.isupper() and name.isalpha() and len(name) <= _CODE_LENGTH:
        return kind in (COUNTRY, REGION, ADMIN1)
    if not all(_known_script(c) for c in folded):
        return False
    return not all(w in _NO_NAME for w in folded.split())


def _known_script(char: str) -> bool:
    """Latin, digits, space, and Arabic letters (kept as they are)."""
    return char < "\u0250" or "\u0600" <= char <= "\u06ff"


def write(connection: sqlite3.Connection, rows: Iterable[Row]) -> int:
    """Insert places with all spellings; a place that is there already is replaced."""
    count = 0
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        count += 1
        if len(batch) >= 5000:  # noqa: PLR2004
            write_batch(connection, batch)
            batch = []
    write_batch(connection, batch)
    return count


def write_batch(connection: sqlite3.Connection, rows: Sequence[Row]) -> None:
    """As :func:`write`, all at once."""
    connection.executemany(
        "INSERT OR REPLACE INTO place VALUES (?,?,?,?,?,?,?,?,?)",
        (
            (
                r.id,
                r.name,
                r.unit,
                r.country,
                round(r.lat, 5),
                round(r.lon, 5),
                r.population,
                r.kind,
                r.radius,
            )
            for r in rows
        ),
    )
    connection.executemany(
        "INSERT INTO spelling VALUES (?,?,?,?,?) ON CONFLICT DO UPDATE "
        "SET main = max(main, excluded.main)",
        sorted(s for r in rows for s in spellings(r)),
    )


def spellings(row: Row) -> Iterator[tuple[str, str, str, int, int]]:
    """Every usable spelling once, the main name first."""
    seen = set()
    for n, name in enumerate((row.name, *row.names)):
        folded = fold(name)
        if folded in seen or not (n == 0 or usable(name, row.kind)):
            continue
        for spelled in dict.fromkeys((folded, without_article(folded))):
            if spelled not in seen:
                seen.add(spelled)
                key = fine(spelled)
                main = int(n == 0 and spelled == folded)
                yield coarse(key), key, spelled, row.id, main
