"""Why claims were joined: the reasons for and against, one after another, in plain
words, from nothing to the weight that decided.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sourceline.model.incidents import Incident, Judgement, Pair
from sourceline.web import words

WIDTH = 320.0
_REASON = re.compile(r"^(?P<words>.*) \((?P<bits>[+-]\d+(?:\.\d+)?)\)$", re.DOTALL)
_REST = 0.05
_START = "where any two claims start, and what weighs little"


@dataclass(frozen=True, slots=True)
class Step:
    """One reason as a drawn bar; ``x`` and ``width`` lie within ``WIDTH``."""

    words: str
    bits: float
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Waterfall:
    """Two claims and what spoke for their being one happening.

    Attributes:
        left: a claim of the incident.
        right: the claim that it is nearest to.
        weight: in bits; above 0 speaks for one happening.
        means: the same in words.
        steps: reasons, strongest first.
        zero: where nothing speaks either way.
        decided: what people decided about the two.
    """

    left: str
    right: str
    weight: float
    means: str
    steps: tuple[Step, ...]
    zero: float
    decided: tuple[str, ...] = ()


def waterfalls(
    incident: Incident, pairs: Iterable[Pair], judged: Iterable[Judgement]
) -> list[Waterfall]:
    """For each claim the strongest pair that it is in, each pair once."""
    listed = sorted(pairs, key=lambda p: (-p.weight, p.left, p.right))
    said: dict[tuple[str, str], list[str]] = {}
    for one in judged:
        said.setdefault((one.left, one.right), []).append(f"{one.who}: {one.verdict}")
    best: dict[tuple[str, str], Pair] = {}
    for member in incident.members:
        own = [p for p in listed if member.id in {p.left, p.right}]
        for pair in own[:1]:
            best[pair.left, pair.right] = pair
    ordered = sorted(best.values(), key=lambda p: (-p.weight, p.left, p.right))
    return [_waterfall(p, tuple(said.get((p.left, p.right), ()))) for p in ordered]


def _waterfall(pair: Pair, decided: tuple[str, ...]) -> Waterfall:
    reasons = [_read(reason) for reason in pair.reasons]
    rest = pair.weight - sum(bits for _, bits in reasons)
    if abs(rest) >= _REST:
        reasons.append((_START, round(rest, 1)))
    at, ends = 0.0, [0.0]
    for _, bits in reasons:
        at += bits
        ends.append(at)
    low, high = min(ends), max(ends)
    scale = WIDTH / ((high - low) or 1.0)
    steps = tuple(
        Step(
            text,
            bits,
            round((min(before, after) - low) * scale, 1),
            round(max(abs(bits) * scale, 1.0), 1),
        )
        for (text, bits), before, after in zip(reasons, ends, ends[1:], strict=False)
    )
    return Waterfall(
        pair.left,
        pair.right,
        round(pair.weight, 1),
        words.likelihood(pair.weight),
        steps,
        round(-low * scale, 1),
        decided,
    )


def _read(reason: str) -> tuple[str, float]:
    found = _REASON.match(reason)
    return (found["words"], float(found["bits"])) if found else (reason, 0.0)
