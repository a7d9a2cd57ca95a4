from dataclasses import replace

from corpus.agreement import compare
from corpus.reader import parse
from tests.corpus.test_reader import SOURCE


def test_two_like_codings_agree_wholly():
    report = parse(SOURCE, "zz-0001")
    layers = compare([report], [report])
    assert all(layer.f1 in {None, 1.0} for layer in layers.values())
    assert layers["all mentions"].alpha == 1.0


def test_a_missed_mention_lowers_its_layer_alone():
    report = parse(SOURCE, "zz-0001")
    other = replace(report, mentions=tuple(m for m in report.mentions if m.kind != "w"))
    layers = compare([report], [other])
    assert layers["weapons"].f1 == 0
    assert layers["places"].f1 == 1
    assert layers["all mentions"].alpha < 1


def test_a_toll_of_another_group_is_seen():
    report = parse(SOURCE, "zz-0001")
    other = parse(SOURCE.replace("combatant-non-state", "civilian"), "zz-0001")
    layers = compare([report], [other])
    assert layers["casualties"].f1 == 1
    assert layers["casualties with group"].f1 == 0
