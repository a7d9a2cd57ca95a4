"""A release's records: what a profile leaves of a project, answering like a project so
that every export can write it.
"""

import datetime
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sourceline.export.material import Exported, ToldIncident, told_incidents
from sourceline.model.claims import ReportRecord
from sourceline.model.incidents import ControlPeriod, Incident, Testimony
from sourceline.model.releases import Withheld
from sourceline.release import reasons
from sourceline.release.embargo import (
    held_back,
    last_day,
    period_held_back,
    without_young_end,
)
from sourceline.release.profiles import Profile
from sourceline.release.public import Lists, Publisher, public_id


@dataclass(slots=True)
class Released:
    """Records of a release.

    Attributes:
        found: incidents in order of id.
        periods: the control timeline.
        withheld: fields that the records show otherwise than the project, and why.
        left_out: kinds of records and reasons why they are missing, counted.
        words: evidence sentences by incident; empty in a public release.
    """

    found: list[Incident] = field(default_factory=list)
    periods: list[ControlPeriod] = field(default_factory=list)
    withheld: list[Withheld] = field(default_factory=list)
    left_out: Counter[tuple[str, str]] = field(default_factory=Counter)
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def incidents(self) -> Iterator[Incident]:
        """Every incident, in order of id."""
        yield from self.found

    def testimonies(
        self,
        ids: Iterable[str] | None = None,  # noqa: ARG002 - the exports' protocol
    ) -> list[Testimony]:
        """No claims: a release holds incidents and periods."""
        return []

    def control(self) -> list[ControlPeriod]:
        """The control timeline."""
        return self.periods

    def records(self) -> Iterator[ReportRecord]:
        """No reports."""
        yield from ()


def released(
    told: Exported, profile: Profile, as_of: datetime.date, lists: Lists | None
) -> Released:
    """What the profile leaves of a project on a day.

    Args:
        told: a project, or what answers like one.
        profile: what leaves, how coarse, how late.
        as_of: the day of the release.
        lists: names and places that a public profile may show; None for others.
    """
    out = Released()
    last = last_day(as_of, profile.embargo_days)
    publisher = None if lists is None else Publisher(profile, lists)
    _incidents(out, told, (publisher, last))
    _control(out, told, (publisher, last))
    if publisher is not None:
        out.withheld = publisher.withheld
    return out


_Rules = tuple[Publisher | None, datetime.date]


def _incidents(out: Released, told: Exported, rules: _Rules) -> None:
    publisher, last = rules
    for one in told_incidents(told):
        if publisher is None:
            out.found.append(one.incident)
            out.words[one.incident.id] = _evidence(one)
        elif why := held_back(one, last):
            out.left_out["incidents", why] += 1
        else:
            out.found.append(publisher.incident(one, _name(one.incident)))
    out.found.sort(key=lambda i: i.id)


def _name(one: Incident) -> str:
    """The incident's id; of one that is no hash, its hash."""
    own = public_id(one.id)
    return own or "i-" + hashlib.sha256(one.id.encode()).hexdigest()[:16]


def _evidence(one: ToldIncident) -> tuple[str, ...]:
    return tuple(dict.fromkeys(e.text for t in one.claims for e in t.claim.evidence))


def _control(out: Released, told: Exported, rules: _Rules) -> None:
    publisher, last = rules
    for one in told.control():
        if publisher is None:
            out.periods.append(one)
            continue
        if why := period_held_back(one, last):
            out.left_out["control", why] += 1
            continue
        line = len(out.periods) + 1
        stood = without_young_end(one, last)
        if stood.end != one.end:
            young = Withheld("control", str(line), "to", reasons.EMBARGO)
            publisher.withheld.append(young)
        out.periods.append(publisher.period(stood, line))
