"""The one door to exports: which kinds go with which forms, and the file's place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from sourceline.errors import InputError
from sourceline.export import (
    acled,
    codebook,
    csv_file,
    geojson,
    jsonl,
    parquet,
    ucdp,
    xlsx,
)
from sourceline.export.codebook import Line
from sourceline.export.csv_file import read_csv
from sourceline.export.flat import KINDS
from sourceline.export.in_place import put_in_place
from sourceline.export.jsonl import read_jsonl
from sourceline.export.material import Exported, Written

__all__ = ["FORMS", "Exported", "codebook_of", "export", "read_csv", "read_jsonl"]

_ALL = tuple(KINDS)
_INCIDENTS = ("incidents",)


@dataclass(frozen=True, slots=True)
class Form:
    """One form of files.

    Attributes:
        kinds: what it holds.
        write: writes the file.
        lines: what a code book says of its columns, for a kind.
        about: what it is.
    """

    kinds: tuple[str, ...]
    write: Callable[[str, Exported, Path], Written]
    lines: Callable[[str], list[Line]]
    about: str


def _flat(kind: str) -> list[Line]:
    return codebook.flat_lines(kind, KINDS[kind].columns)


FORMS = MappingProxyType(
    {
        "jsonl": Form(
            _ALL,
            jsonl.write,
            lambda kind: codebook.record_lines(kind, KINDS[kind].columns),
            "JSON lines: one record a line, UTF-8. null means not said; 0 means said"
            " to be none. Fields are named by their path.",
        ),
        "csv": Form(
            _ALL,
            csv_file.write,
            _flat,
            "CSV (RFC 4180), UTF-8, one record a row. An empty cell means not said; 0"
            " means said to be none. Lists are JSON in one cell. An apostrophe stands"
            " before a cell that a spreadsheet would take for a formula.",
        ),
        "acled": Form(
            _INCIDENTS,
            acled.write,
            lambda _: codebook.table_lines("acled", acled.COLUMNS),
            "CSV in the 31 columns of ACLED, then columns of our own (sl_* and"
            " P-codes). One incident is one row, also where it lasted several days."
            " The rows are no data of ACLED. An apostrophe stands before a cell that"
            " a spreadsheet would take for a formula.",
        ),
        "ucdp": Form(
            _INCIDENTS,
            ucdp.write,
            lambda _: codebook.table_lines("ucdp", ucdp.COLUMNS),
            "CSV in the 49 columns of the UCDP Georeferenced Event Dataset; incidents"
            " with at least one death in best or high. The rows are no data of UCDP."
            " An apostrophe stands before a cell that a spreadsheet would take for a"
            " formula.",
        ),
        "geojson": Form(
            ("incidents", "control"),
            geojson.write,
            lambda kind: [x for x in _flat(kind) if x.name not in {"lat", "lon"}],
            "GeoJSON (RFC 7946): one feature a record, a point with longitude before"
            " latitude (WGS 84), null where no point is known. The columns are the"
            " features' properties. The true place lies within radius_km of the"
            " point.",
        ),
        "parquet": Form(
            _ALL,
            parquet.write,
            _flat,
            "Apache Parquet: one record a row, typed columns, lists and structures"
            " where a record nests. null means not said; 0 means said to be none.",
        ),
        "xlsx": Form(
            _ALL,
            xlsx.write,
            _flat,
            "Excel workbook: one record a row. An empty cell means not said; 0 means"
            " said to be none. Lists are JSON in one cell. Days are text, and no cell"
            " is a formula.",
        ),
    }
)


def export(kind: str, form: str, out: Path, told: Exported) -> int:
    """Write a file and, beside it, its code book (``codebook_of``).

    Both are written under other names and put in place when they are whole. The same
    records make the same bytes.

    Args:
        kind: ``incidents``, ``claims``, ``control`` or ``reports``.
        form: one of ``FORMS``.
        out: the file.
        told: a project, or what answers like one.

    Returns:
        How many rows, lines or features the file holds.

    Raises:
        InputError: the form does not hold that kind, or the file can not be written.
    """
    asked = _form(kind, form)
    with put_in_place(out, codebook_of(out)) as (file, book):
        written = asked.write(kind, told, file)
        about = [asked.about, *codebook.counted(written)]
        title = f"Code book: {kind} of Sourceline, {form}"
        words = codebook.codebook(title, about, asked.lines(kind))
        book.write_text(words, encoding="utf-8", newline="\n")
    return written.rows


def codebook_of(out: Path) -> Path:
    """Where the code book of a file stands."""
    return out.with_name(f"{out.name}.codebook.md")


def _form(kind: str, form: str) -> Form:
    asked = FORMS.get(form)
    if asked is None or kind not in asked.kinds:
        together = "; ".join(f"{x} of {_listed(f.kinds)}" for x, f in FORMS.items())
        raise InputError(f"{form} of {kind}", expected=together)
    return asked


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)
