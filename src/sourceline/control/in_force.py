"""Which periods are in force on a day."""

from collections.abc import Callable, Sequence
from datetime import date

from sourceline.control.places import place_key
from sourceline.model.incidents import ControlPeriod


def held_on(
    periods: Sequence[ControlPeriod], day: date
) -> dict[str, list[ControlPeriod]]:
    """The periods in force on a day, by place key.

    A period counts from the first to the last day that its range of start and end
    allows, so that two holders may stand for the days on which a place changed hands at
    an unknown moment; those that surely held come first. Where the start has no lower
    bound, nothing is said of days before the upper one.
    """
    out: dict[str, list[tuple[bool, ControlPeriod]]] = {}
    for period in periods:
        found = _on(period, day)
        if found is not None:
            out.setdefault(place_key(period.place), []).append((not found, period))
    order: Callable[[tuple[bool, ControlPeriod]], bool] = lambda x: x[0]  # noqa: E731
    return {k: [p for _, p in sorted(v, key=order)] for k, v in sorted(out.items())}


def _on(period: ControlPeriod, day: date) -> bool | None:
    """True where it surely is in force, False where perhaps, None where not."""
    start, end = period.start, period.end
    begun = start.earliest or start.latest
    if begun is None or day < begun:
        return None
    sure = start.latest is not None and day >= start.latest
    if end is not None:
        over = end.latest or end.earliest
        if over is None or day >= over:
            return None
        sure = sure and end.earliest is not None and day < end.earliest
    return sure
