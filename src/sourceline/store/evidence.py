"""What stands behind a value: single reports, single claims, the sentences of many."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from sourceline.model.incidents import Incident
from sourceline.model.records import read_incident
from sourceline.store import schema as t
from sourceline.store.shares import shares

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class KeptReport:
    """A report as it was added, with the record that was read from it.

    Attributes:
        id: its id.
        key: the user's name for it.
        path: where it was read from.
        url: its address.
        title: its headline.
        publisher: who published it.
        text: its words; all offsets count here.
        record: the report record, None while it waits to be read.
        copies: paths, keys and publishers under which the same words were added again.
    """

    id: str
    key: str
    path: str
    url: str | None
    title: str | None
    publisher: str | None
    text: str
    record: Plain | None
    copies: tuple[tuple[str, str, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class KeptClaim:
    """An event or control claim.

    Attributes:
        kind: ``event`` or ``control``.
        record: the claim's record.
        incident: the incident that it is in, None where it is in none.
        publisher: who published its report.
        title: its report's headline.
        published: when its report was published, as a record.
    """

    kind: str
    record: Plain
    incident: str | None
    publisher: str | None
    title: str | None
    published: Plain


def report(connection: Connection, name: str) -> KeptReport | None:
    """The report of an id."""
    found = reports(connection, [name])
    return found[0] if found else None


def reports(connection: Connection, ids: Collection[str]) -> list[KeptReport]:
    """The reports of some ids, in order of id."""
    out = []
    r = t.report.c
    for some in shares(ids):
        copies: dict[str, list[tuple[str, str, str | None]]] = {}
        for c in connection.execute(
            select(t.copy)
            .where(t.copy.c.report.in_(some))
            .order_by(*t.copy.primary_key)
        ):
            copies.setdefault(c.report, []).append((c.path, c.key, c.publisher))
        rows = connection.execute(
            select(
                *(r.id, r.key, r.path, r.url, r.title, r.publisher, r.text),
                t.reading.c.record,
            )
            .join(t.reading, isouter=True)
            .where(r.id.in_(some))
            .order_by(r.id)
        )
        out += [KeptReport(*row, copies=tuple(copies.get(row[0], ()))) for row in rows]
    return out


def claims(connection: Connection, ids: Collection[str]) -> dict[str, KeptClaim]:
    """Event and control claims by their ids; those that are not there are left out."""
    out: dict[str, KeptClaim] = {}
    for some in shares(ids):
        for kind, table in (("event", t.claim), ("control", t.control_claim)):
            incident = [table.c.incident] if kind == "event" else []
            rows = connection.execute(
                select(
                    table.c.id,
                    table.c.record,
                    t.report.c.publisher,
                    t.report.c.title,
                    t.reading.c.record["report"]["published"].label("published"),
                    *incident,
                )
                .join(t.report, t.report.c.id == table.c.report)
                .join(t.reading, t.reading.c.report == table.c.report)
                .where(table.c.id.in_(some))
            )
            for row in rows:
                out[row.id] = KeptClaim(
                    kind,
                    row.record,
                    row.incident if incident else None,
                    row.publisher,
                    row.title,
                    row.published,
                )
    return out


def incident_records(connection: Connection, ids: Collection[str]) -> list[Plain]:
    """Records of incidents in the order of the ids asked for."""
    found: dict[str, Plain] = {}
    for some in shares(ids):
        rows = connection.execute(
            select(t.incident.c.id, t.incident.c.record).where(
                t.incident.c.id.in_(some)
            )
        )
        found |= {row.id: row.record for row in rows}
    return [found[name] for name in ids if name in found]


def incidents(connection: Connection, ids: Collection[str]) -> Iterator[Incident]:
    """Incidents in the order of the ids asked for."""
    for some in shares(ids):
        for record in incident_records(connection, some):
            yield read_incident(record)


def present_names(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """Under which name an incident that is gone is told now; those that are told
    nowhere any more are left out.
    """
    out: dict[str, str] = {}
    for some in shares(ids):
        rows = connection.execute(
            select(t.alias)
            .join(t.incident, t.incident.c.id == t.alias.c.incident)
            .where(t.alias.c.old.in_(some))
        )
        out |= {row.old: row.incident for row in rows}
    return out


def present_incidents(connection: Connection, ids: Collection[str]) -> set[str]:
    """Which of some incidents there are."""
    out: set[str] = set()
    for some in shares(ids):
        query = select(t.incident.c.id).where(t.incident.c.id.in_(some))
        out |= set(connection.execute(query).scalars())
    return out


def report_heads(
    connection: Connection, after: str, most: int
) -> list[tuple[str, str, str, Plain | None]]:
    """Id, key, path and record of the reports whose ids come after one, in order; the
    record is None while the report waits to be read.
    """
    r = t.report.c
    rows = connection.execute(
        select(r.id, r.key, r.path, t.reading.c.record)
        .join(t.reading, isouter=True)
        .where(r.id > after)
        .order_by(r.id)
        .limit(most)
    )
    return [(row.id, row.key, row.path, row.record) for row in rows]
