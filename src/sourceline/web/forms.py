"""What a page's form sends."""

from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, Request

from sourceline.web.faults import RefusedError

_FORM = "application/x-www-form-urlencoded"
_MOST_FIELDS = 200
_MOST_BYTES = 65_536


async def fields(request: Request) -> dict[str, str]:
    """The fields of a form, the last of each name; none where nothing was sent.

    Raises:
        RefusedError: what was sent is no form, or longer than any of the pages sends.
    """
    kind = request.headers.get("content-type", _FORM).partition(";")[0].strip().lower()
    if kind != _FORM:
        raise RefusedError(415, "bad_request", f"a body of {kind[:80]}", _FORM)
    body = await request.body()
    if len(body) > _MOST_BYTES:
        raise RefusedError(
            413, "bad_request", f"{len(body)} bytes", f"{_MOST_BYTES} at most"
        )
    try:
        return dict(
            parse_qsl(
                body.decode("utf-8", "replace"),
                keep_blank_values=True,
                max_num_fields=_MOST_FIELDS,
            )
        )
    except ValueError as error:
        raise RefusedError(
            400, "bad_request", "a form of too many fields", f"{_MOST_FIELDS} at most"
        ) from error


Fields = Annotated[dict[str, str], Depends(fields)]
