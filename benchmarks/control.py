"""Control periods over the practice corpus's gold claims, and their cost.

python -m benchmarks.control [FILE]

Prints claims, places, periods, contradictions and how periods began; then the time for 1k and 10k claims made
by shifting the corpus in time and space. With FILE the periods are written there, one a line, for reading.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from benchmarks.gold_claims import gold_control, gold_testimonies
from corpus.reader import reports
from sourceline.control import periods, place_key
from sourceline.model.claims import ControlClaim, Place, Published
from sourceline.model.incidents import ControlPeriod, ControlTestimony, Outlet
from sourceline.model.records import control_period
from sourceline.pipeline import gazetteer as shipped_gazetteer

SIZES = (1_000, 10_000)
DAYS_APART = 400
PLACE_COPIES = 4
"""Copies of the corpus that lie in the same places, on other days."""


def shifted(testimony: ControlTestimony, copy: int) -> ControlTestimony:
    """The claim as another report's, on later days, every few copies in other places."""
    if not copy:
        return testimony
    days = timedelta(days=DAYS_APART * (copy % PLACE_COPIES))
    claim, outlet = testimony.claim, testimony.outlet
    mark = f"{copy}"
    dated = claim.date and replace(
        claim.date,
        earliest=later(claim.date.earliest, days),
        latest=later(claim.date.latest, days),
    )
    return ControlTestimony(
        replace(
            claim,
            id=f"{claim.id}-{mark}",
            report=f"{claim.report}-{mark}",
            place=moved(claim.place, copy // PLACE_COPIES),
            date=dated,
            since=claim.since and moved_year(claim.since, copy % PLACE_COPIES),
        ),
        moved_outlet(outlet, mark, days),
    )


def later(day: date | None, days: timedelta) -> date | None:
    return day and day + days


def moved_year(since: str, years: int) -> str:
    return f"{int(since[:4]) + years}{since[4:]}"


def moved(place: Place, far: int) -> Place:
    if not far:
        return place
    return replace(
        place,
        name=f"{place.name} {far}",
        gazetteer_id=place.gazetteer_id and f"{place.gazetteer_id}-{far}",
        admin1=place.admin1 and f"{place.admin1} {far}",
        lat=None if place.lat is None else place.lat + 0.01 * far,
    )


def moved_outlet(outlet: Outlet, mark: str, days: timedelta) -> Outlet:
    told = outlet.published
    published = Published(
        later(told.date, days),
        later(told.earliest, days),
        later(told.latest, days),
        told.basis,
    )
    report = f"{outlet.report}-{mark}"
    return Outlet(report, outlet.publisher, published, f"{outlet.story}-{mark}")


def summary(made: Sequence[ControlPeriod], claims: Sequence[ControlClaim]) -> None:
    places = {place_key(c.place) for c in claims}
    kept = {i for p in made for i in (*p.evidence, *p.contradicted_by)}
    told = {c.id for c in claims if c.status == "occurred"}
    against = [p for p in made if p.contradicted_by]
    print(f"{len(claims)} claims about {len(places)} places: {len(made)} periods")
    print(
        f"{len(against)} periods contradicted, by {sum(len(p.contradicted_by) for p in against)} claims"
    )
    print(f"{len(told - kept)} claims that neither carry nor contradict a period")
    for name, values in (
        ("began", (p.began for p in made)),
        ("state", (p.state for p in made)),
        ("periods a place", Counter(place_key(p.place) for p in made).values()),
    ):
        found = sorted(Counter(values).items(), key=lambda kv: (-kv[1], str(kv[0])))
        print(f"{name}: " + ", ".join(f"{k} {v}" for k, v in found))


def main() -> None:
    listed, gazetteer = list(reports()), shipped_gazetteer()
    told = gold_control(listed, gazetteer)
    summary(made := periods(told), [t.claim for t in told])
    with_battles = periods(told, gold_testimonies(listed, gazetteer))
    print(f"with the corpus's battles: {len(with_battles)} periods")
    if len(sys.argv) > 1:
        lines = [json.dumps(control_period(p), ensure_ascii=False) for p in made]
        Path(sys.argv[1]).write_text("\n".join(lines), encoding="utf-8")
    before = 0.0
    for size in SIZES:
        copies = -(-size // len(told))
        many = [shifted(t, n) for n in range(copies) for t in told][:size]
        start = time.process_time()
        made = periods(many)
        took = time.process_time() - start
        ratio = f", {took / before:.1f} times the last" if before else ""
        print(f"{size} claims: {took:.2f} s of processor, {len(made)} periods{ratio}")
        before = took


if __name__ == "__main__":
    main()
