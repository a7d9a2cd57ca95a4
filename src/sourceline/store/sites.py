"""The control timeline in the store: which claims speak of which place, and the periods
that were made of them.

A place's line hangs on its own claims and, for what is noted of districts against
towns, on the other places of its first-level unit. So a new report makes only the
lines of the units that it speaks of wait, and lines are made some units at a time.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, delete, func, select, update

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
from sourceline.store.fusing import names
from sourceline.store.shares import shares

_AREAS_AT_ONCE = 100


def waiting(connection: Connection) -> list[str]:
    """Ids of the reports that were read, or changed their story, since it was written
    down of which places they speak; in order.
    """
    rows = connection.execute(
        select(t.reading.c.report)
        .where(t.reading.c.waits_for_control)
        .order_by(t.reading.c.report)
    )
    return list(rows.scalars())


def keep_sites(connection: Connection, reports: Collection[str]) -> None:
    """Write anew of which places some reports speak, and take them off the list; the
    lines of these places, and of those they spoke of before, wait instead.
    """
    for some in shares(reports):
        speaks = t.site.c.report.in_(some)
        before = _places(connection, speaks)
        connection.execute(delete(t.site).where(speaks))
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
        if rows:
            connection.execute(insert(connection, t.site), rows)
        touched = {key for _, key in before} | {str(row["key"]) for row in rows}
        _wait(connection, before | _areas_of(connection, touched))
        connection.execute(
            update(t.reading)
            .where(t.reading.c.report.in_(some))
            .values(waits_for_control=False)
        )


def _areas_of(connection: Connection, keys: Collection[str]) -> set[tuple[str, str]]:
    """Area and key of some places, once for each area that they are said to lie in."""
    found: set[tuple[str, str]] = set()
    for some in shares(keys):
        found |= _places(connection, t.site.c.key.in_(some))
    return found


def _places(connection: Connection, which: ColumnElement[bool]) -> set[tuple[str, str]]:
    rows = connection.execute(select(t.site.c.area, t.site.c.key).where(which))
    return {(row.area, row.key) for row in rows}


def _wait(connection: Connection, places: Collection[tuple[str, str]]) -> None:
    """Put places on the list of those whose line must be made anew."""
    rows = [{"area": area, "key": key} for area, key in sorted(places)]
    if rows:
        connection.execute(
            insert(connection, t.waiting_line).on_conflict_do_nothing(), rows
        )


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


def waiting_areas(connection: Connection) -> int:
    """How many first-level units hold a line that must be made anew."""
    asked = select(func.count(t.waiting_line.c.area.distinct()))
    return int(connection.execute(asked).scalar_one())


def next_areas(connection: Connection, most: int) -> list[str]:
    """First-level units whose lines are made next: the first that wait, as many as
    together hold no more than so many claims; one at least.
    """
    waiting = select(t.waiting_line.c.area).distinct().order_by(t.waiting_line.c.area)
    areas = list(connection.execute(waiting.limit(_AREAS_AT_ONCE)).scalars())
    counted = connection.execute(
        select(t.site.c.area, func.count().label("claims"))
        .where(t.site.c.area.in_(areas))
        .group_by(t.site.c.area)
    )
    claims = {row.area: row.claims for row in counted}
    found: list[str] = []
    held = 0
    for area in areas:
        held += claims.get(area, 0)
        if found and held > most:
            break
        found.append(area)
    return found


@dataclass(frozen=True, slots=True)
class Deciding:
    """All that decides about the lines of some first-level units.

    Attributes:
        areas: the units.
        keys: of the places that are said to lie in them, and of those that wait.
        held: ids of the control claims about these places, wherever they are said to
            lie.
        events: ids of the events about them.
    """

    areas: frozenset[str]
    keys: frozenset[str]
    held: frozenset[str]
    events: frozenset[str]


def claims_about(connection: Connection, areas: Collection[str]) -> Deciding:
    """All that decides about the lines of some first-level units."""
    keys: set[str] = set()
    for some in shares(areas):
        for column, area in (
            (t.site.c.key, t.site.c.area),
            (t.waiting_line.c.key, t.waiting_line.c.area),
        ):
            found = select(column).where(area.in_(some)).distinct()
            keys |= set(connection.execute(found).scalars())
    held: set[str] = set()
    events: set[str] = set()
    for some in shares(keys):
        rows = connection.execute(
            select(t.site.c.claim, t.site.c.event).where(t.site.c.key.in_(some))
        )
        for row in rows:
            (events if row.event else held).add(row.claim)
    return Deciding(*map(frozenset, (areas, keys, held, events)))


def keep_periods(
    connection: Connection, about: Deciding, made: Sequence[ControlPeriod]
) -> None:
    """Put the lines of some first-level units in the place of the old ones, and take
    these units off the list.

    A place that most claims put into another unit keeps its line: where that must be
    made anew, the other unit waits too.

    Args:
        connection: a writing one.
        about: all that decides about the units.
        made: the periods that follow from it.
    """
    lines: dict[str, list[ControlPeriod]] = defaultdict(list)
    elsewhere: set[str] = set()
    for period in made:
        key = place_key(period.place)
        if area_of(period.place) not in about.areas:
            elsewhere.add(key)
        elif key in about.keys:
            lines[key].append(period)
    for some in shares(about.keys - elsewhere):
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
    for some in shares(about.areas):
        connection.execute(
            delete(t.waiting_line).where(t.waiting_line.c.area.in_(some))
        )
