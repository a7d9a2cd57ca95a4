"""A declared scheme of spelling keys, so that one place keeps one key however Arabic,
Cyrillic, French or English spelling writes it.

Three keys, from strict to loose; two names are alike where a key is equal:

==========  =====================================================================
``fold``    letters without case and diacritics, Cyrillic in Latin letters, no
            apostrophes, every other mark a space
``fine``    ``fold`` without articles (al-, el-, ar-, ash- ...), doubled letters,
            spaces; q, k, g, c are one letter, so are ou, u, o, w and e, i, y;
            tch/ch, sh, dj/j, th/t, dh/d, kh/k, gh/g, ph/f; -ah, -eh, -e are -a
``coarse``  ``fine`` with every run of vowels written as one ``a``
==========  =====================================================================

The scheme knows letters, never names.
"""

import re
import unicodedata
from functools import lru_cache

_CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґўћђљњџјѓќ",
        "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh sh _ y _ e yu ya "
        "i i e g u c dj l n dj i g k".split(),
        strict=True,
    )
)
_LETTERS = {
    **{k: v.replace("_", "") for k, v in _CYRILLIC.items()},
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ħ": "h",
    "\u0131": "i",
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ə": "a",
    "ɓ": "b",
    "ɗ": "d",
    "ƙ": "k",
    "ŋ": "ng",
    "ɛ": "e",
    "ɔ": "o",
}
_TRANSLATE = str.maketrans(_LETTERS)
# Straight and curved quotes, and the letters that stand for hamza and ayn.
_APOSTROPHES = re.compile(
    "['\"`\u2018\u2019\u201c\u201d\u2032\u00b4\u02b9\u02ba\u02bb\u02bc\u02be\u02bf]"
)
_NOT_LETTERS = re.compile(r"[^\w]+|_+")

_SUN = "ar|er|as|es|ash|esh|ad|ed|an|en|at|et|az|ez|adh|edh|ath|eth|al|el|ul|ou?l"
_ARTICLE = re.compile(rf"(?:{_SUN})")
_JOINED_ARTICLE = re.compile(r"[ae](?:([tdrszn])\1|(sh|th|dh)\2)(?=\w\w)")
_NOBILITY = frozenset(["the", "la", "le", "les", "l", "de", "du", "des", "d", "of"])
"""Words that French, Spanish and English put in and leave out."""

_CLUSTERS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        ("sch|tch|tsh|ch|sh", "c"),
        ("dzh|dj|zh|gi(?=[aou])", "j"),
        ("x", "h"),
        ("kh|gh|qu(?=[aeio])|ck|[kqg]", "k"),
        ("th", "t"),
        ("dh", "d"),
        ("ph", "f"),
        ("ts|tz", "z"),
        ("ou|oo|aw(?![aeiou])|au|ow(?![aeiou])", "u"),
        ("ei|ey|ai|ay(?![aeou])|ee|ie(?!h)", "i"),
        (r"(?<=[aeiou])h(?=[^aeiou]|$)", ""),
    )
)
_CLASSES = str.maketrans({"e": "i", "y": "i", "o": "u", "v": "f", "p": "b"})
_SOFT_W = re.compile(r"(?<=\w)w(?![aeiou])")
_LAST = re.compile(r"(?<=\w\w)(?:[ae]h?|at)$")
_DOUBLED = re.compile(r"(.)\1+")
_VOWELS = re.compile("[aiu]+")
_HARD_C = re.compile(r"c(?!h)")

DIRECTIONS = {
    "nord": "north",
    "norte": "north",
    "northern": "north",
    "shamal": "north",
    "sud": "south",
    "sur": "south",
    "sul": "south",
    "southern": "south",
    "janub": "south",
    "est": "east",
    "este": "east",
    "eastern": "east",
    "ouest": "west",
    "oeste": "west",
    "western": "west",
    "gharb": "west",
    "centre": "central",
    "haut": "upper",
    "haute": "upper",
    "bas": "lower",
    "basse": "lower",
    "extreme": "far",
}
"""Words in names of units, which news translates: other languages to English."""


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """The name without case, diacritics and marks, in Latin letters where it was
    Cyrillic; other scripts stay as they are.
    """
    text = name.casefold()
    if not text.isascii():
        text = text.translate(_TRANSLATE)
        text = "".join(
            c
            for c in unicodedata.normalize("NFKD", text).casefold()
            if not unicodedata.combining(c)
        ).translate(_TRANSLATE)
    return " ".join(_NOT_LETTERS.sub(" ", _APOSTROPHES.sub("", text)).split())


@lru_cache(maxsize=65536)
def fine(folded: str) -> str:
    """The key that spellings of one name share where they differ in articles, doubled
    letters and the letters for one sound.

    Args:
        folded: what ``fold`` gave.
    """
    words = [_word(w) for w in _without_articles(folded.split())]
    return _DOUBLED.sub(r"\1", "".join(words))


def without_article(folded: str) -> str:
    """A folded name without the article that it begins with: "al x" as "x"."""
    first, _, rest = folded.partition(" ")
    return rest if len(rest) > 2 and _ARTICLE.fullmatch(first) else folded  # noqa: PLR2004


def _without_articles(words: list[str]) -> list[str]:
    kept = [
        w
        for i, w in enumerate(words)
        if w not in _NOBILITY and not (i + 1 < len(words) and _ARTICLE.fullmatch(w))
    ]
    return [DIRECTIONS.get(w, w) for w in kept] or words


def _word(word: str) -> str:
    """One word's letters, each sound one letter."""
    if joined := _JOINED_ARTICLE.match(word):
        word = word[len(joined.group()) - len(joined.group(1) or joined.group(2)) :]
    word = _LAST.sub("a", _HARD_C.sub("k", word))
    for pattern, to in _CLUSTERS:
        word = pattern.sub(to, word)
    return _SOFT_W.sub("u", word).translate(_CLASSES)


@lru_cache(maxsize=65536)
def coarse(fine_key: str) -> str:
    """The loosest key: what ``fine`` gave with every run of vowels one ``a``."""
    return _VOWELS.sub("a", fine_key)


def consonants(coarse_key: str) -> int:
    """How many letters of a coarse key carry information."""
    return len(coarse_key) - coarse_key.count("a")
