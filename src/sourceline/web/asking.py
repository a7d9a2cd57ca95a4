"""What a program may ask: the fields of a query, each with what it can hold, as the API
describes and checks them.
"""

from typing import Annotated, Any, Literal

from fastapi import Depends, Path, Query, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import StringConstraints, WithJsonSchema

from sourceline.errors import InputError
from sourceline.web.desk import Desk, Looked, desk

MOST, PAGE = 500, 50
_LETTERS, _VALUES = 400, 50
_NUMBER = r" *-?[0-9]{1,4}(\.[0-9]{1,12})? *"
_BOX = rf"^({_NUMBER}(,{_NUMBER}){{3}})?$"
_NEAR = rf"^({_NUMBER},{_NUMBER}, *[0-9]{{1,5}}(\.[0-9]{{1,12}})? *)?$"
_CURSOR = r"^[A-Za-z0-9_-]{0,400}$"
_EMPTY = {"type": "string", "maxLength": 0}
_OF_PAGES = frozenset({"after", "most"})
"""What the query of a list may hold besides the filter: it may be handed on whole."""


def _or_empty(schema: dict[str, Any]) -> WithJsonSchema:
    """A field that a form may leave empty."""
    return WithJsonSchema({"anyOf": [schema, _EMPTY]})


def _many(description: str) -> Any:  # noqa: ANN401 - FastAPI's own
    """A field that may be given several times; its values are alternatives."""
    return Query(default_factory=list, max_length=_VALUES, description=description)


def _words(description: str) -> Any:  # noqa: ANN401
    return Query(max_length=_LETTERS, description=description)


Here = Annotated[Desk, Depends(desk)]
Texts = list[Annotated[str, StringConstraints(max_length=_LETTERS)]]
Day = Annotated[str, _or_empty({"type": "string", "format": "date"})]
Count = Annotated[
    str, _or_empty({"type": "integer", "minimum": 0, "maximum": 999_999_999})
]
Moment = Annotated[
    str,
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 0, "maximum": 10**18 - 1},
                {"type": "string", "format": "date-time"},
            ]
        }
    ),
]
After = Annotated[str, Query(pattern=_CURSOR, description="`next` of the page before")]
Most = Annotated[int, Query(ge=1, le=MOST, description="how many at most")]
Name = Annotated[str, Path(max_length=200, description="its id")]


def asked_incidents(  # noqa: PLR0913 - one argument a field of the filter
    request: Request,
    here: Here,
    *,
    q: Annotated[str, _words('words, "a phrase", beginning*: all are there')] = "",
    within: Annotated[
        Literal["reports", "evidence", ""], Query(description="where the words stand")
    ] = "",
    type: Annotated[Texts, _many("event types or sub-event types")],  # noqa: A002
    actor: Annotated[Texts, _many("actors, or parts of their names")],
    group: Annotated[Texts, _many("groups harmed")],
    source: Annotated[Texts, _many("publishers")],
    grade: Annotated[Texts, _many("grades")],
    status: Annotated[Texts, _many("statuses of claims")],
    review: Annotated[Texts, _many("states of review")],
    country: Annotated[Texts, _many("ISO 3166 alpha-2")],
    place: Annotated[str, _words("part of the place's name")] = "",
    since: Annotated[Day, Query(description="that day or later, or perhaps")] = "",
    until: Annotated[Day, Query(description="that day or earlier, or perhaps")] = "",
    deaths: Annotated[Count, Query(description="best figure at least")] = "",
    box: Annotated[
        str, Query(pattern=_BOX, description="WEST,SOUTH,EAST,NORTH in degrees")
    ] = "",
    near: Annotated[str, Query(pattern=_NEAR, description="LAT,LON,KM")] = "",
    sort: Annotated[Literal["date", "deaths", "sources", "id", ""], Query()] = "",
) -> Looked:
    """What the filter of a query lets through. The arguments describe and check the
    query for programs; pages read the same one.
    """
    del q, within, type, actor, group, source, grade, status, review, country
    del place, since, until, deaths, box, near, sort
    return here.look(request)


Found = Annotated[Looked, Depends(asked_incidents)]


def only_known(request: Request) -> None:
    """Refuse a field that the route does not know: a misspelled filter would answer
    with everything.

    Raises:
        InputError: there is one.
    """
    route = request.scope.get("route")
    if not isinstance(route, APIRoute):
        return
    known = {*_fields(route.dependant)}
    known |= _OF_PAGES if "sort" in known else set()
    strange = sorted(set(request.query_params) - known)
    if strange:
        raise InputError(
            f"field {strange[0][:40]!r}",
            expected=", ".join(sorted(known)) or "no field",
        )


def _fields(dependant: Dependant) -> list[str]:
    own = [field.alias for field in dependant.query_params]
    return own + [name for inner in dependant.dependencies for name in _fields(inner)]
