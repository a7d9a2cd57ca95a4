"""How well an incident and one of another recorder agree, in bits and in words.

A declared score: each comparison gives log2(m / u), with m how often two records of
one happening agree so, and u how often two others do that come near each other. No pair
of another recorder's incidents and a project's has been judged by hand in numbers that
would train it, so m and u are set by what is known of both: reports slip by a day,
gazetteers differ by kilometres, recorders name sides by the conflict and not by the
unit, and tolls are the least stable field.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from sourceline.fuse.near import Spot, apart_km, gap_days
from sourceline.model.incidents import Incident, Toll
from sourceline.model.outside import CIVILIANS, STATE, OutsideDeaths, OutsideIncident

SLACK_DAYS = 2
"""Spans of days that lie further apart are not compared."""
SLACK_KM = 10.0
"""Circles that lie further apart are not compared: gazetteers differ so much."""
PRIOR = -4.5
"""Bits: one pair in about 23 that come near each other is one happening."""
Parties = Callable[[str, str | None, int | None], frozenset[str]]
"""Keys of the parties that a name stands for, from the name, the country (ISO 3166
alpha-2) and the year; ``resolve.parties.parties`` with a lexicon.
"""
_SAME_SPAN, _SLIPS = 0.85, (0.12, 0.03)
"""How often one happening's spans share a day, and lie one or two days apart."""
_WINDOW_DAYS = 31
_WINDOW_KM, _TOWN_KM, _LEAST_PLACE = 80.0, 8.0, -2.0
"""Two that come near each other by chance spread over so many days and kilometres; a
town is no narrower than this.
"""
_OUTSIDE_RADII = -2.0
_BOTH, _ONE, _OTHER_STATE, _CIVILIANS_ALONE = 2.0, 1.0, 0.5, 0.5
_ONLY_OTHER_STATE, _DIFFERS = -1.0, -2.0
_EQUAL = ((10, 3.5), (4, 2.5), (1, 1.5), (0, 1.0))
"""Bits for equal tolls from so many people: small tolls are common."""
_RATIOS = ((0.8, 1.0), (0.5, 0.0), (0.25, -1.5), (0.0, -3.0))
"""Bits by (smaller toll + 1) / (greater toll + 1)."""
_WITHIN, _NOT_TOLD, _OTHER_KIND = 1.0, -1.0, -2.0
_WEEK_PRECISION = 3
_ONE_ALIKE = "one side alike, the other not named"
_BLOODLESS = frozenset({"Protests", "Riots", "Strategic developments"})
_ATTACKS_CIVILIANS = "Violence against civilians"


@dataclass(frozen=True, slots=True)
class Sides:
    """The parties of a record.

    Attributes:
        every: keys of all its parties.
        a: those of another recorder's first side; empty for a project's incident.
        b: those of its second side, likewise.
    """

    every: frozenset[str]
    a: frozenset[str] = frozenset()
    b: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well two records agree.

    Attributes:
        bits: log2 odds that they tell one happening, seen alone; above 0 more likely
            than not.
        reasons: what speaks for and against, strongest first, with the bits of each.
        distance_km: between the two points.
        days_apart: between the two spans, 0 where they share a day.
    """

    bits: float
    reasons: tuple[str, ...]
    distance_km: float
    days_apart: int


def incident_sides(incident: Incident, parties: Parties) -> Sides:
    """The parties of a project's incident."""
    country = incident.place.country if incident.place else None
    date = incident.date
    year = date.earliest.year if date and date.earliest else None
    keys = {
        key for p in incident.participants for key in parties(p.actor, country, year)
    }
    if incident.event_type == _ATTACKS_CIVILIANS or any(
        group == "civilian" and dead for group, dead in incident.deaths.by_group
    ):
        keys.add(CIVILIANS)
    return Sides(frozenset(keys))


def outside_sides(outside: OutsideIncident, parties: Parties) -> Sides:
    """The parties of another recorder's incident."""
    country, date = outside.place.country, outside.date
    year = date.earliest.year if date.earliest else None
    a = parties(outside.side_a, country, year)
    b = parties(outside.side_b, country, year)
    return Sides(a | b, a, b)


def agreement(
    mine: tuple[Incident, Spot, Sides], theirs: tuple[OutsideIncident, Spot, Sides]
) -> Agreement | None:
    """How well two records agree that come near each other.

    Args:
        mine: a project's incident with where it lies and who takes part.
        theirs: another recorder's.

    Returns:
        None where the sides of both are named and none can be the same.
    """
    incident, here, parties = mine
    outside, there, sides = theirs
    who = _sides(parties.every, sides)
    if who is None:
        return None
    found = [_days(here, there), _place(here, there), who, _deaths(incident, outside)]
    if incident.event_type in _BLOODLESS and not _most(incident.deaths):
        found.append((_OTHER_KIND, f"{incident.sub_event_type} without deaths"))
    told = sorted(((b, w) for b, w in found if b), key=lambda x: (-abs(x[0]), x[1]))
    return Agreement(
        round(PRIOR + sum(bits for bits, _ in found), 4),
        tuple(f"{words} ({bits:+.1f})" for bits, words in told),
        round(apart_km(here, there), 1),
        gap_days(here, there),
    )


def _days(a: Spot, b: Spot) -> tuple[float, str]:
    gap = gap_days(a, b)
    if gap:
        slip = _SLIPS[gap - 1]
        words = "a day apart" if gap == 1 else f"{gap} days apart"
        return math.log2(slip * _WINDOW_DAYS / 2), words
    share = min(1.0, (a.days + b.days - 1) / _WINDOW_DAYS)
    words = "same day" if a.days == b.days == 1 else "dates overlap"
    return max(0.0, math.log2(_SAME_SPAN / share)), words


def _place(a: Spot, b: Spot) -> tuple[float, str]:
    far, radii = apart_km(a, b), a.radius + b.radius
    bits = math.log2(_WINDOW_KM / max(_TOWN_KM, radii, far))
    words = f"{far:.0f} km apart, known to {radii:.0f} km"
    if far > radii:
        bits += _OUTSIDE_RADII
    return max(_LEAST_PLACE, bits), words


def _sides(mine: frozenset[str], theirs: Sides) -> tuple[float, str] | None:
    """Bits for the sides, None where they rule it out."""
    armed = mine - {CIVILIANS}
    if not armed:
        if CIVILIANS in mine & theirs.every:
            return _CIVILIANS_ALONE, "civilians suffer in both, attackers not compared"
        return 0.0, "no side named"
    if theirs.a & mine and theirs.b & mine:
        return _BOTH, "both sides alike"
    if not (theirs.a and theirs.b):
        met = bool(armed & theirs.every)
        return (_ONE, _ONE_ALIKE) if met else (0.0, "sides not comparable")
    other_is_state = _is_states(theirs.every - mine)
    return _one_side(armed, theirs.every, other_is_state=other_is_state)


def _one_side(
    armed: frozenset[str], theirs: frozenset[str], *, other_is_state: bool
) -> tuple[float, str] | None:
    """Bits where both sides of the other recorder are known, and one at most agrees."""
    rest = armed - theirs
    if armed & theirs:
        if not rest:
            return _ONE, _ONE_ALIKE
        if _is_states(rest) and other_is_state:
            return _OTHER_STATE, "one side alike, the other another state's forces"
        return _DIFFERS, "one side alike, the other differs"
    if _is_states(rest) and any(key.startswith(STATE) for key in theirs):
        return _ONLY_OTHER_STATE, "another state's forces"
    return None


def _is_states(keys: frozenset[str]) -> bool:
    return bool(keys) and all(key.startswith(STATE) for key in keys)


def _deaths(incident: Incident, outside: OutsideIncident) -> tuple[float, str]:
    mine, theirs = incident.deaths, outside.deaths
    shown = mine.best if mine.best is not None else mine.low
    if shown is None:
        shown = mine.high
    if shown is None:
        return _NOT_TOLD, "deaths not told"
    words = f"{shown} deaths against {theirs.best}"
    if shown == theirs.best and mine.best is not None:
        return next(b for n, b in _EQUAL if shown >= n), f"deaths equal: {shown}"
    small, great = sorted((shown, theirs.best))
    bits = next(b for r, b in _RATIOS if (small + 1) / (great + 1) >= r)
    if _ranges_meet(mine, theirs):
        return max(_WITHIN / 2, bits), f"{words}, within the range of either"
    imprecise = incident.date is not None and incident.date.precision >= _WEEK_PRECISION
    if outside.summary or imprecise or outside.date.precision >= _WEEK_PRECISION:
        # A summary over days or places counts more than one happening.
        bits = max(bits, bits / 2)
    return bits, words


def _ranges_meet(mine: Toll, theirs: OutsideDeaths) -> bool:
    low = mine.low if mine.low is not None else mine.best
    high = mine.high if mine.high is not None else mine.best
    least, most = min(theirs.low, theirs.best), max(theirs.high, theirs.best)
    return (low or 0) <= most and (high is None or least <= high)


def _most(toll: Toll) -> int:
    return max(toll.low or 0, toll.best or 0, toll.high or 0)
