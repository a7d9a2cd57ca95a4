"""A queue of invented incidents to review, made without reading, and signed-in people."""

import datetime
import itertools
import re
import secrets
from html import unescape

from fastapi.testclient import TestClient
from sqlalchemy import insert

from sourceline.model.claims import (
    Casualty,
    DateRange,
    EventClaim,
    Evidence,
    Place,
    TextSpan,
)
from sourceline.model.records import event_claim
from sourceline.project import Project
from sourceline.store import keys
from sourceline.store import schema as t
from sourceline.store.chain import stamp
from sourceline.store.people import account
from sourceline.web.app import create_app

_keys = itertools.count()


def key() -> str:
    """A key as a client makes it."""
    return f"client-key-{next(_keys):05}"


def tell(
    project: Project,
    number: int,
    village: str,
    killed: int,
    *,
    day: int = 1,
    publisher: str = "Delta Wire",
    around: tuple[str, str] = ("", ""),
) -> str:
    """Add a report with one claim; the claim's id. Around its sentence may stand more."""
    figure = str(killed)
    sentence = (
        f"{village}, {publisher} - Shells fell on {village} on {day} May 2026 and "
        f"killed {figure} civilians, the council said."
    )
    text = around[0] + sentence + around[1]
    begin = len(around[0])
    at = text.index(f"killed {figure}", begin) + 7
    where = text.index(f"on {village}", begin) + 3
    date = datetime.date(2026, 5, day)
    claim = EventClaim(
        f"c-{number:04}",
        f"r-{number:04}",
        "Explosions/Remote violence",
        "Shelling/artillery/missile attack",
        "occurred",
        False,
        (),
        (),
        Place(
            *(village, village, f"geonames:{len(village)}", None, "Reed Province"),
            *("IQ", 33.0, 44.0, 1, 2.0, TextSpan(where, where + len(village))),
        ),
        DateRange(date, date, 1, "stated"),
        (
            Casualty(
                *("killed", "civilian", "civilians", killed, killed, killed),
                *("exact", "event", TextSpan(at, at + len(figure)), figure),
            ),
        ),
        (),
        (),
        (Evidence(TextSpan(begin, begin + len(sentence)), sentence),),
        (),
        0.9,
    )
    published = {
        "date": str(date),
        "earliest": str(date),
        "latest": str(date),
        "basis": "given",
    }
    head = {"published": published, "furniture": []}
    with project.engine.begin() as connection:
        connection.execute(
            insert(t.report).values(
                id=claim.report,
                key=claim.report,
                path="",
                publisher=publisher,
                title=f"Shells fall on {village}",
                basis="given",
                extracted=True,
                sha256="",
                text=text,
                extra={},
                waits_for_reading=False,
            )
        )
        connection.execute(
            insert(t.reading).values(
                report=claim.report,
                version="1",
                story=claim.report,
                fingerprint=b"",
                waits_for_grouping=False,
                waits_for_control=False,
                record={"report": head, "claims": [], "control": [], "rejections": []},
            )
        )
        connection.execute(
            insert(t.claim).values(
                id=claim.id,
                report=claim.report,
                fused=True,
                sub_event_type=claim.sub_event_type,
                record=event_claim(claim),
                waits_for_matching=False,
                waits_for_fusing=True,
            )
        )
    return claim.id


def join(project: Project, left: str, right: str, weight: float) -> None:
    """Say how likely two claims tell one happening."""
    row = {"left": left, "right": right, "weight": weight, "reasons": ["same day (+4)"]}
    with project.engine.begin() as connection:
        connection.execute(insert(t.pair), [row])


def fill_queue(project: Project, count: int) -> list[str]:
    """So many incidents of one claim each; their ids in the order of the queue."""
    for n in range(count):
        tell(project, n, f"Village {n:03}", n + 1, day=1 + n % 28)
    project.settle()
    return [f"i-{n:04}" for n in reversed(range(count))]


def person(project: Project, name: str, role: str) -> None:
    """Make an account that no password opens; ``signed_in`` gives it a session."""
    row = {"id": f"a-{name}", "name": name, "key": name.casefold(), "role": role}
    made = stamp(_now())
    with project.engine.begin() as connection:
        connection.execute(insert(t.account), [row | {"password": "", "made": made}])


def session(project: Project, name: str) -> str:
    """The secret of a new session of somebody."""
    with project.engine.begin() as connection:
        who = account(connection, name)
        return keys.open_session(connection, who, _now(), secrets.token_bytes)


def _now() -> datetime.datetime:
    """Sessions end by the server's clock."""
    return datetime.datetime.now(datetime.UTC)  # noqa: TID251


def signed_in(project: Project, name: str, app: object = None) -> TestClient:
    """A browser in which somebody signed in."""
    return TestClient(
        app or create_app(project),
        base_url="http://127.0.0.1:8321",
        client=("127.0.0.1", 50000),
        raise_server_exceptions=False,
        cookies={"sourceline-8321": session(project, name)},
    )


def form(page: str, action: str, **more: object) -> dict[str, object]:
    """The hidden fields of a page's form, with what a person puts in."""
    found = re.search(
        rf'<form method="post" action="{action}"[^>]*>(.*?)</form>', page, re.DOTALL
    )
    assert found, f"no form {action}"
    hidden = re.findall(
        r'<input type="hidden" name="([^"]*)" value="([^"]*)">', found[1]
    )
    return {name: unescape(value) for name, value in hidden} | more


def seen(client: TestClient, name: str, *, blind: bool = False) -> str:
    """The word to decide on an incident by."""
    answer = client.get(f"/api/v1/review/{name}" + ("?blind=true" if blind else ""))
    assert answer.status_code == 200, answer.text
    return answer.json()["seen"]


def send(client: TestClient, path: str, /, **told: object):
    """Post a decision of a kind to the API."""
    return client.post(f"/api/v1/decisions/{path}", json={"key": key(), **told})
