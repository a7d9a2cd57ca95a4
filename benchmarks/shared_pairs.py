"""Pairs of things that a grouping puts together, and their F1."""

from collections.abc import Mapping
from itertools import combinations


def pairs_of(group_of: Mapping[str, str]) -> set[tuple[str, str]]:
    """Unordered pairs of items with the same group."""
    groups: dict[str, list[str]] = {}
    for item, group in group_of.items():
        groups.setdefault(group, []).append(item)
    return {p for g in groups.values() for p in combinations(sorted(g), 2)}


def f1(found: set[tuple[str, str]], gold: set[tuple[str, str]]) -> str:
    """Precision, recall and F1 in words."""
    hit = len(found & gold)
    precision, recall = hit / max(1, len(found)), hit / max(1, len(gold))
    mean = 2 * precision * recall / max(1e-9, precision + recall)
    return f"P {precision:.3f} R {recall:.3f} F1 {mean:.3f} ({len(found)} pairs)"
