"""The present catalogue of a project: one for all who ask, made anew when the journal
says that incidents were made, altered or went.
"""

import math
import threading
import time
from collections.abc import Collection
from functools import lru_cache

from sqlalchemy import Connection, Engine

from sourceline.store import fulltext, journal
from sourceline.store.database import reading
from sourceline.web.catalogue import Catalogue, Mask, Search
from sourceline.web.columns import read_rows

_AT_ONCE = 5000
_SEARCHES = 64
"""Searches whose rows are kept: pages, map and histogram ask for the same."""
State = tuple[int, ...]
"""An entry of the journal, and how far the full-text index went."""


class Catalogues:
    """The present catalogue of a project, made anew when something changed.

    Args:
        engine: the project's.
        patience: seconds for which an older catalogue may answer while others write.
    """

    def __init__(
        self,
        engine: Engine,
        patience: float = 1.0,
    ) -> None:
        self._engine, self._patience = engine, patience
        self._lock = threading.Lock()
        self._present: Catalogue | None = None
        self._looked = -math.inf
        self._searching = threading.Lock()
        self._found = lru_cache(maxsize=_SEARCHES)(self._search)
        self._held: dict[tuple[State, str, str], Mask] = {}
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
                if old is None:
                    rows = sorted(read_rows(connection), key=lambda r: r.id)
                    self._present = Catalogue(number, rows, moved=number)
                elif number != old.number:
                    self._present = _newer(connection, old, number)
            self._looked = time.monotonic()
            assert self._present is not None  # noqa: S101 - made above
            return self._present

    def words(self, catalogue: Catalogue) -> Search:
        """Looks for words in the state of a catalogue."""

        def search(said: str, within: str) -> Mask:
            with reading(self._engine) as connection:
                index = fulltext.version(connection)
            state = (catalogue.number, *index)
            kept = self._held.get((state, said, within))
            if kept is None:
                # who belongs to which incident only changes where one is made or goes
                with self._searching:
                    ids = self._found((catalogue.moved, *index), said, within)
                kept = catalogue.rows_of(ids)
                if len(self._held) >= _SEARCHES:
                    self._held.pop(next(iter(self._held)), None)
                self._held[state, said, within] = kept
            return kept

        return search

    def _search(self, state: State, said: str, within: str) -> Collection[str]:
        known = self._members(state, within) if within in fulltext.SCOPES else None
        with reading(self._engine) as connection:
            return fulltext.incidents_with(connection, said, within, known)

    def _read_members(self, _state: State, within: str) -> fulltext.Members | None:
        with reading(self._engine) as connection:
            return fulltext.members(connection, within)


def _newer(connection: Connection, old: Catalogue, number: int) -> Catalogue:
    """A catalogue brought up to a later entry of the journal."""
    touched: set[str] = set()
    at, moved = old.number, old.moved
    while at < number:
        some = list(journal.since(connection, at, _AT_ONCE))
        if not some:
            break
        own = [e for e in some if e.kind == "incident"]
        touched |= {e.id for e in own}
        moved = max([moved, *(e.number for e in own if e.what != journal.ALTERED)])
        at = some[-1].number
    rows = {row.id: row for row in old.rows if row.id not in touched}
    rows |= {row.id: row for row in read_rows(connection, sorted(touched))}
    return Catalogue(number, [rows[name] for name in sorted(rows)], old, moved)
