"""The file that says which fields a release withholds, and why."""

from collections.abc import Iterable
from pathlib import Path

from sourceline.export.csv_file import read_rows, write_rows
from sourceline.model.releases import Withheld

FILE = "withheld.csv"
COLUMNS = ("kind", "record", "field", "reason")


def write_withheld(path: Path, found: Iterable[Withheld]) -> int:
    """Write one field a row.

    Returns:
        How many.
    """
    rows = (
        {"kind": w.kind, "record": w.record, "field": w.field, "reason": w.reason}
        for w in found
    )
    return write_rows(path, COLUMNS, rows)


def read_withheld(path: Path) -> list[Withheld]:
    """The fields that a file lists."""
    return [Withheld(*(row[c] for c in COLUMNS)) for row in read_rows(path)]
