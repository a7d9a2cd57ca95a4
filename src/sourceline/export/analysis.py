"""An analysis as one JSON object: what the model saw, every item with its span in the
input text.
"""

import json
from typing import Any

from sourceline.model.analysis import Analysis


def record(analysis: Analysis, key: str, path: str) -> dict[str, Any]:
    """A plain dictionary; spans are ``{"start", "end"}``, numbers rounded to three
    places.
    """
    return {
        "key": key,
        "path": path,
        "lines": [
            {**_span(x), "kind": x.kind, "furniture": round(x.furniture, 3)}
            for x in analysis.lines
        ],
        "sentences": [_sentence(analysis, s.first, s.last) for s in analysis.sentences],
        "names": [
            {**_span(x), "kind": x.kind, "text": analysis.text[x.start : x.end]}
            for x in analysis.names
        ],
        "conflict_names": [
            {**_span(x), "kind": x.kind, "text": analysis.text[x.start : x.end]}
            for x in analysis.conflict_names
        ],
        "mentions": [
            {
                "id": i,
                **_span(x),
                "text": analysis.text[x.start : x.end],
                "kind": x.kind,
                "entity": x.entity,
                "actor_type": x.actor_type,
                "probability": round(x.probability, 3),
            }
            for i, x in enumerate(analysis.mentions)
        ],
        "triggers": [
            {
                "id": i,
                **_span(x),
                "text": analysis.text[x.start : x.end],
                "event": x.event if x.is_event else None,
                "control": list(x.control),
                "probability": round(x.probability, 3),
            }
            for i, x in enumerate(analysis.triggers)
        ],
        "events": events(analysis),
        "links": [
            {
                "count": x.count,
                "mention": x.mention,
                "link": x.link,
                "probability": round(x.probability, 3),
            }
            for x in analysis.links
        ],
    }


def line(analysis: Analysis, key: str, path: str) -> str:
    """The record as one line of JSON."""
    return json.dumps(record(analysis, key, path), ensure_ascii=False)


def events(analysis: Analysis) -> list[dict[str, Any]]:
    """One object an event: its triggers, type, status, and the mentions in each role,
    likeliest first.
    """
    out = []
    for number in dict.fromkeys(t.event for t in analysis.triggers if t.is_event):
        members = [
            i
            for i, t in enumerate(analysis.triggers)
            if t.event == number and t.is_event
        ]
        first = analysis.triggers[members[0]]
        best: dict[tuple[str, int], dict[str, Any]] = {}
        for role in analysis.roles:
            if role.trigger not in members:
                continue
            entry = {
                "role": role.role,
                "mention": role.mention,
                "probability": round(role.probability, 3),
            }
            if role.harm:
                entry |= {"harm": role.harm, "group": role.group, "scope": role.scope}
            known = best.get((role.role, role.mention))
            if known is None or known["probability"] < entry["probability"]:
                best[role.role, role.mention] = entry
        out.append(
            {
                "event": number,
                "triggers": members,
                "sub_event_type": first.sub_type,
                "status": first.status,
                "background": first.news < 0.5,  # noqa: PLR2004
                "roles": sorted(
                    best.values(),
                    key=lambda r: (r["role"], -r["probability"], r["mention"]),
                ),
            }
        )
    return out


def _span(item: Any) -> dict[str, int]:  # noqa: ANN401
    return {"start": item.start, "end": item.end}


def _sentence(analysis: Analysis, first: int, last: int) -> dict[str, Any]:
    words = analysis.words[first:last]
    return {
        "start": words[0].start,
        "end": words[-1].end,
        "words": [
            {
                "start": w.start,
                "end": w.end,
                "lemma": w.lemma,
                "upos": w.upos,
                "head": None if w.head < 0 else w.head - first,
                "relation": w.relation,
            }
            for w in words
        ],
    }
