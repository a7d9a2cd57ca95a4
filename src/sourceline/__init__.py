"""Sourceline reads news reports about armed conflict into an auditable record."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime

    from sourceline.model.analysis import Analysis
    from sourceline.model.claims import ReportRecord

__all__ = ["analyse", "extract"]
__version__ = "0.1.0"


def analyse(text: str) -> "Analysis":
    """What the language model sees in one text: lines, words, trees, names, mentions,
    triggers and roles.

    Args:
        text: a report as it was read; all offsets of the result count in it.

    Returns:
        The analysis; empty for a text without words.

    Raises:
        sourceline.errors.ResourceError: the shipped model is missing or damaged.
    """
    from sourceline.pipeline import analyser  # noqa: PLC0415 - nothing heavy at import

    return analyser().analyse(text)


def extract(
    text: str, published: "datetime.date | None" = None, *, url: str | None = None
) -> "ReportRecord":
    """What one report claims: events, tolls, places, dates, sources, who holds what.

    Args:
        text: a report as it was read; all offsets of the record count in it.
        published: day of publication; worked out from the text when None.
        url: its address.

    Returns:
        The report record (``docs/records.md``); a text that is not read, or yields
        nothing, says why in ``rejections``.

    Raises:
        sourceline.errors.ResourceError: a shipped file is missing or damaged.
    """
    from sourceline.pipeline import extractor, text_source  # noqa: PLC0415

    return extractor().extract(text_source(text, published=published, url=url))
