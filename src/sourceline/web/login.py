"""Signing in and out, and everybody's own account."""

import re
from collections.abc import Callable
from datetime import timedelta
from math import ceil
from typing import Annotated, Any

import anyio.to_thread
from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sourceline.errors import InputError
from sourceline.model.decisions import Account
from sourceline.store import people
from sourceline.store.database import reading
from sourceline.store.people import needs_account, set_password, waiting_time
from sourceline.web.faults import Fault, RefusedError
from sourceline.web.forms import Fields
from sourceline.web.people import READS, Gate, Person, asking, gate, needs
from sourceline.web.templates import render

router = APIRouter(include_in_schema=False)
AtGate = Annotated[Gate, Depends(gate)]
NOT_KEPT = {"Cache-Control": "no-store"}
"""Pages about people stay in no cache: the next one at this machine may be another."""
SIGN_IN = 401
"""Status of an answer that asks somebody to sign in."""
_AT_ONCE = anyio.CapacityLimiter(2)
"""Passwords looked at at the same time: each takes 64 MiB, and whoever may not come in
must not be able to take all of them."""
_OWN = re.compile(r"/(?![/\\])[^\x00-\x20\x7f\\]*", re.ASCII)
_LONGEST_NEXT = 2000


@router.get("/login", dependencies=[Depends(asking)])
def login(request: Request, at: AtGate, next: str = "/") -> Response:  # noqa: A002
    """The page to sign in on."""
    return _page(request, at, following=own_path(next))


@router.post("/login")
async def sign_in(request: Request, at: AtGate, told: Fields) -> Response:
    """Sign in. An unknown name and a wrong password can not be told apart, neither by
    the words nor by the time that they take.
    """
    name, following = told.get("name", ""), own_path(told.get("next", "/"))
    wait = await _free(_wait, at, name)
    if wait:
        return _waits(request, at, wait, name=name, following=following)
    account = await _opened(at, name, told.get("password", ""))
    if account is None:
        return _page(
            request,
            at,
            status=SIGN_IN,
            name=name,
            following=following,
            fault="The name or the password is not right.",
        )
    answer = RedirectResponse(following, 303, NOT_KEPT)
    await _free(at.let_in, request, account, answer)
    return answer


@router.post("/logout")
def sign_out(request: Request, at: AtGate) -> Response:
    """Sign out: the session ends here, not only in the browser."""
    clear = {"Clear-Site-Data": '"cache"'}
    answer = RedirectResponse("/login", 303, NOT_KEPT | clear)
    at.let_out(request, answer)
    return answer


def signed_in(who: Annotated[Person, Depends(needs("viewer"))]) -> Person:
    """The person, who must have an account.

    Raises:
        RefusedError: he has none.
    """
    if not who.name:
        raise RefusedError(
            SIGN_IN,
            "unauthorised",
            "a project without accounts",
            expected="an account",
            advice="make the first one: sourceline account add NAME --role owner",
        )
    return who


Me = Annotated[Person, Depends(signed_in)]


@router.get("/account")
def account(request: Request, who: Me) -> Response:
    """My account."""
    return _account_page(request, who)


@router.post("/account/password")
async def change_password(
    request: Request, at: AtGate, who: Me, told: Fields
) -> Response:
    """Change my own password, which ends my sessions on other machines."""
    wait = await _free(_wait, at, who.name)
    if wait:
        return _account_page(request, who, fault=_too_often(wait), status=429)
    if told.get("new") != told.get("again"):
        fault = "The new password is not the same twice."
        return _account_page(request, who, fault=fault, status=400)
    account = await _opened(at, who.name, told.get("present", ""))
    if account is None:
        fault = "The present password is not right."
        return _account_page(request, who, fault=fault, status=400)
    try:
        await _free(_set, at, who, told.get("new", ""))
    except InputError as error:
        return _account_page(request, who, fault=f"{error}.", status=400)
    answer = _account_page(request, who, done="The password is changed.")
    await _free(at.let_in, request, account, answer)
    return answer


def sign_in_page(request: Request, fault: Fault) -> Response:
    """The page to sign in on, in place of one that takes an account."""
    url = request.url
    asked = f"{url.path}?{url.query}" if url.query else url.path
    following = own_path(asked) if request.method in READS else "/"
    expected = f"This takes {fault.expected}." if fault.expected else ""
    return _page(
        request, gate(request), status=SIGN_IN, following=following, hint=expected
    )


def own_path(said: str) -> str:
    r"""Where to go on after signing in: a path of these pages, else their first.

    Browsers read ``//`` and ``/\`` as another host and leave out tabs and line ends,
    so none of them is let through.
    """
    if len(said) > _LONGEST_NEXT or not _OWN.fullmatch(said):
        return "/"
    return "/" if re.match(r"/log(in|out)\b", said) else said


def _page(  # noqa: PLR0913 - what the page shows
    request: Request,
    at: Gate,
    *,
    following: str,
    status: int = 200,
    name: str = "",
    fault: str = "",
    hint: str = "",
) -> Response:
    body = render(
        request,
        "login.html",
        typed=name,
        following=following,
        fault=fault,
        hint=hint,
        accounts=not needs_account(at.engine),
        # a link from elsewhere comes without the cookie, which is for these pages alone
        elsewhere=request.method in READS
        and request.headers.get("sec-fetch-site") in {"cross-site", "same-site"},
    )
    return HTMLResponse(body, status, NOT_KEPT)


def _waits(request: Request, at: Gate, wait: timedelta, **told: str) -> Response:
    fault = _too_often(wait)
    answer = _page(
        request,
        at,
        status=429,
        name=told["name"],
        following=told["following"],
        fault=fault,
    )
    answer.headers["Retry-After"] = str(_seconds(wait))
    return answer


def _account_page(
    request: Request, who: Person, *, fault: str = "", done: str = "", status: int = 200
) -> Response:
    body = render(
        request,
        "account.html",
        who=who,
        fault=fault,
        done=done,
        shortest=people.SHORTEST_PASSWORD,
    )
    return HTMLResponse(body, status, NOT_KEPT)


def _too_often(wait: timedelta) -> str:
    return f"Too many attempts. The next is possible in {_seconds(wait)} seconds."


def _seconds(wait: timedelta) -> int:
    return ceil(wait.total_seconds())


def _wait(at: Gate, name: str) -> timedelta:
    with reading(at.engine) as connection:
        return waiting_time(connection, name, at.clock())


def _set(at: Gate, who: Person, password: str) -> None:
    with at.engine.begin() as connection:
        set_password(connection, who.name, password, at.hand(who))


async def _opened(at: Gate, name: str, password: str) -> Account | None:
    """The account that name and password open, looked at a few at a time."""
    return await anyio.to_thread.run_sync(
        people.verify_password, at.engine, name, password, at.clock(), limiter=_AT_ONCE
    )


async def _free(call: Callable[..., Any], *told: Any) -> Any:  # noqa: ANN401
    """Call what waits for the database, away from the loop that serves everybody."""
    return await anyio.to_thread.run_sync(call, *told)
