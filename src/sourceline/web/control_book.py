"""Who held what: as it was on a day, by all that is told now or by what was told up to
another day. The two are different questions.
"""

import datetime
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Engine

from sourceline.control import TERRITORIAL, held_on, periods, place_key
from sourceline.model.claims import Published
from sourceline.model.incidents import ControlPeriod, ControlTestimony, Testimony
from sourceline.resolve.romanise import fold
from sourceline.store import fusing, journal, search, testimonies
from sourceline.store.database import reading

_KEPT = 32


@dataclass(frozen=True, slots=True)
class Held:
    """A place on a day.

    Attributes:
        key: what all mentions of the place share.
        period: the period in force.
        sure: whether it surely was in force, or only may have been.
    """

    key: str
    period: ControlPeriod
    sure: bool


@dataclass(frozen=True, slots=True)
class _Told:
    number: int
    control: Sequence[ControlTestimony]
    events: Sequence[Testimony]


class ControlBook:
    """The control timeline and how it looked from earlier days.

    Args:
        engine: the project's.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._told: _Told | None = None
        self._made: dict[datetime.date | None, list[ControlPeriod]] = {}
        self._number = -1

    def periods(
        self, place: str | None = None, known: datetime.date | None = None
    ) -> list[ControlPeriod]:
        """Periods, all or of the places whose name holds ``place`` or whose key it is.

        Args:
            place: a part of a name, or a key.
            known: by reports published on that day or earlier; by all when None.
        """
        found = self._all(known)
        if not place:
            return found
        needle = fold(place)
        return [
            p
            for p in found
            if place_key(p.place) == place or needle in fusing.names(p.place)
        ]

    def on(
        self,
        day: datetime.date,
        place: str | None = None,
        known: datetime.date | None = None,
    ) -> list[Held]:
        """What is in force on a day, by place; the one that surely is comes first."""
        listed = held_on(self.periods(place, known), day)
        return [
            Held(key, period, _surely(period, day))
            for key, found in listed.items()
            for period in found
        ]

    def days(self, known: datetime.date | None = None) -> list[datetime.date]:
        """The days on which something changed, in order."""
        found = set()
        for p in self._all(known):
            for bounds in (p.start, p.end):
                if bounds is not None:
                    found |= {d for d in (bounds.earliest, bounds.latest) if d}
        return sorted(found)

    def _all(self, known: datetime.date | None) -> list[ControlPeriod]:
        with self._lock, reading(self._engine) as connection:
            number = journal.newest(connection)
            if number != self._number:
                self._made.clear()
                self._told, self._number = None, number
            if known not in self._made:
                if len(self._made) >= _KEPT:
                    self._made.pop(next(iter(self._made)))
                if known is None:
                    self._made[known] = search.control(connection)
                else:
                    if self._told is None:
                        self._told = _Told(
                            number,
                            testimonies.control_testimonies(connection),
                            list(testimonies.all_testimonies(connection, TERRITORIAL)),
                        )
                    self._made[known] = _as_known(self._told, known)
            return self._made[known]


def _as_known(told: _Told, day: datetime.date) -> list[ControlPeriod]:
    """The periods that the reports published by a day make."""
    return periods(
        [t for t in told.control if _out_by(t.outlet.published, day)],
        [t for t in told.events if _out_by(t.outlet.published, day)],
    )


def _out_by(published: Published, day: datetime.date) -> bool:
    """Whether a report surely was published by a day; one without a day is not."""
    at = published.date or published.latest
    return at is not None and at <= day


def _surely(period: ControlPeriod, day: datetime.date) -> bool:
    begun = period.start.latest is not None and period.start.latest <= day
    end = period.end
    lasts = end is None or (end.earliest is not None and day < end.earliest)
    return begun and lasts
