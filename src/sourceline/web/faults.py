"""One shape for everything that goes wrong: what was found, what was expected, what to
do next; as JSON under ``/api`` and as a page elsewhere.
"""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from sourceline.errors import InputError, SourcelineError

_CODES = {
    400: "bad_request",
    401: "unauthorised",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    411: "bad_request",
    413: "bad_request",
    415: "bad_request",
    422: "bad_request",
    429: "too_many",
}

_UNKNOWN = 401


class RefusedError(SourcelineError):
    """A request that gets no answer.

    Args:
        status: HTTP status.
        code: a word for programs.
        found: what was found.
        expected: what was expected instead.
        advice: what to do next.
    """

    def __init__(
        self, status: int, code: str, found: str, expected: str = "", advice: str = ""
    ) -> None:
        super().__init__(found, expected=expected, advice=advice)
        self.status, self.code = status, code


class Fault(BaseModel):
    """What went wrong."""

    code: str
    found: str
    expected: str
    advice: str


class FaultAnswer(BaseModel):
    """The one shape of an error."""

    error: Fault


Page = Callable[[Request, int, Fault], Response]


def missing(kind: str, name: str) -> RefusedError:
    """The same answer for what is not there and for what may not be seen."""
    return RefusedError(
        404, "not_found", f"no {kind} {name[:80]}", "an id of this project"
    )


def install(app: FastAPI, page: Page) -> None:
    """Let every error of the application have the one shape.

    Args:
        app: the application.
        page: makes the page that a person sees.
    """

    def answer(request: Request, status: int, fault: Fault) -> Response:
        if not request.url.path.startswith("/api/"):
            return page(request, status, fault)
        body = FaultAnswer(error=fault).model_dump()
        asks = {"WWW-Authenticate": "Bearer"} if status == _UNKNOWN else None
        return JSONResponse(body, status, asks)

    def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, RefusedError)  # noqa: S101 - registered for it alone
        fault = Fault(
            code=error.code,
            found=error.found,
            expected=error.expected,
            advice=error.advice,
        )
        return answer(request, error.status, fault)

    def input_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, InputError)  # noqa: S101
        fault = Fault(
            code="bad_request",
            found=error.found,
            expected=error.expected,
            advice=error.advice,
        )
        return answer(request, 400, fault)

    def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101
        told = [_told(e) for e in error.errors()]
        fault = Fault(
            code="bad_request",
            found="; ".join(f for f, _ in told)[:400],
            expected="; ".join(e for _, e in told)[:400],
            advice="",
        )
        return answer(request, 400, fault)

    def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101
        code = _CODES.get(error.status_code, "error")
        found = f"{request.method} {request.url.path[:200]}"
        fault = Fault(code=code, found=found, expected="", advice="")
        told = answer(request, error.status_code, fault)
        told.headers.update(error.headers or {})  # which methods a path allows
        return told

    def broken(request: Request, _error: Exception) -> Response:
        fault = Fault(
            code="internal",
            found="an error inside Sourceline",
            expected="",
            advice="the log says more",
        )
        return answer(request, 500, fault)

    app.add_exception_handler(RefusedError, refused)
    app.add_exception_handler(InputError, input_error)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(Exception, broken)


def _told(error: Any) -> tuple[str, str]:  # noqa: ANN401 - pydantic's own
    name = ".".join(str(part) for part in error["loc"][1:])
    return f"{name} = {str(error.get('input'))[:80]!r}", error["msg"]
