"""Who asks, and what he may do.

A browser is known by a session's cookie, a program by a token, under ``/api`` alone.
Until a project has accounts, whoever sits at this machine may read, and nobody else
anything; deciding always takes an account.
"""

import datetime
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from ipaddress import ip_address
from typing import Annotated

from fastapi import BackgroundTasks, Depends, Request
from sqlalchemy import Engine
from starlette.responses import Response

from sourceline.model.decisions import ROLES, Account
from sourceline.store import keys
from sourceline.store.account_log import Draw, Hand
from sourceline.store.database import reading
from sourceline.store.people import at_least, needs_account
from sourceline.web.faults import RefusedError

Clock = Callable[[], datetime.datetime]
READS = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""
_API = "/api/"


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks.

    Attributes:
        name: the account's name, which decisions are signed with; empty for whoever
            sits at this machine while the project has no accounts.
        role: ``viewer``, ``coder``, ``reviewer`` or ``owner``.
    """

    name: str
    role: str


def now() -> datetime.datetime:
    """The moment, UTC."""
    return datetime.datetime.now(datetime.UTC)  # noqa: TID251 - the server's own clock


class Gate:
    """Knows people by what their browsers and programs send.

    Args:
        engine: the project's database.
        clock: tells the moment.
        draw: where secrets come from.
        https: whether people reach this server by https even where it is not asked so
            itself, as behind a server that ends the encryption.
    """

    def __init__(
        self,
        engine: Engine,
        clock: Clock = now,
        draw: Draw = secrets.token_bytes,
        *,
        https: bool = False,
    ) -> None:
        self.engine, self.clock, self.draw, self._https = engine, clock, draw, https
        self._touching: set[str] = set()
        self._lock = threading.Lock()

    def known(self, request: Request, later: BackgroundTasks) -> Person | None:
        """The person behind a request, None where an account is needed.

        Args:
            request: what is asked.
            later: takes what can be done after the answer.

        Raises:
            RefusedError: a token that opens nothing; or a request from elsewhere while
                the project has no accounts.
        """
        bearer = _bearer(request)
        if bearer is not None:
            return self._of_token(bearer)
        secret = self.secret(request)
        if secret:
            with reading(self.engine) as connection:
                session = keys.session_of(connection, secret, self.clock())
            if session is not None:
                if keys.is_to_touch(session, self.clock()):
                    later.add_task(self._touch, secret)
                return Person(session.account.name, session.account.role)
        if not needs_account(self.engine):
            return None
        if not _is_near(request):
            raise RefusedError(
                403,
                "forbidden",
                "a request from another machine",
                expected="one from this machine, as the project has no accounts",
            )
        return Person("", "viewer")

    def hand(self, who: Person) -> Hand:
        """Somebody's hand on accounts and tokens, as the log tells it."""
        return Hand(who.name, self.clock(), self.draw)

    def secret(self, request: Request) -> str:
        """The secret of the session that a browser claims, empty for none."""
        return request.cookies.get(self.cookie(request), "")

    def cookie(self, request: Request) -> str:
        """Name of the session's cookie. Browsers share cookies between the ports of a
        host; the port in the name keeps apart two projects that are served at once.
        """
        port = request.url.port
        name = f"sourceline-{port}" if port else "sourceline"
        return f"__Host-{name}" if self._by_https(request) else name

    def let_in(self, request: Request, account: Account, answer: Response) -> None:
        """Open a session for a browser; the one that it had ends, so that nobody who
        planted or saw the old secret comes in with it.
        """
        with self.engine.begin() as connection:
            keys.close_session(connection, self.secret(request))
            secret = keys.open_session(connection, account, self.clock(), self.draw)
        answer.set_cookie(
            self.cookie(request),
            secret,
            path="/",
            httponly=True,
            samesite="strict",
            secure=self._by_https(request),
        )

    def let_out(self, request: Request, answer: Response) -> None:
        """End a browser's session, here and there."""
        with self.engine.begin() as connection:
            keys.close_session(connection, self.secret(request))
        answer.delete_cookie(
            self.cookie(request),
            path="/",
            httponly=True,
            samesite="strict",
            secure=self._by_https(request),
        )

    def _by_https(self, request: Request) -> bool:
        return self._https or request.url.scheme == "https"

    def _of_token(self, bearer: str) -> Person:
        with reading(self.engine) as connection:
            token = keys.token_of(connection, bearer, self.clock())
        if token is None:
            raise RefusedError(
                401,
                "unauthorised",
                "a token that opens nothing",
                expected="one that did not end and was not taken back",
                advice="an owner makes tokens on the page People",
            )
        return Person(token.account.name, token.role)

    def _touch(self, secret: str) -> None:
        """Mark a session as used; many requests at once mark it once."""
        with self._lock:
            if secret in self._touching:
                return
            self._touching.add(secret)
        try:
            with self.engine.begin() as connection:
                keys.touch_session(connection, secret, self.clock())
        finally:
            with self._lock:
                self._touching.discard(secret)


def gate(request: Request) -> Gate:
    """The gate of the application that was asked."""
    found: Gate = request.app.state.gate
    return found


def asking(request: Request, later: BackgroundTasks) -> Person | None:
    """The person behind a request, None where an account is needed; pages show him."""
    found = gate(request).known(request, later)
    request.state.person = found
    return found


@cache
def needs(role: str) -> Callable[..., Person]:
    """What a route depends on that takes a role: it gives the person, or refuses.

    Without an account the answer is 401, with a lower role 403. While the project has
    no accounts, this machine may read what a viewer may.

    Args:
        role: the least that the route takes.
    """

    def person(
        request: Request, who: Annotated[Person | None, Depends(asking)]
    ) -> Person:
        """The person, if he may."""
        if who is not None and not who.name:
            if role == "viewer" and request.method in READS:
                return who
            raise RefusedError(
                401,
                "unauthorised",
                "a project without accounts",
                expected=f"an account of role {_or_more(role)}",
                advice="make the first one: sourceline account add NAME --role owner",
            )
        if who is None:
            raise RefusedError(
                401,
                "unauthorised",
                "nobody is signed in",
                expected=f"an account of role {_or_more(role)}",
                advice="sign in",
            )
        if not at_least(who.role, role):
            raise RefusedError(
                403,
                "forbidden",
                f"role {who.role}",
                expected=_or_more(role),
                advice="an owner gives roles on the page People",
            )
        return who

    return person


def _or_more(role: str) -> str:
    return role if role == ROLES[-1] else f"{role} or more"


def _bearer(request: Request) -> str | None:
    """The token that a program sent. Pages know none, so that no token opens them."""
    if not request.url.path.startswith(_API):
        return None
    scheme, _, rest = request.headers.get("authorization", "").partition(" ")
    return rest.strip() if scheme.lower() == "bearer" else None


def _is_near(request: Request) -> bool:
    """Whether a request comes from this machine."""
    try:
        return ip_address(request.client.host if request.client else "").is_loopback
    except ValueError:
        return False
