"""Decisions as people make them: what they saw goes into the log with what they said.

Every draft that takes a stance keeps the values and disputes that were on the screen:
later, that tells whether the incident has changed since, and how far coders agree.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sourceline.errors import InputError
from sourceline.model.claims import TextSpan
from sourceline.model.decisions import FIELDS, STANCES, Decision, Draft
from sourceline.model.incidents import Incident
from sourceline.review.values import checked, disputes, shown

LONGEST_WORDS = 10_000
VERDICTS = ("same", "different", "unsure")


def stance(
    kind: str, machine: Incident, words: str = "", *, blind: bool = False
) -> Draft:
    """Accept, reject or be unsure about an incident.

    Args:
        kind: ``accept``, ``reject`` or ``unsure``.
        machine: the incident as the machine made it.
        words: why, where the person says so.
        blind: made without sight of others' decisions.
    """
    if kind not in STANCES:
        raise InputError(f"stance {kind!r}", expected=", ".join(sorted(STANCES)))
    payload = {"saw": saw(machine)} | _words(words)
    return Draft(kind, _claims(machine), payload, blind=blind)


def correct(
    machine: Incident,
    field: str,
    value: Any,  # noqa: ANN401 - plain JSON, checked against the field
    evidence: tuple[str, TextSpan | None],
    *,
    blind: bool = False,
) -> Draft:
    """Put another value in the place of the machine's.

    Args:
        machine: the incident as the machine made it.
        field: one of ``FIELDS``.
        value: the right value as plain JSON; None means "not said".
        evidence: the claim whose report says so, and the words there.
        blind: made without sight of others' decisions.

    Raises:
        InputError: an unknown field, a value that it can not take, or a claim that is
            not the incident's.
    """
    claim, span = evidence
    target = _claims(machine)
    if field not in FIELDS:
        raise InputError(f"field {field!r}", expected=", ".join(FIELDS))
    if claim not in target:
        raise InputError(f"claim {claim}", expected=f"a claim of {machine.id}")
    if span is not None and not 0 <= span.start < span.end:
        raise InputError(
            f"span {span.start}-{span.end}", expected="a start before its end"
        )
    payload = {
        "claim": claim,
        "field": field,
        "saw": saw(machine),
        "span": None if span is None else {"start": span.start, "end": span.end},
        "value": checked(field, value),
    }
    return Draft("correct", target, payload, blind=blind)


def merge(incidents: Sequence[Incident]) -> Draft:
    """Say that several incidents are one happening."""
    groups = sorted(_claims(x) for x in incidents)
    if len(groups) < 2:  # noqa: PLR2004 - one alone has nothing to be merged with
        raise InputError("one incident to merge", expected="two or more")
    return _merge(groups)


def split(machine: Incident, out: Iterable[str]) -> Draft:
    """Say that some claims of an incident tell another happening.

    Args:
        machine: the incident.
        out: the claims to take out; they become one incident of their own.

    Raises:
        InputError: no claim, all claims, or claims of other incidents.
    """
    return _split(_claims(machine), sorted(set(out)))


def verdict(pair: tuple[str, str], said: str) -> Draft:
    """Say of two claims whether they tell one happening."""
    left, right = sorted(pair)
    if left == right:
        raise InputError(f"claim {left} twice", expected="two claims")
    if said not in VERDICTS:
        raise InputError(f"verdict {said!r}", expected=", ".join(VERDICTS))
    if said == "same":
        return _merge([(left,), (right,)])
    if said == "different":
        return _split((left, right), [right])
    return Draft("unsure", (left, right), {"pair": True})


def comment(machine: Incident, words: str, *, blind: bool = False) -> Draft:
    """Say something about an incident without deciding anything."""
    if not words.strip():
        raise InputError("an empty comment", expected="words")
    return Draft("comment", _claims(machine), _words(words), blind=blind)


def undo(taken_back: Sequence[Decision], words: str = "") -> Draft:
    """Take back decisions, however old; to take back an undo is to redo."""
    if not taken_back:
        raise InputError("nothing to undo", expected="one decision or more")
    target = sorted({claim for one in taken_back for claim in one.target})
    ids = tuple(sorted({one.id for one in taken_back}))
    blind = all(one.blind for one in taken_back)
    return Draft("undo", tuple(target), _words(words), ids, blind)


def saw(machine: Incident) -> dict[str, Any]:
    """What was on the screen: the machine's values, and what was disputed."""
    return {"disputed": disputes(machine), "values": shown(machine)}


def _claims(incident: Incident) -> tuple[str, ...]:
    return tuple(sorted(m.id for m in incident.members))


def _words(words: str) -> dict[str, Any]:
    if len(words) > LONGEST_WORDS:
        raise InputError(
            f"{len(words)} characters", expected=f"{LONGEST_WORDS} or fewer"
        )
    return {"words": words.strip()} if words.strip() else {}


def _merge(groups: Sequence[tuple[str, ...]]) -> Draft:
    target = tuple(sorted({claim for group in groups for claim in group}))
    return Draft("merge", target, {"groups": [list(g) for g in groups]})


def _split(target: tuple[str, ...], out: list[str]) -> Draft:
    strange = sorted(set(out) - set(target))
    if strange:
        raise InputError(f"claim {strange[0]}", expected="a claim of the incident")
    if not out or len(out) == len(target):
        raise InputError(
            f"{len(out)} of {len(target)} claims to take out",
            expected="some of them, not all",
        )
    return Draft("split", target, {"out": out})
