"""Nothing planted in any field of any record may stand in a public-safe release."""

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sourceline.model.claims import Relation
from sourceline.release import make_release, profile_of
from tests.export.invented import Invented, killed
from tests.release.world import (
    AS_OF,
    INDEX,
    NAMED,
    full_incident,
    full_period,
    told_of,
)

KINDS: tuple[Callable[[int], str], ...] = (
    lambda n: f"Daoud Qanari{n}",
    lambda n: f"+964 770 {5_310_000 + n}",
    lambda n: f"{n} Qanari{n} Street, behind the mill",
    lambda n: f"34.51{7000 + n}, 41.25{7000 + n}",
    lambda n: f"They saw qanari{n} carried into the yard.",
)


class Planter:
    """Gives a new canary each time, of each kind in turn."""

    def __init__(self) -> None:
        self.signs: list[str] = []
        self.count = 0

    def text(self) -> str:
        self.count += 1
        words = KINDS[self.count % len(KINDS)](self.count)
        telling = (
            f"anari{self.count}",
            str(5_310_000 + self.count),
            f".51{7000 + self.count}",
        )
        self.signs += [words, *(t for t in telling if t in words)]
        return words

    def number(self) -> float:
        self.count += 1
        self.signs.append(f".517{3000 + self.count}")
        return float(f"34.517{3000 + self.count}")


def poisoned(record: object, planter: Planter) -> Iterator[object]:
    """The record with a canary in one of its fields, for each field in turn."""
    if isinstance(record, str):
        yield planter.text()
    elif isinstance(record, float):
        yield planter.number()
    elif isinstance(record, tuple):
        for at, value in enumerate(record):
            for other in poisoned(value, planter):
                yield (*record[:at], other, *record[at + 1 :])
    elif dataclasses.is_dataclass(record):
        for field in dataclasses.fields(record):
            for other in poisoned(getattr(record, field.name), planter):
                yield replace(record, **{field.name: other})


def drenched(record: object, planter: Planter) -> object:
    """The record with a canary in every field at once."""
    if isinstance(record, str):
        return planter.text()
    if isinstance(record, float):
        return planter.number()
    if isinstance(record, tuple):
        return tuple(drenched(value, planter) for value in record)
    if dataclasses.is_dataclass(record):
        return replace(
            record,
            **{
                f.name: drenched(getattr(record, f.name), planter)
                for f in dataclasses.fields(record)
            },
        )
    return record


def everything(planter: Planter) -> Invented:
    near = replace(
        NAMED, relation=Relation(30.0, "N", "Tel Sarun", "30 km north of it")
    )
    plain = [full_incident(1), replace(full_incident(2), place=near)]
    found = []
    for number, one in enumerate([x for p in plain for x in poisoned(p, planter)], 10):
        # Only the id's own canary keeps the id: an id stands for one record.
        own = replace(one, id=f"i-{number:016x}")
        found.append(one if one.id not in {p.id for p in plain} else own)
    found += [drenched(p, planter) for p in plain]
    claims = []
    for one in plain:
        said = told_of(one, casualties=(replace(killed(5), who="people"),), place=near)
        claims += list(poisoned(said, planter))
    holders = replace(full_period(), place=near)
    periods = [*poisoned(holders, planter), drenched(holders, planter)]
    return Invented([*found, *plain], claims, periods)


def bytes_of(folder: Path) -> bytes:
    return b"\n".join(
        p.name.encode() + b"\n" + p.read_bytes() for p in folder.iterdir()
    )


def seen(signs: list[str], folder: Path) -> list[str]:
    written = bytes_of(folder)
    return [s for s in signs if s.encode() in written]


def test_no_canary_of_hundreds_stands_in_any_byte(tmp_path) -> None:
    planter = Planter()
    told = everything(planter)
    made = make_release(told, profile_of(), tmp_path, AS_OF, places=INDEX)
    assert planter.count >= 200
    assert dict(made.counts)["incidents"] == len(told.found)
    assert dict(made.counts)["control"] == len(told.periods)
    assert seen(planter.signs, made.folder) == []


def test_the_same_canaries_are_found_where_nothing_is_withheld(tmp_path) -> None:
    planter = Planter()
    made = make_release(everything(planter), profile_of("internal"), tmp_path, AS_OF)
    assert len(seen(planter.signs, made.folder)) > 200


@pytest.mark.parametrize(
    "name",
    [
        "Daoud Qanari",
        "Military Forces of Daoud Qanari",
        "Daoud Qanari (Iraq)",
        "Civilians (Daoud Qanari)",
        "Islamic State; Daoud Qanari",
        "Colonel Qanari of Iraq",
    ],
)
def test_a_name_that_no_list_has_becomes_the_word_for_its_role(tmp_path, name) -> None:
    one = full_incident()
    sides = (replace(one.participants[0], actor=name), one.participants[1])
    told = Invented(
        [replace(one, participants=sides)], [], [replace(full_period(), holder=name)]
    )
    made = make_release(told, profile_of(), tmp_path, AS_OF, places=INDEX)
    assert b"Qanari" not in bytes_of(made.folder)
    csv = (made.folder / "incidents.csv").read_text(encoding="utf-8")
    assert "Rebels (name withheld)" in csv
    assert "Civilians (Iraq)" in csv
    assert dict(made.withheld)["personal-name"] >= 2
