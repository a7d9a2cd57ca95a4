"""How fast the workbench answers on a large project.

``python -m benchmarks.workbench PROJECT FOLDER`` copies a read project until it has
30,000 incidents and 100,000 reports, serves it within this process, and asks. Beside the
time on the clock stands that of the processor, which other work on the machine leaves as
it is. With ``--browser`` a real Chromium opens the explore page instead, and what is
measured is how long a reader waits for the map: from asking for the page until the map
has drawn every place, first in a browser that holds nothing, then again, then after
choosing a filter. Without a graphics card the processor draws.
"""

import argparse
import json
import random
import resource
import shutil
import socket
import sqlite3
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, Page, sync_playwright
from starlette.types import ASGIApp

from sourceline.project import open_project
from sourceline.web.app import create_app

INCIDENTS, REPORTS, ROUNDS = 30_000, 100_000, 40
LINE_MS = {"map": 2000.0}
_USUAL_LINE_MS = 300.0
ADDRESSES = {
    "list": "/api/v1/incidents?sort=deaths",
    "list, filtered": "/api/v1/incidents?type=Battles&since=2014-01-01&deaths=1",
    "facets": "/api/v1/facets",
    "facets, two chosen": "/api/v1/facets?type=Armed clash&grade=contested",
    "search": "/api/v1/incidents?q={word}",
    "search, evidence": "/api/v1/incidents?q={word}&within=evidence",
    "histogram": "/api/v1/histogram",
    "map": "/api/v1/map",
    "explore page": "/",
    "explore page, search": "/?q={word}",
    "incident page": "/incidents/{id}",
    "control": "/api/v1/control?on=2015-06-01",
    "changes": "/api/v1/changes",
}


WORDS = (
    "killed army soldiers police attack town city people government forces said"
    " monday tuesday wednesday thursday friday village hospital militants state"
    " islamic north south east road air strike fighters civilians wounded bomb"
    " explosion troops district market school group military official two dead"
).split()
"""One a round, so that no answer is one that was kept."""


def swell(source: Path, target: Path) -> None:
    """Copy a project, its rows again and again under other names and days."""
    shutil.copytree(source, target)
    connection = sqlite3.connect(target / "sourceline.db")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA foreign_keys = OFF")
    told = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    for (name,) in connection.execute(f"{told} AND name LIKE 'journal%'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    have = connection.execute("SELECT count(*) FROM incident").fetchone()[0]
    reports = connection.execute("SELECT count(*) FROM report").fetchone()[0]
    rounds = range(1, INCIDENTS // have + 1)
    for n in rounds:
        for table in ("report", "reading", "claim", "incident", "pair"):
            again(connection, table, n)
    connection.commit()
    more = (REPORTS - reports * (len(rounds) + 1)) // reports
    for n in range(1000, 1000 + max(0, more)):
        again(connection, "report", n)
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def again(connection: sqlite3.Connection, table: str, n: int) -> None:
    """Copy the first rows of a table under the names of round ``n``."""
    chance = random.Random(n)
    cursor = connection.execute(f"SELECT * FROM {table} WHERE rowid <= 600")  # noqa: S608
    names = [d[0] for d in cursor.description]
    rows = []
    for row in cursor.fetchall():
        told = dict(zip(names, row, strict=True))
        own = [v for k, v in told.items() if k in {"id", "report", "left"}]
        if any("~" in str(v) for v in own):
            continue
        for field in ("id", "report", "incident", "left", "right", "story"):
            if told.get(field):
                told[field] = f"{told[field]}~{n}"
        if told.get("record"):
            told["record"] = renamed(told["record"], n, chance, table)
        if table == "incident":
            record = json.loads(told["record"])
            place = record["place"] or {}
            told["lat"], told["lon"] = place.get("lat"), place.get("lon")
        if table == "report":
            told["text"] += f"\nRound {n} {chance.random()}"
        rows.append([told[k] for k in names])
    quoted = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join("?" * len(names))
    connection.executemany(
        f"INSERT OR IGNORE INTO {table} ({quoted}) VALUES ({marks})",  # noqa: S608
        rows,
    )


def renamed(record: str, n: int, chance: random.Random, table: str) -> str:
    """A record with its ids of round ``n`` and its place moved."""
    told = json.loads(record)
    if table == "incident":
        told["id"] += f"~{n}"
        for member in told["claims"]:
            member["id"] += f"~{n}"
            member["report"] += f"~{n}"
        if told["place"] and told["place"]["lat"] is not None and n % 3 == 0:
            told["place"]["lat"] += round(chance.uniform(-2, 2), 3)
            told["place"]["lon"] += round(chance.uniform(-2, 2), 3)
    elif table == "claim":
        told["id"] += f"~{n}"
        told["report"] += f"~{n}"
    return json.dumps(told)


LOOKS, SHOWN_LINE_MS = 5, 2000.0
_FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-dev-shm-usage"),
    *("--use-angle=swiftshader", "--enable-unsafe-swiftshader"),
    *("--disable-gpu-rasterization", "--disable-background-networking"),
)
_WATCH = """(() => {
    // Written down in the first frame after the map drew what it was last given.
    let drawn = null;
    const look = () => {
        const place = document.getElementById("map");
        const map = place?.drawing;
        if (place?.dataset.drawn && place.dataset.drawn !== drawn
            && map.isSourceLoaded("spots") && map.areTilesLoaded()
            && map.queryRenderedFeatures({ layers: ["spots"] }).length) {
            drawn = place.dataset.drawn;
            window.shown = { at: performance.now(), places: Number(drawn) };
        }
        requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
})();"""
_STEPS = """() => {
    const [page] = performance.getEntriesByType("navigation");
    const answer = performance.getEntriesByType("resource")
        .filter((one) => one.name.includes("/api/v1/map")).at(-1);
    const paint = performance.getEntriesByName("first-contentful-paint")[0];
    return { page: page.responseEnd, painted: paint?.startTime ?? 0,
             asked: answer.startTime, answered: answer.responseEnd };
}"""


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """The address at which an application is served meanwhile."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


def look(app: ASGIApp) -> None:
    """Open the explore page again and again; print how long its map takes."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))))
    with serving(app) as home, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=_FLAGS)
        print(f"Chromium {browser.version}, {LOOKS} rounds")
        told = [_looked(browser, home) for _ in range(LOOKS + 1)][1:]
        browser.close()
    for name in told[0]:
        spent = sorted(one[name] for one in told)
        middle, p95 = statistics.median(spent), statistics.quantiles(spent, n=20)[-1]
        held = (
            f" (line {SHOWN_LINE_MS:.0f}, {_held(p95)})" if "map shown" in name else ""
        )
        print(f"{name}: middle {middle:.0f}, p95 {p95:.0f}{held}")


def _held(p95: float) -> str:
    return "held" if p95 <= SHOWN_LINE_MS else "MISSED"


def _looked(browser: Browser, home: str) -> dict[str, float]:
    """One reader: his first look, a second one, a filter."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    context.add_init_script(_WATCH)
    page = context.new_page()
    page.goto(home, wait_until="commit")
    first = _shown(page)
    steps = page.evaluate(_STEPS)
    page.close()
    page = context.new_page()
    page.goto(home, wait_until="commit")
    again = _shown(page)
    page.evaluate("delete window.shown")
    begun = page.evaluate("performance.now()")
    page.evaluate(
        """() => {
            document.getElementById("deaths").value = "1";
            document.getElementById("filter").requestSubmit();
        }"""
    )
    chosen = _shown(page) - begun
    context.close()
    return {
        "first look: page answered, ms": steps["page"],
        "first look: page painted, ms": steps["painted"],
        "first look: map asked for, ms": steps["asked"],
        "first look: map answered, ms": steps["answered"],
        "first look: map shown, ms": first,
        "second look: map shown, ms": again,
        "filter chosen: map shown, ms": chosen,
    }


def _shown(page: Page) -> float:
    """Milliseconds of the page's clock at which its map had drawn all places."""
    told: dict[str, float] = page.evaluate(
        """() => new Promise((done) => {
            const look = () => {
                if (window.shown) done(window.shown);
                else requestAnimationFrame(look);
            };
            look();
        })"""
    )
    return told["at"]


def main() -> None:
    """Swell, serve, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("project", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--browser", action="store_true", help="how long Chromium takes to show the map"
    )
    told = parser.parse_args()
    if not told.folder.exists():
        swell(told.project, told.folder)
    project = open_project(told.folder)
    begun = time.perf_counter()
    app = create_app(project)
    print(f"index: {time.perf_counter() - begun:.1f} s")
    if told.browser:
        look(app)
        return
    client = TestClient(
        app, base_url="http://127.0.0.1", client=("127.0.0.1", 1), backend="asyncio"
    )
    begun = time.perf_counter()
    page = client.get("/api/v1/incidents?most=500&sort=sources").json()
    print(
        f"first answer: {time.perf_counter() - begun:.1f} s, {page['total']} incidents"
    )
    names = [x["id"] for x in page["incidents"]]
    for name, address in ADDRESSES.items():
        client.get(address.format(id=names[0], word="zeppelin"))
        spent, worked, size = [], [], 0
        for n in range(ROUNDS):
            begun, before = time.perf_counter(), time.process_time()
            word = WORDS[n % len(WORDS)]
            answer = client.get(address.format(id=names[n], word=word))
            spent.append(1000 * (time.perf_counter() - begun))
            worked.append(1000 * (time.process_time() - before))
            answer.raise_for_status()
            size = len(answer.content) // 1024
        p95, own = (statistics.quantiles(x, n=20)[-1] for x in (spent, worked))
        line = LINE_MS.get(name, _USUAL_LINE_MS)
        held = "held" if p95 <= line else "MISSED"
        print(
            f"{name}: p95 {p95:.0f} ms (line {line:.0f}, {held}),"
            f" {own:.0f} ms of the processor, {size} kB"
        )
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"memory at most: {most} MB")


if __name__ == "__main__":
    main()
