"""An analysis as a self-contained page for people to look at: the report with mentions
and furniture, events, trees.

Nothing is loaded from anywhere and no script runs; whatever the report holds is
escaped.
"""

from html import escape

from sourceline.model.analysis import Analysis, Sentence

_HALF = 0.5
_WORD_GAP, _LETTER, _LEVEL = 14, 7.3, 17
_STYLE = """
:root { color-scheme: light dark; --line: #8884; --ink: #1b1f24; --paper: #fff; --grey: #6b7280; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --paper: #14171a; --grey: #9aa3ad; } }
body { font: 16px/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 0 auto; max-width: 76rem; padding: 1rem; }
article { border-top: 2px solid var(--line); padding: 1rem 0 2rem; }
h1 { font-size: 1.3rem; } h2 { font-size: 1.15rem; overflow-wrap: anywhere; } h3 { font-size: 1rem; margin: 1.2rem 0 .3rem; }
p { margin: .35rem 0; white-space: pre-wrap; overflow-wrap: anywhere; }
p.furniture { color: var(--grey); font-size: .88rem; } p.furniture::before { content: attr(data-kind) " "; font-variant: small-caps; border: 1px solid var(--line); padding: 0 .3em; border-radius: .3em; margin-right: .4em; }
p.title { font-weight: 650; font-size: 1.1rem; }
mark { color: inherit; background: color-mix(in srgb, var(--k) 22%, transparent); border-bottom: 2px solid var(--k); border-radius: .2em; padding: 0 .1em; }
mark sub { font-size: .65rem; color: var(--grey); margin-left: .15em; }
.actor { --k: #2563eb; } .victim { --k: #9333ea; } .person { --k: #7c3aed; } .place { --k: #059669; } .time { --k: #b45309; }
.count { --k: #dc2626; } .source { --k: #0e7490; } .weapon { --k: #57534e; } .object { --k: #a16207; }
.trigger { --k: #db2777; background: color-mix(in srgb, var(--k) 30%, transparent); font-weight: 600; }
table { border-collapse: collapse; width: 100%; min-width: 34rem; font-size: .92rem; } th, td { border: 1px solid var(--line); padding: .3rem .5rem; text-align: left; vertical-align: top; overflow-wrap: break-word; } th { white-space: nowrap; }
.scroll { overflow-x: auto; } svg { display: block; } svg text { font: 13px ui-monospace, monospace; fill: var(--ink); }
svg .relation { font-size: 10px; fill: var(--grey); } svg path { fill: none; stroke: var(--grey); } svg .role { stroke: #db2777; } svg .rolename { font-size: 10px; fill: #db2777; }
summary { cursor: pointer; margin-top: 1rem; }
"""


def head() -> str:
    """Everything before the first report."""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>What the model saw</title><style>{_STYLE}</style></head><body><h1>What the model saw</h1>"
    )


def foot() -> str:
    """Everything after the last report."""
    return "</body></html>"


def article(analysis: Analysis, key: str) -> str:
    """One report: its text, its events, and the trees and event arcs of each
    sentence.
    """
    parts = [f"<article><h2>{escape(key)}</h2>", *_text(analysis), *_events(analysis)]
    parts.append(
        "<details><summary>Trees and event arcs, sentence by sentence</summary>"
    )
    parts += [_drawing(analysis, sentence) for sentence in analysis.sentences]
    return "\n".join([*parts, "</details></article>"])


def _text(analysis: Analysis) -> list[str]:
    marks = [
        (m.start, m.end, m.kind, f"{m.kind} {m.entity}") for m in analysis.mentions
    ]
    marks += [
        (
            t.start,
            t.end,
            "trigger",
            f"{t.sub_type}, event {t.event}"
            if t.is_event
            else "control: " + ", ".join(t.control),
        )
        for t in analysis.triggers
    ]
    marks.sort()
    out = []
    for line in analysis.lines:
        pieces, at = [], line.start
        for start, end, kind, title in marks:
            if line.start <= start and end <= line.end and start >= at:
                pieces.append(escape(analysis.text[at:start]))
                label = (
                    title.rsplit(" ", 1)[-1]
                    if kind != "trigger" or "event" in title
                    else ""
                )
                pieces.append(
                    f'<mark class="{kind}" title="{escape(title)}">{escape(analysis.text[start:end])}<sub>{escape(label)}</sub></mark>'
                )
                at = end
        pieces.append(escape(analysis.text[at : line.end]))
        if line.furniture > _HALF:
            out.append(
                f'<p class="furniture" dir="auto" data-kind="{line.kind.replace("_", " ")}">{"".join(pieces)}</p>'
            )
        else:
            out.append(f'<p class="{line.kind}" dir="auto">{"".join(pieces)}</p>')
    return out


def _events(analysis: Analysis) -> list[str]:
    numbers = list(dict.fromkeys(t.event for t in analysis.triggers if t.is_event))
    if not numbers:
        return ["<p>No event: no word of the article names one.</p>"]
    rows = []
    for number in numbers:
        members = [
            i
            for i, t in enumerate(analysis.triggers)
            if t.event == number and t.is_event
        ]
        first = analysis.triggers[members[0]]
        state = first.status + (", background" if first.news < _HALF else "")
        words = ", ".join(
            dict.fromkeys(
                analysis.text[analysis.triggers[i].start : analysis.triggers[i].end]
                for i in members
            )
        )
        fillers: dict[str, list[str]] = {}
        for role in analysis.roles:
            if role.trigger in members:
                mention = analysis.mentions[role.mention]
                toll = (
                    f" ({role.harm}, {role.group}, {role.scope})" if role.harm else ""
                )
                said = analysis.text[mention.start : mention.end] + toll
                if said not in fillers.setdefault(role.role, []):
                    fillers[role.role].append(said)
        listed = "<br>".join(
            f"<b>{r.replace('_', ' ')}</b> {escape('; '.join(v))}"
            for r, v in sorted(fillers.items())
        )
        rows.append(
            f"<tr><td>{number}</td><td>{escape(first.sub_type)}<br>{state}</td><td>{escape(words)}</td><td>{listed}</td></tr>"
        )
    head_row = (
        "<tr><th>event</th><th>type and status</th><th>named by</th><th>roles</th></tr>"
    )
    return [
        "<h3>Events</h3>",
        '<div class="scroll"><table>',
        head_row,
        *rows,
        "</table></div>",
    ]


def _drawing(analysis: Analysis, sentence: Sentence) -> str:
    """Words on a line, the tree above, arcs from triggers to the mentions of their
    roles below.
    """
    words = analysis.words[sentence.first : sentence.last]
    centres, x = [], 10.0
    for word in words:
        width = max(len(word.text), len(word.relation) * 0.8, 3) * _LETTER
        centres.append(x + width / 2)
        x += width + _WORD_GAP
    above, up = [], 1
    for i, word in enumerate(words):
        if word.head >= 0:
            j = word.head - sentence.first
            level = min(9, 1 + abs(i - j) // 2)
            up = max(up, level)
            above.append((centres[j], centres[i], level, word.relation))
    below, down = [], 0
    for role in analysis.roles:
        trigger, mention = (
            analysis.triggers[role.trigger],
            analysis.mentions[role.mention],
        )
        if (
            sentence.first <= trigger.first < sentence.last
            and sentence.first <= mention.first < sentence.last
        ):
            level = min(9, 1 + abs(trigger.first - mention.first) // 2)
            down = max(down, level)
            below.append(
                (
                    centres[trigger.first - sentence.first],
                    centres[mention.last - sentence.first],
                    level,
                    role.role,
                )
            )
    base = (up + 1) * _LEVEL + 8
    height = base + 26 + (down + 1) * _LEVEL * (down > 0)
    parts = [
        f'<div class="scroll"><svg width="{x:.0f}" height="{height:.0f}" role="img" aria-label="{escape(_plain(analysis, sentence))}">'
    ]
    parts += [
        _arc(a, b, base - 4, -level * _LEVEL, name, "relation", "tree")
        for a, b, level, name in above
    ]
    parts += [
        f'<text x="{c:.0f}" y="{base + 12:.0f}" text-anchor="middle">{escape(w.text)}</text>'
        for c, w in zip(centres, words, strict=True)
    ]
    parts += [
        _arc(
            a, b, base + 20, level * _LEVEL, name.replace("_", " "), "rolename", "role"
        )
        for a, b, level, name in below
    ]
    return "".join([*parts, "</svg></div>"])


def _arc(  # noqa: PLR0913, PLR0917 - a shape is its numbers
    start: float, end: float, y: float, rise: float, name: str, label: str, kind: str
) -> str:
    top = y + rise
    path = f"M{start:.0f},{y:.0f} C{start:.0f},{top:.0f} {end:.0f},{top:.0f} {end:.0f},{y:.0f}"
    middle = (start + end) / 2
    return f'<path class="{kind}" d="{path}"/><text class="{label}" x="{middle:.0f}" y="{y + rise * 0.78:.0f}" text-anchor="middle">{escape(name)}</text>'


def _plain(analysis: Analysis, sentence: Sentence) -> str:
    words = analysis.words[sentence.first : sentence.last]
    return "Tree of: " + " ".join(analysis.text[words[0].start : words[-1].end].split())
