"""The project's incidents in memory: which ones a filter lets through, in which order,
how many of each kind, where and when.

A catalogue never changes; ``catalogues`` makes a new one when the journal says that
incidents were made, altered or went.
"""

import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sourceline.model.taxonomy import SUB_TYPES_OF
from sourceline.resolve.romanise import fold
from sourceline.web.columns import Row
from sourceline.web.filters import FACETS, Asked

Mask = NDArray[np.bool_]
_KM_A_DEGREE = 111.195
_EARTH_KM = 12742.0
Key = tuple[Any, ...]
Spotted = tuple[str, float, float, float, int]
"""A place's name, latitude, longitude, radius and precision."""
Search = Callable[[str, str], Mask]
"""Gives the rows that hold the words of a search line, in one of its scopes."""


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one facet, each with the rows that have it."""

    values: tuple[str, ...]
    rows: NDArray[np.int32]
    codes: NDArray[np.int32]

    def having(self, codes: Iterable[int], size: int) -> Mask:
        """The rows that have one of the values."""
        wanted = np.zeros(len(self.values) + 1, dtype=bool)
        wanted[list(codes)] = True
        mask: Mask = np.zeros(size, dtype=bool)
        mask[self.rows[wanted[self.codes]]] = True
        return mask

    def counts(self, mask: Mask) -> list[tuple[str, int]]:
        """How many rows of a mask have each value, most first."""
        counted = np.bincount(self.codes[mask[self.rows]], minlength=len(self.values))
        found = [(v, int(n)) for v, n in zip(self.values, counted, strict=True) if n]
        return sorted(found, key=lambda x: (-x[1], x[0]))


class Catalogue:
    """The incidents as they stood at one entry of the journal.

    Args:
        number: that entry.
        rows: one an incident, in the order of their ids.
        before: an earlier catalogue: what it shares with this one is taken over, so
            that a decision on one incident does not cost a pass over all.
        moved: the last entry by which an incident was made or went.
    """

    def __init__(
        self,
        number: int,
        rows: Sequence[Row],
        before: "Catalogue | None" = None,
        moved: int = 0,
    ) -> None:
        self.number, self.rows, self.moved = number, rows, moved
        self.index = {row.id: at for at, row in enumerate(rows)}
        taken = _Taken(before, rows, self.index)
        self.earliest = taken.column("earliest", np.int32, lambda r: r.earliest)
        self.latest = taken.column("latest", np.int32, lambda r: r.latest)
        self.lat = taken.column("lat", float, lambda r: _or_nan(r.lat))
        self.lon = taken.column("lon", float, lambda r: _or_nan(r.lon))
        self.radius = taken.column("radius", float, lambda r: r.radius)
        self.deaths = taken.column("deaths", np.int64, lambda r: r.deaths)
        self.sources = taken.column("sources", np.int64, lambda r: r.sources)
        self.facets = {name: taken.facet(name) for name in FACETS}
        if before is not None and taken.places_stay():
            self.spots = before.spots

    @cached_property
    def orders(self) -> dict[str, NDArray[np.int64]]:
        """Every row in the order of each sort; the last key is the id, as rows are."""
        days = (self.latest, self.earliest, self.earliest == 0)
        return {
            "date": np.lexsort(days),
            "deaths": np.lexsort((*days, -self.deaths)),
            "sources": np.lexsort((*days, -self.sources)),
            "id": np.arange(len(self.rows)),
        }

    @cached_property
    def spots(self) -> tuple[NDArray[np.int64], list[Spotted]]:
        """The number of each row's place, -1 where it has none, and the places in the
        order of their names.
        """
        told = [_spot(r) for r in self.rows]
        places = sorted({x for x in told if x is not None})
        code = {x: n for n, x in enumerate(places)}
        codes = [-1 if x is None else code[x] for x in told]
        return np.array(codes, dtype=np.int64), places

    def mask(self, asked: Asked, found: Search) -> Mask:
        """The rows that a filter lets through.

        Args:
            asked: the filter.
            found: looks for words, in reports or evidence.
        """
        mask: Mask = np.ones(len(self.rows), dtype=bool)
        if asked.since:
            mask &= self.latest >= asked.since.toordinal()
        if asked.until:
            mask &= (self.earliest > 0) & (self.earliest <= asked.until.toordinal())
        if asked.deaths is not None:
            mask &= self.deaths >= asked.deaths
        if asked.place:
            needle = fold(asked.place)
            mask &= np.array([needle in r.folded for r in self.rows], dtype=bool)
        if asked.box:
            mask &= self._in_box(asked.box)
        if asked.near:
            mask &= self._near(asked.near)
        for facet in FACETS:
            if asked.chosen(facet):
                mask &= self._chosen(facet, asked.chosen(facet))
        if asked.q:
            mask &= found(asked.q, asked.within)
        return mask

    def page(
        self, mask: Mask, sort: str, after: Key | None, most: int
    ) -> tuple[list[str], Key | None]:
        """Ids of one page, and where the next begins.

        Args:
            mask: which rows.
            sort: one of ``SORTS``.
            after: the key of the last one of the page before.
            most: how many.
        """
        order = self.orders[sort]
        order = order[mask[order]]
        first = (
            0
            if after is None
            else bisect_right(order, after, key=lambda at: self._key(sort, int(at)))
        )
        some = [int(at) for at in order[first : first + most]]
        more = first + most < len(order)
        return [self.rows[at].id for at in some], (
            self._key(sort, some[-1]) if more else None
        )

    def counts(self, asked: Asked, found: Search) -> dict[str, list[tuple[str, int]]]:
        """Values and counts of every facet: what one would get by choosing another
        value of it, all other fields as they are.
        """
        whole = self.mask(asked, found)
        return {
            name: facet.counts(
                self.mask(asked.without(name), found) if asked.chosen(name) else whole
            )
            for name, facet in self.facets.items()
        }

    def rows_of(self, ids: Iterable[str]) -> Mask:
        """The rows of some incidents."""
        held: Mask = np.zeros(len(self.rows), dtype=bool)
        held[[self.index[i] for i in ids if i in self.index]] = True
        return held

    def _chosen(self, name: str, values: Sequence[str]) -> Mask:
        facet = self.facets[name]
        wanted = [
            code
            for code, value in enumerate(facet.values)
            if any(_means(name, said, value) for said in values)
        ]
        return facet.having(wanted, len(self.rows))

    def _in_box(self, box: tuple[float, float, float, float]) -> Mask:
        """Rows whose circle may reach into the box; east of west may lie past 180°."""
        west, south, east, north = box
        up = self.radius / _KM_A_DEGREE
        wide = up / np.maximum(np.cos(np.radians(np.clip(self.lat, -85, 85))), 0.05)
        tall = (self.lat + up >= south) & (self.lat - up <= north)
        if east - west >= 360:  # noqa: PLR2004 - the whole world
            return tall
        middle, half = (west + east) / 2, (east - west) / 2
        if east < west:
            middle, half = middle + 180, half + 180
        away = np.abs((self.lon - middle + 180) % 360 - 180)
        reached: Mask = tall & (away <= half + wide)
        return reached

    def _near(self, near: tuple[float, float, float]) -> Mask:
        """Rows whose point lies within the radius (haversine)."""
        lat, lon, radius = near
        a, b = math.radians(lat), np.radians(self.lat)
        half = np.radians(self.lon - lon) / 2
        chord = np.sin((b - a) / 2) ** 2 + math.cos(a) * np.cos(b) * np.sin(half) ** 2
        close: Mask = _EARTH_KM * np.arcsin(np.sqrt(chord)) <= radius
        return close

    def _key(self, sort: str, at: int) -> Key:
        row = self.rows[at]
        days = (row.earliest == 0, row.earliest, row.latest, row.id)
        if sort == "deaths":
            return (-row.deaths, *days)
        if sort == "sources":
            return (-row.sources, *days)
        return days if sort == "date" else (row.id,)


class _Taken:
    """What a new catalogue takes from the one before.

    Args:
        before: that one, None for the first.
        rows: the new one's rows.
        index: their places by id.
    """

    def __init__(
        self, before: Catalogue | None, rows: Sequence[Row], index: Mapping[str, int]
    ) -> None:
        self._before, self._rows = before, rows
        old = before.rows if before else ()
        found = (index.get(row.id, -1) for row in old)
        # a row that was read anew is another object, and not taken over
        places = [
            at if at >= 0 and rows[at] is row else -1
            for at, row in zip(found, old, strict=True)
        ]
        self._places = np.array(places, dtype=np.int64)
        self._same = np.flatnonzero(self._places >= 0)
        fresh = np.ones(len(rows), dtype=bool)
        fresh[self._places[self._same]] = False
        self._fresh: list[int] = np.flatnonzero(fresh).tolist()

    def places_stay(self) -> bool:
        """Whether the same incidents lie where they lay."""
        old = self._before.rows if self._before else ()
        return len(old) == len(self._rows) and all(
            old[at].id == self._rows[at].id and _spot(old[at]) == _spot(self._rows[at])
            for at in self._fresh
        )

    def column(
        self, name: str, kind: type[Any], value: Callable[[Row], float]
    ) -> NDArray[Any]:
        """One value of every row."""
        made: NDArray[Any] = np.empty(len(self._rows), dtype=kind)
        if self._before is not None:
            made[self._places[self._same]] = getattr(self._before, name)[self._same]
        made[self._fresh] = [value(self._rows[at]) for at in self._fresh]
        return made

    def facet(self, name: str) -> Facet:
        """The values of one facet with their rows."""
        old = self._before.facets[name] if self._before else None
        codes = {v: n for n, v in enumerate(old.values)} if old else {}
        at, coded = [], []
        for number in self._fresh:
            for value in self._rows[number].facets[name]:
                at.append(number)
                coded.append(codes.setdefault(value, len(codes)))
        rows, all_codes = np.array(at, np.int32), np.array(coded, np.int32)
        if old is not None:
            places = self._places[old.rows]
            stay = places >= 0
            rows = np.concatenate([places[stay].astype(np.int32), rows])
            all_codes = np.concatenate([old.codes[stay], all_codes])
        return Facet(tuple(codes), rows, all_codes)


def _spot(row: Row) -> Spotted | None:
    if row.lat is None or row.lon is None:
        return None
    return row.name, row.lat, row.lon, row.radius, row.precision


def _or_nan(found: float | None) -> float:
    return math.nan if found is None else found


def _means(facet: str, said: str, value: str) -> bool:
    """Whether a value is the one that was asked for: a type by its event type too, an
    actor by a part of his name where no actor has that very name.
    """
    if said.casefold() == value.casefold():
        return True
    if facet == "type":
        return value in _SUB_TYPES.get(said.casefold(), ())
    return facet == "actor" and said.casefold() in value.casefold()


_SUB_TYPES = {name.casefold(): subs for name, subs in SUB_TYPES_OF.items()}
