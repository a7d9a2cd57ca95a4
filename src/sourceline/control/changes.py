"""Many reports of one change are one: steps on the line of a place.

Captures and losses are gathered into *changes* (the narrowest range that most stories
support), holdings into *proofs*.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sourceline.control.claims import CAPTURE, HOLD, LOSS, Said
from sourceline.control.days import EVER, PRECISE, RECENT, Days, in_order, meet
from sourceline.control.sites import Site

_SAME_CHANGE = 3
"""Days between the dates that reports give to one change, at most."""
_NEWS = 14
"""Days before its publication that a report's own news of a change may lie."""


@dataclass(frozen=True, slots=True)
class Step:
    """A change or a proof on the line of a place.

    ``at`` is the day by which it is sure, ``rank`` its order within the day; ``days``
    is its range.
    """

    at: int
    rank: int
    holder: str
    kind: str
    days: Days
    claims: tuple[Said, ...]
    redated: bool = False

    @property
    def since_when(self) -> int:
        """First day that the range allows; the sure day where it is open."""
        lo = self.days[0]
        return self.at if lo is None else min(lo, self.at)

    @property
    def order(self) -> tuple[int, int, str, str]:
        """Place on the line."""
        return self.at, self.rank, self.holder, self.claims[0].id


@dataclass(frozen=True, slots=True)
class _Marks:
    """Precisely dated captures of one place, for looking up who took it between."""

    days: list[int]
    holders: list[str]
    after: list[int]
    own: dict[str, list[int]]

    @staticmethod
    def of(captures: Iterable[Said]) -> "_Marks":
        """Sorted, each with the index of the next one by another holder."""
        listed = sorted((c.days[1] or 0, c.holder) for c in captures if c.precise)
        after = [len(listed)] * len(listed)
        own: dict[str, list[int]] = defaultdict(list)
        for i in range(len(listed) - 2, -1, -1):
            same = listed[i][1] == listed[i + 1][1]
            after[i] = after[i + 1] if same else i + 1
        for day, holder in listed:
            own[holder].append(day)
        return _Marks([d for d, _ in listed], [h for _, h in listed], after, own)

    def by_another(self, lo: int, hi: int, holder: str) -> int | None:
        """First day in [lo, hi] on which somebody else took the place."""
        i = bisect_left(self.days, lo)
        if i < len(self.days) and self.holders[i] == holder:
            i = self.after[i]
        return self.days[i] if i < len(self.days) and self.days[i] <= hi else None

    def by_holder(self, lo: int, hi: int, holder: str) -> int | None:
        """Last day in [lo, hi] on which the holder took it."""
        days = self.own.get(holder, [])
        i = bisect_right(days, hi) - 1
        return days[i] if i >= 0 and days[i] >= lo else None


def steps_of(site: Site) -> tuple[list[Step], list[Step]]:
    """Steps in order, and those that nothing dates at all."""
    by_kind: dict[tuple[str, str], list[Said]] = defaultdict(list)
    for said in site.whole:
        by_kind[said.kind, said.holder].append(said)
    marks = _Marks.of(s for s in site.whole if s.kind == CAPTURE)
    steps: list[Step] = []
    for kind, holder in sorted(by_kind):
        if kind != HOLD:
            steps += _changes(by_kind[kind, holder], marks)
    changes: dict[str, list[tuple[Said, Step]]] = defaultdict(list)
    for step in steps:
        for one in step.claims:
            changes[one.report].append((one, step))
    steps = [_ordered(s, changes, marks) for s in steps]
    for kind, holder in sorted(by_kind):
        if kind == HOLD:
            held = by_kind[kind, holder]
            steps += [_proof(s, changes.get(s.report, ()), marks) for s in held]
    loose = [s for s in steps if s.at == EVER[0]]
    return sorted((s for s in steps if s.at > EVER[0]), key=lambda s: s.order), loose


def _changes(said: Sequence[Said], marks: _Marks) -> list[Step]:
    """Claims of one holder and kind, gathered into changes.

    Precise claims few days apart tell one change; undated and vague ones join the
    latest change that their range allows, and make one of their own where there is
    none.
    """
    groups: list[list[Said]] = []
    ends: list[int] = []
    for one in sorted((s for s in said if s.precise), key=lambda s: (s.days, s.id)):
        lo, hi = one.days[0] or 0, one.days[1] or 0
        near = bool(groups) and lo - ends[-1] <= _SAME_CHANGE
        if near and marks.by_another(ends[-1] + 1, lo - 1, one.holder) is None:
            groups[-1].append(one)
            ends[-1] = max(ends[-1], hi)
        else:
            groups.append([one])
            ends.append(hi)
    ranges = [_agreed(g) for g in groups]
    vague: list[Said] = []
    for one in (s for s in said if not s.precise):
        found = _dated_elsewhere(one, ranges, marks)
        if found is None:
            vague.append(one)
        else:
            groups[found].append(one)
    steps = [
        _step(g, r, redated=any(not s.precise for s in g))
        for g, r in zip(groups, ranges, strict=True)
    ]
    return steps + [_step([one], one.days) for one in vague]


def _step(group: Sequence[Said], days: Days, *, redated: bool = False) -> Step:
    claims = tuple(sorted(group, key=lambda s: s.id))
    first = claims[0]
    by_others = redated and len({s.report for s in claims}) > 1
    at = EVER[0] if days[1] is None else days[1]
    return Step(at, 1, first.holder, first.kind, days, claims, by_others)


def _agreed(group: Sequence[Said]) -> tuple[int, int]:
    """The range that most stories allow, cut down by all that meet it."""
    ranges: dict[tuple[int, int], set[str]] = defaultdict(set)
    told: dict[tuple[int, int], tuple[int, int]] = {}
    for one in group:
        days = (one.days[0] or 0, one.days[1] or 0)
        ranges[days].add(one.story)
        told[days] = max(told.get(days, (0, 0)), (one.published, one.trust))
    support = {
        r: len(set().union(*(s for q, s in ranges.items() if meet(q, r))))
        for r in ranges
    }
    best = min(
        ranges,
        key=lambda r: (-support[r], r[1] - r[0], -told[r][0], -told[r][1], r),
    )
    for other in sorted(ranges, key=lambda r: (r[1] - r[0], r)):
        if meet(best, other):
            best = max(best[0], other[0]), min(best[1], other[1])
    return best


def _dated_elsewhere(
    one: Said, ranges: Sequence[tuple[int, int]], marks: _Marks
) -> int | None:
    """Index of the change that an undated or vague claim tells."""
    lo, hi = one.days
    if hi is None:
        return len(ranges) - 1 if ranges else None
    found = bisect_right(ranges, hi, key=lambda r: r[0]) - 1
    if found < 0 or not in_order(lo, ranges[found][1]):
        return None
    age = hi - ranges[found][1]
    if lo is None and age > RECENT:
        between = marks.by_another(ranges[found][1] + 1, hi, one.holder)
        return found if between is None else None
    return found


def _ordered(
    step: Step, changes: Mapping[str, Sequence[tuple[Said, Step]]], marks: _Marks
) -> Step:
    """The change at its place among the others: who came, came after who left; a change
    without a day stands before the other's that its own report tells.
    """
    lo, hi = step.days
    if hi is None:
        return step
    vague = lo is None or hi - lo > PRECISE
    if vague:
        beside = [
            other.at
            for one in step.claims
            for _, other in changes[one.report]
            if other.kind == CAPTURE
            and other.holder != step.holder
            and other.days[0] is not None
            and in_order(lo, other.at)
            and other.at <= hi
        ]
        look_back = hi - RECENT if step.kind == LOSS else None
        earliest = lo if lo is not None else look_back
        found = min(beside, default=None)
        if found is None and earliest is not None:
            found = marks.by_another(earliest, hi, step.holder)
        if found is not None:
            rank = 0 if step.kind == LOSS else -1
            return replace(step, at=found, rank=rank, days=(lo, min(hi, found)))
    if step.kind == LOSS:
        same_day = marks.by_holder(step.at, step.at, step.holder)
        return replace(step, rank=0 if same_day is None else 3)
    return step


def _proof(one: Said, beside: Sequence[tuple[Said, Step]], marks: _Marks) -> Step:
    """A holding as a step: on the day that it is told of, or just before the change
    that its own report tells ("took the town, which X had held since").
    """
    lo, hi = one.days
    before = [s.at for c, s in beside if _overtakes(c, s, one)]
    if before:
        at = min(before)
        return Step(at, -1, one.holder, HOLD, (lo, hi), (one,))
    if hi is None:
        hi = None if one.since is None else one.since[1]
    if hi is None:
        return Step(EVER[0], 2, one.holder, HOLD, (None, None), (one,))
    if lo is not None and lo < hi:
        taken = marks.by_holder(lo, hi, one.holder)
        lost = marks.by_another(lo if taken is None else taken + 1, hi, one.holder)
        if taken is not None and lost is not None:
            return Step(taken, 2, one.holder, HOLD, (lo, hi), (one,))
        if lost is not None:
            return Step(lost, -1, one.holder, HOLD, (lo, hi), (one,))
    return Step(hi, 2, one.holder, HOLD, (lo, hi), (one,))


def _overtakes(change: Said, step: Step, held: Said) -> bool:
    """Whether a change that the same report tells came after the holding."""
    against = (step.kind == CAPTURE) == (step.holder != held.holder)
    if not against or step.at == EVER[0]:
        return False
    if held.speakers and change.speakers and held.speakers.isdisjoint(change.speakers):
        return False  # "the army says it took the town, the rebels that they hold it"
    if held.since is not None and held.since[0] > step.at:
        return False
    if held.stated:
        return in_order(held.days[0], step.at) and (held.days[1] or 0) <= step.at
    return step.at >= held.published - _NEWS
