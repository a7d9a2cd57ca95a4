"""Rows of the UCDP Georeferenced Event Dataset (GED) as incidents of their own source.

Read are the 49 columns of UCDP's own files (GED, Candidate), the 45 of the country
files on the Humanitarian Data Exchange with their second row of HXL tags, any other
order or choice of columns that keeps the needed ones, and files without a header row
in either of the two orders. Codebook: Högbladh, UCDP GED Codebook version 25.1.

Real files break their own rules here and there (figures out of order, quotation marks
inside quoted headlines); what can be kept is kept, with the fault beside it.
"""

import csv
import datetime
import math
import re
import unicodedata
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from sourceline.errors import InputError
from sourceline.model.claims import DateRange, Place
from sourceline.model.outside import (
    UCDP,
    VIOLENCE,
    OutsideDeaths,
    OutsideIncident,
    OutsideSource,
)
from sourceline.model.source import Rejection
from sourceline.resources import table

GED_COLUMNS = tuple(
    "id relid year active_year code_status type_of_violence conflict_dset_id "
    "conflict_new_id conflict_name dyad_dset_id dyad_new_id dyad_name side_a_dset_id "
    "side_a_new_id side_a side_b_dset_id side_b_new_id side_b number_of_sources "
    "source_article source_office source_date source_headline source_original "
    "where_prec where_coordinates where_description adm_1 adm_2 latitude longitude "
    "geom_wkt priogrid_gid country country_id region event_clarity date_prec "
    "date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best high "
    "low gwnoa gwnob".split()
)
"""The 49 columns of UCDP's own files, in order."""
HDX_COLUMNS = tuple(
    "id year active_year start_year end_year type_of_violence conflict_new_id "
    "conflict_name dyad_new_id dyad_name side_a_new_id gwnoa side_a side_b_new_id "
    "gwnob side_b number_of_sources source_article source_office source_date "
    "source_headline source_original where_prec where_coordinates adm_1 adm_2 latitude "
    "longitude geom_wkt priogrid_gid country country_id iso3 region event_clarity "
    "date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown "
    "low best high".split()
)
"""The 45 columns of the country files on the Humanitarian Data Exchange, in order."""
NEEDED = tuple(
    "id type_of_violence side_a side_b where_prec where_coordinates latitude longitude "
    "country date_prec date_start date_end deaths_a deaths_b deaths_civilians "
    "deaths_unknown low best high".split()
)
"""Columns that a file must have under any header."""
RADIUS_KM: Mapping[int, float | None] = {
    1: 5.0, 2: 20.0, 3: 40.0, 4: 120.0, 5: 200.0, 6: None, 7: 100.0,
}  # fmt: skip
"""How far the true place may lie from the point, by where_prec; ours: the codebook
gives points, not radii. None for a whole country.
"""
_STAGE = "ucdp"
_MOST_LINES = 100
"""Lines of one row, line breaks in its cells: more is a quotation mark never closed."""
_DATE_PRECISIONS = frozenset(range(1, 6))
_SUMMARY = "2"
_CLEAR = "clear"
_MOST_LAT, _MOST_LON = 90.0, 180.0
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:[ T]00:00(?::00(?:\.0+)?)?)?")
_COUNT = re.compile(r"(\d+)(?:\.0*)?")
_ARTICLE = re.compile(r"(.+?),(\d{4}-\d\d-\d\d),(.*)", re.DOTALL)
_BETWEEN_ARTICLES = re.compile(r'";"(?=[^"]*?,\d{4}-\d\d-\d\d,)')
_REPLACED = "\ufffd"


class _RowError(ValueError):
    """What of a row can not be read."""


def read_ucdp(path: Path) -> Iterator[OutsideIncident | Rejection]:
    """Every row of a GED file, one at a time.

    Args:
        path: a CSV file, UTF-8.

    Yields:
        An incident a row. A row that is broken comes as a rejection under
        ``file:line`` with what was found and expected, and the rest is read; a file
        whose columns are not GED's comes as one rejection.

    Raises:
        InputError: there is no such file, or it can not be opened.
    """
    name = str(path)
    try:
        file = path.open(encoding="utf-8-sig", errors="replace", newline="")
    except OSError as error:
        raise InputError(
            f"{name} can not be read: {error.strerror or error}",
            expected="a CSV file of UCDP GED",
        ) from error
    with file:
        rows = _rows(file, name)
        first = next(rows, None)
        if first is None or isinstance(first, Rejection):
            found = first.reason if first else "no rows"
            yield Rejection(name, _STAGE, f"{found}; expected a file of UCDP GED")
            return
        columns = _header(first.cells)
        left = rows
        if columns is None:
            columns = _usual_order(first.cells)
            left = chain([first], rows)
        if columns is None:
            yield Rejection(name, _STAGE, _no_columns(first.cells))
            return
        for row in left:
            if isinstance(row, Rejection):
                yield row
            elif any(c.strip() for c in row.cells) and not _is_tags(row.cells):
                yield _incident(row, columns, len(first.cells), name)


# --- rows and columns ---------------------------------------------------------------


class _Row(NamedTuple):
    number: int
    cells: list[str]


def _rows(lines: Iterator[str], name: str) -> Iterator[_Row | Rejection]:
    """The cells of each row with the number of its first line.

    Lines are parsed one row at a time: a quotation mark that is never closed costs the
    row that it stands in, not the rest of the file.
    """
    csv.field_size_limit(2**26)
    waiting: deque[str] = deque()
    number, width = 1, 0
    while line := _next(waiting, lines):
        taken = [line]
        reason = ""
        try:
            cells = _cells(taken)
            while cells is None and len(taken) < _MOST_LINES:
                if not (more := _next(waiting, lines)):
                    break
                taken.append(more)
                cells = _cells(taken)
        except csv.Error as error:
            cells, reason = None, f"broken quotation marks: {error}"
        if cells is None or (len(taken) > 1 and len(cells) != width):
            yield _rejected(
                name,
                number,
                reason or "a quotation mark opens a cell that does not end in this row",
            )
            # Rows that the open cell would have swallowed are read for themselves.
            waiting.extendleft(reversed(taken[1:]))
            number += 1
            continue
        if cells:
            width = width or len(cells)
            yield _Row(number, cells)
        number += len(taken)


def _next(waiting: deque[str], lines: Iterator[str]) -> str:
    return waiting.popleft() if waiting else next(lines, "")


def _cells(taken: Sequence[str]) -> list[str] | None:
    """The cells of a row, None where its last line ends inside a cell."""
    if len(taken) > 1 and sum(line.count('"') for line in taken) % 2:
        return None
    try:
        return next(csv.reader(taken, strict=True), [])
    except csv.Error as error:
        if "unexpected end" in str(error):
            return None
        raise


def _rejected(name: str, number: int, reason: str, key: str = "") -> Rejection:
    return Rejection(f"{name}:{number}", _STAGE, reason, key)


def _header(cells: Sequence[str]) -> dict[str, int] | None:
    """Where each column stands, None where the cells are no header of GED."""
    names = [cell.strip().casefold() for cell in cells]
    found = {name: names.index(name) for name in names if name}
    return found if found.keys() >= set(NEEDED) else None


def _usual_order(cells: Sequence[str]) -> dict[str, int] | None:
    """Where each column stands in a file without a header row."""
    for names in (GED_COLUMNS, HDX_COLUMNS):
        if len(cells) != len(names):
            continue
        found = {name: at for at, name in enumerate(names)}
        start, end = cells[found["date_start"]], cells[found["date_end"]]
        if cells[0].strip().isdigit() and _DAY.match(start) and _DAY.match(end):
            return found
    return None


def _no_columns(cells: Sequence[str]) -> str:
    names = {cell.strip().casefold() for cell in cells}
    missing = [name for name in NEEDED if name not in names]
    if len(missing) < len(NEEDED):
        return f"no column {', '.join(missing)}; expected {', '.join(NEEDED)}"
    return (
        f"{len(cells)} cells and no header row; expected GED's columns by name, or "
        f"rows of {len(GED_COLUMNS)} or {len(HDX_COLUMNS)} cells in UCDP's order"
    )


def _is_tags(cells: Sequence[str]) -> bool:
    """Whether a row holds HXL tags instead of values."""
    said = [cell for cell in cells if cell.strip()]
    return all(cell.lstrip().startswith("#") for cell in said)


# --- one row ------------------------------------------------------------------------


def _incident(
    row: _Row, columns: Mapping[str, int], wide: int, name: str
) -> OutsideIncident | Rejection:
    cells = row.cells
    if len(cells) != wide:
        key = cells[columns["id"]].strip() if columns["id"] < len(cells) else ""
        reason = f"{len(cells)} cells, expected {wide} as in the first row"
        return _rejected(name, row.number, reason, key)
    values = {column: cells[at].strip() for column, at in columns.items()}
    try:
        return _read(values)
    except _RowError as error:
        return _rejected(name, row.number, str(error), values["id"])


def _read(values: Mapping[str, str]) -> OutsideIncident:
    if not values["id"]:
        raise _RowError("no id: expected a number")
    deaths = OutsideDeaths(
        low=_count(values, "low"),
        best=_count(values, "best"),
        high=_count(values, "high"),
        side_a=_count(values, "deaths_a"),
        side_b=_count(values, "deaths_b"),
        civilians=_count(values, "deaths_civilians"),
        unknown=_count(values, "deaths_unknown"),
    )
    start, end = _day(values, "date_start"), _day(values, "date_end")
    articles = _articles(values.get("source_article", ""))
    return OutsideIncident(
        source=UCDP,
        id=values["id"],
        date=DateRange(
            min(start, end),
            max(start, end),
            _code(values, "date_prec", _DATE_PRECISIONS),
            "stated",
        ),
        place=_place(values),
        side_a=values["side_a"],
        side_b=values["side_b"],
        type_of_violence=_code(values, "type_of_violence", frozenset(VIOLENCE)),
        deaths=deaths,
        sources=articles,
        headline=next((a.headline for a in articles if a.headline), None),
        speakers=values.get("source_original") or None,
        summary=values.get("event_clarity", "") == _SUMMARY,
        faults=tuple(_faults(values, deaths, (start, end))),
    )


def _place(values: Mapping[str, str]) -> Place:
    precision = _code(values, "where_prec", frozenset(RADIUS_KM))
    return Place(
        name=values["where_coordinates"],
        gazetteer_name=None,
        gazetteer_id=None,
        relation=None,
        admin1=values.get("adm_1") or None,
        country=_country(values),
        lat=_degrees(values, "latitude", _MOST_LAT),
        lon=_degrees(values, "longitude", _MOST_LON),
        precision=precision,
        radius_km=RADIUS_KM[precision],
    )


def _faults(
    values: Mapping[str, str],
    deaths: OutsideDeaths,
    days: tuple[datetime.date, datetime.date],
) -> Iterator[str]:
    """What the row breaks of UCDP's own rules."""
    if not deaths.low <= deaths.best <= deaths.high:
        yield (
            f"low {deaths.low}, best {deaths.best}, high {deaths.high} are out of order"
        )
    parts = deaths.side_a + deaths.side_b + deaths.civilians + deaths.unknown
    if parts != deaths.best:
        yield f"best is {deaths.best}, its parts sum to {parts}"
    if days[1] < days[0]:
        yield f"date_end {days[1]} is before date_start {days[0]}"
    code = values.get("code_status", "")
    if code and code.casefold() != _CLEAR:
        yield f"marked by UCDP: {code}"
    spoilt = [name for name, value in values.items() if _REPLACED in value]
    if spoilt:
        yield f"not UTF-8 in {', '.join(spoilt)}"


def _count(values: Mapping[str, str], name: str) -> int:
    found = _COUNT.fullmatch(values[name])
    if found is None:
        raise _RowError(f"{name} is {values[name]!r}, expected a number of people")
    return int(found.group(1))


def _code(values: Mapping[str, str], name: str, allowed: frozenset[int]) -> int:
    found = _COUNT.fullmatch(values[name])
    if found is None or int(found.group(1)) not in allowed:
        raise _RowError(
            f"{name} is {values[name]!r}, expected {min(allowed)} to {max(allowed)}"
        )
    return int(found.group(1))


def _degrees(values: Mapping[str, str], name: str, most: float) -> float:
    try:
        found = float(values[name])
    except ValueError:
        found = math.nan
    if not -most <= found <= most:
        raise _RowError(
            f"{name} is {values[name]!r}, expected at most {most:.0f} degrees"
        )
    return found


def _day(values: Mapping[str, str], name: str) -> datetime.date:
    found = _DAY.fullmatch(values[name])
    try:
        return datetime.date.fromisoformat(found.group(1) if found else "")
    except ValueError:
        raise _RowError(
            f"{name} is {values[name]!r}, expected a day such as 2019-05-14"
        ) from None


def _articles(said: str) -> tuple[OutsideSource, ...]:
    """The reports of a ``source_article`` cell.

    New rows quote each report as ``"outlet,day,headline"`` and join them by ``;``;
    headlines hold commas, semicolons and quotation marks of their own. Old rows are
    free text and stay whole.
    """
    if not said:
        return ()
    if not (said.startswith('"') and said.endswith('"')):
        return (OutsideSource(said),)
    return tuple(
        _article(part.strip())
        for part in _BETWEEN_ARTICLES.split(said[1:-1])
        if part.strip()
    )


def _article(words: str) -> OutsideSource:
    found = _ARTICLE.fullmatch(words)
    if found is None:
        return OutsideSource(words)
    try:
        day = datetime.date.fromisoformat(found.group(2))
    except ValueError:
        return OutsideSource(words)
    return OutsideSource(
        words, found.group(1).strip(), day, found.group(3).strip() or None
    )


# --- countries ----------------------------------------------------------------------


def _country(values: Mapping[str, str]) -> str | None:
    """ISO 3166 alpha-2 of a row's country: by its Gleditsch-Ward number, its ISO 3166
    alpha-3 code or its name, as ``country_codes.csv`` has them.
    """
    known = _country_codes()
    said = [
        _number(values.get("country_id", "")),
        _fold(values.get("iso3", "")),
        _fold(values["country"]),
    ]
    return next((known[words] for words in said if words in known), None)


def _number(said: str) -> str:
    found = _COUNT.fullmatch(said)
    return found.group(1) if found else ""


@lru_cache(maxsize=1)
def _country_codes() -> dict[str, str]:
    text = table("country_codes.csv")
    rows = list(csv.DictReader(x for x in text.splitlines() if x[:1] != "#"))
    found: dict[str, str] = {}
    for column in ("gw", "iso3", "ucdp_name", "acled_name"):
        for row in rows:
            found.setdefault(_fold(row[column]), row["iso2"])
    found.pop("", None)
    return found


def _fold(name: str) -> str:
    """A name without case, marks and punctuation."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in plain if c.isalnum())
