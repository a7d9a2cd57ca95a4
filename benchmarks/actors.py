"""Accuracy and speed of actor resolution on the practice corpus.

Names are compared three ways:

* ``name``: without case, accents, articles, brackets and the tails of ``TAILS``;
* ``+lexicon``: the annotators' name read by the lexicon as well, so that "Iraqi Army"
  and "Military Forces of Iraq" are one;
* ``+state``: any armed force of one state counts as that state's.

    python -m benchmarks.actors [--part train ...] [--types none gold model] [--errors 20]
"""

import argparse
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Sequence

from corpus.reader import Report, reports
from corpus.split import PARTS, split
from sourceline.model.claims import Actor, TextSpan
from sourceline.pipeline import analyser, lexicon
from sourceline.resolve.actors import ActorPhrase, resolve_actors
from sourceline.resolve.lexicon import Lexicon
from sourceline.resolve.sides import side

TAILS = frozenset(
    "the of in a an and forces force militants fighters group movement organization "
    "organisation militia militias ethnic communal insurgents rebels gang tribe".split()
)
UNNAMED = re.compile(
    r"(?i)\b(?:unidentified|unknown|suspected|hooded)\b|^(?:gunmen|armed men)|"
    r"^(?:Militants|Rebels|Insurgents|Terrorists|Jihadists|Fighters|Militia) \("
)
SPEED_ROUNDS = 5


def plain(name: str) -> str:
    """A name as it is compared."""
    if UNNAMED.search(name):
        return "unidentified"
    bare = re.sub(r"\([^)]*\)", "", unicodedata.normalize("NFKD", name).lower())
    words = re.findall(r"[a-z0-9]+", bare.replace("'", ""))
    return " ".join(w for w in words if w not in TAILS) or " ".join(words)


def types_of(report: Report, types: str) -> dict[str, str]:
    """Types by mention id: the annotators', or the model's guess of what it found
    at the same words.
    """
    if types == "gold":
        return {k: v["actor_type"] for k, v in report.info.items() if k[0] == "a"}
    if types == "none":
        return {}
    out: dict[str, str] = {}
    for found in analyser().analyse(report.text).mentions:
        for mark in report.mentions:
            overlap = found.start < mark.end and mark.start < found.end
            if mark.kind == "a" and overlap and found.actor_type:
                out.setdefault(mark.id, found.actor_type)
    return out


def phrases(report: Report, types: str) -> list[ActorPhrase]:
    """The annotated actor mentions."""
    guesses = types_of(report, types)
    return [
        ActorPhrase(
            report.text[m.start : m.end],
            TextSpan(m.start, m.end),
            int(m.id[1:]),
            guesses.get(m.id),
        )
        for m in report.mentions
        if m.kind == "a" and "actor" in report.info.get(m.id, {})
    ]


def as_named(name: str, report: Report, lex: Lexicon) -> Actor:
    """What the lexicon makes of the annotators' own name."""
    alone = ActorPhrase(name, TextSpan(0, len(name)), 0)
    return resolve_actors([alone], report.country, int(report.published[:4]), lex)[0]


def state_of(actor: Actor) -> str | None:
    """The state whose force it is."""
    forces = actor.actor_type in {"state forces", "external forces"}
    return actor.country if forces else None


def casualty_groups(report: Report) -> dict[int, str]:
    """Actors harmed, with the group that the annotators gave them."""
    return {
        int(c["who"][1:]): c["group"]
        for event in report.events.values()
        for c in event.get("casualties", ())
        if (c.get("who") or "").startswith("a") and c["group"] != "unknown"
    }


def score(part: Sequence[Report], types: str, lex: Lexicon, shown: int) -> str:
    """One line of figures; the commonest errors are printed before it."""
    total, right, wrong = Counter(), Counter(), Counter()
    for report in part:
        listed = phrases(report, types)
        year = int(report.published[:4])
        found = resolve_actors(listed, report.country, year, lex)
        groups = casualty_groups(report)
        for phrase, actor in zip(listed, found, strict=True):
            info = report.info[f"a{phrase.entity}"]
            gold = as_named(info["actor"], report, lex)
            same = plain(info["actor"]) == plain(actor.name)
            through = same or plain(gold.name) == plain(actor.name)
            state = state_of(actor) is not None and state_of(actor) == state_of(gold)
            total["name"] += 1
            total["guessed"] += phrase.model_type is not None
            right["name"] += same
            right["+lexicon"] += through
            right["+state"] += through or state
            right["type"] += actor.actor_type == info["actor_type"]
            if shown and actor.actor_type != info["actor_type"]:
                kinds = (info["actor"], actor.actor_type, info["actor_type"])
                wrong["type", phrase.text, *kinds] += 1
            if not (through or state):
                wrong[phrase.text, info["actor"], actor.name, report.country] += 1
            if phrase.entity in groups:
                total["side"] += 1
                given = side(actor, report.country, lex)
                right["side"] += given == groups[phrase.entity]
                if shown and given != groups[phrase.entity]:
                    wrong["side", phrase.text, given, groups[phrase.entity]] += 1
    if types == "model" and not total["guessed"]:
        return "not measured: the language model found none of these mentions"
    for error, n in wrong.most_common(shown):
        print(n, *error, sep=" | ")
    fields = [
        f"{k} {100 * right[k] / total['side' if k == 'side' else 'name']:5.1f}"
        for k in ("name", "+lexicon", "+state", "type", "side")
    ]
    guessed = f"{total['guessed']:5d} with a type, {total['side']} with a side"
    return "  ".join([f"{total['name']:5d} mentions", guessed, *fields])


def speed(part: Sequence[Report], lex: Lexicon) -> float:
    """Phrases a second."""
    listed = [(phrases(r, "gold"), r.country, int(r.published[:4])) for r in part]
    start = time.perf_counter()
    for _ in range(SPEED_ROUNDS):
        for each, country, year in listed:
            resolve_actors(each, country, year, lex)
    count = SPEED_ROUNDS * sum(len(each) for each, _, _ in listed)
    return count / (time.perf_counter() - start)


def main() -> None:
    """Print the figures of the parts asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", nargs="+", choices=PARTS, default=["train", "dev"])
    parser.add_argument("--types", choices=("none", "gold", "model"), nargs="+")
    parser.add_argument("--errors", type=int, default=0)
    given = parser.parse_args()
    start = time.perf_counter()
    lex = lexicon()
    print(f"lexicon: {len(lex.index)} keys, {time.perf_counter() - start:.2f} s")
    parts = split(reports())
    for name in given.part:
        for types in given.types or ("none", "gold"):
            line = score(parts[name], types, lex, given.errors)
            print(f"{name:9s} types {types:4s} {line}")
    print(f"{speed(parts['dev'], lex):,.0f} phrases a second")


if __name__ == "__main__":
    main()
