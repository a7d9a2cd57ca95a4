"""The label sets of the event graph, in the order in which the model was trained."""

from sourceline.model.taxonomy import FURNITURE_KINDS

MENTION_KINDS = "avhpdnswo"
"""Actor, victims, person, place, time, count, source, weapon, object."""

MENTION_NAMES = (
    "actor",
    "victim",
    "person",
    "place",
    "time",
    "count",
    "source",
    "weapon",
    "object",
)
TRIGGER_KINDS = "ek"
"""Event, control claim."""

ROLES = (
    "initiator",
    "target",
    "ally",
    "party",
    "object",
    "weapon",
    "place",
    "date",
    "source",
    "holder",
    "loser",
    "control_place",
    "count",
    "victim",
)
"""What a mention is to a trigger.

``victim``: the one person harmed where no count says so. ``loser``: who lost or left
the place.
"""

ROLE_MENTIONS = {
    "initiator": "ahv",
    "target": "ahvo",
    "ally": "ah",
    "party": "ah",
    "object": "o",
    "weapon": "w",
    "place": "p",
    "date": "d",
    "source": "sah",
    "holder": "ahv",
    "loser": "ahv",
    "control_place": "p",
    "count": "n",
    "victim": "avh",
}
"""Mention kinds that may fill each role."""

LINKS = ("same", "who", "by")
"""Between two mentions: the same thing; a count and the people it counts; a count and
the source that gives it."""

LINE_KINDS = ("title", "body", *FURNITURE_KINDS)
ARTICLE_KINDS = 2
"""The first two line kinds are the article, the rest furniture."""


def bio(kinds: str) -> list[str]:
    """Outside, then begin and inside of each kind."""
    return ["O"] + [prefix + kind for kind in kinds for prefix in ("B-", "I-")]
