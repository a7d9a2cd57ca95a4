"""The API's description of itself, OpenAPI 3.1: what FastAPI knows, and what it can not
know: the one shape of errors, conditional answers, keys, the promise.
"""

from collections.abc import Callable, Iterator
from typing import Any

from fastapi import FastAPI

from sourceline.web.faults import FaultAnswer

Plain = dict[str, Any]
PROMISE = """\
The records of Sourceline: incidents, claims, reports, control periods.

Paths and fields under `/api/v1` stay. Fields, values of open lists, query fields and
paths may be added; a program leaves alone what it does not know. What is to go is
marked `deprecated` for at least one release before a `/api/v2` does without it.

Every error has the one shape `{"error": {"code", "found", "expected", "advice"}}`.
Answers carry an `ETag`; with `If-None-Match` an answer that the asker has is `304`.
"""
_FAULT = f"#/components/schemas/{FaultAnswer.__name__}"
_MEANING = {
    "400": "a field holds what it can not hold",
    "401": "an account or token is needed",
    "403": "the role is too low, or the request comes from elsewhere",
    "404": "not there",
    "405": "the path knows no such method",
    "409": "somebody changed it meanwhile",
    "413": "the request is too long",
    "415": "the body is of another kind",
    "429": "too many attempts",
}
_OF_READING = ("400", "401", "403", "404", "405")
_OF_WRITING = (*_OF_READING, "409", "413", "415", "429")
_TAG = {
    "description": "names exactly this answer",
    "required": True,
    "schema": {"type": "string"},
}
_IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "the `ETag` of an answer that the asker has",
    "schema": {"type": "string"},
}
_KEYS = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "a project's token; an owner makes it on the page People",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "sourceline",
        "description": "a browser that signed in",
    },
}


def install(app: FastAPI) -> None:
    """Let an application describe itself so."""
    plain: Callable[[], Plain] = app.openapi

    def described() -> Plain:
        if app.openapi_schema is None:
            app.openapi_schema = described_whole(plain())
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


def described_whole(told: Plain) -> Plain:
    """A description with what FastAPI can not know."""
    told["info"]["description"] = PROMISE
    told["info"]["license"] = {"name": "Apache-2.0", "identifier": "Apache-2.0"}
    parts = told.setdefault("components", {})
    parts["securitySchemes"] = _KEYS
    told["security"] = [{"token": []}, {"session": []}, {}]
    schemas = parts.setdefault("schemas", {})
    for method, operation in _operations(told):
        _mend(method, operation)
    for framework in ("HTTPValidationError", "ValidationError"):
        schemas.pop(framework, None)
    return told


def _operations(told: Plain) -> Iterator[tuple[str, Plain]]:
    for methods in told["paths"].values():
        yield from methods.items()


def _mend(method: str, operation: Plain) -> None:
    answers: Plain = operation["responses"]
    # a body or field that does not fit is told as 400 here, never as 422
    answers.pop("422", None)
    for status in _OF_READING if method == "get" else _OF_WRITING:
        answers[status] = _fault(status)
    if method != "get":
        return
    answers["200"].setdefault("headers", {})["ETag"] = _TAG
    answers["304"] = {
        "description": "the asker has this answer",
        "headers": {"ETag": _TAG},
    }
    operation.setdefault("parameters", []).append(_IF_NONE_MATCH)


def _fault(status: str) -> Plain:
    return {
        "description": _MEANING[status],
        "content": {"application/json": {"schema": {"$ref": _FAULT}}},
    }
