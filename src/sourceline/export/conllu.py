"""An analysis as CoNLL-U, with ``TokenRange=start:end`` (offsets in the input text) in
MISC.
"""

from collections.abc import Iterator

from sourceline.model.analysis import Analysis, Name

_ROOT = -1


def conllu(analysis: Analysis, key: str) -> Iterator[str]:
    """Lines of one document, sentences divided by blank lines.

    MISC carries names as ``Name=B-PER``, mentions as ``Mention=B-actor:3`` (the number
    is the thing it names), and triggers as ``Trigger=B-e2`` (event) or ``Trigger=B-k5``
    (control).
    """
    yield f"# newdoc id = {key}"
    starts = {line.start: line for line in analysis.lines}
    names = _by_start(analysis.names)
    marks = _marks(analysis)
    for number, sentence in enumerate(analysis.sentences, 1):
        words = analysis.words[sentence.first : sentence.last]
        if words[0].start in starts:
            yield f"# newpar id = {key}-{words[0].start}"
            yield f"# line = {starts[words[0].start].kind}"
        yield f"# sent_id = {key}-{number}"
        yield "# text = " + " ".join(
            analysis.text[words[0].start : words[-1].end].split()
        )
        inside: Name | None = None
        for offset, word in enumerate(words):
            index = sentence.first + offset
            misc = [f"TokenRange={word.start}:{word.end}"]
            following = words[offset + 1].start if offset + 1 < len(words) else None
            if following == word.end:
                misc.insert(0, "SpaceAfter=No")
            if word.start in names:
                inside = names[word.start]
                misc.append(f"Name=B-{inside.kind}")
            elif inside and word.end <= inside.end:
                misc.append(f"Name=I-{inside.kind}")
            misc += marks.get(index, [])
            head = 0 if word.head == _ROOT else word.head - sentence.first + 1
            cells = (
                str(offset + 1),
                word.text,
                word.lemma,
                word.upos,
                "_",
                "_",
                str(head),
                word.relation,
                "_",
                "|".join(misc),
            )
            yield "\t".join(cells)
        yield ""


def _by_start(names: tuple[Name, ...]) -> dict[int, Name]:
    return {name.start: name for name in names}


def _marks(analysis: Analysis) -> dict[int, list[str]]:
    """Word index to its mention and trigger tags."""
    out: dict[int, list[str]] = {}
    for mention in analysis.mentions:
        for word in range(mention.first, mention.last + 1):
            out.setdefault(word, []).append(
                f"Mention={'BI'[word > mention.first]}-{mention.kind}:{mention.entity}"
            )
    for trigger in analysis.triggers:
        for word in range(trigger.first, trigger.last + 1):
            place, kind = "BI"[word > trigger.first], "ke"[trigger.is_event]
            out.setdefault(word, []).append(f"Trigger={place}-{kind}{trigger.event}")
    return out
