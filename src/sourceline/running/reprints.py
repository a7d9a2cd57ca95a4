"""Reprints of the reports that wait for it are found, and the stories they tell."""

from sqlalchemy import Connection

from sourceline.fuse.reprints import SAME_DAYS, reprints_among, stories
from sourceline.running import Progress, Workplace
from sourceline.store import stories as kept
from sourceline.store.database import reading
from sourceline.store.shares import shares

_REPORTS_AT_ONCE = 25


def bring_up(place: Workplace, progress: Progress) -> None:
    """Find the reprints of the reports that wait for it, and their stories."""
    with reading(place.engine) as connection:
        changed = kept.waiting_for_grouping(connection)
    done = 0
    for some in shares(changed, _REPORTS_AT_ONCE):
        with place.engine.begin() as connection:
            for report in some:
                _regroup(connection, report)
        done += len(some)
        progress("reprints", done, len(changed))


def _regroup(connection: Connection, report: str) -> None:
    """Find a report's reprints, and the stories of all that hangs together with it."""
    before, _ = kept.likenesses_around(connection, {report})
    mine = kept.fingerprint_of(connection, report)
    near = kept.candidates_for_story(connection, report, SAME_DAYS)
    kept.keep_likenesses(connection, report, reprints_among(mine, near))
    around, pairs = kept.likenesses_around(connection, before)
    story_of = stories(pairs)
    kept.keep_stories(connection, {r: story_of.get(r, r) for r in around})
    kept.is_grouped(connection, report, around)
