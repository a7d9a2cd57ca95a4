"""The workbench's pages as its navigation lists them."""

from fastapi import FastAPI, Request
from starlette.routing import Match

from sourceline.store.people import at_least

_SECTIONS = (
    ("/", "Explore", "viewer"),
    ("/control", "Control", "viewer"),
    ("/review", "Review", "viewer"),
    ("/release", "Release", "reviewer"),
    ("/people", "People", "owner"),
)
"""Address, name, and the least role that gets in."""


def served(app: FastAPI) -> frozenset[str]:
    """Addresses of the sections that an application answers."""
    return frozenset(address for address, _, _ in _SECTIONS if _answers(app, address))


def _answers(app: FastAPI, address: str) -> bool:
    scope = {"type": "http", "method": "GET", "path": address, "headers": []}
    return any(route.matches(scope)[0] is Match.FULL for route in app.router.routes)


def sections(request: Request) -> list[tuple[str, str]]:
    """Address and name of the pages that whoever asks may open; the open ones, where
    nobody is known.
    """
    person = getattr(request.state, "person", None)
    role = person.role if person else "viewer"
    return [
        (address, name)
        for address, name, needed in _SECTIONS
        if address in request.app.state.sections and at_least(role, needed)
    ]
