"""How far two coders agree, layer by layer: F1 and Krippendorff's alpha (nominal).

python -m corpus.agreement

Compares ``corpus/agreement/first`` with ``corpus/agreement/second``: the same reports,
annotated twice, the second time without sight of the first. Words are compared by the
label that each coder gave them; events are paired by shared trigger words, most first.
"""

import sys
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path

import krippendorff

from corpus.reader import Report, reports
from sourceline.language.tokenizer import tokenize

FOLDER = Path(__file__).parent / "agreement"
KINDS = {
    "a": "actors",
    "v": "victims",
    "h": "persons",
    "p": "places",
    "d": "times",
    "n": "counts",
    "s": "sources",
    "w": "weapons",
    "o": "objects",
}
Pair = tuple[str | None, str | None]


class Layer:
    """One layer's spans (for F1) and paired labels (for alpha)."""

    def __init__(self) -> None:
        self.first = self.second = self.both = 0
        self.labels: list[Pair] = []

    def compare(self, first: set, second: set) -> None:
        """Count what both coders have."""
        self.first += len(first)
        self.second += len(second)
        self.both += len(first & second)

    @property
    def f1(self) -> float | None:
        """F1 of one coder against the other, None where the layer is only labels."""
        total = self.first + self.second
        return 2 * self.both / total if total else None

    @property
    def alpha(self) -> float | None:
        """Krippendorff's alpha over the paired labels; None where all are alike."""
        values = sorted({str(x) for pair in self.labels for x in pair})
        if len(values) < 2:
            return None
        rows = [
            [values.index(str(x)) for x in column]
            for column in zip(*self.labels, strict=True)
        ]
        return float(krippendorff.alpha(rows, level_of_measurement="nominal"))


def compare(first: Sequence[Report], second: Sequence[Report]) -> dict[str, Layer]:
    """All layers over reports coded twice, paired by id."""
    layers: dict[str, Layer] = {}
    others = {r.id: r for r in second}
    for report in first:
        _words(layers, report, others[report.id])
        _events(layers, report, others[report.id])
    return layers


def _layer(layers: dict[str, Layer], name: str) -> Layer:
    return layers.setdefault(name, Layer())


def _words(layers: dict[str, Layer], a: Report, b: Report) -> None:
    """Mentions and triggers: exact spans, and the label of every article word."""
    for kind, name in KINDS.items():
        spans = [
            {(m.start, m.end) for m in r.mentions if m.kind == kind} for r in (a, b)
        ]
        _layer(layers, name).compare(*spans)
    _layer(layers, "all mentions").compare(
        *({(m.start, m.end, m.kind) for m in r.mentions} for r in (a, b))
    )
    _layer(layers, "triggers").compare(
        *({(m.start, m.end) for m in r.triggers} for r in (a, b))
    )
    for block in a.blocks:
        if not block.is_article:
            continue
        for token in tokenize(a.text, block.start, block.end):
            kinds = [_label(r, token.start) for r in (a, b)]
            _layer(layers, "all mentions").labels.append((kinds[0][0], kinds[1][0]))
            _layer(layers, "triggers").labels.append((kinds[0][1], kinds[1][1]))
            for kind, name in KINDS.items():
                pair = (str(kinds[0][0] == kind), str(kinds[1][0] == kind))
                _layer(layers, name).labels.append(pair)


def _label(report: Report, at: int) -> tuple[str, str]:
    mention = next((m.kind for m in report.mentions if m.start <= at < m.end), "-")
    trigger = next((t.kind for t in report.triggers if t.start <= at < t.end), "-")
    return mention, trigger


def _events(layers: dict[str, Layer], a: Report, b: Report) -> None:
    """Events by shared triggers; type, status, news and tolls of those that both
    have.
    """
    pairs = list(_paired(a, b))
    keys = [set(r.events) for r in (a, b)]
    layer = _layer(layers, "events")
    layer.first += len(keys[0])
    layer.second += len(keys[1])
    layer.both += len(pairs)
    for one, other in pairs:
        left, right = a.events[one], b.events[other]
        for field in ("type", "status", "news"):
            _layer(layers, f"event {field}").labels.append(
                (str(left[field]), str(right[field]))
            )
        tolls = [_tolls(e) for e in (left, right)]
        _layer(layers, "casualties").compare(*({t[:3] for t in x} for x in tolls))
        _layer(layers, "casualties with group").compare(
            *({t[:4] for t in x} for x in tolls)
        )
        _layer(layers, "casualties with group, scope").compare(*tolls)
        for x, y in product(sorted(tolls[0], key=str), sorted(tolls[1], key=str)):
            if x[:3] == y[:3]:
                _layer(layers, "casualty group").labels.append((x[3], y[3]))
                _layer(layers, "casualty scope").labels.append((x[4], y[4]))
    claims = [
        {(_spot(r, c["place"]), c["kind"], c["status"]) for c in r.control}
        for r in (a, b)
    ]
    _layer(layers, "control claims").compare(*claims)


def _tolls(event: dict) -> set[tuple]:
    return {
        (t["harm"], t["low"], t["high"], t["group"], t["scope"])
        for t in event.get("casualties") or ()
    }


def _spot(report: Report, one: str) -> str:
    return str(report.info.get(one, {}).get("place"))


def _paired(a: Report, b: Report) -> Iterator[tuple[str, str]]:
    votes: dict[tuple[str, str], int] = {}
    for one, other in product(a.triggers, b.triggers):
        both_events = one.id in a.events and other.id in b.events
        if both_events and one.start < other.end and other.start < one.end:
            votes[one.id, other.id] = votes.get((one.id, other.id), 0) + 1
    left, right = set(), set()
    for (one, other), _ in sorted(votes.items(), key=lambda v: (-v[1], v[0])):
        if one not in left and other not in right:
            left.add(one)
            right.add(other)
            yield one, other


def main() -> int:
    """Print the table."""
    layers = compare(list(reports(FOLDER / "first")), list(reports(FOLDER / "second")))
    print(f"{'layer':32} {'F1':>6} {'alpha':>6}   first second both")
    for name, layer in layers.items():
        f1 = f"{layer.f1:.2f}" if layer.f1 is not None else "-"
        alpha = layer.alpha if layer.labels else None
        shown = f"{alpha:.2f}" if alpha is not None else "-"
        sizes = (
            f"{layer.first:6} {layer.second:6} {layer.both:5}" if layer.first else ""
        )
        print(f"{name:32} {f1:>6} {shown:>6}   {sizes}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
