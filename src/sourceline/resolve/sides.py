"""Which side an actor fights on, and the types of actors by side."""

from sourceline.model.claims import Actor
from sourceline.resolve.lexicon import Lexicon, NamedActor

STATE = frozenset({"state forces", "external forces"})
"""Types of the forces of states, at home and abroad."""

NON_STATE = frozenset({"rebel group", "political militia", "identity militia"})
"""Types of armed groups that no state commands."""

CROWD = frozenset({"protesters", "rioters", "civilians"})
"""Types of people without an organisation."""


def side(actor: Actor, country: str | None, lexicon: Lexicon) -> str | None:
    """Casualty group of an actor's own people.

    Soldiers of any state and peacekeepers are ``combatant-state``, as are militias
    that fight on the government's side in ``country``; all other organised fighters
    are ``combatant-non-state``; crowds are ``civilian``.

    Args:
        actor: as resolved.
        country: ISO 3166 alpha-2 of the country where they were harmed.
        lexicon: the compiled tables.

    Returns:
        The group, None where nothing says it.
    """
    if actor.actor_type in STATE:
        return "combatant-state"
    if actor.actor_type in CROWD:
        return "civilian"
    rows = [
        row
        for row in lexicon.named.get(actor.name, ())
        if row.actor_type == actor.actor_type
    ]
    if any(_fights_for_state(row, country) for row in rows):
        return "combatant-state"
    generic = lexicon.generic_sides.get(actor.name.partition(" (")[0])
    if not rows and generic == "state":
        return "combatant-state"
    if actor.actor_type in NON_STATE or generic == "non-state":
        return "combatant-non-state"
    return None


def _fights_for_state(row: NamedActor, country: str | None) -> bool:
    return row.side == "state" and (country is None or country in row.countries)
