"""Whose word it is: the speaker of a claim or of one of its figures, which speakers are
one, and whether a speaker is a party to the fight.

Independent sources are counted by speakers, not by addresses: reports of one wire story
are one source, and so are outlets that quote the same speaker.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sourceline.model.claims import (
    Attribution,
    Casualty,
    EventClaim,
    Participant,
)
from sourceline.model.incidents import Testimony

RELAYS = frozenset({"outlet", "agency"})
_NOBODY = frozenset({"witness", "unnamed"})
"""Kinds whose like words ("a resident") do not name the same person."""
_STATE = frozenset({"state forces", "external forces"})
_STATE_KINDS = frozenset({"military", "police"})
PARTY_KINDS = _STATE_KINDS | {"armed group"}
_ARMED = _STATE | {"rebel group", "political militia", "identity militia"}
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+\w*")
_STOP = frozenset(
    "a an the of in for at on from to by and its his her their our".split()
)
_TITLES = frozenset(
    "spokesman spokeswoman spokesperson colonel general brigadier major captain "
    "lieutenant sergeant commander chief director governor mayor minister president "
    "deputy secretary chairman commissioner inspector superintendent officer official "
    "officials mr mrs ms dr sheikh imam father sister pastor hon sources source "
    "statement ministry army police military forces force government hospital "
    "command group movement".split()
)
_SPEECH = re.compile(
    r"(?i)[\"“”]|\b(?:he|she|they|it|who)\b[^.;]{0,20}"
    r"\b(?:sa(?:id|ys?)|told|tells?|add(?:ed|s)|count(?:ed|s)?|put|gave|gives?)\b"
)
_ITSELF = re.compile(
    r"(?i)\b(?:we|us|our|this (?:paper|newspaper|site|agency|radio))\b"
)
_CARRIES = 400
"""Characters over which a speaker named before carries into a sentence of speech."""
_STEM = 4
_ALIAS = 3


@dataclass(frozen=True, slots=True)
class Voices:
    """Who speaks in an incident, likenesses resolved.

    Attributes:
        voice_of: voice by speaker's (kind, words); one voice for one person or body.
    """

    voice_of: Mapping[tuple[str, str], str]

    def of(self, testimony: Testimony, speaker: Attribution | None) -> str:
        """The voice of a speaker, the report's own story where nobody is quoted or it
        speaks of itself.
        """
        if speaker is None or _ITSELF.search(speaker.name):
            return f"story {testimony.outlet.story}"
        if speaker.kind in _NOBODY:
            plain = " ".join(_plain(speaker.name))
            return f"{speaker.kind} {plain} in {testimony.outlet.story}"
        return self.voice_of[speaker.kind, speaker.name]


def voices(testimonies: Iterable[Testimony]) -> Voices:
    """Speakers of the testimonies, those who are one under one voice."""
    found = sorted(
        {
            (a.kind, a.name)
            for t in testimonies
            for a in t.claim.attribution
            if a.kind not in _NOBODY
        }
    )
    voice_of: dict[tuple[str, str], str] = {}
    for n, speaker in enumerate(found):
        same = [o for o in found[:n] if _one_speaker(speaker, o)]
        voice = min((voice_of[o] for o in same), default=" ".join(speaker))
        joined = {voice_of[o] for o in same}
        voice_of = {k: voice if v in joined else v for k, v in voice_of.items()}
        voice_of[speaker] = voice
    return Voices(voice_of)


def _one_speaker(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """The same words but for articles, or the same proper name, of one kind."""
    if one[0] != other[0]:
        return False
    if _plain(one[1]) == _plain(other[1]):
        return True
    a, b = _proper(one[1]), _proper(other[1])
    return bool(a and b) and (a <= b or b <= a)


def _plain(words: str) -> tuple[str, ...]:
    return tuple(w for w in map(str.casefold, _WORD.findall(words)) if w not in _STOP)


def _proper(words: str) -> frozenset[str]:
    """Capitalised words that are no titles or offices."""
    named = (w for w in _WORD.findall(words) if any(c.isupper() for c in w))
    return frozenset(w.casefold() for w in named) - _TITLES - _STOP


def speakers(claim: EventClaim) -> tuple[Attribution, ...]:
    """Who says it, without the outlets and agencies that only pass it on."""
    saying = tuple(a for a in claim.attribution if a.kind not in RELAYS)
    return saying or claim.attribution[-1:]


def speaker_of(claim: EventClaim, toll: Casualty) -> Attribution | None:
    """Who gives a figure: whom the claim names for it, else the speaker nearest to it
    in its sentence, else the only one of the claim, else the report itself.
    """
    told = speakers(claim)
    if toll.by is not None:
        return claim.attribution[toll.by]
    near = [
        (gap, n)
        for n, one in enumerate(told)
        if (gap := _gap(claim, toll, one)) is not None
    ]
    beside = _beside(claim, toll)
    if beside is not None and (not near or min(near)[0][0]):
        return beside
    if near:
        return told[min(near)[1]]
    if _spoken(claim, toll):
        before = [
            (toll.span.start - one.span.start, n)
            for n, one in enumerate(told)
            if 0 < toll.span.start - one.span.start < _CARRIES
        ]
        if before:
            return told[min(before)[1]]
    return told[0] if len(told) == 1 else None


def _beside(claim: EventClaim, toll: Casualty) -> Attribution | None:
    """The only one who is named for the figures of other people in its sentence."""
    for one in claim.evidence:
        if one.span.start <= toll.span.start < one.span.end:
            named = {
                c.by
                for c in claim.casualties
                if c.by is not None
                and (c.harm, c.scope) == (toll.harm, toll.scope)
                and c.group != toll.group
                and c.low
                and one.span.start <= c.span.start < one.span.end
            }
            return claim.attribution[named.pop()] if len(named) == 1 else None
    return None


def _spoken(claim: EventClaim, toll: Casualty) -> bool:
    """Whether the figure's sentence is somebody's speech who is named before it."""
    return any(
        e.span.start <= toll.span.start < e.span.end and _SPEECH.search(e.text)
        for e in claim.evidence
    )


def _gap(
    claim: EventClaim, toll: Casualty, speaker: Attribution
) -> tuple[bool, int] | None:
    """Characters between a figure and its speaker's words in the figure's sentence;
    the words that name him as a speaker come before those that merely name him.
    """
    gaps = []
    for sentence in claim.evidence:
        start, end = sentence.span.start, sentence.span.end
        if not start <= toll.span.start < end:
            continue
        at = toll.span.start - start
        if start <= speaker.span.start < end:
            gaps.append((False, _far(sentence.text, speaker.span.start - start, at)))
        gaps += [
            (True, _far(sentence.text, m.start(), at))
            for words in _names(speaker.name)
            for m in re.finditer(rf"\b{re.escape(words)}\b", sentence.text)
        ]
    return min(gaps, default=None)


def _far(sentence: str, one: int, other: int) -> int:
    """Distance; what stands behind a semicolon or a stop is another speaker's."""
    between = sentence[min(one, other) : max(one, other)]
    return len(between) + len(sentence) * len(re.findall(r"[;]|\. ", between))


def _names(words: str) -> list[str]:
    """The ways in which a sentence may name a speaker again."""
    proper = [w for w in _WORD.findall(words) if w[0].isupper() and len(w) > _ALIAS]
    last = [w for w in _WORD.findall(words)[-1:] if len(w) > _ALIAS]
    kept = [w for w in proper if w.casefold() not in _TITLES]
    return list(dict.fromkeys([words, *kept, *last]))


# --- sides --------------------------------------------------------------------------


def own_actor(claim: EventClaim, speaker: Attribution) -> Participant | None:
    """The participant for whom a speaker speaks, None where he is no party.

    A name that both share decides, else the kind: army and police speak for the only
    state's side, an armed group for the only other armed side. Where a whole name or
    its initials are said, they may be anybody's: rebels have commanders too.
    """
    fighting = [p for p in claim.participants if p.actor.actor_type in _ARMED]
    called = [p for p in fighting if _calls(speaker.name, p.actor.name)]
    if called and len({p.actor.name for p in called}) == 1:
        return called[0]
    named = [p for p in fighting if _shares_name(speaker.name, p)]
    if speaker.kind not in PARTY_KINDS | {"official"}:
        return None
    if speaker.kind == "official":
        states = [p for p in named if p.actor.actor_type in _STATE]
        spoken_for = re.search(r"(?i)\bministry of defen|\bdefen[cs]e\b", speaker.name)
        return states[0] if states and spoken_for else None
    state = speaker.kind in _STATE_KINDS
    able = [p for p in fighting if (p.actor.actor_type in _STATE) == state]
    named = [p for p in named if p in able]
    if len({p.actor.name for p in named}) == 1:
        return named[0]
    return able[0] if len({p.actor.name for p in able}) == 1 else None


def _calls(words: str, actor: str) -> bool:
    """Whether words hold an actor's whole name, or the initials of it."""
    if " " not in actor:
        return False
    initials = "".join(w[0] for w in actor.split() if w[0].isupper())
    known = [actor, *([initials] if len(initials) >= _ALIAS else [])]
    return any(re.search(rf"\b{re.escape(name)}\b", words) for name in known)


def _shares_name(words: str, participant: Participant) -> bool:
    theirs = f"{participant.name} {participant.actor.name}"
    ours, others = _stems(_proper(words)), _stems(_proper(theirs))
    return bool(ours & others) or _plain(words) == _plain(participant.name)


def _stems(words: Iterable[str]) -> set[str]:
    """Beginnings: a country and its demonym are one."""
    return {w[:_STEM] for w in words if len(w) >= _ALIAS}


def harmed_actors(claim: EventClaim, toll: Casualty) -> tuple[Participant, ...]:
    """The fighting participants whose people a figure counts."""
    if toll.group not in {"combatant-state", "combatant-non-state"}:
        return ()
    fighting = [p for p in claim.participants if p.actor.actor_type in _ARMED]
    if toll.who:
        plain = set(_plain(toll.who))
        named = [p for p in fighting if plain and plain <= set(_plain(p.name))]
        if named:
            return tuple(named)
    state = toll.group == "combatant-state"
    return tuple(p for p in fighting if (p.actor.actor_type in _STATE) == state)


def about_enemy(claim: EventClaim, toll: Casualty, speaker: Attribution | None) -> bool:
    """Whether a figure is a party's claim about its enemy's losses."""
    if speaker is None or (toll.low, toll.high) == (0, 0):
        return False
    mine, harmed = own_actor(claim, speaker), harmed_actors(claim, toll)
    if mine is not None and harmed:
        return mine.actor.name not in {p.actor.name for p in harmed}
    other = {
        "combatant-state": {"armed group"},
        "combatant-non-state": _STATE_KINDS,
    }.get(toll.group, frozenset())
    return speaker.kind in other


def about_own(claim: EventClaim, toll: Casualty, speaker: Attribution | None) -> bool:
    """Whether a figure is a party's word on its own dead or wounded."""
    if speaker is None or not (toll.low or toll.best or toll.high):
        return False
    mine = own_actor(claim, speaker)
    if mine is None:
        return False
    return mine.actor.name in {p.actor.name for p in harmed_actors(claim, toll)}


# --- counting -----------------------------------------------------------------------


def independent(
    testimonies: Sequence[Testimony], found: Voices
) -> tuple[tuple[str, ...], ...]:
    """Sources that do not repeat one another, each with its claims.

    A story counts where it has a voice of its own: as many stories as can each be given
    a voice that no other needs (bipartite matching). A story that quotes nobody is its
    own voice; one without a voice left repeats the others and goes with the first of
    them.
    """
    heard: dict[str, set[str]] = {}
    claims: dict[str, set[str]] = {}
    for t in testimonies:
        quoted = {found.of(t, a) for a in speakers(t.claim)}
        heard.setdefault(t.outlet.story, set()).update(quoted)
        claims.setdefault(t.outlet.story, set()).add(t.claim.id)
    for story, quoted in heard.items():
        if not quoted:
            quoted.add(f"story {story}")
    holder: dict[str, str] = {}

    def give(story: str, tried: set[str]) -> bool:
        for voice in sorted(heard[story] - tried):
            tried.add(voice)
            if voice not in holder or give(holder[voice], tried):
                holder[voice] = story
                return True
        return False

    groups = {s: set(claims[s]) for s in sorted(heard) if give(s, set())}
    for story in sorted(set(heard) - set(groups)):
        into = min(holder[v] for v in heard[story])
        groups[into] |= claims[story]
    return tuple(sorted(tuple(sorted(group)) for group in groups.values()))
