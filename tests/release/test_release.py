import csv
import datetime
import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sourceline.errors import InputError
from sourceline.export.files import export
from sourceline.model.incidents import Dispute, DisputedValue, Toll
from sourceline.release import PROFILES, REASONS, make_release, profile_of
from sourceline.release.folder import read_manifest
from sourceline.release.withheld_file import read_withheld
from tests.export import invented
from tests.export.invented import Invented, killed
from tests.release.world import (
    AS_OF,
    INDEX,
    days,
    full_incident,
    full_period,
    project,
    told_of,
)


@pytest.fixture
def publish(tmp_path):
    def made(told, profile="public-safe", on=AS_OF):
        return make_release(
            told, profile_of(profile), tmp_path / "out", on, places=INDEX
        )

    return made


def plain(made, kind="incidents"):
    lines = (made.folder / f"{kind}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


# --- the folder -----------------------------------------------------------------------


def test_a_release_holds_every_form_and_says_what_it_is(publish) -> None:
    made = publish(project(full_incident(), periods=[full_period()]))
    names = {p.name for p in made.folder.iterdir()}
    assert names >= {
        "incidents.jsonl", "incidents.csv", "incidents.geojson", "control.jsonl",
        "control.csv", "control.geojson", "incidents.csv.codebook.md", "CODEBOOK.md",
        "README.md", "index.html", "manifest.json", "withheld.csv",
    }  # fmt: skip
    assert made.counts == (("incidents", 1), ("control", 1))
    manifest = json.loads((made.folder / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["files"]) == names - {"manifest.json"}
    assert manifest["profile"]["embargo_days"] == 14
    readme = (made.folder / "README.md").read_text(encoding="utf-8")
    assert "Nothing that may have happened after 2019-06-16" in readme
    assert "Not to be used for targeting" in readme


def test_the_same_input_gives_the_same_name_and_bytes(tmp_path) -> None:
    one, two = full_incident(1), full_incident(2)
    first = make_release(
        project(one, two), profile_of(), tmp_path / "a", AS_OF, places=INDEX
    )
    second = make_release(
        project(two, one), profile_of(), tmp_path / "b", AS_OF, places=INDEX
    )
    assert first.name == second.name == first.folder.name
    for path in first.folder.iterdir():
        assert path.read_bytes() == (second.folder / path.name).read_bytes()


@pytest.mark.parametrize("what", ["record", "day", "profile"])
def test_another_input_gives_another_name(publish, what) -> None:
    first = publish(project(full_incident()))
    changed = {
        "record": lambda: publish(
            project(replace(full_incident(), independent_sources=3))
        ),
        "day": lambda: publish(
            project(full_incident()), on=AS_OF + datetime.timedelta(1)
        ),
        "profile": lambda: publish(project(full_incident()), "internal"),
    }
    assert changed[what]().name != first.name


def test_a_second_run_leaves_the_release_as_it_is(publish) -> None:
    first = publish(project(full_incident()))
    before = {p.name: p.stat().st_mtime_ns for p in first.folder.iterdir()}
    again = publish(project(full_incident()))
    assert (first.existed, again.existed) == (False, True)
    assert again.name == first.name
    assert {p.name: p.stat().st_mtime_ns for p in first.folder.iterdir()} == before
    assert all(not p.stat().st_mode & 0o222 for p in first.folder.iterdir())


@pytest.mark.parametrize("how", ["changed", "lost", "added", "renamed", "manifest"])
def test_a_release_that_was_changed_is_refused(publish, how) -> None:
    folder = publish(project(full_incident())).folder
    target = folder / ("manifest.json" if how == "manifest" else "incidents.csv")
    target.chmod(0o644)
    if how in {"changed", "manifest"}:
        target.write_bytes(target.read_bytes().replace(b"5", b"6"))
    elif how == "lost":
        target.unlink()
    elif how == "added":
        (folder / "more.txt").write_text("x", encoding="utf-8")
    else:
        folder = folder.rename(folder.with_name("release-0"))
    with pytest.raises(InputError):
        read_manifest(folder)


def test_a_release_that_breaks_off_leaves_nothing(publish, tmp_path) -> None:
    class Breaks(Invented):
        def control(self):
            raise InputError("the disk is gone")

    with pytest.raises(InputError, match="the disk is gone"):
        publish(Breaks([full_incident()]))
    broken = replace(full_incident(), independent_sources=object())
    with pytest.raises(TypeError):
        publish(project(broken))
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())


def test_a_folder_that_can_not_be_made_is_one_message(tmp_path) -> None:
    # a name too long for any file system: root may write anywhere else
    with pytest.raises(InputError, match="expected a folder"):
        make_release(
            project(), profile_of(), tmp_path / ("x" * 300), AS_OF, places=INDEX
        )


def test_a_file_in_the_folders_place_is_one_message(tmp_path) -> None:
    (tmp_path / "out").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match="expected a folder"):
        make_release(project(), profile_of(), tmp_path / "out", AS_OF, places=INDEX)


# --- what stays back ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        ("2019-06-16", "2019-06-16", True),
        ("2019-06-17", "2019-06-17", False),
        ("2019-06-10", "2019-06-17", False),
        ("2019-01-01", "2019-06-16", True),
        ("2020-01-01", "2020-01-01", False),
    ],
)
def test_nothing_younger_than_the_embargo(publish, first, last, shown) -> None:
    made = publish(project(replace(full_incident(), date=days(first, last))))
    assert len(plain(made)) == shown
    assert dict(made.left_out) == ({} if shown else {"incidents: embargo": 1})
    assert (
        len(
            plain(
                publish(
                    project(replace(full_incident(), date=days(first, last))),
                    "internal",
                )
            )
        )
        == 1
    )


@pytest.mark.parametrize(
    ("rival", "shown"),
    [("2019-06-16", 1), ("2019-06-17", 0), ("2019-05-01/2019-06-20", 0), ("..", 1)],
)
def test_a_later_day_that_only_one_claim_gives_counts_for_the_embargo(
    publish, rival, shown
) -> None:
    told = Dispute(
        "date", (DisputedValue("2019-05-03", ("c-1",)), DisputedValue(rival, ("c-2",)))
    )
    made = publish(project(replace(full_incident(), disputed=(told,))))
    assert len(plain(made)) == shown


@pytest.mark.parametrize("name", ["Tel Sarun General Hospital", "the Sarun prison"])
def test_a_place_that_is_itself_a_hospital_or_prison_is_shown_coarser(
    publish, name
) -> None:
    one = full_incident()
    struck = replace(one, place=replace(one.place, name=name))
    (record,) = plain(publish(project(struck)))
    assert record["place"]["name"] == "Upper Marh"
    claims = [told_of(one, place=replace(one.place, name=name))]
    (record,) = plain(publish(project(one, claims=claims)))
    assert record["place"]["name"] == "Upper Marh"


def test_an_undated_incident_waits_for_its_latest_report(publish) -> None:
    one = replace(full_incident(), date=None)
    assert dict(publish(project(one)).left_out) == {"incidents: undated": 1}
    old = told_of(one)
    young = replace(
        old,
        outlet=replace(
            old.outlet, published=invented.Published(AS_OF, AS_OF, AS_OF, "given")
        ),
    )
    assert len(plain(publish(project(one, claims=[old])))) == 1
    assert dict(publish(project(one, claims=[young])).left_out) == {
        "incidents: embargo": 1
    }


def test_a_period_is_shown_as_it_stood_on_the_last_day(publish) -> None:
    young = invented.DayRange(AS_OF, AS_OF)
    ended = replace(full_period(), end=young)
    begun = replace(full_period(), start=young)
    never = replace(full_period(), start=invented.DayRange(None, None), end=None)
    made = publish(project(periods=[full_period(), ended, begun, never]))
    first, second = plain(made, "control")
    assert first["to"]["latest"] == "2019-03-03"
    assert second["to"] is None
    assert dict(made.left_out) == {"control: embargo": 1, "control: undated": 1}
    withheld = read_withheld(made.folder / "withheld.csv")
    assert ("control", "2", "to", "embargo") in [
        (w.kind, w.record, w.field, w.reason) for w in withheld
    ]


def test_a_small_group_of_a_sensitive_event_takes_all_groups_with_it(publish) -> None:
    toll = Toll(5, 5, 5, (("civilian", 2), ("unknown", 3)), "the only figure")
    calm = replace(full_incident(), deaths=toll)
    tender = replace(
        calm, event_type="Strategic developments", sub_event_type="Arrests"
    )
    (open_one,) = plain(publish(project(calm)))
    (closed,) = plain(publish(project(tender)))
    assert open_one["deaths"]["by_group"] == {"civilian": 2, "unknown": 3}
    assert closed["deaths"]["by_group"] == {}
    assert closed["deaths"]["best"] == 5


def test_a_detained_person_in_one_claim_makes_the_place_coarser(publish) -> None:
    one = full_incident()
    claims = [told_of(one, casualties=(killed(1, harm="detained"),))]
    (record,) = plain(publish(project(one, claims=claims)))
    assert record["place"]["name"] == "Upper Marh"
    assert record["place"]["precision"] == 4
    (open_one,) = plain(publish(project(one)))
    assert open_one["place"]["name"] == "Tel Sarun"


# --- reasons --------------------------------------------------------------------------


def test_whatever_is_other_than_the_projects_has_a_reason_of_the_list(publish) -> None:
    one = full_incident()
    made = publish(project(one, periods=[full_period()]))
    book = (made.folder / "CODEBOOK.md").read_text(encoding="utf-8")
    with (made.folder / "withheld.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {r["reason"] for r in rows} <= set(REASONS)
    assert all(f"`{code}`" in book for code in REASONS)
    (internal,) = plain(publish(project(one), "internal"))
    (public,) = plain(made)
    explained = {
        r["field"].split(".")[0] for r in rows if r["record"] in {"all", one.id}
    }
    explained |= {"claims", "review"}
    local = {"participants", "deaths", "wounded"}  # only the claims' ids differ
    differing = {k for k in public if public[k] != internal[k]} - local
    assert differing <= explained
    assert {"place", "grade_reason", "claims", "disputed"} <= differing


def test_internal_keeps_every_record_as_it_is(publish, tmp_path) -> None:
    one = full_incident()
    told = project(one, periods=[full_period()], claims=[told_of(one)])
    made = publish(told, "internal")
    for kind in ("incidents", "control"):
        export(kind, "jsonl", tmp_path / kind, told)
        assert (made.folder / f"{kind}.jsonl").read_bytes() == (
            tmp_path / kind
        ).read_bytes()
    assert "The army fought; nine fell." in (made.folder / "index.html").read_text(
        encoding="utf-8"
    )
    assert made.withheld == ()


def test_the_order_tells_nothing_of_ids_that_are_replaced(publish) -> None:
    odd = [replace(full_incident(), id=name) for name in ("Amina", "Bilal", "Chalid")]
    ids = [one["id"] for one in plain(publish(project(*odd)))]
    assert ids == sorted(ids)
    assert all(len(name) == 18 for name in ids)


def test_an_unknown_profile_names_those_there_are() -> None:
    with pytest.raises(InputError, match="internal or public-safe"):
        profile_of("public")
    assert list(PROFILES) == ["internal", "public-safe"]


@given(
    st.lists(invented.INCIDENTS, max_size=3, unique_by=lambda i: i.id),
    st.lists(invented.PERIODS, max_size=2),
)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_record_can_be_released_and_read_again(tmp_path, found, periods) -> None:
    told = project(*found, periods=periods)
    made = make_release(told, profile_of(), tmp_path / "out", AS_OF, places=INDEX)
    again = make_release(told, profile_of(), tmp_path / "out", AS_OF, places=INDEX)
    assert again.name == made.name
    counts, left = dict(made.counts), dict(made.left_out)
    for kind, all_of in (("incidents", found), ("control", periods)):
        out = sum(n for why, n in left.items() if why.startswith(kind))
        assert counts[kind] + out == len(all_of)
