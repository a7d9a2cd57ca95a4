"""The lines of security, each on every route."""

import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from sourceline.pipeline import text_source
from sourceline.project import Project, init_project
from sourceline.store.database import reading
from sourceline.web import api, pages
from sourceline.web.app import create_app
from sourceline.web.safety import HEADERS
from sourceline.web.words import outward
from tests.web.conftest import TEXTS, client_of

PAYLOADS = (
    '"><x-evil onclick=alert(1)>',
    "'><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</title></style></textarea><x-evil>",
    "{{ 7*7 }}{% raw %}${7*7}",
    "javascript:alert(1)//",
    '" onmouseover="alert(1)" x="',
    "<!--<svg/onload=alert(1)>",
    "\u202e<x-evil>\u0000".replace("\u0000", ""),
)


def addresses(client: TestClient) -> list[str]:
    """One address of every route that answers, pages and API."""
    (one, *_) = client.get("/api/v1/incidents?place=ramadi&deaths=1").json()[
        "incidents"
    ]
    names = {
        "/incidents/{name}": one["id"],
        "/api/v1/incidents/{name}": one["id"],
        "/reports/{name}": one["claims"][0]["report"],
        "/api/v1/reports/{name}": one["claims"][0]["report"],
        "/api/v1/claims/{name}": one["claims"][0]["id"],
    }
    paths = [r.path for router in (api.router, pages.router) for r in router.routes]
    assert len(paths) >= 14
    return [p.replace("{name}", names.get(p, "")) for p in paths] + [
        "/none",
        "/api/v1/x",
    ]


class Unsafe(HTMLParser):
    """What a page must not hold."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        told = dict(attrs)
        if tag in {"x-evil", "img", "iframe", "object", "base", "style"}:
            self.found.append(tag)
        if tag == "script" and not (told.get("src") or "").startswith("/static/"):
            self.found.append("script")
        for name, value in attrs:
            if name.startswith("on") or name == "style":
                self.found.append(f"{tag} {name}")
            if name in {"href", "src", "action"} and not re.match(
                r"/(?!/)|#|https?://", value or ""
            ):
                self.found.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        if "4949" in data or data.strip() == "49$":
            self.found.append("template")


def evil_project(folder, payload: str) -> Project:
    """A project every text field of which says the payload."""
    made = init_project(folder)
    for key, (_, _, words) in TEXTS.items():
        source = text_source(f"{words}\n{payload}", key=f"{key}{payload}")
        made.add(
            [
                replace(
                    source,
                    title=payload,
                    publisher=payload,
                    path=f"reports/{payload}.txt",
                    url=f"javascript:alert(1)//{payload}",
                )
            ],
            "IQ",
        )
    made.run()
    for table in ("incident", "claim", "control_claim", "control_period"):
        key = "number" if table == "control_period" else "id"
        with made.engine.begin() as connection:
            rows = connection.execute(text(f"SELECT {key}, record FROM {table}")).all()  # noqa: S608
            for name, record in rows:
                changed = json.dumps(_evil(json.loads(record), payload))
                connection.execute(
                    text(f"UPDATE {table} SET record = :r WHERE {key} = :k"),  # noqa: S608
                    {"r": changed, "k": name},
                )
    return made


_TEXT_FIELDS = {
    "actor", "name", "gazetteer_name", "admin1", "who", "words", "holder", "grade_reason",
    "rule", "value", "text", "country", "grade", "sub_event_type", "event_type", "began",
}  # fmt: skip


def _evil(record, payload: str):
    if isinstance(record, list):
        return [_evil(x, payload) for x in record]
    if isinstance(record, dict):
        return {
            k: payload if k in _TEXT_FIELDS and isinstance(v, str) else
            [f"{payload} (+1.0)"] if k == "reasons" else _evil(v, payload)
            for k, v in record.items()
        }  # fmt: skip
    return record


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory):
    payload = " ".join(PAYLOADS)
    made = evil_project(tmp_path_factory.mktemp("evil") / "p", payload)
    yield client_of(made)
    made.engine.dispose()


def test_no_text_of_a_report_becomes_markup_on_any_page(evil: TestClient) -> None:
    listed = evil.get("/api/v1/incidents").json()["incidents"]
    held = evil.get("/api/v1/control").json()["periods"]
    pages = ["/", "/control", "/?q=killed", *(f"/incidents/{x['id']}" for x in listed)]
    pages += [f"/reports/{m['report']}" for x in listed for m in x["claims"]]
    for p in held:
        answer = evil.get("/control", params={"key": p["key"]})
        assert Unsafe(answer.text).found == []
    for address in pages:
        answer = evil.get(address)
        assert answer.status_code == 200, address
        assert "&lt;x-evil" in answer.text or address == "/control", address
        assert Unsafe(answer.text).found == [], address


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_field_of_an_address_becomes_markup(
    client: TestClient, payload: str
) -> None:
    fields = [
        "q", "within", "type", "actor", "group", "source", "grade", "status", "review",
        "country", "place", "since", "until", "deaths", "box", "near", "sort", "after",
    ]  # fmt: skip
    for field in fields:
        answer = client.get("/", params={field: payload})
        assert answer.status_code in {200, 400}, field
        assert Unsafe(answer.text).found == [], field
    for field in ("on", "known", "place", "key"):
        answer = client.get("/control", params={field: payload})
        assert Unsafe(answer.text).found == [], field
    for path in ("/incidents/", "/reports/", "/"):
        answer = client.get(path + quote(payload, safe=""))
        assert Unsafe(answer.text).found == [], path


def test_every_route_carries_every_header(client: TestClient) -> None:
    for address in [*addresses(client), "/static/explore.js", "/static/none"]:
        answer = client.get(address)
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, (address, name)
    policy = HEADERS["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "http" not in policy


def test_an_error_inside_says_nothing_and_carries_the_headers(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(client.app.state.desk, "look", broken, raising=False)
    for address in ("/", "/api/v1/incidents"):
        answer = client.get(address)
        assert answer.status_code == 500
        assert "secret" not in answer.text
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8321",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "127.0.0.1@evil.example",
        "0.0.0.0:8321",
        "",
        "[::1].evil.example",
        "localhost:80:80",
    ],
)
def test_another_host_is_refused_on_every_route(client: TestClient, host: str) -> None:
    for address in addresses(client):
        answer = client.get(address, headers={"Host": host})
        assert answer.status_code == 403, address


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:8321", "localhost:1", "LOCALHOST", "[::1]:8321"]
)
def test_this_machine_is_answered(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


def test_a_reader_on_another_machine_is_refused(project: Project) -> None:
    for address in ("10.0.0.5", "8.8.8.8", "testclient"):
        far = TestClient(
            create_app(project), base_url="http://127.0.0.1", client=(address, 1)
        )
        for path in ("/", "/control", "/api/v1/incidents", "/api/v1/incidents/i-1"):
            assert far.get(path).status_code == 403


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_unsafe_is_done_for_another_site(
    client: TestClient, method: str
) -> None:
    foreign = (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
    )
    for address in addresses(client):
        for headers in foreign:
            answer = client.request(method, address, headers=headers)
            assert answer.status_code == 403, (address, headers)
        assert client.request(method, address).status_code in {404, 405}


def test_reading_changes_nothing(client: TestClient, project: Project) -> None:
    def state() -> str:
        with reading(project.engine) as connection:
            names = connection.execute(
                text("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")
            ).scalars()
            kept = [
                (n, connection.execute(text(f"SELECT * FROM {n}")).all())  # noqa: S608
                for n in names
                if not n.startswith("sqlite_")
            ]
        return hashlib.sha256(repr(kept).encode()).hexdigest()

    before = state()
    for address in addresses(client):
        client.get(address)
    assert state() == before


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e%2f%2e%2e%2fproject.py",
        "/static/....//app.py",
        "/static/..%5capp.py",
        "/static//etc/passwd",
        "/static/%2fetc%2fpasswd",
        "/static/C:%5cWindows%5cwin.ini",
        "/static/vendor/..%2f..%2fapp.py",
        "/static/%00",
        "/static/sourceline.css%00.js",
        "/static/\uff0e\uff0e/app.py",
        "/incidents/..%2f..%2fetc%2fpasswd",
        "/reports/..%2f..%2fetc%2fpasswd",
        "/api/v1/reports/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    ],
)
def test_no_path_leads_out_of_the_static_files(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in {400, 404}, path
    assert "import " not in answer.text
    assert "root:" not in answer.text


def test_pages_name_no_other_host(client: TestClient) -> None:
    for address in addresses(client):
        answer = client.get(address)
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        for found in re.findall(r'(?:src|href|action)="([^"]*)"', answer.text):
            assert not found.startswith("//"), address
            assert not re.match(r"[a-z]+:", found), (address, found)


def test_a_source_that_is_no_web_address_is_no_link() -> None:
    for bad in (
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc",
        "//x",
        " http",
    ):
        assert outward(bad) is None
    assert outward("https://example.org/a") == "https://example.org/a"
