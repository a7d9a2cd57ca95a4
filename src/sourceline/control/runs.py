"""Steps in order become runs of one holder each; where runs contradict each other, the
side with more independent stories stands and the other side's claims are kept against
it.

Source: ACLED codebook (control that lasts no more than a day stays a clash; only the
final acquisition is a change).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from sourceline.control.changes import Step
from sourceline.control.claims import CAPTURE, LOSS, Said, weight
from sourceline.control.days import WINDOW

_STALE = 60
"""Days after which a holder's last proof no longer speaks against another's."""
_CLASH = 1
"""ACLED: control that lasts no more than a day stays a clash."""


@dataclass(slots=True)
class Run:
    """Days of one holder: steps that carry them, losses that end them, and steps of
    others that say otherwise.
    """

    holder: str
    steps: list[Step] = field(default_factory=list)
    ends: list[Step] = field(default_factory=list)
    against: list[Step] = field(default_factory=list)
    opened: int | None = None

    @property
    def first(self) -> int:
        """Day of its first step, of its loss where it has no other."""
        return (self.steps or self.ends)[0].at

    @property
    def last(self) -> int:
        """Last day on which it is proven."""
        return self.steps[-1].at if self.steps else self.first

    @property
    def proven(self) -> int:
        """The last day from which it may no longer have been; a step that is dated by
        a range proves no more than the range's first day.
        """
        return max(s.since_when for s in self.steps or self.ends)

    @property
    def opening(self) -> Step | None:
        """The capture that begins it, also where a proof is dated a few days before."""
        for step in self.steps:
            if step.at - self.first > WINDOW:
                break
            if step.kind == CAPTURE:
                return step
        return None

    @property
    def reach(self) -> int:
        """The first day that it is said to cover."""
        since = [c.since[1] for s in self.steps for c in s.claims if c.since]
        return min([self.first, *since])

    def strength(self, not_before: int = 0) -> tuple[int, int, int]:
        """Independent stories, day of the latest report, trust of the best speaker."""
        claims: list[Said] = []
        for step in reversed(self.steps):
            if step.at < not_before:
                break
            claims += step.claims
        return weight(claims)

    def take_back(self, other: "Run") -> None:
        """Put a run that was overruled against this one; what was ruled out there in
        favour of this holder counts for him again.
        """
        mine = [s for s in other.against if s.holder == self.holder]
        others = [s for s in other.against if s.holder != self.holder]
        losses = [s for s in mine if s.kind == LOSS]
        back = [s for s in mine if s.kind != LOSS]
        if back:
            self.steps = sorted(back + self.steps, key=lambda s: s.order)
        self.against += [*other.steps, *other.ends, *others, *losses]

    def join(self, later: "Run") -> None:
        """Go on with a later run of the same holder."""
        in_order = self.last <= later.first
        self.steps += later.steps
        if not in_order:
            self.steps.sort(key=lambda s: s.order)
        self.against += later.against
        self.ends = later.ends


def runs_of(steps: Sequence[Step], loose: Sequence[Step]) -> list[Run]:
    """Runs of one place in order, of which no two claim the same days.

    Args:
        steps: in order.
        loose: those that nothing dates at all.
    """
    return _with_loose(_settled(_raw_runs(steps)), loose)


def _raw_runs(steps: Sequence[Step]) -> list[Run]:
    """Steps in order, gathered while the holder stays the same."""
    runs: list[Run] = []
    for _, moment in groupby(steps, key=lambda s: (s.at, s.rank)):
        there = runs[-1].holder if runs else None
        # of two who took a place on one day, he who had it took it back
        for step in sorted(moment, key=lambda s: s.holder == there):
            if step.kind == LOSS:
                _leave(runs, step)
            elif runs and runs[-1].holder == step.holder and not runs[-1].ends:
                runs[-1].steps.append(step)
            else:
                runs.append(Run(step.holder, [step]))
    return runs


def _leave(runs: list[Run], loss: Step) -> None:
    """Let a loss end the run that it tells of."""
    if not runs:
        runs.append(Run(loss.holder, ends=[loss]))
        return
    top = runs[-1]
    if top.holder == loss.holder:
        top.ends.append(loss)
        return
    near = abs(loss.at - top.first) <= WINDOW or top.opening is None
    below = runs[-2] if len(runs) > 1 else None
    if below is not None and below.holder == loss.holder and near:
        below.ends.append(loss)
    elif below is None and near:
        runs.insert(0, Run(loss.holder, ends=[loss]))
    elif top.ends or loss.at - top.last > _STALE:
        runs.append(Run(loss.holder, ends=[loss]))
    else:
        (below if below is not None and near else top).against.append(loss)


def _settled(raw: Iterable[Run]) -> list[Run]:
    """Runs of which no two claim the same days."""
    stack: list[Run] = []
    for run in raw:
        while _unsettled(stack, run):
            pass
    return stack


def _unsettled(stack: list[Run], run: Run) -> bool:
    """Put a run on the stack; True where the top had to go and it must be tried
    again.
    """
    if not stack:
        stack.append(run)
        return False
    top, below = stack[-1], stack[-2] if len(stack) > 1 else None
    if top.holder == run.holder:
        _go_on(stack, top, run)
        return False
    verdict = _verdict(top, below, run)
    if verdict == "run":
        if _is_clash(top, run):
            run.opened = min(top.first, run.opened or top.first)
        run.take_back(stack.pop())
    elif verdict == "top":
        top.take_back(run)
    else:
        stack.append(run)
    return verdict == "run"


def _verdict(top: Run, below: Run | None, run: Run) -> str:
    """Whose claims stand: ``top``, ``run`` or ``both``, one after the other."""
    if _is_clash(top, run):
        under = None if below is None else below.holder
        undecided = top.first == run.first and under != run.holder
        top_stands = undecided and (under == top.holder or _beats(top, run))
        return "top" if top_stands else "run"
    if run.opening is not None or not run.steps or top.ends:
        return "both"
    verdict = _contest(top, below, run)
    if verdict == "both":
        run.against += [s for s in top.steps if s.at >= run.first]
    return verdict


def _go_on(stack: list[Run], top: Run, run: Run) -> None:
    """A run after another one of the same holder, which a loss may have ended."""
    if not top.ends:
        top.join(run)
        return
    lost = top.ends[-1]
    gap = run.first - lost.at
    opening = run.opening
    if not run.steps:
        top.ends += run.ends
        return
    if gap > (WINDOW if opening is None else _CLASH):
        stack.append(run)
        return
    told = [c for s in top.ends for c in s.claims]
    if opening is None and weight(told) > run.strength():
        top.against += run.steps
        top.against += run.against
        top.ends += run.ends
        return
    top.against += top.ends
    top.join(run)


def _is_clash(top: Run, run: Run) -> bool:
    """Taken and taken back within a day, or by two on one day."""
    first, second = top.opening, run.opening
    if first is None or second is None or second.at != run.first:
        return False
    known = all(
        s.days[0] is not None and s.days[0] == s.days[1] for s in (first, second)
    )
    return known and run.first - top.first <= _CLASH and top.last <= second.at


def _beats(top: Run, run: Run, *others: Run) -> bool:
    recent = run.first - _STALE
    steps = [s for r in (run, *others) for s in r.steps]
    side = weight([c for s in steps for c in s.claims])
    mine = top.strength(recent)
    # who holds it before and after needs no more than as much
    return mine > side or (mine == side and not others and top.holder < run.holder)


def _contest(top: Run, below: Run | None, run: Run) -> str:
    """Whose claims stand where a run says that its holder holds what the top holds:
    ``top``, ``run`` or ``both`` (one after the other).
    """
    back = below is not None and below.holder == run.holder and not below.ends
    taken = top.opening is not None
    same_days = run.reach <= top.last
    if below is not None and back and not taken:
        stands = "top" if same_days else "both"
        return stands if _beats(top, run, below) else "run"
    if not taken and not same_days:
        return "both"
    if run.first - top.last > _STALE and not same_days:
        return "both"
    if _beats(top, run):
        return "top"
    denied = run.reach < top.first
    disputed = run.first - top.first <= WINDOW and (below is None or back)
    return "run" if denied or disputed else "both"


def _with_loose(runs: list[Run], loose: Sequence[Step]) -> list[Run]:
    """Runs with the steps that nothing dates: beside the last of their holder's, else
    before everything.
    """
    last = {run.holder: run for run in runs}
    new: dict[str, Run] = {}
    for step in sorted(loose, key=lambda s: (s.kind == LOSS, s.order)):
        known = last.get(step.holder)
        if known is None:
            run = new.setdefault(step.holder, Run(step.holder))
            (run.ends if step.kind == LOSS else run.steps).append(step)
        elif step.kind == LOSS and not known.ends and known is runs[-1]:
            known.ends.append(step)
        else:
            days = (None, known.last)
            known.steps.append(replace(step, at=known.last, rank=9, days=days))
    return [new[h] for h in sorted(new)] + runs
