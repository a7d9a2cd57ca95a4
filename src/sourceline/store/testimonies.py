"""Claims together with the reports that make them, as they lie in the store."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from sourceline.model.incidents import ControlTestimony, Outlet, Testimony
from sourceline.model.records import (
    read_control_claim,
    read_event_claim,
    read_published,
)
from sourceline.store import schema as t
from sourceline.store.shares import shares


def testimonies(connection: Connection, ids: Iterable[str]) -> list[Testimony]:
    """Claims with their reports, in order of claim id."""
    out = []
    for some in shares(ids):
        rows = connection.execute(
            _with_outlet(t.claim).where(t.claim.c.id.in_(some)).order_by(t.claim.c.id)
        ).mappings()
        out += [Testimony(read_event_claim(r["record"]), _outlet(r)) for r in rows]
    return out


def all_testimonies(
    connection: Connection, kinds: Collection[str] = ()
) -> Iterator[Testimony]:
    """Every claim in order of id, or those of some sub-event types."""
    asked = _with_outlet(t.claim).order_by(t.claim.c.id)
    if kinds:
        asked = asked.where(t.claim.c.sub_event_type.in_(sorted(kinds)))
    for row in connection.execution_options(yield_per=1000).execute(asked).mappings():
        yield Testimony(read_event_claim(row["record"]), _outlet(row))


def control_testimonies(
    connection: Connection, ids: Iterable[str] | None = None
) -> list[ControlTestimony]:
    """Control claims with their reports, some or all, in order of claim id."""
    asked = _with_outlet(t.control_claim).order_by(t.control_claim.c.id)
    parts = (
        [asked]
        if ids is None
        else [asked.where(t.control_claim.c.id.in_(some)) for some in shares(ids)]
    )
    return [
        ControlTestimony(read_control_claim(r["record"]), _outlet(r))
        for part in parts
        for r in connection.execute(part).mappings()
    ]


def _with_outlet(table: Any) -> Any:  # noqa: ANN401 - any of two tables, a select
    head = t.reading.c.record["report"]
    return (
        select(
            table.c.id,
            table.c.record,
            table.c.report,
            t.reading.c.story,
            head["published"].label("published"),
            t.report.c.publisher,
            t.report.c.url,
            t.report.c.title,
        )
        .join(t.reading, t.reading.c.report == table.c.report)
        .join(t.report, t.report.c.id == table.c.report)
    )


def _outlet(row: RowMapping) -> Outlet:
    return Outlet(
        row["report"],
        row["publisher"],
        read_published(row["published"]),
        row["story"],
        row["url"],
        row["title"],
    )
