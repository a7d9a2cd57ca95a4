from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, text

from sourceline.errors import InputError
from sourceline.store.database import connect, reading
from sourceline.store.schema import metadata


def test_migrations_make_exactly_the_declared_schema(engine: Engine) -> None:
    with reading(engine) as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []


def test_opening_again_changes_nothing(address: str) -> None:
    connect(address).dispose()
    connect(address).dispose()


def test_a_project_of_a_newer_program_is_refused(address: str) -> None:
    made = connect(address)
    with made.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    made.dispose()
    with pytest.raises(InputError, match="9999"):
        connect(address)


def test_an_address_that_is_none_says_what_was_expected() -> None:
    with pytest.raises(InputError, match="postgresql"):
        connect("nonsense")
    with pytest.raises(InputError, match="SQLite or PostgreSQL"):
        connect("mysql://localhost/x")


def test_a_database_that_does_not_answer_is_an_error_with_advice() -> None:
    with pytest.raises(InputError, match="SOURCELINE_DATABASE_URL"):
        connect("postgresql+psycopg://nobody@127.0.0.1:1/nothing")


def test_readers_do_not_wait_for_a_writer(tmp_path: Path) -> None:
    made = connect(f"sqlite:///{tmp_path / 'project.db'}")
    with made.begin() as writer:
        writer.execute(
            text("INSERT INTO setting (name, value) VALUES ('a', 'not yet')")
        )
        with reading(made) as reader:
            seen = reader.execute(text("SELECT count(*) FROM setting")).scalar_one()
    assert seen == 0
    made.dispose()
