"""Periods in the making."""

from dataclasses import dataclass

from sourceline.control.days import Days, day_range
from sourceline.model.claims import Place
from sourceline.model.incidents import ControlPeriod

HELD, BESIEGED, CONTESTED = "held", "besieged", "contested"


@dataclass(slots=True)
class Draft:
    """A period in the making."""

    holder: str
    start: Days
    end: Days | None
    began: str
    state: str
    at: int
    evidence: set[str]
    against: set[str]

    def period(self, place: Place) -> ControlPeriod:
        """The record."""
        return ControlPeriod(
            place,
            self.holder,
            day_range(self.start),
            None if self.end is None else day_range(self.end),
            self.began,
            self.state,
            tuple(sorted(self.evidence)),
            tuple(sorted(self.against - self.evidence)),
        )
