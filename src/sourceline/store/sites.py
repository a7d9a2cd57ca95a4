"""The control timeline in the store: which claims speak of which place, and the periods
that were made of them.

A place's line hangs on its own claims and, for what is noted of districts against
towns, on the other places of its first-level unit. So a new report makes only the
lines of the units that it speaks of wait.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import Connection, delete, func, select, update

from sourceline.control import TERRITORIAL, area_of, place_key
from sourceline.model.claims import Place
from sourceline.model.incidents import ControlPeriod
from sourceline.model.records import (
    control_period,
    read_control_claim,
    read_event_claim,
)
from sourceline.store import schema as t
from sourceline.store.database import insert
from sourceline.store.fusing import names, shares


def waiting(connection: Connection) -> list[str]:
    """Ids of the reports that were read, or changed their story, since their places
    had their line made; in order.
    """
    rows = connection.execute(
        select(t.reading.c.report)
        .where(t.reading.c.waits_for_control)
        .order_by(t.reading.c.report)
    )
    return list(rows.scalars())


def keep_sites(connection: Connection, reports: Sequence[str]) -> set[str]:
    """Write anew of which places some reports speak, and take them off the list.

    Returns:
        Keys of the places that they speak of, or spoke of before.
    """
    touched: set[str] = set()
    for some in shares(reports):
        old = select(t.site.c.key).where(t.site.c.report.in_(some))
        touched |= set(connection.execute(old).scalars())
        connection.execute(delete(t.site).where(t.site.c.report.in_(some)))
        rows = [
            {
                "claim": claim,
                "report": report,
                "key": place_key(place),
                "area": area_of(place),
                "event": event,
            }
            for claim, report, place, event in _spoken_of(connection, some)
        ]
        touched |= {str(row["key"]) for row in rows}
        if rows:
            connection.execute(insert(connection, t.site), rows)
        connection.execute(
            update(t.reading)
            .where(t.reading.c.report.in_(some))
            .values(waits_for_control=False)
        )
    return touched


def _spoken_of(
    connection: Connection, reports: Sequence[str]
) -> Iterator[tuple[str, str, Place, bool]]:
    """Claim, report, place, and whether it is an event."""
    for row in connection.execute(
        select(t.control_claim).where(t.control_claim.c.report.in_(reports))
    ):
        yield row.id, row.report, read_control_claim(row.record).place, False
    for row in connection.execute(
        select(t.claim.c.id, t.claim.c.report, t.claim.c.record).where(
            t.claim.c.report.in_(reports),
            t.claim.c.sub_event_type.in_(sorted(TERRITORIAL)),
        )
    ):
        place = read_event_claim(row.record).place
        if place is not None:
            yield row.id, row.report, place, True


def claims_about(
    connection: Connection, touched: Collection[str]
) -> tuple[set[str], set[str], set[str]]:
    """All that decides about the lines of some places.

    Returns:
        Keys of the first-level units that these places lie in, ids of the control
        claims and ids of the events about any place that is said to lie in them.
    """
    areas: set[str] = set()
    for some in shares(touched):
        found = select(t.site.c.area).where(t.site.c.key.in_(some)).distinct()
        areas |= set(connection.execute(found).scalars())
    keys = set(touched)
    for some in shares(areas):
        found = select(t.site.c.key).where(t.site.c.area.in_(some)).distinct()
        keys |= set(connection.execute(found).scalars())
    held: set[str] = set()
    events: set[str] = set()
    for some in shares(keys):
        rows = connection.execute(
            select(t.site.c.claim, t.site.c.event).where(t.site.c.key.in_(some))
        )
        for row in rows:
            (events if row.event else held).add(row.claim)
    return areas, held, events


def keep_periods(
    connection: Connection,
    touched: Collection[str],
    areas: Collection[str],
    made: Sequence[ControlPeriod],
) -> int:
    """Put periods in the place of the old ones.

    Args:
        connection: a writing one.
        touched: keys of the places whose claims changed.
        areas: first-level units whose lines ``made`` holds whole.
        made: the lines of these, and of places at their edge that lie elsewhere.

    Returns:
        How many were kept.
    """
    lines: dict[str, list[ControlPeriod]] = defaultdict(list)
    for period in made:
        key = place_key(period.place)
        if key in touched or area_of(period.place) in areas:
            lines[key].append(period)
    for some in shares(set(touched) | set(lines)):
        connection.execute(
            delete(t.control_period).where(t.control_period.c.key.in_(some))
        )
    highest = connection.execute(select(func.max(t.control_period.c.number))).scalar()
    rows = [
        {
            "key": key,
            "rank": rank,
            "place": names(p.place),
            "country": p.place.country,
            "holder": p.holder,
            "record": control_period(p),
        }
        for key, line in sorted(lines.items())
        for rank, p in enumerate(line)
    ]
    numbered = [{"number": n, **row} for n, row in enumerate(rows, (highest or 0) + 1)]
    if numbered:
        connection.execute(insert(connection, t.control_period), numbered)
    return len(rows)
