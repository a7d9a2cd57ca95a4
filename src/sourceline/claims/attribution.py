"""Who says so: the kind of a source, and the order of a chain from the reader
inwards.
"""

import re
from collections.abc import Sequence

_KINDS: tuple[tuple[str, str], ...] = (
    (
        "armed group",
        r"rebel|insurgent|militant|jihad|taliban|islamic state|front\b|brigades?\b|militia|guerrilla|separatist|fighters?\b|statement by the group|al-?qaeda|telegram channel|amaq",
    ),
    (
        "agency",
        r"\bagency\b|reuters|\bafp\b|\bap\b|agence|associated press|anadolu|interfax|\btass\b|wire\b|news service|xinhua|\befe\b|\bdpa\b",
    ),
    (
        "outlet",
        r"newspaper|daily|radio|television|\btv\b|channel|website|news\b|gazette|herald|tribune|times\b|post\b|courier|broadcaster|bulletin|journal|magazine|media\b|correspondent|reporter|journalist|portal|observer\b(?!s)",
    ),
    (
        "monitor",
        r"observatory|monitor|human rights|rights group|watch\b|watchdog|\bngo\b|charity|acled|united nations|\bu\.?n\.?\b|red cross|red crescent|amnesty|documentation|researcher|aid (?:group|worker|agency)|analyst|think tank",
    ),
    (
        "medical",
        r"hospital|doctor|medic|nurse|health|ambulance|morgue|surgeon|paramedic|clinic",
    ),
    (
        "police",
        r"polic|gendarm|sheriff|constable|inspector|detective|superintendent|commissioner of police|prosecutor",
    ),
    (
        "military",
        r"army|military|commander|colonel|general\b|major\b|captain|lieutenant|brigadier|soldier|officer|troops|ministry of defen[cs]e|defen[cs]e ministry|pentagon|air force|navy|coalition|division|regiment|general staff|joint (?:task force|operations)|security (?:source|official|force)|intelligence|mobilization|mission\b|peacekeep",
    ),
    (
        "official",
        r"governor|mayor|minister|ministry|government|president|official|spokes|council|administrat|chief of|prefect|deputy|senator|lawmaker|member of parliament|parliament|ambassador|state\b|embassy|secretary|chairman|authorit|civil (?:defen[cs]e|protection)|emergency",
    ),
    (
        "witness",
        r"witness|resident|villager|local|neighbo|survivor|relative|family|elder|farmer|shopkeeper|activist|driver|trader|mother|father|people\b|chief\b|leader\b|protester",
    ),
)
_COMPILED = tuple(
    (kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KINDS
)
_UNNAMED = re.compile(r"(?i)^(?:\w+ )?sources?$|anonym|unnamed|^reports?$|rumou?r")
_NEAREST = ("outlet", "agency", "monitor")


def kind_of(words: str) -> str:
    """The kind of a source by its words: an office before a body, ``unnamed`` for bare
    sources.
    """
    if _UNNAMED.search(words.strip()):
        return "unnamed"
    for kind, pattern in _COMPILED:
        if pattern.search(words):
            return kind
    return "unnamed" if re.search(r"(?i)\bsources?\b", words) else "official"


def chain(kinds: Sequence[str]) -> list[int]:
    """Order of sources from the reader inwards: who prints, who relays, who said it.

    Args:
        kinds: kind of each source in the order of the text.

    Returns:
        Indices, outlets first, then agencies and monitors, the rest as the text has them.
    """
    rank = {kind: n for n, kind in enumerate(_NEAREST)}
    return sorted(range(len(kinds)), key=lambda i: (rank.get(kinds[i], len(rank)), i))
