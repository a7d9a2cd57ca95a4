"""Records as an Excel workbook: words are cells of words, never formulas or links."""

import datetime
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sourceline.errors import InputError
from sourceline.export import flat
from sourceline.export.csv_file import cell_text
from sourceline.export.flat import kind_of
from sourceline.export.material import Exported, Written

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_MOST_ROWS = 1_048_575
"""Rows of a sheet under its header, by the format's limit."""
_MOST_SIGNS = 32_767
"""Signs of a cell, by the format's limit."""
_CREATED = datetime.datetime(1980, 1, 1)  # noqa: DTZ001 - the format has no time zones
"""The file says when it was made; the same day always, so that the same records make
the same bytes.
"""
_NO_XML = re.compile(r"[\ufffe\uffff\ud800-\udfff]")


def write(kind: str, told: Exported, path: Path) -> Written:
    """Write one record a row; a further sheet begins where one is full."""
    asked = kind_of(kind)
    names = [c.name for c in asked.columns]
    count = cut = 0
    with _workbook(path) as book:
        sheet = _sheet(book, asked.name, names)
        for plain in asked.exported(told):
            number, at = divmod(count, _MOST_ROWS)
            if number and not at:
                sheet = _sheet(book, f"{asked.name} {number + 1}", names)
            for column, value in enumerate(flat.row(asked, plain).values()):
                cut += _write_cell(sheet, at + 1, column, value)
            count += 1
    remarks = (
        (
            f"{cut} cells were longer than the {_MOST_SIGNS} signs that a cell of a"
            " workbook may hold: they are cut and end in …; CSV and Parquet hold them"
            " whole.",
        )
        if cut
        else ()
    )
    return Written(count, remarks=remarks)


@contextmanager
def _workbook(path: Path) -> Iterator["Workbook"]:
    import xlsxwriter  # noqa: PLC0415 - slow to load, and only this format needs it
    from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    book.set_properties({"created": _CREATED})
    try:
        with book:
            yield book
    except FileCreateError as error:
        raise InputError(f"{path}: {error}") from error


def _sheet(book: "Workbook", name: str, columns: list[str]) -> "Worksheet":
    sheet: Worksheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 1)
    for at, column in enumerate(columns):
        sheet.write_string(0, at, column)
    return sheet


def _write_cell(sheet: "Worksheet", row: int, column: int, value: object) -> bool:
    """Write one cell; whether its text had to be cut."""
    if value is None:
        return False
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
        return False
    if isinstance(value, int | float):
        sheet.write_number(row, column, value)
        return False
    text = _NO_XML.sub("\N{REPLACEMENT CHARACTER}", cell_text(value))
    long = len(text) > _MOST_SIGNS
    sheet.write_string(row, column, text[: _MOST_SIGNS - 1] + "…" if long else text)
    return long
