"""Districts and provinces against the towns in them."""

from sourceline.control import periods
from tests.control.invented import ARMY, REBELS, says, town


def test_a_district_never_decides_about_its_town() -> None:
    district = town("Mirna District", 3, radius_km=25.0)
    province = town("Coast", 4)
    elsewhere = town("Far District", 3, lat=9.0, radius_km=25.0)
    claims = [
        says("c1", ARMY, "captured", 2),
        says("c2", REBELS, "captured", 12, place=district),
        says("c3", ARMY, "captured", 13, place=province),
        says("c4", REBELS, "captured", 12, place=elsewhere),
    ]
    found = {p.place.name: p for p in periods(claims)}
    assert (found["Mirna"].end, found["Mirna"].contradicted_by) == (None, ("c2",))
    assert found["Mirna District"].contradicted_by == ("c1",)
    assert found["Coast"].contradicted_by == ()
    assert found["Far District"].contradicted_by == ()


def test_a_district_taken_after_the_town_was_lost_contradicts_nothing() -> None:
    district = town("Mirna District", 3, radius_km=25.0)
    claims = [
        says("c1", ARMY, "captured", 2),
        says("c2", ARMY, "lost", 10),
        says("c3", REBELS, "captured", 12, place=district),
    ]
    assert [p.contradicted_by for p in periods(claims)] == [(), ()]
