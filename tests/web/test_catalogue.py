"""What is kept in memory, brought up to date piece by piece, is what a fresh look gives."""

import random
from dataclasses import replace

import numpy as np

from sourceline.web.catalogue import Catalogue
from sourceline.web.columns import Row
from sourceline.web.filters import FACETS

CHANGES = 60


def row(name: str, chance: random.Random) -> Row:
    day = chance.choice([0, 737_000 + chance.randrange(40)])
    point = chance.choice([(None, None), (33.4, 43.3), (34.5, 41.9)])
    facets = {f: tuple(chance.sample("abcd", chance.randrange(3))) for f in FACETS}
    return Row(
        name, day, day + (day and chance.randrange(3)), *point, 1.0, 1, "x", "x",
        chance.randrange(-1, 4), chance.randrange(3), facets,
    )  # fmt: skip


def changed(rows: list[Row], chance: random.Random, number: int) -> list[Row]:
    kept = {r.id: r for r in rows}
    some = chance.choice(list(kept))
    match chance.randrange(3):
        case 0:
            del kept[some]
        case 1:
            kept[some] = replace(row(some, chance), id=some)
        case _:
            kept[some] = replace(kept[some], deaths=9)
    kept[f"n-{chance.randrange(900)}-{number}"] = row("", chance)
    return [replace(r, id=i) if r.id != i else r for i, r in sorted(kept.items())]


def test_a_catalogue_brought_up_to_date_is_one_made_anew() -> None:
    chance = random.Random(5)
    rows = [row(f"i-{n:02}", chance) for n in range(30)]
    kept = Catalogue(0, rows)
    for number in range(1, CHANGES):
        rows = changed(rows, chance, number)
        if number % 3 == 0:
            # only what is altered in place: places may stay
            rows = [replace(r, deaths=7) if n == 4 else r for n, r in enumerate(rows)]
        kept, fresh = Catalogue(number, rows, kept), Catalogue(number, rows)
        everything = np.ones(len(rows), dtype=bool)
        for name in FACETS:
            told = [c.facets[name].counts(everything) for c in (kept, fresh)]
            assert told[0] == told[1]
        for name in ("earliest", "latest", "deaths", "sources", "lat", "lon"):
            assert np.array_equal(
                getattr(kept, name), getattr(fresh, name), equal_nan=True
            )
        assert kept.spots[1] == fresh.spots[1]
        assert kept.spots[0].tolist() == fresh.spots[0].tolist()
        for sort, order in kept.orders.items():
            keys = [kept._key(sort, int(at)) for at in order]
            assert keys == sorted(keys)


def test_an_alteration_in_place_keeps_the_map() -> None:
    chance = random.Random(6)
    rows = [row(f"i-{n:02}", chance) for n in range(30)]
    first = Catalogue(0, rows)
    spots = first.spots
    altered = [replace(r, deaths=8) if n == 3 else r for n, r in enumerate(rows)]
    assert Catalogue(1, altered, first).spots is spots
    moved = [replace(r, lat=1.0, lon=1.0) if n == 3 else r for n, r in enumerate(rows)]
    assert Catalogue(2, moved, first).spots is not spots
