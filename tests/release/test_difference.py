import io
from dataclasses import replace

import pytest
from rich.console import Console

from sourceline.errors import InputError
from sourceline.export import release_table
from sourceline.release import difference, make_release, profile_of
from tests.release.world import (
    AS_OF,
    INDEX,
    NAMED,
    full_incident,
    full_period,
    project,
)


@pytest.fixture
def publish(tmp_path):
    def made(*found, periods=(), profile="public-safe"):
        told = project(*found, periods=periods)
        return make_release(told, profile_of(profile), tmp_path, AS_OF, places=INDEX)

    return made


def test_the_first_release_makes_everything_public(publish) -> None:
    made = publish(full_incident(), periods=[full_period()])
    found = difference(None, made.folder)
    assert [r.kind for r in found.records] == ["control", "incidents"]
    period, one = found.records
    assert period.record == "Tel Sarun · Islamic State · 2019-01-03"
    assert one.record == full_incident().id
    assert (one.when, one.what) == ("2019-05-03", "Armed clash")
    assert one.where == "Tel Sarun, Upper Marh, IQ (34.51, 41.26) ± 5 km"
    assert found.values == found.withdrawn == ()
    assert found.old is None


def test_equal_releases_differ_in_nothing(publish) -> None:
    made = publish(full_incident(), periods=[full_period()])
    found = difference(made.folder, made.folder)
    assert (found.records, found.values, found.withdrawn) == ((), (), ())


def test_new_records_changed_fields_and_withdrawals(publish) -> None:
    one, two, three = (full_incident(n) for n in (1, 2, 3))
    old = publish(one, two, periods=[replace(full_period(), end=None)])
    changed = replace(two, deaths=replace(two.deaths, best=9), independent_sources=4)
    new = publish(changed, three, periods=[full_period()])
    found = difference(old.folder, new.folder)
    assert [r.record for r in found.records] == [three.id]
    assert found.withdrawn == (("incidents", one.id),)
    told = {(v.record, v.field): (v.before, v.after) for v in found.values}
    assert told[two.id, "deaths.best"] == ("5", "9")
    assert told[two.id, "independent_sources"] == ("2", "4")
    ended = ("Tel Sarun · Islamic State · 2019-01-03", "to.latest")
    assert told[ended] == ("null", '"2019-03-03"')
    assert all(not v.exposes for v in found.values)


def test_what_may_expose_somebody_stands_first(publish) -> None:
    one = full_incident()
    named = replace(one.participants[1], actor="Daoud Qanari")
    bare = replace(one, participants=(one.participants[0], named))
    old, new = publish(bare), publish(bare, profile="internal")
    found = difference(old.folder, new.folder)
    exposing = [v for v in found.values if v.exposes]
    assert found.values[: len(exposing)] == tuple(exposing)
    assert {v.field for v in exposing} >= {"participants", "place.lat", "place.lon"}
    (who,) = (v for v in exposing if v.field == "participants")
    assert "Civilians (name withheld)" in who.before
    assert "Daoud Qanari" in who.after
    assert found.profiles == ("public-safe", "internal")


def test_a_place_that_was_withheld_counts_as_newly_public(publish) -> None:
    one = full_incident()
    old, new = publish(replace(one, place=None)), publish(one)
    fields = {v.field for v in difference(old.folder, new.folder).values if v.exposes}
    assert {"place.gazetteer_name", "place.lat"} <= fields


def test_periods_that_begin_alike_are_kept_apart(publish) -> None:
    again = replace(full_period(), state="contested")
    made = publish(periods=[full_period(), again])
    assert len({r.record for r in difference(None, made.folder).records}) == 2


def test_no_release_and_a_changed_one_are_refused(publish, tmp_path) -> None:
    made = publish(full_incident())
    with pytest.raises(InputError, match="is no release"):
        difference(tmp_path, made.folder)
    target = made.folder / "control.csv"
    target.chmod(0o644)
    target.write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="was changed"):
        difference(None, made.folder)


# --- in the terminal ------------------------------------------------------------------


def printed(show, *said, **more) -> str:
    out = io.StringIO()
    show(*said, Console(file=out, width=200), **more)
    return out.getvalue()


def test_the_terminal_shows_what_a_release_holds_and_withholds(publish) -> None:
    made = publish(full_incident(), replace(full_incident(2), date=None))
    told = printed(release_table.summary, made)
    assert "1 incidents, 0 control; profile public-safe, as of 2019-06-30" in told
    assert "left out of incidents: undated" in told
    assert "withheld: report-words" in told
    assert made.name in told
    assert "it was there already" in printed(
        release_table.summary,
        publish(full_incident(), replace(full_incident(2), date=None)),
    )


def test_the_terminal_lists_what_would_be_public(publish) -> None:
    one = full_incident()
    bold = replace(NAMED, gazetteer_id=None, gazetteer_name="[bold]Mill[/bold]")
    old, new = (
        publish(one, full_incident(2)),
        publish(replace(one, place=bold), profile="internal"),
    )
    told = printed(release_table.difference, difference(old.folder, new.folder))
    assert "[bold]Mill[/bold]" in told
    assert "public so far" in told
    assert "1 records would be public no longer" in told
    short = printed(
        release_table.difference, difference(old.folder, new.folder), most=1
    )
    assert "more" in short
