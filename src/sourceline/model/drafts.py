"""Claims before places, dates and actors are resolved: everything by index into the
analysis.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DraftSource:
    """Who says so, by mention, with the kind of source; the nearest first."""

    mention: int
    kind: str


@dataclass(frozen=True, slots=True)
class DraftToll:
    """One figure.

    Attributes:
        first: index of the first word that says it.
        last: index of the last one, inclusive.
        mention: index of the count, or of the one person harmed; None for a statement
            that nobody was.
        who: index of the mention of the people harmed, None where none is linked.
        by: index of the mention of who gives the figure, None likewise.
        harm: from ``taxonomy.HARMS``.
        group: the model's side, with its probability in ``group_sure``.
        group_sure: probability of that side.
        scope: ``event``, ``part`` or ``aggregate``.
        low: least number said.
        high: greatest number said.
        modifier: from ``taxonomy.MODIFIERS``.
        rule: what decided the figure.
        probability: that the figure belongs to the event.
    """

    first: int
    last: int
    mention: int | None
    who: int | None
    by: int | None
    harm: str
    group: str
    group_sure: float
    scope: str
    low: int | None
    high: int | None
    modifier: str
    rule: str
    probability: float


@dataclass(frozen=True, slots=True)
class DraftEvent:
    """One event: its triggers, what the model says of it, and the mentions in its
    roles.

    ``roles`` holds (role, mention) pairs, one mention a thing, the likeliest thing
    first.
    """

    triggers: tuple[int, ...]
    sub_type: str
    status: str
    news: float
    roles: tuple[tuple[str, int], ...]
    tolls: tuple[DraftToll, ...]
    sources: tuple[DraftSource, ...]
    confidence: float

    def filling(self, role: str) -> tuple[int, ...]:
        """Mentions in one role, likeliest first."""
        return tuple(mention for name, mention in self.roles if name == role)


@dataclass(frozen=True, slots=True)
class DraftControl:
    """Who is said to hold, take, lose, leave, besiege or contest a place."""

    trigger: int
    kind: str
    place: int
    holder: int
    status: str
    sources: tuple[DraftSource, ...]
    rule: str
