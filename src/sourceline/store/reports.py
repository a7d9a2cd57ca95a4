"""Reports in the store: what was added, what was read from it, what was refused."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Table,
    delete,
    func,
    select,
    update,
)

from sourceline.model.claims import ReportRecord
from sourceline.model.records import control_claim, event_claim, report_record
from sourceline.model.source import Rejection, Source
from sourceline.store import schema as t
from sourceline.store.database import insert

if TYPE_CHECKING:
    import datetime

FUSED = frozenset({"occurred", "ongoing", "denied"})
"""Claims of these statuses tell of a happening; plans and suppositions stay claims."""


def report_id(source: Source) -> str:
    """The id of a report: a hash of its bytes."""
    return "r-" + source.sha256[:16]


def add(connection: Connection, source: Source, country: str | None) -> bool:
    """Keep a source; one with the bytes of another is kept as its copy.

    Returns:
        Whether it is new.
    """
    row = {
        "id": report_id(source),
        "key": source.key,
        "path": source.path,
        "url": source.url,
        "title": source.title,
        "publisher": source.publisher,
        "published": source.published,
        "basis": source.basis,
        "language": source.language,
        "country": country,
        "extracted": source.extracted,
        "sha256": source.sha256,
        # PostgreSQL stores no NUL; one character for one, so that offsets stay
        "text": source.text.replace("\x00", "\ufffd"),
        "extra": dict(source.extra),
        "waits_for_reading": True,
    }
    present = connection.execute(
        select(t.report.c.path, t.report.c.key).where(t.report.c.id == row["id"])
    ).first()
    if present is None:
        connection.execute(insert(connection, t.report).values(row))
        return True
    if tuple(present) != (source.path, source.key):
        kept = {
            "report": row["id"],
            **{k: row[k] for k in ("path", "key", "publisher", "url")},
        }
        connection.execute(
            insert(connection, t.copy).values(kept).on_conflict_do_nothing()
        )
    return False


def reject(connection: Connection, rejection: Rejection) -> None:
    """Keep why something was not read."""
    row = {
        "path": rejection.path,
        "key": rejection.key,
        "stage": rejection.stage,
        "reason": rejection.reason,
    }
    connection.execute(
        insert(connection, t.rejection)
        .values(row)
        .on_conflict_do_update(
            index_elements=["path", "key", "stage"],
            set_={"reason": rejection.reason},
        )
    )


def wait_for_reading(connection: Connection, version: str) -> None:
    """Put every report that was read by another version on the work list again."""
    stale = select(t.reading.c.report).where(t.reading.c.version != version)
    connection.execute(
        update(t.report).where(t.report.c.id.in_(stale)).values(waits_for_reading=True)
    )


def waiting(connection: Connection) -> list[str]:
    """Ids of the reports that wait to be read, in order."""
    rows = connection.execute(
        select(t.report.c.id)
        .where(t.report.c.waits_for_reading)
        .order_by(t.report.c.id)
    )
    return list(rows.scalars())


def sources(
    connection: Connection, ids: Sequence[str]
) -> Iterator[tuple[Source, str | None]]:
    """Sources as they were added, with the country of their publisher."""
    for row in connection.execute(
        select(t.report).where(t.report.c.id.in_(ids)).order_by(t.report.c.id)
    ).mappings():
        yield _source(row), row["country"]


def _source(row: RowMapping) -> Source:
    return Source(
        row["key"],
        row["path"],
        row["text"],
        row["sha256"],
        row["title"],
        row["published"],
        row["basis"],
        row["url"],
        row["publisher"],
        row["language"],
        row["extracted"],
        row["extra"],
    )


def keep_reading(
    connection: Connection,
    record: ReportRecord,
    version: str,
    fingerprint: bytes,
    bands: Sequence[str],
) -> None:
    """Keep what was read from a report, in place of what was read before.

    Claims that are the same as before keep their incident; those that are gone leave
    theirs, which then waits to be fused again.
    """
    connection.execute(delete(t.band).where(t.band.c.report == record.id))
    connection.execute(delete(t.reading).where(t.reading.c.report == record.id))
    connection.execute(
        insert(connection, t.reading).values(
            report=record.id,
            version=version,
            earliest=record.published.earliest,
            latest=record.published.latest,
            story=record.id,
            fingerprint=fingerprint,
            waits_for_grouping=True,
            waits_for_control=True,
            waits_for_dating=True,
            record=report_record(record),
            as_read=None,
        )
    )
    if bands:
        connection.execute(
            insert(connection, t.band),
            [{"band": b, "report": record.id} for b in sorted(set(bands))],
        )
    keep_claims(connection, record)
    connection.execute(
        delete(t.control_claim).where(t.control_claim.c.report == record.id)
    )
    if record.control:
        rows = [
            {"id": c.id, "report": record.id, "record": control_claim(c)}
            for c in record.control
        ]
        connection.execute(insert(connection, t.control_claim), rows)
    _keep_rejections(connection, record)
    connection.execute(
        update(t.report)
        .where(t.report.c.id == record.id)
        .values(waits_for_reading=False)
    )


def keep_claims(connection: Connection, record: ReportRecord) -> None:
    """Keep a report's event claims in the place of its old ones; those that changed
    wait to be compared.
    """
    before: Mapping[str, Any] = {
        row.id: row
        for row in connection.execute(
            select(t.claim.c.id, t.claim.c.record, t.claim.c.incident).where(
                t.claim.c.report == record.id
            )
        )
    }
    now = {c.id: event_claim(c) for c in record.claims}
    changed = [i for i, row in before.items() if now.get(i) != row.record]
    left = {before[i].incident for i in changed if before[i].incident}
    if changed:
        for column in (t.pair.c.left, t.pair.c.right):
            connection.execute(delete(t.pair).where(column.in_(changed)))
        connection.execute(delete(t.block).where(t.block.c.claim.in_(changed)))
        connection.execute(delete(t.claim).where(t.claim.c.id.in_(changed)))
    if left:
        connection.execute(
            update(t.claim)
            .where(t.claim.c.incident.in_(left))
            .values(waits_for_fusing=True)
        )
        connection.execute(delete(t.incident).where(t.incident.c.id.in_(left)))
    fresh = [
        {
            "id": c.id,
            "report": record.id,
            "fused": c.status in FUSED,
            "sub_event_type": c.sub_event_type,
            "incident": None,
            "record": now[c.id],
            "waits_for_matching": c.status in FUSED,
            "waits_for_fusing": c.status in FUSED,
        }
        for c in record.claims
        if c.id not in before or c.id in changed
    ]
    if fresh:
        connection.execute(insert(connection, t.claim), fresh)


def _keep_rejections(connection: Connection, record: ReportRecord) -> None:
    path = record.path or ""
    connection.execute(
        delete(t.rejection).where(
            t.rejection.c.path == path,
            t.rejection.c.key == record.key,
            t.rejection.c.stage != "ingest",
        )
    )
    for stage, reason in record.rejections:
        reject(connection, Rejection(path, stage, reason, record.key))


def counts(connection: Connection) -> dict[str, int]:
    """How many rows of each kind; they add up: reports are read or wait."""

    def number(table: Table, *where: ColumnElement[bool]) -> int:
        asked = select(func.count()).select_from(table).where(*where)
        return int(connection.execute(asked).scalar_one())

    return {
        "reports": number(t.report),
        "copies": number(t.copy),
        "read": number(t.report, ~t.report.c.waits_for_reading),
        "waiting": number(t.report, t.report.c.waits_for_reading),
        "event claims": number(t.claim),
        "claims in incidents": number(t.claim, t.claim.c.incident.is_not(None)),
        "planned or supposed": number(t.claim, ~t.claim.c.fused),
        "control claims": number(t.control_claim),
        "incidents": number(t.incident),
        "control periods": number(t.control_period),
        "judgements": number(t.judgement),
        "rejections": number(t.rejection),
        "incidents of other data sets": number(t.outside),
    }


def rejections(connection: Connection) -> list[Rejection]:
    """Everything that was refused or yields nothing, in order of path."""
    rows = connection.execute(
        select(t.rejection).order_by(t.rejection.c.path, t.rejection.c.key)
    ).mappings()
    return [Rejection(r["path"], r["stage"], r["reason"], r["key"]) for r in rows]


def coverage(connection: Connection) -> list[tuple[str, str, int]]:
    """Reports by publisher and month of publication, ``?`` where unknown."""
    found: dict[tuple[str, str], int] = {}
    rows = connection.execute(
        select(t.report.c.publisher, t.report.c.published, t.reading.c.latest)
        .join(t.reading, isouter=True)
        .order_by(t.report.c.id)
    )
    for publisher, published, latest in rows:
        day: datetime.date | None = published or latest
        key = (publisher or "?", f"{day:%Y-%m}" if day else "?")
        found[key] = found.get(key, 0) + 1
    return [(name, month, n) for (name, month), n in sorted(found.items())]
