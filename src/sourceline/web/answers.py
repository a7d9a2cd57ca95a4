"""Answers that a browser or program may keep and ask about again."""

import hashlib
import json
from typing import Any

from fastapi import Request
from starlette.responses import Response

JSON = "application/json"
HTML = "text/html; charset=utf-8"


def answer(request: Request, body: Any) -> Response:  # noqa: ANN401 - any JSON value
    """JSON, or nothing but "not modified" where the asker has the same."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return conditional(request, text, JSON)


def conditional(request: Request, text: str, media: str) -> Response:
    """A body with its tag; 304 where the asker holds the body of that tag.

    A lone half of a surrogate pair, which UTF-8 can not carry, becomes a question mark.
    """
    body = text.encode("utf-8", "replace")
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if _holds(request.headers.get("if-none-match"), tag):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media, headers=headers)


def _holds(said: str | None, tag: str) -> bool:
    if said is None:
        return False
    tags = (part.strip().removeprefix("W/") for part in said.split(","))
    return any(one in {"*", tag} for one in tags)
