"""Incidents of other data sets in the store."""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from sourceline.model.outside import OutsideIncident, outside_record, read_outside
from sourceline.store import schema as t
from sourceline.store.database import insert


def add(connection: Connection, found: OutsideIncident) -> None:
    """Keep an incident in place of an earlier release's of the same id."""
    values = {
        "earliest": found.date.earliest,
        "latest": found.date.latest,
        "country": found.place.country,
        "lat": found.place.lat,
        "lon": found.place.lon,
        "deaths": found.deaths.best,
        "record": outside_record(found),
    }
    connection.execute(
        insert(connection, t.outside)
        .values(source=found.source, id=found.id, **values)
        .on_conflict_do_update(index_elements=["source", "id"], set_=values)
    )


def all_outside(connection: Connection) -> Iterator[OutsideIncident]:
    """Every incident of other data sets, in order of source and id."""
    query = select(t.outside.c.record).order_by(t.outside.c.source, t.outside.c.id)
    for row in connection.execution_options(yield_per=1000).execute(query):
        yield read_outside(row.record)
