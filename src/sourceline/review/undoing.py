"""What taking back a decision does, in words, before it is done."""

from collections.abc import Collection, Iterator, Sequence

from sourceline.model.decisions import ACCOUNT, Decision
from sourceline.review.judgements import judgements_of
from sourceline.review.replay import is_stance, replay
from sourceline.review.wording import FIELD_NAMES, by, count, said, value_words

_LEFT = {"accept": "accepted", "reject": "rejected", "unsure": "unsure"}


def taken_back_by(one: Decision, log: Collection[Decision]) -> Decision | None:
    """The undo in force that takes a decision back, None where it is in force itself.

    Args:
        one: the decision.
        log: all decisions about its claims.
    """
    back: dict[str, Decision] = {}
    for later in sorted(log, key=lambda d: d.number, reverse=True):
        if later.kind == "undo" and later.id not in back:
            back |= {name: later for name in later.undoes if name not in back}
    return back.get(one.id)


def effect(one: Decision, log: Collection[Decision]) -> list[str]:
    """What undoing a decision does.

    Args:
        one: the decision.
        log: all decisions about its claims.
    """
    if one.kind == ACCOUNT:
        return ["It is not undone here: an owner changes accounts on the page People."]
    back = taken_back_by(one, log)
    if back is not None:
        return [f"Taken back already, by {by(back)}; undo {back.id} to bring it again."]
    if one.kind == "undo":
        by_id = {d.id: d for d in log}
        again = (by_id[name] for name in one.undoes if name in by_id)
        return [f"Brings back: {d.who} {said(d)}." for d in again]
    if one.kind == "comment":
        return ["The comment is no longer shown with the incident."]
    if one.blind:
        return ["It no longer counts for the agreement of coders."]
    return [*_effects(one, log)]


def _effects(one: Decision, log: Collection[Decision]) -> Iterator[str]:
    standing = [d for d in replay(log).in_force if d.id != one.id]
    if is_stance(one):
        yield _stance(one, standing)
    if one.kind == "correct":
        yield _correction(one, standing)
    if one.kind in {"accept", "merge", "split"} or one.payload.get("pair"):
        yield _pairs(one, standing)


def _stance(one: Decision, standing: Sequence[Decision]) -> str:
    claims = set(one.target)
    others = [d for d in standing if is_stance(d) and claims & set(d.target)]
    later = [d for d in others if d.number > one.number]
    if later:
        return f"The review stays as it is: {by(later[-1])} {said(later[-1])}."
    if others:
        last = others[-1]
        return f"The review is {_LEFT[last.kind]} again, as {by(last)} left it."
    return "The incident waits in the queue as one that nobody has judged."


def _correction(one: Decision, standing: Sequence[Decision]) -> str:
    field, claim = one.payload["field"], one.payload["claim"]
    name = FIELD_NAMES[field].capitalize()
    same = [
        d
        for d in standing
        if d.kind == "correct"
        and d.payload["field"] == field
        and (d.payload["claim"] == claim or d.payload["claim"] in one.target)
    ]
    later = [d for d in same if d.number > one.number]
    if later:
        shown = value_words(field, later[-1].payload["value"])
        return f"{name} stays {shown}, as {by(later[-1])} corrected it after."
    if same:
        shown = value_words(field, same[-1].payload["value"])
        return f"{name} is {shown} again, as {by(same[-1])} corrected it."
    before = value_words(field, one.payload["saw"]["values"][field])
    return f"{name} is the machine's again: {before} when it was corrected."


def _pairs(one: Decision, standing: Sequence[Decision]) -> str:
    """Which of its verdicts on pairs of claims nobody else holds."""
    mine = {(j.left, j.right): j.verdict for j in judgements_of(replay([one]))}
    rest = {(j.left, j.right): j for j in judgements_of(replay(standing))}
    free = [pair for pair in mine if pair not in rest]
    turned = [p for p, v in mine.items() if p in rest and rest[p].verdict != v]
    held = [p for p, v in mine.items() if p in rest and rest[p].verdict == v]
    parts = []
    if free:
        parts.append(
            f"the machine decides anew on {count(len(free), 'pair')} of claims, and "
            + ("may join them again" if one.kind == "split" else "may part them")
        )
    if held:
        who = ", ".join(sorted({rest[p].who for p in held}))
        parts.append(f"{count(len(held), 'pair')} stay as decisions of {who} have them")
    if turned:
        who = ", ".join(sorted({rest[p].who for p in turned}))
        parts.append(f"on {count(len(turned), 'pair')} decisions of {who} hold")
    told = "; ".join(parts) or "no pair of claims changes"
    return told[0].upper() + told[1:] + "."
