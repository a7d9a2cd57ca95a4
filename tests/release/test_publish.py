"""Releases of a project: the log's checkpoints in them, and the shelf that keeps them."""

import datetime
import json
import zipfile
from dataclasses import replace

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from benchmarks.tampering import unlock
from sourceline.cli import app
from sourceline.errors import InputError, SourcelineError
from sourceline.model.decisions import Draft
from sourceline.project import init_project
from sourceline.release import (
    Shelf,
    difference,
    foresee,
    profile_of,
    release_project,
    sound_log,
)
from sourceline.release.folder import log_mark, read_manifest
from sourceline.store import audit
from tests.release.world import AS_OF, full_period

NOON = datetime.datetime(2019, 6, 30, 12, tzinfo=datetime.UTC)
LATER = NOON + datetime.timedelta(hours=1)
SAID = Draft("comment", ("c-1",), {"words": "seen"})


@pytest.fixture
def project(tmp_path):
    made = init_project(tmp_path / "p")
    yield made
    made.engine.dispose()


def decided(project, count: int) -> None:
    with project.engine.begin() as connection:
        for _ in range(count):
            audit.append(connection, SAID, "Ann", NOON)


def with_period(project, holder: str = "Islamic State") -> None:
    """From now on the project tells one control period."""
    project.control = lambda: [replace(full_period(), holder=holder)]


def publish(project, profile="public-safe", when=NOON):
    return release_project(project, profile_of(profile), AS_OF, ("Ann", when))


def test_a_release_says_where_the_log_stood(project) -> None:
    decided(project, 205)
    made = publish(project)
    marks = read_manifest(made.folder)["log"]
    assert [m["number"] for m in marks] == [100, 200, 205]
    with project.engine.connect() as connection:
        assert log_mark({"log": marks}) == audit.head(connection) == made.log
        assert audit.checkpoints(connection)[-1] == made.log


def test_a_log_that_was_cut_or_written_anew_is_told_by_a_release(project) -> None:
    decided(project, 5)
    made = publish(project)
    kept = log_mark(read_manifest(made.folder))
    with project.engine.begin() as connection:
        unlock(connection)
        row = connection.execute(text("SELECT * FROM decision WHERE number = 4")).one()
        connection.execute(text("DELETE FROM decision_claim WHERE decision = 5"))
        connection.execute(text("DELETE FROM decision WHERE number = 5"))
        connection.execute(
            text("UPDATE decision_head SET number = 4, hash = :h"), {"h": row.hash}
        )
    assert len(sound_log(project)) == 1
    with pytest.raises(SourcelineError, match="row 5: it is missing"):
        sound_log(project, kept)


def test_nothing_is_released_on_a_log_that_was_changed(project) -> None:
    decided(project, 3)
    with project.engine.begin() as connection:
        unlock(connection)
        connection.execute(text("UPDATE decision SET who = 'Eve' WHERE number = 2"))
    with pytest.raises(SourcelineError, match="decision log, row 2"):
        publish(project)
    assert Shelf(project.settings.folder).kept() == []


def test_the_shelf_knows_who_made_what_and_which_is_the_last(project) -> None:
    shelf = Shelf(project.settings.folder)
    assert (shelf.kept(), shelf.last("public-safe")) == ([], None)
    first = publish(project)
    inner = publish(project, "internal")
    with_period(project)
    second = publish(project, when=LATER)
    assert next(one.name for one in shelf.kept()) == second.name
    assert {one.name for one in shelf.kept()} == {first.name, inner.name, second.name}
    assert shelf.last("public-safe") == second.folder
    assert shelf.last("internal") == inner.folder
    assert {(one.who, one.as_of) for one in shelf.kept()} == {("Ann", AS_OF)}


def test_what_is_foreseen_is_what_is_released(project) -> None:
    first = publish(project)
    with_period(project)
    seen = foresee(project, profile_of(), AS_OF)
    assert [r.where for r in seen.difference.records]
    assert seen.difference.old == first.name
    second = publish(project, when=LATER)
    found = difference(first.folder, second.folder)
    assert (found.records, found.values) == (
        seen.difference.records,
        seen.difference.values,
    )
    assert seen.counts == dict(second.counts)
    assert seen.withheld == dict(second.withheld)
    again = foresee(project, profile_of(), AS_OF)
    assert again.seal != seen.seal
    assert (again.difference.records, again.difference.values) == ((), ())


def test_only_what_the_manifest_lists_comes_off_the_shelf(project) -> None:
    made = publish(project)
    (made.folder.parent / "secret.txt").write_text("secret", encoding="utf-8")
    shelf = Shelf(project.settings.folder)
    assert shelf.file(made.name, "README.md").read_bytes()
    for name, file in (
        (made.name, "../secret.txt"),
        (made.name, "../made.jsonl"),
        (made.name, ""),
        (made.name, "."),
        ("..", "sourceline.toml"),
        ("", "made.jsonl"),
        (".", "made.jsonl"),
        (made.name + "/../" + made.name, "README.md"),
    ):
        with pytest.raises(InputError):
            shelf.file(name, file)
    changed = made.folder / "incidents.csv"
    changed.chmod(0o644)
    changed.write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match="was changed"):
        shelf.file(made.name, "incidents.csv")


def test_the_archive_holds_the_release_byte_for_byte(project, tmp_path) -> None:
    made = publish(project)
    shelf = Shelf(project.settings.folder)
    shelf.pack(made.name, tmp_path / "a.zip")
    shelf.pack(made.name, tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        names = {p.name for p in made.folder.iterdir()}
        assert set(archive.namelist()) == {f"{made.name}/{n}" for n in names}
        for name in names:
            told = (made.folder / name).read_bytes()
            assert archive.read(f"{made.name}/{name}") == told


def test_the_command_makes_one_and_checks_it(project) -> None:
    decided(project, 2)
    folder = str(project.settings.folder)
    run = CliRunner().invoke
    made = run(app, ["--project", folder, "release", "--as-of", "2019-06-30"])
    assert made.exit_code == 0, made.output
    (one,) = Shelf(project.settings.folder).kept()
    assert (one.who, one.profile) == ("", "public-safe")
    place = str(project.settings.folder / "releases" / one.name)
    checked = run(app, ["--project", folder, "verify", place])
    assert "the decision log is whole: 2 rows" in checked.output
    assert "the release is whole" in checked.output
    manifest = json.loads(
        (project.settings.folder / "releases" / one.name / "manifest.json").read_text(
            "utf-8"
        )
    )
    assert manifest["log"][-1]["hash"] in made.output.replace("\n", "")
    with project.engine.begin() as connection:
        unlock(connection)
        connection.execute(text("UPDATE decision SET kind = 'accept' WHERE number = 1"))
    again = run(app, ["--project", folder, "verify"])
    assert isinstance(again.exception, SourcelineError)
    assert "row 1" in str(again.exception)
