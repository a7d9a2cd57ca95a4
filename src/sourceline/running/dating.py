"""Undated reports are narrowed by what dated ones tell."""

from sourceline.fuse.dating import narrowed
from sourceline.pipeline import names_days
from sourceline.running import Progress, Workplace
from sourceline.running.weights import weights_of
from sourceline.store import landmarks
from sourceline.store.database import reading
from sourceline.store.shares import shares

_DATED_AT_ONCE = 100
_UNDATED_AT_ONCE = 10


def bring_up(place: Workplace, progress: Progress) -> None:
    """Narrow the undated reports that something new may date."""
    _keep_dated(place, progress)
    usual = weights_of(place.settings).usual
    with reading(place.engine) as connection:
        undated = landmarks.undated_waiting(connection)
    done = 0
    for some in shares(undated, _UNDATED_AT_ONCE):
        with place.engine.begin() as connection:
            for report in some:
                record = landmarks.as_read(connection, report)
                landmarks.keep(connection, record)
                found = narrowed(
                    record,
                    landmarks.dated(connection, record),
                    landmarks.dated_reprints(connection, report),
                    names_days,
                    usual,
                )
                landmarks.keep_narrowed(connection, record, found)
        done += len(some)
        progress("undated reports", done, len(undated))


def _keep_dated(place: Workplace, progress: Progress) -> None:
    """Bring up what dated reports may date others by, all of it before any is dated."""
    with reading(place.engine) as connection:
        dated = landmarks.dated_waiting(connection)
    done = 0
    for some in shares(dated, _DATED_AT_ONCE):
        with place.engine.begin() as connection:
            landmarks.keep_dated(connection, some)
        done += len(some)
        progress("dated reports", done, len(dated))
