"""The project's incidents in memory: which ones a filter lets through, in which order,
how many of each kind, where and when.

A catalogue never changes; ``Catalogues`` makes a new one when the journal says that
incidents were made or went.
"""

import math
import threading
import time
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine

from sourceline.model.taxonomy import SUB_TYPES_OF
from sourceline.resolve.romanise import fold
from sourceline.store import fulltext, journal
from sourceline.store.database import reading
from sourceline.web.columns import NOT_REVIEWED, Row, read_rows
from sourceline.web.filters import FACETS, Asked

Mask = NDArray[np.bool_]
_KM_A_DEGREE = 111.195
_EARTH_KM = 12742.0
_AT_ONCE = 5000
Key = tuple[Any, ...]
Spotted = tuple[str, float, float, float, int]
"""A place's name, latitude, longitude, radius and precision."""
State = tuple[int, ...]
"""An entry of the journal, and how far the full-text index went."""


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
        rows: one an incident.
        reviews: state of review by incident; the rest are not reviewed.
    """

    def __init__(
        self, number: int, rows: Sequence[Row], reviews: Mapping[str, str]
    ) -> None:
        self.number, self.rows, self.reviews = number, rows, reviews
        self.index = {row.id: at for at, row in enumerate(rows)}
        self.earliest = np.array([r.earliest for r in rows], dtype=np.int32)
        self.latest = np.array([r.latest for r in rows], dtype=np.int32)
        self.lat = np.array([math.nan if r.lat is None else r.lat for r in rows])
        self.lon = np.array([math.nan if r.lon is None else r.lon for r in rows])
        self.radius = np.array([r.radius for r in rows], dtype=float)
        self.deaths = np.array([r.deaths for r in rows], dtype=np.int64)
        self.facets = {name: self._facet(name) for name in FACETS}

    @cached_property
    def orders(self) -> dict[str, NDArray[np.int64]]:
        """Every row in the order of each sort."""
        return {
            sort: np.array(
                sorted(range(len(self.rows)), key=lambda at: self._key(sort, at)),
                dtype=np.int64,
            )
            for sort in ("date", "deaths", "sources", "id")
        }

    @cached_property
    def spots(self) -> tuple[NDArray[np.int64], list[Spotted]]:
        """The number of each row's place, -1 where it has none, and the places in the
        order of their names.
        """
        told = [
            (r.name, r.lat, r.lon, r.radius, r.precision)
            if r.lat is not None and r.lon is not None
            else None
            for r in self.rows
        ]
        places = sorted({x for x in told if x is not None})
        code = {x: n for n, x in enumerate(places)}
        codes = [-1 if x is None else code[x] for x in told]
        return np.array(codes, dtype=np.int64), places

    def review(self, name: str) -> dict[str, str]:
        """The state of review of an incident, as its record has it."""
        return {"state": self.reviews.get(name, NOT_REVIEWED)}

    def mask(self, asked: Asked, found: Callable[[str, str], Iterable[str]]) -> Mask:
        """The rows that a filter lets through.

        Args:
            asked: the filter.
            found: ids of the incidents that hold words, in reports or evidence.
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
            held = np.zeros(len(self.rows), dtype=bool)
            ids = found(asked.q, asked.within)
            held[[self.index[i] for i in ids if i in self.index]] = True
            mask &= held
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

    def counts(
        self, asked: Asked, found: Callable[[str, str], Iterable[str]]
    ) -> dict[str, list[tuple[str, int]]]:
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

    def _facet(self, name: str) -> Facet:
        codes: dict[str, int] = {}
        at, coded = [], []
        for number, row in enumerate(self.rows):
            for value in self._values(name, row):
                at.append(number)
                coded.append(codes.setdefault(value, len(codes)))
        return Facet(
            tuple(codes),
            np.array(at, dtype=np.int32),
            np.array(coded, dtype=np.int32),
        )

    def _values(self, name: str, row: Row) -> tuple[str, ...]:
        if name == "review":
            return (self.reviews.get(row.id, NOT_REVIEWED),)
        return row.facets[name]

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


class Catalogues:
    """The present catalogue of a project, made anew when something changed.

    Args:
        engine: the project's.
        reviews: state of review by incident, and a number that grows with it.
        patience: seconds for which an older catalogue may answer while others write.
    """

    def __init__(
        self,
        engine: Engine,
        reviews: Callable[[], Mapping[str, str]] = dict,
        patience: float = 1.0,
    ) -> None:
        self._engine, self._reviews, self._patience = engine, reviews, patience
        self._lock = threading.Lock()
        self._present: Catalogue | None = None
        self._looked = -math.inf
        self._found = lru_cache(maxsize=64)(self._search)
        self._members = lru_cache(maxsize=4)(self._read_members)

    def present(self, *, now: bool = False) -> Catalogue:
        """The catalogue as it stands.

        Args:
            now: do not answer from an older one, after a decision for instance.
        """
        with self._lock:
            old = self._present
            fresh = time.monotonic() - self._looked < self._patience
            if old is not None and fresh and not now:
                return old
            with reading(self._engine) as connection:
                number = journal.newest(connection)
                reviews = self._reviews()
                if old is None or number != old.number or reviews != old.reviews:
                    rows = self._rows(connection, old, number)
                    self._present = Catalogue(number, rows, dict(reviews))
            self._looked = time.monotonic()
            assert self._present is not None  # noqa: S101 - made above
            return self._present

    def words(self, catalogue: Catalogue) -> Callable[[str, str], Iterable[str]]:
        """Looks for words in the state of a catalogue."""
        with reading(self._engine) as connection:
            state = (catalogue.number, *fulltext.version(connection))
        return lambda said, within: self._found(state, said, within)

    def _rows(self, connection: Any, old: Catalogue | None, number: int) -> list[Row]:  # noqa: ANN401
        if old is None:
            return sorted(read_rows(connection), key=lambda r: r.id)
        touched: set[str] = set()
        at = old.number
        while at < number:
            some = list(journal.since(connection, at, _AT_ONCE))
            if not some:
                break
            touched |= {e.id for e in some if e.kind == "incident"}
            at = some[-1].number
        rows = {row.id: row for row in old.rows if row.id not in touched}
        rows |= {row.id: row for row in read_rows(connection, sorted(touched))}
        return [rows[name] for name in sorted(rows)]

    def _search(self, state: State, said: str, within: str) -> frozenset[str]:
        known = self._members(state, within) if within in fulltext.SCOPES else None
        with reading(self._engine) as connection:
            return frozenset(fulltext.incidents_with(connection, said, within, known))

    def _read_members(self, _state: State, within: str) -> fulltext.Members | None:
        with reading(self._engine) as connection:
            return fulltext.members(connection, within)
