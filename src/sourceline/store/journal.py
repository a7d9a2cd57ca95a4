"""What changed, in the order of commits: incidents made, made anew and gone, and when
the control timeline was worked out again.

Triggers of the database write it, so that no code path can forget to. Readers that keep
something in memory (the workbench) ask what was touched since they looked.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, text

_SQLITE = (
    """CREATE TABLE IF NOT EXISTS journal (
         number INTEGER PRIMARY KEY AUTOINCREMENT,
         kind TEXT NOT NULL, id TEXT NOT NULL, gone INTEGER NOT NULL,
         at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')))""",
    """CREATE TRIGGER IF NOT EXISTS journal_incident_made AFTER INSERT ON incident
       BEGIN
         INSERT INTO journal (kind, id, gone) VALUES ('incident', NEW.id, 0);
       END""",
    """CREATE TRIGGER IF NOT EXISTS journal_incident_gone AFTER DELETE ON incident
       BEGIN
         INSERT INTO journal (kind, id, gone) VALUES ('incident', OLD.id, 1);
       END""",
    """CREATE TRIGGER IF NOT EXISTS journal_control AFTER INSERT ON control_period
       WHEN NEW.number = 0
       BEGIN INSERT INTO journal (kind, id, gone) VALUES ('control', '', 0); END""",
)
# Numbers are drawn before commits; the lock makes their order the order of commits, so
# that no reader steps over a number that appears late.
_POSTGRESQL = (
    """CREATE TABLE IF NOT EXISTS journal (
         number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
         kind TEXT NOT NULL, id TEXT NOT NULL, gone INTEGER NOT NULL,
         at TEXT NOT NULL DEFAULT
           to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))""",
    """CREATE OR REPLACE FUNCTION journal_incident() RETURNS trigger AS $$
       BEGIN
         PERFORM pg_advisory_xact_lock(730118);
         IF TG_OP = 'INSERT' THEN
           INSERT INTO journal (kind, id, gone) VALUES ('incident', NEW.id, 0);
         ELSE
           INSERT INTO journal (kind, id, gone) VALUES ('incident', OLD.id, 1);
         END IF;
         RETURN NULL;
       END $$ LANGUAGE plpgsql""",
    """CREATE OR REPLACE FUNCTION journal_control() RETURNS trigger AS $$
       BEGIN
         PERFORM pg_advisory_xact_lock(730118);
         INSERT INTO journal (kind, id, gone) VALUES ('control', '', 0);
         RETURN NULL;
       END $$ LANGUAGE plpgsql""",
    """CREATE OR REPLACE TRIGGER journal_incident AFTER INSERT OR DELETE ON incident
       FOR EACH ROW EXECUTE FUNCTION journal_incident()""",
    """CREATE OR REPLACE TRIGGER journal_control AFTER INSERT ON control_period
       FOR EACH ROW WHEN (NEW.number = 0) EXECUTE FUNCTION journal_control()""",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal.

    Attributes:
        number: greater than that of every earlier commit.
        kind: ``incident`` or ``control``.
        id: the incident's id.
        gone: it was taken away; an incident made anew is gone first and then made.
        at: UTC moment as ISO 8601.
    """

    number: int
    kind: str
    id: str
    gone: bool
    at: str


def prepare(engine: Engine) -> None:
    """Make the journal where there is none; what changes from now on is in it."""
    statements = _POSTGRESQL if engine.dialect.name == "postgresql" else _SQLITE
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def newest(connection: Connection) -> int:
    """The number of the newest entry, 0 where there is none."""
    found = connection.execute(text("SELECT max(number) FROM journal")).scalar()
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
        yield Entry(row.number, row.kind, row.id, bool(row.gone), row.at)


def number_at(connection: Connection, moment: datetime.datetime) -> int:
    """The number of the last entry before a moment."""
    found = connection.execute(
        text("SELECT max(number) FROM journal WHERE at < :at"),
        {"at": moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")},
    ).scalar()
    return int(found or 0)
