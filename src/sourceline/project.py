"""A project: reports are added, brought through every stage, decided and asked about.

What a question or ``add`` needs is loaded with this module; the language model's
libraries and those that compare claims are loaded when something needs them.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine

from sourceline.errors import InputError
from sourceline.model.claims import ReportRecord
from sourceline.model.decisions import Decision, Draft
from sourceline.model.incidents import (
    ControlPeriod,
    Incident,
    Testimony,
)
from sourceline.model.outside import OutsideIncident
from sourceline.model.source import Rejection, Source
from sourceline.running import Progress, Workplace, bring_up
from sourceline.settings import FILE, Settings, read_settings
from sourceline.store import outside, pairs, reports, search, testimonies
from sourceline.store.database import connect, reading

if TYPE_CHECKING:
    from sourceline.fuse.compare import Comparison

__all__ = ["Added", "Progress", "Project", "init_project", "open_project"]


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
        self._workplace = Workplace(self.engine, settings)

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

    def compare(self, found: Iterable[OutsideIncident] | None = None) -> "Comparison":
        """The project's incidents held against another data set's.

        Args:
            found: its incidents; those that were added when None.
        """
        from sourceline.fuse.compare import compare  # noqa: PLC0415 - needed only here
        from sourceline.pipeline import lexicon  # noqa: PLC0415 - as above
        from sourceline.resolve.parties import parties  # noqa: PLC0415 - as above

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
        bring_up(self._workplace, progress)

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
        from sourceline.review import drafts  # noqa: PLC0415 - needed only here

        self.decide(drafts.verdict(pair, verdict), who, when)

    def decide(self, draft: Draft, who: str, when: datetime.datetime) -> Decision:
        """Keep a person's decision; ``settle`` or the next run obeys it."""
        from sourceline.review import deciding  # noqa: PLC0415 - needed only here

        with self.engine.begin() as connection:
            return deciding.decide(connection, draft, who, when)

    def settle(self) -> None:
        """Make anew the incidents that decisions touched: what ``run`` does of it."""
        from sourceline.running import fusing  # noqa: PLC0415 - needed only here

        fusing.bring_up(self._workplace, lambda *_: None)

    def settle_claims(self, connection: Connection, claims: Iterable[str]) -> None:
        """Make anew the incidents of some claims, within the transaction of the
        decision about them: whoever reads sees both or neither.

        Args:
            connection: a writing one.
            claims: what was decided about.
        """
        from sourceline.running import fusing  # noqa: PLC0415 - needed only here

        fusing.remake(connection, sorted(claims))

    def learn(self) -> int:
        """Match weights of this project's own, from what people judged here.

        They always start from the shipped ones, so that no decision counts twice; the
        next run compares every claim again.

        Returns:
            How many judgements they rest on.

        Raises:
            InputError: nobody has judged anything yet.
        """
        from sourceline.fuse.learning import learn, to_json  # noqa: PLC0415 - heavy
        from sourceline.running import weights  # noqa: PLC0415 - needed only here

        with reading(self.engine) as connection:
            judged = pairs.judgements(connection)
            ids = {claim for j in judged for claim in (j.left, j.right)}
            told = testimonies.testimonies(connection, ids)
        if not judged:
            raise InputError(
                "no judgements in this project",
                advice="sourceline judge CLAIM CLAIM same|different makes one",
            )
        made = learn(told, judged, weights.shipped())
        weights.keep_own(self.settings, to_json(made))
        with self.engine.begin() as connection:
            pairs.forget_pairs(connection)
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
                list(testimonies.all_testimonies(connection))
                if ids is None
                else testimonies.testimonies(connection, ids)
            )

    def control(self, place: str | None = None) -> list[ControlPeriod]:
        """The control timeline, all or of the places whose name holds ``place``."""
        with reading(self.engine) as connection:
            return search.control(connection, place)

    def records(self) -> Iterator[ReportRecord]:
        """Every report record, in order of id."""
        with reading(self.engine) as connection:
            yield from search.records(connection)


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
