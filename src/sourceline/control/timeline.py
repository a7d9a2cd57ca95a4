"""The line of each place, from what is said about it to its periods."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sourceline.control.bounds import (
    SAID,
    WITHDRAWAL,
    end_of,
    reaching_back,
    start_of,
)
from sourceline.control.changes import steps_of
from sourceline.control.days import EVER, Days
from sourceline.control.districts import towns_in_districts
from sourceline.control.drafts import HELD, Draft
from sourceline.control.runs import runs_of
from sourceline.control.sites import Site, read_sites
from sourceline.control.states import deny, overlays, take_lifted
from sourceline.model.incidents import ControlPeriod, ControlTestimony, Testimony

if TYPE_CHECKING:
    from sourceline.model.claims import Place


def periods(
    testimonies: Sequence[ControlTestimony], events: Sequence[Testimony] = ()
) -> list[ControlPeriod]:
    """Who held each place from when to when, by what reports say.

    Args:
        testimonies: control claims with their reports.
        events: event claims with theirs; those by which a place changes hands count
            as captures where their report makes no control claim that says the same.

    Returns:
        Periods by place key, start and holder; the same whatever the order of the
        input. Of one place, those with state ``held`` never surely overlap.
    """
    made: list[tuple[str, Place, list[Draft]]] = []
    for site in read_sites(testimonies, events):
        site.one_name_each()
        drafts = _drafts(site)
        if drafts:
            made.append((site.key, site.place, drafts))
    towns_in_districts(made)
    out = [
        (key, draft, draft.period(place)) for key, place, all_ in made for draft in all_
    ]
    out.sort(key=lambda x: (x[0], *_start_order(x[1]), x[2].evidence))
    return [period for _, _, period in out]


def _start_order(draft: Draft) -> tuple[int, int, str, str]:
    lo, hi = draft.start
    return (
        hi if hi is not None else lo if lo is not None else 0,
        lo if lo is not None else 0,
        draft.holder,
        draft.state,
    )


def _drafts(site: Site) -> list[Draft]:
    lifted = take_lifted(site)
    steps, loose = steps_of(site)
    runs = runs_of(steps, loose)
    starts: list[tuple[Days, str]] = []
    for i, run in enumerate(runs):
        starts.append(start_of(run, runs[i - 1] if i else None))
    out = []
    for i, run in enumerate(runs):
        follows = runs[i + 1] if i + 1 < len(runs) else None
        end = end_of(run, follows, starts[i + 1][0] if follows else None)
        if not run.steps and end is not None:
            known = end[0] if end[0] is not None else end[1]
            starts[i] = (None, known), SAID
        claims = [c for s in [*run.steps, *run.ends] for c in s.claims]
        if i and starts[i][1] == WITHDRAWAL:
            claims += [c for s in runs[i - 1].ends for c in s.claims]
        against = {c.id for s in run.against for c in s.claims}
        if follows is not None:
            against |= reaching_back(follows, run)
        out.append(
            Draft(
                run.holder,
                starts[i][0],
                end,
                starts[i][1],
                HELD,
                run.first,
                {c.id for c in claims},
                against,
            )
        )
    out += overlays(site.part, [r.first for r in runs if r.first > EVER[0]], lifted)
    for denial in site.denied:
        deny(out, denial)
    return out
