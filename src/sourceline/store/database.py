"""Open a project's database, bring it to the present schema, keep it whole."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    Table,
    create_engine,
    event,
    inspect,
    make_url,
    text,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import ArgumentError, OperationalError

from sourceline.errors import InputError

_BUSY_SECONDS = 60
_MIGRATIONS = Path(__file__).parent / "migrations"
_WRITING = 0x736C77726974
"""Name of PostgreSQL's lock on writing; SQLite has one writer anyway."""


def connect(url: str) -> Engine:
    """An engine for a SQLAlchemy address, at the newest schema.

    Args:
        url: ``sqlite:///…`` or ``postgresql+psycopg://…``.

    Raises:
        InputError: the address is none, names another database, or nothing answers.
    """
    try:
        kind = make_url(url).get_backend_name()
    except ArgumentError as error:
        raise InputError(
            f"database address {url!r}", expected="postgresql+psycopg://user@host/name"
        ) from error
    if kind not in {"sqlite", "postgresql"}:
        raise InputError(f"a {kind} database", expected="SQLite or PostgreSQL")
    engine = create_engine(url)
    if kind == "sqlite":
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    else:
        event.listen(engine, "begin", _begin_alone)
    try:
        migrate(engine)
    except OperationalError as error:
        engine.dispose()
        raise InputError(
            f"the database does not answer: {error.orig}",
            advice="check SOURCELINE_DATABASE_URL or the project's folder",
        ) from error
    except InputError:
        engine.dispose()
        raise
    return engine


def migrate(engine: Engine) -> None:
    """Bring the schema to the newest version, in one transaction.

    Raises:
        InputError: the database was made by a newer Sourceline.
    """
    newest = max(f.name[1:5] for f in (_MIGRATIONS / "versions").glob("v*.py"))
    with engine.connect().execution_options(reads=True) as connection:
        if _version(connection) == newest:
            return
    with engine.begin() as connection:
        # asked again: another process may have done it meanwhile
        present = _version(connection)
        if present is not None and present > newest:
            raise InputError(
                f"the project has schema {present}",
                expected=f"{newest} or older",
                advice="use the newer Sourceline that made it",
            )
        if present != newest:
            _upgrade(connection)


def _version(connection: Connection) -> str | None:
    """The schema's version, None where there is none yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version"))
    return found.scalar()


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - heavy, needed once a version
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that only reads one state of the database and never waits."""
    with engine.connect().execution_options(reads=True) as connection:
        yield connection


def insert(connection: Connection, table: Table) -> Any:  # noqa: ANN401 - dialect's own
    """An insert that knows ``on_conflict_do_…``, in the connection's dialect."""
    make: Callable[[Table], Any] = sqlite.insert
    if connection.dialect.name == "postgresql":
        # loaded for who has it: every command would wait for it
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415

        make = postgresql.insert
    return make(table)


def _prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 - DB-API's own
    """WAL, so that readers never wait; a full sync at each commit, so that a power cut
    loses nothing that was acknowledged.
    """
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        f"busy_timeout = {_BUSY_SECONDS * 1000}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    """A writer takes the lock at once: a transaction that reads first and then writes
    can not be made to wait, only refused.
    """
    reads = connection.get_execution_options().get("reads", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _begin_alone(connection: Connection) -> None:
    """On PostgreSQL one writes at a time too: a run and a person's decision that make
    the same incidents anew would stop each other half-way, in a deadlock or over a row
    that both put in.
    """
    if not connection.get_execution_options().get("reads", False):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITING})")
