"""What comes near in time and place: an index over spans of days and circles.

Spans and circles of alike size share a grid whose bins and cells fit that size, so that
a month in a province does not fill the grid of days in towns.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from sourceline.model.claims import DateRange, Place

MOST_DAYS, MOST_KM = 62, 250.0
"""What is known less well than this comes near everything, and so near nothing."""
_DAYS = (3, 10, MOST_DAYS)
_BINS = (4, 16, 64)
_KM = (10.0, 50.0, MOST_KM)
_CELLS = (0.5, 1.0, 4.0)
"""Sizes of spans (days) and circles (km) with the bins (days) and cells (degrees) of
their grids; a cell's degrees divide 360.
"""
_EARTH_KM, _DEGREE_KM = 6371.0, 111.2
_RADII = {1: 5.0, 2: 20.0, 3: 40.0, 4: 120.0, 5: 200.0, 7: 100.0}
"""Kilometres by UCDP where_prec, for places without a radius."""
_COUNTRY = 6


@dataclass(frozen=True, slots=True)
class Spot:
    """A span of days and a circle.

    Attributes:
        first: first possible day, a proleptic Gregorian ordinal.
        last: last possible day.
        lat: degrees north of the centre.
        lon: degrees east of the centre.
        radius: kilometres.
    """

    first: int
    last: int
    lat: float
    lon: float
    radius: float

    @property
    def days(self) -> int:
        """How many days it spans."""
        return self.last - self.first + 1


def spot(date: DateRange | None, place: Place | None) -> Spot | str:
    """Where and when something lies, or why that is not known well enough."""
    if date is None or date.earliest is None or date.latest is None:
        return "no date"
    if place is None or place.lat is None or place.lon is None:
        return "no place on the map"
    first, last = date.earliest.toordinal(), date.latest.toordinal()
    if last - first >= MOST_DAYS:
        return f"a date of {last - first + 1} days"
    radius = place.radius_km
    if radius is None:
        radius = _RADII.get(place.precision, math.inf)
    if place.precision == _COUNTRY or radius > MOST_KM:
        return "a place no narrower than a country or a large region"
    return Spot(first, last, place.lat, place.lon, radius)


def gap_days(a: Spot, b: Spot) -> int:
    """Days between two spans, 0 where they share one."""
    return max(0, a.first - b.last, b.first - a.last)


def apart_km(a: Spot, b: Spot) -> float:
    """Great-circle distance of the centres in kilometres."""
    north, to_north = math.radians(a.lat), math.radians(b.lat)
    h = (
        math.sin((to_north - north) / 2) ** 2
        + math.cos(north)
        * math.cos(to_north)
        * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    )
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


class Nearby:
    """An index over some spots.

    Args:
        spots: they are answered by their number in this sequence.
    """

    def __init__(self, spots: Sequence[Spot]) -> None:
        self._spots = spots
        self._grids: dict[tuple[int, int], dict[tuple[int, int, int], list[int]]] = {}
        for number, one in enumerate(spots):
            level = (
                next(i for i, most in enumerate(_DAYS) if one.days <= most),
                next(i for i, most in enumerate(_KM) if one.radius <= most),
            )
            size = _CELLS[level[1]]
            key = (
                one.first // _BINS[level[0]],
                math.floor(one.lat / size),
                math.floor(one.lon / size) % round(360 / size),
            )
            self._grids.setdefault(level, {}).setdefault(key, []).append(number)

    def near(self, at: Spot, slack_days: int, slack_km: float) -> list[int]:
        """Numbers, in order, of the spots that come within ``slack_days`` of the span
        and whose circle comes within ``slack_km`` of the circle.
        """
        found = []
        for level, grid in self._grids.items():
            for key in _keys(at, level, slack_days, slack_km, grid):
                for number in grid.get(key, ()):
                    one = self._spots[number]
                    if (
                        gap_days(at, one) <= slack_days
                        and apart_km(at, one) <= at.radius + one.radius + slack_km
                    ):
                        found.append(number)
        return sorted(found)


def _keys(
    at: Spot,
    level: tuple[int, int],
    slack_days: int,
    slack_km: float,
    grid: dict[tuple[int, int, int], list[int]],
) -> Iterator[tuple[int, int, int]]:
    """Bins and cells of one grid that may hold something near."""
    width, size = _BINS[level[0]], _CELLS[level[1]]
    first = at.first - slack_days - _DAYS[level[0]] + 1
    bins = range(first // width, (at.last + slack_days) // width + 1)
    high = (at.radius + _KM[level[1]] + slack_km) / _DEGREE_KM
    rows = range(
        math.floor((at.lat - high) / size), math.floor((at.lat + high) / size) + 1
    )
    around = round(360 / size)
    columns = _columns(at, high, size, around)
    if len(bins) * len(rows) * len(columns) > len(grid):
        yield from sorted(grid)
        return
    yield from product(bins, rows, columns)


def _columns(at: Spot, high: float, size: float, around: int) -> list[int]:
    """Columns of cells within ``high`` degrees of latitude, also over the date line."""
    polar = math.cos(math.radians(min(90.0, abs(at.lat) + high)))
    # The parallel that bounds the circle lies nearer to the pole than its centre.
    wide = 180.0 if polar <= high / 180 else high / polar
    west, east = at.lon - wide, at.lon + wide
    numbers = range(math.floor(west / size), math.floor(east / size) + 1)
    return sorted({number % around for number in numbers})
