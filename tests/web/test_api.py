"""The API as a program meets it."""

import base64
import csv
import datetime
import io
import json
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from sourceline.pipeline import text_source
from sourceline.project import Project
from sourceline.review import drafts
from sourceline.web import api
from tests.web.conftest import TEXTS, client_of


def encoded(told: bytes) -> str:
    return base64.urlsafe_b64encode(told).decode().rstrip("=")


def add(project: Project, day: str, place: str, words: str) -> None:
    text = (
        f"{place.upper()} (Border Herald) - A bomb killed {len(words)} soldiers in "
        f"{place} on Sunday, {words}, the army said."
    )
    source = text_source(text, key=place, published=datetime.date.fromisoformat(day))
    project.add([replace(source, publisher="Border Herald")], "IQ")
    project.run()


def incidents(client: TestClient, query: str = "") -> list[dict]:
    return client.get(f"/api/v1/incidents?{query}").json()["incidents"]


def test_pages_of_one_hold_every_incident_once_in_every_order(
    client: TestClient,
) -> None:
    whole = {x["id"] for x in incidents(client)}
    assert len(whole) > 2
    for sort in ("date", "deaths", "sources", "id"):
        found, after = [], ""
        while after is not None:
            page = client.get(
                f"/api/v1/incidents?sort={sort}&most=1&after={after}"
            ).json()
            found += [x["id"] for x in page["incidents"]]
            after = page["next"]
        assert len(found) == len(whole)
        assert set(found) == whole


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("q=hospital", "Ramadi"),
        ('q="army checkpoint"', "Ramadi"),
        ("q=bulle*", "Fallujah"),
        ("q=cafe", "Fallujah"),
        ("q=مستشفى", "Fallujah"),
        ("q=المستشفي", "Fallujah"),
        ("q=doctor&within=evidence", "Fallujah"),
        ("place=falluj", "Fallujah"),
        ("type=Air/drone strike", "Fallujah"),
        ("source=Café Bulletin", "Fallujah"),
        ("group=civilian", "Fallujah"),
        ("since=2019-06-01", "Fallujah"),
        ("near=33.35,43.78,15", "Fallujah"),
        ("box=43.6,33.2,43.9,33.5", "Fallujah"),
        ("actor=Military Forces&q=ramadi", "Ramadi"),
        ("deaths=12", "Ramadi"),
    ],
)
def test_each_field_of_the_filter_finds(
    client: TestClient, query: str, words: str
) -> None:
    found = incidents(client, query)
    assert found, query
    assert len(found) < len(incidents(client))
    spelled = {"Fallujah": ("Fallujah", "Al Fallūjah", "Al Fallujah")}.get(
        words, (words,)
    )
    assert any(
        any(s in (x["place"] or {}).get(k, "") for s in spelled)
        for x in found
        for k in ("name", "gazetteer_name")
    ), [x["place"] for x in found]


def test_words_that_are_nowhere_find_nothing(client: TestClient) -> None:
    assert incidents(client, "q=zeppelin") == []
    assert incidents(client, 'q="checkpoint army"') == []
    assert incidents(client, "q=football&within=evidence") == []


@pytest.mark.parametrize(
    "said", ['"', "*", "AND", "NEAR(", "a:b", "') OR 1=1 --", "^x", "{a}", "-killed"]
)
def test_no_line_of_search_breaks_the_search(client: TestClient, said: str) -> None:
    answer = client.get("/api/v1/incidents", params={"q": said})
    assert answer.status_code in {200, 400}
    if answer.status_code == 400:
        assert set(answer.json()["error"]) == {"code", "found", "expected", "advice"}


def test_a_facet_counts_what_choosing_it_gives(client: TestClient) -> None:
    told = client.get("/api/v1/facets").json()
    assert set(told["facets"]) == set(
        "type actor group source grade status review country".split()
    )
    checked = 0
    for facet, values in told["facets"].items():
        for one in values:
            page = client.get("/api/v1/incidents", params={facet: one["value"]}).json()
            if facet != "actor":  # an actor's name may be part of another's
                assert page["total"] == one["incidents"], (facet, one)
            checked += 1
    assert checked > 10


def test_a_facet_keeps_counting_its_other_values(client: TestClient) -> None:
    all_ = client.get("/api/v1/facets").json()["facets"]["type"]
    chosen = client.get("/api/v1/facets", params={"type": all_[0]["value"]}).json()
    assert chosen["facets"]["type"] == all_
    assert chosen["total"] == all_[0]["incidents"]


def test_the_histogram_counts_every_incident_and_no_fake_day(
    client: TestClient,
) -> None:
    told = client.get("/api/v1/histogram").json()
    everything = incidents(client, "most=500")
    sure = sum(bar["sure"] for bar in told["bars"])
    dated = [x for x in everything if x["date"] and x["date"]["earliest"]]
    one_day = [x for x in dated if x["date"]["earliest"] == x["date"]["latest"]]
    assert told["undated"] == len(everything) - len(dated)
    assert sure >= len(one_day)
    if sure < len(dated):
        assert any(bar["maybe"] for bar in told["bars"])


def test_the_map_has_every_placed_incident_with_its_radius(client: TestClient) -> None:
    told = client.get("/api/v1/map").json()
    everything = incidents(client, "most=500")
    placed = [x for x in everything if x["place"] and x["place"]["lat"] is not None]
    assert sum(p["incidents"] for p in told["places"]) == len(placed)
    assert told["without_place"] == len(everything) - len(placed)
    assert {p["radius_km"] for p in told["places"]} == {
        x["place"]["radius_km"] or 0 for x in placed
    }


def test_an_incident_comes_with_claims_and_texts_whose_spans_are_right(
    client: TestClient,
) -> None:
    checked = 0
    for one in incidents(client):
        told = client.get(f"/api/v1/incidents/{one['id']}").json()
        texts = {r["record"]["report"]["id"]: r["text"] for r in told["reports"]}
        for claim in told["claims"]:
            text = texts[claim["report"]]
            for sentence in claim["evidence"]:
                assert text[sentence["start"] : sentence["end"]] == sentence["text"]
                checked += 1
            for p in claim["participants"]:
                words = text[p["span"]["start"] : p["span"]["end"]]
                assert words
                checked += 1
        assert told["incident"]["review"]["state"] == "open"
    assert checked > 10


def test_reports_and_claims_answer_by_their_ids(client: TestClient) -> None:
    one = client.get(f"/api/v1/incidents/{incidents(client)[0]['id']}").json()
    member = one["incident"]["claims"][0]
    report = client.get(f"/api/v1/reports/{member['report']}").json()
    assert report["text"] in {text for _, _, text in TEXTS.values()}
    claim = client.get(f"/api/v1/claims/{member['id']}").json()
    assert claim["claim"]["id"] == member["id"]
    assert claim["incident"] == one["incident"]["id"]


def test_who_held_rawa_depends_on_the_day_and_on_what_was_known(
    client: TestClient,
) -> None:
    def holders(query: str) -> set[tuple[str, bool]]:
        told = client.get(f"/api/v1/control?place=rawa&{query}").json()["periods"]
        return {(p["holder"], p["sure"]) for p in told}

    after = holders("on=2019-05-20")
    assert any("Iraq" in name and sure for name, sure in after)
    assert holders("on=2019-05-20&known=2019-05-20") == after
    assert holders("on=2019-05-20&known=2019-05-14") == set()
    assert not any("Iraq" in name for name, _ in holders("on=2019-05-01"))


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("incidents?since=yesterday", 400),
        ("incidents?sort=colour", 400),
        ("incidents?box=1,2,3", 400),
        ("incidents?box=1,2,3,nan", 400),
        ("incidents?near=a,b,c", 400),
        ("incidents?most=0", 400),
        ("incidents?after=nonsense", 400),
        ("incidents?after=" + encoded(b"[" * 200), 400),
        ("reports?after=" + encoded(b'["reports","\\ud800"]'), 400),
        ("reports?after=" + encoded(b'["reports","\\u0000"]'), 400),
        ("incidents?typ=Battles", 400),
        ("facets?sort=&colour=red", 400),
        ("incidents?since=20190515", 400),
        ("changes?since=0001-01-01T00:00:00%2B23:59", 400),
        ("changes?most=1001", 400),
        ("reports/%00", 404),
        ("incidents/%00", 404),
        ("incidents?sort=deaths&after=WyJpZCIsImktMSJd", 400),
        ("incidents?deaths=-1", 400),
        ("incidents?" + "&".join(f"type={n}" for n in range(60)), 400),
        ("incidents/i-nothing", 404),
        ("reports/r-nothing", 404),
        ("claims/c-nothing", 404),
        ("control?on=32", 400),
        ("changes?since=soon", 400),
        ("nothing", 404),
    ],
)
def test_every_error_has_the_one_shape(
    client: TestClient, address: str, status: int
) -> None:
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == status
    error = answer.json()["error"]
    assert set(error) == {"code", "found", "expected", "advice"}
    assert error["code"]
    assert error["found"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "HEAD"])
def test_a_method_that_a_path_does_not_know_is_told_what_it_knows(
    client: TestClient, method: str
) -> None:
    answer = client.request(method, "/api/v1/incidents")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
    if method != "HEAD":
        assert answer.json()["error"]["code"] == "method_not_allowed"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{"),
        ("application/json", b'{"key": 3}'),
        ("application/json", b"\xff"),
        ("text/plain", b"hello"),
        ("application/xml", b"<x/>"),
        (None, b""),
    ],
)
def test_a_body_that_does_not_fit_is_an_error_of_the_one_shape(
    client: TestClient, kind: str | None, body: bytes
) -> None:
    headers = {"Content-Type": kind} if kind else {}
    answer = client.post("/api/v1/decisions/accept", content=body, headers=headers)
    assert answer.status_code in {400, 401, 415}
    assert set(answer.json()["error"]) == {"code", "found", "expected", "advice"}


@pytest.mark.parametrize(
    "address",
    ["incidents", "facets", "histogram", "map", "control", "changes", "claims"],
)
def test_what_the_asker_has_is_not_sent_again(client: TestClient, address: str) -> None:
    if address == "claims":
        address = f"claims/{incidents(client)[0]['claims'][0]['id']}"
    first = client.get(f"/api/v1/{address}")
    tag = first.headers["etag"]
    again = client.get(f"/api/v1/{address}", headers={"If-None-Match": f'"x", W/{tag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == tag
    other = client.get(f"/api/v1/{address}", headers={"If-None-Match": '"x"'})
    assert other.status_code == 200


def test_files_hold_what_the_filter_lets_through(client: TestClient) -> None:
    query = "place=ramadi"
    ids = {x["id"] for x in incidents(client, query)}
    rows = csv.DictReader(
        io.StringIO(client.get(f"/api/v1/incidents.csv?{query}").text)
    )
    assert {row["id"] for row in rows} == ids
    drawn = client.get(f"/api/v1/incidents.geojson?{query}").json()
    assert {f["id"] for f in drawn["features"]} == ids


def test_a_list_links_to_the_files_of_its_filter(client: TestClient) -> None:
    told = client.get("/api/v1/incidents?place=ramadi&most=1&sort=deaths").json()
    assert set(told["links"]) == {"csv", "geojson", "jsonl"}
    lines = client.get(told["links"]["jsonl"])
    assert lines.headers["content-type"] == "application/x-ndjson"
    records = [json.loads(x) for x in lines.text.splitlines()]
    listed = client.get("/api/v1/incidents?place=ramadi").json()["incidents"]
    by_id = lambda x: x["id"]
    assert sorted(records, key=by_id) == sorted(listed, key=by_id)
    for link in told["links"].values():
        first = client.get(link)
        tag = first.headers["etag"]
        again = client.get(link, headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")
        other = client.get(f"{link}&deaths=900", headers={"If-None-Match": tag})
        assert other.status_code == 200


def test_pages_stay_whole_while_incidents_are_added(own_project: Project) -> None:
    client = client_of(own_project)
    before = {x["id"] for x in incidents(client)}
    first = client.get("/api/v1/incidents?most=2").json()
    add(own_project, "2019-04-01", "Kirkuk", "before all others")
    add(own_project, "2019-07-01", "Samarra", "after all others")
    client.app.state.desk.catalogues.present(now=True)
    found = [x["id"] for x in first["incidents"]]
    after = first["next"]
    while after:
        page = client.get(f"/api/v1/incidents?most=2&after={after}").json()
        found += [x["id"] for x in page["incidents"]]
        after = page["next"]
    assert len(found) == len(set(found))
    assert before <= set(found)
    assert len(incidents(client)) > len(before)


@pytest.mark.parametrize(
    ("address", "field"), [("reports", "reports"), ("control", "periods")]
)
def test_other_lists_are_paged_too(
    client: TestClient, address: str, field: str
) -> None:
    whole = client.get(f"/api/v1/{address}?most=500").json()
    assert whole["next"] is None
    found, after = [], ""
    while after is not None:
        page = client.get(f"/api/v1/{address}?most=1&after={after}").json()
        found += page[field]
        after = page["next"]
    assert found == whole[field]
    assert found


def test_a_cursor_of_one_list_is_refused_by_another(client: TestClient) -> None:
    cursor = client.get("/api/v1/reports?most=1").json()["next"]
    for address in ("control", "incidents"):
        answer = client.get(f"/api/v1/{address}?after={cursor}")
        assert answer.status_code == 400
        assert "cursor" in answer.json()["error"]["found"]


def test_the_description_is_openapi_3_1_and_names_every_route(
    client: TestClient,
) -> None:
    told = client.get("/api/v1/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    assert "/api/v1/incidents/{name}" in told["paths"]
    served = {r.path for r in api.router.routes}
    assert served <= set(told["paths"])
    for path, methods in told["paths"].items():
        assert path.startswith("/api/v1/")
        for method, operation in methods.items():
            answers = operation["responses"]
            assert "422" not in answers, path
            for status in ("400", "401", "403", "404"):
                assert "FaultAnswer" in str(answers[status]), path
            if method == "get":
                assert "304" in answers, path


def test_the_change_feed_tells_made_changed_and_gone(own_project: Project) -> None:
    client = client_of(own_project)
    start = client.get("/api/v1/changes").json()
    assert start["changes"] == []
    (bomb,) = incidents(client, "place=ramadi&deaths=1")
    left, right = sorted(m["id"] for m in bomb["claims"])[:2]
    own_project.judge((left, right), "different", "Ann", _when())
    own_project.run()
    after = client.get(f"/api/v1/changes?since={start['next']}").json()
    told = {c["incident"]: c["what"] for c in after["changes"]}
    assert told[bomb["id"]] == "changed"
    assert "made" in told.values()
    apart = next(name for name, what in told.items() if what == "made")
    own_project.judge((left, right), "same", "Ann", _when(1))
    own_project.run()
    last = client.get(f"/api/v1/changes?since={after['next']}").json()
    gone = {c["incident"]: c for c in last["changes"]}[apart]
    assert (gone["what"], gone["now"]) == ("gone", bomb["id"])
    assert (
        client.get(f"/api/v1/incidents/{apart}").json()["incident"]["id"] == bomb["id"]
    )
    assert client.get("/api/v1/changes?since=2000-01-01T00:00:00Z").json()["changes"]


def test_the_change_feed_tells_what_people_decided(own_project: Project) -> None:
    client = client_of(own_project)
    start = client.get("/api/v1/changes").json()["next"]
    (one, *_) = incidents(client, "place=fallujah")
    machine = own_project.incident(one["id"])
    own_project.decide(drafts.stance("reject", machine), "Ann", _when())
    (told,) = client.get(f"/api/v1/changes?since={start}").json()["changes"]
    assert (told["incident"], told["what"]) == (one["id"], "changed")
    assert told["now"] == one["id"]
    client.app.state.desk.catalogues.present(now=True)
    (found,) = incidents(client, "review=rejected")
    assert found["id"] == one["id"]
    facet = client.get("/api/v1/facets").json()["facets"]["review"]
    assert {"value": "rejected", "incidents": 1} in facet


def test_a_page_of_changes_that_ends_inside_one_tells_the_truth(
    own_project: Project,
) -> None:
    client = client_of(own_project)
    (bomb,) = incidents(client, "place=ramadi&deaths=1")
    left, right = sorted(m["id"] for m in bomb["claims"])[:2]
    own_project.judge((left, right), "different", "Ann", _when())
    own_project.run()
    since, told, more = 0, {}, True
    while more:
        page = client.get(f"/api/v1/changes?since={since}&most=1").json()
        told |= {c["incident"]: c["what"] for c in page["changes"]}
        since, more = page["next"], page["more"]
    client.app.state.desk.catalogues.present(now=True)
    present = {x["id"] for x in incidents(client)}
    assert told
    assert {i for i, what in told.items() if what != "gone"} <= present
    assert not {i for i, what in told.items() if what == "gone"} & present


def test_new_incidents_appear_while_the_server_runs(own_project: Project) -> None:
    client = client_of(own_project)
    before = incidents(client)
    (bomb,) = incidents(client, "place=ramadi&deaths=1")
    left, right = sorted(m["id"] for m in bomb["claims"])[:2]
    own_project.judge((left, right), "different", "Ann", _when())
    own_project.run()
    client.app.state.desk.catalogues.present(now=True)
    assert len(incidents(client)) == len(before) + 1


def _when(day: int = 0):
    return datetime.datetime(2020, 1, 1 + day, tzinfo=datetime.UTC)
