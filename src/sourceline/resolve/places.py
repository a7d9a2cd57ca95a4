"""From the place phrases of one report to points: all of them decided together.

Names that several places carry are chosen by what fits the report. Relative phrases
are computed. A place that the index lacks stands on the named place that the report
puts around it, with a precision and a radius that say so.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sourceline.model.claims import Place, TextSpan
from sourceline.resolve.gazetteer import Gazetteer
from sourceline.resolve.place_candidates import Report, collect
from sourceline.resolve.place_choice import decide
from sourceline.resolve.place_fallbacks import by_surroundings, nowhere
from sourceline.resolve.place_mentions import Seen, with_gaps
from sourceline.resolve.place_phrases import read_phrase
from sourceline.resolve.place_points import placed_by_name

Phrase = tuple[str, TextSpan | None]


@dataclass(frozen=True, slots=True)
class PlaceContext:
    """What is known of a report beside its place phrases.

    Attributes:
        country: the publisher's country, ISO 3166 alpha-2.
        dateline: text of the dateline ("MARIB, Yemen").
        text: the report's text, which the phrases' spans count in; without it the
            words between two phrases are not read.
    """

    country: str | None = None
    dateline: str | None = None
    text: str = ""


def resolve_places(
    phrases: Sequence[Phrase], context: PlaceContext, index: Gazetteer
) -> list[Place]:
    """Places of one report.

    Args:
        phrases: words and span of each mention, in the order of the text.
        context: publisher, dateline, text.
        index: the place index.

    Returns:
        One place a phrase, in order. A phrase that nothing places has ``lat``,
        ``lon`` and ``gazetteer_name`` None, precision 6 and the report's country.
    """
    seen = with_gaps([Seen(t, s, read_phrase(t)) for t, s in phrases], context.text)
    report = Report(context.country, context.dateline, index)
    collect(report, seen)
    decide(report)
    placed: list[Place | None] = [placed_by_name(report, s) for s in seen]
    for n in range(len(seen)):
        if placed[n] is None:
            placed[n] = by_surroundings(report, seen, placed, n)
    return [p or nowhere(report, s) for p, s in zip(placed, seen, strict=True)]
