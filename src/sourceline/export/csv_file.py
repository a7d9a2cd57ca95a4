"""Tables as CSV (RFC 4180, UTF-8), safe to open in a spreadsheet, and back to records.

A null is an empty cell. Lists and what they hold are JSON in one cell.
"""

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sourceline.errors import InputError
from sourceline.export import flat
from sourceline.export.flat import Column, Kind, Record, kind_of
from sourceline.export.material import Exported, Written

_SIGNS = "=+\\-@＝＋－＠﹦﹢﹣﹫"  # noqa: RUF001 - full-width and small signs too
_UNSEEN = "\\s\\u200b-\\u200f\\u2060\\ufeff"
"""Blanks and signs without width, which a spreadsheet may leave out."""
_RISKY = re.compile(rf"['{_UNSEEN}]*[{_SIGNS}\t\r\n]")
_AFTER = re.compile(rf"([;|\t\r\n][\";|{_UNSEEN}]*)('*[{_SIGNS}])")
"""What begins a cell where a spreadsheet takes another sign for the separator: then
quotes that stand amid a cell end no line and hold nothing together.
"""
_UNDONE = re.compile(rf"([;|\t\r\n][\";|{_UNSEEN}]*)'('*[{_SIGNS}])")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_LONGEST = 2**28
"""A report with its claims and its text is one row; the library's own limit is 2^17."""
_READ: Mapping[str, Callable[[str], object]] = MappingProxyType(
    {
        "text?": str,
        "day": str,
        "integer": int,
        "number": float,
        "flag": {"true": True, "false": False}.__getitem__,
    }
)


def write(kind: str, told: Exported, path: Path) -> Written:
    """Write one record a row."""
    asked = kind_of(kind)
    rows = (
        {c.name: _cell(c, values[c.name]) for c in asked.columns}
        for plain in asked.exported(told)
        for values in (flat.row(asked, plain),)
    )
    return Written(write_rows(path, [c.name for c in asked.columns], rows))


def read_csv(path: Path, kind: str) -> Iterator[Record]:
    """The records of a file that ``write`` made, in its order.

    Raises:
        InputError: a column is missing, or a row is no record of that kind.
    """
    asked = kind_of(kind)
    for number, cells in enumerate(read_rows(path), 1):
        try:
            yield asked.read(_plain(asked, cells))
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(
                f"{path}, row {number}: {type(error).__name__} {error}",
                expected=f"a record of {kind}",
            ) from error


def write_rows(
    path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str]]
) -> int:
    """Write a table of cells that no spreadsheet takes for formulas.

    Returns:
        How many rows stand under the header.
    """
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        # The writer quotes a cell for the signs of its line's end: both must be there.
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(columns)
        for cells in rows:
            writer.writerow([defused(cells[name]) for name in columns])
            count += 1
    return count


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a table as they were before ``write_rows``."""
    with path.open(encoding="utf-8", newline="") as file:
        csv.field_size_limit(_LONGEST)
        for cells in csv.DictReader(file, restkey="", restval=""):
            yield {name: undone(cell) for name, cell in cells.items() if name}


def defused(cell: str) -> str:
    """A cell with an apostrophe before what a spreadsheet would take for a formula: at
    its beginning, and after what other spreadsheets separate cells by.

    What bears apostrophes and such a sign already gets one more, so that ``undone``
    gives every cell back.
    """
    if _NUMBER.fullmatch(cell):
        return cell
    inside = _AFTER.sub(r"\1'\2", cell)
    return "'" + inside if _RISKY.match(cell) else inside


def undone(cell: str) -> str:
    """The cell as it was before ``defused``."""
    whole = cell[1:] if cell.startswith("'") and _RISKY.match(cell) else cell
    return _UNDONE.sub(r"\1\2", whole)


def cell_text(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """A value as the text of a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _cell(column: Column, value: object) -> str:
    """The text of a cell.

    Raises:
        InputError: a number is not finite, which no cell can hold.
    """
    if isinstance(value, float) and value - value != 0:
        raise InputError(f"{column.name} is {value}", expected="a number")
    return cell_text(value)


def _plain(kind: Kind, cells: Mapping[str, str]) -> flat.Plain:
    values = {c.name: _value(c, cells[c.name]) for c in kind.columns if c.kept}
    return flat.record(kind, values)


def _value(column: Column, cell: str) -> object:
    if column.shape == "text":
        return cell
    if not cell:
        return None
    if isinstance(column.shape, str):
        return _READ[column.shape](cell)
    return json.loads(cell)
