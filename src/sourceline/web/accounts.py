"""The owners' page: who may use the project, and which programs may."""

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy import Connection
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sourceline.errors import InputError
from sourceline.model.decisions import ROLES
from sourceline.store import keys, people
from sourceline.store.database import reading
from sourceline.web.forms import Fields
from sourceline.web.login import NOT_KEPT, AtGate
from sourceline.web.people import Gate, Person, needs
from sourceline.web.templates import render

router = APIRouter(prefix="/people", include_in_schema=False)
Owner = Annotated[Person, Depends(needs("owner"))]
DAYS = 90
"""How long a token lasts where nobody says otherwise."""
ROLE_HELP = {
    "viewer": "reads everything",
    "coder": "also accepts, rejects, marks unsure, comments; codes blind",
    "reviewer": "also corrects, merges, splits, and judges anew what is settled",
    "owner": "also gives accounts and tokens, and makes releases",
}


@router.get("")
def page(request: Request, at: AtGate, _who: Owner) -> Response:
    """Accounts and tokens."""
    return _page(request, at)


@router.post("/accounts")
def add(request: Request, at: AtGate, who: Owner, told: Fields) -> Response:
    """Make an account."""

    def change(connection: Connection) -> None:
        people.add_account(
            connection,
            told.get("name", ""),
            told.get("password", ""),
            told.get("role", ""),
            at.hand(who),
        )

    return _done(request, at, change)


@router.post("/role")
def role(request: Request, at: AtGate, who: Owner, told: Fields) -> Response:
    """Give an account another role."""
    return _done(
        request,
        at,
        lambda c: people.set_role(
            c, told.get("name", ""), told.get("role", ""), at.hand(who)
        ),
    )


@router.post("/password")
def password(request: Request, at: AtGate, who: Owner, told: Fields) -> Response:
    """Give an account a new password, for somebody who forgot his."""
    return _done(
        request,
        at,
        lambda c: people.set_password(
            c, told.get("name", ""), told.get("password", ""), at.hand(who)
        ),
    )


@router.post("/disable")
def disable(request: Request, at: AtGate, who: Owner, told: Fields) -> Response:
    """Shut an account out."""
    return _done(
        request, at, lambda c: people.disable(c, told.get("name", ""), at.hand(who))
    )


@router.post("/enable")
def enable(request: Request, at: AtGate, who: Owner, told: Fields) -> Response:
    """Let an account in again."""
    return _done(
        request, at, lambda c: people.enable(c, told.get("name", ""), at.hand(who))
    )


@router.post("/tokens")
def add_token(request: Request, at: AtGate, who: Owner, told: Fields) -> Response:
    """Make a token; its secret is on the page that answers, and never again."""
    hand = at.hand(who)
    try:
        with at.engine.begin() as connection:
            made, secret = keys.add_token(
                connection,
                people.account(connection, who.name),
                told.get("label", ""),
                told.get("role", ""),
                hand.when + timedelta(days=_days(told.get("days", ""))),
                hand,
            )
    except InputError as error:
        return _page(request, at, fault=f"{error}.")
    return _page(request, at, label=made.label, secret=secret)


@router.post("/tokens/revoke")
def revoke(request: Request, at: AtGate, who: Owner, told: Fields) -> Response:
    """Take a token back."""
    return _done(
        request,
        at,
        lambda c: keys.revoke_token(c, told.get("token", ""), at.hand(who)),
    )


@router.post("/sessions/close")
def close(request: Request, at: AtGate, who: Owner) -> Response:
    """End everybody's sessions, one's own too; all must sign in anew."""
    return _done(request, at, lambda c: keys.close_sessions(c, at.hand(who)))


def _done(
    request: Request, at: Gate, change: Callable[[Connection], object]
) -> Response:
    """Make a change and show the page anew, or what was wrong with it."""
    try:
        with at.engine.begin() as connection:
            change(connection)
    except InputError as error:
        return _page(request, at, fault=f"{error}.")
    return RedirectResponse("/people", 303, NOT_KEPT)


def _page(
    request: Request, at: Gate, *, fault: str = "", label: str = "", secret: str = ""
) -> Response:
    with reading(at.engine) as connection:
        accounts, tokens = people.accounts(connection), keys.tokens(connection)
    body = render(
        request,
        "people.html",
        accounts=accounts,
        tokens=tokens,
        roles=ROLES,
        role_help=ROLE_HELP,
        moment=at.clock(),
        days=DAYS,
        longest_days=keys.LONGEST_TOKEN.days,
        shortest=people.SHORTEST_PASSWORD,
        fault=fault,
        label=label,
        secret=secret,
    )
    return HTMLResponse(body, 400 if fault else 200, NOT_KEPT)


def _days(said: str) -> int:
    longest = keys.LONGEST_TOKEN.days
    if not (said.isascii() and said.isdigit() and 0 < int(said[:9]) <= longest):
        raise InputError(f"{said[:20]!r} days", expected=f"1 to {longest}")
    return int(said)
