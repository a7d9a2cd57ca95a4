"""The page of releases, as reviewers and owners see it."""

import csv
import datetime
import io
import re
import zipfile
from dataclasses import replace

import pytest

from sourceline.export.csv_file import undone
from sourceline.release import Shelf
from sourceline.release.folder import read_manifest
from sourceline.web import release_view
from tests.web.doors import House, light_hashing


@pytest.fixture
def house(own_project):
    with light_hashing():
        made = House(own_project)
        made.clock.now = datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC)
        yield made


@pytest.fixture
def shelf(own_project) -> Shelf:
    return Shelf(own_project.settings.folder)


def seal(page: str) -> str:
    return re.search(r'name="seal" value="([0-9a-f]{64})"', page)[1]


def publish(house: House, profile: str = "public-safe"):
    owner = house.as_("owner")
    page = owner.get("/release", params={"profile": profile}).text
    return owner.post("/release", data={"profile": profile, "seal": seal(page)})


def test_the_page_shows_what_would_newly_be_public_and_what_is_withheld(house) -> None:
    page = house.as_("reviewer").get("/release").text
    assert "No release under this profile was made yet" in page
    listed = house.as_("viewer").get("/api/v1/incidents").json()["incidents"]
    periods = house.as_("viewer").get("/api/v1/control").json()["periods"]
    assert f"{len(listed) + len(periods)} new records, 0 changed fields" in page
    assert "Ramadi" in page
    assert "<code>report-words</code>" in page
    assert "incidents: grade_reason" in page
    assert "in every record" in page
    assert "None yet." in page


def test_owners_release_by_post_and_find_it_on_the_list(house, shelf) -> None:
    answer = publish(house)
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/release?profile=public-safe#made",
    )
    (kept,) = shelf.kept()
    assert (kept.who, kept.profile) == ("owner", "public-safe")
    page = house.as_("owner").get("/release").text
    assert kept.name in page
    assert 'by <span dir="auto">owner</span>' in page
    assert "0 new records, 0 changed fields" in page
    manifest = read_manifest(shelf.folder / kept.name)
    for file in manifest["files"].values():
        assert file["sha256"] in page


def test_reviewers_look_and_do_not_release(house, shelf) -> None:
    reviewer = house.as_("reviewer")
    page = reviewer.get("/release").text
    assert 'method="post" action="/release"' not in page
    assert "Owners make releases." in page
    told = {
        "profile": "public-safe",
        "seal": seal(house.as_("owner").get("/release").text),
    }
    assert reviewer.post("/release", data=told).status_code == 403
    assert shelf.kept() == []
    for role in ("viewer", "coder"):
        assert house.as_(role).get("/release").status_code == 403
    assert house.browser().get("/release").status_code == 401


def test_what_changed_since_it_was_looked_at_is_not_released(house, shelf) -> None:
    owner = house.as_("owner")
    told = {"profile": "public-safe", "seal": seal(owner.get("/release").text)}
    house.clock.on(days=1)
    owner = house.as_("owner")
    answer = owner.post("/release", data=told)
    assert answer.status_code == 409
    assert "Something changed since the page was shown" in answer.text
    assert shelf.kept() == []
    told["seal"] = seal(answer.text)
    assert owner.post("/release", data=told).status_code == 303
    assert owner.post("/release", data={"profile": "internal"}).status_code == 409
    assert owner.post("/release", data={"profile": "x"}).status_code == 400


def test_a_changed_record_is_shown_against_the_last_release(house) -> None:
    publish(house)
    control = house.app.state.desk.project.control
    incidents = house.app.state.desk.project.incidents
    project = house.app.state.desk.project

    def other(asked=None):
        for one in incidents(asked):
            yield replace(one, independent_sources=one.independent_sources + 7)

    project.incidents = other
    project.control = lambda: control()[1:]
    house.app.state.outlook._kept.clear()
    page = house.as_("reviewer").get("/release").text
    assert "Compared to the last release under this profile" in page
    assert "independent_sources" in page
    table = house.as_("reviewer").get("/release/new.csv")
    assert table.headers["content-disposition"].startswith("attachment")
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8"))))
    changed = [r for r in rows if r["field"] == "independent_sources"]
    assert changed
    assert all(int(undone(r["would be"])) >= 8 for r in changed)
    del project.incidents, project.control


def test_files_come_whole_and_only_to_be_kept(house, shelf) -> None:
    publish(house)
    (kept,) = shelf.kept()
    reviewer = house.as_("reviewer")
    for path in (shelf.folder / kept.name).iterdir():
        answer = reviewer.get(f"/release/{kept.name}/{path.name}")
        assert answer.status_code == 200, path.name
        assert answer.content == path.read_bytes()
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["content-disposition"].startswith("attachment")
    packed = reviewer.get(f"/release/{kept.name}/all.zip").content
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.testzip() is None
        assert f"{kept.name}/index.html" in archive.namelist()


def test_a_release_that_was_changed_is_shown_as_such_and_not_sent(house, shelf) -> None:
    publish(house)
    (kept,) = shelf.kept()
    for name in ("manifest.json", "README.md"):
        path = shelf.folder / kept.name / name
        path.chmod(0o644)
        path.write_text(path.read_text("utf-8") + " ", encoding="utf-8")
    reviewer = house.as_("reviewer")
    assert "belongs to release-" in reviewer.get("/release").text
    for file in ("README.md", "all.zip", "manifest.json"):
        assert reviewer.get(f"/release/{kept.name}/{file}").status_code == 404


def test_what_would_be_released_is_worked_out_once(house, monkeypatch) -> None:
    calls = []
    real = release_view.foresee
    monkeypatch.setattr(
        release_view, "foresee", lambda *told: calls.append(1) or real(*told)
    )
    reviewer = house.as_("reviewer")
    for _ in range(5):
        assert reviewer.get("/release").status_code == 200
    assert len(calls) == 1
    house.clock.on(days=1)
    house.as_("reviewer").get("/release")
    assert len(calls) == 2
