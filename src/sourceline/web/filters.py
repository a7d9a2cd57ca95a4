"""The one filter that map, histogram, list and downloads share, as it stands in the
address of a page.
"""

import datetime
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

from sourceline.errors import InputError
from sourceline.store.fulltext import SCOPES
from sourceline.store.search import SORTS

FACETS = (
    "type",
    "actor",
    "group",
    "source",
    "grade",
    "status",
    "review",
    "country",
)
_MOST_VALUES = 50
_MOST_LETTERS = 400
_BOX_PARTS, _NEAR_PARTS = 4, 3
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which incidents are asked for; empty means all.

    Values of one facet are alternatives; different fields must all hold.

    Attributes:
        q: words in the reports or in the evidence.
        within: ``reports`` or ``evidence``.
        type: event types or sub-event types.
        actor: actors, or parts of their names.
        group: groups that were harmed.
        source: publishers.
        grade: grades.
        status: statuses of its claims.
        review: states of review.
        country: ISO 3166 alpha-2.
        place: part of the place's name.
        since: happened on that day or later, or may have.
        until: happened on that day or earlier, or may have.
        deaths: best figure at least that.
        box: west, south, east, north: the area of the map that an incident may lie in.
        near: latitude, longitude and radius in kilometres.
        sort: one of ``SORTS``.
    """

    q: str = ""
    within: str = "reports"
    type: tuple[str, ...] = ()
    actor: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    grade: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    review: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    place: str = ""
    since: datetime.date | None = None
    until: datetime.date | None = None
    deaths: int | None = None
    box: tuple[float, float, float, float] | None = None
    near: tuple[float, float, float] | None = None
    sort: str = "date"

    def chosen(self, facet: str) -> tuple[str, ...]:
        """The values of one facet that are asked for."""
        values: tuple[str, ...] = getattr(self, facet)
        return values

    def without(self, *names: str) -> "Asked":
        """The same question without some of its fields."""
        plain = Asked()
        return replace(self, **{name: getattr(plain, name) for name in names})

    def query(self) -> str:
        """The filter as the query of an address, fields in a fixed order."""
        return urlencode(list(self._pairs()))

    def _pairs(self) -> Iterable[tuple[str, str]]:
        plain = Asked()
        for field in fields(self):
            value = getattr(self, field.name)
            if value == getattr(plain, field.name):
                continue
            if field.name in FACETS:
                yield from ((field.name, one) for one in value)
            elif field.name in {"box", "near"}:
                yield (
                    field.name,
                    ",".join(f"{x:.4f}".rstrip("0").rstrip(".") for x in value),
                )
            else:
                yield field.name, str(value)


def read_filter(told: Mapping[str, list[str]]) -> Asked:
    """The filter of an address's query; fields that it does not know are left alone.

    Raises:
        InputError: a value that its field can not have.
    """
    one = {name: values[-1].strip() for name, values in told.items() if values}
    many = {
        facet: tuple(dict.fromkeys(v for v in told.get(facet, ()) if v))
        for facet in FACETS
    }
    for name, values in told.items():
        if len(values) > _MOST_VALUES or any(len(v) > _MOST_LETTERS for v in values):
            raise InputError(
                f"too much in {name[:40]}",
                expected=f"{_MOST_VALUES} values of {_MOST_LETTERS} letters at most",
            )
    return Asked(
        q=one.get("q", ""),
        within=_listed("within", one.get("within") or "reports", SCOPES),
        place=one.get("place", ""),
        since=day("since", one.get("since")),
        until=day("until", one.get("until")),
        deaths=_count("deaths", one.get("deaths")),
        box=_box(one.get("box")),
        near=_near(one.get("near")),
        sort=_listed("sort", one.get("sort") or "date", SORTS),
        type=many["type"],
        actor=many["actor"],
        group=many["group"],
        source=many["source"],
        grade=many["grade"],
        status=many["status"],
        review=many["review"],
        country=tuple(c.upper() for c in many["country"]),
    )


def day(name: str, said: str | None) -> datetime.date | None:
    """The day that a field names.

    Raises:
        InputError: it is none.
    """
    if not said:
        return None
    expected = "a day such as 2019-05-15"
    if not _DAY.fullmatch(said):
        raise InputError(f"{name} = {said[:40]!r}", expected=expected)
    try:
        return datetime.date.fromisoformat(said)
    except ValueError as error:
        raise InputError(f"{name} = {said!r}", expected=expected) from error


def _listed(name: str, said: str, allowed: tuple[str, ...]) -> str:
    if said not in allowed:
        raise InputError(f"{name} = {said!r}", expected=", ".join(allowed))
    return said


def _count(name: str, said: str | None) -> int | None:
    if not said:
        return None
    if not (said.isascii() and said.isdigit() and len(said) < 10):  # noqa: PLR2004
        raise InputError(f"{name} = {said!r}", expected="a whole number from 0")
    return int(said)


def _box(said: str | None) -> tuple[float, float, float, float] | None:
    if not said:
        return None
    west, south, east, north = _numbers(
        "box", said, _BOX_PARTS, "WEST,SOUTH,EAST,NORTH such as 38.5,29,48.8,37.4"
    )
    return west, south, east, north


def _near(said: str | None) -> tuple[float, float, float] | None:
    if not said:
        return None
    lat, lon, km = _numbers(
        "near", said, _NEAR_PARTS, "LAT,LON,KM such as 34.4,41.9,25"
    )
    return lat, lon, km


def _numbers(name: str, said: str, count: int, expected: str) -> list[float]:
    try:
        numbers = [float(part) for part in said.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) != count or not all(math.isfinite(n) for n in numbers):
        raise InputError(f"{name} = {said!r}", expected=expected)
    return numbers
