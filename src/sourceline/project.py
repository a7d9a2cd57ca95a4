"""A project: reports are added, run through every stage, and asked about.

Each stage looks for rows that wait for it and keeps its result in the same transaction
that takes them off the list. A run that is killed at any moment goes on where it stood,
and what did not change is not done again.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from sqlalchemy import Connection, Engine

from sourceline.control import periods
from sourceline.errors import InputError
from sourceline.fuse.clusters import cluster
from sourceline.fuse.compare import Comparison, compare
from sourceline.fuse.consensus import incident
from sourceline.fuse.dating import narrowed
from sourceline.fuse.learning import learn, to_json
from sourceline.fuse.matching import MatchWeights, blocks, match, read_weights
from sourceline.fuse.reprints import (
    SAME_DAYS,
    Fingerprint,
    bands,
    fingerprint,
    reprints_among,
    stories,
)
from sourceline.fuse.tolls import read_vague
from sourceline.model.claims import ReportRecord
from sourceline.model.decisions import Decision, Draft
from sourceline.model.incidents import (
    ControlPeriod,
    Incident,
    Testimony,
)
from sourceline.model.outside import OutsideIncident
from sourceline.model.source import Rejection, Source
from sourceline.pipeline import extractor, lexicon, names_days, reading_version
from sourceline.resolve.parties import parties
from sourceline.resources import table
from sourceline.review import deciding, drafts
from sourceline.settings import FILE, Settings, read_settings
from sourceline.store import fusing, landmarks, outside, reports, search, sites
from sourceline.store.database import connect, reading

_WEIGHTS = "match_weights.json"
_FEW_REPORTS = 12
"""Fewer than this are read in this process: others would only load the model again."""
_CLAIMS_AT_ONCE = 2000
_REPORTS_AT_ONCE = 50
_AHEAD = 4
"""Reports handed to each process before the first comes back."""

Progress = Callable[[str, int, int], None]
"""Told a stage's name, how much of it is done, and how much there is."""


@dataclass(frozen=True, slots=True)
class Added:
    """What became of the inputs of ``add``."""

    new: int
    known: int
    rejected: int


class Project:
    """One project's reports, claims, incidents and timeline.

    Args:
        settings: where it lies and how it is read.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.engine: Engine = connect(settings.database)

    def add(
        self, sources: Iterable[Source | Rejection], country: str | None = None
    ) -> Added:
        """Keep reports as they were read; what is there already is left as it is.

        Args:
            sources: reports, and what could not be read.
            country: ISO 3166 alpha-2 of their publishers.
        """
        new = known = rejected = 0
        found = iter(sources)
        while some := list(islice(found, 200)):
            with self.engine.begin() as connection:
                for source in some:
                    if isinstance(source, Rejection):
                        reports.reject(connection, source)
                        rejected += 1
                    elif reports.add(
                        connection, source, country or self.settings.country
                    ):
                        new += 1
                    else:
                        known += 1
        return Added(new, known, rejected)

    def add_outside(self, found: Iterable[OutsideIncident | Rejection]) -> Added:
        """Keep incidents of another data set; a later release replaces an earlier."""
        new = rejected = 0
        listed = iter(found)
        while some := list(islice(listed, 1000)):
            with self.engine.begin() as connection:
                for one in some:
                    if isinstance(one, Rejection):
                        reports.reject(connection, one)
                        rejected += 1
                    else:
                        outside.add(connection, one)
                        new += 1
        return Added(new, 0, rejected)

    def compare(self, found: Iterable[OutsideIncident] | None = None) -> Comparison:
        """The project's incidents held against another data set's.

        Args:
            found: its incidents; those that were added when None.
        """
        table_of_parties = lexicon()
        with reading(self.engine) as connection:
            listed = outside.all_outside(connection) if found is None else found
            return compare(
                self.incidents(),
                listed,
                lambda name, country, year: parties(
                    name, country, year, table_of_parties
                ),
            )

    def run(self, progress: Progress = lambda *_: None) -> None:
        """Bring everything up to what was added and decided: read, group reprints,
        date what is undated, compare, fuse, work out who held what.
        """
        self._read(progress)
        self._group(progress)
        self._date(progress)
        self._match(progress)
        self._fuse(progress)
        self._control(progress)

    def judge(
        self, pair: tuple[str, str], verdict: str, who: str, when: datetime.datetime
    ) -> None:
        """Keep what a person decided about two claims; the next run obeys it.

        Args:
            pair: ids of the claims.
            verdict: one of ``drafts.VERDICTS``.
            who: who decided.
            when: UTC moment.

        Raises:
            InputError: an unknown verdict or claim, or a claim against itself.
        """
        self.decide(drafts.verdict(pair, verdict), who, when)

    def decide(self, draft: Draft, who: str, when: datetime.datetime) -> Decision:
        """Keep a person's decision; ``settle`` or the next run obeys it."""
        with self.engine.begin() as connection:
            return deciding.decide(connection, draft, who, when)

    def settle(self) -> None:
        """Make anew the incidents that decisions touched: what ``run`` does of it."""
        self._fuse(lambda *_: None)

    def settle_claims(self, connection: Connection, claims: Iterable[str]) -> None:
        """Make anew the incidents of some claims, within the transaction of the
        decision about them: whoever reads sees both or neither.

        Args:
            connection: a writing one.
            claims: what was decided about.
        """
        some = fusing.component(connection, sorted(claims))
        made = self._incidents(connection, some)
        fusing.keep_incidents(connection, some, made)
        deciding.refresh(connection, some)

    def learn(self) -> int:
        """Match weights of this project's own, from what people judged here.

        They always start from the shipped ones, so that no decision counts twice; the
        next run compares every claim again.

        Returns:
            How many judgements they rest on.

        Raises:
            InputError: nobody has judged anything yet.
        """
        with reading(self.engine) as connection:
            judged = fusing.judgements(connection)
            ids = {claim for j in judged for claim in (j.left, j.right)}
            told = fusing.testimonies(connection, ids)
        if not judged:
            raise InputError(
                "no judgements in this project",
                advice="sourceline judge CLAIM CLAIM same|different makes one",
            )
        weights = learn(told, judged, read_weights(table(_WEIGHTS)))
        part = self.settings.folder / f".{_WEIGHTS}.part"
        part.write_text(to_json(weights), encoding="utf-8")
        part.replace(self.settings.folder / _WEIGHTS)
        with self.engine.begin() as connection:
            fusing.forget_pairs(connection)
        return len(judged)

    # --- questions -------------------------------------------------------------------

    def counts(self) -> dict[str, int]:
        """How many rows of each kind there are."""
        with reading(self.engine) as connection:
            return reports.counts(connection)

    def rejections(self) -> list[Rejection]:
        """What was refused or yields nothing, and why."""
        with reading(self.engine) as connection:
            return reports.rejections(connection)

    def coverage(self) -> list[tuple[str, str, int]]:
        """Reports by publisher and month."""
        with reading(self.engine) as connection:
            return reports.coverage(connection)

    def incidents(self, asked: search.Filter | None = None) -> Iterator[Incident]:
        """Incidents that a filter lets through, sorted."""
        with reading(self.engine) as connection:
            yield from search.incidents(connection, asked or search.Filter(sort="id"))

    def incident(self, name: str) -> Incident:
        """One incident by its id, an old id, or the beginning of its id.

        Raises:
            InputError: there is none, or several begin so.
        """
        with reading(self.engine) as connection:
            return search.incident(connection, name)

    def testimonies(self, ids: Iterable[str] | None = None) -> list[Testimony]:
        """Claims with their reports: some, or all in order of id."""
        with reading(self.engine) as connection:
            return (
                list(fusing.all_testimonies(connection))
                if ids is None
                else fusing.testimonies(connection, ids)
            )

    def control(self, place: str | None = None) -> list[ControlPeriod]:
        """The control timeline, all or of the places whose name holds ``place``."""
        with reading(self.engine) as connection:
            return search.control(connection, place)

    def records(self) -> Iterator[ReportRecord]:
        """Every report record, in order of id."""
        with reading(self.engine) as connection:
            yield from search.records(connection)

    # --- stages ----------------------------------------------------------------------

    def _read(self, progress: Progress) -> None:
        """Read every report that waits."""
        version = reading_version()
        with self.engine.begin() as connection:
            reports.wait_for_reading(connection, version)
        with reading(self.engine) as connection:
            ids = reports.waiting(connection)
        for done, record in enumerate(self._records(ids), 1):
            with self.engine.begin() as connection:
                self._keep(connection, record, version)
            progress("reading", done, len(ids))

    def _keep(self, connection: Connection, record: "Read", version: str) -> None:
        reports.keep_reading(
            connection,
            record.record,
            version,
            bytes(record.fingerprint),
            bands(record.fingerprint),
        )

    def _records(self, ids: Sequence[str]) -> Iterator["Read"]:
        """What reading gives, report by report, in the order of ids."""
        sources = self._sources(ids)
        if len(ids) < _FEW_REPORTS or self.settings.processes == 1:
            yield from (_read_one(source, country) for source, country in sources)
            return
        with ProcessPoolExecutor(
            self.settings.processes, mp_context=get_context("spawn")
        ) as pool:
            ahead: list[Future[Read]] = []
            for source, country in sources:
                ahead.append(pool.submit(_read_one, source, country))
                if len(ahead) >= _AHEAD * self.settings.processes:
                    yield ahead.pop(0).result()
            for future in ahead:
                yield future.result()

    def _sources(self, ids: Sequence[str]) -> Iterator[tuple[Source, str | None]]:
        for some in fusing.shares(ids, 50):
            with reading(self.engine) as connection:
                found = list(reports.sources(connection, some))
            yield from found

    def _group(self, progress: Progress) -> None:
        """Find the reprints of the reports that wait for it, and their stories."""
        with reading(self.engine) as connection:
            changed = fusing.waiting_for_grouping(connection)
        done = 0
        for some in fusing.shares(changed, _REPORTS_AT_ONCE):
            with self.engine.begin() as connection:
                for report in some:
                    _regroup(connection, report)
            done += len(some)
            progress("reprints", done, len(changed))

    def _date(self, progress: Progress) -> None:
        """Narrow the undated reports that something new may date."""
        with self.engine.begin() as connection:
            landmarks.keep_dated(connection)
        usual = self._weights().usual
        with reading(self.engine) as connection:
            undated = landmarks.waiting(connection)
        done = 0
        for some in fusing.shares(undated, _REPORTS_AT_ONCE):
            with self.engine.begin() as connection:
                for report in some:
                    record = landmarks.as_read(connection, report)
                    landmarks.keep(connection, record)
                    found = narrowed(
                        record,
                        landmarks.dated(connection, record),
                        landmarks.dated_reprints(connection, report),
                        names_days,
                        usual,
                    )
                    landmarks.keep_narrowed(connection, record, found)
            done += len(some)
            progress("undated reports", done, len(undated))

    def _match(self, progress: Progress) -> None:
        """Compare the claims that were not compared yet with all that come near."""
        weights = self._weights()
        done = 0
        while True:
            with self.engine.begin() as connection:
                ids = fusing.waiting_for_matching(connection, _CLAIMS_AT_ONCE)
                if not ids:
                    return
                new = fusing.testimonies(connection, ids)
                fusing.keep_blocks(connection, {x.claim.id: blocks(x) for x in new})
                near = fusing.testimonies(
                    connection, fusing.neighbours(connection, ids)
                )
                pairs = match(new, weights, against=near)
                fusing.keep_pairs(connection, ids, pairs)
            done += len(ids)
            progress("comparing claims", done, done)

    def _weights(self) -> MatchWeights:
        own = self.settings.folder / _WEIGHTS
        text = own.read_text(encoding="utf-8") if own.exists() else None
        return read_weights(text or table(_WEIGHTS))

    def _fuse(self, progress: Progress) -> int:
        """Make anew the incidents whose claims, judgements or stories changed."""
        done = 0
        while True:
            with self.engine.begin() as connection:
                waiting = fusing.waiting_for_fusing(connection)
                if not waiting:
                    return done
                some = fusing.component(connection, waiting[:_CLAIMS_AT_ONCE])
                made = self._incidents(connection, some)
                fusing.keep_incidents(connection, some, made)
                deciding.refresh(connection, some)
            done += len(some)
            progress("fusing", done, done + max(0, len(waiting) - len(some)))

    def _incidents(self, connection: Connection, ids: set[str]) -> list[Incident]:
        told = {x.claim.id: x for x in fusing.testimonies(connection, ids)}
        pairs = fusing.pairs_among(connection, ids)
        judged = fusing.judgements(connection, ids)
        report_of = {name: x.claim.report for name, x in told.items()}
        near: dict[str, list[int]] = {}
        for number, pair in enumerate(pairs):
            near.setdefault(pair.left, []).append(number)
            near.setdefault(pair.right, []).append(number)
        made = []
        vague = read_vague(table("vague_counts.csv"))
        for members in cluster(report_of, pairs, judged):
            own = sorted({n for m in members for n in near.get(m, ())})
            mine = [pairs[n] for n in own]
            made.append(incident([told[m] for m in members], mine, judged, vague))
        return made

    def _control(self, progress: Progress) -> None:
        """Make anew the lines of the places that changed reports speak of."""
        with self.engine.begin() as connection:
            changed = sites.waiting(connection)
            if not changed:
                return
            touched = sites.keep_sites(connection, changed)
            areas, held, events = sites.claims_about(connection, touched)
            made = periods(
                fusing.control_testimonies(connection, held),
                fusing.testimonies(connection, events),
            )
            kept = sites.keep_periods(connection, touched, areas, made)
        progress("control", kept, kept)


def _regroup(connection: Connection, report: str) -> None:
    """Find a report's reprints, and the stories of all that hangs together with it."""
    before, _ = fusing.likenesses_around(connection, {report})
    mine = fusing.fingerprint_of(connection, report)
    near = fusing.candidates_for_story(connection, report, SAME_DAYS)
    fusing.keep_likenesses(connection, report, reprints_among(mine, near))
    around, pairs = fusing.likenesses_around(connection, before)
    story_of = stories(pairs)
    fusing.keep_stories(connection, {r: story_of.get(r, r) for r in around})
    fusing.is_grouped(connection, report, around)


@dataclass(frozen=True, slots=True)
class Read:
    """A report's record and the fingerprint of its words."""

    record: ReportRecord
    fingerprint: Fingerprint


def _read_one(source: Source, country: str | None) -> Read:
    record = extractor().extract(source, country)
    furniture = [(f.span.start, f.span.end) for f in record.furniture]
    kept, at = [], 0
    for start, end in sorted(furniture):
        kept.append(source.text[at:start])
        at = max(at, end)
    return Read(record, fingerprint("\n".join([*kept, source.text[at:]])))


def init_project(folder: Path) -> Project:
    """Make a project in a folder.

    Raises:
        InputError: there is one already, or the folder can not be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / FILE).open("x", encoding="utf-8") as file:
            file.write('# Settings of this project.\n# country = "IQ"\n')
    except FileExistsError as error:
        raise InputError(
            f"{folder} holds a project already", advice="sourceline add PATH adds to it"
        ) from error
    except OSError as error:
        raise InputError(f"{folder}: {error.strerror}", expected="a folder") from error
    return Project(read_settings(folder))


def open_project(folder: Path) -> Project:
    """Open the project in a folder.

    Raises:
        InputError: there is none.
    """
    if not (folder / FILE).is_file():
        raise InputError(
            f"no project in {folder}",
            expected=FILE,
            advice=f"sourceline init {folder} makes one",
        )
    return Project(read_settings(folder))
