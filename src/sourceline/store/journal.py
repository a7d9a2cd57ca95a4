"""What changed, in the order of commits: incidents made, altered and gone, and when the
control timeline was worked out again.

Triggers of the database write it, so that no code path can forget to. Readers that keep
something in memory (the workbench) ask what was touched since they looked.
"""

import datetime
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, bindparam, text

MADE, GONE, ALTERED = 0, 1, 2
"""What became of an incident, as the ``gone`` column tells it."""


def _control(done: str) -> str:
    """SQLite's trigger for one kind of change of the control timeline."""
    return f"""CREATE TRIGGER IF NOT EXISTS journal_control_{done.lower()}
                 AFTER {done} ON control_period
               BEGIN
                 DELETE FROM journal WHERE kind = 'control' AND id = '';
                 INSERT INTO journal (kind, id, gone) VALUES ('control', '', 0);
               END"""  # noqa: S608 - a fixed word


_SQLITE = (
    """CREATE TABLE IF NOT EXISTS journal (
         number INTEGER PRIMARY KEY AUTOINCREMENT,
         kind TEXT NOT NULL, id TEXT NOT NULL, gone INTEGER NOT NULL,
         at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')))""",
    "CREATE INDEX IF NOT EXISTS ix_journal_id ON journal (kind, id, number)",
    """CREATE TRIGGER IF NOT EXISTS journal_incident_made AFTER INSERT ON incident
       BEGIN
         INSERT INTO journal (kind, id, gone) VALUES ('incident', NEW.id, 0);
       END""",
    """CREATE TRIGGER IF NOT EXISTS journal_incident_gone AFTER DELETE ON incident
       BEGIN
         INSERT INTO journal (kind, id, gone) VALUES ('incident', OLD.id, 1);
       END""",
    """CREATE TRIGGER IF NOT EXISTS journal_incident_altered AFTER UPDATE ON incident
       WHEN OLD.record IS NOT NEW.record
       BEGIN
         INSERT INTO journal (kind, id, gone) VALUES ('incident', NEW.id, 2);
       END""",
    # one entry stands for the whole timeline: the newest takes the older one's place
    *(_control(done) for done in ("INSERT", "DELETE", "UPDATE")),
)
# Numbers are drawn before commits; the lock makes their order the order of commits, so
# that no reader steps over a number that appears late.
_POSTGRESQL = (
    """CREATE TABLE IF NOT EXISTS journal (
         number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
         kind TEXT NOT NULL, id TEXT NOT NULL, gone INTEGER NOT NULL,
         at TEXT NOT NULL DEFAULT to_char(
           clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))""",
    "CREATE INDEX IF NOT EXISTS ix_journal_id ON journal (kind, id, number)",
    """CREATE OR REPLACE FUNCTION journal_incident() RETURNS trigger AS $$
       BEGIN
         PERFORM pg_advisory_xact_lock(730118);
         IF TG_OP = 'INSERT' THEN
           INSERT INTO journal (kind, id, gone) VALUES ('incident', NEW.id, 0);
         ELSIF TG_OP = 'UPDATE' THEN
           INSERT INTO journal (kind, id, gone) VALUES ('incident', NEW.id, 2);
         ELSE
           INSERT INTO journal (kind, id, gone) VALUES ('incident', OLD.id, 1);
         END IF;
         RETURN NULL;
       END $$ LANGUAGE plpgsql""",
    """CREATE OR REPLACE FUNCTION journal_control() RETURNS trigger AS $$
       BEGIN
         PERFORM pg_advisory_xact_lock(730118);
         DELETE FROM journal WHERE kind = 'control' AND id = '';
         INSERT INTO journal (kind, id, gone) VALUES ('control', '', 0);
         RETURN NULL;
       END $$ LANGUAGE plpgsql""",
    """CREATE OR REPLACE TRIGGER journal_incident AFTER INSERT OR DELETE ON incident
       FOR EACH ROW EXECUTE FUNCTION journal_incident()""",
    """CREATE OR REPLACE TRIGGER journal_incident_altered AFTER UPDATE ON incident
       FOR EACH ROW WHEN (OLD.record::text IS DISTINCT FROM NEW.record::text)
       EXECUTE FUNCTION journal_incident()""",
    """CREATE OR REPLACE TRIGGER journal_control
       AFTER INSERT OR DELETE OR UPDATE ON control_period
       FOR EACH STATEMENT EXECUTE FUNCTION journal_control()""",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal.

    Attributes:
        number: greater than that of every earlier commit.
        kind: ``incident`` or ``control``.
        id: the incident's id.
        what: ``MADE``, ``GONE`` or ``ALTERED``; an incident made anew is gone first
            and then made.
        at: UTC moment as ISO 8601.
    """

    number: int
    kind: str
    id: str
    what: int
    at: str


def prepare(engine: Engine) -> None:
    """Make the journal where there is none; what changes from now on is in it."""
    statements = _POSTGRESQL if engine.dialect.name == "postgresql" else _SQLITE
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def newest(connection: Connection, kind: str | None = None) -> int:
    """The number of the newest entry, 0 where there is none.

    Args:
        connection: a reading one.
        kind: of that kind alone.
    """
    # every entry on the control timeline has an empty id: the index finds its last
    only = "" if kind is None else " WHERE kind = :kind"
    only += " AND id = ''" if kind == "control" else ""
    found = connection.execute(
        text(f"SELECT max(number) FROM journal{only}"),  # noqa: S608 - fixed words
        {} if kind is None else {"kind": kind},
    ).scalar()
    return int(found or 0)


def since(connection: Connection, number: int, most: int) -> Iterator[Entry]:
    """Entries after a number, oldest first."""
    rows = connection.execute(
        text(
            "SELECT number, kind, id, gone, at FROM journal"
            " WHERE number > :number ORDER BY number LIMIT :most"
        ),
        {"number": number, "most": most},
    )
    for row in rows:
        yield Entry(row.number, row.kind, row.id, row.gone, row.at)


def present_before(
    connection: Connection, ids: Collection[str], number: int
) -> set[str]:
    """Which of some incidents there were when an entry was the newest."""
    first = text(
        "SELECT id, gone FROM journal WHERE number IN (SELECT min(number) FROM journal"
        " WHERE kind = 'incident' AND number > :number AND id IN :ids GROUP BY id)"
    ).bindparams(bindparam("ids", expanding=True))
    rows = connection.execute(first, {"number": number, "ids": list(ids)})
    return {row.id for row in rows if row.gone != MADE}


def number_at(connection: Connection, moment: datetime.datetime) -> int:
    """The number of the last entry before the first one of a moment or later: rather
    too much is told after it than too little.
    """
    told = moment.astimezone(datetime.UTC).replace(tzinfo=None, microsecond=0)
    found = connection.execute(
        text("SELECT min(number) FROM journal WHERE at >= :at"),
        {"at": f"{told.isoformat()}Z"},
    ).scalar()
    return newest(connection) if found is None else int(found) - 1
