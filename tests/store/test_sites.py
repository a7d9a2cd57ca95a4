"""The timeline made place by place is the one made of everything at once."""

import random
from collections.abc import Iterable
from dataclasses import replace

import pytest
from sqlalchemy import Connection, Engine

from sourceline.control import periods
from sourceline.model.claims import ReportRecord
from sourceline.model.incidents import ControlPeriod, ControlTestimony
from sourceline.pipeline import text_source
from sourceline.store import reports, search, sites, testimonies
from sourceline.store.database import reading
from tests.control.invented import ARMY, MILITIA, REBELS, battle, says, town

OSTER, HILLTOP = town("Oster", admin1="Hills"), town("Hilltop", admin1="Hills")
COAST = town("Coast", precision=4)
TOLD = [
    says("c1", REBELS, "captured", 3),
    says("c2", ARMY, "captured", 12),
    says("c3", ARMY, "holds", 20, place=COAST),
    says("c4", REBELS, "holds", 6, place=COAST),
    says("c5", MILITIA, "captured", 5, place=OSTER),
    says("c6", MILITIA, "lost", 9, place=OSTER),
    says("c7", ARMY, "holds", 15, place=HILLTOP),
    # one gazetteer id under two provinces joins their lines
    says("c8", REBELS, "holds", 16, place=replace(HILLTOP, admin1="Coast")),
]
BATTLE = battle("c9", "Government regains territory", ARMY, 18)


def keep(engine: Engine, told: Iterable[ControlTestimony], number: int) -> None:
    """Keep one report that makes some control claims, the last one a battle too."""
    listed = list(told)
    source = text_source(f"report {number}", key=f"{number}")
    name = reports.report_id(source)
    held = tuple(replace(t.claim, report=name) for t in listed)
    events = (replace(BATTLE.claim, report=name),) if number == len(TOLD) - 1 else ()
    head = (name, f"{number}", "", None, None, None, "en")
    published = TOLD[0].outlet.published
    record = ReportRecord(*head, published, source.sha256, (), events, held, ())
    with engine.begin() as connection:
        reports.add(connection, source, None)
        reports.keep_reading(connection, record, "v1", b"", ())


def bring_up(engine: Engine) -> int:
    """What a project's run does of the timeline, a province at a time; how many."""
    with engine.begin() as connection:
        sites.keep_sites(connection, sites.waiting(connection))
    done = 0
    while True:
        with engine.begin() as connection:
            made = make_lines(connection, 1)
        if not made:
            return done
        done += made


def make_lines(connection: Connection, claims: int) -> int:
    """Make the lines of as many provinces as together hold so many claims."""
    areas = sites.next_areas(connection, claims)
    about = sites.claims_about(connection, areas)
    made = periods(
        testimonies.control_testimonies(connection, about.held),
        testimonies.testimonies(connection, about.events),
    )
    sites.keep_periods(connection, about, made)
    return len(areas)


def timeline(engine: Engine) -> list[ControlPeriod]:
    with reading(engine) as connection:
        return search.control(connection)


def at_once(engine: Engine) -> list[ControlPeriod]:
    with reading(engine) as connection:
        return periods(
            testimonies.control_testimonies(connection),
            list(testimonies.all_testimonies(connection)),
        )


@pytest.fixture(params=range(4))
def order(request: pytest.FixtureRequest) -> list[int]:
    numbers = list(range(len(TOLD)))
    random.Random(request.param).shuffle(numbers)
    return numbers


def test_report_by_report_gives_the_timeline_of_all_at_once(
    engine: Engine, order: list[int]
) -> None:
    for number in order:
        keep(engine, [TOLD[number]], number)
        bring_up(engine)
        assert timeline(engine) == at_once(engine)
    assert any(p.contradicted_by for p in timeline(engine)), "a town in its province"
    assert len({p.place.name for p in timeline(engine)}) == 4


def test_a_report_touches_the_lines_of_its_own_province_alone(engine: Engine) -> None:
    for number in range(7):
        keep(engine, [TOLD[number]], number)
    provinces = bring_up(engine)
    keep(engine, [says("more", REBELS, "captured", 22, place=OSTER)], 90)
    assert bring_up(engine) == 1 < provinces
    assert timeline(engine) == at_once(engine)


def test_reports_that_say_something_else_than_before_leave_nothing_of_it(
    engine: Engine, order: list[int]
) -> None:
    """A district's holders go from the lines of its towns, a town from its province."""
    shuffled = random.Random(str(order))
    for number in order:
        keep(engine, [TOLD[number]], number)
    bring_up(engine)
    for number in shuffled.choices(range(len(TOLD) - 1), k=12):
        other = shuffled.choice(TOLD)
        claim = replace(other.claim, id=TOLD[number].claim.id)
        keep(engine, shuffled.choice([[], [replace(other, claim=claim)]]), number)
        bring_up(engine)
        assert timeline(engine) == at_once(engine)


def test_what_is_broken_off_between_two_provinces_is_done_later(
    engine: Engine, order: list[int]
) -> None:
    for number in order[:5]:
        keep(engine, [TOLD[number]], number)
    with engine.begin() as connection:
        sites.keep_sites(connection, sites.waiting(connection))
    with engine.begin() as connection:
        make_lines(connection, 1)
    for number in order[5:]:
        keep(engine, [TOLD[number]], number)
    bring_up(engine)
    assert timeline(engine) == at_once(engine)


def test_a_claim_that_is_gone_takes_its_line_along(engine: Engine) -> None:
    keep(engine, [TOLD[4]], 4)
    bring_up(engine)
    assert timeline(engine)
    keep(engine, [], 4)
    bring_up(engine)
    assert timeline(engine) == []
