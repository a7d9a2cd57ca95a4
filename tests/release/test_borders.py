"""Land and borders of a release's map."""

import re

import pytest

from sourceline import resources
from sourceline.release import borders, make_release, profile_of
from sourceline.release.borders import DISPUTED, UNITS, world
from tests.release.world import AS_OF, INDEX, full_incident, project

HERE = resources.world_atlas() is not None
needs_atlas = pytest.mark.skipif(not HERE, reason="make front did not bring the atlas")


def points(path: str) -> list[tuple[float, float]]:
    """The points of path data as longitude and latitude."""
    out = []
    for line in re.findall(r"M(-?\d+)[ ]?(-?\d+)l([^Mz]*)", path):
        x, y = int(line[0]), int(line[1])
        out.append((x, y))
        steps = [int(n) for n in re.findall(r"-?\d+", line[2])]
        for dx, dy in zip(steps[::2], steps[1::2], strict=True):
            x, y = x + dx, y + dy
            out.append((x, y))
    return [(x / UNITS - 180, 90 - y / UNITS) for x, y in out]


def near(path: str, lon: float, lat: float, within: float = 0.6) -> bool:
    return any(abs(x - lon) < within and abs(y - lat) < within for x, y in points(path))


@needs_atlas
def test_every_point_lies_on_the_earth() -> None:
    made = world()
    for path in (made.land, made.borders, made.disputed):
        assert all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in points(path))
        assert not re.search(r"[^MLlz0-9 .-]", path)


@needs_atlas
@pytest.mark.parametrize(
    ("lon", "lat", "dashed"),
    [
        (33.4, 35.2, True),  # Nicosia's line
        (35.2, 32.5, True),  # the West Bank's north
        (-8.67, 27.67, True),  # Western Sahara
        (49.08, 11.0, True),  # Somaliland and Somalia
        (20.6, 43.2, True),  # Kosovo and Serbia
        (42.4, 37.1, False),  # Iraq and Turkey
        (48.0, 30.9, False),  # Iraq and Iran
        (25.0, 22.0, False),  # Egypt, Libya, Sudan
    ],
)
def test_borders_in_dispute_are_told_from_the_others(lon, lat, dashed) -> None:
    made = world()
    assert near(made.disputed, lon, lat) is dashed
    if not dashed:
        assert near(made.borders, lon, lat)


def test_both_maps_dash_the_same_borders() -> None:
    script = resources.files("sourceline") / "web" / "static" / "base-map.js"
    told = re.search(r"DISPUTED = new Set\(\[(.*?)\]\)", script.read_text("utf-8"))[1]
    assert set(re.findall(r"[A-Z]{3}", told)) == DISPUTED


@needs_atlas
def test_the_page_draws_them_and_dashes_the_disputed(tmp_path) -> None:
    made = make_release(
        project(full_incident()), profile_of(), tmp_path, AS_OF, places=INDEX
    )
    text = (made.folder / "index.html").read_text(encoding="utf-8")
    assert "Disputed ones are dashed" in text
    assert re.search(r"\.disputed \{[^}]*stroke-dasharray", text)
    assert world().disputed in text
    assert len(text) < 2_000_000


def test_without_the_atlas_the_page_says_so(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(borders, "world_atlas", lambda: None)
    made = make_release(
        project(full_incident()), profile_of(), tmp_path, AS_OF, places=INDEX
    )
    text = (made.folder / "index.html").read_text(encoding="utf-8")
    assert "No borders are drawn" in text
    assert '<script type="application/json" id="ground">null</script>' in text
