from corpus.reader import parse, reports
from corpus.split import HELD_OUT_COUNTRIES, groups, split


def report(
    name: str, country: str = "NG", incidents: str = "{}", reprint: str = ""
) -> object:
    head = f"id: {name}\npublished: 2020-01-01\ncountry: {country}\nincidents: {incidents}\n"
    return parse(
        head + (f"reprint_of: {reprint}\n" if reprint else "") + "---\nx\n---\n{}", name
    )


def test_reports_of_one_incident_and_reprints_stay_together():
    listed = [
        report("a", incidents='{"e1": "i-1"}'),
        report("b", incidents='{"e2": "i-1"}'),
        report("c", reprint="b"),
        report("d"),
    ]
    assert [[r.id for r in g] for g in groups(listed)] == [["a", "b", "c"], ["d"]]


def test_the_held_out_region_is_whole():
    parts = split(
        [
            report("a", "PK", '{"e1": "i"}'),
            report("b", "IQ", '{"e1": "i"}'),
            report("c", "IN"),
        ]
    )
    assert {r.id for r in parts["held-out"]} == {"a", "b", "c"}


def test_a_new_report_moves_no_old_one():
    old = [report(f"r-{i}") for i in range(60)]
    before = {r.id: name for name, listed in split(old).items() for r in listed}
    after = {
        r.id: name
        for name, listed in split([*old, report("zz")]).items()
        for r in listed
    }
    assert all(after[k] == v for k, v in before.items())


def test_no_incident_of_the_corpus_is_in_two_parts():
    parts = split(reports())
    seen: dict[str, str] = {}
    for name, listed in parts.items():
        assert listed
        for one in listed:
            assert name == "held-out" or one.country not in HELD_OUT_COUNTRIES
            for incident in one.incidents.values():
                assert seen.setdefault(incident, name) == name
