"""Who asks. Until a project has accounts, whoever sits at this machine may read."""

from dataclasses import dataclass
from ipaddress import ip_address

from fastapi import Request

from sourceline.web.faults import RefusedError


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks.

    Attributes:
        name: the account's name, empty where there is none.
        role: ``viewer``, ``coder``, ``reviewer`` or ``owner``.
    """

    name: str
    role: str


def person(request: Request) -> Person:
    """The person behind a request: a viewer, where it comes from this machine.

    Raises:
        RefusedError: it comes from elsewhere.
    """
    host = request.client.host if request.client else ""
    try:
        near = ip_address(host).is_loopback
    except ValueError:
        near = False
    if not near:
        raise RefusedError(
            403,
            "forbidden",
            "a request from another machine",
            expected="one from this machine, as the project has no accounts",
        )
    return Person("", "viewer")
