"""From the log to the state: which decisions are in force."""

from collections.abc import Collection, Iterable

from sourceline.model.decisions import ACCOUNT, STANCES, Decision, ReviewState


def replay(decisions: Iterable[Decision]) -> ReviewState:
    """The state that a log comes to.

    A decision is in force unless an undo that is itself in force takes it back: so any
    decision can be undone at any time, and undoing the undo brings it again. An undo
    can only speak of what stands before it, so the log is read from its end. Changes of
    accounts are no decisions and are passed over.

    Args:
        decisions: rows of the log in any order; those that touch some claims are
            enough for what is asked of these claims.
    """
    ordered = sorted(
        (d for d in decisions if d.kind != ACCOUNT), key=lambda d: d.number
    )
    taken_back: set[str] = set()
    standing: list[Decision] = []
    for one in reversed(ordered):
        if one.id in taken_back:
            continue
        if one.kind == "undo":
            taken_back.update(one.undoes)
        else:
            standing.append(one)
    standing.reverse()
    seen_by_all = tuple(d for d in standing if not d.blind)
    of_claim: dict[str, list[Decision]] = {}
    for one in seen_by_all:
        for claim in one.target:
            of_claim.setdefault(claim, []).append(one)
    return ReviewState(
        seen_by_all,
        tuple(d for d in standing if d.blind),
        {c: tuple(found) for c, found in of_claim.items()},
    )


def blind_state(state: ReviewState, coder: str) -> ReviewState:
    """What a blind coder may see: his own blind decisions and nobody else's."""
    mine = (d for d in state.blind if d.who == coder)
    plain = (
        Decision(d.number, d.id, d.who, d.when, d.kind, d.target, d.payload, d.undoes)
        for d in mine
    )
    return replay(plain)


def touching(state: ReviewState, claims: Collection[str]) -> list[Decision]:
    """Decisions in force about any of some claims, in the order of the log."""
    found = {d.number: d for c in claims for d in state.of_claim.get(c, ())}
    return [found[number] for number in sorted(found)]


def is_stance(decision: Decision) -> bool:
    """Whether a decision says how far the review of an incident got; to be unsure of a
    pair of claims says nothing about an incident.
    """
    return decision.kind in STANCES and not decision.payload.get("pair", False)
