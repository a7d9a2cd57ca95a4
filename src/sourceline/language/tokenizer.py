"""Words with offsets, cut as Universal Dependencies cuts English.

The scheme is that of UD EWT 2.x: clitics are words of their own (``do|n't``,
``army|'s``), hyphens are words except after a few bound prefixes (``al|-|Shabaab`` but
``non-lethal``), amounts lose their sign (``$|5``), abbreviations keep their full stop.
"""

import re
from itertools import pairwise
from typing import NamedTuple


class Token(NamedTuple):
    """One word: half-open character offsets into the text that was read."""

    start: int
    end: int


BOUND_PREFIXES = (
    "anti|co|counter|cross|e|ex|extra|inter|intra|mid|mini|multi|neo|non|over|pan|post|pre|pro|psycho"
    "|quasi|re|semi|socio|sub|super|trans|ultra|un|under|vice"
)

ABBREVIATIONS = (
    "Mr|Mrs|Ms|Dr|Prof|Rev|Fr|Sr|Jr|St|Ste|Ft|Mt|Gen|Col|Lt|Maj|Capt|Cpl|Sgt|Brig|Cmdr|Adm|Sen|Rep|Reps|Gov|Pres"
    "|Hon|Atty|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|Tues|Thurs|Sat|Sun"
    "|Nos|vs|etc|Inc|Corp|Co|Ltd|Bros|Dept|Univ|Ave|Blvd|Rd|approx|ca|ext|fig|Vol|vol|est|al|Govt|Mlle|Mme"
)

_CLITIC = "['’](?:s|m|d|ll|re|ve)|n['’]t"

# Combining marks (accents, Arabic and Hebrew vowels, Indic signs) and joiners stand
# inside words, though they are no letters.
_MARKS = (
    r"\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    r"\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0900-\u0903\u093a-\u094f\u200c\u200d"
)

_PATTERN = re.compile(
    rf"""
    (?P<url>(?:https?://|www\.)[^\s<>"“”]+[^\s<>"“”.,;:!?)\]'’]
        |[\w.+-]+@[\w-]+(?:\.[\w-]+)+
        |[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|info|gov|edu|co|news|tv)(?:/[^\s<>"“”]*[\w/])?\b)
  | (?P<handle>[@\#]\w+)
  | (?P<smile>[:;=]['’]?-?[)(DPp](?!\w))
  | (?P<run>\.{{2,}}|…+|-{{2,}}|[.!?]{{2,}}|<{{2,}}|>{{2,}}
        |''|’’|``|={{2,}}|_{{2,}}|\*{{2,}}|~{{2,}})
  | (?P<phone>\d{{3}}-\d{{3}}-\d{{4}})
  | (?P<initials>(?:[^\W\d_]\.){{2,}}(?:[^\W\d_](?![\w]))?)
  | (?P<abbreviation>\b(?:{ABBREVIATIONS})\.(?=[\s,;:)\]'’"]|\w))
  | (?P<ordinal>\bNo\.(?=\s*\d))
  | (?P<initial>\b[A-Z]\.(?=\s+[A-Z][^\W\d_]))
  | (?P<measure>\d+(?:[.,:]\d+)*(?=(?:am|pm|km|kg|mm|cm|m|k|bn|mph|lbs?|hrs?|yrs?)\b))
  | (?P<number>(?:(?<!\w)(?<!\w\W)[+-])?(?>\d+(?:[.,:]\d+)*(?:/\d+(?:[.,/]\d+)*)?)
        (?:st|nd|rd|th|s)?(?![^\W\d_]))
  | (?P<bound>\b(?:{BOUND_PREFIXES})-[^\W_]+)
  | (?P<word>[^\W_]+(?:[{_MARKS}]+[^\W_]*)*
        (?:['’`](?!(?:s|m|d|ll|re|ve|t)\b)[^\W_]+)*)
  | (?P<clitic>(?:['’`](?:s|m|d|ll|re|ve))\b)
  | (?P<symbol>\S)
    """,
    re.VERBOSE | re.IGNORECASE,
)

_NEGATION = re.compile(r"(?i)(?<=[a-z])n['’]t$")
_SPLIT_WORDS = {
    "cannot": (3,),
    "gonna": (3,),
    "gotta": (3,),
    "wanna": (3,),
    "lemme": (3,),
    "gimme": (3,),
    "dont": (2,),
    "didnt": (3,),
    "doesnt": (4,),
    "cant": (2,),
    "wont": (2,),
    "isnt": (2,),
    "wasnt": (3,),
    "im": (1,),
    "ive": (1,),
    "thats": (4,),
    "whats": (4,),
}


def tokenize(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Cut ``text[start:end]`` into words.

    Args:
        text: what was read; offsets of the result count from its first character.
        start: where to begin, a word boundary.
        end: where to stop, exclusive; the end of the text when None.

    Returns:
        The words in order, none empty, none overlapping, white space outside them.
    """
    tokens: list[Token] = []
    stop = len(text) if end is None else end
    at = start
    while at < stop:
        match = _PATTERN.search(text, at, stop)
        if match is None:
            break
        first, last = match.span()
        tokens.extend(_refine(text, first, last, match.lastgroup or "symbol"))
        at = tokens[-1].end
    return tokens


def _refine(text: str, first: int, last: int, group: str) -> list[Token]:
    """Cut clitics, fused negations and units off one match."""
    if group not in {"word", "bound"}:
        return [Token(first, last)]
    word = text[first:last]
    # "don't": the pattern keeps n't with its verb because "n" is a letter.
    tail = text[last : last + 2]
    if (
        word[-1] in "nN"
        and len(word) > 1
        and tail[:1] in {"'", "’"}
        and tail[1:] in {"t", "T"}
    ):
        return (
            [Token(first, last - 1), Token(last - 1, last + 2)]
            if _ends(text, last + 2)
            else [Token(first, last)]
        )
    cuts = _SPLIT_WORDS.get(word.lower())
    if cuts and not word.isupper():
        edges = [first, *(first + cut for cut in cuts), last]
        return [Token(a, b) for a, b in pairwise(edges)]
    return [Token(first, last)]


def _ends(text: str, at: int) -> bool:
    return at >= len(text) or not text[at].isalnum()
