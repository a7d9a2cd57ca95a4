"""Tolls of the practice corpus's same-incident groups, from their gold claims.

    python -m benchmarks.tolls [--parts train,dev] [--worst 10]

For each group and harm (dead, wounded) whose claims revise or contradict each other: is
the lowest figure of the toll the least of the totals said, the highest the greatest (a
range or "up to" by its upper end), and the figure shown one of them?

The said totals come from the annotation alone, which knows the speaker of each figure
(``by``) where the claims do not: one for each speaker of each report that says that it
happened, the sum over groups of his first figure for the whole event. What bounds a
toll from below, and may be shown, is a *credible whole*: no party's figure for its
enemy's losses, no count of fewer groups than another one makes, and no lesser count of
other people.
"""

import argparse
from collections import defaultdict
from dataclasses import dataclass

from benchmarks.gold_claims import gold_id, gold_testimonies
from corpus.reader import Report, reports
from corpus.split import PARTS, split
from sourceline.claims.attribution import kind_of
from sourceline.fuse.consensus import incident
from sourceline.fuse.tolls import read_vague
from sourceline.model.incidents import Incident, Testimony, Toll
from sourceline.pipeline import gazetteer
from sourceline.resources import table

HARMS = (("deaths", "killed"), ("wounded", "wounded"))
HAPPENED = {"occurred", "ongoing"}
SIDES = {"combatant-state", "combatant-non-state"}


@dataclass(frozen=True)
class Said:
    """A total as the annotation has it."""

    report: str
    published: str
    by: str | None
    figure: int
    most: int
    open: bool
    groups: tuple[tuple[str, int], ...]
    enemy: bool

    def part_of(self, other: "Said") -> bool:
        """It counts fewer groups, other people, or one side's dead of more."""
        mine, theirs = dict(self.groups), dict(other.groups)
        apart = not set(mine) & set(theirs) and "unknown" not in {*mine, *theirs}
        a_side = "unknown" in theirs and set(mine) <= SIDES
        smaller = self.figure < other.figure
        return set(mine) < set(theirs) or ((apart or a_side) and smaller)


def said_totals(listed: list[tuple[Report, str]], harm: str) -> list[Said]:
    """Totals of a group, one for each speaker of each report."""
    out = []
    for report, key in listed:
        event = report.events.get(key)
        if not event or event["status"] not in HAPPENED:
            continue
        figures: dict[str | None, dict[str, tuple[int, int]]] = defaultdict(dict)
        opened = set()
        for toll in event.get("casualties") or ():
            if toll["harm"] != harm or toll["scope"] != "event":
                continue
            if toll["low"] is not None:
                by = toll.get("by")
                bounds = toll["low"], toll["high"] or toll["low"]
                figures[by].setdefault(toll["group"], bounds)
                if toll["high"] is None:
                    opened.add(by)
        for by, groups in figures.items():
            out += _by_side(report, event, by, groups, by in opened)
    return out


def _by_side(
    report, event, by, groups: dict[str, tuple[int, int]], opened: bool
) -> list[Said]:
    """A speaker's total; a party's without its enemy's losses, and those beside it."""
    kind = _kind(report, event, by)
    theirs = {
        "military": "combatant-non-state",
        "police": "combatant-non-state",
        "armed group": "combatant-state",
    }.get(kind)
    own = {g: n for g, n in groups.items() if g != theirs or not n[0]}
    out = []
    if own:
        out.append(_said(report, by, own, opened, False))
    if len(own) < len(groups):
        out.append(_said(report, by, groups, opened, True))
    return out


def _said(
    report, by, groups: dict[str, tuple[int, int]], opened: bool, enemy: bool
) -> Said:
    shown = tuple(sorted((g, low) for g, (low, _) in groups.items()))
    low, high = (sum(bounds) for bounds in zip(*groups.values(), strict=True))
    return Said(report.id, report.published, by, low, high, opened, shown, enemy)


def upper_bounds(listed: list[tuple[Report, str]], harm: str) -> list[int]:
    """Figures that are only said not to be exceeded."""
    return [
        toll["high"]
        for report, key in listed
        if (event := report.events.get(key)) and event["status"] in HAPPENED
        for toll in event.get("casualties") or ()
        if toll["harm"] == harm and toll["scope"] == "event"
        if toll["low"] is None and toll["high"] is not None
    ]


def _kind(report: Report, event: dict, by: str | None) -> str | None:
    """Kind of a figure's speaker; of the only one where nobody is named for it."""
    words = {m.id: report.text[m.start : m.end] for m in reversed(report.mentions)}
    saying = [s for s in event.get("sources") or () if s in words]
    kinds = {s: kind_of(words[s]) for s in saying}
    saying = [s for s in saying if kinds[s] not in {"outlet", "agency"}]
    if by is None:
        by = saying[0] if len(saying) == 1 else None
    return kind_of(words[by]) if by in words else None


def right(toll: Toll, said: list[Said], upper: list[int]) -> dict[str, bool]:
    """Which of low, best and high are as the totals imply."""
    credible = [s for s in said if not s.enemy]
    whole = [s for s in credible if not any(s.part_of(o) for o in credible)]
    most = max([*(s.most for s in said), *upper])
    opened = any(s.open and s.most == most for s in said)
    return {
        "low": toll.low == min((s.figure for s in whole), default=None),
        "best": toll.best in {s.figure for s in whole}
        or (not whole and toll.best is None),
        "high": toll.high == most or (toll.high is None and opened),
    }


def plainly(toll: Toll, said: list[Said]) -> dict[str, bool]:
    """The same against every figure said, with no reading of who says it of whom."""
    figures = [s.figure for s in said]
    opened = any(s.open and s.figure == max(figures) for s in said)
    return {
        "low": toll.low == min(figures),
        "best": toll.best in figures,
        "high": toll.high == max(figures) or (toll.high is None and opened),
    }


def words(found: Incident, field: str, said: list[Said]) -> str:
    toll: Toll = getattr(found, field)
    lines = [
        f"  {field}: low {toll.low} best {toll.best} high {toll.high} "
        f"({toll.rule}); enemy claims {len(toll.enemy_claims)}"
    ]
    lines += [
        f"    {s.report} {s.published} by {s.by}: {s.figure}{'+' if s.open else ''} "
        f"{dict(s.groups)}{' enemy' if s.enemy else ''}"
        for s in said
    ]
    return "\n".join(lines)


def groups(listed: list[Report]) -> dict[str, list[tuple[Report, str]]]:
    """Reports and event keys by incident."""
    out: dict[str, list[tuple[Report, str]]] = defaultdict(list)
    for report in listed:
        for key, name in sorted(report.incidents.items()):
            out[name].append((report, key))
    return dict(out)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--parts", default=",".join(PARTS))
    parser.add_argument("--worst", type=int, default=10)
    args = parser.parse_args()
    parts = args.parts.split(",")
    if unknown := set(parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    divided = split(reports())
    listed = sorted((r for p in parts for r in divided[p]), key=lambda r: r.id)
    told = {t.claim.id: t for t in gold_testimonies(listed, gazetteer())}
    score(groups(listed), told, args.worst)


def _tally(
    toll: Toll, said: list[Said], upper: list[int], counts: dict[str, int]
) -> int:
    """Count what fits; how much does not."""
    fits = right(toll, said, upper)
    counts["all"] += 1
    counts["every"] += all(fits.values())
    for part, fit in fits.items():
        counts[part] += fit
    for part, fit in plainly(toll, said).items():
        counts["plain " + part] += fit
    return len(fits) - sum(fits.values())


def score(
    by_incident: dict[str, list[tuple[Report, str]]],
    told: dict[str, Testimony],
    worst: int,
) -> None:
    """Print the figures and the worst groups."""
    counts: dict[str, int] = defaultdict(int)
    grades: dict[str, int] = defaultdict(int)
    bad: list[tuple[int, str]] = []
    vague = read_vague(table("vague_counts.csv"))
    for name, members in sorted(by_incident.items()):
        ids = [gold_id(r, k) for r, k in members]
        testimonies = [told[i] for i in ids if i in told]
        if not testimonies:
            continue
        found = incident(testimonies, vague=vague)
        grades[found.grade] += 1
        for field, harm in HARMS:
            said = said_totals(members, harm)
            if len({s.figure for s in said}) > 1:
                upper = upper_bounds(members, harm)
                misses = _tally(getattr(found, field), said, upper, counts)
                if misses:
                    bad.append((misses, f"{name}\n{words(found, field, said)}"))
    total = counts["all"]
    print(f"{total} tolls with revised or contradictory figures")
    for part in ("low", "best", "high", "every"):
        print(f"{part:6s} {counts[part]:4d}  {100 * counts[part] / total:.1f} %")
    print("against all figures said, whoever says them and whatever they count:")
    for part in ("low", "best", "high"):
        print(f"{part:6s} {100 * counts['plain ' + part] / total:.1f} %")
    print("grades", dict(sorted(grades.items())))
    for _, text in sorted(bad, key=lambda b: (-b[0], b[1]))[:worst]:
        print(text)


if __name__ == "__main__":
    main()
