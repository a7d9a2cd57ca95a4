"""A release, and what it would newly make public, as tables for a terminal."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sourceline.model.releases import ReleaseDifference, ReleaseSummary


def summary(made: ReleaseSummary, console: Console | None = None) -> None:
    """Print what a release holds, leaves out and withholds."""
    out = console or Console()
    held = ", ".join(f"{count} {kind}" for kind, count in made.counts)
    _print(
        "left out and withheld",
        ("what", "how often"),
        [
            *((f"left out of {why}", str(count)) for why, count in made.left_out),
            *((f"withheld: {code}", str(count)) for code, count in made.withheld),
        ],
        (out, None),
    )
    again = " (it was there already)" if made.existed else ""
    out.print(f"{held}; profile {made.profile}, as of {made.as_of.isoformat()}")
    out.print(f"{escape(str(made.folder))}{again}", soft_wrap=True)
    if made.log is not None:
        mark = f"row {made.log.number}, {made.log.hash}"
        out.print(f"decision log stood at {mark}", soft_wrap=True)


def difference(
    found: ReleaseDifference, console: Console | None = None, most: int | None = None
) -> None:
    """Print what would newly become public: records, fields, and what would go.

    Args:
        found: the difference.
        console: where to print.
        most: rows of each table; None for all.
    """
    out = console or Console()
    _print(
        "new records",
        ("kind", "when", "what", "where", "name"),
        [(r.kind, r.when, r.what, r.where, r.record) for r in found.records],
        (out, most),
    )
    _print(
        "new or changed fields",
        ("exposes", "record", "field", "public so far", "would be public"),
        [(v.exposes, v.record, v.field, v.before, v.after) for v in found.values],
        (out, most),
    )
    _print(
        "withdrawn", ("kind", "name"), [tuple(w) for w in found.withdrawn], (out, most)
    )
    exposing = sum(1 for v in found.values if v.exposes)
    out.print(
        f"{len(found.records)} records and {len(found.values)} fields would newly be"
        f" public; {exposing} of the fields say who or where"
    )
    out.print(f"{len(found.withdrawn)} records would be public no longer")


def _print(
    title: str,
    columns: Sequence[str],
    rows: Sequence[tuple[str, ...]],
    about: tuple[Console, int | None],
) -> None:
    out, most = about
    if not rows:
        return
    table = Table(title=title, expand=True)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows[:most]:
        table.add_row(*_escaped(row))
    out.print(table)
    if most is not None and len(rows) > most:
        out.print(f"… and {len(rows) - most} more")


def _escaped(cells: Iterable[str]) -> list[str]:
    return [escape(cell) for cell in cells]
