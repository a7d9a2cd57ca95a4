"""The code book that stands beside each export: what every column means."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from string import Formatter

from sourceline.errors import ResourceError
from sourceline.export.flat import Column, Shape
from sourceline.export.material import Written
from sourceline.model import taxonomy
from sourceline.resources import table

_HEADER = ("column", "holds", "meaning", "unit", "closed list", "source", "derived")
_LISTS = {
    "event_types": tuple(taxonomy.SUB_TYPES_OF),
    "sub_event_types": taxonomy.SUB_EVENT_TYPES,
    "statuses": taxonomy.STATUSES,
    "harms": taxonomy.HARMS,
    "groups": taxonomy.CASUALTY_GROUPS,
    "modifiers": taxonomy.MODIFIERS,
    "scopes": taxonomy.CASUALTY_SCOPES,
    "actor_types": taxonomy.ACTOR_TYPES,
    "furniture": taxonomy.FURNITURE_KINDS,
    "roles": ("initiator", "target", "party", "ally", "victim", "instrument_owner"),
}
_HOLDS = {
    "text": "text",
    "text?": "text",
    "integer": "whole number",
    "number": "number",
    "flag": "true or false",
    "day": "day (YYYY-MM-DD)",
}


@dataclass(frozen=True, slots=True)
class Described:
    """What one column means.

    Attributes:
        meaning: in a sentence.
        unit: of its figures.
        values: its closed list.
        source: whose definition it is.
        derived: how its value is found.
    """

    meaning: str
    unit: str
    values: str
    source: str
    derived: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: a column's name and what it holds."""

    name: str
    holds: str
    described: Described


def codebook(title: str, about: Sequence[str], lines: Iterable[Line]) -> str:
    """A code book in Markdown.

    Args:
        title: what the file is.
        about: paragraphs on the file as a whole.
        lines: its columns in their order.
    """
    out = [f"# {title}", ""]
    for paragraph in about:
        out += [paragraph, ""]
    out += [_row(_HEADER), _row(["---"] * len(_HEADER))]
    for line in lines:
        said = line.described
        cells = (said.meaning, said.unit, said.values, said.source, said.derived)
        out.append(_row([f"`{line.name}`", line.holds, *cells]))
    return "\n".join(out) + "\n"


def counted(written: Written) -> list[str]:
    """Paragraphs on how many rows there are, and what has none and why."""
    out = [f"{written.rows} rows."]
    if written.left_out:
        reasons = "; ".join(f"{why}: {count}" for why, count in written.left_out)
        total = sum(count for _, count in written.left_out)
        out.append(f"Left out, {total} incidents: {reasons}.")
    return [*out, *written.remarks]


def flat_lines(kind: str, columns: Sequence[Column]) -> list[Line]:
    """Lines for the columns of a flat row."""
    return [Line(c.name, _holds(c.shape), described(kind, c.name)) for c in columns]


def record_lines(kind: str, columns: Sequence[Column]) -> list[Line]:
    """Lines for the fields of a record, by their path in its JSON."""
    return [
        Line(".".join(c.path), _holds(c.shape), described(kind, c.name))
        for c in columns
        if c.kept and c.path
    ]


def table_lines(name: str, columns: Sequence[str]) -> list[Line]:
    """Lines for the columns of a format that has its own."""
    return [Line(column, "text", described(name, column)) for column in columns]


def described(name: str, column: str) -> Described:
    """What a column of a table means.

    Raises:
        ResourceError: ``export_columns.csv`` does not say it.
    """
    known = _described()
    found = known.get((name, column)) or known.get(("shared", column))
    if found is None:
        raise ResourceError(
            f"export_columns.csv has no column {column} of {name}",
            advice="install the package again",
        )
    return found


@cache
def _described() -> dict[tuple[str, str], Described]:
    lines = table("export_columns.csv").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return {
        (row["table"], row["column"]): Described(
            _filled(row["meaning"]),
            row["unit"],
            _filled(row["values"]),
            row["source"],
            row["derived"],
        )
        for row in rows
    }


def _filled(words: str) -> str:
    """Words with the closed lists that they name."""
    names = {name for _, name, _, _ in Formatter().parse(words) if name}
    for name in sorted(names):
        words = words.replace(f"{{{name}}}", "; ".join(_LISTS[name]))
    return words


def _holds(shape: Shape) -> str:
    if isinstance(shape, list):
        return f"list of {_holds(shape[0])}"
    if isinstance(shape, dict):
        return f"({', '.join(shape)})"
    return _HOLDS[shape]


def _row(cells: Iterable[str]) -> str:
    safe = (" ".join(cell.replace("|", "\\|").split()) for cell in cells)
    return f"| {' | '.join(safe)} |"
