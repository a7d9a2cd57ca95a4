"""Decisions and the values that they are about, in words."""

from collections.abc import Sequence
from typing import Any

from sourceline.model.decisions import ACCOUNT, Decision

FIELD_NAMES = {
    "sub_event_type": "kind of event",
    "date": "day",
    "place": "place",
    "initiator": "initiator",
    "target": "target",
    "deaths": "killed",
    "wounded": "wounded",
}
_STANCES = {
    "accept": "accepted",
    "reject": "rejected",
    "unsure": "was unsure",
    "comment": "commented",
}


def value_words(field: str, value: Any) -> str:  # noqa: ANN401 - plain JSON
    """A value of one of ``FIELDS`` as people read it."""
    if value is None:
        return "not said"
    match field:
        case "date":
            return between(value["earliest"], value["latest"])
        case "place":
            told = (
                value["gazetteer_name"] or value["name"],
                value["admin1"],
                value["country"],
            )
            return ", ".join(dict.fromkeys(part for part in told if part))
        case "initiator" | "target":
            return "; ".join(f"{a['actor']} ({a['actor_type']})" for a in value)
        case "deaths" | "wounded":
            return _toll(value)
        case _:
            return str(value)


def between(first: str | None, last: str | None) -> str:
    """A day, or the days that it lies between."""
    return str(first) if first == last else f"{first or '…'} to {last or '…'}"


def said(decision: Decision) -> str:
    """What somebody did, without who and when."""
    payload = decision.payload
    match decision.kind:
        case "correct":
            field = payload["field"]
            before = value_words(field, payload["saw"]["values"][field])
            now = value_words(field, payload["value"])
            told = f"corrected {FIELD_NAMES[field]} to {now}, in the place of {before}"
        case "merge":
            groups, claims = payload["groups"], len(decision.target)
            single = len(groups) == claims
            told = f"joined {len(groups)} " + (
                "claims" if single else f"incidents of {claims} claims"
            )
        case "split":
            whole = count(len(decision.target), "claim")
            told = f"took {len(payload['out'])} of {whole} out"
        case "undo":
            told = f"took back {count(len(decision.undoes), 'decision')}"
        case "unsure" if payload.get("pair", False):
            told = "was unsure whether two claims tell one happening"
        case kind if kind == ACCOUNT:
            told = _of_accounts(decision)
        case kind:
            told = _STANCES[kind]
    return told


def by(decision: Decision) -> str:
    """Who did something when."""
    return f"{decision.who} on {decision.when:%Y-%m-%d at %H:%M} UTC"


def count(number: int, noun: str) -> str:
    """A number with its noun."""
    return f"{number} {noun}" + ("" if number == 1 else "s")


def listed(names: Sequence[str], most: int = 3) -> str:
    """Some names, and how many more there are."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")


def _of_accounts(decision: Decision) -> str:
    """What somebody did to an account, a token or the sessions."""
    told = decision.payload
    whose = told.get("account")
    match told["deed"]:
        case "added":
            words = f"made an account for {whose}: {told['role']}"
        case "role":
            words = f"made {whose} {told['role']} in place of {told['before']}"
        case "password" if whose == decision.who and not told.get("door"):
            words = "changed their own password"
        case "password":
            words = f"gave {whose} a new password"
        case "disabled":
            words = f"shut out {whose}"
        case "enabled":
            words = f"let {whose} in again"
        case "token made":
            words = (
                f"made the token {told['token']} “{told['label']}” of {whose}: "
                f"{told['role']}, until {told['until']}"
            )
        case "token revoked":
            words = f"took back the token {told['token']} “{told['label']}” of {whose}"
        case _:
            words = f"ended all sessions, {told['sessions']} of them"
    return f"{words}, on the command line" if told.get("door") else words


def _toll(value: dict[str, int | None]) -> str:
    low, best, high = value["low"], value["best"], value["high"]
    shown = "unclear" if best is None else str(best)
    if (low, high) in {(best, best), (None, None)}:
        return shown
    ends = ("?" if n is None else str(n) for n in (low, high))
    return f"{shown} (from {' to '.join(ends)})"
