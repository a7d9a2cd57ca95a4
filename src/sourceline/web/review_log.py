"""The queue as a list, the history of decisions, and how far people agree."""

import secrets
import threading
from collections.abc import Iterable

from fastapi import APIRouter, Request
from sqlalchemy import Connection, Engine
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sourceline.errors import InputError
from sourceline.model.decisions import ACCOUNT, Agreement
from sourceline.review import history, waiting
from sourceline.review.agreement import HAPPENED, agreement
from sourceline.review.history import Asked
from sourceline.review.queue import RANKS
from sourceline.review.replay import replay
from sourceline.review.seen import read_word, seen, word
from sourceline.review.values import shown
from sourceline.review.wording import FIELD_NAMES, count, value_words
from sourceline.store import audit
from sourceline.store.database import reading
from sourceline.store.people import at_least
from sourceline.web import review_door
from sourceline.web.faults import RefusedError
from sourceline.web.people import Person, gate
from sourceline.web.review_door import Asker
from sourceline.web.review_forms import Sent
from sourceline.web.review_pages import Coder, Here, Viewer, address
from sourceline.web.review_view import title
from sourceline.web.templates import render

router = APIRouter(include_in_schema=False)
PAGE = 50
_NOT_KEPT = {"Cache-Control": "no-store"}
_SURE, _TENTATIVE = 0.8, 0.667
"""What Krippendorff takes as reliable, and as enough for tentative conclusions."""


@router.get("/review/list")
def listed(
    request: Request, here: Here, who: Viewer, rank: str = "", after: str = ""
) -> Response:
    """The queue, a page at a time, to take a stance on many at once."""
    with reading(here.project.engine) as connection:
        return _list(request, connection, who, (rank, after))


@router.post("/review/list")
def stance_on_many(request: Request, here: Here, who: Coder, form: Sent) -> Response:
    """Take one stance on many incidents; those that changed are left and told."""
    refused: list[str] = []
    done = 0
    when = gate(request).clock()
    for number, told in enumerate(form.all("seen")):
        asker = Asker(who, when, f"{form.one('key')}-{number}")
        one = read_word(told)
        words, kind = form.one("words"), form.one("kind")
        try:
            review_door.stance(here.project, one, kind, words, asker)
            done += 1
        except RefusedError as error:
            refused.append(f"{one.incident}: {error.found}")
    if not refused:
        query = {"rank": form.one("rank"), "done": str(done)}
        return RedirectResponse(address("/review/list", **query), 303)
    with reading(here.project.engine) as connection:
        place = (form.one("rank"), "")
        return _list(request, connection, who, place, refused=refused, done=done)


@router.get("/history")
def log(  # noqa: PLR0913, PLR0917 - one argument a field of the filter
    request: Request,
    here: Here,
    person: Viewer,
    who: str = "",
    kind: str = "",
    incident: str = "",
    below: str = "",
    decision: str = "",
    undone: str = "",
) -> Response:
    """The decisions, the newest first; for owners with the changes of accounts."""
    owns = person.role == "owner"
    asked = Asked(
        who[:200],
        kind[:40],
        incident[:100],
        int(below) if below.isascii() and below.isdigit() and len(below) < 10 else None,  # noqa: PLR2004
        "*" if owns else person.name,
        owns,
    )
    with reading(here.project.engine) as connection:
        if decision:
            entry = history.one(connection, decision[:100])
            found = [entry] if _may_see(entry, asked) else []
        else:
            found = history.history(connection, asked, PAGE + 1)
        body = render(
            request,
            "history.html",
            entries=found[:PAGE],
            titles=_titles(connection, found[:PAGE]),
            more=found[PAGE - 1].decision.number if len(found) > PAGE else None,
            asked=asked,
            decision=decision[:100],
            people=history.people(connection, accounts=owns),
            total=history.total(connection),
            account_changes=history.account_changes(connection) if owns else 0,
            kinds=history.kinds(accounts=owns),
            account_kind=ACCOUNT,
            decides=at_least(person.role, "coder"),
            judges=at_least(person.role, "reviewer"),
            me=person.name,
            key=secrets.token_urlsafe(12),
            undone=undone[:100],
            address=address,
        )
    return HTMLResponse(body, headers=_NOT_KEPT)


@router.post("/history/undo")
def undo(request: Request, here: Here, who: Coder, form: Sent) -> Response:
    """Take back decisions, one or many, from whenever."""
    asker = Asker(who, gate(request).clock(), form.one("key"))
    ids = form.all("decision")
    made = review_door.undo(here.project, ids, form.one("words"), asker)
    return RedirectResponse(address("/history", undone=made.decision.id), 303)


@router.get("/agreement")
def agree(request: Request, here: Here, who: Viewer) -> Response:
    """How far coders agree with one another, and people with the machine."""
    found, coders = AGREED.of(here.project.engine)
    body = render(
        request,
        "agreement.html",
        decides=at_least(who.role, "coder"),
        fields=[(a, _means(a.coders), _means(a.machine)) for a in found],
        coders=coders,
        names={**FIELD_NAMES, HAPPENED: "took it for an incident"},
    )
    return HTMLResponse(body, headers=_NOT_KEPT)


class Agreed:
    """The agreement at the last decision, kept until there is another one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: tuple[tuple[int, str], list[Agreement], list[str]] | None = None

    def of(self, engine: Engine) -> tuple[list[Agreement], list[str]]:
        """Agreement by field, and the names of the blind coders."""
        with self._lock, reading(engine) as connection:
            head = audit.head(connection)
            at = (head.number, head.hash)
            if self._kept is None or self._kept[0] != at:
                state = replay(audit.log(connection))
                names = sorted({d.who for d in state.blind})
                self._kept = (at, agreement(state), names)
            return self._kept[1], self._kept[2]


AGREED = Agreed()


def _list(
    request: Request,
    connection: Connection,
    who: Person,
    place: tuple[str, str],
    *,
    refused: list[str] | None = None,
    done: int | None = None,
) -> Response:
    rank, after = place
    if rank and rank not in RANKS:
        raise InputError(f"rank {rank[:40]!r}", expected=", ".join(RANKS))
    key = read_key(after)
    number = RANKS.index(rank) if rank else None
    found = waiting.waiting(connection, key, PAGE + 1, number)
    head = audit.head(connection).number
    machines = waiting.machine_of(connection, [w.id for w in found[:PAGE]])
    told = {
        x.id: (
            title(x),
            value_words("deaths", shown(x)["deaths"]),
            word(seen(x, head)),
        )
        for x in machines
    }
    last = found[PAGE - 1] if len(found) > PAGE else None
    said = request.query_params.get("done", "")
    body = render(
        request,
        "review_list.html",
        items=[(w, *told[w.id]) for w in found[:PAGE] if w.id in told],
        counts=waiting.counts(connection),
        rank=rank,
        next=f"{last.key[0]}.{last.key[1]}" if last else "",
        decides=at_least(who.role, "coder"),
        refused=refused or [],
        done=int(said) if done is None and said.isdigit() and said.isascii() else done,
        key=secrets.token_urlsafe(12),
        count=count,
        address=address,
    )
    return HTMLResponse(body, 409 if refused else 200, _NOT_KEPT)


def read_key(said: str) -> waiting.Key | None:
    """A place of the queue as an address has it."""
    if not said:
        return None
    number, _, name = said.partition(".")
    if not (number.isascii() and number.isdigit() and len(number) <= 10):  # noqa: PLR2004
        raise InputError(f"after = {said[:40]!r}", expected="what the page before gave")
    return int(number), name[:100]


def _titles(connection: Connection, entries: Iterable[history.Entry]) -> dict[str, str]:
    """The incidents of some entries by what people know them by."""
    ids = sorted({name for e in entries for name in e.incidents})
    return {x.id: title(x) for x in waiting.machine_of(connection, ids)}


def _may_see(entry: history.Entry, asked: Asked) -> bool:
    made = entry.decision
    if made.kind == ACCOUNT:
        return asked.accounts
    return not made.blind or asked.blind_of in {"*", made.who}


def _means(alpha: float | None) -> str:
    """What an alpha allows, in words."""
    if alpha is None:
        return "can not be told yet"
    if alpha >= _SURE:
        return "reliable"
    return "enough for tentative conclusions" if alpha >= _TENTATIVE else "not reliable"
