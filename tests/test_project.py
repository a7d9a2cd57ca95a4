"""A project from end to end, as a user runs it."""

import datetime
import json
import random
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sourceline.cli import app
from sourceline.errors import InputError
from sourceline.model.claims import Published
from sourceline.model.incidents import Incident
from sourceline.model.records import incident_record
from sourceline.model.source import Source
from sourceline.pipeline import text_source
from sourceline.project import Project, init_project, open_project
from sourceline.store.search import Filter

run = CliRunner().invoke
WHEN = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
TEXTS = {
    "herald": (
        "2019-05-15",
        "Suicide bomber kills 12 at checkpoint in Ramadi\n"
        "RAMADI (Border Herald) - A suicide bomber blew up a car at an army checkpoint "
        "in Ramadi on Tuesday, killing 12 soldiers and wounding 20, a police officer "
        "told the Border Herald.",
    ),
    "courier": (
        "2019-05-16",
        "Toll of Ramadi car bomb rises to 15\n"
        "BAGHDAD (Ford Courier) - Fifteen soldiers died when a suicide bomber drove a "
        "car into an army checkpoint in Ramadi on Tuesday, a hospital source said on "
        "Thursday. Islamic State claimed the attack.",
    ),
    "post": (
        "2019-05-16",
        "Army retakes Rawa\n"
        "RAWA (Desert Post) - Government troops recaptured the town of Rawa from "
        "Islamic State on Wednesday after two days of clashes, the army said. Eight "
        "militants were killed.",
    ),
    "gazette": (
        "2019-05-16",
        "Football: Ramadi beat Hit by two goals\nThe match on Tuesday was a battle.",
    ),
}


def sources() -> list[Source]:
    return [
        text_source(text, key=key, published=datetime.date.fromisoformat(published))
        for key, (published, text) in TEXTS.items()
    ]


def exported(project: Project) -> list[str]:
    return [json.dumps(incident_record(x)) for x in project.incidents()]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = init_project(tmp_path / "p")
    made.add(sources(), "IQ")
    made.run()
    yield made
    made.engine.dispose()


def test_two_reports_of_one_bombing_are_one_incident_with_a_toll_that_rose(
    project: Project,
) -> None:
    (found,) = project.incidents(Filter(place="Ramadi", least_deaths=1))
    assert len({m.report for m in found.members}) == 2
    assert [s.figure for s in found.deaths.history] == [12, 15]
    assert found.deaths.low == 12
    assert found.deaths.high == 15
    assert found.deaths.rule


def test_every_report_is_counted_and_one_without_events_says_why(
    project: Project,
) -> None:
    counts = project.counts()
    assert counts["reports"] == counts["read"] == len(TEXTS)
    reasons = {r.key: r.reason for r in project.rejections()}
    assert "gazette" in reasons
    assert (
        counts["event claims"]
        == counts["claims in incidents"] + counts["planned or supposed"]
    )


def test_a_second_run_changes_nothing(project: Project) -> None:
    before = exported(project)
    project.add(sources(), "IQ")
    told: list[str] = []
    project.run(lambda stage, *_: told.append(stage))
    assert exported(project) == before
    assert told == []


@pytest.mark.parametrize(
    "stage", ["reprints", "dating", "comparing", "fusing", "timeline"]
)
def test_a_run_broken_off_before_a_stage_does_that_stage_later(
    tmp_path: Path, project: Project, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    twins = [*sources(), replace(sources()[0], sha256="f" * 64, key="reprint")]
    project.add(twins, "IQ")
    project.run()
    broken = init_project(tmp_path / "broken")
    broken.add(twins, "IQ")

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(f"sourceline.running.{stage}.bring_up", stop)
        with pytest.raises(KeyboardInterrupt):
            broken.run()
    broken.run()
    assert exported(broken) == exported(project)
    assert broken.control() == project.control()
    assert broken.control(), "the timeline was made"
    outlets = [x.outlet for x in broken.testimonies()]
    assert len({o.report for o in outlets}) > len({o.story for o in outlets})
    broken.engine.dispose()


def test_a_run_broken_off_after_every_share_ends_as_one_that_was_not(
    tmp_path: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    for size in (
        "reprints._REPORTS_AT_ONCE",
        "dating._DATED_AT_ONCE",
        "dating._UNDATED_AT_ONCE",
        "fusing._CLAIMS_AT_ONCE",
        "timeline._REPORTS_AT_ONCE",
        "timeline._CLAIMS_AT_ONCE",
    ):
        monkeypatch.setattr(f"sourceline.running.{size}", 1)
    more = [*sources(), text_source(UNDATED, key="undated")]
    project.add(more, "IQ")
    project.run()
    broken = init_project(tmp_path / "broken")
    broken.add(more, "IQ")
    told: list[str] = []

    def stop(stage: str, *_: object) -> None:
        told.append(stage)
        raise KeyboardInterrupt

    for _ in range(200):
        try:
            broken.run(stop)
            break
        except KeyboardInterrupt:
            pass
    dating = {"dated reports", "undated reports"}
    assert {"reading", "reprints", "fusing", "places", "control"} | dating <= set(told)
    assert exported(broken) == exported(project)
    assert broken.control() == project.control()
    assert list(broken.records()) == list(project.records())
    broken.engine.dispose()


def test_the_order_of_arrival_does_not_matter(tmp_path: Path, project: Project) -> None:
    shuffled = sources()
    random.Random(3).shuffle(shuffled)
    other = init_project(tmp_path / "other")
    for one in shuffled:
        other.add([one], "IQ")
        other.run()
    assert exported(other) == exported(project)
    assert other.control() == project.control()
    other.engine.dispose()


def test_a_judgement_outranks_the_machine_and_survives_the_next_run(
    project: Project,
) -> None:
    (found,) = project.incidents(Filter(place="Ramadi", least_deaths=1))
    left, right = sorted(m.id for m in found.members)[:2]
    project.judge((left, right), "different", "Ann", WHEN)
    project.run()
    apart = [
        x for x in project.incidents() if {left, right} & {m.id for m in x.members}
    ]
    assert len(apart) == 2
    project.judge((left, right), "same", "Ann", WHEN + datetime.timedelta(1))
    project.run()
    together = [x for x in project.incidents() if left in {m.id for m in x.members}]
    assert right in {m.id for m in together[0].members}


def test_weights_learn_from_judgements_and_the_project_is_compared_again(
    project: Project,
) -> None:
    with pytest.raises(InputError, match="no judgements"):
        project.learn()
    (found,) = project.incidents(Filter(place="Ramadi", least_deaths=1))
    left, right = sorted(m.id for m in found.members)[:2]
    project.judge((left, right), "same", "Ann", WHEN)
    assert project.learn() == 1
    assert (project.settings.folder / "match_weights.json").exists()
    project.run()
    again = project.incident(found.id)
    assert {m.id for m in again.members} == {m.id for m in found.members}


def test_an_old_name_of_an_incident_still_answers(project: Project) -> None:
    (found,) = project.incidents(Filter(place="Ramadi", least_deaths=1))
    left, right = sorted(m.id for m in found.members)[:2]
    project.judge((left, right), "different", "Ann", WHEN)
    project.run()
    names = [x.id for x in project.incidents()]
    project.judge((left, right), "same", "Ann", WHEN + datetime.timedelta(1))
    project.run()
    gone = set(names) - {x.id for x in project.incidents()}
    for name in gone:
        assert right in {m.id for m in project.incident(name).members}


@pytest.mark.parametrize(
    ("pair", "verdict", "said"),
    [
        (("c-1", "c-1"), "same", "two claims"),
        (("c-1", "c-2"), "perhaps", "same, different, unsure"),
        (("c-1", "c-2"), "same", "no claim c-1"),
    ],
)
def test_a_judgement_on_nothing_is_refused(
    project: Project, pair: tuple[str, str], verdict: str, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        project.judge(pair, verdict, "Ann", WHEN)


def test_a_folder_without_a_project_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="sourceline init"):
        open_project(tmp_path)


def test_a_project_is_not_made_over_another(tmp_path: Path) -> None:
    init_project(tmp_path / "p").engine.dispose()
    with pytest.raises(InputError, match="already"):
        init_project(tmp_path / "p")


def test_filters_find_by_place_time_actor_type_and_radius(project: Project) -> None:
    everything = {x.id for x in project.incidents()}
    (bomb,) = project.incidents(Filter(place="Ramadi", least_deaths=1))
    assert bomb.place is not None
    near = (bomb.place.lat or 0.0, bomb.place.lon or 0.0, 20.0)
    for asked in (
        Filter(place="ramadi", least_deaths=1),
        Filter(near=near, least_deaths=12),
        Filter(since=datetime.date(2019, 5, 14), place="Ramadi", least_deaths=1),
        Filter(kind="suicide bomb"),
        Filter(country="iq", least_deaths=12, place="Ramadi"),
    ):
        found = {x.id for x in project.incidents(asked)}
        assert bomb.id in found, asked
        assert found <= everything
    assert bomb.id not in {x.id for x in project.incidents(Filter(place="Rawa"))}
    late = Filter(since=datetime.date(2019, 6, 1))
    assert list(project.incidents(late)) == []


def test_the_commands_of_a_project_work_in_a_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    folder, inputs = str(tmp_path / "p"), tmp_path / "in.jsonl"
    rows = [
        {"id": k, "published": day, "text": text} for k, (day, text) in TEXTS.items()
    ]
    inputs.write_text("\n".join(json.dumps(r) for r in rows), encoding="utf-8")
    assert run(app, ["init", folder]).exit_code == 0
    for words in (
        ["add", str(inputs)],
        ["run"],
        ["status"],
        ["summary"],
        ["incidents", "--type", "suicide bomb"],
        ["control"],
    ):
        done = run(app, ["--project", folder, *words])
        assert done.exit_code == 0, (words, done.output, done.exception)
    listed = run(app, ["--project", folder, "incidents", "--sort", "deaths"])
    assert "Suicide bomb" in listed.output
    opened = open_project(Path(folder))
    name = next(iter(opened.incidents(Filter(sort="deaths")))).id
    opened.engine.dispose()
    shown = run(app, ["--project", folder, "show", name])
    assert "12" in shown.output
    assert "15" in shown.output
    out = tmp_path / "incidents.csv"
    words = ["export", "incidents", "--format", "csv", "--out", str(out)]
    assert run(app, ["--project", folder, *words]).exit_code == 0
    assert out.exists()


def test_killed_runs_and_exports_lose_nothing_and_double_nothing() -> None:
    """The benchmark's own counts, over a few reports with reprints and control."""
    words = ["--kills", "9", "--groups", "1", "--others", "1", "--commands", "1"]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.kills", *words],
        check=True,
        capture_output=True,
        text=True,
    )
    told = json.loads(next(x for x in done.stdout.splitlines() if x.startswith("{")))
    assert told["kills"] >= 9
    harm = {k: told[k] for k in ("damaged", "lost", "half", "unlike")}
    assert harm == dict.fromkeys(harm, 0)
    assert told["doubled or lost"] == 0


UNDATED = (
    "Islamic State driven out of Rawa\n"
    "Iraqi army troops recaptured the town of Rawa from Islamic State earlier this "
    "week, and eight militants were killed in the clashes."
)
RIVAL = (
    "2018-11-22",
    "Army takes Rawa again\n"
    "RAWA (Hill Star) - Iraqi army troops recaptured the town of Rawa from Islamic "
    "State on Wednesday. Eight militants were killed in the clashes.",
)


def published_of(project: Project, key: str) -> Published:
    return next(r.published for r in project.records() if r.key == key)


def test_an_undated_report_is_narrowed_by_a_dated_one_and_says_so(
    project: Project,
) -> None:
    before = exported(project)
    project.add([text_source(UNDATED, key="undated")], "IQ")
    project.run()
    found = published_of(project, "undated")
    assert found.earliest is not None
    assert found.latest is not None
    assert found.earliest <= datetime.date(2019, 5, 17) <= found.latest
    assert (found.latest - found.earliest).days < 14
    assert any("dates 2019-05-15" in words for words in found.why)
    (taken,) = (
        x
        for x in project.incidents(Filter(place="Rawa"))
        if len({m.report for m in x.members}) == 2
    )
    assert taken.date is not None
    assert taken.date.earliest == datetime.date(2019, 5, 15)
    assert len(exported(project)) <= len(before) + 1


def test_the_range_goes_again_when_a_rival_makes_it_unsure(
    tmp_path: Path, project: Project
) -> None:
    day, text = RIVAL
    rival = text_source(text, key="rival", published=datetime.date.fromisoformat(day))
    project.add([text_source(UNDATED, key="undated")], "IQ")
    project.run()
    assert published_of(project, "undated").why
    project.add([rival], "IQ")
    project.run()
    assert not published_of(project, "undated").why
    other = init_project(tmp_path / "other")
    for one in [rival, text_source(UNDATED, key="undated"), *sources()]:
        other.add([one], "IQ")
        other.run()
    assert exported(other) == exported(project)
    assert list(other.records()) == list(project.records())
    assert other.control() == project.control()
    other.engine.dispose()


WIRE = (
    "HIT (Border Herald) - Army troops recaptured the town of Hit from Islamic State "
    "on Monday after a week of street fighting, killing 25 militants, Colonel Salih "
    "Dawod of the Seventh Division said. Engineers were clearing mines from the bridge."
)
QUOTES = {
    "evening": "Market stalls burnt\nA car bomb killed nine shoppers at a market in "
    "Fallujah on Monday. Doctor Karim Dawod of the city's hospital asked for blood and "
    "named every one of the dead. Traders swept glass until the evening prayer.",
    "morning": "Blast at a market in western Anbar\nBAGHDAD - Nine people died on Monday "
    "when a car bomb went off in Fallujah, according to Doctor Karim Dawod. Nobody has "
    "claimed the attack, the third there this year.",
}


def told_of_hit(folder: Path, texts: dict[str, str]) -> Project:
    made = init_project(folder)
    day = datetime.date(2019, 5, 14)
    made.add(
        [
            replace(text_source(text, key=key, published=day), publisher=key.title())
            for key, text in texts.items()
        ],
        "IQ",
    )
    made.run()
    return made


def of_several(project: Project, place: str = "Hit") -> Incident:
    told = project.incidents(Filter(place=place))
    return max(told, key=lambda x: len({m.report for m in x.members}))


def test_reprints_of_a_wire_story_are_one_source_and_show_names_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    texts = {"herald": WIRE, "ledger": WIRE.replace("a week of", "days of")}
    made = told_of_hit(tmp_path / "p", texts)
    found = of_several(made)
    assert len({m.report for m in found.members}) == 2
    assert found.independent_sources == 1
    assert found.grade not in {"confirmed", "corroborated"}
    made.engine.dispose()
    shown = run(app, ["--project", str(tmp_path / "p"), "show", found.id]).output
    (line,) = (x for x in shown.splitlines() if "one wire story" in x)
    assert "Herald" in line
    assert "Ledger" in line


def test_outlets_that_quote_one_speaker_are_one_source(tmp_path: Path) -> None:
    made = told_of_hit(tmp_path / "p", QUOTES)
    found = of_several(made, "Fallujah")
    assert len({m.report for m in found.members}) == 2
    outlets = {t.outlet.story for t in made.testimonies(m.id for m in found.members)}
    assert len(outlets) == 2, "they are no reprints"
    assert found.independent_sources == 1
    assert found.grade == "single source"
    made.engine.dispose()


def test_show_says_what_narrowed_an_undated_report(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    project.add([text_source(UNDATED, key="undated")], "IQ")
    project.run()
    (taken,) = (
        x
        for x in project.incidents(Filter(place="Rawa"))
        if len({m.report for m in x.members}) == 2
    )
    folder = str(project.settings.folder)
    shown = " ".join(run(app, ["--project", folder, "show", taken.id]).output.split())
    assert "undated, 2019-05-15 to 2019-05-" in shown


def test_the_database_is_in_wal_mode(project: Project) -> None:
    file = project.settings.folder / "sourceline.db"
    connection = sqlite3.connect(file)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()
