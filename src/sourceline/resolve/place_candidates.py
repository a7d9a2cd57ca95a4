"""The names of one report, and the places of the index that each may mean."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from sourceline.resolve.gazetteer import (
    ADMIN1,
    COUNTRY,
    DISTRICT,
    REGION,
    VILLAGE,
    WATER,
    Entry,
    Gazetteer,
)
from sourceline.resolve.place_mentions import Seen
from sourceline.resolve.romanise import fold

_KIND_WEIGHT = {
    COUNTRY: 2.0,
    ADMIN1: -0.7,
    REGION: 2.4,
    WATER: 2.0,
    DISTRICT: -0.5,
    VILLAGE: -0.9,
}
_GRADE_COST = (0.0, 0.25, 1.0, 2.6)
_SIZE = 0.6
_HOME, _FEW_VOTES, _MOST_COUNTRIES = 1.5, 0.2, 3

COUNTRY_VOTE = 0.5
"""Weight of a country's own name, where any other name has 1."""

_KEPT = 12
_UNKNOWN_SIZE = 5000


@dataclass(slots=True)
class Name:
    """One name of the report with the places that it may mean."""

    tries: tuple[str, ...]
    unit: str | None
    entries: list[tuple[Entry, int]]
    around: set[str] = field(default_factory=set)
    chosen: tuple[Entry, int] | None = None
    votes: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class Report:
    """The names of one report, and what they say together."""

    country: str | None
    dateline: str | None
    index: Gazetteer
    names: dict[str, Name] = field(default_factory=dict)
    votes: dict[str, float] = field(default_factory=dict)

    def count(self) -> None:
        """Add up the votes of names and publisher."""
        self.votes = {}
        if self.country:
            self.votes[self.country] = _HOME
        for name in self.names.values():
            for country, weight in name.votes.items():
                self.votes[country] = self.votes.get(country, 0.0) + weight

    def leading(self) -> str | None:
        """The country with most votes; of several, the one that was named first."""
        return max(self.votes, key=self.votes.__getitem__, default=None)


def collect(report: Report, seen: Sequence[Seen]) -> None:
    """Every name once, with the candidates that the index has for it."""
    for one in seen:
        readings = [one.reading] + ([one.outer] if one.outer else [])
        for reading in readings:
            for tries in reading.names:
                _add(report, tries, reading.unit)
            for outer, unit in reading.within:
                _add(report, outer, unit)
    for words in re.split(r"[,/()]| - ", report.dateline or ""):
        if words.strip():
            _add(
                report,
                tuple(dict.fromkeys((words.strip(), words.strip().title()))),
                None,
            )
    for name in report.names.values():
        name.votes = _first_votes(name)
    report.count()
    countries = _countries(report)
    for name in report.names.values():
        _fill(report, name, countries)
    for one in seen:
        _bind(report, one)


def _key(tries: tuple[str, ...], unit: str | None) -> str:
    return fold(tries[0]) + "|" + (unit or "")


def _add(report: Report, tries: tuple[str, ...], unit: str | None) -> None:
    key = _key(tries, unit)
    if key not in report.names:
        report.names[key] = Name(tries, unit, _candidates(report, tries, unit, ()))


def _fill(report: Report, name: Name, countries: tuple[str, ...]) -> None:
    """Spellings that are only alike, in the countries of the report."""
    if not any(e.country in countries for e, _ in name.entries):
        name.entries = _candidates(report, name.tries, name.unit, countries)


def _candidates(
    report: Report,
    tries: tuple[str, ...],
    unit: str | None,
    countries: tuple[str, ...],
) -> list[tuple[Entry, int]]:
    """Entries of the first spelling that has any, with the number of that spelling; a
    shorter spelling is tried only where the longer has none.
    """
    for n, words in enumerate(tries):
        if not words:
            continue
        found = (
            report.index.find(words, countries)
            if countries
            else (
                tuple(e for e in report.index.find(words, ("",)) if e.grade < 2)  # noqa: PLR2004
            )
        )
        fitting = [e for e in found if fits(e, unit)]
        if not fitting and unit not in ("town", "area"):
            fitting = list(found)
        if fitting:
            best = sorted(fitting, key=lambda e: (-prior(e), e.id))[:_KEPT]
            inside = [e for e in fitting if e.country in countries and e not in best]
            return [(e, n) for e in (*best, *inside[:_KEPT])]
    return []


def fits(entry: Entry, unit: str | None) -> bool:
    """Whether the place may be such a unit."""
    if unit == "admin1":
        return entry.kind in (ADMIN1, REGION)
    if unit == "water":
        return entry.kind == WATER
    if unit == "area":
        return entry.kind in (COUNTRY, ADMIN1)
    if unit == "town":
        return entry.kind not in (COUNTRY, REGION, ADMIN1)
    return True


def prior(entry: Entry) -> float:
    """How likely the place is meant where nothing is known of the report."""
    return (
        _SIZE * math.log10((entry.population or _UNKNOWN_SIZE) + 30)
        + _KIND_WEIGHT.get(entry.kind, 0.0)
        - _GRADE_COST[entry.grade]
    )


def _bind(report: Report, one: Seen) -> None:
    """Tell a name which names the report puts around it."""
    inner = one.reading
    outers = [_key(w, unit) for w, unit in inner.within]
    if one.outer:
        outers += [_key(t, one.outer.unit) for t in one.outer.names]
    for tries in inner.names:
        name = report.names[_key(tries, inner.unit)]
        name.around.update(outers)


def _first_votes(name: Name) -> dict[str, float]:
    """One name's vote for countries, shared out by how likely each is."""
    best: dict[str, float] = {}
    for entry, _ in name.entries:
        if entry.country:
            known = best.get(entry.country, -9.0)
            best[entry.country] = max(known, prior(entry))
    if not best:
        return {}
    top = max(best.values())
    weights = {c: math.exp(2.0 * (v - top)) for c, v in best.items()}
    # A country's own name is often an actor's or a capital's: a weaker vote.
    share = COUNTRY_VOTE if any(e.kind == COUNTRY for e, _ in name.entries) else 1.0
    total = sum(weights.values())
    return {c: share * w / total for c, w in weights.items()}


def _countries(report: Report) -> tuple[str, ...]:
    """Countries where less alike spellings are sought: the report's, best first."""
    ranked = sorted(report.votes.items(), key=lambda kv: (-kv[1], kv[0]))
    enough = _FEW_VOTES * ranked[0][1] if ranked else 0.0
    out = [c for c, v in ranked if v > enough][:_MOST_COUNTRIES]
    home = report.country
    return tuple(dict.fromkeys([*out, *([home] if home else [])]))


def choice(
    report: Report, tries: tuple[str, ...], unit: str | None
) -> tuple[Entry, int] | None:
    """The place chosen for a name, with the number of its spelling."""
    name = report.names.get(_key(tries, unit))
    return name.chosen if name else None
