"""Geometry of the small charts that pages draw as SVG."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sourceline.web import words
from sourceline.web.histogram import Histogram
from sourceline.web.words import Plain

WIDTH, HEIGHT = 720.0, 120.0
_TOLL_HEIGHT = 140.0
_EDGE = 28.0
_MOST_LABELS = 8
_LABEL_ABOVE, _LABEL_BELOW = 6.0, 16.0
_LABEL_WIDTH, _LABEL_HEIGHT = 26.0, 14.0


@dataclass(frozen=True, slots=True)
class Column:
    """A drawn bar: incidents that surely lie in it below, those that may above."""

    x: float
    width: float
    sure_y: float
    sure_height: float
    maybe_y: float
    maybe_height: float
    title: str
    first: datetime.date
    last: datetime.date
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Dot:
    """A drawn figure of a toll; its label stands at ``label_y``."""

    x: float
    y: float
    figure: int
    day: str
    claim: str
    label_y: float = 0.0


@dataclass(frozen=True, slots=True)
class TollChart:
    """A toll as it was told over time."""

    dots: tuple[Dot, ...]
    line: str
    grid: tuple[tuple[float, int], ...]
    width: float = 480.0
    height: float = _TOLL_HEIGHT


def columns(
    found: Histogram, since: datetime.date | None, until: datetime.date | None
) -> list[Column]:
    """The bars of a histogram, those within the chosen days marked."""
    if not found.bars:
        return []
    tallest = max(bar.sure + bar.maybe for bar in found.bars) or 1
    step = WIDTH / len(found.bars)
    every = -(-len(found.bars) // _MOST_LABELS)
    out = []
    for n, bar in enumerate(found.bars):
        sure, maybe = (HEIGHT * x / tallest for x in (bar.sure, bar.maybe))
        chosen = (since is None or bar.last >= since) and (
            until is None or bar.first <= until
        )
        span = str(bar.first) if bar.first == bar.last else f"{bar.first} to {bar.last}"
        out.append(
            Column(
                round(n * step, 2),
                round(max(step - 1, step * 0.7), 2),
                round(HEIGHT - sure, 2),
                round(sure, 2),
                round(HEIGHT - sure - maybe, 2),
                round(maybe, 2),
                f"{span}: {bar.sure} surely, {bar.maybe} perhaps",
                bar.first,
                bar.last,
                _label(found.unit, bar.first) if n % every == 0 else "",
                chosen,
            )
        )
    return out


def toll_chart(toll: Plain) -> TollChart | None:
    """The figures of a toll by day, None where fewer than two were told."""
    steps = [s for s in toll["history"] if s["day"]]
    if len(steps) < 2:  # noqa: PLR2004 - one point is no history
        return None
    days = [datetime.date.fromisoformat(s["day"]).toordinal() for s in steps]
    tallest = max(s["figure"] for s in steps) or 1
    step = words.nice_step(tallest)
    top = -(-tallest // step) * step
    wide = max(days) - min(days)
    room = TollChart((), "", ())
    inner, tall = room.width - 2.5 * _EDGE, room.height - 2 * _EDGE

    def height(figure: int) -> float:
        return round(room.height - _EDGE - tall * figure / top, 1)

    dots = _labelled(
        Dot(
            # All on one day stand in the middle: time says nothing about them.
            round(_EDGE + inner * ((day - min(days)) / wide if wide else 0.5), 1),
            height(s["figure"]),
            s["figure"],
            s["day"],
            s["claim"],
        )
        for s, day in zip(steps, days, strict=True)
    )
    line = " ".join(f"{d.x},{d.y}" for d in dots) if wide else ""
    grid = tuple((height(n), n) for n in range(0, top + 1, step))
    return TollChart(dots, line, grid)


def _labelled(dots: Iterable[Dot]) -> tuple[Dot, ...]:
    """The dots, each with its label above it, or below where a higher one's stands."""
    told = list(dots)
    stands: dict[int, float] = {}
    for n in sorted(range(len(told)), key=lambda n: told[n].y):
        dot, above = told[n], told[n].y - _LABEL_ABOVE
        taken = any(
            abs(told[other].x - dot.x) < _LABEL_WIDTH
            and abs(label_y - above) < _LABEL_HEIGHT
            and told[other].figure != dot.figure
            for other, label_y in stands.items()
        )
        stands[n] = round(dot.y + _LABEL_BELOW if taken else above, 1)
    return tuple(replace(dot, label_y=stands[n]) for n, dot in enumerate(told))


def _label(unit: str, day: datetime.date) -> str:
    if unit == "year":
        return str(day.year)
    return f"{day:%Y-%m}" if unit == "month" else str(day)
