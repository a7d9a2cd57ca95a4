"""Incidents in the store: which claims must be fused together, and what came of it.

Work is found by what waits, never by what a run remembers: each function that ends a
step clears the marks of that step in the transaction that keeps its result.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from sourceline.model.claims import Place
from sourceline.model.incidents import Incident
from sourceline.model.records import incident_record
from sourceline.resolve.romanise import fold
from sourceline.store import schema as t
from sourceline.store.database import insert
from sourceline.store.shares import shares


def waiting_for_fusing(connection: Connection, most: int = 1000) -> list[str]:
    """Ids of some claims whose incident must be made anew, in order."""
    rows = connection.execute(
        select(t.claim.c.id)
        .where(t.claim.c.waits_for_fusing)
        .order_by(t.claim.c.id)
        .limit(most)
    )
    return list(rows.scalars())


def count_waiting(connection: Connection) -> int:
    """How many claims wait for their incident to be made anew."""
    asked = select(func.count()).where(t.claim.c.waits_for_fusing)
    return int(connection.execute(asked).scalar_one())


def component(connection: Connection, ids: Collection[str]) -> set[str]:
    """All claims that hang together with ``ids`` by a pair, a judgement or an incident
    that they are in now.
    """
    found: set[str] = set()
    edge = set(ids)
    while edge:
        found |= edge
        further: set[str] = set()
        for some in shares(edge):
            for here, there in (
                (t.pair.c.left, t.pair.c.right),
                (t.pair.c.right, t.pair.c.left),
                (t.judgement.c.left, t.judgement.c.right),
                (t.judgement.c.right, t.judgement.c.left),
            ):
                further |= set(
                    connection.execute(select(there).where(here.in_(some))).scalars()
                )
            inside = select(t.claim.c.incident).where(
                t.claim.c.id.in_(some), t.claim.c.incident.is_not(None)
            )
            further |= set(
                connection.execute(
                    select(t.claim.c.id).where(t.claim.c.incident.in_(inside))
                ).scalars()
            )
        edge = further - found
    known: set[str] = set()
    for some in shares(found):
        rows = connection.execute(select(t.claim.c.id).where(t.claim.c.id.in_(some)))
        known |= set(rows.scalars())
    return known


def keep_incidents(
    connection: Connection, claims: Collection[str], made: Sequence[Incident]
) -> None:
    """Put incidents in the place of those that some claims were in.

    Args:
        connection: a writing one.
        claims: every claim of the old and of the new incidents.
        made: the new incidents.
    """
    before: dict[str, str] = {}
    for some in shares(claims):
        rows = connection.execute(
            select(t.claim.c.id, t.claim.c.incident).where(
                t.claim.c.id.in_(some), t.claim.c.incident.is_not(None)
            )
        )
        before |= {row.id: row.incident for row in rows}
    for some in shares(set(before.values())):
        connection.execute(delete(t.incident).where(t.incident.c.id.in_(some)))
    of_claim = {m.id: x.id for x in made for m in x.members}
    if made:
        connection.execute(
            insert(connection, t.incident), [_incident_row(x) for x in made]
        )
    for claim in sorted(claims):
        connection.execute(
            update(t.claim)
            .where(t.claim.c.id == claim)
            .values(incident=of_claim.get(claim), waits_for_fusing=False)
        )
    _keep_names(connection, before, of_claim)


def _keep_names(
    connection: Connection, before: Mapping[str, str], now: Mapping[str, str]
) -> None:
    """An incident that took another's claim in answers to that one's name too."""
    taken = set(now.values())
    for old in sorted(set(before.values())):
        if old in taken:
            connection.execute(delete(t.alias).where(t.alias.c.old == old))
            continue
        first = min(c for c, i in before.items() if i == old)
        if first in now:
            connection.execute(
                update(t.alias)
                .where(t.alias.c.incident == old)
                .values(incident=now[first])
            )
            connection.execute(
                insert(connection, t.alias)
                .values(old=old, incident=now[first])
                .on_conflict_do_update(
                    index_elements=["old"], set_={"incident": now[first]}
                )
            )


def _incident_row(x: Incident) -> dict[str, Any]:
    return {
        "id": x.id,
        "event_type": x.event_type,
        "sub_event_type": x.sub_event_type,
        "earliest": x.date.earliest if x.date else None,
        "latest": x.date.latest if x.date else None,
        "country": x.place.country if x.place else None,
        "lat": x.place.lat if x.place else None,
        "lon": x.place.lon if x.place else None,
        "place": names(x.place) if x.place else None,
        "actors": "; ".join(sorted({p.actor for p in x.participants})),
        "deaths": x.deaths.best,
        "grade": x.grade,
        "sources": x.independent_sources,
        "record": incident_record(x),
    }


def names(place: Place) -> str:
    """A place's names as they are searched: without case, accents and marks."""
    told = (place.gazetteer_name, place.name, place.admin1)
    return " | ".join(dict.fromkeys(fold(x) for x in told if x))
