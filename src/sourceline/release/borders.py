"""Land and borders for a release's map, small enough to stand inside its file.

Lines are SVG path data on a grid of hundredths of a degree, which the page lays under
the map by one transformation: nothing is asked from anywhere.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from sourceline.resources import world_atlas

DISPUTED = frozenset({"CYN", "SOL", "XKX", "ESH", "PSE", "KAS", "TWN", "FLK"})
"""Territories whose borders the atlas draws while states dispute them."""
UNITS = 100
"""Units of the grid to a degree; they count from 180° west and 90° north."""

_Point = tuple[int, int]
_Line = tuple[_Point, ...]


@dataclass(frozen=True, slots=True)
class World:
    """The ground of a map, each part as the data of one SVG path.

    Attributes:
        land: closed shapes.
        borders: lines between two countries.
        disputed: lines of which one side is disputed, to be dashed.
    """

    land: str
    borders: str
    disputed: str


def world() -> World | None:
    """The ground, None where the atlas is not installed."""
    path = world_atlas()
    return None if path is None else _read(path)


@cache
def _read(path: Path) -> World:
    atlas: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    arcs = [_line(arc, atlas["transform"]) for arc in atlas["arcs"]]
    owners: dict[int, set[tuple[int, bool]]] = {}
    for number, country in enumerate(atlas["objects"]["countries"]["geometries"]):
        unsure = country["properties"].get("a3") in DISPUTED
        for arc in _indexes(country.get("arcs", ())):
            owners.setdefault(arc, set()).add((number, unsure))
    shared = {arc: any(u for _, u in of) for arc, of in owners.items() if len(of) > 1}
    rings = (
        _ring(ring, arcs)
        for shape in atlas["objects"]["land"]["geometries"]
        for ring in _rings(shape)
    )
    return World(
        "".join(f"{_path(ring)}z" for ring in rings if len(ring) > 2),  # noqa: PLR2004
        "".join(
            _path(arcs[arc]) for arc, unsure in sorted(shared.items()) if not unsure
        ),
        "".join(_path(arcs[arc]) for arc, unsure in sorted(shared.items()) if unsure),
    )


def _line(arc: Sequence[Sequence[int]], how: dict[str, list[float]]) -> _Line:
    """The points of an arc on the grid; points that fall together are one."""
    (wide, high), (west, south) = how["scale"], how["translate"]
    x = y = 0
    out: list[_Point] = []
    for east, north in arc:
        x, y = x + east, y + north
        lon, lat = x * wide + west, y * high + south
        point = (round((lon + 180) * UNITS), round((90 - lat) * UNITS))
        if not out or out[-1] != point:
            out.append(point)
    return tuple(out)


def _ring(indexes: Iterable[int], arcs: Sequence[_Line]) -> list[_Point]:
    """The arcs of a ring in one; a complement's arc runs backwards."""
    out: list[_Point] = []
    for index in indexes:
        line = arcs[index] if index >= 0 else arcs[~index][::-1]
        out += line[1:] if out and out[-1] == line[0] else line
    return out


def _rings(shape: dict[str, Any]) -> Iterator[list[int]]:
    if shape["type"] == "GeometryCollection":
        for part in shape["geometries"]:
            yield from _rings(part)
    elif shape["type"] == "Polygon":
        yield from shape["arcs"]
    elif shape["type"] == "MultiPolygon":
        for polygon in shape["arcs"]:
            yield from polygon


def _indexes(arcs: Iterable[Any]) -> Iterator[int]:
    """Every arc that a shape uses, whichever way round."""
    for one in arcs:
        if isinstance(one, int):
            yield one if one >= 0 else ~one
        else:
            yield from _indexes(one)


def _path(line: Sequence[_Point]) -> str:
    """Path data: the first point, then steps."""
    if len(line) < 2:  # noqa: PLR2004 - a point is no line
        return ""
    steps = (f"{x2 - x1} {y2 - y1}" for (x1, y1), (x2, y2) in pairwise(line))
    start = f"M{line[0][0]} {line[0][1]}l" + " ".join(steps)
    return start.replace(" -", "-")
