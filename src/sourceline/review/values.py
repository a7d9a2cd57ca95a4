"""The fields of an incident that a person may correct: how they look in plain JSON, and
what they may hold.
"""

import datetime
import math
from collections.abc import Callable, Mapping
from typing import Any

from sourceline.errors import InputError
from sourceline.model.claims import Place
from sourceline.model.decisions import FIELDS
from sourceline.model.incidents import Incident, Toll
from sourceline.model.taxonomy import ACTOR_TYPES, SUB_EVENT_TYPES

_PLACE_WORDS = ("gazetteer_name", "gazetteer_id", "admin1", "country")
_PLACE_BOUNDS = {"lat": 90.0, "lon": 180.0}
_LEAST_PRECISE = 7
_LONGEST = 300
_MOST_PEOPLE = 100_000_000
_TOLL = ("low", "best", "high")


def shown(incident: Incident) -> dict[str, Any]:
    """The values of all ``FIELDS``; None means "not said"."""
    date = incident.date
    values = {
        "sub_event_type": incident.sub_event_type,
        "date": None
        if date is None
        else {"earliest": _day(date.earliest), "latest": _day(date.latest)},
        "place": None if incident.place is None else _place(incident.place),
        "initiator": _actors(incident, "initiator"),
        "target": _actors(incident, "target"),
        "deaths": _toll(incident.deaths),
        "wounded": _toll(incident.wounded),
    }
    return {field: values[field] for field in FIELDS}


def disputes(incident: Incident) -> dict[str, list[str]]:
    """Rival values by disputed field, both in order."""
    return {
        d.field: sorted(v.value for v in d.values)
        for d in sorted(incident.disputed, key=lambda d: d.field)
    }


def checked(field: str, value: Any) -> Any:  # noqa: ANN401 - plain JSON
    """A value of a field, in the form of ``shown``.

    Raises:
        InputError: the field can not hold it.
    """
    if value is None and field != "sub_event_type":
        return None
    return _CHECKS[field](value)


def _day(day: datetime.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _place(place: Place) -> dict[str, Any]:
    return {
        "name": place.name,
        "gazetteer_name": place.gazetteer_name,
        "gazetteer_id": place.gazetteer_id,
        "admin1": place.admin1,
        "country": place.country,
        "lat": place.lat,
        "lon": place.lon,
        "precision": place.precision,
        "radius_km": place.radius_km,
    }


def _actors(incident: Incident, role: str) -> list[dict[str, str]] | None:
    found = {(p.actor, p.actor_type) for p in incident.participants if p.role == role}
    return [{"actor": a, "actor_type": k} for a, k in sorted(found)] or None


def _toll(toll: Toll) -> dict[str, int | None] | None:
    figures = {"low": toll.low, "best": toll.best, "high": toll.high}
    return None if set(figures.values()) == {None} else figures


# --- what a person gives -------------------------------------------------------------


def _sub_type(value: Any) -> str:  # noqa: ANN401
    if value not in SUB_EVENT_TYPES:
        raise InputError(
            f"sub_event_type {value!r}", expected=", ".join(SUB_EVENT_TYPES)
        )
    return str(value)


def _date(value: Any) -> dict[str, str]:  # noqa: ANN401
    given = _object("date", value, ("earliest", "latest"))
    try:
        first, last = (
            datetime.date.fromisoformat(given[k]) for k in ("earliest", "latest")
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(
            f"date {value!r}", expected='{"earliest": "2019-05-14", "latest": …}'
        ) from error
    if first > last:
        raise InputError(
            f"date {first} to {last}", expected="the earlier day as earliest"
        )
    return {"earliest": first.isoformat(), "latest": last.isoformat()}


def _given_place(value: Any) -> dict[str, Any]:  # noqa: ANN401
    known = ("name", *_PLACE_WORDS, *_PLACE_BOUNDS, "precision", "radius_km")
    given = _object("place", value, known)
    out: dict[str, Any] = {"name": _text("place.name", given.get("name"))}
    for key in _PLACE_WORDS:
        told = given.get(key)
        out[key] = None if told is None else _text(f"place.{key}", told)
    for key, most in _PLACE_BOUNDS.items():
        out[key] = _number(f"place.{key}", given.get(key), -most, most)
    if (out["lat"] is None) != (out["lon"] is None):
        raise InputError("place with one of lat and lon", expected="both or none")
    precision = given.get("precision")
    if isinstance(precision, bool) or precision not in range(1, _LEAST_PRECISE + 1):
        raise InputError(
            f"place.precision {precision!r}", expected="UCDP where_prec, 1 to 7"
        )
    out["precision"] = precision
    out["radius_km"] = _number("place.radius_km", given.get("radius_km"), 0.0, 20_000.0)
    return out


def _sides(value: Any) -> list[dict[str, str]] | None:  # noqa: ANN401
    if not isinstance(value, list):
        raise InputError(
            f"actors {value!r}", expected='[{"actor": …, "actor_type": …}]'
        )
    found = set()
    for one in value:
        given = _object("actor", one, ("actor", "actor_type"))
        if given.get("actor_type") not in ACTOR_TYPES:
            raise InputError(
                f"actor_type {given.get('actor_type')!r}",
                expected=", ".join(ACTOR_TYPES),
            )
        found.add((_text("actor", given.get("actor")), str(given["actor_type"])))
    return [{"actor": a, "actor_type": k} for a, k in sorted(found)] or None


def _given_toll(value: Any) -> dict[str, int | None] | None:  # noqa: ANN401
    given = _object("toll", value, _TOLL)
    figures = {key: given.get(key) for key in _TOLL}
    for key, figure in figures.items():
        whole = isinstance(figure, int) and not isinstance(figure, bool)
        if figure is not None and not (whole and 0 <= figure <= _MOST_PEOPLE):
            raise InputError(f"{key} {figure!r}", expected="people, 0 or more")
    said = [figure for figure in figures.values() if figure is not None]
    if said != sorted(said):
        raise InputError(f"toll {figures}", expected="low ≤ best ≤ high")
    return figures if said else None


def _object(field: str, value: Any, known: tuple[str, ...]) -> Mapping[str, Any]:  # noqa: ANN401
    if not isinstance(value, dict) or not set(value) <= set(known):
        raise InputError(f"{field} {value!r}", expected=f"an object of {known}")
    return value


def _text(field: str, value: Any) -> str:  # noqa: ANN401
    if not isinstance(value, str) or not 0 < len(value.strip()) <= _LONGEST:
        raise InputError(
            f"{field} {value!r}", expected=f"words, at most {_LONGEST} characters"
        )
    return value.strip()


def _number(field: str, value: Any, least: float, most: float) -> float | None:  # noqa: ANN401
    if value is None:
        return None
    real = isinstance(value, int | float) and not isinstance(value, bool)
    if not real or not math.isfinite(value) or not least <= value <= most:
        raise InputError(f"{field} {value!r}", expected=f"{least} to {most}")
    return float(value)


_CHECKS: Mapping[str, Callable[[Any], Any]] = {
    "sub_event_type": _sub_type,
    "date": _date,
    "place": _given_place,
    "initiator": _sides,
    "target": _sides,
    "deaths": _given_toll,
    "wounded": _given_toll,
}
