"""The change feed: which incidents were made, altered or went since a moment."""

import datetime
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Query, Request
from sqlalchemy import Connection
from starlette.responses import Response

from sourceline.errors import InputError
from sourceline.store import evidence, journal
from sourceline.store.database import reading
from sourceline.store.journal import Entry
from sourceline.web import shapes
from sourceline.web.answers import answer
from sourceline.web.api_router import router
from sourceline.web.asking import Here, Moment

_MOST = 1000
_DIGITS = 19
"""A number of so many digits is none of the journal's."""


@router.get("/changes", response_model=shapes.Changes)
def changes(
    request: Request,
    here: Here,
    since: Annotated[
        Moment, Query(description="`next` of the answer before, or a moment")
    ] = "0",
    most: Annotated[int, Query(ge=1, le=_MOST)] = _MOST,
) -> Response:
    """Which incidents were made or altered since then, and which are gone: those leave
    a tombstone that says under which name they are told now, if they are.
    """
    with reading(here.project.engine) as connection:
        begun = _number(connection, since)
        entries = list(journal.since(connection, begun, most + 1))
        some = entries[:most]
        told = told_changes(connection, some, begun)
    end = some[-1].number if some else begun
    body = {"changes": told, "next": end, "more": len(entries) > most}
    return answer(request, body)


def told_changes(
    connection: Connection, entries: Sequence[Entry], begun: int
) -> list[dict[str, Any]]:
    """What entries come to, an incident once, as the project stands now: an incident
    that was taken away and made again between two askings is altered, not gone.

    Args:
        connection: a reading one.
        entries: of the journal, in order.
        begun: the number of the entry before them.
    """
    last = {e.id: e for e in entries if e.kind == "incident"}
    present = evidence.present_incidents(connection, sorted(last))
    before = journal.present_before(connection, sorted(last), begun)
    names = evidence.present_names(connection, sorted(last.keys() - present))
    return [
        {
            "number": e.number,
            "incident": e.id,
            "what": _what(e.id in present, e.id in before),
            "now": e.id if e.id in present else names.get(e.id),
            "at": e.at,
        }
        for e in sorted(last.values(), key=lambda e: e.number)
    ]


def _what(present: bool, before: bool) -> str:
    if not present:
        return "gone"
    return "changed" if before else "made"


def _number(connection: Connection, said: str) -> int:
    if said.isascii() and said.isdigit() and len(said) < _DIGITS:
        return int(said)
    try:
        moment = datetime.datetime.fromisoformat(said.replace(" ", "+"))
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=datetime.UTC)
        return journal.number_at(connection, moment)
    except (ValueError, OverflowError) as error:
        raise InputError(
            f"since = {said[:40]!r}",
            expected="a change's number, or a moment such as 2024-05-01T12:00:00Z",
        ) from error
