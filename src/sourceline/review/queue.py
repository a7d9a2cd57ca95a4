"""What waits for a person, in the order of what matters, and why."""

import datetime
from collections.abc import Iterable, Iterator
from itertools import chain

from sourceline.model.decisions import Decision, QueueItem, Review, ReviewState
from sourceline.model.incidents import Incident, Toll
from sourceline.review.corrections import corrections_of
from sourceline.review.replay import is_stance, touching
from sourceline.review.values import disputes

DISPUTED, LOW_CONFIDENCE, HIGH_TOLL, RETURNED, UNSEEN, UNSURE = range(6)
"""Ranks of the queue, the first first."""
LOW_BITS = 3.0
"""A claim joined at odds below 8 to 1 is worth a look."""
HIGH_DEATHS = 10
RANKS = (
    "disputed",
    "low confidence",
    "high toll",
    "new reports",
    "not looked at",
    "unsure",
)
"""The ranks in words."""
_A_RANK = 300_000_000
"""More than the most people that one incident may have harmed."""
_STATE_OF = {"accept": "accepted", "reject": "rejected", "unsure": "unsure"}
_DID = {"accept": "accepted it", "reject": "rejected it", "unsure": "was unsure"}


def queue(incidents: Iterable[Incident], state: ReviewState) -> list[QueueItem]:
    """Incidents that wait for a person: disputed ones, then those of low confidence,
    then those of high toll, then those that came back, then the rest, then those that
    somebody was unsure about; within a rank by toll.

    Args:
        incidents: as the machine made them.
        state: what was decided; ``blind_state`` for a blind coder.
    """
    waiting = [(queued(x, state), x) for x in incidents]
    found = [
        (item.rank, -_most(x.deaths), item.incident, item)
        for item, x in waiting
        if item
    ]
    return [item for *_, item in sorted(found, key=lambda f: f[:3])]


def queued(machine: Incident, state: ReviewState) -> QueueItem | None:
    """An incident's place in the queue, None where it is settled."""
    review = review_of(machine, state)
    if review.state in {"accepted", "rejected"}:
        return None
    if review.state == "unsure":
        return QueueItem(machine.id, UNSURE, review.why, review)
    found = list(_reasons(machine))
    if review.state == "returned":
        found.append((RETURNED, list(review.why)))
    if not found:
        return QueueItem(machine.id, UNSEEN, ("nobody has looked at it yet",), review)
    ranks = [rank for rank, _ in found]
    words = chain.from_iterable(why for _, why in found)
    return QueueItem(machine.id, min(ranks), tuple(words), review)


def place(item: QueueItem, machine: Incident) -> int:
    """An item's place in the queue as one number that sorts as the queue does, so that
    a database finds the next one by its index.
    """
    return item.rank * _A_RANK + _A_RANK - 1 - min(_most(machine.deaths), _A_RANK - 1)


def rank_of(place: int) -> int:
    """The rank that a place in the queue belongs to."""
    return place // _A_RANK


def places_of(rank: int) -> tuple[int, int]:
    """The first and the last place of a rank."""
    return rank * _A_RANK, (rank + 1) * _A_RANK - 1


def review_of(machine: Incident, state: ReviewState) -> Review:
    """How far the review of an incident got.

    The latest stance on any of its claims holds, as long as the incident still has the
    claims and the disputes that the person saw; else it has come back.
    """
    claims = {m.id for m in machine.members}
    mended = tuple(sorted({c.field for c in corrections_of(state, claims)}))
    stances = [d for d in touching(state, claims) if is_stance(d)]
    if not stances:
        return Review("open", corrected=mended)
    latest = stances[-1]
    changes = tuple(_changes(machine, latest))
    if changes:
        return Review("returned", latest.who, latest.when, changes, mended)
    said = latest.payload.get("words")
    why = (f"{latest.who} was unsure" + (f": {said}" if said else ""),)
    return Review(
        _STATE_OF[latest.kind],
        latest.who,
        latest.when,
        why if latest.kind == "unsure" else (),
        mended,
    )


def _changes(machine: Incident, latest: Decision) -> Iterator[str]:
    """What is not as the person saw it, in words."""
    since = f"since {latest.who} {_DID[latest.kind]} on {_day(latest.when)}"
    now, then = {m.id for m in machine.members}, set(latest.target)
    if joined := now - then:
        reports = {m.report for m in machine.members if m.id in joined}
        yield f"{_count(len(joined), 'claim')} of {_count(len(reports), 'report')} " + (
            f"joined {since}"
        )
    if left := then - now:
        yield f"{_count(len(left), 'claim')} left {since}"
    saw, sees = latest.payload["saw"]["disputed"], disputes(machine)
    for field in sorted(sees.keys() | saw.keys()):
        if field not in saw:
            yield f"reports now disagree on {field}: {_values(sees[field])}"
        elif field not in sees:
            yield f"reports no longer disagree on {field}"
        elif saw[field] != sees[field]:
            yield (
                f"reports now give other values for {field}: {_values(sees[field])}, "
                f"before: {_values(saw[field])}"
            )


def _reasons(machine: Incident) -> Iterator[tuple[int, list[str]]]:
    """Why an incident matters, apart from what people did."""
    told = disputes(machine)
    if told:
        yield (
            DISPUTED,
            [f"disputed {field}: {_values(told[field])}" for field in sorted(told)],
        )
    weak = [m.match_weight for m in machine.members if m.match_weight is not None]
    if weak and min(weak) < LOW_BITS:
        yield LOW_CONFIDENCE, [f"joined on weak evidence ({min(weak):+.1f} bits)"]
    elif machine.grade == "discounted":
        yield LOW_CONFIDENCE, [f"discounted: {machine.grade_reason}"]
    if _most(machine.deaths) >= HIGH_DEATHS:
        yield HIGH_TOLL, [f"up to {_most(machine.deaths)} deaths"]


def _most(toll: Toll) -> int:
    return max(toll.low or 0, toll.best or 0, toll.high or 0)


def _values(values: Iterable[str]) -> str:
    return ", ".join(values)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def _day(when: datetime.datetime) -> str:
    return when.date().isoformat()
