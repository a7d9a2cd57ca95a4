"""Whether the words around a time phrase speak of what is still to come."""

import re

_AHEAD = re.compile(
    r"\b(?:will|shall|won't|'ll|plans?|planned|planning|scheduled|expect(?:s|ed)?|due"
    r"|(?:is|are|was|were) to|announce[sd]? (?:for|from|that)|postponed|put off to"
    r"|(?:promis|vow|threaten|pledg)(?:e|es|ed|s)? (?:to|that|of)|unless|deadline"
    r"|could|might|may|should|would|expires?|ultimatum|intends?|must|set to|prorogued"
    r"|call(?:s|ed)? (?:for|an?|on)|(?:hope|want|ask)s? (?:to|that|for|it)|answers"
    r"|opens|begins?|starts|resumes|meets?|ends|closes|takes? place|sits|hosts"
    r"|goes on|runs (?:until|from|to)|confirmed for|(?:being|be) \w+ed|advised)\b"
    r"|\bto (?:open|begin|start|meet|vote|last|hand|resume)\b"
)
_BACK = re.compile(
    r"\b(?<!be )(?<!be being )(?:said|says?|told|announced|had|was|were|did|fell|took"
    r"|came|went|left|held|broke|shot|hit|struck|found|began|met|lost|fought|drove"
    r"|got|gave|saw|made|sent|caught|became|stood|fled|won|led|ran|rode|put|has|have"
    r"|since|after|(?!call|plan|schedul|expect|postpon|prorogu|advis|need|consider)"
    r"[a-z]{2,}ed)\b"
)
_OPEN_LEAD = re.compile(r"\b(?:until|till|by|before|within)(?: the)? ?$")
_TERM = re.compile(
    r"\b(?:gave|given|gives|unless|if|deadline|ultimatum)\b.{0,80}"
    r"\b(?:until|till|by|before)(?: the)? ?$"
)
_SPOKEN = re.compile(
    r"\b(?:said|told|say|says|announced|warned|stated|confirmed)\b"
    r"(?: (?!(?:will|would|might|could|may|shall|should|must|to)\b)[^\s,]+){0,4}"
    r" (?:on |in |late |early |this )?$"
)
_SINCE = re.compile(r"\b(?:since|after|last)(?: the)? ?$")
_CLAUSE = re.compile(
    r"[;:.?!]\s|[“”\"]| - | – |\b(?:but|while|where|which|who|as|when)\b"
)

_WINDOW = 240
"""Characters on either side in which a word may tell the tense."""


def looks_ahead(sentence: str, start: int, end: int) -> bool | None:
    """Whether the clause around a time phrase speaks of what is still to come.

    The nearest word before it that tells the tense decides, then the nearest after.

    Args:
        sentence: the sentence's text.
        start: where the phrase begins in it.
        end: where it ends.

    Returns:
        True for what is to come, False for what is past, None where no word tells.
    """
    before = sentence[max(0, start - _WINDOW) : start].lower()
    after = sentence[end : end + _WINDOW].lower()
    if _SINCE.search(before) or _SPOKEN.search(before):
        return False
    if _TERM.search(before):
        return True
    cut = max((m.end() for m in _CLAUSE.finditer(before)), default=0)
    left = before[cut:]
    ahead, back = _last(_AHEAD, left), _last(_BACK, left)
    if ahead < 0 and back < 0:
        stop = _CLAUSE.search(after)
        right = after[: stop.start() if stop else len(after)]
        on, past = _AHEAD.search(right), _BACK.search(right)
        ahead = -on.start() if on else -len(after) - 1
        back = -past.start() if past else -len(after) - 1
    if ahead == back:
        return True if _OPEN_LEAD.search(before) else None
    return ahead >= back


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((m.start() for m in pattern.finditer(text)), default=-1)
