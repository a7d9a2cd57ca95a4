"""People with accounts in front of the workbench, and the routes of its router."""

import datetime
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from starlette.routing import Mount

from sourceline.model.decisions import ROLES
from sourceline.project import Project
from sourceline.store import keys, people
from sourceline.store.account_log import Hand
from sourceline.web.app import create_app

WHEN = datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC)
SECRET = "correct horse battery"  # noqa: S105
HOME = "http://127.0.0.1:8321"
COOKIE = "sourceline-8321"
_numbers = itertools.count(1)


def draw(size: int) -> bytes:
    """Random enough for a test: never the same twice."""
    return next(_numbers).to_bytes(size, "big")


@contextmanager
def light_hashing() -> Iterator[None]:
    """Passwords hashed quickly, for tests that are not about that."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people, "MEMORY_KIB", 64)
        patch.setattr(people, "TIME_COST", 1)
        people._nobodys_password.cache_clear()
        yield
    people._nobodys_password.cache_clear()


@dataclass
class Clock:
    """A clock that a test sets."""

    now: datetime.datetime = WHEN

    def __call__(self) -> datetime.datetime:
        return self.now

    def on(self, **told: float) -> None:
        self.now += datetime.timedelta(**told)


class House:
    """A project's workbench, with an account of each role named after it."""

    def __init__(self, project: Project, roles: tuple[str, ...] = ROLES) -> None:
        self.clock, self.engine = Clock(), project.engine
        self.app = create_app(project, clock=self.clock)
        self.accounts = {
            role: self.add(role, role) for role in sorted(roles, key="owner".__ne__)
        }

    def add(self, name: str, role: str, password: str = SECRET) -> people.Account:
        with self.engine.begin() as connection:
            return people.add_account(connection, name, password, role, self.hand())

    def hand(self, who: str = "owner") -> Hand:
        return Hand(who, self.clock.now, draw)

    def browser(self, home: str = HOME, far: str = "127.0.0.1") -> TestClient:
        return TestClient(
            self.app,
            base_url=home,
            client=(far, 50000),
            raise_server_exceptions=False,
            follow_redirects=False,
        )

    def session(self, role: str, when: datetime.datetime | None = None) -> str:
        with self.engine.begin() as connection:
            return keys.open_session(
                connection, self.accounts[role], when or self.clock.now, draw
            )

    def as_(self, role: str) -> TestClient:
        """A browser in which somebody of that role is signed in."""
        made = self.browser()
        made.cookies.set(COOKIE, self.session(role))
        return made

    def token(self, role: str, days: float = 30, whose: str = "owner"):
        until = self.clock.now + datetime.timedelta(days=days)
        with self.engine.begin() as connection:
            return keys.add_token(
                connection, self.accounts[whose], "figures", role, until, self.hand()
            )


def routes(app: FastAPI) -> list[tuple[str, str]]:
    """Method and path of all that the application's router answers, files apart."""
    told = [
        (method, route.path)
        for route in iter_route_contexts(app.router.routes)
        if not isinstance(route.original_route, Mount)
        for method in sorted(route.methods or ())
    ]
    assert len(told) == len(set(told)), "a route hides another"
    return told
