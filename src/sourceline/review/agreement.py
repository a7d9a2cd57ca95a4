"""How far people agree: Krippendorff's alpha, field by field.

Krippendorff, K. (2011), Computing Krippendorff's Alpha-Reliability: alpha is
1 - observed / expected disagreement; it takes any number of coders and gaps. Tolls and
days are compared as ranks, all else as alike or not.
"""

import datetime
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any

from sourceline.model.decisions import FIELDS, Agreement, Decision, ReviewState
from sourceline.review.replay import is_stance

HAPPENED = "happened"
"""Not a field of incidents: whether the coder took it for one (accept, reject)."""
_NOT_SAID = -1
"""Rank of a toll or day that nobody gives: below all others."""

Distance = Callable[[Any, Any, Mapping[Any, int]], float]
_Coding = dict[str, Hashable]
"""Values by field, as they are compared."""


def agreement(state: ReviewState) -> list[Agreement]:
    """Alpha of each field, between blind coders and between machine and people.

    Coders are compared on incidents that they coded blind: decisions taken in sight of
    others' would agree too well. Of people's words against the machine's, those in
    sight of all stand above blind ones. An incident is known by the least of its
    claims.
    """
    by_coder = _codings(state.blind)
    people = {
        "people": {
            **_codings(state.blind, of_all=True).get("people", {}),
            **_codings(state.in_force, of_all=True).get("people", {}),
        }
    }
    machine = _machine((*state.blind, *state.in_force))
    out = []
    for field in (HAPPENED, *FIELDS):
        coders = _units(field, by_coder)
        pairs = _units(field, {**people, **machine})
        out.append(
            Agreement(
                field,
                alpha(coders, _DISTANCES.get(field, nominal)),
                len(coders),
                alpha(pairs, _DISTANCES.get(field, nominal)),
                len(pairs),
            )
        )
    return out


def alpha(
    units: Iterable[Sequence[Hashable]], distance: Distance | None = None
) -> float | None:
    """Krippendorff's alpha.

    Args:
        units: the values that coders gave to each unit; units of one value are left
            out.
        distance: squared difference of two values, given how often each occurs.

    Returns:
        None where nothing is comparable or all values are alike: then agreement can
        not be told from a lack of variety.
    """
    far = distance or nominal
    told = [list(unit) for unit in units if len(unit) > 1]
    counts = Counter(value for unit in told for value in unit)
    total = counts.total()
    expected = sum(
        n * m * far(a, b, counts) for a, n in counts.items() for b, m in counts.items()
    )
    if not expected:
        return None
    observed = sum(
        n * m * far(a, b, counts) / (len(unit) - 1)
        for unit in told
        for a, n in Counter(unit).items()
        for b, m in Counter(unit).items()
    )
    return 1 - (total - 1) * observed / expected


def nominal(one: Hashable, other: Hashable, _counts: Mapping[Any, int]) -> float:
    """Alike or not."""
    return float(one != other)


def ordinal(one: float, other: float, counts: Mapping[Any, int]) -> float:
    """The squared number of values that lie between two ranks."""
    low, high = min(one, other), max(one, other)
    between = sum(n for value, n in counts.items() if low <= value <= high)
    return float((between - (counts[low] + counts[high]) / 2) ** 2)


_DISTANCES: Mapping[str, Distance] = {
    "date": ordinal,
    "deaths": ordinal,
    "wounded": ordinal,
}


def _codings(
    decisions: Iterable[Decision], *, of_all: bool = False
) -> dict[str, dict[str, _Coding]]:
    """By coder and incident, what the last stance and the corrections come to.

    Args:
        decisions: in the order of the log.
        of_all: take people together, the last word counts.
    """
    out: dict[str, dict[str, _Coding]] = {}
    mended: dict[tuple[str, str], dict[str, Any]] = {}
    for one in decisions:
        who, unit = ("people" if of_all else one.who), one.target[0]
        if one.kind == "correct":
            given = mended.setdefault((who, unit), {})
            given[one.payload["field"]] = one.payload["value"]
            coded = out.setdefault(who, {}).setdefault(unit, {})
            coded[one.payload["field"]] = _comparable(
                one.payload["field"], one.payload["value"]
            )
        elif is_stance(one):
            values = one.payload["saw"]["values"] | mended.get((who, unit), {})
            out.setdefault(who, {})[unit] = _stance(one.kind, values)
    return out


def _stance(kind: str, values: Mapping[str, Any]) -> _Coding:
    if kind == "accept":
        return {HAPPENED: True} | {f: _comparable(f, values[f]) for f in FIELDS}
    # Of what did not happen there is no day; of an unsure coder there is no value.
    return {HAPPENED: False} if kind == "reject" else {}


def _machine(decisions: Iterable[Decision]) -> dict[str, dict[str, _Coding]]:
    """What the machine said of the incidents that people decided on, as last seen."""
    out: dict[str, _Coding] = {}
    for one in decisions:
        if one.kind == "correct" or is_stance(one):
            values = one.payload["saw"]["values"]
            out[one.target[0]] = {HAPPENED: True} | {
                f: _comparable(f, values[f]) for f in FIELDS
            }
    return {"machine": out}


def _units(
    field: str, codings: Mapping[str, Mapping[str, _Coding]]
) -> list[list[Hashable]]:
    """The values of a field by incident, where two or more gave one."""
    units: dict[str, list[Hashable]] = {}
    for coder in sorted(codings):
        for unit, coding in codings[coder].items():
            if field in coding:
                units.setdefault(unit, []).append(coding[field])
    return [units[unit] for unit in sorted(units) if len(units[unit]) > 1]


def _comparable(field: str, value: Any) -> Hashable:  # noqa: ANN401 - plain JSON
    if field in {"deaths", "wounded"}:
        figures = value or {}
        told = (figures.get(k) for k in ("best", "low", "high"))
        return next((f for f in told if f is not None), _NOT_SAID)
    if field == "date":
        first = (value or {}).get("earliest")
        day = datetime.date.fromisoformat(first) if first else None
        return day.toordinal() if day else _NOT_SAID
    if field == "place":
        return (value["gazetteer_id"] or value["name"]) if value else None
    if field in {"initiator", "target"}:
        return tuple(a["actor"] for a in value or ())
    return str(value)
