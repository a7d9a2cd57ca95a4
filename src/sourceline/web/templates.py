"""Pages from templates. Whatever a record says is text: everything is escaped."""

from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from jinja2 import Environment, PackageLoader, StrictUndefined

from sourceline.web import words
from sourceline.web.filters import Asked
from sourceline.web.sections import sections

VENDOR = Path(__file__).parent / "static" / "vendor"
"""Front-end packages that ``make front`` brings; pages do without them."""


def render(request: Request, name: str, **told: Any) -> str:  # noqa: ANN401
    """A page.

    Args:
        request: what was asked.
        name: the template.
        told: what it shows.
    """
    return (
        environment()
        .get_template(name)
        .render(
            path=request.url.path,
            words=words,
            vendor=(VENDOR / "maplibre-gl.css").is_file(),
            person=getattr(request.state, "person", None),
            sections=sections(request),
            **told,
        )
    )


@cache
def environment() -> Environment:
    """The templates' environment: everything is escaped, nothing missing is silent."""
    made = Environment(
        loader=PackageLoader("sourceline.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["without"] = Asked.without
    made.filters["parameters"] = lambda told: urlencode(
        [(k, v) for k, v in told.items() if v not in (None, "")]
    )
    return made
