"""Sieges, contests and claims about parts of a place: periods of their own state that
lie over the runs and end nobody's hold; and what is denied.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from sourceline.control.claims import CAPTURE, LOSS, Said
from sourceline.control.days import RECENT, WINDOW, Days, in_order
from sourceline.control.drafts import BESIEGED, CONTESTED, HELD, Draft
from sourceline.control.sites import Site


def take_lifted(site: Site) -> dict[str, list[Said]]:
    """Take the withdrawals of besiegers who are nowhere said to hold the place: these
    left the siege, not the place.
    """
    held = {s.holder for s in site.whole if s.kind != LOSS}
    around = {s.holder for s in site.part if s.word == "besieges"} - held
    lifted: dict[str, list[Said]] = defaultdict(list)
    for one in site.whole:
        if one.kind == LOSS and one.holder in around:
            lifted[one.holder].append(one)
    site.whole = [s for s in site.whole if s.holder not in lifted]
    return lifted


def overlays(
    said: Sequence[Said], turns: Sequence[int], lifted: Mapping[str, Sequence[Said]]
) -> list[Draft]:
    """Periods of siege and contest, each until the place changes hands or the besieger
    leaves, or for contests, as long as reports tell of them.
    """
    groups: dict[tuple[str, str], list[Said]] = defaultdict(list)
    for one in said:
        state = BESIEGED if one.word == "besieges" else CONTESTED
        groups[state, one.holder].append(one)
    out: list[Draft] = []
    for (state, holder), claims in sorted(groups.items()):
        left = lifted.get(holder, ()) if state == BESIEGED else ()
        days = sorted({*turns, *(s.days[1] for s in left if s.days[1] is not None)})
        dated = [c for c in claims if c.days[1] is not None]
        made = [_overlay(group, state, days) for group in _spells(dated, state, days)]
        undated = [c for c in claims if c.days[1] is None]
        if undated and not made:
            made = [_overlay(undated, state, [])]
        made[-1].evidence |= {c.id for c in undated}
        for one in left:
            _lift(made, one)
        out += made
    return out


def _lift(sieges: Sequence[Draft], left: Said) -> None:
    """Give a withdrawal to the siege that it ended, else to the last one."""
    ended = [d for d in sieges if d.end is not None and d.end[1] == left.days[1]]
    if ended:
        ended[-1].end = left.days
        _clip_to_proof(ended[-1])
    (ended or sieges)[-1].evidence.add(left.id)


def _clip_to_proof(siege: Draft) -> None:
    if siege.end is not None and siege.end[0] is None and siege.end[1] is not None:
        siege.end = (min(siege.at, siege.end[1]), siege.end[1])


def _spells(
    claims: Sequence[Said], state: str, turns: Sequence[int]
) -> Iterator[list[Said]]:
    """Claims of one actor, parted where the place changed hands between them."""
    group: list[Said] = []
    last = 0
    for one in sorted(claims, key=lambda c: (c.days[1] or 0, c.id)):
        day = one.days[1] or 0
        turned = bisect_left(turns, day) > bisect_left(turns, last)
        if group and (turned or (state == CONTESTED and day - last > RECENT)):
            yield group
            group = []
        group.append(one)
        last = day
    if group:
        yield group


def _overlay(group: Sequence[Said], state: str, turns: Sequence[int]) -> Draft:
    first, last = group[0].days[1], group[-1].days[1]
    reach = [c.since for c in group if c.since is not None]
    lo = group[0].days[0]
    start: Days = min(reach) if reach else (lo, first)
    end: Days | None = None
    next_turn = bisect_left(turns, last or 0)
    turn = turns[next_turn] if next_turn < len(turns) else None
    if turn is not None and (state == BESIEGED or turn - (last or 0) <= RECENT):
        end = (min((last or 0) + 1, turn) if state == CONTESTED else turn, turn)
    elif state == CONTESTED and last is not None:
        end = (last + 1, None)
    ids = {c.id for c in group}
    return Draft(group[0].holder, start, end, state, state, first or 0, ids, set())


def deny(drafts: Sequence[Draft], denial: Said) -> None:
    """Note a denial against the period that it denies, where there is one."""
    day = denial.days[1]
    if day is None:
        return
    state = {"besieges": BESIEGED, "contests": CONTESTED}.get(denial.word, HELD)
    mine = [d for d in drafts if d.holder == denial.holder and d.state == state]
    if denial.kind == LOSS:
        for draft in mine:
            if draft.end is not None and abs((draft.end[1] or day) - day) <= RECENT:
                draft.against.add(denial.id)
                return
        return
    covering = [
        d
        for d in mine
        if d.at - WINDOW <= day and (d.end is None or in_order(day - RECENT, d.end[1]))
    ]
    if denial.kind == CAPTURE:
        covering = [d for d in covering if abs(d.at - day) <= RECENT]
    if covering:
        max(covering, key=lambda d: d.at).against.add(denial.id)
