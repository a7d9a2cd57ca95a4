"""Web pages: the article by trafilatura; title, day and publisher from the markup."""

import datetime
import hashlib
import logging
import re
from dataclasses import replace

from sourceline.model.source import Rejection, Source

_STAGE = "ingest"
_ENDLESS_TAG = re.compile(r"<[^<>]{65536,}>")
"""A tag that carries a picture in an attribute, or thousands of attributes, over which
the parser's time grows with the square; it holds no words of the article."""


def article(read: Source) -> Source | Rejection:
    """The article of a source whose text is markup."""
    import trafilatura  # noqa: PLC0415 - half a second that plain text need not wait for

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        found = trafilatura.bare_extraction(
            _ENDLESS_TAG.sub(" ", read.text),
            include_comments=False,
            include_tables=True,
            with_metadata=True,
        )
    except (ValueError, RecursionError, AssertionError, TypeError) as error:
        return Rejection(
            read.path, _STAGE, f"markup can not be read: {error}", read.key
        )
    if found is None or isinstance(found, dict) or not (found.text or "").strip():
        reason = "no article found in the markup; save the article as text and try that"
        return Rejection(read.path, _STAGE, reason, read.key)
    body = str(found.text)
    told = not found.title or found.title in body
    text = body if told else f"{found.title}\n{body}"
    day = _day(found.date)
    return replace(
        read,
        text=text,
        sha256=read.sha256 or hashlib.sha256(read.text.encode()).hexdigest(),
        title=read.title or found.title,
        published=read.published or day,
        basis=read.basis if read.published else "metadata" if day else "unknown",
        url=read.url or found.url,
        publisher=read.publisher or found.sitename,
        extracted=True,
    )


def _day(said: str | None) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(said) if said else None
    except ValueError:
        return None
