"""Incidents that may tell the same happening as one: what it may be merged with."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, or_, select

from sourceline.model.incidents import Incident
from sourceline.resolve.romanise import fold
from sourceline.review.waiting import machine_of
from sourceline.store import schema as t
from sourceline.store.shares import shares

MOST = 8
_LOOKED_AT = 400
_DAYS = datetime.timedelta(days=3)
_i = t.incident.c


@dataclass(frozen=True, slots=True)
class Likely:
    """An incident that another may be merged with.

    Attributes:
        incident: it, as the machine made it.
        why: why it is offered, in words.
    """

    incident: Incident
    why: str


def likely(connection: Connection, one: Incident, asked: str = "") -> list[Likely]:
    """Incidents to merge another with, the likeliest first.

    Args:
        connection: a reading one.
        one: the incident.
        asked: an id or its beginning, or part of a place's or an actor's name; where
            it is given, only what answers it is told.
    """
    if asked.strip():
        ids = dict.fromkeys(_asked(connection, one, asked.strip()), "found")
    else:
        ids = _compared(connection, one)
        for name, why in _near(connection, one).items():
            ids.setdefault(name, why)
    ids.pop(one.id, None)
    some = list(ids)[:MOST]
    made = {x.id: x for x in machine_of(connection, some)}
    return [Likely(made[name], ids[name]) for name in some if name in made]


def _compared(connection: Connection, one: Incident) -> dict[str, str]:
    """Those that a pair of claims connects it with, by the strongest pair."""
    mine = [m.id for m in one.members]
    weights: dict[str, float] = {}
    for some in shares(mine):
        for here, there in (
            (t.pair.c.left, t.pair.c.right),
            (t.pair.c.right, t.pair.c.left),
        ):
            rows = connection.execute(
                select(t.claim.c.incident, t.pair.c.weight)
                .join(t.claim, t.claim.c.id == there)
                .where(here.in_(some), t.claim.c.incident.is_not(None))
                .where(t.claim.c.incident != one.id)
            )
            for name, weight in rows:
                weights[name] = max(weight, weights.get(name, weight))
    ranked = sorted(weights, key=lambda name: (-weights[name], name))
    return {
        name: f"claims compared: {weights[name]:+.1f} bits for one happening"
        for name in ranked[:MOST]
    }


def _near(connection: Connection, one: Incident) -> dict[str, str]:
    """Those of the same days in the same country, of the same place first."""
    first = one.date.earliest if one.date else None
    last = one.date.latest if one.date else None
    if one.place is None or first is None or last is None:
        return {}
    rows = connection.execute(
        select(_i.id, _i.place, _i.earliest)
        .where(_i.earliest <= last + _DAYS, _i.latest >= first - _DAYS)
        .where(_i.country == one.place.country, _i.id != one.id)
        .limit(_LOOKED_AT)
    ).all()
    here = fold(one.place.gazetteer_name or one.place.name)
    told = sorted(
        (here not in (row.place or ""), abs((row.earliest - first).days), row.id)
        for row in rows
    )
    return {
        name: _days(days) + ("" if elsewhere else ", same place")
        for elsewhere, days, name in told[:MOST]
    }


def _asked(connection: Connection, one: Incident, asked: str) -> Iterable[str]:
    """Those that answer what was typed, the nearest days first."""
    rows = connection.execute(
        select(_i.id, _i.earliest)
        .where(
            or_(
                _i.id.startswith(asked, autoescape=True),
                _i.place.contains(fold(asked), autoescape=True),
                _i.actors.icontains(asked, autoescape=True),
            )
        )
        .where(_i.id != one.id)
        .order_by(_i.id)
        .limit(_LOOKED_AT)
    ).all()
    first = one.date.earliest if one.date else None
    far = datetime.timedelta.max.days

    def away(day: datetime.date | None) -> int:
        return abs((day - first).days) if day and first else far

    return [row.id for row in sorted(rows, key=lambda r: (away(r.earliest), r.id))]


def _days(days: int) -> str:
    if not days:
        return "same day"
    return f"{days} day{'' if days == 1 else 's'} apart"
