"""Claims that were not compared yet are compared with all that come near.

Comparing takes long and writes nothing, so it is done between two transactions: one
that reads and one that keeps the result, if what it rests on still stands as it did.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from sourceline.fuse.matching import blocks, match
from sourceline.model.incidents import Pair, Testimony
from sourceline.running import Progress, Workplace
from sourceline.running.weights import weights_of
from sourceline.store import pairs
from sourceline.store.database import reading
from sourceline.store.testimonies import testimonies

_CLAIMS_AT_ONCE = 1000


def bring_up(place: Workplace, progress: Progress) -> None:
    """Compare every claim that waits for it."""
    weights = weights_of(place.settings)
    done = 0
    while True:
        with reading(place.engine) as connection:
            share = _next(connection)
        if not share.new:
            return
        found = match(share.new, weights, against=share.near)
        with place.engine.begin() as connection:
            kept = _keep(connection, share, found)
        done += len(share.new) if kept else 0
        progress("comparing claims", done, done)


@dataclass(frozen=True, slots=True)
class _Share:
    """Claims to be compared, and all that this rests on.

    Attributes:
        new: claims that were not compared yet.
        blocks: their blocking keys.
        near: compared claims that share a key with one of them.
        stood: hash of both as they lay in the store.
    """

    new: Sequence[Testimony]
    blocks: Mapping[str, Sequence[str]]
    near: Sequence[Testimony]
    stood: str


def _next(connection: Connection) -> _Share:
    ids = pairs.waiting_for_matching(connection, _CLAIMS_AT_ONCE)
    new = testimonies(connection, ids)
    keys = {x.claim.id: blocks(x) for x in new}
    near = pairs.neighbours(connection, keys)
    stood = pairs.standing(connection, [*ids, *near])
    return _Share(new, keys, testimonies(connection, near), stood)


def _keep(connection: Connection, share: _Share, found: Sequence[Pair]) -> bool:
    """Keep what comparing gave, unless somebody has changed what it rests on: another
    run that read or compared some of the same. Then the claims that were left wait on.
    """
    near = pairs.neighbours(connection, share.blocks)
    if pairs.standing(connection, [*share.blocks, *near]) != share.stood:
        return False
    pairs.keep_blocks(connection, share.blocks)
    pairs.keep_pairs(connection, share.blocks, found)
    return True
