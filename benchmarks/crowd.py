"""People and programs that work on one project at once: readers, reviewers, a run that
adds. ``benchmarks.load`` sets them on a server.
"""

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from secrets import token_hex
from typing import Self
from urllib.parse import quote

from sourceline.project import Project

URL = "SOURCELINE_DATABASE_URL"
COMMAND = Path(sys.executable).with_name("sourceline")
_WORDS = "army bomb police attack soldiers village market troops killed north".split()
_TOWNS = (
    "Maiduguri", "Monguno", "Gwoza", "Konduga", "Dikwa", "Bama", "Damboa", "Chibok",
)  # fmt: skip
_READING = {
    "list": "/api/v1/incidents?sort=deaths",
    "list, filtered": "/api/v1/incidents?type=Battles&deaths=1",
    "facets": "/api/v1/facets",
    "search": "/api/v1/incidents?q={word}",
    "map": "/api/v1/map",
    "changes": "/api/v1/changes",
    "incident": "/api/v1/incidents/{id}",
    "incident page": "/incidents/{id}",
    "explore page": "/?q={word}",
}
_FEW = 6
"""Reports that one ``add`` brings."""
_OK, _CONFLICT = 200, 409


@dataclass
class Told:
    """What happened, counted by many threads."""

    spent: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    counts: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    decided: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def took(self, kind: str, seconds: float) -> None:
        with self.lock:
            self.spent[kind].append(seconds)

    def wrong(self, said: str) -> None:
        with self.lock:
            self.errors.append(said[:600])


class Asker:
    """One person's connection to the server."""

    def __init__(self, port: int, token: str, told: Told) -> None:
        self.told = told
        self._line = HTTPConnection("127.0.0.1", port, timeout=120)
        # pages know a browser by its session, the API a program by its token
        known = "Cookie" if "=" in token else "Authorization"
        self._headers = {known: token}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._line.close()

    def get(self, kind: str, address: str) -> bytes:
        status, body = self._ask(kind, "GET", address, None)
        if status != _OK:
            self.told.wrong(f"GET {address}: {status} {body[:300]!r}")
        return body

    def post(self, address: str, body: dict[str, object]) -> tuple[int, bytes]:
        return self._ask("decision", "POST", address, json.dumps(body).encode())

    def _ask(
        self, kind: str, method: str, address: str, body: bytes | None
    ) -> tuple[int, bytes]:
        headers = dict(self._headers)
        if body is not None:
            headers["Content-Type"] = "application/json"
        begun = time.perf_counter()
        try:
            self._line.request(method, address, body, headers)
            answer = self._line.getresponse()
        except ConnectionError:
            # the server closes a line that was idle; a decision keeps its key
            self._line.close()
            self._line.request(method, address, body, headers)
            answer = self._line.getresponse()
        told = answer.read()
        self.told.took(kind, time.perf_counter() - begun)
        return answer.status, told


def read_on(asker: Asker, over: threading.Event, chance: random.Random) -> None:
    """Read until it is over, with a breath between two pages."""
    page = json.loads(asker.get("list", "/api/v1/incidents?most=200&sort=sources"))
    names = [x["id"] for x in page["incidents"]]
    while not over.is_set():
        kind = chance.choice(list(_READING))
        address = _READING[kind].format(
            id=quote(chance.choice(names)), word=chance.choice(_WORDS)
        )
        asker.get(kind, address)  # an incident that was merged answers to its old name
        over.wait(chance.uniform(0.2, 1.0))


def decide_on(asker: Asker, over: threading.Event, chance: random.Random) -> None:
    """Decide on incidents of the queue, and take some decisions back, until it is over."""
    mine: list[str] = []
    while not over.is_set():
        queue = json.loads(asker.get("queue", "/api/v1/queue?most=20"))["items"]
        kind = chance.choice(
            ["accept", "accept", "reject", "unsure", "comment", "undo"]
        )
        told: dict[str, object] = {"key": token_hex(8), "words": "as the report says"}
        if kind == "undo" and mine:
            told["decisions"] = [mine.pop()]
        elif queue and kind != "undo":
            told["seen"] = chance.choice(queue)["seen"]
        else:
            over.wait(0.5)
            continue
        status, body = asker.post(f"/api/v1/decisions/{kind}", told)
        if status == _OK:
            made = json.loads(body)["decision"]["id"]
            with asker.told.lock:
                asker.told.decided.append(made)
                asker.told.counts[kind] += 1
            if kind not in {"undo", "comment"}:
                mine.append(made)
        elif status == _CONFLICT:
            # somebody else was first; the answer says so and nothing was saved
            with asker.told.lock:
                asker.told.counts["conflict"] += 1
        else:
            asker.told.wrong(f"{kind}: {status} {body[:300]!r}")
        over.wait(chance.uniform(0.1, 0.5))


def add_on(project: Project, over: threading.Event, told: Told) -> None:
    """``sourceline add`` and ``sourceline run``, again and again, until it is over."""
    number = 0
    while not over.is_set():
        some = list(reports(number, _FEW))
        number += _FEW
        lines = "\n".join(json.dumps(x) for x in some)
        if run(project, told, "add", "-", "--country", "NG", given=lines):
            told.added += [x["id"] for x in some]
        run(project, told, "run")


def reports(first: int, count: int) -> Iterator[dict[str, str]]:
    """Invented reports, no two alike."""
    for n in range(first, first + count):
        day = datetime(2019, 1, 1, tzinfo=UTC) + timedelta(days=n % 300)
        town = _TOWNS[n % len(_TOWNS)]
        yield {
            "id": f"load-{n}",
            "published": day.date().isoformat(),
            "publisher": f"Lake Courier {n % 7}",
            "text": (
                f"{town.upper()} (Lake Courier) - A roadside bomb killed {n % 40 + 2} "
                f"soldiers near {town} on {day - timedelta(days=1):%A}, the army said. "
                f"A column of {n + 3} trucks was on the way to the town. A doctor at "
                f"the hospital said that {n % 13 + 1} civilians were wounded."
            ),
        }


def run(project: Project, told: Told, *words: str, given: str = "") -> bool:
    """One command on the project; whether it went well."""
    begun = time.perf_counter()
    done = subprocess.run(
        [COMMAND, "--project", project.settings.folder, *words],
        input=given,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {URL: project.settings.database},
    )
    told.took(words[0], time.perf_counter() - begun)
    if done.returncode:
        told.wrong(f"{words[0]}: {done.returncode} {done.stderr[-400:]}")
    return not done.returncode
