"""When a run began and how, and when it ended."""

from collections import defaultdict

from sourceline.control.changes import Step
from sourceline.control.claims import CAPTURE, weight
from sourceline.control.days import EVER, PRECISE, Days, latest, meet, soonest
from sourceline.control.runs import Run

CAPTURED, REDATED = "captured", "captured (dated by other reports)"
WITHDRAWAL, SAID = "withdrawal of another", "said to hold"


def start_of(run: Run, before: Run | None) -> tuple[Days, str]:
    """When a run began and how."""
    loss = _told_together(run, before)
    opening = run.opening
    first = None if run.first == EVER[0] else run.first
    days: Days
    if not run.steps:
        days, began = (None, run.ends[0].days[1]), SAID
    elif opening is not None:
        days, began = _opened(run, opening, alone=before is None)
        if loss is not None and any(c.word == "withdrew" for c in loss.claims):
            began = WITHDRAWAL
    elif loss is not None:
        hi = loss.days[1] if first is None else min(first, loss.days[1] or first)
        days, began = (loss.days[0], hi), WITHDRAWAL
    else:
        days, began = _since(run) or (None, first), SAID
    if before is None or before.last == EVER[0]:
        return days, began
    return _not_before(days, before, first), began


def _not_before(days: Days, before: Run, first: int | None) -> Days:
    """The start, no earlier than what is proven of the holder before."""
    floor = before.proven
    if before.ends and before.ends[0].days[0] is not None:
        floor = max(floor, min(before.ends[0].days[0], before.ends[0].at))
    lo, hi = days
    if hi is not None and hi < floor:
        lo, hi = None, first
    if hi is not None:
        floor = min(floor, hi)
    if lo is None:
        lo = floor + 1 if hi is not None and floor < hi else floor
    return max(lo, floor), hi


def _told_together(run: Run, before: Run | None) -> Step | None:
    """The loss before a run that the same report, or one about the same day, tells."""
    if before is None or not before.ends or not run.steps:
        return None
    first = run.opening or run.steps[0]
    reports = {c.report for s in run.steps for c in s.claims}
    for loss in before.ends:
        same_report = any(c.report in reports for c in loss.claims)
        if same_report or (loss.days[0] is not None and meet(loss.days, first.days)):
            return loss
    return None


def _opened(run: Run, opening: Step, *, alone: bool) -> tuple[Days, str]:
    """Start of a captured run: its capture's range, narrowed by vague ones and by how
    far back the holder is said to hold.
    """
    days, redated = opening.days, opening.redated
    since = _since(run)
    lo, hi = days
    if lo is None or (hi is not None and hi - lo > PRECISE):
        more = [s.days for s in run.steps if s.kind == CAPTURE and s is not opening]
        for other in [*more, *([since] if since else [])]:
            if meet(days, other) and other != days:
                days = latest(days[0], other[0]), soonest(days[1], other[1])
                redated = redated or other[0] is not None
    elif since is not None and alone and not meet(days, since):
        told = [c for s in run.steps for c in s.claims]
        reach = {c.story for c in told if c.since and c.since[1] < (lo or 0)}
        if len(reach) > len({c.story for c in opening.claims}):
            return since, SAID
    return days, REDATED if redated else CAPTURED


def _since(run: Run) -> Days | None:
    """How far back most stories say that the holder holds; the narrowest of these."""
    stories: dict[tuple[int, int], set[str]] = defaultdict(set)
    for step in run.steps:
        for claim in step.claims:
            if claim.since is not None and claim.since[0] <= step.at:
                stories[claim.since].add(claim.story)
    if not stories:
        return None
    support = {
        r: len(set().union(*(s for q, s in stories.items() if meet(q, r))))
        for r in stories
    }
    best = min(stories, key=lambda r: (-support[r], r[1] - r[0], r))
    return best[0], best[1] if run.first == EVER[0] else min(best[1], run.last)


def end_of(run: Run, follows: Run | None, start: Days | None) -> Days | None:
    """When a run ended: by its own loss, else when the next began."""
    proven = run.proven if run.last > EVER[0] else None
    if run.ends:
        best = max(run.ends, key=lambda s: (weight(s.claims), s.order))
        lo, hi = best.days
    elif start is not None and follows is not None:
        lo, hi = start
        if follows.opened is not None:
            lo = follows.opened if lo is None else min(lo, follows.opened)
    else:
        return None
    if hi is not None and proven is not None and run.steps:
        lo = min(max(proven, lo if lo is not None else proven + 1), hi)
    if start is not None and start[1] is not None:
        hi = soonest(hi, start[1])
    if lo is not None and hi is not None:
        lo = min(lo, hi)
    return lo, hi


def reaching_back(follows: Run, run: Run) -> set[str]:
    """Claims that the next holder held already while this one did."""
    if follows.holder == run.holder or not run.steps:
        return set()
    return {
        c.id
        for s in follows.steps
        for c in s.claims
        if c.since is not None and c.since[1] < run.last
    }
