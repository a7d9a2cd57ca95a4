"""Corrected values, laid over what the machine made of the reports."""

import datetime
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from sourceline.model.claims import DateRange, Place, TextSpan
from sourceline.model.decisions import Correction, ReviewState
from sourceline.model.incidents import Incident, IncidentParticipant, Toll
from sourceline.model.taxonomy import EVENT_TYPE_OF
from sourceline.review.replay import touching

_LONGEST_OF_PRECISION = ((1, 1), (6, 2), (7, 3), (31, 4))
_UP_TO_A_YEAR = 5


def corrections_of(
    state: ReviewState, claims: Collection[str] | None = None
) -> list[Correction]:
    """Corrections in force in the order of the log, all or those tied to ``claims``."""
    found = state.in_force if claims is None else touching(state, claims)
    return [
        Correction(
            d.id,
            d.who,
            d.when,
            d.payload["field"],
            d.payload["value"],
            d.payload["claim"],
            _span(d.payload["span"]),
        )
        for d in found
        if d.kind == "correct" and (claims is None or d.payload["claim"] in claims)
    ]


def corrected(machine: Incident, state: ReviewState) -> Incident:
    """The incident as it is shown: where people corrected a field, their value stands,
    the last where there are several.

    What was disputed stays disputed: a person chose, the reports still differ.
    """
    out = machine
    for one in corrections_of(state, {m.id for m in machine.members}):
        out = _with(out, one)
    return out


def _with(incident: Incident, one: Correction) -> Incident:
    value = one.value
    match one.field:
        case "sub_event_type":
            return replace(
                incident, sub_event_type=value, event_type=EVENT_TYPE_OF[value]
            )
        case "date":
            return replace(incident, date=_date(value, one.span))
        case "place":
            return replace(incident, place=_place(value, one.span))
        case "deaths":
            return replace(incident, deaths=_toll(incident.deaths, value, one.who))
        case "wounded":
            return replace(incident, wounded=_toll(incident.wounded, value, one.who))
        case role:
            others = (p for p in incident.participants if p.role != role)
            given = (
                IncidentParticipant(role, a["actor"], a["actor_type"], (one.claim,))
                for a in value or ()
            )
            # an initiator stands first, as the machine lists them
            first = tuple(given) if role == "initiator" else ()
            return replace(incident, participants=(*first, *others, *given))


def _span(plain: dict[str, int] | None) -> TextSpan | None:
    return None if plain is None else TextSpan(plain["start"], plain["end"])


def _date(value: Any, span: TextSpan | None) -> DateRange | None:  # noqa: ANN401
    if value is None:
        return None
    first = datetime.date.fromisoformat(value["earliest"])
    last = datetime.date.fromisoformat(value["latest"])
    days = (last - first).days + 1
    precision = next(
        (p for longest, p in _LONGEST_OF_PRECISION if days <= longest), _UP_TO_A_YEAR
    )
    return DateRange(first, last, precision, "stated", span)


def _place(value: Any, span: TextSpan | None) -> Place | None:  # noqa: ANN401
    if value is None:
        return None
    return Place(
        value["name"],
        value["gazetteer_name"],
        value["gazetteer_id"],
        None,
        value["admin1"],
        value["country"],
        value["lat"],
        value["lon"],
        value["precision"],
        value["radius_km"],
        span,
    )


def _toll(machine: Toll, value: Any, who: str) -> Toll:  # noqa: ANN401
    given = value or {"low": None, "best": None, "high": None}
    return replace(
        machine,
        low=given["low"],
        best=given["best"],
        high=given["high"],
        by_group=(),
        rule=f"corrected by {who}",
    )
