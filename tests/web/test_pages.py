"""The pages as a reader without scripts meets them."""

import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlencode

import pytest
from fastapi.testclient import TestClient

from sourceline.web.filters import Asked, read_filter
from tests.web.conftest import TEXTS


class Page(HTMLParser):
    """Links, fields and marked words of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.fields: list[tuple[str, str | None]] = []
        self.ids: list[str] = []
        self.said: dict[str, str] = {}
        self._now: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        told = dict(attrs)
        if "id" in told:
            self.ids.append(told["id"])
        if tag == "a" and told.get("href"):
            self.links.append(told["href"])
        if tag == "input" and ("checked" in told or told.get("type") != "checkbox"):
            self.fields.append((told.get("name"), told.get("value")))
        if tag == "a":
            said = told.get("class", "").startswith("said")
            self._now = told["data-v"].split() if said else []

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._now = []

    def handle_data(self, data: str) -> None:
        for name in self._now:
            self.said[name] = self.said.get(name, "") + data


def incident_ids(client: TestClient) -> list[str]:
    found = client.get("/api/v1/incidents?most=500").json()["incidents"]
    return [x["id"] for x in found]


def test_map_table_histogram_and_list_share_the_filter(client: TestClient) -> None:
    page = client.get("/?place=ramadi").text
    total = client.get("/api/v1/incidents?place=ramadi").json()["total"]
    assert f"<strong>{total}</strong> of" in page
    listed = {x for x in Page(page).links if x.startswith("/incidents/")}
    assert len(listed) == total
    assert "Rawa" not in page


def test_the_filter_in_the_address_comes_back_in_the_form(client: TestClient) -> None:
    told = [
        ("q", "bomber"),
        ("within", "evidence"),
        ("type", "Suicide bomb"),
        ("source", "Border Herald"),
        ("since", "2019-01-01"),
        ("deaths", "3"),
        ("box", "43,33,44,34"),
        ("sort", "deaths"),
    ]
    page = client.get("/?" + urlencode(told)).text
    fields = Page(page).fields
    for name, value in told:
        if name in {"within", "sort"}:
            assert re.search(rf'<option value="{value}" selected>', page), name
        elif name == "box":
            values = [float(x) for x in dict(fields)["box"].split(",")]
            assert values == [43, 33, 44, 34]
        else:
            assert (name, value) in fields


def test_a_filter_and_its_address_are_one_thing() -> None:
    asked = read_filter(
        {
            "q": ["a b&c"],
            "actor": ["X", "Y"],
            "near": ["34.4,41.9,25"],
            "box": ["-10,1.5,20,30"],
            "until": ["2020-02-29"],
            "deaths": ["0"],
            "unknown": ["1"],
        }
    )
    assert read_filter(parse_qs(asked.query())) == asked
    assert Asked().query() == ""


def test_every_internal_link_of_every_page_answers(client: TestClient) -> None:
    seen, waiting = set(), ["/", "/control"]
    while waiting and len(seen) < 150:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        answer = client.get(address)
        assert answer.status_code == 200, address
        if answer.headers["content-type"].startswith("text/html"):
            page = Page(answer.text)
            assert len(page.ids) == len(set(page.ids)), address
            for link in page.links:
                if link.startswith("#"):
                    assert link[1:] in page.ids, (address, link)
                elif link.startswith("/"):
                    waiting.append(link.split("#")[0])
    assert len(seen) > 20


def test_next_leads_through_the_whole_list(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sourceline.web.pages._PAGE", 2)
    found, address = [], "/"
    while address:
        page = client.get(address).text
        links = Page(page).links
        found += dict.fromkeys(x for x in links if x.startswith("/incidents/"))
        ahead = re.search(r'rel="next" href="([^"]+)"', page)
        address = ahead[1].replace("&amp;", "&") if ahead else ""
    assert len(found) == len(set(found)) == len(incident_ids(client))


def test_an_incident_shows_rising_toll_rivals_and_why_it_was_joined(
    client: TestClient,
) -> None:
    (bomb,) = client.get("/api/v1/incidents?place=ramadi&deaths=1").json()["incidents"]
    page = client.get(f"/incidents/{bomb['id']}").text
    assert "Border Herald" in page
    assert "Ford Courier" in page
    assert "2019-05-15 12, 2019-05-16 15" in page
    assert "times likelier one happening than two" in page
    assert 'class="waterfall"' in page


def test_the_marked_words_are_the_very_words_of_each_value(client: TestClient) -> None:
    checked = 0
    for name in incident_ids(client):
        told = client.get(f"/api/v1/incidents/{name}").json()
        texts = {r["record"]["report"]["id"]: r["text"] for r in told["reports"]}
        said = Page(client.get(f"/incidents/{name}").text).said
        for claim in told["claims"]:
            text = texts[claim["report"]]
            spans = [p["span"] for p in claim["participants"]]
            spans += [c["span"] for c in claim["casualties"]]
            for span in spans:
                words = text[span["start"] : span["end"]]
                assert words in [
                    v for k, v in said.items() if k.startswith(claim["id"])
                ]
                checked += 1
    assert checked > 8


def test_a_report_with_emoji_and_arabic_is_shown_whole(client: TestClient) -> None:
    text = TEXTS["emoji"][2]
    told = client.get("/api/v1/incidents?place=falluj").json()["incidents"]
    page = client.get(f"/reports/{told[0]['claims'][0]['report']}").text
    body = page.split('<div class="text" dir="auto">')[1].split("</div>")[0]
    assert unescape(re.sub(r"<[^>]+>", "", body)) == text
    assert "7" in Page(page).said.values()


def test_control_answers_both_questions_with_sentences(client: TestClient) -> None:
    page = client.get("/control?on=2019-05-20&place=rawa").text
    links = {x for x in Page(page).links if "key=" in x}
    assert links
    opened = [client.get(link.split("#")[0]).text for link in links]
    assert any("recaptured the town of Rawa" in page for page in opened)
    earlier = client.get("/control?on=2019-05-20&place=rawa&known=2019-05-14").text
    assert "says who holds a place" in earlier or "Nothing is known" in earlier


@pytest.mark.parametrize("address", ["/incidents/i-none", "/reports/x", "/none"])
def test_what_is_missing_is_a_page_that_says_so(
    client: TestClient, address: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "That did not work" in answer.text


def test_a_wrong_field_is_a_page_that_says_what_was_expected(
    client: TestClient,
) -> None:
    answer = client.get("/?since=yesterday")
    assert answer.status_code == 400
    assert "a day such as 2019-05-15" in answer.text
