import base64
import hashlib
import json
import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from sourceline.release import make_release, profile_of
from tests.release.world import (
    AS_OF,
    INDEX,
    NAMED,
    days,
    full_incident,
    full_period,
    project,
    told_of,
)

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PAYLOADS = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "--><img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "\"><iframe src='https://example.org/x'></iframe>",
    "'-alert(1)-'",
    "${alert(1)}$title",
    "\u2028alert(1)\u2029",
    "]]><style>*{background:url(https://example.org/y)}</style>",
    "&lt;img src=x onerror=alert(1)&gt;",
    "javascript:alert(1)",
)  # fmt: skip


class Tags(HTMLParser):
    """Elements and attributes of a page, and what its scripts hold."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.blocks: dict[str, list[str]] = {"script": [], "style": []}
        self.inside = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        self.inside = tag if tag in self.blocks else ""

    def handle_endtag(self, tag):
        if tag == self.inside:
            self.inside = ""

    def handle_data(self, data):
        if self.inside:
            self.blocks[self.inside].append(data)


@pytest.fixture
def page(tmp_path):
    def made(*found, periods=(), claims=(), profile="internal"):
        told = project(*found, periods=periods, claims=claims)
        out = make_release(told, profile_of(profile), tmp_path, AS_OF, places=INDEX)
        return out.folder / "index.html"

    return made


def loaded(payload: str):
    """Records with the payload in every field that the page shows."""
    one = full_incident()
    place = replace(
        NAMED, name=payload, gazetteer_name=payload, admin1=payload, country=payload
    )
    bad = replace(
        one, id=payload, event_type=payload, sub_event_type=payload, place=place, grade=payload,
        grade_reason=payload,
        participants=tuple(replace(p, actor=payload, role=payload) for p in one.participants),
    )  # fmt: skip
    told = told_of(one)
    said = replace(
        told,
        claim=replace(
            told.claim, evidence=(replace(told.claim.evidence[0], text=payload),)
        ),
    )
    period = replace(
        full_period(), place=place, holder=payload, state=payload, end=None
    )
    return bad, period, said


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_word_of_a_record_becomes_markup(page, payload) -> None:
    bad, period, said = loaded(payload)
    clean = Tags(page(full_incident()).read_text(encoding="utf-8"))
    seen = Tags(page(bad, periods=[period], claims=[said]).read_text(encoding="utf-8"))
    assert seen.tags == clean.tags
    assert seen.attributes == clean.attributes
    data, *_ = seen.blocks["script"]
    (one,) = json.loads(data)["incidents"]
    assert (one["kind"], one["words"]) == (payload, [payload])


def test_the_policy_allows_this_script_and_style_alone(page) -> None:
    seen = Tags(page(full_incident()).read_text(encoding="utf-8"))
    (policy,) = (v for _, v in seen.attributes if v.startswith("default-src"))
    *_, script = seen.blocks["script"]
    (style,) = seen.blocks["style"]
    for kind, text in (("script-src", script), ("style-src", style)):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind} 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert "*" not in policy


@pytest.mark.parametrize("profile", ["internal", "public-safe"])
def test_nothing_is_asked_from_anywhere(page, profile) -> None:
    text = page(full_incident(), periods=[full_period()], profile=profile).read_text(
        encoding="utf-8"
    )
    assert not re.search(
        r"https?:|//[a-z]|url\(|@import|\bfetch\b|XMLHttp|sendBeacon|import\(",
        text.replace("// ", ""),
    )
    seen = Tags(text)
    assert not {"link", "img", "iframe", "object", "embed", "base"} & set(seen.tags)
    names = {name for name, _ in seen.attributes}
    assert not {"src", "href", "srcset", "action", "style"} & names
    assert not [name for name in names if name.startswith("on")]
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function",
        text,
    )


def drawn(path) -> str:
    command = [
        CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-3d-apis",
        "--virtual-time-budget=2000", "--enable-logging=stderr", f"--user-data-dir={path.parent.parent / 'profile'}",
        "--dump-dom", path.as_uri(),
    ]  # fmt: skip
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, timeout=60
    )
    # whatever a policy blocks, or a script fails at, is told on the console
    assert "CONSOLE" not in done.stderr, done.stderr
    return done.stdout


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium")
def test_it_opens_from_a_file_and_draws_map_timeline_and_list(page) -> None:
    payload = "<img src=x onerror=document.title='hit'>"
    _, period, said = loaded(payload)
    other = replace(full_incident(2), sub_event_type="Attack", place=None)
    dom = drawn(
        page(
            full_incident(),
            other,
            periods=[replace(period, state="held")],
            claims=[said],
        )
    )
    assert "2 of 2 incidents" in dom
    assert dom.count("<li><h3") == 2
    assert 'class="dot"' in dom
    assert 'class="area"' in dom
    assert 'class="held"' in dom
    if "Disputed ones are dashed" in dom:
        assert 'class="border disputed" d="M' in dom
        assert 'class="land" d="M' in dom
        assert re.search(r'<g transform="matrix\(\d', dom)
    assert 'class="sure"' in dom
    assert ">Iraq</text>" in dom
    assert "killed 5 (4–9)" in dom
    assert "&lt;img src=x" in dom
    assert "<img" not in dom
    assert "hit</title>" not in dom
    assert re.search(r"\d+(\.\d+)?° E</text>", dom)


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium")
def test_an_empty_release_opens_too(page) -> None:
    assert "0 of 0 incidents" in drawn(page(profile="public-safe"))


HAND = """<script>{
const put = (id, value, kind) => {
  document.getElementById(id).value = value;
  document.getElementById(id).dispatchEvent(new Event(kind));
  return document.getElementById("count").textContent + "|";
};
let seen = put("words", "mosul", "input") + put("words", "TEL SAR", "input");
seen += put("kind", "Attack", "change");
document.getElementById("all").click();
const last = Number(document.getElementById("to").max);
seen += put("to", last - 1, "input") + document.getElementById("toDay").textContent + "|";
seen += document.querySelectorAll("#held tr").length + "|";
document.getElementById("all").click();
document.querySelector(".dot").dispatchEvent(new MouseEvent("click", { bubbles: true }));
seen += document.querySelectorAll("#list > li").length + "|";
document.title = seen;
}</script></body>"""


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium")
def test_filter_slider_and_map_share_one_choice(page) -> None:
    late = replace(full_incident(2), sub_event_type="Attack", date=days("2019-05-20"))
    far = replace(
        full_incident(3),
        place=replace(NAMED, name="Mosul", gazetteer_name="Mosul", lat=36.3),
    )
    held = replace(full_period(), end=None)
    path = page(full_incident(), late, far, periods=[held])
    # The page's own policy would refuse the hand that moves it.
    text = re.sub(r"<meta http-equiv[^>]*>", "", path.read_text(encoding="utf-8"))
    path = path.parent.parent / "moved.html"
    path.write_text(text.replace("</body>", HAND), encoding="utf-8")
    title = re.search(r"<title>(.*)</title>", drawn(path))[1].split("|")
    assert title[:4] == [
        "1 of 3 incidents", "2 of 3 incidents", "1 of 3 incidents", "2 of 3 incidents",
    ]  # fmt: skip
    assert title[4:6] == ["2019-05-19", "1"]
    assert title[6] in {"1", "2"}
