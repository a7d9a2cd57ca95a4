"""How well an incident is attested, and why, in words.

The five grades are those of Airwars' method, which casualty recorders share: confirmed
where a belligerent concedes it, contested where somebody denies it or the accounts do
not fit together, discounted where only a party speaks about its enemy.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sourceline.fuse.tolls import Reckoning
from sourceline.fuse.voices import (
    PARTY_KINDS,
    own_actor,
    speakers,
)
from sourceline.model.claims import EventClaim
from sourceline.model.incidents import Dispute, Testimony

HAPPENED = frozenset({"occurred", "ongoing"})
_ARMED_TARGETS = frozenset(
    {
        "state forces",
        "external forces",
        "rebel group",
        "political militia",
        "identity militia",
    }
)
_TWO = 2


@dataclass(frozen=True, slots=True)
class Attested:
    """What a grade is made from.

    Attributes:
        testimonies: all claims.
        independent: how many sources do not repeat one another.
        deaths: the dead.
        wounded: the wounded.
        disputed: fields on which claims contradict each other.
    """

    testimonies: Sequence[Testimony]
    independent: int
    deaths: Reckoning
    wounded: Reckoning
    disputed: Sequence[Dispute]


def grade(seen: Attested) -> tuple[str, str]:
    """The grade and its reason."""
    claims = [t.claim for t in seen.testimonies]
    told = [c for c in claims if c.status in HAPPENED]
    if not told:
        return "discounted", _untold(claims)
    if denied := [c for c in claims if c.status == "denied"]:
        return "contested", f"denied by {_who(denied)}"
    if conceded := _conceded(seen, told):
        return "confirmed", conceded
    if contradiction := _contradiction(seen):
        return "contested", contradiction
    return _undisputed(seen, told)


def _undisputed(seen: Attested, told: Sequence[EventClaim]) -> tuple[str, str]:
    """The grade of what nobody contradicts and no belligerent concedes."""
    if _only_about_enemy(seen, told):
        return "discounted", "only a party's claim about its enemy"
    if seen.independent >= _TWO:
        return "corroborated", f"{seen.independent} independent sources tell it"
    return "single source", _single(seen.testimonies)


def _untold(claims: Iterable[EventClaim]) -> str:
    said = sorted({c.status for c in claims})
    return f"no claim says that it happened; only {' and '.join(said)}"


def _who(claims: Iterable[EventClaim]) -> str:
    names = sorted({s.name for c in claims for s in speakers(c)[:1]})
    return ", ".join(names) if names else "a report"


def _conceded(seen: Attested, told: Iterable[EventClaim]) -> str:
    """Who concedes own losses or an own deed, in words; empty where nobody does.

    That a party struck its enemy is no concession; it confirms what another independent
    source tells as well.
    """
    own = {s.claim for r in (seen.deaths, seen.wounded) for s in r.told if s.own}
    losses, deeds = set(), set()
    for claim in told:
        for speaker in speakers(claim):
            mine = own_actor(claim, speaker)
            if mine is None:
                continue
            if claim.id in own:
                losses.add(mine.actor.name)
            admits = not _against_enemy(claim) or seen.independent >= _TWO
            if mine.role == "initiator" and admits:
                deeds.add(mine.actor.name)
    if losses:
        return f"{', '.join(sorted(losses))} concedes own losses"
    return f"{', '.join(sorted(deeds))} says that it did it" if deeds else ""


def _against_enemy(claim: EventClaim) -> bool:
    """Whether the deed is one that its doer boasts of: against fighters, or nobody."""
    targets = [p for p in claim.participants if p.role in {"target", "victim"}]
    civilian = any(p.actor.actor_type not in _ARMED_TARGETS for p in targets)
    harmed = any(c.group == "civilian" and c.high != 0 for c in claim.casualties)
    return not civilian and not harmed


def _contradiction(seen: Attested) -> str:
    if any(d.field == "initiator" for d in seen.disputed):
        return "sources name different initiators"
    if not seen.deaths.settled:
        return "contradictory figures for the dead"
    if not seen.wounded.settled and not seen.deaths.told:
        return "contradictory figures for the wounded"
    return ""


def _only_about_enemy(seen: Attested, told: Sequence[EventClaim]) -> bool:
    """Whether all speakers are parties and what they count is their enemy's loss."""
    figures = [s for r in (seen.deaths, seen.wounded) for s in r.told]
    if not figures or not all(s.enemy for s in figures):
        return False
    kinds = {s.kind for c in told for s in speakers(c)}
    return all(speakers(c) for c in told) and kinds <= PARTY_KINDS


def _single(testimonies: Sequence[Testimony]) -> str:
    stories = {t.outlet.story for t in testimonies}
    if len(stories) > 1:
        return f"{len(stories)} reports, all from the same speaker"
    if len(testimonies) > 1:
        return f"{len(testimonies)} reports of one story"
    return "one report"
