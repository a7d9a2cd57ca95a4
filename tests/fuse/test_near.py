import random

import pytest

from sourceline.fuse.near import Nearby, Spot, apart_km, gap_days


def spots(seed: int, number: int) -> list[Spot]:
    """Spots of every size, many of them around a town, the date line and a pole."""
    one = random.Random(seed)
    regions = ((33.0, 35.0, 42.0, 44.0), (-2.0, 2.0, 179.0, 181.0), (87.0, 90.0, -180.0, 180.0), (-90.0, 90.0, -180.0, 180.0))  # fmt: skip
    found = []
    for _ in range(number):
        south, north, west, east = one.choice(regions)
        first = one.randrange(737000, 737200)
        lon = (one.uniform(west, east) + 180) % 360 - 180
        last = first + one.choice([0, 0, 0, 1, 2, 6, 9, 30, 61])
        radius = one.choice([0.0, 5.0, 10.0, 12.0, 40.0, 120.0, 250.0])
        found.append(Spot(first, last, one.uniform(south, north), lon, radius))
    return found


@pytest.mark.parametrize(("days", "km"), [(0, 0.0), (2, 10.0), (3, 60.0)])
def test_the_index_finds_what_a_look_at_every_spot_finds(days: int, km: float):
    every = spots(1, 3000)
    index = Nearby(every)
    for at in spots(2, 150):
        slow = [
            n
            for n, one in enumerate(every)
            if gap_days(at, one) <= days
            and apart_km(at, one) <= at.radius + one.radius + km
        ]
        assert index.near(at, days, km) == slow


def test_an_empty_index_finds_nothing():
    assert Nearby([]).near(Spot(1, 2, 0.0, 0.0, 5.0), 2, 10.0) == []
