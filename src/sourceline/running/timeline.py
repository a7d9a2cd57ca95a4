"""Who held what is worked out anew for the places that changed reports speak of."""

from sourceline.control import periods
from sourceline.running import Progress, Workplace
from sourceline.store import sites
from sourceline.store.database import reading
from sourceline.store.shares import shares
from sourceline.store.testimonies import control_testimonies, testimonies

_REPORTS_AT_ONCE = 100
_CLAIMS_AT_ONCE = 300


def bring_up(place: Workplace, progress: Progress) -> None:
    """Write down which places the changed reports speak of, then make the lines of the
    first-level units that these lie in.
    """
    _keep_sites(place, progress)
    done = 0
    while True:
        with place.engine.begin() as connection:
            areas = sites.next_areas(connection, _CLAIMS_AT_ONCE)
            if not areas:
                return
            about = sites.claims_about(connection, areas)
            made = periods(
                control_testimonies(connection, about.held),
                testimonies(connection, about.events),
            )
            sites.keep_periods(connection, about, made)
            left = sites.waiting_areas(connection)
        done += len(areas)
        progress("control", done, done + left)


def _keep_sites(place: Workplace, progress: Progress) -> None:
    """Every report before the first line, so that no line is made twice."""
    with reading(place.engine) as connection:
        changed = sites.waiting(connection)
    done = 0
    for some in shares(changed, _REPORTS_AT_ONCE):
        with place.engine.begin() as connection:
            sites.keep_sites(connection, some)
        done += len(some)
        progress("places", done, len(changed))
