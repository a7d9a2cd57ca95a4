"""Who says what an incident's claims say: outlets, speakers, articles."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sourceline.model.incidents import Testimony

_CARRIERS = frozenset({"outlet", "agency"})


@dataclass(frozen=True, slots=True)
class Article:
    """One report as a source list names it; empty where something is not known."""

    office: str
    day: str
    headline: str


def outlets(claims: Iterable[Testimony]) -> tuple[str, ...]:
    """Distinct publishers, sorted."""
    return tuple(sorted({x for t in claims if (x := _outlet(t))}))


def speakers(claims: Iterable[Testimony]) -> tuple[str, ...]:
    """Distinct speakers whom the claims name, sorted."""
    return tuple(sorted({x for t in claims if (x := _speaker(t))}))


def voice(testimony: Testimony) -> str:
    """Who says it, and where: "a police officer (Border Herald)"."""
    speaker, outlet = _speaker(testimony), _outlet(testimony)
    if speaker and outlet and speaker != outlet:
        return f"{speaker} ({outlet})"
    return speaker or outlet or "an unnamed source"


def urls(claims: Iterable[Testimony]) -> tuple[str, ...]:
    """Distinct addresses of the reports, sorted."""
    return tuple(sorted({t.outlet.url for t in claims if t.outlet.url}))


def published_on(testimony: Testimony) -> datetime.date | None:
    """The day of publication, the last possible one where it is not exact."""
    published = testimony.outlet.published
    return published.date or published.latest


def last_publication(claims: Iterable[Testimony]) -> datetime.date | None:
    """The latest day on which one of the reports was published."""
    return max((day for t in claims if (day := published_on(t))), default=None)


def articles(claims: Sequence[Testimony]) -> tuple[Article, ...]:
    """One article a story, the earliest; reprints of a story are no further source."""
    stories: dict[str, Testimony] = {}
    for testimony in sorted(claims, key=_by_day):
        stories.setdefault(testimony.outlet.story, testimony)
    return tuple(
        Article(
            _outlet(t) or "", str(published_on(t) or ""), _words(t.outlet.title or "")
        )
        for t in stories.values()
    )


def _by_day(testimony: Testimony) -> tuple[datetime.date, str]:
    return published_on(testimony) or datetime.date.max, testimony.outlet.report


def _outlet(testimony: Testimony) -> str | None:
    """The publisher; where nobody knows him, the nearest outlet of the chain."""
    named = testimony.outlet.publisher or next(
        (a.name for a in testimony.claim.attribution if a.kind in _CARRIERS), ""
    )
    return _words(named) or None


def _speaker(testimony: Testimony) -> str | None:
    """The last of the chain who is no outlet: who said it first."""
    chain = testimony.claim.attribution
    named = [a.name for a in chain if a.kind not in _CARRIERS]
    return _words(named[-1]) or None if named else None


def _words(text: str) -> str:
    """A name in one line that holds no divider of a list."""
    return " ".join(text.replace(";", ",").split())
