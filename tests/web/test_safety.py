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
from starlette.websockets import WebSocketDisconnect

from sourceline.pipeline import text_source
from sourceline.project import Project, init_project
from sourceline.store.database import reading
from sourceline.web.app import create_app
from sourceline.web.safety import HEADERS, LONGEST_BODY, Guard
from sourceline.web.words import outward
from tests.web.conftest import TEXTS, client_of
from tests.web.doors import routes

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
    """One address of every route that answers a reader, from the router, and two more."""
    (one, *_) = client.get("/api/v1/incidents?place=ramadi&deaths=1").json()[
        "incidents"
    ]
    claim = one["claims"][0]
    names = {"incidents": one["id"], "reports": claim["report"], "claims": claim["id"]}

    def filled(path: str) -> str:
        for kind, name in names.items():
            path = path.replace(f"/{kind}/{{name}}", f"/{kind}/{name}")
        return re.sub(r"{[^}]*}", "none", path)

    found = [filled(p) for method, p in routes(client.app) if method == "GET"]
    assert len(found) >= 17
    return [*found, "/none", "/api/v1/x"]


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


FOREIGN = (
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1:8321"},
    {"Sec-Fetch-Site": "same-origin, cross-site"},
    {"Sec-Fetch-Site": ""},
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:9999"},
    {"Origin": "http://127.0.0.1:8321.evil.example"},
    {"Origin": "http://127.0.0.1:8321@evil.example"},
    {"Origin": "http://127.0.0.1"},
    {"Origin": "file://127.0.0.1:8321"},
    {"Host": "evil.example", "Sec-Fetch-Site": "same-origin"},
)


def test_nothing_unsafe_is_done_for_another_site(client: TestClient) -> None:
    unsafe = [(m, p) for m, p in routes(client.app) if m not in {"GET", "HEAD"}]
    assert len(unsafe) >= 11
    everywhere = [
        (method, address)
        for method in ("POST", "PUT", "PATCH", "DELETE")
        for address in addresses(client)
    ]
    tried = 0
    for method, path in [*unsafe, *everywhere]:
        for headers in FOREIGN:
            answer = client.request(method, path, headers=headers)
            assert answer.status_code == 403, (method, path, headers)
            tried += 1
    assert tried == len(FOREIGN) * len([*unsafe, *everywhere]) >= 800


def test_what_changes_something_answers_no_reading_method(client: TestClient) -> None:
    reads = {p for m, p in routes(client.app) if m == "GET"}
    for method, path in routes(client.app):
        if method not in {"GET", "HEAD"} and path not in reads:
            assert client.get(path).status_code == 405, path


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://127.0.0.1:8321"},
        {},
    ],
)
def test_these_pages_own_forms_are_answered(client: TestClient, headers) -> None:
    answer = client.post("/login", headers=headers)
    assert answer.status_code == 401
    assert "is not right" in answer.text or "no accounts" in answer.text


def test_a_body_is_read_up_to_two_mebibytes(client: TestClient) -> None:
    def sent(size: int, **headers: str) -> int:
        told = {"Content-Type": "text/plain", "Sec-Fetch-Site": "same-origin"}
        body = b"x" * size
        return client.post("/login", content=body, headers=told | headers).status_code

    assert sent(LONGEST_BODY) == 415
    assert sent(LONGEST_BODY + 1) == 413
    assert sent(10, **{"Content-Length": "9" * 30}) == 413
    assert sent(10, **{"Content-Length": "-1"}) == 413
    answer = client.post("/login", content=iter([b"name=Ann"]))
    assert answer.status_code == 411


def test_an_address_that_the_request_came_to_is_a_name_of_the_server(project) -> None:
    def status(server: str, host: str) -> int:
        far = TestClient(
            create_app(project), base_url=f"http://{server}:80", client=("127.0.0.1", 1)
        )
        return far.get("/", headers={"Host": host}).status_code

    assert status("10.0.0.5", "10.0.0.5:80") == 200
    assert status("[fd00::5]", "[fd00::5]:80") == 200
    assert status("10.0.0.5", "10.0.0.6") == 403
    assert status("evil.example", "evil.example") == 403


def test_no_socket_gets_past_the_guard() -> None:
    async def accepts(_scope, _receive, send) -> None:
        await send({"type": "websocket.accept"})

    asked = TestClient(Guard(accepts), base_url="http://127.0.0.1:8321")
    with pytest.raises(WebSocketDisconnect), asked.websocket_connect("/"):
        pass


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
