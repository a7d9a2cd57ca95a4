"""Sourceline reads news reports about armed conflict into an auditable record."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sourceline.model.analysis import Analysis

__all__ = ["analyse"]
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
