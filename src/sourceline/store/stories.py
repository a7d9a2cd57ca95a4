"""Reprints in the store: which reports are alike, and the story that each one tells."""

import datetime
from collections.abc import Collection, Mapping

from sqlalchemy import Connection, delete, or_, select, update

from sourceline.store import schema as t
from sourceline.store.database import insert
from sourceline.store.shares import shares


def candidates_for_story(
    connection: Connection, report: str, days: int
) -> list[tuple[str, bytes, bool]]:
    """Reports that one may reprint: those published within some days of it, and those
    that share a band.

    Returns:
        Id, fingerprint, and whether it is of the same days.
    """
    c = t.reading.c
    mine = connection.execute(
        select(c.earliest, c.latest).where(c.report == report)
    ).one()
    bands = select(t.band.c.band).where(t.band.c.report == report)
    sharing = select(t.band.c.report).where(t.band.c.band.in_(bands)).distinct()
    of_these_days: set[str] = set()
    if mine.earliest and mine.latest:
        margin = datetime.timedelta(days=days)
        # asked of the index alone: the rows are large
        near = select(c.report).where(
            c.earliest <= mine.latest + margin, c.latest >= mine.earliest - margin
        )
        of_these_days = set(connection.execute(near).scalars())
    found = (of_these_days | set(connection.execute(sharing).scalars())) - {report}
    out = []
    for some in shares(found):
        rows = connection.execute(
            select(c.report, c.fingerprint).where(c.report.in_(some)).order_by(c.report)
        )
        out += [
            (r.report, bytes(r.fingerprint), r.report in of_these_days) for r in rows
        ]
    return out


def fingerprint_of(connection: Connection, report: str) -> bytes:
    """The fingerprint of a report that was read."""
    return bytes(
        connection.execute(
            select(t.reading.c.fingerprint).where(t.reading.c.report == report)
        ).scalar_one()
    )


def keep_likenesses(
    connection: Connection, report: str, found: Mapping[str, float]
) -> None:
    """Replace the near-duplicates of a report."""
    connection.execute(
        delete(t.likeness).where(
            or_(t.likeness.c.left == report, t.likeness.c.right == report)
        )
    )
    rows = [
        {"left": min(report, other), "right": max(report, other), "likeness": value}
        for other, value in sorted(found.items())
    ]
    if rows:
        connection.execute(insert(connection, t.likeness), rows)


def likenesses_around(
    connection: Connection, reports: Collection[str]
) -> tuple[set[str], list[tuple[str, str, float]]]:
    """Near-duplicates that hang together with some reports.

    Returns:
        The reports, the given ones among them, and their near-duplicate pairs.
    """
    found: set[str] = set()
    pairs: dict[tuple[str, str], float] = {}
    edge = set(reports)
    while edge:
        found |= edge
        for some in shares(edge):
            ends = or_(t.likeness.c.left.in_(some), t.likeness.c.right.in_(some))
            for row in connection.execute(select(t.likeness).where(ends)):
                pairs[row.left, row.right] = row.likeness
        edge = {report for pair in pairs for report in pair} - found
    return found, [(*pair, like) for pair, like in sorted(pairs.items())]


def waiting_for_grouping(connection: Connection) -> list[str]:
    """Ids of the reports whose reprints were not looked for yet, in order."""
    rows = connection.execute(
        select(t.reading.c.report)
        .where(t.reading.c.waits_for_grouping)
        .order_by(t.reading.c.report)
    )
    return list(rows.scalars())


def keep_stories(connection: Connection, story_of: Mapping[str, str]) -> None:
    """Set the story of some reports; claims of those that changed wait to be fused.

    Args:
        connection: a writing one.
        story_of: story of each report, its own id where it stands alone.
    """
    changed: dict[str, str] = {}
    for some in shares(story_of):
        rows = connection.execute(
            select(t.reading.c.report, t.reading.c.story).where(
                t.reading.c.report.in_(some)
            )
        )
        changed |= {
            row.report: story_of[row.report]
            for row in rows
            if story_of[row.report] != row.story
        }
    for report, story in sorted(changed.items()):
        connection.execute(
            update(t.reading)
            .where(t.reading.c.report == report)
            .values(story=story, waits_for_control=True)
        )
    for some in shares(changed):
        touched = select(t.claim.c.incident).where(
            t.claim.c.report.in_(some), t.claim.c.incident.is_not(None)
        )
        connection.execute(
            update(t.claim)
            .where(t.claim.c.incident.in_(touched))
            .values(waits_for_fusing=True)
        )


def is_grouped(connection: Connection, report: str, around: Collection[str]) -> None:
    """Take a report off the list of those whose reprints must be looked for; undated
    reports that hang together with it may be dated by that.
    """
    c = t.reading.c
    for some in shares(around):
        undated = or_(c.earliest.is_(None), c.latest.is_(None), c.earliest != c.latest)
        connection.execute(
            update(t.reading)
            .where(c.report.in_(some), undated)
            .values(waits_for_dating=True)
        )
    connection.execute(
        update(t.reading)
        .where(t.reading.c.report == report)
        .values(waits_for_grouping=False)
    )
