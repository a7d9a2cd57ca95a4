"""Values that people put in the place of the machine's."""

import datetime

import pytest

from sourceline.errors import InputError
from sourceline.model.claims import TextSpan
from sourceline.review import drafts
from sourceline.review.corrections import corrected, corrections_of
from sourceline.review.replay import replay
from tests.review.told import Log, happening

WORDS = ("c-a", TextSpan(3, 9))


def after(log, incident):
    return corrected(incident, replay(log.rows))


def test_a_corrected_field_shows_the_persons_value_and_says_who():
    log = Log()
    one = happening("c-a", "c-b", deaths=12, disputed={"deaths": ["12", "15"]})
    log.add(drafts.correct(one, "deaths", {"low": 15, "best": 15, "high": 15}, WORDS))
    found = after(log, one)
    assert (found.deaths.best, found.deaths.rule) == (15, "corrected by Ann")
    assert found.disputed == one.disputed
    (told,) = corrections_of(replay(log.rows))
    assert (told.claim, told.span) == WORDS


def test_every_field_can_be_corrected_and_undone():
    one = happening("c-a", deaths=3)
    values = {
        "sub_event_type": "Suicide bomb",
        "date": {"earliest": "2026-02-03", "latest": "2026-02-05"},
        "place": {
            "name": "Hit",
            "lat": 33.6,
            "lon": 42.8,
            "precision": 2,
            "country": "IQ",
        },
        "initiator": [{"actor": "Army of Ruvia", "actor_type": "state forces"}],
        "target": [{"actor": "Civilians (Ruvia)", "actor_type": "civilians"}],
        "deaths": None,
        "wounded": {"best": 4},
    }
    log = Log()
    for field, value in values.items():
        log.add(drafts.correct(one, field, value, WORDS))
    found = after(log, one)
    assert (found.event_type, found.sub_event_type) == (
        "Explosions/Remote violence",
        "Suicide bomb",
    )
    assert (found.date.latest, found.date.precision) == (datetime.date(2026, 2, 5), 2)
    assert (found.place.name, found.place.span) == ("Hit", TextSpan(3, 9))
    assert [(p.role, p.actor) for p in found.participants] == [
        ("initiator", "Army of Ruvia"),
        ("target", "Civilians (Ruvia)"),
    ]
    assert (found.deaths.best, found.wounded.best) == (None, 4)
    log.add(drafts.undo(log.rows))
    assert after(log, one) == one


def test_the_last_correction_holds_and_its_undo_brings_the_one_before():
    one = happening("c-a")
    log = Log()
    log.add(drafts.correct(one, "deaths", {"best": 4}, WORDS))
    second = log.add(drafts.correct(one, "deaths", {"best": 5}, WORDS))
    assert after(log, one).deaths.best == 5
    log.add(drafts.undo([second]))
    assert after(log, one).deaths.best == 4


def test_a_correction_follows_its_claim_to_another_incident():
    log = Log()
    log.add(drafts.correct(happening("c-a", "c-b"), "wounded", {"best": 2}, WORDS))
    assert after(log, happening("c-a", "c-z")).wounded.best == 2
    assert after(log, happening("c-b")).wounded.best is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("grade", "confirmed"),
        ("sub_event_type", "War"),
        ("sub_event_type", None),
        ("date", {"earliest": "2026-02-05", "latest": "2026-02-03"}),
        ("date", "yesterday"),
        ("place", {"name": "", "precision": 1}),
        ("place", {"name": "Hit", "precision": 9}),
        ("place", {"name": "Hit", "precision": 1, "lat": 91, "lon": 0}),
        ("place", {"name": "Hit", "precision": 1, "lat": float("nan"), "lon": 0}),
        ("place", {"name": "Hit", "precision": 1, "lat": 5}),
        ("initiator", [{"actor": "X", "actor_type": "aliens"}]),
        ("deaths", {"best": -1}),
        ("deaths", {"low": 9, "best": 3}),
        ("deaths", {"best": True}),
        ("deaths", {"best": 1, "more": 2}),
    ],
)
def test_a_value_that_a_field_can_not_take_is_refused(field, value):
    with pytest.raises(InputError):
        drafts.correct(happening("c-a"), field, value, WORDS)


@pytest.mark.parametrize(
    "evidence", [("c-x", None), ("c-a", TextSpan(5, 5)), ("c-a", TextSpan(-1, 5))]
)
def test_a_correction_names_a_claim_of_the_incident_and_real_words(evidence):
    with pytest.raises(InputError):
        drafts.correct(happening("c-a"), "wounded", {"best": 1}, evidence)
