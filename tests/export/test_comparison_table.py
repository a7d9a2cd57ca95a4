import io

from rich.console import Console

from sourceline.export.comparison_table import comparison
from sourceline.fuse.compare import Comparison, compare
from tests.fuse.test_compare import deaths, event, incident, known, place


def printed(found: Comparison, most: int | None = None) -> str:
    out = io.StringIO()
    comparison(found, Console(file=out, width=240), most)
    return out.getvalue()


def test_all_four_parts_are_printed_and_counted():
    found = compare(
        [incident("i-both", toll=deaths(12)), incident("i-alone", where=place(19.0))],
        [event("71", best=9, low=14), event("72", where=place(16.0), best=4)],
        known,
    )
    told = printed(found)
    assert "i-both" in told
    assert "+3" in told
    assert "nothing within 2 days and 10 km" in told
    assert "State TD – F" in told
    assert "1 in both (1 almost certain)" in told
    assert "1 of them with another best toll" in told
    assert "1 only in the project" in told
    assert "1 only in UCDP GED, in the project's countries and days; 0 beyond" in told


def test_tables_end_where_they_are_told_and_say_so():
    alone = [event(str(n), where=place(16.0 + n), best=n) for n in range(1, 6)]
    told = printed(compare([incident("i")], alone, known), most=2)
    assert "… and 3 more" in told
    assert "5 only in UCDP GED" in told


def test_nothing_on_either_side_prints_counts():
    assert "0 in both" in printed(compare([], [], known))
