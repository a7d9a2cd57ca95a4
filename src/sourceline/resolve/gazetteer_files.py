"""Adds a country's places to the index: a GeoNames dump or Who's On First records."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from sourceline.resolve.gazetteer import (
    ADMIN1,
    COUNTRY,
    DISTRICT,
    FACILITY,
    QUARTER,
    REGION,
    SETTLEMENT,
    VILLAGE,
    WATER,
    WOF_FIRST,
    distance_km,
)
from sourceline.resolve.gazetteer_rows import (
    AREA_RADIUS,
    Row,
    settlement_radius,
    spellings,
    without_unit_words,
    write,
    write_batch,
)
from sourceline.resolve.romanise import coarse, fine, fold

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


# --- GeoNames ---------------------------------------------------------------------


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
    count = write(connection, _dump_rows(connection, lines))
    connection.commit()
    return count


def _dump_rows(connection: sqlite3.Connection, lines: Iterable[str]) -> Iterator[Row]:
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
        radius = AREA_RADIUS.get(kind, settlement_radius(population))
        if kind == COUNTRY:
            radius = _known_radius(connection, identifier, radius)
        unit = f"{cells[8]}.{cells[10]}"
        if kind == ADMIN1:
            connection.execute(
                "INSERT OR IGNORE INTO unit VALUES (?, ?)", (unit, cells[1])
            )
        row = Row(
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


def _as_known_unit(connection: sqlite3.Connection, row: Row) -> Row:
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


def _known_radius(
    connection: sqlite3.Connection, identifier: int, otherwise: float
) -> float:
    row = connection.execute(
        "SELECT radius FROM place WHERE id = ?", (identifier,)
    ).fetchone()
    return float(row[0]) if row else otherwise


# --- Who's On First ---------------------------------------------------------------


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
            write_batch(connection, [row])
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


def _wof_row(
    record: Mapping[str, Any], common: set[str], units: Mapping[int, str]
) -> Row:
    kind = _WOF_KINDS[record["placetype"]]
    population = int(record.get("pop") or 0)
    region = next(
        (int(h["region_id"]) for h in record.get("hier") or () if "region_id" in h), 0
    )
    country = str(record.get("country") or "")
    return Row(
        WOF_FIRST + int(record["id"]),
        record["name"],
        units.get(region, ""),
        country,
        float(record["lat"]),
        float(record["lon"]),
        population,
        _sized(kind, population),
        AREA_RADIUS.get(kind, settlement_radius(population)),
        tuple(n for _, n in _wof_names(record) if fold(n) not in common),
    )


def _known_place(
    connection: sqlite3.Connection, record: Mapping[str, Any], row: Row
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


def _give_names(connection: sqlite3.Connection, known: int, row: Row) -> None:
    connection.executemany(
        "INSERT INTO spelling VALUES (?,?,?,?,0) ON CONFLICT DO NOTHING",
        (
            (key, fine_key, folded, known)
            for key, fine_key, folded, _, _ in spellings(row)
        ),
    )


# --- both -------------------------------------------------------------------------


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


def _sized(kind: str, population: int) -> str:
    return VILLAGE if kind == SETTLEMENT and population == 0 else kind
