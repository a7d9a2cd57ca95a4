"""Which parties a side's name may stand for, across recorders.

Recorders name one side differently: a government, its army, its police and the militias
that fight for it are one party here; a group is a party by its name in the actor table.
"""

import re
import unicodedata

from sourceline.model.claims import Actor, TextSpan
from sourceline.model.outside import CIVILIANS, GROUP, STATE
from sourceline.resolve.actors import ActorPhrase, resolve_actors
from sourceline.resolve.lexicon import Lexicon
from sourceline.resolve.sides import side

_GOVERNMENTS = re.compile(r"\s*[,;]\s*(?=government of )", re.IGNORECASE)
_TOLD_BY_SIDE = frozenset({"state", "civilian"})
"""Sides on which an unnamed group ("Police Forces (Mali)") is one with the others."""
_FORCES = frozenset({"state forces", "external forces"})
_CROWD = frozenset({"civilians", "protesters", "rioters"})


def parties(
    name: str, country: str | None, year: int | None, lexicon: Lexicon
) -> frozenset[str]:
    """Keys of the parties that a side's name stands for.

    Args:
        name: as a recorder writes it: ``Government of Mali``, ``Police Forces of
            Mali``, ``IS``; several governments may be joined by commas.
        country: ISO 3166 alpha-2 of where they fight.
        year: when they fight. A name that its bearer took later, as recorders use one
            for a group's whole history, says nothing about who that was.
        lexicon: the compiled tables.

    Returns:
        ``state:XX``, ``group:…`` or ``civilians``; empty where the name tells nobody
        apart ("Unidentified Armed Group").
    """
    found: set[str] = set()
    for part in _GOVERNMENTS.split(name.strip()):
        if part:
            found |= _keys(part, country, year, lexicon)
    return frozenset(found)


def _keys(
    name: str, country: str | None, year: int | None, lexicon: Lexicon
) -> set[str]:
    unnamed = name.partition(" (")[0]
    if lexicon.generic_sides.get(unnamed, "state") not in _TOLD_BY_SIDE:
        return set()
    actor = _actor(name, country, year, lexicon)
    if actor.actor_type in _CROWD:
        return {CIVILIANS}
    if actor.actor_type in _FORCES:
        return {STATE + actor.country} if actor.country else set()
    if actor.rule == "description":
        # A name that the table neither knows nor reads as a description is a name.
        is_name = actor.actor_type == "unknown" and actor.name != name
        return {GROUP + _fold(name)} if is_name and _fold(name) else set()
    rows = lexicon.named.get(actor.name, ())
    if rows and not any(row.valid(year) for row in rows):
        return set()
    keys = {GROUP + _fold(actor.name)}
    if country and side(actor, country, lexicon) == "combatant-state":
        keys.add(STATE + country)
    return keys


def _actor(name: str, country: str | None, year: int | None, lexicon: Lexicon) -> Actor:
    """The actor of a canonical name, else of the words."""
    if rows := lexicon.named.get(name):
        owner = rows[0].countries[0] if rows[0].countries else None
        return Actor(name, rows[0].actor_type, owner, "lexicon")
    phrase = ActorPhrase(name, TextSpan(0, len(name)), 0)
    (actor,) = resolve_actors([phrase], country, year, lexicon)
    return actor


def _fold(name: str) -> str:
    """A name without case, marks, punctuation and article."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    words = re.findall(r"[^\W_]+", re.sub(r"[\u0300-\u036f’'‘`ʿʾ]", "", plain))
    return " ".join(w for w in words if w not in {"the", "al", "el"})
