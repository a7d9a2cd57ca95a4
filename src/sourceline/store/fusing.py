"""Claims, pairs and incidents in the store: what fusing reads and writes.

Work is found by what waits, never by what a run remembers: each function that ends a
step clears the marks of that step in the transaction that keeps its result.
"""

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    RowMapping,
    delete,
    or_,
    select,
    update,
)

from sourceline.model.claims import Place
from sourceline.model.incidents import (
    ControlTestimony,
    Incident,
    Judgement,
    Outlet,
    Pair,
    Testimony,
)
from sourceline.model.records import (
    incident_record,
    read_control_claim,
    read_event_claim,
    read_published,
)
from sourceline.resolve.romanise import fold
from sourceline.store import schema as t
from sourceline.store.database import insert

_AT_ONCE = 500
"""Ids in one statement: SQLite takes some thousands, PostgreSQL plans few better."""


def shares(items: Iterable[str], size: int = _AT_ONCE) -> Iterator[list[str]]:
    """Sorted items in lists of at most ``size``."""
    listed = sorted(items)
    for at in range(0, len(listed), size):
        yield listed[at : at + size]


# --- stories -------------------------------------------------------------------------


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


# --- testimonies ---------------------------------------------------------------------


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


# --- pairs ---------------------------------------------------------------------------


def waiting_for_matching(connection: Connection, most: int) -> list[str]:
    """Ids of some claims that were not compared yet, in order."""
    rows = connection.execute(
        select(t.claim.c.id)
        .where(t.claim.c.waits_for_matching)
        .order_by(t.claim.c.id)
        .limit(most)
    )
    return list(rows.scalars())


def keep_blocks(connection: Connection, blocks: Mapping[str, Collection[str]]) -> None:
    """Keep the blocking keys of some claims."""
    rows = [
        {"key": key, "claim": claim}
        for claim, keys in sorted(blocks.items())
        for key in sorted(set(keys))
    ]
    if rows:
        connection.execute(insert(connection, t.block).on_conflict_do_nothing(), rows)


def neighbours(connection: Connection, ids: Collection[str]) -> list[str]:
    """Ids of the claims that share a blocking key with one of ``ids``."""
    found: set[str] = set()
    for some in shares(ids):
        mine = select(t.block.c.key).where(t.block.c.claim.in_(some))
        rows = connection.execute(
            select(t.block.c.claim).where(t.block.c.key.in_(mine)).distinct()
        )
        found |= set(rows.scalars())
    return sorted(found - set(ids))


def keep_pairs(
    connection: Connection, compared: Collection[str], pairs: Sequence[Pair]
) -> None:
    """Keep what comparing some claims gave; they, and all that they now hang
    together with, wait to be fused.
    """
    if pairs:
        rows = [
            {
                "left": p.left,
                "right": p.right,
                "weight": p.weight,
                "reasons": list(p.reasons),
            }
            for p in pairs
        ]
        connection.execute(insert(connection, t.pair).on_conflict_do_nothing(), rows)
    touched = {x for p in pairs for x in (p.left, p.right)} | set(compared)
    for some in shares(touched):
        connection.execute(
            update(t.claim).where(t.claim.c.id.in_(some)).values(waits_for_fusing=True)
        )
    for some in shares(compared):
        connection.execute(
            update(t.claim)
            .where(t.claim.c.id.in_(some))
            .values(waits_for_matching=False)
        )


def forget_pairs(connection: Connection) -> None:
    """Put every claim back to wait for matching: the weights have changed."""
    connection.execute(delete(t.pair))
    connection.execute(delete(t.block))
    connection.execute(
        update(t.claim).where(t.claim.c.fused).values(waits_for_matching=True)
    )


def waiting_for_fusing(connection: Connection) -> list[str]:
    """Ids of the claims whose incident must be made anew, in order."""
    rows = connection.execute(
        select(t.claim.c.id).where(t.claim.c.waits_for_fusing).order_by(t.claim.c.id)
    )
    return list(rows.scalars())


def component(connection: Connection, ids: Collection[str]) -> set[str]:
    """All claims that hang together with ``ids`` by a pair, a judgement or an incident
    that they are in now.
    """
    found: set[str] = set()
    edge = set(ids)
    while edge:
        found |= edge
        further: set[str] = set()
        for some in shares(edge):
            for here, there in (
                (t.pair.c.left, t.pair.c.right),
                (t.pair.c.right, t.pair.c.left),
                (t.judgement.c.left, t.judgement.c.right),
                (t.judgement.c.right, t.judgement.c.left),
            ):
                further |= set(
                    connection.execute(select(there).where(here.in_(some))).scalars()
                )
            inside = select(t.claim.c.incident).where(
                t.claim.c.id.in_(some), t.claim.c.incident.is_not(None)
            )
            further |= set(
                connection.execute(
                    select(t.claim.c.id).where(t.claim.c.incident.in_(inside))
                ).scalars()
            )
        edge = further - found
    known: set[str] = set()
    for some in shares(found):
        rows = connection.execute(select(t.claim.c.id).where(t.claim.c.id.in_(some)))
        known |= set(rows.scalars())
    return known


def pairs_among(connection: Connection, ids: Collection[str]) -> list[Pair]:
    """Kept pairs both of whose claims are in ``ids``."""
    inside = set(ids)
    out = []
    for some in shares(inside):
        rows = connection.execute(
            select(t.pair).where(t.pair.c.left.in_(some)).order_by(*t.pair.primary_key)
        )
        out += [
            Pair(r.left, r.right, r.weight, tuple(r.reasons))
            for r in rows
            if r.right in inside
        ]
    return sorted(out, key=lambda p: (p.left, p.right))


def judgements(
    connection: Connection, ids: Collection[str] | None = None
) -> list[Judgement]:
    """People's decisions, all or those on two claims of ``ids``."""
    rows = connection.execute(select(t.judgement).order_by(*t.judgement.primary_key))
    inside = None if ids is None else set(ids)
    return [
        Judgement(r.left, r.right, r.verdict, r.who, r.when)
        for r in rows
        if inside is None or {r.left, r.right} <= inside
    ]


# --- incidents -----------------------------------------------------------------------


def keep_incidents(
    connection: Connection, claims: Collection[str], made: Sequence[Incident]
) -> None:
    """Put incidents in the place of those that some claims were in.

    Args:
        connection: a writing one.
        claims: every claim of the old and of the new incidents.
        made: the new incidents.
    """
    before: dict[str, str] = {}
    for some in shares(claims):
        rows = connection.execute(
            select(t.claim.c.id, t.claim.c.incident).where(
                t.claim.c.id.in_(some), t.claim.c.incident.is_not(None)
            )
        )
        before |= {row.id: row.incident for row in rows}
    for some in shares(set(before.values())):
        connection.execute(delete(t.incident).where(t.incident.c.id.in_(some)))
    of_claim = {m.id: x.id for x in made for m in x.members}
    if made:
        connection.execute(
            insert(connection, t.incident), [_incident_row(x) for x in made]
        )
    for claim in sorted(claims):
        connection.execute(
            update(t.claim)
            .where(t.claim.c.id == claim)
            .values(incident=of_claim.get(claim), waits_for_fusing=False)
        )
    _keep_names(connection, before, of_claim)


def _keep_names(
    connection: Connection, before: Mapping[str, str], now: Mapping[str, str]
) -> None:
    """An incident that took another's claim in answers to that one's name too."""
    taken = set(now.values())
    for old in sorted(set(before.values())):
        if old in taken:
            connection.execute(delete(t.alias).where(t.alias.c.old == old))
            continue
        first = min(c for c, i in before.items() if i == old)
        if first in now:
            connection.execute(
                update(t.alias)
                .where(t.alias.c.incident == old)
                .values(incident=now[first])
            )
            connection.execute(
                insert(connection, t.alias)
                .values(old=old, incident=now[first])
                .on_conflict_do_update(
                    index_elements=["old"], set_={"incident": now[first]}
                )
            )


def _incident_row(x: Incident) -> dict[str, Any]:
    return {
        "id": x.id,
        "event_type": x.event_type,
        "sub_event_type": x.sub_event_type,
        "earliest": x.date.earliest if x.date else None,
        "latest": x.date.latest if x.date else None,
        "country": x.place.country if x.place else None,
        "lat": x.place.lat if x.place else None,
        "lon": x.place.lon if x.place else None,
        "place": names(x.place) if x.place else None,
        "actors": "; ".join(sorted({p.actor for p in x.participants})),
        "deaths": x.deaths.best,
        "grade": x.grade,
        "sources": x.independent_sources,
        "record": incident_record(x),
    }


def names(place: Place) -> str:
    """A place's names as they are searched: without case, accents and marks."""
    told = (place.gazetteer_name, place.name, place.admin1)
    return " | ".join(dict.fromkeys(fold(x) for x in told if x))
