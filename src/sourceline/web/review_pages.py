"""The review of incidents, one on a screen: plain forms, which a script makes quicker.

A decision's answer leaves after its commit. What was refused is told with the incident
as it is now; nothing is overwritten.
"""

import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from sqlalchemy import Connection
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sourceline.errors import InputError
from sourceline.model.taxonomy import ACTOR_TYPES, SUB_EVENT_TYPES
from sourceline.review import history, waiting
from sourceline.review.seen import read_word
from sourceline.review.wording import said
from sourceline.store import audit, evidence, search
from sourceline.store.database import reading
from sourceline.store.people import at_least
from sourceline.web import review_door
from sourceline.web.desk import Desk, desk
from sourceline.web.faults import Fault, RefusedError, missing
from sourceline.web.people import Person, gate, needs
from sourceline.web.review_door import Asker, Done
from sourceline.web.review_forms import SIDES, Form, Sent, correction
from sourceline.web.review_values import offers, sentences
from sourceline.web.review_view import ordered, review_view
from sourceline.web.templates import render
from sourceline.web.words import PRECISE

if TYPE_CHECKING:
    from sourceline.model.decisions import Decision

router = APIRouter(include_in_schema=False)
Here = Annotated[Desk, Depends(desk)]
Viewer = Annotated[Person, Depends(needs("viewer"))]
Coder = Annotated[Person, Depends(needs("coder"))]
Reviewer = Annotated[Person, Depends(needs("reviewer"))]
_NOT_KEPT = {"Cache-Control": "no-store"}
_LONGEST = 400


@router.get("/review")
def review(  # noqa: PLR0913, PLR0917 - one argument a field of the address
    request: Request,
    here: Here,
    who: Viewer,
    at: str = "",
    blind: str = "",
    find: str = "",
    done: str = "",
) -> Response:
    """The incident that comes next, or the one that is asked for."""
    hidden = blind not in {"", "0"}
    if hidden and not at_least(who.role, "coder"):
        raise RefusedError(
            403, "forbidden", f"role {who.role}", "coder or more, to code blind"
        )
    with reading(here.project.engine) as connection:
        name = _present(connection, at[:_LONGEST]) if at else None
        told = {"find": find[:_LONGEST], "done": _done(connection, done, who)}
        return _page(request, connection, who, name, hidden=hidden, told=told)


@router.post("/review/stance")
def stance(request: Request, here: Here, who: Coder, form: Sent) -> Response:
    """Accept, reject, or be unsure."""

    def decide(asker: Asker) -> Done:
        seen = read_word(form.one("seen"))
        kind, words = form.one("kind"), form.one("words")
        return review_door.stance(here.project, seen, kind, words, asker)

    return _answer(request, here, who, form, decide, goes_on=True)


@router.post("/review/comment")
def comment(request: Request, here: Here, who: Coder, form: Sent) -> Response:
    """Say something."""

    def decide(asker: Asker) -> Done:
        seen = read_word(form.one("seen"))
        return review_door.comment(here.project, seen, form.one("words"), asker)

    return _answer(request, here, who, form, decide)


@router.post("/review/correct")
def correct(request: Request, here: Here, who: Coder, form: Sent) -> Response:
    """Put another value in the place of one."""

    def decide(asker: Asker) -> Done:
        seen = read_word(form.one("seen"))
        with reading(here.project.engine) as connection:
            kept = ordered(evidence.claims(connection, seen.claims))
            records = [c.record for c in kept]
            reports = {r["report"] for r in records}
            texts = search.report_texts(connection, reports)
        told = correction(form, offers(records, texts), sentences(records), texts)
        return review_door.correct(here.project, seen, told, asker)

    return _answer(request, here, who, form, decide)


@router.post("/review/merge")
def merge(request: Request, here: Here, who: Reviewer, form: Sent) -> Response:
    """Join the incident with others."""

    def decide(asker: Asker) -> Done:
        seen = [read_word(one) for one in (form.one("seen"), *form.all("with"))]
        return review_door.merge(here.project, seen, form.one("words"), asker)

    return _answer(request, here, who, form, decide)


@router.post("/review/split")
def split(request: Request, here: Here, who: Reviewer, form: Sent) -> Response:
    """Take claims out of the incident."""

    def decide(asker: Asker) -> Done:
        seen, out = read_word(form.one("seen")), form.all("out")
        words = form.one("words")
        return review_door.split(here.project, seen, out, words, asker)

    return _answer(request, here, who, form, decide)


@router.post("/review/undo")
def undo_last(request: Request, here: Here, who: Coder, form: Sent) -> Response:
    """Take back the last decision of one's own."""
    return _answer(
        request,
        here,
        who,
        form,
        lambda asker: review_door.undo_last(here.project, form.one("words"), asker),
    )


def _answer(
    request: Request,
    here: Desk,
    who: Person,
    form: Form,
    decide: Any,  # noqa: ANN401 - a function of the asker
    goes_on: bool = False,
) -> Response:
    """Decide, then send the browser on; or show what stands against it."""
    hidden = form.has("blind")
    asker = Asker(who, gate(request).clock(), form.one("key"), hidden)
    try:
        done: Done = decide(asker)
    except (RefusedError, InputError) as error:
        return _refused(request, here, who, form, error)
    following = done.incident
    if goes_on:
        with reading(here.project.engine) as connection:
            following = _following(connection, who, form.one("next"), hidden=hidden)
    told = {"at": following, "done": done.decision.id}
    return RedirectResponse(address(**told, blind="1" if hidden else ""), 303)


def _refused(
    request: Request,
    here: Desk,
    who: Person,
    form: Form,
    error: RefusedError | InputError,
) -> Response:
    """The incident as it is now, above it why nothing was saved."""
    status, code = 400, "bad_request"
    if isinstance(error, RefusedError):
        status, code = error.status, error.code
    fault = Fault(
        code=code, found=error.found, expected=error.expected, advice=error.advice
    )
    with reading(here.project.engine) as connection:
        name = None
        try:
            claims = read_word(form.one("seen")).claims
            name = next(iter(waiting.incidents_of(connection, claims)), None)
        except InputError:
            pass
        told = {"refused": fault, "wanted": form, "status": status}
        hidden = form.has("blind") and at_least(who.role, "coder")
        return _page(request, connection, who, name, hidden=hidden, told=told)


def _page(
    request: Request,
    connection: Connection,
    who: Person,
    name: str | None,
    *,
    hidden: bool,
    told: Mapping[str, Any],
) -> Response:
    blind_of = who.name if hidden else ""
    finished = waiting.blindly_done(connection, who.name) if hidden else set()
    name = name or (
        waiting.blind_next(connection, finished)
        if hidden
        else waiting.after(connection, None)
    )
    find = str(told.get("find", ""))
    view = (
        review_view(connection, name, blind_of=blind_of, asked=find) if name else None
    )
    last = waiting.latest_of(connection, who.name, blind=hidden)
    status = int(told.get("status", 200))
    body = render(
        request,
        "review.html",
        who=who,
        decides=at_least(who.role, "coder"),
        judges=at_least(who.role, "reviewer"),
        view=view,
        blind=hidden,
        counts={} if hidden else waiting.counts(connection),
        left=waiting.blind_left(connection, finished) if hidden else 0,
        around=_around(connection, name, finished, hidden=hidden),
        find=find,
        done=told.get("done"),
        refused=told.get("refused"),
        wanted=told.get("wanted"),
        last=last,
        said=said,
        keys=[secrets.token_urlsafe(12) for _ in range(6)],
        kinds=SUB_EVENT_TYPES,
        actor_types=ACTOR_TYPES,
        precise=PRECISE,
        sides=SIDES,
        address=address,
    )
    return HTMLResponse(body, status, _NOT_KEPT)


def address(path: str = "/review", **told: str) -> str:
    """An address of these pages; what is empty is left out."""
    query = urlencode([(k, v) for k, v in told.items() if v])
    return f"{path}?{query}" if query else path


def _around(
    connection: Connection, name: str | None, finished: set[str], *, hidden: bool
) -> tuple[str, str]:
    """The incidents before and after one, empty for none."""
    if name is None:
        return "", ""
    if hidden:
        back = waiting.blind_next(connection, finished, name, backwards=True)
        return back or "", waiting.blind_next(connection, finished, name) or ""
    key = waiting.key_of(connection, name)
    back = waiting.before(connection, key) if key else None
    return back or "", waiting.after(connection, key) or ""


def _following(connection: Connection, who: Person, said: str, *, hidden: bool) -> str:
    """Where to go on: the incident that the page named, if it still waits."""
    if hidden:
        finished = waiting.blindly_done(connection, who.name)
        return said or waiting.blind_next(connection, finished) or ""
    if said and waiting.key_of(connection, said) is not None:
        return said
    return waiting.after(connection, None) or ""


def _present(connection: Connection, name: str) -> str:
    """An incident's id now."""
    try:
        return search.incident(connection, name).id
    except InputError as error:
        raise missing("incident", name) from error


def _done(connection: Connection, name: str, who: Person) -> history.Entry | None:
    """The decision that was just made; nobody else's is told as one's own."""
    if not name:
        return None
    try:
        made: Decision = audit.decisions(connection, [name[:_LONGEST]])[0]
    except InputError:
        return None
    if made.who != who.name:
        return None
    return history.entries(connection, [made])[0]
