"""An analysis as a spaCy ``Doc``, for people who look at text with spaCy's own tools
(extra ``sourceline[spacy]``).
"""

from typing import TYPE_CHECKING

from sourceline.errors import MissingExtraError
from sourceline.model.analysis import Analysis

if TYPE_CHECKING:
    from spacy.tokens import Doc


def to_spacy(analysis: Analysis) -> "Doc":
    """Words, lemmas, UPOS, trees, sentences, names (``doc.ents``) and mentions and
    triggers (``doc.spans``).

    Raises:
        MissingExtraError: spaCy is not installed.
    """
    try:
        from spacy.tokens import Doc, Span
        from spacy.vocab import Vocab
    except ImportError as error:
        raise MissingExtraError(
            "spaCy is not installed", advice="pip install 'sourceline[spacy]'"
        ) from error
    words = analysis.words
    spaces = [
        i + 1 < len(words) and words[i + 1].start > w.end for i, w in enumerate(words)
    ]
    starts = {s.first for s in analysis.sentences}
    doc = Doc(
        Vocab(),
        words=[w.text for w in words],
        spaces=spaces,
        lemmas=[w.lemma for w in words],
        pos=[w.upos for w in words],
        heads=[w.head if w.head >= 0 else i for i, w in enumerate(words)],
        deps=["ROOT" if w.head < 0 else w.relation for w in words],
        sent_starts=[i in starts for i in range(len(words))],
    )
    at = {w.start: i for i, w in enumerate(words)}
    ends = {w.end: i + 1 for i, w in enumerate(words)}
    doc.ents = [
        Span(doc, at[n.start], ends[n.end], label=n.kind) for n in analysis.names
    ]
    doc.spans["mentions"] = [
        Span(doc, m.first, m.last + 1, label=m.kind) for m in analysis.mentions
    ]
    doc.spans["triggers"] = [
        Span(doc, t.first, t.last + 1, label=t.sub_type) for t in analysis.triggers
    ]
    return doc
