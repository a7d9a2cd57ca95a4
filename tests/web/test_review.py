"""Reviewing: what people decide, who may, what meets what changed meanwhile."""

import datetime
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from sourceline.pipeline import text_source
from sourceline.project import Project, init_project, open_project
from sourceline.store import audit, fulltext, journal
from sourceline.store import schema as t
from sourceline.store.database import reading
from sourceline.store.verify import verify
from sourceline.web.app import create_app
from tests.web.review_world import (
    fill_queue,
    form,
    join,
    person,
    seen,
    send,
    signed_in,
    tell,
)

PEOPLE = {"Ann": "reviewer", "Bea": "reviewer", "Cem": "coder", "Vic": "viewer"}


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with people and nothing else."""
    made = init_project(tmp_path_factory.mktemp("review") / "p")
    for name, role in {**PEOPLE, "Own": "owner"}.items():
        person(made, name, role)
    made.engine.dispose()
    return made.settings.folder


@pytest.fixture(scope="module")
def stocked(bare: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four incidents of one claim, and one of three claims that are joined weakly."""
    made = open_project(shutil.copytree(bare, tmp_path_factory.mktemp("stocked") / "p"))
    fill_queue(made, 4)
    for n, killed in ((10, 2), (11, 2), (12, 9)):
        tell(made, n, "Tel Zamar", killed, day=9, publisher=f"Paper {n}")
    for left, right, weight in ((10, 11, 9.0), (10, 12, 2.0), (11, 12, 2.0)):
        join(made, f"c-{left:04}", f"c-{right:04}", weight)
    made.settle()
    journal.prepare(made.engine)
    fulltext.prepare(made.engine)
    made.engine.dispose()
    return made.settings.folder


@pytest.fixture
def empty(bare: Path, tmp_path: Path) -> Iterator[Project]:
    made = open_project(shutil.copytree(bare, tmp_path / "p"))
    yield made
    made.engine.dispose()


@pytest.fixture
def shop(stocked: Path, tmp_path: Path) -> Iterator[Project]:
    made = open_project(shutil.copytree(stocked, tmp_path / "p"))
    yield made
    made.engine.dispose()


@pytest.fixture
def doors(shop: Project) -> dict[str, TestClient]:
    app = create_app(shop)
    return {name: signed_in(shop, name, app) for name in (*PEOPLE, "Own")}


def incident(project: Project, name: str):
    with reading(project.engine) as connection:
        return connection.execute(
            select(t.incident).where(t.incident.c.id == name)
        ).one_or_none()


def names(project: Project) -> list[str]:
    with reading(project.engine) as connection:
        query = select(t.incident.c.id).order_by(t.incident.c.id)
        return list(connection.execute(query).scalars())


def image(project: Project):
    with reading(project.engine) as connection:
        rows = connection.execute(select(t.incident).order_by(t.incident.c.id)).all()
        return [tuple(r) for r in rows]


def log(project: Project) -> list:
    with reading(project.engine) as connection:
        return list(audit.log(connection))


def words(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


# --- the queue and the page ----------------------------------------------------------


def test_the_page_shows_the_first_of_the_queue_with_its_words_and_why(doors):
    page = doors["Ann"].get("/review").text
    told = words(page)
    first = doors["Ann"].get("/api/v1/queue").json()["items"][0]
    assert f'data-incident="{first["incident"]}"' in page
    for reason in first["reasons"]:
        assert reason in told
    assert "Shells fell on Tel Zamar on 9 May 2026 and killed 9 civilians" in told
    assert "Paper 12" in told


def test_the_queue_pages_go_on_where_the_page_before_ended(shop, doors):
    whole = [x["incident"] for x in doors["Ann"].get("/api/v1/queue").json()["items"]]
    assert len(whole) == len(names(shop)) == 5
    got, after = [], ""
    while after is not None:
        page = doors["Ann"].get("/api/v1/queue", params={"most": 2, "after": after})
        got += [x["incident"] for x in page.json()["items"]]
        after = page.json()["next"]
    assert got == whole


def test_what_matters_most_comes_first_and_high_tolls_before_low_ones(empty):
    for n, killed in enumerate((1, 50, 3)):
        tell(empty, n, f"Place {n}", killed)
    empty.settle()
    found = signed_in(empty, "Ann").get("/api/v1/queue").json()["items"]
    assert [(x["incident"], x["rank"]) for x in found] == [
        ("i-0001", "high toll"),
        ("i-0002", "not looked at"),
        ("i-0000", "not looked at"),
    ]


def test_plain_forms_accept_and_go_on_to_the_next(shop, doors):
    ann = doors["Ann"]
    page = ann.get("/review").text
    name = re.search(r'data-incident="([^"]+)"', page)[1]
    following = re.search(r'rel="next" href="/review\?at=([^"&]+)"', page)[1]
    answer = ann.post(
        "/review/stance", data=form(page, "/review/stance", kind="accept")
    )
    assert answer.status_code == 200
    assert f'data-incident="{following}"' in answer.text
    assert "Saved: accepted" in words(answer.text)
    row = incident(shop, name)
    assert (row.review, row.queue, row.record["review"]["who"]) == (
        "accepted",
        None,
        "Ann",
    )


def test_reject_unsure_and_comment_are_kept_with_their_words(shop, doors):
    for name, kind in (("i-0000", "reject"), ("i-0001", "unsure")):
        word = seen(doors["Cem"], name)
        made = send(doors["Cem"], kind, seen=word, words="<b>why?</b> 🕊 عاجل")
        assert made.status_code == 200
    send(doors["Cem"], "comment", seen=seen(doors["Cem"], "i-0002"), words="look here")
    assert incident(shop, "i-0000").review == "rejected"
    page = doors["Ann"].get("/review?at=i-0001").text
    assert "&lt;b&gt;why?&lt;/b&gt; 🕊 عاجل" in page
    assert "<b>why?</b>" not in page
    assert "look here" in doors["Ann"].get("/review?at=i-0002").text


# --- corrections ---------------------------------------------------------------------


def test_a_field_is_corrected_to_a_claims_value_with_its_span(shop, doors):
    page = doors["Ann"].get("/review?at=i-0010").text
    part = page[page.index('id="field-deaths"') :]
    choice = re.search(r'value="([^"]+)" required><span><b dir="auto">9<', part)[1]
    sent = form(part, "/review/correct", choice=choice)
    assert sent["field"] == "deaths"
    answer = doors["Ann"].post("/review/correct", data=sent)
    assert "Saved: corrected killed to 9" in words(answer.text)
    row = incident(shop, "i-0010")
    assert (row.deaths, row.record["review"]["corrected"]) == (9, ["deaths"])
    made = log(shop)[-1].payload
    with reading(shop.engine) as connection:
        text = connection.execute(
            select(t.report.c.text).where(t.report.c.id == "r-0012")
        ).scalar_one()
    assert made["claim"] == "c-0012"
    assert text[made["span"]["start"] : made["span"]["end"]] == "9"


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("deaths", {"low": "3", "best": "4", "high": ""}, 4),
        ("date", {"earliest": "2026-05-08", "latest": ""}, "2026-05-08"),
        ("sub_event_type", {"sub_event_type": "Grenade"}, "Grenade"),
        ("target", {"actor": "Reed Guard", "actor_type": "rebel group"}, "Reed Guard"),
        (
            "place",
            {
                "name": "Old Mill",
                "country": "IQ",
                "lat": "33.5",
                "lon": "44.5",
                "precision": "2",
            },
            "Old Mill",
        ),
    ],
)
def test_a_typed_value_needs_the_words_that_say_it(shop, doors, field, typed, value):
    page = doors["Ann"].get("/review?at=i-0003").text
    part = page[page.index(f'id="field-{field}"') :]
    sent = form(part, "/review/correct", choice="typed", **typed)
    refused = doors["Ann"].post("/review/correct", data=sent)
    assert refused.status_code == 400
    assert "no words for the value" in words(refused.text)
    assert log(shop) == []
    sent |= {"source": "c-0003.0", "quote": "Shells fell"}
    assert doors["Ann"].post("/review/correct", data=sent).status_code == 200
    made = log(shop)[-1].payload
    assert str(value) in str(made["value"])
    assert made["span"]["end"] - made["span"]["start"] == len("Shells fell")


def test_words_that_no_report_has_are_refused(shop, doors):
    page = doors["Ann"].get("/review?at=i-0003").text
    part = page[page.index('id="field-deaths"') :]
    sent = form(part, "/review/correct", choice="typed", best="7", source="c-0003.0")
    answer = doors["Ann"].post("/review/correct", data=sent | {"quote": "seven died"})
    assert answer.status_code == 400
    assert "words that stand in that report" in words(answer.text)
    assert log(shop) == []


def test_a_corrected_incident_says_so_in_lists_and_filters(shop, doors):
    word = seen(doors["Ann"], "i-0003")
    told = {"field": "deaths", "value": {"low": 77, "best": 77, "high": 77}}
    made = send(
        doors["Ann"],
        "correct",
        seen=word,
        claim="c-0003",
        span={"start": 0, "end": 4},
        **told,
    )
    assert made.status_code == 200
    assert "corrected by Ann" in doors["Ann"].get("/review?at=i-0003").text
    assert incident(shop, "i-0003").deaths == 77


def test_a_span_past_the_reports_end_is_refused(doors):
    made = send(
        doors["Ann"],
        "correct",
        seen=seen(doors["Ann"], "i-0003"),
        field="deaths",
        value={"best": 1},
        claim="c-0003",
        span={"start": 0, "end": 9999},
    )
    assert made.status_code == 400
    assert made.json()["error"]["expected"].startswith("within the report's")


# --- merge, split, undo --------------------------------------------------------------


def test_a_merge_a_split_and_their_undo_leave_all_as_it_was(shop, doors):
    ann = doors["Ann"]
    before = image(shop)
    words_ = [seen(ann, "i-0000"), seen(ann, "i-0001")]
    merged = send(ann, "merge", seen=words_).json()
    assert merged["incident"] == "i-0000"
    assert "i-0001" not in names(shop)
    parted = send(ann, "split", seen=seen(ann, "i-0010"), claims=["c-0012"]).json()
    assert {"i-0010", "i-0012"} <= set(names(shop))
    back = send(
        ann, "undo", decisions=[merged["decision"]["id"], parted["decision"]["id"]]
    )
    assert back.status_code == 200
    assert image(shop) == before
    again = send(ann, "undo", decisions=[back.json()["decision"]["id"]])
    assert again.status_code == 200
    assert "i-0012" in names(shop)
    assert "i-0001" not in names(shop)


def test_merge_and_split_by_plain_forms(shop, doors):
    ann = doors["Ann"]
    page = ann.get("/review?at=i-0002&find=Village 003").text
    other = re.search(r'name="with" value="([^"]+)" data-incident="i-0003"', page)[1]
    answer = ann.post(
        "/review/merge", data=form(page, "/review/merge", **{"with": other})
    )
    assert "Saved: joined 2 claims" in words(answer.text)
    page = ann.get("/review?at=i-0010").text
    sent = form(page, "/review/split", out=["c-0010", "c-0011"])
    answer = ann.post("/review/split", data=sent)
    assert "Saved: took 2 of 3 claims out" in words(answer.text)
    assert names(shop) == ["i-0000", "i-0001", "i-0002", "i-0010", "i-0012"]


def test_incidents_near_it_are_offered_to_merge_with(doors):
    page = doors["Ann"].get("/review?at=i-0000").text
    assert 'data-incident="i-0001"' in page
    assert "1 day apart" in page


def test_undo_last_takes_back_ones_own_last_and_then_the_one_before(shop, doors):
    ann = doors["Ann"]
    for name in ("i-0000", "i-0001"):
        send(ann, "accept", seen=seen(ann, name))
    send(doors["Bea"], "accept", seen=seen(doors["Bea"], "i-0002"))
    for left in (["i-0000", "i-0002"], ["i-0002"]):
        page = ann.get("/review").text
        ann.post("/review/undo", data=form(page, "/review/undo"))
        accepted = [n for n in names(shop) if incident(shop, n).review == "accepted"]
        assert accepted == left
    assert 'action="/review/undo"' not in ann.get("/review").text


def test_many_are_accepted_at_once_and_taken_back_at_once_a_week_later(shop, doors):
    before = image(shop)
    page = doors["Cem"].get("/review/list").text
    boxes = re.findall(r'name="seen" value="([^"]+)"', page)
    sent = form(page, "/review/list", kind="accept", seen=boxes)
    answer = doors["Cem"].post("/review/list", data=sent)
    assert "Saved: 5 decisions" in words(answer.text)
    assert {incident(shop, n).review for n in names(shop)} == {"accepted"}
    page = doors["Cem"].get("/history").text
    ids = re.findall(r'name="decision" value="([^"]+)"', page)
    answer = doors["Cem"].post(
        "/history/undo", data=form(page, "/history/undo", decision=ids)
    )
    assert "Taken back." in words(answer.text)
    assert image(shop) == before


def test_what_undoing_does_is_told_before(doors):
    ann, bea = doors["Ann"], doors["Bea"]
    one = send(ann, "unsure", seen=seen(ann, "i-0000")).json()["decision"]
    two = send(bea, "accept", seen=seen(bea, "i-0000")).json()["decision"]
    three = send(
        ann,
        "correct",
        seen=seen(ann, "i-0000"),
        field="deaths",
        value=None,
        claim="c-0000",
    ).json()["decision"]
    told = {
        d["id"]: " ".join(d["undoing"])
        for d in ann.get("/api/v1/decisions").json()["decisions"]
    }
    assert "The review stays as it is: Bea" in told[one["id"]]
    assert "The review is unsure again, as Ann" in told[two["id"]]
    assert "Killed is the machine's again: 1" in told[three["id"]]
    send(ann, "undo", decisions=[three["id"]])
    page = words(ann.get(f"/history?decision={three['id']}").text)
    assert "Taken back already, by Ann" in page


def test_what_is_taken_back_can_not_be_taken_back_twice(doors):
    made = send(doors["Ann"], "accept", seen=seen(doors["Ann"], "i-0000")).json()
    name = made["decision"]["id"]
    assert send(doors["Ann"], "undo", decisions=[name]).status_code == 200
    again = send(doors["Bea"], "undo", decisions=[name])
    assert again.status_code == 409
    assert "taken back already: Ann" in again.json()["error"]["found"]


def test_the_history_is_filtered_by_who_kind_and_incident(doors):
    send(doors["Ann"], "accept", seen=seen(doors["Ann"], "i-0000"))
    send(doors["Bea"], "reject", seen=seen(doors["Bea"], "i-0001"))
    send(doors["Bea"], "comment", seen=seen(doors["Bea"], "i-0000"), words="x")

    def kinds(**asked):
        found = doors["Vic"].get("/api/v1/decisions", params=asked).json()["decisions"]
        return [d["kind"] for d in found]

    assert kinds() == ["comment", "reject", "accept"]
    assert kinds(who="Bea") == ["comment", "reject"]
    assert kinds(kind="reject") == ["reject"]
    assert kinds(incident="i-0000") == ["comment", "accept"]
    page = words(doors["Vic"].get("/history?who=Ann").text)
    assert "accepted" in page
    assert "commented" not in page.split("Older")[0].split("Show")[1]


# --- twice, and meanwhile ------------------------------------------------------------


def test_a_decision_sent_twice_is_made_once(shop, doors):
    ann = doors["Ann"]
    told = {"key": "the-same-key", "seen": seen(ann, "i-0000")}
    first = ann.post("/api/v1/decisions/accept", json=told).json()
    second = ann.post("/api/v1/decisions/accept", json=told).json()
    assert (first["again"], second["again"]) == (False, True)
    assert first["decision"]["id"] == second["decision"]["id"]
    both = {"key": "another-key", "seen": [seen(ann, "i-0001"), seen(ann, "i-0002")]}
    for _ in range(2):
        assert ann.post("/api/v1/decisions/merge", json=both).status_code == 200
    undo = {"key": "undoing-key", "decisions": [first["decision"]["id"]]}
    for _ in range(2):
        assert ann.post("/api/v1/decisions/undo", json=undo).status_code == 200
    assert [d.kind for d in log(shop)] == ["accept", "merge", "undo"]


def test_undo_last_sent_twice_takes_one_back(shop, doors):
    ann = doors["Ann"]
    for name in ("i-0000", "i-0001"):
        send(ann, "accept", seen=seen(ann, name))
    sent = form(ann.get("/review").text, "/review/undo")
    for _ in range(2):
        answer = ann.post("/review/undo", data=sent)
        assert f'data-key="{sent["key"]}"' in answer.text
    assert [d.kind for d in log(shop)] == ["accept", "accept", "undo"]


def test_a_key_stands_for_one_decision(shop, doors):
    ann = doors["Ann"]
    told = {"key": "the-same-key", "seen": seen(ann, "i-0000")}
    ann.post("/api/v1/decisions/accept", json=told)
    answer = ann.post("/api/v1/decisions/reject", json=told)
    assert answer.status_code == 409
    assert "stands for another decision" in answer.json()["error"]["found"]
    assert len(log(shop)) == 1


def test_who_decides_on_what_another_decided_on_meanwhile_is_told_so(shop, doors):
    ann, bea = doors["Ann"], doors["Bea"]
    page = ann.get("/review?at=i-0000").text
    word = seen(ann, "i-0000")
    send(bea, "reject", seen=seen(bea, "i-0000"), words="never happened")
    answer = send(ann, "accept", seen=word)
    assert answer.status_code == 409
    assert answer.json()["error"]["code"] == "conflict"
    assert re.search(r"Bea on .* rejected", answer.json()["error"]["found"])
    told = ann.post(
        "/review/stance",
        data=form(page, "/review/stance", kind="accept", words="I think so"),
    )
    assert told.status_code == 409
    assert "it changed meanwhile" in words(told.text)
    assert "You wrote: I think so" in words(told.text)
    assert 'data-incident="i-0000"' in told.text
    assert incident(shop, "i-0000").review == "rejected"
    again = ann.post(
        "/review/stance", data=form(told.text, "/review/stance", kind="accept")
    )
    assert again.status_code == 200
    assert incident(shop, "i-0000").review == "accepted"


def test_ones_own_correction_does_not_stand_against_ones_acceptance(doors):
    ann = doors["Ann"]
    word = seen(ann, "i-0000")
    told = {"field": "wounded", "value": None, "claim": "c-0000"}
    assert send(ann, "correct", seen=word, **told).status_code == 200
    assert send(ann, "accept", seen=word).status_code == 200


def test_who_decides_on_what_a_run_changed_meanwhile_is_told_both_values(shop, doors):
    ann = doors["Ann"]
    word = seen(ann, "i-0000")
    tell(shop, 50, "Village 000", 40, publisher="Late Paper")
    join(shop, "c-0000", "c-0050", 9.0)
    with shop.engine.begin() as connection:
        connection.execute(t.claim.update().values(waits_for_fusing=True))
    shop.settle()
    answer = send(ann, "accept", seen=word)
    assert answer.status_code == 409
    found = answer.json()["error"]["found"]
    assert "1 claim joined: c-0050" in found
    assert re.search(r"killed: now .*40.*, before 1", found)
    assert log(shop) == []


def test_an_incident_that_fell_apart_meanwhile_is_not_decided_on(doors):
    ann, bea = doors["Ann"], doors["Bea"]
    word = seen(ann, "i-0010")
    send(bea, "split", seen=seen(bea, "i-0010"), claims=["c-0012"])
    answer = send(ann, "accept", seen=word)
    assert answer.status_code == 409
    assert "in 2 incidents now: i-0010, i-0012" in answer.json()["error"]["found"]


def test_of_many_those_that_changed_are_left_and_told(shop, doors):
    ann, bea = doors["Ann"], doors["Bea"]
    some = [seen(ann, n) for n in ("i-0000", "i-0001", "i-0002")]
    send(bea, "reject", seen=seen(bea, "i-0001"))
    answer = send(ann, "many", kind="accept", seen=some).json()
    assert [x["incident"] for x in answer["made"]] == ["i-0000", "i-0002"]
    assert [x["incident"] for x in answer["left"]] == ["i-0001"]
    assert incident(shop, "i-0001").review == "rejected"


@pytest.mark.parametrize("word", ["", "x", "eJw=", "é", "A" * 300_000])
def test_a_word_that_is_none_is_refused(doors, word):
    answer = send(doors["Ann"], "accept", seen=word)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "bad_request"


# --- who may -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "kind", "status"),
    [
        ("Vic", "accept", 403),
        ("Vic", "comment", 403),
        ("Cem", "accept", 200),
        ("Cem", "comment", 200),
        ("Cem", "correct", 403),
        ("Cem", "merge", 403),
        ("Cem", "split", 403),
        ("Ann", "correct", 200),
        ("Ann", "split", 200),
    ],
)
def test_each_kind_takes_its_role(shop, doors, who, kind, status):
    word = seen(doors[who], "i-0010")
    told: dict = {"seen": word}
    if kind == "comment":
        told["words"] = "x"
    if kind == "correct":
        told |= {"field": "wounded", "value": None, "claim": "c-0010"}
    if kind == "split":
        told["claims"] = ["c-0012"]
    if kind == "merge":
        told = {"seen": [word, seen(doors[who], "i-0000")]}
    assert send(doors[who], kind, **told).status_code == status
    assert len(log(shop)) == (status == 200)


def test_what_a_reviewer_settled_a_coder_does_not_judge_anew(shop, doors):
    send(doors["Ann"], "reject", seen=seen(doors["Ann"], "i-0000"))
    answer = send(doors["Cem"], "accept", seen=seen(doors["Cem"], "i-0000"))
    assert answer.status_code == 403
    assert "judging anew what Ann rejected" in answer.json()["error"]["found"]
    assert incident(shop, "i-0000").review == "rejected"


def test_others_decisions_are_undone_by_reviewers_alone(doors):
    made = send(doors["Ann"], "accept", seen=seen(doors["Ann"], "i-0000")).json()
    ids = [made["decision"]["id"]]
    assert send(doors["Cem"], "undo", decisions=ids).status_code == 403
    assert send(doors["Bea"], "undo", decisions=ids).status_code == 200


def test_without_an_account_one_reads_and_decides_nothing(tmp_path):
    project = init_project(tmp_path / "q")
    fill_queue(project, 2)
    client = TestClient(
        create_app(project),
        base_url="http://127.0.0.1:8321",
        client=("127.0.0.1", 50000),
    )
    page = client.get("/review").text
    assert "Sign in" in page
    assert 'action="/review/stance"' not in page
    answer = send(client, "accept", seen=seen(client, "i-0000"))
    assert answer.status_code == 401
    project.engine.dispose()


# --- blind coding --------------------------------------------------------------------


def test_a_blind_coder_sees_neither_others_nor_the_machines_confidence(doors):
    ann, cem = doors["Ann"], doors["Cem"]
    send(ann, "reject", seen=seen(ann, "i-0010"), words="a rumour")
    open_ = words(cem.get("/review?at=i-0010").text)
    blind = words(cem.get("/review?at=i-0010&blind=1").text)
    for told in ("rejected", "a rumour", "bits"):
        assert told in open_
        assert told not in blind
    assert "single source" not in blind
    assert "corroborated" not in blind
    assert "Merge with another" not in words(ann.get("/review?at=i-0010&blind=1").text)


def test_blind_decisions_change_nothing_and_each_coder_has_his_own_queue(shop, doors):
    before = image(shop)
    for name in ("Ann", "Cem"):
        order = []
        page = doors[name].get("/review?blind=1").text
        while 'id="incident"' in page:
            order.append(re.search(r'data-incident="([^"]+)"', page)[1])
            sent = form(page, "/review/stance", kind="accept")
            page = doors[name].post("/review/stance", data=sent).text
        assert order == names(shop)
        assert "You have coded every incident" in words(page)
    assert image(shop) == before
    hidden = doors["Cem"].get("/api/v1/decisions").json()["decisions"]
    assert {d["who"] for d in hidden} == {"Cem"}
    shown = doors["Own"].get("/api/v1/decisions").json()["decisions"]
    assert {d["who"] for d in shown} == {"Ann", "Cem"}


def test_agreement_is_told_by_field_between_coders_and_with_the_machine(shop, doors):
    ann, cem = doors["Ann"], doors["Cem"]
    for number, name in enumerate(names(shop)):
        for who in (ann, cem):
            kind = "reject" if number == 0 or (number == 1 and who is cem) else "accept"
            made = send(who, kind, seen=seen(who, name, blind=True), blind=True)
            assert made.status_code == 200
    told = ann.get("/api/v1/agreement").json()
    assert told["coders"] == ["Ann", "Cem"]
    happened = next(f for f in told["fields"] if f["field"] == "happened")
    # two coders, five incidents, one disagreement, 3 noes of 10: 1 - 9 * 2 / (2 * 3 * 7)
    assert happened["coders"] == pytest.approx(1 - 9 * 2 / 42)
    assert happened["coded"] == 5
    deaths = next(f for f in told["fields"] if f["field"] == "deaths")
    assert (deaths["coders"], deaths["coded"]) == (1.0, 3)
    page = words(ann.get("/agreement").text)
    assert f"{1 - 18 / 42:.3f} not reliable 5" in page
    assert "1.000 reliable 3" in page


# --- re-runs -------------------------------------------------------------------------


def test_judgements_survive_a_rerun_and_contradicting_reports_bring_it_back(
    own_project: Project,
):
    person(own_project, "Ann", "reviewer")
    ann = signed_in(own_project, "Ann")
    found = ann.get("/api/v1/incidents?place=ramadi").json()["incidents"]
    name = found[0]["id"]
    told = {"field": "wounded", "value": {"low": 21, "best": 21, "high": 21}}
    claim = found[0]["claims"][0]["id"]
    span = {"start": 0, "end": 10}
    send(ann, "correct", seen=seen(ann, name), claim=claim, span=span, **told)
    assert send(ann, "accept", seen=seen(ann, name)).status_code == 200
    own_project.run()
    row = incident(own_project, name)
    assert (row.review, row.queue) == ("accepted", None)
    text = (
        "Ramadi checkpoint bombing: 60 dead\n"
        "RAMADI (River Gazette) - A suicide bomber blew up a car at an army checkpoint "
        "in Ramadi on Tuesday, killing 60 soldiers, a hospital source said."
    )
    source = text_source(text, key="late", published=datetime.date(2019, 5, 15))
    own_project.add([replace(source, publisher="River Gazette")], "IQ")
    own_project.run()
    with reading(own_project.engine) as connection:
        now = connection.execute(
            select(t.claim.c.incident).where(t.claim.c.id == claim)
        ).scalar_one()
        assert verify(connection, audit.head(connection)) is None
    row = incident(own_project, now)
    assert row.review == "returned"
    assert row.record["wounded"]["best"] == 21
    page = words(ann.get(f"/review?at={now}").text)
    assert re.search(r"1 claim of 1 report joined since Ann accepted it on", page)
    waiting = ann.get("/api/v1/queue").json()["items"]
    assert now in [x["incident"] for x in waiting]
