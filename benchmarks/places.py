"""Places: country and point of the practice corpus's place mentions, beside a baseline
(largest bearer of the exact name), and the speed of index and resolver.

    python -m benchmarks.places [--index FILE] [--add WOF.jsonl] [--parts train,dev]

Gold points are those of the gold canonical name where the index has that very name (no
spelling key) in the gold country and first-level unit, so that the key scheme does not
judge itself.
"""

import argparse
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.reader import Report, reports
from corpus.split import split
from sourceline.model.claims import Place, TextSpan
from sourceline.pipeline import build_gazetteer
from sourceline.resolve.gazetteer import (
    ADMIN1,
    COUNTRY,
    REGION,
    Entry,
    Gazetteer,
    distance_km,
)
from sourceline.resolve.gazetteer_files import add_whosonfirst
from sourceline.resolve.places import PlaceContext, resolve_places

DATA = Path("src/sourceline/data")
Resolver = Callable[
    [Sequence[tuple[str, TextSpan]], PlaceContext, Gazetteer], list[Place]
]
NEAR_KM, WIDE_KM = 25.0, 50.0


@dataclass
class Tally:
    """Counts of one part."""

    mentions: int = 0
    country: int = 0
    unplaced: int = 0
    known: int = 0
    known_near: int = 0
    village: int = 0
    village_near: int = 0
    village_wide: int = 0
    honest: int = 0
    seconds: float = 0.0

    def line(self) -> str:
        """One line of figures."""
        return (
            f"{self.mentions:5} mentions  country {self.country / self.mentions:.3f}  "
            f"without point {self.unplaced}  named in the index {self.known}: "
            f"within 25 km {self.known_near / max(1, self.known):.3f}  "
            f"known by a town nearby {self.village}: within 25 km "
            f"{self.village_near / max(1, self.village):.3f}, 50 km "
            f"{self.village_wide / max(1, self.village):.3f}, inside own radius "
            f"{self.honest / max(1, self.village):.3f}  "
            f"{self.mentions / max(self.seconds, 1e-9):,.0f} phrases a second"
        )


def make_index(path: Path) -> None:
    """Build the index as a user's first run does, and say what it cost."""
    begun = time.perf_counter()
    count = build_gazetteer(path)
    print(
        f"index: {count:,} places, {path.stat().st_size / 1e6:.0f} MB, "
        f"{time.perf_counter() - begun:.0f} s"
    )


def named(index: Gazetteer, name: str, info: dict[str, Any]) -> Entry | None:
    """The place of that very name in the gold country and unit."""
    country, unit = info["country"], info.get("admin1")
    found = [e for e in index.find(name) if e.country == country and e.grade <= 1]
    if unit:
        codes = {
            e.unit
            for e in index.find(unit, (country,))
            if e.kind == ADMIN1 and e.country == country
        }
        inside = [e for e in found if e.unit in codes]
        found = [e for e in inside if e.kind != ADMIN1] or inside
    else:
        found = [e for e in found if e.kind in (ADMIN1, COUNTRY, REGION)] or found
    return min(found, key=lambda e: (e.grade, -e.population), default=None)


def baseline(
    phrases: Sequence[tuple[str, TextSpan]], _: PlaceContext, index: Gazetteer
) -> list[Place]:
    """The largest place that bears exactly the phrase's name."""
    out = []
    for text, span in phrases:
        found = [e for e in index.find(text, ("",)) if e.grade <= 1]
        best = max(found, key=lambda e: e.population, default=None)
        lat, lon = (best.lat, best.lon) if best else (None, None)
        country = best.country if best else None
        out.append(
            Place(text, None, None, None, None, country, lat, lon, 1, None, span)
        )
    return out


def far(place: Place, entry: Entry) -> float:
    """Kilometres between them, infinite without a point."""
    if place.lat is None or place.lon is None:
        return float("inf")
    return distance_km(place.lat, place.lon, entry.lat, entry.lon)


def score(
    tally: Tally, place: Place, info: dict[str, Any], index: Gazetteer
) -> str | None:
    """Count one mention; what is wrong with it, if anything."""
    tally.mentions += 1
    tally.country += place.country == info["country"]
    tally.unplaced += place.lat is None
    wrong = None if place.country == info["country"] else "country"
    if info.get("relation"):
        return wrong
    entry = named(index, info["place"], info) if info.get("place") else None
    if entry:
        tally.known += 1
        tally.known_near += far(place, entry) <= NEAR_KM
        return wrong or ("point" if far(place, entry) > NEAR_KM else None)
    town = named(index, info["near"], info) if info.get("near") else None
    if town:
        distance = far(place, town)
        tally.village += 1
        tally.village_near += distance <= NEAR_KM
        tally.village_wide += distance <= WIDE_KM
        tally.honest += distance <= (place.radius_km or 0.0)
    return wrong


def measure(
    part: Iterable[Report],
    index: Gazetteer,
    gold: Gazetteer,
    resolver: Resolver,
    show: bool,
) -> Tally:
    """All mentions of the reports."""
    tally = Tally()
    for report in part:
        marks = [m for m in report.mentions if m.kind == "p"]
        phrases = [
            (report.text[m.start : m.end], TextSpan(m.start, m.end)) for m in marks
        ]
        context = PlaceContext(report.country or None, None, report.text)
        begun = time.perf_counter()
        found = resolver(phrases, context, index)
        tally.seconds += time.perf_counter() - begun
        for mark, place in zip(marks, found, strict=True):
            info = report.info.get(mark.id, {})
            if (
                "country" in info
                and (wrong := score(tally, place, info, gold))
                and show
            ):
                print(wrong, report.id, place.name, info, place.gazetteer_name)
    return tally


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--add", type=Path, help="Who's On First records")
    parser.add_argument("--parts", default="train,dev")
    parser.add_argument("--country", help="only reports of this country")
    parser.add_argument("--errors", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = chosen.index or Path(folder) / "places.sqlite"
        if not path.exists():
            make_index(path)
        with sqlite3.connect(path) as gold_connection:
            gold = Gazetteer(gold_connection)
            if chosen.add:
                copy = sqlite3.connect(":memory:")
                gold_connection.backup(copy)
                with chosen.add.open(encoding="utf-8") as lines:
                    print(f"added: {add_whosonfirst(copy, lines):,} records")
                connection = copy
            else:
                connection = sqlite3.connect(path)
            parts = split(reports())
            for name in chosen.parts.split(","):
                part = [r for r in parts[name] if chosen.country in (None, r.country)]
                ours = Gazetteer(connection)
                result = measure(part, ours, gold, resolve_places, chosen.errors)
                print(f"{name:9} ours     {result.line()}")
                result = measure(part, Gazetteer(connection), gold, baseline, False)
                print(f"{name:9} baseline {result.line()}")


if __name__ == "__main__":
    main()
