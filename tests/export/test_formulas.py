"""Cells that spreadsheets take for formulas, at every place where a cell may begin."""

import csv
import io
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from sourceline.export.csv_file import defused, read_rows, undone, write_rows

SIGNS = st.text(
    alphabet=list("=+-@'\";|,\t\r\n ab5\u200b\ufeff\uff1d\uff0b\uff0d\uff20"),
    max_size=14,
)
NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")


def is_live(cell: str) -> bool:
    shown = re.sub(r"^[\s\u200b-\u200f\u2060\ufeff]+", "", cell)
    begins = shown[:1] in set("=+-@\uff1d\uff0b\uff0d\uff20")
    return bool(shown) and begins and not NUMBER.fullmatch(cell)


@given(SIGNS)
@settings(max_examples=3000, deadline=None)
def test_no_cell_is_live_whatever_separates_cells(cell) -> None:
    for cells in ([cell], ["x", cell, "y"]):
        told = io.StringIO(newline="")
        csv.writer(told, lineterminator="\r\n").writerow([defused(c) for c in cells])
        for separator in ",;\t|":
            read = csv.reader(
                io.StringIO(told.getvalue(), newline=""), delimiter=separator
            )
            assert not [c for row in read for c in row if is_live(c)]


@given(SIGNS)
@settings(max_examples=3000, deadline=None)
def test_every_cell_comes_back(cell) -> None:
    assert undone(defused(cell)) == cell


def test_numbers_stay_numbers() -> None:
    for number in ("-5", "+5", "-1.5e-3", "-.5", "0"):
        assert defused(number) == number


@given(st.lists(SIGNS.filter(bool), min_size=1, max_size=3))
@settings(max_examples=100, deadline=None)
def test_a_table_comes_back(tmp_path_factory, cells) -> None:
    path = tmp_path_factory.mktemp("t") / "t.csv"
    write_rows(path, ["cell"], [{"cell": c} for c in cells])
    assert [r["cell"] for r in read_rows(path)] == cells
