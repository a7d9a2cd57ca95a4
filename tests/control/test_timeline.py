"""Who held a place from when to when: rules on small invented cases, and an invented
sample against its hand-made truth table.
"""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from sourceline.control import held_on, periods
from sourceline.model.incidents import ControlTestimony, DayRange
from tests.control.invented import (
    ARMY,
    MILITIA,
    REBELS,
    day,
    days,
    says,
    short,
    town,
)

TRUTH = json.loads(
    (Path(__file__).parents[1] / "data" / "control_truth.json").read_text(
        encoding="utf-8"
    )
)

CASES = {
    "a capture begins a period that lasts": (
        [says("c1", REBELS, "captured", 5)],
        [(REBELS, days(5, 5), None, "held")],
    ),
    "a capture ends the period of whoever was there": (
        [says("c1", REBELS, "captured", 5), says("c2", ARMY, "captured", 15)],
        [
            (REBELS, days(5, 5), days(15, 15), "held"),
            (ARMY, days(15, 15), None, "held"),
        ],
    ),
    "a loss ends a period and begins nobody's": (
        [says("c1", REBELS, "captured", 5), says("c2", REBELS, "lost", 15)],
        [(REBELS, days(5, 5), days(15, 15), "held")],
    ),
    "a loss of what nobody told of makes an ended period": (
        [says("c1", REBELS, "withdrew", 15)],
        [(REBELS, days(None, 15), days(15, 15), "held")],
    ),
    "holding on a day proves that day": (
        [says("c1", ARMY, "holds", 9)],
        [(ARMY, days(None, 9), None, "held")],
    ),
    "an undated holding is proven by publication": (
        [says("c1", ARMY, "holds", pub=12)],
        [(ARMY, days(None, 12), None, "held")],
    ),
    "held since reaches back": (
        [says("c1", ARMY, "holds", ("2029-01-01", "2029-12-31"), since="2029", pub=12)],
        [(ARMY, days("2029-01-01", "2029-12-31"), None, "held")],
    ),
    "since a month": (
        [says("c1", ARMY, "holds", since="2031-02", pub=12)],
        [(ARMY, days("2031-02-01", "2031-02-28"), None, "held")],
    ),
    "holdings of one holder join": (
        [says("c1", ARMY, "holds", 3), says("c2", ARMY, "holds", 20)],
        [(ARMY, days(None, 3), None, "held")],
    ),
    "another's capture parts the holdings": (
        [
            says("c1", ARMY, "holds", 3),
            says("c2", REBELS, "captured", 8),
            says("c3", ARMY, "captured", 16),
            says("c4", ARMY, "holds", 20),
        ],
        [
            (ARMY, days(None, 3), days(8, 8), "held"),
            (REBELS, days(8, 8), days(16, 16), "held"),
            (ARMY, days(16, 16), None, "held"),
        ],
    ),
    "another holder later, nobody told of the change": (
        [says("c1", ARMY, "holds", 3), says("c2", REBELS, "holds", 20)],
        [
            (ARMY, days(None, 3), days(4, 20), "held"),
            (REBELS, days(4, 20), None, "held"),
        ],
    ),
    "a lone holding of another between does not part them": (
        [
            says("c1", ARMY, "holds", 3),
            says("c2", REBELS, "holds", 9),
            says("c3", ARMY, "holds", 20),
        ],
        [(ARMY, days(None, 3), None, "held")],
    ),
    "planned makes nothing": ([says("c1", ARMY, "captured", 5, status="planned")], []),
    "denied makes nothing": ([says("c1", ARMY, "captured", 5, status="denied")], []),
    "a siege lies over the holder's period": (
        [says("c1", ARMY, "holds", 5), says("c2", REBELS, "besieges", 12)],
        [
            (ARMY, days(None, 5), None, "held"),
            (REBELS, days(12, 12), None, "besieged"),
        ],
    ),
    "a siege ends when the place falls": (
        [
            says("c1", REBELS, "besieges", 12, since="2031-03-02"),
            says("c2", REBELS, "captured", 20),
        ],
        [
            (REBELS, days(2, 2), days(20, 20), "besieged"),
            (REBELS, days(20, 20), None, "held"),
        ],
    ),
    "a siege ends when the besieger leaves": (
        [
            says("c1", ARMY, "holds", 2),
            says("c2", REBELS, "besieges", 12),
            says("c3", REBELS, "withdrew", 20),
        ],
        [
            (ARMY, days(None, 2), None, "held"),
            (REBELS, days(12, 12), days(20, 20), "besieged"),
        ],
    ),
    "a contest is known for its days alone": (
        [says("c1", ARMY, "holds", 5), says("c2", REBELS, "contests", 12)],
        [
            (ARMY, days(None, 5), None, "held"),
            (REBELS, days(12, 12), DayRange(day(13), None), "contested"),
        ],
    ),
    "a part taken is a contest": (
        [
            says("c1", ARMY, "captured", 5),
            says("c2", REBELS, "captured", 12, extent="part"),
        ],
        [
            (ARMY, days(5, 5), None, "held"),
            (REBELS, days(12, 12), DayRange(day(13), None), "contested"),
        ],
    ),
    "retaken within a day stays a clash": (
        [
            says("c1", ARMY, "captured", 2),
            says("c2", REBELS, "captured", 12),
            says("c3", ARMY, "captured", 13),
        ],
        [(ARMY, days(2, 2), None, "held")],
    ),
    "retaken on the same day": (
        [
            says("c1", ARMY, "captured", 2),
            says("c2", REBELS, "captured", 12),
            says("c3", ARMY, "captured", 12),
        ],
        [(ARMY, days(2, 2), None, "held")],
    ),
    "retaken after two days is two changes": (
        [
            says("c1", ARMY, "captured", 2),
            says("c2", REBELS, "captured", 12),
            says("c3", ARMY, "captured", 14),
        ],
        [
            (ARMY, days(2, 2), days(12, 12), "held"),
            (REBELS, days(12, 12), days(14, 14), "held"),
            (ARMY, days(14, 14), None, "held"),
        ],
    ),
    "lost and retaken within a day": (
        [
            says("c1", ARMY, "captured", 2),
            says("c2", ARMY, "lost", 12),
            says("c3", ARMY, "captured", 13),
        ],
        [(ARMY, days(2, 2), None, "held")],
    ),
    "reports of one change few days apart are one": (
        [
            says("c1", ARMY, "captured", 4),
            says("c2", ARMY, "captured", 5),
            says("c3", ARMY, "captured", 5),
        ],
        [(ARMY, days(5, 5), None, "held")],
    ),
    "a range is narrowed by the others": (
        [says("c1", ARMY, "captured", (3, 6)), says("c2", ARMY, "captured", (5, 9))],
        [(ARMY, days(5, 6), None, "held")],
    ),
    "an undated capture is bounded by its report": (
        [says("c1", ARMY, "captured", pub=9)],
        [(ARMY, days(None, 9), None, "held")],
    ),
    "later reports of a held place are no new capture": (
        [says("c1", ARMY, "captured", 4), says("c2", ARMY, "captured", 24)],
        [(ARMY, days(4, 4), None, "held")],
    ),
    "took what the other had held since": (
        [
            says("c1", ARMY, "captured", 12, report="r1", pub=13),
            says("c2", REBELS, "holds", report="r1", pub=13, since="2029"),
        ],
        [
            (REBELS, days("2029-01-01", "2029-12-31"), days(12, 12), "held"),
            (ARMY, days(12, 12), None, "held"),
        ],
    ),
    "an old loss in a report about who holds it now": (
        [
            says("c1", ARMY, "captured", "2029-05-01", report="r1", pub=13),
            says("c2", REBELS, "holds", report="r1", pub=13),
        ],
        [
            (ARMY, days("2029-05-01", "2029-05-01"), days("2029-05-02", 13), "held"),
            (REBELS, days("2029-05-02", 13), None, "held"),
        ],
    ),
    "names: a part of a force is the force": (
        [
            says("c1", ARMY, "captured", 4),
            says("c2", ARMY + " 4th Brigade", "holds", 20),
        ],
        [(ARMY, days(4, 4), None, "held")],
    ),
    "names: half a word is another's": (
        [says("c1", "Front", "holds", 4), says("c2", "Fronteers", "captured", 20)],
        [
            ("Front", days(None, 4), days(20, 20), "held"),
            ("Fronteers", days(20, 20), None, "held"),
        ],
    ),
    "a loss just before another's capture, long after the last news": (
        [
            says("c1", MILITIA, "captured", "2030-03-01", pub="2030-03-02"),
            says("c2", REBELS, "withdrew", 20),
            says("c3", ARMY, "captured", 22),
        ],
        [
            (MILITIA, days("2030-03-01", "2030-03-01"), days("2030-03-02", 20), "held"),
            (REBELS, days(None, 20), days(20, 20), "held"),
            (ARMY, days(22, 22), None, "held"),
        ],
    ),
    "two captures known by one month keep their range": (
        [
            says("c1", ARMY, "captured", (1, 28), report="r1"),
            says("c2", REBELS, "captured", (1, 28), report="r1"),
        ],
        [
            (ARMY, days(1, 28), days(1, 28), "held"),
            (REBELS, days(1, 28), None, "held"),
        ],
    ),
    "nothing is dated at all": (
        [says("c1", ARMY, "holds", pub=None)],
        [(ARMY, days(None, None), None, "held")],
    ),
}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_periods(case: str) -> None:
    claims, expected = CASES[case]
    assert short(periods(claims)) == expected
    assert short(periods(claims[::-1])) == expected


# --- the sample ---------------------------------------------------------------------


def sample() -> list[ControlTestimony]:
    return [
        says(
            id_,
            holder,
            kind,
            None if first is None else (first, last),
            pub=pub,
            report=report,
            story=story,
            place=town(place),
            extent=extent,
            status=status,
            since=since,
            speaker=speaker,
        )
        for id_, report, story, pub, place, holder, kind, extent, status, first, last, since, speaker in TRUTH[
            "claims"
        ]
    ]


def test_who_held_each_place_on_each_day() -> None:
    found = periods(sample())
    right = total = 0
    wrong = []
    for place, spans in TRUTH["truth"].items():
        changes = [holder for _, _, holder in spans]
        seen: list[str | None] = []
        for first, last, holder in spans:
            for n in range((day(last) - day(first)).days + 1):
                when = day(first) + timedelta(days=n)
                listed = held_on(found, when).get(f"geonames:{place}", [])
                held = next((p.holder for p in listed if p.state == "held"), None)
                if not seen or seen[-1] != held:
                    seen.append(held)
                total += 1
                right += held == holder
                if held != holder:
                    wrong.append((place, when, held))
        assert seen == changes, place
    assert total >= 300
    assert right / total >= 0.95, wrong
