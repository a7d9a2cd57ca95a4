"""Compared claims in the store: what is to be compared with what, and what came of it
or was decided by people.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection, Text, cast, delete, select, update

from sourceline.model.incidents import Judgement, Pair
from sourceline.store import schema as t
from sourceline.store.database import insert
from sourceline.store.shares import shares


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


def neighbours(
    connection: Connection, blocks: Mapping[str, Collection[str]]
) -> list[str]:
    """Ids of the other claims that share a blocking key with one of some claims.

    Args:
        connection: a reading one.
        blocks: blocking keys by claim.
    """
    found: set[str] = set()
    for some in shares({key for keys in blocks.values() for key in keys}):
        rows = connection.execute(
            select(t.block.c.claim).where(t.block.c.key.in_(some)).distinct()
        )
        found |= set(rows.scalars())
    return sorted(found - blocks.keys())


def standing(connection: Connection, ids: Collection[str]) -> str:
    """A hash of what comparing some claims rests on: which of them wait for it, their
    records, and when their reports were published.
    """
    published = t.reading.c.record["report"]["published"]
    digest = hashlib.sha256()
    for some in shares(ids):
        rows = connection.execute(
            select(
                t.claim.c.id,
                t.claim.c.waits_for_matching,
                cast(t.claim.c.record, Text),
                cast(published, Text),
            )
            .join(t.reading, t.reading.c.report == t.claim.c.report)
            .where(t.claim.c.id.in_(some))
            .order_by(t.claim.c.id)
        )
        for row in rows:
            digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()


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
