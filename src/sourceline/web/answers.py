"""Answers that a browser or program may keep and ask about again.

The tag of an answer is made from its bytes: moments are no measure here, since several
changes may fall into one second and a long transaction is told late.
"""

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
    headers = tagged(body)
    if holds(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media, headers=headers)


def tagged(told: bytes, *, weak: bool = False) -> dict[str, str]:
    """The headers that let an asker keep what some bytes stand for.

    Args:
        told: the body itself, or all that it follows from.
        weak: another body of the tag may differ in bytes.
    """
    tag = f'{"W/" if weak else ""}"{hashlib.sha256(told).hexdigest()[:32]}"'
    return {"ETag": tag, "Cache-Control": "private, no-cache"}


def holds(request: Request, tag: str) -> bool:
    """Whether the asker says that he holds the body of a tag."""
    said = request.headers.get("if-none-match", "")
    tags = (part.strip().removeprefix("W/") for part in said.split(","))
    return any(one in {"*", tag.removeprefix("W/")} for one in tags)
