"""Undated reports in the store: which claims of dated reports may date them, and what
became of them.

What a report was read as is kept beside what it was narrowed to, and only dated
reports date others: so what narrows a report can go again, and nothing hangs on the
order in which reports came.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Connection, and_, delete, or_, select, update

from sourceline.fuse import dating
from sourceline.model.claims import Published, ReportRecord
from sourceline.model.incidents import Testimony
from sourceline.model.records import (
    read_event_claim,
    read_report,
    report_record,
)
from sourceline.store import schema as t
from sourceline.store.database import insert
from sourceline.store.reports import keep_claims
from sourceline.store.shares import shares
from sourceline.store.testimonies import testimonies

_C = t.reading.c
_DATED = and_(_C.earliest.is_not(None), _C.earliest == _C.latest)
_UNDATED = or_(_C.earliest.is_(None), _C.latest.is_(None), _C.earliest != _C.latest)


def dated_waiting(connection: Connection) -> list[str]:
    """Ids of the dated reports that wait, in order."""
    return _waiting(connection, _DATED)


def undated_waiting(connection: Connection) -> list[str]:
    """Ids of the undated reports that wait, in order."""
    return _waiting(connection, _UNDATED)


def _waiting(connection: Connection, which: ColumnElement[bool]) -> list[str]:
    rows = connection.execute(
        select(_C.report).where(_C.waits_for_dating, which).order_by(_C.report)
    )
    return list(rows.scalars())


def keep_dated(connection: Connection, reports: Collection[str]) -> None:
    """Write anew the landmarks of some dated reports, and take them off the list;
    undated ones that share, or shared, one with them wait instead.
    """
    for some in shares(reports):
        old = select(t.landmark.c.key).where(t.landmark.c.report.in_(some))
        touched = set(connection.execute(old).scalars())
        connection.execute(delete(t.landmark).where(t.landmark.c.report.in_(some)))
        claims = connection.execute(
            select(t.claim.c.report, t.claim.c.record).where(
                t.claim.c.report.in_(some), t.claim.c.fused
            )
        )
        made = [
            {"key": key, "claim": claim.id, "report": report, "dated": True}
            for report, plain in claims
            if dating.is_sharp(claim := read_event_claim(plain))
            for key in dating.landmarks(claim)
        ]
        if made:
            connection.execute(insert(connection, t.landmark), made)
        for keys in shares(touched | {str(row["key"]) for row in made}):
            sharing = select(t.landmark.c.report).where(
                t.landmark.c.key.in_(keys), ~t.landmark.c.dated
            )
            connection.execute(
                update(t.reading)
                .where(_C.report.in_(sharing))
                .values(waits_for_dating=True)
            )
        connection.execute(
            update(t.reading).where(_C.report.in_(some)).values(waits_for_dating=False)
        )


def as_read(connection: Connection, report: str) -> ReportRecord:
    """A report as it was read, before anything narrowed it."""
    row = connection.execute(
        select(_C.record, _C.as_read).where(_C.report == report)
    ).one()
    return read_report(row.as_read or row.record)


def keep(connection: Connection, record: ReportRecord) -> None:
    """Write anew the landmarks of an undated report."""
    connection.execute(delete(t.landmark).where(t.landmark.c.report == record.id))
    made = [
        {"key": key, "claim": claim.id, "report": record.id, "dated": False}
        for claim in record.claims
        for key in dating.landmarks(claim)
    ]
    if made:
        connection.execute(insert(connection, t.landmark), made)


def dated(connection: Connection, record: ReportRecord) -> list[Testimony]:
    """Claims of dated reports that share a landmark with one of a report's own; none of
    landmarks that too many share.
    """
    keys = {key for claim in record.claims for key in dating.landmarks(claim)}
    found: set[str] = set()
    for key in sorted(keys):
        some = (
            select(t.landmark.c.claim)
            .where(t.landmark.c.key == key, t.landmark.c.dated)
            .limit(dating.MOST_DATED + 1)
        )
        claims = list(connection.execute(some).scalars())
        if len(claims) <= dating.MOST_DATED:
            found |= set(claims)
    return testimonies(connection, found)


def dated_reprints(
    connection: Connection, report: str
) -> Sequence[tuple[str, Published]]:
    """Dated reports that print the same words."""
    story = select(_C.story).where(_C.report == report).scalar_subquery()
    rows = connection.execute(
        select(_C.report, _C.earliest)
        .where(_C.story == story, _C.report != report, _DATED)
        .order_by(_C.report)
    )
    return [
        (row.report, Published(row.earliest, row.earliest, row.earliest, "given"))
        for row in rows
    ]


def keep_narrowed(
    connection: Connection, record: ReportRecord, found: ReportRecord
) -> None:
    """Keep what a report was narrowed to, and take it off the list. Where that is not
    what it was before, its claims wait to be compared and its places for their lines.

    Args:
        connection: a writing one.
        record: the report as it was read.
        found: as it is narrowed; the same where nothing narrows it.
    """
    plain = report_record(found)
    before = connection.execute(
        select(_C.record).where(_C.report == record.id)
    ).scalar_one()
    changed = before != plain
    values = {"waits_for_dating": False}
    connection.execute(update(t.reading).where(_C.report == record.id).values(**values))
    if not changed:
        return
    connection.execute(
        update(t.reading)
        .where(_C.report == record.id)
        .values(
            record=plain,
            as_read=None if found == record else report_record(record),
            waits_for_control=True,
        )
    )
    keep_claims(connection, found)
