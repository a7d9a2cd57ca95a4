"""Closed lists of the public contract: the ACLED event taxonomy and the values of
claims (``docs/records.md``).
"""

from types import MappingProxyType

SUB_TYPES_OF = MappingProxyType(
    {
        "Battles": (
            "Armed clash",
            "Government regains territory",
            "Non-state actor overtakes territory",
        ),
        "Explosions/Remote violence": (
            "Chemical weapon",
            "Air/drone strike",
            "Suicide bomb",
            "Shelling/artillery/missile attack",
            "Remote explosive/landmine/IED",
            "Grenade",
        ),
        "Violence against civilians": (
            "Sexual violence",
            "Attack",
            "Abduction/forced disappearance",
        ),
        "Protests": (
            "Peaceful protest",
            "Protest with intervention",
            "Excessive force against protesters",
        ),
        "Riots": ("Violent demonstration", "Mob violence"),
        "Strategic developments": (
            "Agreement",
            "Arrests",
            "Change to group/activity",
            "Disrupted weapons use",
            "Headquarters or base established",
            "Looting/property destruction",
            "Non-violent transfer of territory",
            "Other",
        ),
    }
)
"""ACLED event types and their sub-event types, exact names (ACLED codebook, 2023)."""

SUB_EVENT_TYPES = tuple(sub for subs in SUB_TYPES_OF.values() for sub in subs)
EVENT_TYPE_OF = MappingProxyType(
    {sub: kind for kind, subs in SUB_TYPES_OF.items() for sub in subs}
)
STATUSES = ("occurred", "ongoing", "planned", "denied", "hypothetical")
HARMS = (
    "killed",
    "wounded",
    "killed-or-wounded",
    "detained",
    "abducted",
    "missing",
    "displaced",
)
CASUALTY_GROUPS = ("civilian", "combatant-state", "combatant-non-state", "unknown")
MODIFIERS = ("exact", "about", "at least", "more than", "up to", "range", "vague")
CASUALTY_SCOPES = ("event", "part", "aggregate")
CONTROL_KINDS = ("holds", "captured", "lost", "withdrew", "besieges", "contests")
ACTOR_TYPES = (
    "state forces",
    "rebel group",
    "political militia",
    "identity militia",
    "rioters",
    "protesters",
    "civilians",
    "external forces",
    "unknown",
)
FURNITURE_KINDS = (
    "navigation",
    "page_date",
    "byline",
    "caption",
    "advertisement",
    "share",
    "related_headline",
    "comment",
    "form",
    "footer",
)
