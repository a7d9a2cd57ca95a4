"""Which reports train, choose (dev), test, and which region is held out whole.

Reports that tell the same happening, or reprint one another, stay together. The held-
out region is South and South-East Asia: nothing from these countries is trained on, so
that its figures say what a new region costs.
"""

import hashlib
from collections.abc import Iterable

from corpus.reader import Report

HELD_OUT_COUNTRIES = frozenset(
    [
        "AF",
        "PK",
        "IN",
        "BD",
        "LK",
        "NP",
        "BT",
        "MV",
        "MM",
        "TH",
        "PH",
        "ID",
        "MY",
        "SG",
        "VN",
        "KH",
        "LA",
        "BN",
        "TL",
    ]
)
PARTS = ("train", "dev", "test", "held-out")
_TEST, _DEV = 0.15, 0.08


def groups(reports: Iterable[Report]) -> list[list[Report]]:
    """Reports joined by a shared incident or a reprint, each group by report id."""
    parent: dict[str, str] = {}

    def find(x: str) -> str:
        parent.setdefault(x, x)
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    listed = sorted(reports, key=lambda r: r.id)
    for report in listed:
        for incident in report.incidents.values():
            parent[find(report.id)] = find("incident " + incident)
        if report.reprint_of:
            parent[find(report.id)] = find(report.reprint_of)
    out: dict[str, list[Report]] = {}
    for report in listed:
        out.setdefault(find(report.id), []).append(report)
    return sorted(out.values(), key=lambda g: g[0].id)


def split(reports: Iterable[Report]) -> dict[str, list[Report]]:
    """The four parts.

    A group goes by the hash of its first id, so that new reports never move old ones.
    """
    parts: dict[str, list[Report]] = {name: [] for name in PARTS}
    for group in groups(reports):
        if any(r.country in HELD_OUT_COUNTRIES for r in group):
            parts["held-out"] += group
            continue
        draw = int(hashlib.sha256(group[0].id.encode()).hexdigest()[:8], 16) / 2**32
        parts[
            "test" if draw < _TEST else "dev" if draw < _TEST + _DEV else "train"
        ] += group
    return parts
