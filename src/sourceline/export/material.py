"""What exports are made from: incidents with the claims that they stand on, claims with
their reports, in shares, so that memory stays flat.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from sourceline.model.claims import EventClaim, ReportRecord
from sourceline.model.incidents import (
    ControlPeriod,
    Incident,
    Outlet,
    Testimony,
)

_AT_ONCE = 400
_REPORTS_AT_ONCE = 100


class Exported(Protocol):
    """What an export asks: a project, or anything that answers like one."""

    def incidents(self) -> Iterator[Incident]:
        """Every incident, in order of id."""
        ...

    def testimonies(self, ids: Iterable[str] | None = None) -> list[Testimony]:
        """Claims with their reports: some, or all in order of id."""
        ...

    def control(self) -> list[ControlPeriod]:
        """The control timeline."""
        ...

    def records(self) -> Iterator[ReportRecord]:
        """Every report record, in order of id."""
        ...


@dataclass(frozen=True, slots=True)
class ToldIncident:
    """An incident with its claims, in the order of their ids."""

    incident: Incident
    claims: tuple[Testimony, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """What a format wrote.

    Attributes:
        rows: how many.
        left_out: why incidents have no row, and how many for each reason.
        remarks: what else a reader of the file must know.
    """

    rows: int
    left_out: tuple[tuple[str, int], ...] = ()
    remarks: tuple[str, ...] = ()


def told_incidents(told: Exported) -> Iterator[ToldIncident]:
    """Every incident with its claims, in order of id."""
    incidents = told.incidents()
    while some := list(islice(incidents, _AT_ONCE)):
        ids = sorted({m.id for one in some for m in one.members})
        claims = {t.claim.id: t for t in told.testimonies(ids)}
        for one in some:
            members = sorted({m.id for m in one.members} & claims.keys())
            yield ToldIncident(one, tuple(claims[m] for m in members))


def told_claims(told: Exported) -> Iterator[tuple[EventClaim, Outlet]]:
    """Every event claim with its report, in the order of reports and of their texts."""
    records = told.records()
    while some := list(islice(records, _REPORTS_AT_ONCE)):
        claims = [claim for record in some for claim in record.claims]
        outlets = {t.claim.id: t.outlet for t in told.testimonies(c.id for c in claims)}
        head = {record.id: record for record in some}
        for claim in claims:
            yield claim, outlets.get(claim.id) or _outlet(head[claim.report])


def _outlet(record: ReportRecord) -> Outlet:
    return Outlet(
        record.id,
        record.publisher,
        record.published,
        record.id,
        record.url,
        record.title,
    )
