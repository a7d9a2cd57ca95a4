"""What people and reports say never becomes part of a page, of a formula or of a path:
every payload in every text that is kept, on every page of the router.
"""

import csv
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook
from sqlalchemy import text

from sourceline.export.csv_file import defused
from sourceline.export.files import FORMS, export
from sourceline.project import Project, init_project
from sourceline.release import Shelf, profile_of, release_project
from sourceline.review import drafts
from sourceline.store import fulltext
from sourceline.web.safety import HEADERS
from tests.web.conftest import fill
from tests.web.doors import COOKIE, House, light_hashing, routes
from tests.web.payloads import ALL, BATCHES, FEW, FORMULAS, MARKUP, PATHS

CALM = "harmless words"
FIELDS = (
    "q", "within", "type", "actor", "group", "source", "grade", "status", "review", "country",
    "place", "since", "until", "deaths", "box", "near", "sort", "after", "most", "on", "known",
    "key", "at", "blind", "find", "done", "next", "profile", "page", "who", "kind", "field",
)  # fmt: skip
FORM = (
    *FIELDS, "name", "role", "password", "label", "days", "token", "present", "new", "again",
    "seal", "words", "seen", "value", "claim", "start", "end", "note", "decision", "ids",
    "incident", "other", "out", "actor_type", "low", "best", "high", "earliest", "latest",
)  # fmt: skip
PLAIN = frozenset(
    {"/", "/control", "/release", "/people", "/account", "/login", "/review"}
)
FREE = frozenset({
    "actor", "name", "gazetteer_name", "admin1", "who", "words", "holder", "grade_reason",
    "rule", "value", "text", "country", "grade", "sub_event_type", "event_type", "began", "of",
    "title", "publisher", "url", "path", "language", "gazetteer_id", "direction",
})  # fmt: skip
"""Fields of records that hold words; those of closed lists choose among our own."""
LINK = re.compile(r"/(?![/\\])|#|\?|https?://")


class Shape(HTMLParser):
    """Which elements a page has, with which attributes, and where its links lead."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: Counter[tuple[str, tuple[str, ...]]] = Counter()
        self.wrong: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts[tag, tuple(sorted(name for name, _ in attrs))] += 1
        told = dict(attrs)
        if tag == "script" and not (told.get("src") or "").startswith("/static/"):
            self.wrong.append("a script of the page's own")
        for name, value in attrs:
            if name.startswith("on") or name in {
                "style",
                "srcdoc",
                "ping",
                "formaction",
            }:
                self.wrong.append(f"{tag} {name}")
            if name in {"href", "src", "action"} and not LINK.match(value or ""):
                self.wrong.append(f"{tag} {name}={value}")
            if (value or "").startswith("http") and name == "href" and "noreferrer" not in (told.get("rel") or ""):  # fmt: skip
                self.wrong.append(f"{tag} leads out: {value}")

    def handle_comment(self, data: str) -> None:
        self.wrong.append(f"comment {data[:40]}")

    def handle_pi(self, data: str) -> None:
        self.wrong.append(f"instruction {data[:40]}")

    def handle_decl(self, decl: str) -> None:
        if decl.lower() != "doctype html":
            self.wrong.append(f"declaration {decl[:40]}")

    unknown_decl = handle_decl


@dataclass
class Site:
    """A project's workbench, its owner's browser, and what its records were."""

    house: House
    project: Project
    first: dict[tuple[str, str], str]

    def owner(self) -> TestClient:
        return self.house.as_("owner")

    def poison(self, payload: str) -> None:
        """Put the payload after the words of every text that is kept."""
        with self.project.engine.begin() as connection:
            for (table, name), record in self.first.items():
                told = json.dumps(_poisoned(json.loads(record), payload))
                key = "number" if table == "control_period" else "report" if table == "reading" else "id"  # fmt: skip
                connection.execute(
                    text(f"UPDATE {table} SET record = :r WHERE {key} = :k"),  # noqa: S608
                    {"r": told, "k": name},
                )
            told = {"p": payload.replace("\x00", "")}
            for statement in (
                "UPDATE report SET title = 't ' || :p, publisher = 'b ' || :p, key = id || :p,"
                " url = :p, path = 'f ' || :p, language = :p",
                "UPDATE account SET name = role || ' ' || :p",
                "UPDATE token SET label = 'l ' || :p",
                "DELETE FROM copy",
                "INSERT INTO copy (report, path, key, publisher, url)"
                " SELECT id, 'c ' || :p, 'k ' || :p, :p, :p FROM report",
                "DELETE FROM rejection",
                "INSERT INTO rejection (path, key, stage, reason) VALUES (:p, :p, 'read', :p)",
            ):
                connection.execute(text(statement), told)
        self.house.app.state.desk.__init__(self.project)
        self.house.app.state.outlook = None
        del self.house.app.state.outlook


def _poisoned(record, payload: str):
    if isinstance(record, list):
        return [_poisoned(x, payload) for x in record]
    if not isinstance(record, dict):
        return record
    out = {}
    for key, value in record.items():
        if key in FREE and isinstance(value, str):
            out[key] = f"{value} {payload}"
        elif key in {"reasons", "why"} and value and isinstance(value[0], str):
            out[key] = [f"{x} {payload}" for x in value]
        else:
            out[key] = _poisoned(value, payload)
    return out


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    project = fill(init_project(tmp_path_factory.mktemp("hostile") / "p"))
    with light_hashing():
        house = House(project)
        house.token("viewer")
        for one in list(project.incidents()):
            project.decide(drafts.comment(one, CALM), "owner", house.clock.now)
            project.decide(drafts.stance("unsure", one, CALM), "owner", house.clock.now)
        release_project(
            project, profile_of(), house.clock.now.date(), (CALM, house.clock.now)
        )
        first = {}
        with project.engine.begin() as connection:
            for table in (
                "incident",
                "claim",
                "control_claim",
                "control_period",
                "reading",
            ):
                key = "number" if table == "control_period" else "report" if table == "reading" else "id"  # fmt: skip
                query = text(f"SELECT {key}, record FROM {table}")  # noqa: S608
                for row in connection.execute(query):
                    first[table, row[0]] = row.record
        yield Site(house, project, first)
    project.engine.dispose()


def addresses(site: Site) -> list[str]:
    """Every page of the router, with every record that it can show."""
    owner = site.owner()
    listed = owner.get("/api/v1/incidents").json()["incidents"]
    reports = sorted({c["report"] for one in listed for c in one["claims"]})
    names = {
        "/incidents/{name}": [one["id"] for one in listed],
        "/reports/{name}": reports,
    }
    out = []
    for method, path in routes(site.house.app):
        if method != "GET" or path.startswith(("/api/", "/release/")):
            continue
        if "{" not in path:
            out.append(path)
        some = names.get(path, [listed[0]["id"]] if "{" in path else [])
        out += [re.sub(r"\{[^}]*\}", quote(name, safe=""), path) for name in some]
    held = owner.get("/api/v1/control").json()["periods"]
    out += [f"/control?key={quote(p['key'])}" for p in held]
    out += [f"/review?at={one['id']}" for one in listed] if "/review" in out else []
    return [*out, "/?q=killed", "/none"]


def shape(browser: TestClient, address: str) -> Shape:
    answer = browser.get(address)
    assert answer.status_code in {200, 303, 404}, (
        address,
        answer.status_code,
        answer.text,
    )
    assert (
        answer.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]
    )
    return Shape(answer.text)


def test_the_payloads_are_many_and_each_is_new() -> None:
    assert len(ALL) == len(set(ALL)) >= 150
    assert len(MARKUP) >= 9
    # the watcher sees what it is there to see
    raw = [p for p in ALL if p.lower().startswith("<x-evil") or "<img" in p.lower()]
    for payload in raw:
        assert Shape(f"<p>{payload}").parts.keys() - {("p", ())}
    assert Shape('<a href="javascript:x">').wrong
    assert Shape('<a href="https://example.org">').wrong
    assert Shape("<p onclick=x>").wrong
    assert Shape("<p><!-- x --></p>").wrong


def test_no_text_that_is_kept_becomes_part_of_a_page(site: Site) -> None:
    site.poison(CALM)
    calm = {a: shape(site.owner(), a) for a in addresses(site)}
    assert len(calm) >= 15
    checked = 0
    for payload in BATCHES:
        site.poison(payload)
        owner = site.owner()
        pages = addresses(site)
        for address in pages:
            seen = shape(owner, address)
            assert seen.wrong == [], (address, payload)
            known = calm.get(address)
            if known is not None:
                # nothing is new, and nothing was swallowed by what never closed
                assert set(seen.parts) == set(known.parts), (address, payload)
            checked += 1
    assert checked >= len(BATCHES) * 15
    print(f"{len(ALL)} payloads in every text of {len(calm)} pages")  # noqa: T201


@pytest.fixture(scope="module")
def calm_site(site: Site) -> Site:
    site.poison(CALM)
    return site


def asked(
    owner: TestClient, path: str, told: dict[str, str], name: str
) -> Shape | None:
    """What a page answers to words in its address, and that it leads nowhere else."""
    if "{" in path:
        path, told = re.sub(r"\{[^}]*\}", lambda _: quote(name, safe=""), path), {}
    return judged(owner.get(path, params=told), path)


def judged(answer, path: str) -> Shape | None:
    assert answer.status_code < 500, (path, answer.text)
    where = answer.headers.get("location", "/")
    assert LINK.match(where), (path, where)
    assert not where.startswith("http"), (path, where)
    if not answer.headers.get("content-type", "").startswith("text/html"):
        return None
    seen = Shape(answer.text)
    assert seen.wrong == [], path
    assert not {"x-evil", "img", "iframe"} & {tag for tag, _ in seen.parts}
    return seen


def pages_of(site: Site, asked_by: str) -> list[str]:
    return [
        path
        for method, path in routes(site.house.app)
        if method == asked_by and not path.startswith("/api/")
    ]


def test_no_field_of_an_address_becomes_part_of_a_page(calm_site) -> None:
    owner = calm_site.owner()
    pages = pages_of(calm_site, "GET")
    assert len(pages) >= 10
    for path in pages:
        for payload in BATCHES:
            asked(owner, path, dict.fromkeys(FIELDS, payload), payload[:150])
        for field in FIELDS if "{" not in path else ():
            asked(owner, path, {field: " ".join(FEW)[:390]}, "")


@pytest.mark.parametrize("payload", ALL)
def test_no_name_of_a_page_that_is_missing_becomes_part_of_it(
    calm_site, payload
) -> None:
    path = "/" + quote(payload, safe="")
    seen = judged(calm_site.house.browser().get(path), path)
    assert seen is None or "x-evil" not in {tag for tag, _ in seen.parts}


def test_no_field_of_a_form_becomes_part_of_a_page(calm_site) -> None:
    owner = calm_site.owner()
    left = {"/logout", "/people/sessions/close", "/people/disable"}
    posts = sorted(set(pages_of(calm_site, "POST")) - left)
    assert len(posts) >= 8
    for path in posts:
        for payload in (*BATCHES[::4], *FEW[::6]):
            told = dict.fromkeys(FORM, payload) | {"present": "x"}
            address = re.sub(
                r"\{[^}]*\}", lambda _, p=payload: quote(p[:99], safe=""), path
            )
            judged(owner.post(address, data=told), path)


def test_what_programs_get_is_never_read_as_a_page(site: Site) -> None:
    site.poison(FEW[0])
    owner = site.owner()
    for method, path in routes(site.house.app):
        if method == "GET" and path.startswith("/api/") and "{" not in path:
            answer = owner.get(path)
            assert "html" not in answer.headers.get("content-type", ""), path
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            if path.endswith((".csv", ".geojson", ".jsonl")):
                assert answer.headers["content-disposition"].startswith("attachment")


# --- tables ---------------------------------------------------------------------------


def live(cell: str) -> bool:
    """Whether a spreadsheet may take a cell for a formula."""
    told = re.sub(r"^[\s\u200b-\u200f\u2060\ufeff]+", "", cell)
    number = re.fullmatch(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", cell)
    return told[:1] in set("=+-@＝＋－＠﹦﹢") and not number if told else False  # noqa: RUF001


def cells_of(told: str) -> Iterator[str]:
    """The cells of a table as spreadsheets of different places read it."""
    csv.field_size_limit(2**28)
    for separator in ",;\t|":
        for row in csv.reader(io.StringIO(told, newline=""), delimiter=separator):
            yield from row


@pytest.fixture(scope="module")
def formulas(site: Site) -> Site:
    """Several payloads in each text, so that each begins one and follows separators."""
    site.poison("; ".join(["x", *FORMULAS[::3]]))
    with site.project.engine.begin() as connection:
        for (table, name), record in site.first.items():
            if table == "reading":
                continue
            told = _formulated(json.loads(record), iter(FORMULAS * 40))
            key = "number" if table == "control_period" else "id"
            connection.execute(
                text(f"UPDATE {table} SET record = :r WHERE {key} = :k"),  # noqa: S608
                {"r": json.dumps(told), "k": name},
            )
        connection.execute(
            text("UPDATE report SET title = :p, publisher = :p"), {"p": FORMULAS[1]}
        )
    site.house.app.state.desk.__init__(site.project)
    return site


def _formulated(record, some: Iterator[str]):
    if isinstance(record, list):
        return [_formulated(x, some) for x in record]
    if not isinstance(record, dict):
        return record
    return {
        k: next(some) if k in FREE and isinstance(v, str) else _formulated(v, some)
        for k, v in record.items()
    }


def test_no_cell_of_a_download_is_a_formula(formulas: Site) -> None:
    assert len(FORMULAS) >= 300
    owner = formulas.owner()
    tables = [
        path
        for method, path in routes(formulas.house.app)
        if method == "GET" and path.endswith(".csv")
    ]
    assert len(tables) >= 2
    for path in tables:
        answer = owner.get(path)
        assert answer.status_code == 200
        assert [c for c in cells_of(answer.content.decode()) if live(c)] == [], path


def test_no_cell_of_an_export_is_a_formula(formulas: Site, tmp_path) -> None:
    checked = 0
    for form, told in FORMS.items():
        for kind in told.kinds:
            path = tmp_path / f"{kind}-{form}.{form}"
            if form in {"csv", "acled", "ucdp"}:
                export(kind, form, path, formulas.project)
                cells = list(cells_of(path.read_text("utf-8")))
                assert [c for c in cells if live(c)] == [], (form, kind)
                checked += len(cells)
            elif form == "xlsx":
                export(kind, form, path, formulas.project)
                book = load_workbook(path)
                for row in (r for sheet in book for r in sheet.iter_rows()):
                    for cell in row:
                        assert cell.data_type != "f", (kind, cell.value)
                        assert cell.hyperlink is None
                        checked += 1
                with zipfile.ZipFile(path) as archive:
                    for name in archive.namelist():
                        assert b"<f>" not in archive.read(name), name
                        assert b"<f " not in archive.read(name), name
    assert checked > 2000


def test_no_cell_of_a_release_is_a_formula(formulas: Site) -> None:
    now = formulas.house.clock.now
    for profile in ("internal", "public-safe"):
        made = release_project(
            formulas.project, profile_of(profile), now.date(), ("=1", now)
        )
        for path in made.folder.glob("*.csv"):
            told = path.read_text("utf-8")
            assert [c for c in cells_of(told) if live(c)] == [], (profile, path.name)


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_is_words_in_every_column(formula) -> None:
    written = io.StringIO(newline="")
    csv.writer(written).writerow(["a", defused(formula), "b", defused(f"x {formula}")])
    assert [c for c in cells_of(written.getvalue()) if live(c)] == []


# --- paths ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", PATHS, ids=[p[:30] for p in PATHS])
def test_no_name_leads_out_of_its_folder(calm_site: Site, name: str) -> None:
    folder = calm_site.project.settings.folder
    for place in (folder, folder.parent, folder / "releases"):
        (place / "secret.txt").write_text("the secret of the folder", encoding="utf-8")
    owner = calm_site.owner()
    (kept,) = {p.name for p in (folder / "releases").glob("release-*")} & {
        one.name for one in _kept(calm_site)
    }
    doors = [f"/static/{name}", f"/static/vendor/{name}", f"/release/{kept}/{name}"]
    for method, path in routes(calm_site.house.app):
        if method == "GET" and "{" in path:
            doors.append(re.sub(r"\{[^}]*\}", lambda _: name, path))
    assert len(doors) >= 8
    for door in doors:
        answer = owner.get(door)
        assert answer.status_code in {200, 303, 307, 400, 404, 405, 413, 414, 422}, door
        for secret in ("the secret of the folder", "root:", "import ", "SQLite format", "[core]", '"as_of":'):  # fmt: skip
            assert secret not in answer.text, (door, secret)
        assert "set-cookie" not in answer.headers
        if answer.status_code == 200:
            where = answer.url.path
            assert not where.startswith(("/static/..", "/etc")), door


def _kept(site: Site):
    return Shelf(site.project.settings.folder).kept()[-1:]


# --- size -----------------------------------------------------------------------------


def test_what_is_too_big_is_refused_with_a_reason(calm_site: Site) -> None:
    owner = calm_site.owner()
    gets = [p for m, p in routes(calm_site.house.app) if m == "GET" and "{" not in p]
    for path in gets:
        for query in (
            "q=" + "a" * 60_000,
            "&".join(f"f{n}=1" for n in range(5000)),
            "&".join("actor=x" for _ in range(5000)),
            "q=" + quote('"' * 3000),
            "q=" + "*" * 3000,
            "q=" + quote("(" * 3000),
            "near=1,1," + "9" * 4000,
            "deaths=" + "9" * 4000,
            "after=" + "A" * 50_000,
        ):
            answer = owner.get(f"{path}?{query}")
            assert answer.status_code < 500, (path, query[:20])
            assert len(answer.content) < 2_000_000, (path, query[:20])
    posts = [p for m, p in routes(calm_site.house.app) if m == "POST" and "{" not in p]
    assert posts
    for path in posts:
        if path == "/logout":
            continue
        answer = owner.post(path, content=b"words=" + b"a" * 2_200_000, headers={"Content-Type": "application/x-www-form-urlencoded"})  # fmt: skip
        assert answer.status_code in {400, 403, 413}, path


def test_the_session_of_these_tests_is_still_the_owners(calm_site: Site) -> None:
    assert COOKIE in calm_site.owner().cookies
    assert calm_site.owner().get("/people").status_code == 200


def test_a_search_takes_whatever_is_typed(site: Site) -> None:
    site.poison(FEW[0])
    fulltext.fill(site.project.engine)
    owner = site.owner()
    for payload in FEW:
        answer = owner.get("/", params={"q": payload[:300]})
        assert answer.status_code in {200, 400}, payload
        assert Shape(answer.text).wrong == []
