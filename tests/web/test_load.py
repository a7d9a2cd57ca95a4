"""Readers, reviewers and a running ``add`` at once: nothing is refused by a lock, and
what was acknowledged is there.
"""

from pathlib import Path

import pytest

from benchmarks.clusters import cluster, program
from benchmarks.load import lost, prepared, press

SECONDS = 6.0


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_nothing_is_lost_where_many_work_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: str
) -> None:
    # What the bench sets there is gone again after the test.
    monkeypatch.setenv("SOURCELINE_DATABASE_URL", "")
    if database == "sqlite":
        hold(tmp_path, None)
        return
    if not program("initdb") or not program("postgres"):
        pytest.skip("PostgreSQL's programs initdb and postgres are not installed")
    with cluster() as address:
        hold(tmp_path, address)


def hold(folder: Path, address: str | None) -> None:
    project = prepared(folder / "p", None, address)
    told = press(project, SECONDS, readers=6, reviewers=3)
    missing = lost(project, told)
    project.engine.dispose()
    assert told.errors == []
    assert missing == []
    assert len(told.decided) > 3
    assert len(told.added) > 3
    assert len(told.spent) > 5
