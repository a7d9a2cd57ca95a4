"""Incidents are made anew where their claims, judgements or stories changed."""

from collections.abc import Collection

from sqlalchemy import Connection

from sourceline.fuse.clusters import cluster
from sourceline.fuse.consensus import incident
from sourceline.fuse.tolls import read_vague
from sourceline.model.incidents import Incident
from sourceline.resources import table
from sourceline.review import deciding
from sourceline.running import Progress, Workplace
from sourceline.store import fusing, pairs
from sourceline.store.testimonies import testimonies

_CLAIMS_AT_ONCE = 100


def bring_up(place: Workplace, progress: Progress) -> None:
    """Make anew every incident that waits for it."""
    done = 0
    while True:
        with place.engine.begin() as connection:
            waiting = fusing.waiting_for_fusing(connection, _CLAIMS_AT_ONCE)
            if not waiting:
                return
            some = remake(connection, waiting)
            left = fusing.count_waiting(connection)
        done += len(some)
        progress("fusing", done, done + left)


def remake(connection: Connection, claims: Collection[str]) -> set[str]:
    """Make anew the incidents of some claims and of all that hangs together with them.

    Args:
        connection: a writing one.
        claims: their ids.

    Returns:
        Ids of the claims whose incidents were made anew.
    """
    some = fusing.component(connection, claims)
    fusing.keep_incidents(connection, some, _incidents(connection, some))
    deciding.refresh(connection, some)
    return some


def _incidents(connection: Connection, ids: set[str]) -> list[Incident]:
    told = {x.claim.id: x for x in testimonies(connection, ids)}
    compared = pairs.pairs_among(connection, ids)
    judged = pairs.judgements(connection, ids)
    report_of = {name: x.claim.report for name, x in told.items()}
    near: dict[str, list[int]] = {}
    for number, pair in enumerate(compared):
        near.setdefault(pair.left, []).append(number)
        near.setdefault(pair.right, []).append(number)
    made = []
    vague = read_vague(table("vague_counts.csv"))
    for members in cluster(report_of, compared, judged):
        own = sorted({n for m in members for n in near.get(m, ())})
        mine = [compared[n] for n in own]
        made.append(incident([told[m] for m in members], mine, judged, vague))
    return made
