import datetime
from dataclasses import replace
from hashlib import sha256

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from sourceline.model.claims import (
    DateRange,
    EventClaim,
    Evidence,
    Published,
    ReportRecord,
    TextSpan,
)
from sourceline.model.incidents import Pair
from sourceline.model.source import Rejection, Source
from sourceline.review import deciding, drafts
from sourceline.store import fusing, pairs, reports, testimonies
from sourceline.store.database import reading

DAY = datetime.date(2019, 5, 3)


def source(number: int, key: str = "") -> Source:
    return Source(
        key or f"report-{number}",
        f"{key or number}.txt",
        f"words {number}",
        f"{number:016x}" + 48 * "0",
        publisher="Ford Courier",
        published=DAY,
        basis="given",
        extra={"desk": "north"},
    )


def claim(report: str, number: int, status: str = "occurred") -> EventClaim:
    span = TextSpan(0, 5)
    return EventClaim(
        f"c-{report}-{number}",
        report,
        "Battles",
        "Armed clash",
        status,
        False,
        (),
        (),
        None,
        DateRange(DAY, DAY, 1, "stated"),
        (),
        (),
        (),
        (Evidence(span, "words"),),
        (),
        0.9,
    )


def record(one: Source, claims: tuple[EventClaim, ...]) -> ReportRecord:
    return ReportRecord(
        reports.report_id(one),
        one.key,
        one.path,
        None,
        None,
        one.publisher,
        "en",
        Published(DAY, DAY, DAY, "given"),
        one.sha256,
        (),
        claims,
        (),
        () if claims else (("claims", "nothing happened"),),
    )


def keep(engine: Engine, one: Source, *numbers: int) -> None:
    name = reports.report_id(one)
    with engine.begin() as connection:
        reports.add(connection, one, "SY")
        reports.keep_reading(
            connection,
            record(one, tuple(claim(name, n) for n in numbers)),
            "v1",
            b"1234",
            ["0:a"],
        )


def test_a_report_added_twice_is_there_once_and_a_copy_is_remembered(
    engine: Engine,
) -> None:
    with engine.begin() as connection:
        assert reports.add(connection, source(1), "SY")
        assert not reports.add(connection, source(1), "SY")
        assert not reports.add(connection, source(1, "another name"), None)
        counts = reports.counts(connection)
    assert (counts["reports"], counts["copies"], counts["waiting"]) == (1, 1, 1)


def test_a_source_comes_back_as_it_was_added(engine: Engine) -> None:
    with engine.begin() as connection:
        reports.add(connection, source(1), "SY")
    with reading(engine) as connection:
        (found,) = reports.sources(connection, [reports.report_id(source(1))])
    assert found == (source(1), "SY")


def test_counts_add_up_and_every_refusal_has_its_reason(engine: Engine) -> None:
    keep(engine, source(1), 1, 2)
    keep(engine, source(2))
    with engine.begin() as connection:
        reports.add(connection, source(3), None)
        reports.reject(connection, Rejection("x.bin", "ingest", "not text"))
    with reading(engine) as connection:
        counts = reports.counts(connection)
        reasons = {(r.path, r.reason) for r in reports.rejections(connection)}
    assert counts["reports"] == counts["read"] + counts["waiting"] == 3
    assert reasons == {("x.bin", "not text"), ("2.txt", "nothing happened")}


def test_only_reports_read_by_another_version_wait_again(engine: Engine) -> None:
    keep(engine, source(1), 1)
    with engine.begin() as connection:
        reports.wait_for_reading(connection, "v1")
        assert reports.waiting(connection) == []
        reports.wait_for_reading(connection, "v2")
        assert reports.waiting(connection) == [reports.report_id(source(1))]


def test_reading_again_with_the_same_result_leaves_nothing_to_do(
    engine: Engine,
) -> None:
    keep(engine, source(1), 1, 2)
    with engine.begin() as connection:
        ids = pairs.waiting_for_matching(connection, 10)
        pairs.keep_pairs(connection, ids, [])
        fusing.keep_incidents(connection, ids, [])
    keep(engine, source(1), 1, 2)
    with reading(engine) as connection:
        assert pairs.waiting_for_matching(connection, 10) == []
        assert fusing.waiting_for_fusing(connection) == []


def test_a_claim_that_is_gone_takes_its_pairs_and_blocks_along(engine: Engine) -> None:
    keep(engine, source(1), 1, 2)
    keep(engine, source(2), 1)
    with engine.begin() as connection:
        ids = pairs.waiting_for_matching(connection, 10)
        pairs.keep_blocks(connection, dict.fromkeys(ids, ("day|cell",)))
        pair = Pair(min(ids[0], ids[2]), max(ids[0], ids[2]), 5.0, ("same day (+5.0)",))
        pairs.keep_pairs(connection, ids, [pair])
    keep(engine, source(1))
    with reading(engine) as connection:
        assert pairs.pairs_among(connection, ids) == []
        left = [x.claim.id for x in testimonies.all_testimonies(connection)]
    assert left == [ids[2]]


def test_claims_hang_together_by_pairs_and_by_judgements(engine: Engine) -> None:
    for number in (1, 2, 3, 4):
        keep(engine, source(number), 1)
    a, b, c, d = (f"c-{reports.report_id(source(n))}-1" for n in (1, 2, 3, 4))
    with engine.begin() as connection:
        pairs.keep_pairs(connection, [a, b, c, d], [Pair(a, b, 5.0, ())])
        when = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
        deciding.decide(connection, drafts.verdict((b, c), "same"), "Ann", when)
    with reading(engine) as connection:
        assert fusing.component(connection, {a}) == {a, b, c}
        assert fusing.component(connection, {d}) == {d}


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=5))
def test_any_words_survive_the_store(engine: Engine, texts: list[str]) -> None:
    with engine.begin() as connection:
        for number, words in enumerate(texts):
            one = replace(
                source(number), text=words, sha256=sha256(words.encode()).hexdigest()
            )
            reports.add(connection, one, None)
            (found,) = reports.sources(connection, [reports.report_id(one)])
            assert found[0].text == words.replace("\x00", "\ufffd")
