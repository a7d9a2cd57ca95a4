import json

import pytest

from benchmarks.fusing import Gold, score
from corpus.across import faults, happenings, pairs
from corpus.reader import CorpusError, parse, reports
from corpus.split import split


def report(name: str, country: str = "NG", incidents: str = "{}") -> object:
    head = f"id: {name}\npublished: 2020-01-01\ncountry: {country}\n"
    events = '{"events": {"e1": {}, "e2": {}}}'
    return parse(f"{head}incidents: {incidents}\n---\nx\n---\n{events}", name)


def written(path, listed):
    path.write_text(json.dumps({"note": "", "pairs": listed}), encoding="utf-8")
    return path


def test_a_pair_is_two_events(tmp_path):
    path = written(tmp_path / "across.json", [[["a", "e1"], ["b", "e2"]]])
    assert pairs(path) == [(("a", "e1"), ("b", "e2"))]
    with pytest.raises(CorpusError):
        pairs(written(path, [[["a", "e1"], "b"]]))


def test_a_pair_joins_the_whole_groups_of_its_events():
    incident_of = {
        ("a", "e1"): "i-1",
        ("b", "e1"): "i-1",
        ("c", "e1"): "c e1",
        ("d", "e1"): "d e1",
        ("e", "e1"): "e e1",
    }
    found = happenings(
        incident_of, [(("b", "e1"), ("c", "e1")), (("d", "e1"), ("c", "e1"))]
    )
    assert found["i-1"] == found["c e1"] == found["d e1"]
    assert "e e1" not in found


def test_a_pair_of_an_event_that_was_not_read_joins_nothing():
    assert happenings({("a", "e1"): "a e1"}, [(("a", "e1"), ("b", "e1"))]) == {}


def test_a_pair_is_told_in_two_parts_by_events_that_exist():
    listed = [report("a", "NG"), report("b", "PK"), report("c", "IN")]
    good = [(("a", "e1"), ("b", "e2"))]
    assert list(faults(listed, good)) == []
    assert "e9" in next(faults(listed, [(("a", "e9"), ("b", "e2"))]))
    assert "heads" in next(faults(listed, [(("b", "e1"), ("c", "e1"))]))


def test_the_pairs_of_the_corpus_need_to_be_there():
    listed = list(reports())
    assert list(faults(listed, pairs())) == []
    part_of = {r.id: part for part, rs in split(listed).items() for r in rs}
    assert all(part_of[a] != part_of[b] for (a, _), (b, _) in pairs())


@pytest.mark.parametrize("strict", [False, True])
def test_a_happening_told_across_parts_is_neither_right_nor_wrong(strict):
    def scored(across):
        claims = {"a": "i-1", "b": "i-1", "c": "i-2", "d": "i-3"}
        gold = Gold(
            claims,
            {c: f"report {c}" for c in claims},
            dict.fromkeys("abd", "test") | {"c": "train"},
            frozenset("ab"),
            frozenset(),
            {f"report {c}": frozenset() for c in claims},
            across,
            {"test": 0},
        )
        return score(dict.fromkeys("abc", 1) | {"d": 2}, gold, "test", strict=strict)

    wrong, excused = scored({}), scored({"i-1": "i-1", "i-2": "i-1"})
    assert (wrong.found, wrong.hit, wrong.gold) == (3, 1, 1)
    assert (excused.found, excused.hit, excused.gold) == (1, 1, 1)
    assert wrong.cubed_precision < excused.cubed_precision == 1
    assert excused.cubed_recall == 1
