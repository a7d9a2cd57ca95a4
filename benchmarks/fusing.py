"""Same happening? Claims of the practice corpus put together, against its same-incident groups.

    python -m benchmarks.fusing [--parts test,held-out] [--weights FILE] [--errors] [--end-to-end [--reports N]]

All reports of the corpus are fused at once, so that the rest is the noise; figures are over the claims of a part.
Pairwise precision, recall and F1 count pairs of claims with at least one in the part; B-cubed means over its claims.
Beside it, in the same run: same day and same place and same type; likeness of the wording alone (cosine of TF-IDF over the
sentences, cut where F1 on the training part is best).

What the corpus does not say is not counted: pairs of two events that are in no group, of two reports that share a group
(only the events of the group were compared by the annotators). Pairs that ``corpus/across.json`` names, with the whole
groups of their two events, tell one happening in two parts: they are neither right nor wrong, also in ``strict``. Where a report tells an event of a group twice
(an account and its denial), the first telling stands for it, since two events of one report are never one incident;
``strict`` counts both of these as well, so that no system that keeps a report's events apart can reach 1.

``--end-to-end`` reads the texts with the shipped model; a claim stands for the gold event whose trigger words it shares.
"""

import argparse
import datetime
import math
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

import numpy as np

from benchmarks.gold_claims import (
    gold_id,
    gold_incident,
    gold_stories,
    gold_testimonies,
    outlet,
)
from benchmarks.score_reports import paired
from corpus.across import happenings
from corpus.across import pairs as across_pairs
from corpus.reader import Report, reports
from corpus.split import PARTS, split
from sourceline.fuse.clusters import cluster
from sourceline.fuse.features import content, stem
from sourceline.fuse.matching import MatchWeights, match, read_weights
from sourceline.model.incidents import Testimony
from sourceline.model.records import report_record
from sourceline.pipeline import extractor, gazetteer, text_source
from sourceline.resources import table

Grouping = Mapping[str, object]
"""What a claim is put in, by claim id."""
_DIMENSIONS = 1 << 14


@dataclass(frozen=True)
class Gold:
    """What the corpus says of the claims that are scored.

    Attributes:
        incident: by claim, its happening.
        report: by claim, its report.
        part: by claim, the part of the corpus.
        grouped: claims of a same-incident group.
        second: claims that tell once more what another claim of their report tells.
        shared: by report, its groups.
        across: by happening that is also told in another part, a name for all its tellings.
        lost: by part, gold pairs that no claim stands for.
    """

    incident: Mapping[str, str]
    report: Mapping[str, str]
    part: Mapping[str, str]
    grouped: frozenset[str]
    second: frozenset[str]
    shared: Mapping[str, frozenset[str]]
    across: Mapping[str, str]
    lost: Mapping[str, int]

    def told_across(self, one: str, other: str) -> bool:
        """Whether two claims tell one happening that the parts keep asunder."""
        first, second = (self.incident.get(c) for c in (one, other))
        if first == second or first not in self.across:
            return False
        return self.across[first] == self.across.get(second)

    def judged(self, one: str, other: str) -> bool:
        """Whether the corpus says of two claims if they are the same."""
        if self.told_across(one, other):
            return False
        if one in self.second or other in self.second:
            return False
        if one in self.grouped or other in self.grouped:
            return True
        return not (self.shared[self.report[one]] & self.shared[self.report[other]])


@dataclass(frozen=True)
class Score:
    """Precision and recall of pairs and of B-cubed."""

    found: int
    gold: int
    hit: int
    cubed_precision: float
    cubed_recall: float

    @property
    def f1(self) -> float:
        return 2 * self.hit / max(1, self.found + self.gold)

    @property
    def cubed(self) -> float:
        a, b = self.cubed_precision, self.cubed_recall
        return 2 * a * b / max(1e-9, a + b)

    def line(self) -> str:
        return (
            f"pairs P {self.hit / max(1, self.found):.3f} R {self.hit / max(1, self.gold):.3f} F1 {self.f1:.3f} "
            f"({self.gold} gold, {self.found} found)  B-cubed P {self.cubed_precision:.3f} R {self.cubed_recall:.3f} "
            f"F1 {self.cubed:.3f}"
        )


def gold_of(
    listed: Iterable[Report], claim_of: Callable[[Report, str], str | None]
) -> Gold:
    """What the corpus says, for claims named by a report and an event key."""
    listed = list(listed)
    incident, report_of, part_of, grouped, second = {}, {}, {}, set(), set()
    told: dict[tuple[str, str], list[tuple[bool, str, str | None]]] = defaultdict(list)
    shared = {}
    for part, members in split(listed).items():
        for report in members:
            shared[report.id] = frozenset(report.incidents.values())
            for key, event in report.events.items():
                claim = claim_of(report, key)
                name = gold_incident(report, key)
                if key in report.incidents and event["status"] in {
                    "occurred",
                    "ongoing",
                    "denied",
                }:
                    told[report.id, name].append(
                        (event["status"] == "denied", key, claim)
                    )
                if claim is None:
                    continue
                incident[claim], report_of[claim], part_of[claim] = (
                    name,
                    report.id,
                    part,
                )
                if key in report.incidents:
                    grouped.add(claim)
    standing: dict[tuple[str, str], list[str | None]] = defaultdict(list)
    parts = {r.id: p for p, members in split(listed).items() for r in members}
    for (report_id, name), tellings in sorted(told.items()):
        tellings.sort(key=lambda x: x[:2])
        standing[parts[report_id], name].append(tellings[0][2])
        second |= {c for _, _, c in tellings[1:] if c}
    lost: Counter[str] = Counter()
    for (part, _), claims in standing.items():
        lost[part] += math.comb(len(claims), 2) - math.comb(
            sum(c is not None for c in claims), 2
        )
    return Gold(
        incident,
        report_of,
        part_of,
        frozenset(grouped),
        frozenset(second),
        shared,
        happenings(
            {(r.id, k): gold_incident(r, k) for r in listed for k in r.events},
            across_pairs(),
        ),
        lost,
    )


def score(found: Grouping, gold: Gold, part: str, *, strict: bool = False) -> Score:
    """Figures over the claims of one part; claims that nothing is known of count as noise."""
    counts = lambda a, b: (
        gold.report.get(a) != gold.report.get(b)
        and not gold.told_across(a, b)
        and (strict or gold.judged(a, b))
    )
    truth = _groups(gold.incident)
    groups = _groups(found)
    inside = {c for c in gold.part if gold.part[c] == part}
    mine = lambda pairs: {
        p for p in pairs if (p[0] in inside or p[1] in inside) and counts(*p)
    }
    wanted, got = mine(_pairs(truth.values())), mine(_pairs(groups.values()))
    precision, recall = [], []
    for claim in sorted(inside):
        if claim in gold.second and not strict:
            continue
        same = {
            c for c in truth[gold.incident[claim]] if c == claim or counts(c, claim)
        }
        put = {c for c in groups[found[claim]] if c == claim or counts(c, claim)}
        precision.append(len(same & put) / len(put))
        recall.append(len(same & put) / len(same))
    return Score(
        len(got),
        len(wanted) + gold.lost[part],
        len(wanted & got),
        float(np.mean(precision)),
        float(np.mean(recall)),
    )


def _groups(of: Mapping[str, object]) -> dict[object, list[str]]:
    out: dict[object, list[str]] = defaultdict(list)
    for claim in sorted(of):
        out[of[claim]].append(claim)
    return out


def _pairs(groups: Iterable[Sequence[str]]) -> set[tuple[str, str]]:
    return {p for g in groups for p in combinations(sorted(g), 2)}


def ours(told: Sequence[Testimony], weights: MatchWeights) -> dict[str, object]:
    """Splink's pairs and the clusters that they make."""
    made = cluster({t.claim.id: t.claim.report for t in told}, match(told, weights))
    return {claim: n for n, members in enumerate(made) for claim in members}


def same_day_place_type(told: Sequence[Testimony]) -> dict[str, object]:
    """One happening where first and last day, place and sub-type are the same."""
    out: dict[str, object] = {}
    for testimony in told:
        claim = testimony.claim
        place, date = claim.place, claim.date
        if place is None or date is None:
            out[claim.id] = claim.id
            continue
        spot = place.gazetteer_name or place.name
        out[claim.id] = (
            date.earliest,
            date.latest,
            spot.lower(),
            place.country,
            claim.sub_event_type,
        )
    return out


class Wording:
    """Cosine of TF-IDF over the sentences of every two claims of different reports."""

    def __init__(self, told: Sequence[Testimony]) -> None:
        self.ids = [t.claim.id for t in told]
        words = [
            Counter(stem(w) for e in t.claim.evidence for w in content(e.text))
            for t in told
        ]
        seen = Counter(w for one in words for w in one)
        rows = np.zeros((len(told), _DIMENSIONS), dtype=np.float32)
        for n, one in enumerate(words):
            for word, count in one.items():
                at = zlib.crc32(word.encode()) % _DIMENSIONS
                rows[n, at] += (1 + math.log(count)) * math.log(len(told) / seen[word])
        rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
        numbers = {r: n for n, r in enumerate(sorted({t.claim.report for t in told}))}
        of = np.array([numbers[t.claim.report] for t in told])
        found = []
        for start in range(0, len(told), 500):
            likeness = rows[start : start + 500] @ rows.T
            a, b = np.nonzero(likeness >= 0.2)
            keep = (a + start < b) & (of[a + start] != of[b])
            found += [
                (float(likeness[x, y]), int(x) + start, int(y))
                for x, y in zip(a[keep], b[keep], strict=True)
            ]
        self.pairs = sorted(found, reverse=True)

    def grouped(self, least: float) -> dict[str, object]:
        """Claims joined by every pair of at least that likeness."""
        parent = list(range(len(self.ids)))

        def root(x: int) -> int:
            while parent[x] != x:
                parent[x] = parent[parent[x]]
                x = parent[x]
            return x

        for like, a, b in self.pairs:
            if like >= least:
                parent[root(a)] = root(b)
        return {claim: root(n) for n, claim in enumerate(self.ids)}


def show_errors(
    found: Grouping, gold: Gold, part: str, told: Sequence[Testimony]
) -> None:
    """Pairs put together wrongly, then pairs that were missed."""
    by_id = {t.claim.id: t for t in told}

    def line(claim: str) -> str:
        one = by_id[claim].claim
        place, date = one.place, one.date
        return (
            f"    {one.report} {one.sub_event_type} {one.status} {place and place.name} "
            f"{date and (str(date.earliest), str(date.latest))} {[p.actor.name for p in one.participants]} "
            f"{[(c.harm, c.low) for c in one.casualties]}"
        )

    inside = {c for c in gold.part if gold.part[c] == part}
    truth, put = (
        _pairs(_groups(gold.incident).values()),
        _pairs(_groups(found).values()),
    )
    for name, some in (("wrong", put - truth), ("missed", truth - put)):
        for pair in sorted(some):
            if (
                (pair[0] in inside or pair[1] in inside)
                and gold.judged(*pair)
                and gold.report[pair[0]] != gold.report[pair[1]]
            ):
                print(name, *map(line, pair), sep="\n")


def read_texts(
    listed: Sequence[Report],
) -> tuple[list[Testimony], dict[tuple[str, str], str], dict[str, str]]:
    """Claims that the shipped model makes of the texts, the claim for each gold event, and each claim's report."""
    told, claim_of, report_of = [], {}, {}
    stories = gold_stories(listed)
    for report in listed:
        day = datetime.date.fromisoformat(report.published)
        source = text_source(report.text, key=report.id, published=day)
        record = extractor().extract(source, report.country)
        for key, claim in paired(report, report_record(record)["claims"]).items():
            claim_of[report.id, key] = claim["id"]
        told += [
            Testimony(c, outlet(report, stories, record.id)) for c in record.claims
        ]
        report_of |= {c.id: report.id for c in record.claims}
    return told, claim_of, report_of


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--parts", default="test,held-out")
    parser.add_argument("--weights", type=Path)
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--end-to-end", action="store_true")
    parser.add_argument(
        "--reports",
        type=int,
        help="end to end: only so many of each part, whole groups first",
    )
    args = parser.parse_args()
    parts = args.parts.split(",")
    if unknown := set(parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    listed = list(reports())
    weights = read_weights(
        args.weights.read_text(encoding="utf-8")
        if args.weights
        else table("match_weights.json")
    )
    if args.end_to_end:
        chosen = [
            r for p in parts for r in _groups_first(split(listed)[p])[: args.reports]
        ]
        told, claim_of, report_of = read_texts(chosen)
        gold = gold_of(chosen, lambda r, key: claim_of.get((r.id, key)))
        gold = _with_noise(gold, report_of, chosen)
        print(
            f"{len(chosen)} reports read, {len(told)} claims, {len(claim_of)} of {sum(len(r.events) for r in chosen)} gold events"
        )
    else:
        told = gold_testimonies(listed, gazetteer())
        ids = {t.claim.id for t in told}
        gold = gold_of(
            listed, lambda r, key: name if (name := gold_id(r, key)) in ids else None
        )
        print(f"{len(told)} gold claims of {len(listed)} reports")
    wording = Wording(told)
    cuts = [n / 100 for n in range(25, 100, 5)]
    if args.end_to_end:
        cut = 0.5
    else:
        cut = max(cuts, key=lambda c: score(wording.grouped(c), gold, "train").f1)
    made = {
        "Sourceline": ours(told, weights),
        "same day, place and type": same_day_place_type(told),
        f"wording alone (>= {cut})": wording.grouped(cut),
    }
    for part in parts:
        for name, found in made.items():
            print(f"{part:9} {name:26} {score(found, gold, part).line()}")
            print(
                f"{'':9} {'  strict':26} {score(found, gold, part, strict=True).line()}"
            )
        if args.errors:
            show_errors(made["Sourceline"], gold, part, told)


def _groups_first(listed: Sequence[Report]) -> list[Report]:
    """Reports of groups, group by group, then the others."""
    return sorted(
        listed,
        key=lambda r: (not r.incidents, min(r.incidents.values(), default=""), r.id),
    )


def _with_noise(
    gold: Gold, report_of: Mapping[str, str], listed: Sequence[Report]
) -> Gold:
    """Claims that stand for no gold event are happenings of their own."""
    parts = {r.id: p for p, members in split(listed).items() for r in members}
    return replace(
        gold,
        incident={c: gold.incident.get(c, c) for c in report_of},
        report=report_of,
        part={c: parts[r] for c, r in report_of.items()},
    )


if __name__ == "__main__":
    main()
