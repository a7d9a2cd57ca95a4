"""Claims are compared with what stands when the result is kept."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sourceline.fuse.matching import match
from sourceline.model.claims import ReportRecord
from sourceline.pipeline import text_source
from sourceline.project import Project, init_project
from sourceline.running import Workplace, comparing
from sourceline.store import pairs, reports
from sourceline.store.database import reading
from tests.export.invented import claim, killed, published


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = init_project(tmp_path / "p")
    yield made
    made.engine.dispose()


def keep(project: Project, name: str) -> None:
    """A report of the fight that every report tells of, as if it had been read."""
    source = text_source(f"report {name}", key=name)
    report = reports.report_id(source)
    told = replace(claim(name, report, killed(9)), confidence=1.0)
    head = (report, name, "", None, None, f"Paper {name}", "en")
    record = ReportRecord(*head, published(4), source.sha256, (), (told,), (), ())
    with project.engine.begin() as connection:
        reports.add(connection, source, None)
        reports.keep_reading(connection, record, "v1", b"", ())


def bring_up(project: Project) -> None:
    place = Workplace(project.engine, project.settings)
    comparing.bring_up(place, lambda *_: None)


def compared(project: Project, names: str) -> set[str]:
    with reading(project.engine) as connection:
        return {x.left + x.right for x in pairs.pairs_among(connection, set(names))}


def test_what_another_run_compares_meanwhile_is_not_missed(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One run compares b, for long; another reads and compares a, and is killed."""
    monkeypatch.setattr(comparing, "_CLAIMS_AT_ONCE", 1)
    keep(project, "b")
    kept: list[str] = []

    def slow(*given: object, **more: object) -> object:
        found = match(*given, **more)
        if not kept:
            kept.append("a")
            keep(project, "a")
            with pytest.raises(KeyboardInterrupt):
                comparing.bring_up(Workplace(project.engine, project.settings), stop)
        return found

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(comparing, "match", slow)
    bring_up(project)
    assert compared(project, "ab") == {"ab"}


def test_shares_of_any_size_give_the_same_pairs(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "abcd":
        keep(project, name)
    monkeypatch.setattr(comparing, "_CLAIMS_AT_ONCE", 3)
    bring_up(project)
    assert compared(project, "abcd") == {"ab", "ac", "ad", "bc", "bd", "cd"}
