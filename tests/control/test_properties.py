"""What holds of the periods of any set of claims."""

import random
from datetime import date
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sourceline.control import periods, place_key
from sourceline.model.incidents import ControlTestimony
from tests.control.invented import ARMY, MILITIA, REBELS, says, town

CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
one_day = st.integers(1, 40)
drawn = st.fixed_dictionaries(
    {
        "holder": st.sampled_from([ARMY, REBELS, MILITIA, ARMY + " Guard"]),
        "kind": st.sampled_from(
            "holds captured lost withdrew besieges contests".split()
        ),
        "when": st.one_of(
            st.none(),
            one_day,
            st.tuples(one_day, st.integers(0, 30)).map(lambda t: (t[0], sum(t))),
        ),
        "pub": st.one_of(st.none(), st.integers(20, 90)),
        "report": st.sampled_from(["r1", "r2", "r3", "r4", "r5"]),
        "story": st.sampled_from([None, "s1"]),
        "extent": st.sampled_from(["whole", "whole", "whole", "part"]),
        "status": st.sampled_from(["occurred"] * 6 + ["planned", "denied"]),
        "since": st.sampled_from([None, None, "2029", "2031-03", "2031-03-05"]),
        "speaker": st.sampled_from([None, "military", "witness"]),
        "place": st.sampled_from(
            [town(), town(), town("Mirna District", 3, radius_km=9.0)]
        ),
    }
)
claims = st.lists(drawn, min_size=1, max_size=12).map(
    lambda many: [says(f"c{n:02}", **one) for n, one in enumerate(many)]
)


@CALM
@given(claims, st.integers(0, 10**6))
def test_order_does_not_matter(said: list[ControlTestimony], seed: int) -> None:
    mixed = random.Random(seed).sample(said, len(said))
    assert periods(mixed) == periods(said)


@CALM
@given(claims)
def test_no_claim_is_lost(said: list[ControlTestimony]) -> None:
    kept = {i for p in periods(said) for i in (*p.evidence, *p.contradicted_by)}
    told = {t.claim.id for t in said if t.claim.status == "occurred"}
    assert told <= kept
    assert not kept & {t.claim.id for t in said if t.claim.status == "planned"}


@CALM
@given(claims)
def test_nobody_surely_holds_what_another_holds(said: list[ControlTestimony]) -> None:
    spans: dict[str, list[tuple[date, date]]] = {}
    for one in periods(said):
        assert list(one.evidence) == sorted(set(one.evidence))
        assert not set(one.evidence) & set(one.contradicted_by)
        for bounds in (one.start, one.end):
            if bounds and bounds.earliest and bounds.latest:
                assert bounds.earliest <= bounds.latest
        if one.state != "held" or one.start.latest is None:
            continue
        last = date.max if one.end is None else one.end.earliest or one.start.latest
        if one.start.latest < last:
            spans.setdefault(place_key(one.place), []).append((one.start.latest, last))
    for listed in spans.values():
        listed.sort()
        assert all(a[1] <= b[0] for a, b in pairwise(listed))
