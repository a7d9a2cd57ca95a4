"""What one claim says about a place: its kind, its days, what it weighs."""

from collections.abc import Sequence
from dataclasses import dataclass

from sourceline.control.days import PRECISE, Days, inside, iso_days, ordinal, told_days
from sourceline.control.places import folded
from sourceline.model.claims import Attribution, ControlClaim
from sourceline.model.incidents import Outlet, Testimony

CAPTURE, HOLD, LOSS = "capture", "hold", "loss"
KINDS = {"captured": CAPTURE, "holds": HOLD, "lost": LOSS, "withdrew": LOSS}
TERRITORIAL = frozenset(
    {
        "Government regains territory",
        "Non-state actor overtakes territory",
        "Non-violent transfer of territory",
    }
)
"""Kinds of battle by which a place changes hands."""
_PARTIES = frozenset({"military", "armed group"})
_OFFICES = frozenset({"official", "police", "unnamed"})


@dataclass(frozen=True, slots=True)
class Said:
    """One claim as the timeline reads it; days are ordinals.

    ``stated`` is False where publication stands in for a date; ``trust`` is 2 for third
    parties, 1 for officials, 0 for a party to the fight.
    """

    id: str
    report: str
    story: str
    holder: str
    kind: str
    word: str
    days: Days
    stated: bool
    since: tuple[int, int] | None
    published: int
    trust: int
    speakers: frozenset[str]

    @property
    def precise(self) -> bool:
        """Its day is known well enough to date a change."""
        lo, hi = self.days
        return lo is not None and hi is not None and hi - lo <= PRECISE


def read(claim: ControlClaim, outlet: Outlet) -> Said:
    """A control claim with the days that its words and its report's date allow."""
    since = iso_days(claim.since)
    published = outlet.published
    told = (
        ordinal(published.date or published.earliest),
        ordinal(published.date or published.latest),
    )
    days: Days | None = None
    if claim.date is not None and (claim.date.earliest or claim.date.latest):
        days = told_days(claim.date.earliest, claim.date.latest, told[1])
    lasting = claim.kind in {"holds", "besieges", "contests"}
    if lasting and days is not None and since is not None and inside(days, since):
        days = None  # the words "since 2014" are no day on which it was seen
    if days is None and since is not None and not lasting:
        days = since
    stated = days is not None
    silent: Days = told if lasting else (None, told[1])
    return Said(
        claim.id,
        claim.report,
        outlet.story,
        claim.holder.name,
        KINDS.get(claim.kind, claim.kind),
        claim.kind,
        silent if days is None else days,
        stated,
        since if lasting else None,
        told[1] or 0,
        _trust(claim.attribution, claim.holder.name),
        frozenset(folded(a.name) for a in claim.attribution),
    )


def taken_in(event: Testimony, told: Sequence[ControlClaim]) -> Said | None:
    """A battle as a capture by who began it, unless it is none or its own report's
    control claims say the same with a date, or that he left.
    """
    claim, outlet = event.claim, event.outlet
    own_date = claim.date is not None and claim.date.basis != "publication"
    if claim.sub_event_type not in TERRITORIAL or claim.status != "occurred":
        return None
    if claim.background and not own_date:
        return None
    who = [p.actor for p in claim.participants if p.role == "initiator"]
    names = {folded(a.name) for a in who}
    mine = [c for c in told if folded(c.holder.name) in names]
    left = any(c.kind in {"lost", "withdrew"} for c in mine)
    said = any(c.kind == "captured" and c.date is not None for c in mine)
    if not who or left or said or claim.place is None:
        return None
    as_control = ControlClaim(
        id=claim.id,
        report=claim.report,
        place=claim.place,
        holder=who[0],
        kind="captured",
        extent="whole",
        since=None,
        date=claim.date,
        status=claim.status,
        attribution=claim.attribution,
        evidence=claim.evidence,
        why=claim.why,
    )
    return read(as_control, outlet)


def _trust(attribution: Sequence[Attribution], holder: str) -> int:
    """How far the one who says so stands from the fight; the last in the chain is the
    speaker.
    """
    if not attribution:
        return 2
    speaker = attribution[-1]
    if speaker.kind in _PARTIES or folded(holder) in folded(speaker.name):
        return 0
    return 1 if speaker.kind in _OFFICES else 2


def weight(claims: Sequence[Said]) -> tuple[int, int, int]:
    """Independent stories, day of the latest report, trust of the best speaker."""
    return (
        len({c.story for c in claims}),
        max((c.published for c in claims), default=0),
        max((c.trust for c in claims), default=0),
    )
