"""Full-text search over reports and over the sentences that carry claims.

Words are folded before they are stored, in one way for every database: no case,
accents, vowel marks or tatweel; the Arabic letters that are written in several ways
are one; the article and what is joined before it are taken off. SQLite searches by
FTS5, PostgreSQL by ``tsvector``.

The index is made from the records and may be thrown away at any time.
"""

# ruff: noqa: RUF001 - Arabic letters are meant as such

import json
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, text

from sourceline.errors import InputError
from sourceline.store.database import reading

AT_ONCE = 400
"""Reports or claims that one transaction writes: others wait no longer than that."""
SCOPES = ("reports", "evidence")
_MOST_WORDS = 24

_ARABIC = str.maketrans(
    {
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ئ": "ي",
        "ؤ": "و",
        "ة": "ه",
        "ک": "ك",
        "ـ": None,
        "ء": None,
    }
)
_WORD = re.compile(r"[^\W_]+")
_ARTICLE = re.compile(r"^(?:[وف]?[بك]?ال|[وف]?لل)(?=\w{3})")
_ASKED = re.compile(r'"([^"]*)"|([^\s"]+)')


def folded(said: str) -> str:
    """A text's words as they are searched, with a space between two."""
    plain = unicodedata.normalize("NFKD", said.casefold())
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    whole = unicodedata.normalize("NFKC", letters).translate(_ARABIC)
    return " ".join(_ARTICLE.sub("", word) for word in _WORD.findall(whole))


@dataclass(frozen=True, slots=True)
class Sought:
    """Words that stand one after another; ``begins`` where the last may go on."""

    words: tuple[str, ...]
    begins: bool


def asked_words(said: str) -> list[Sought]:
    """What a search line asks for, all of it together: words, "phrases in quotes",
    and beginnings with a star.

    Raises:
        InputError: it holds no word, or too many.
    """
    found = []
    for phrase, word in _ASKED.findall(said):
        words = tuple(folded(phrase or word).split())
        if words:
            found.append(Sought(words, begins=word.endswith("*")))
    if not found or sum(len(x.words) for x in found) > _MOST_WORDS:
        raise InputError(
            f"search for {said[:80]!r}",
            expected=f'1 to {_MOST_WORDS} words, "a phrase" or a beginning*',
        )
    return found


def prepare(engine: Engine) -> None:
    """Make the index where there is none, and put into it what it lacks."""
    statements = _POSTGRESQL if engine.dialect.name == "postgresql" else _SQLITE
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    fill(engine)


def fill(engine: Engine) -> int:
    """Put into the index what it lacks, in short transactions.

    Returns:
        How many reports and claims were put in.
    """
    done = 0
    for lacking, put in (
        (_REPORTS_LACKING, _put_reports),
        (_CLAIMS_LACKING, _put_claims),
    ):
        after = ""
        while rows := _some(engine, lacking, after):
            with engine.begin() as connection:
                put(connection, rows)
            done, after = done + len(rows), rows[-1].id
    return done


def version(connection: Connection) -> tuple[int, ...]:
    """What changes when something new is in the index."""
    by = "count(*)" if connection.dialect.name == "postgresql" else "max(number)"
    return tuple(
        int(connection.execute(text(f"SELECT {by} FROM indexed_{x}")).scalar() or 0)  # noqa: S608
        for x in ("report", "claim")
    )


Members = Mapping[int, Collection[str]]
"""Incidents by the number of a report, or of a claim, in the index."""


def members(connection: Connection, scope: str) -> Members | None:
    """Incidents by number, for a caller that keeps them from search to search; None
    where the database is quicker alone.
    """
    if connection.dialect.name == "postgresql":
        return None
    found: dict[int, set[str]] = {}
    for number, incident in connection.execute(text(_MEMBERS[scope])):
        found.setdefault(number, set()).add(incident)
    return found


def incidents_with(
    connection: Connection, said: str, scope: str, known: Members | None = None
) -> Collection[str]:
    """Ids of the incidents one of whose reports, or one of whose claims' sentences,
    holds all the words.

    Args:
        connection: a reading one.
        said: the search line.
        scope: one of ``SCOPES``.
        known: what ``members`` gave.

    Raises:
        InputError: nothing to search for, or an unknown scope.
    """
    if scope not in SCOPES:
        raise InputError(f"search in {scope!r}", expected=", ".join(SCOPES))
    postgresql = connection.dialect.name == "postgresql"
    line = (_tsquery if postgresql else _match)(asked_words(said))
    if known is not None:
        table = "report_words" if scope == "reports" else "claim_words"
        numbers = connection.execute(
            text(f"SELECT rowid FROM {table} WHERE {table} MATCH :sought"),  # noqa: S608
            {"sought": line},
        ).scalars()
        return set().union(*(known[n] for n in numbers if n in known))
    query = _ASKING[postgresql, scope]
    return list(connection.execute(text(query), {"sought": line}).scalars())


# --- the statements of two databases -------------------------------------------------

_SQLITE = (
    """CREATE TABLE IF NOT EXISTS indexed_report (
         number INTEGER PRIMARY KEY, report TEXT NOT NULL UNIQUE)""",
    """CREATE VIRTUAL TABLE IF NOT EXISTS report_words USING fts5(
         words, content='', tokenize='unicode61 remove_diacritics 0')""",
    """CREATE TABLE IF NOT EXISTS indexed_claim (
         number INTEGER PRIMARY KEY, claim TEXT NOT NULL UNIQUE)""",
    """CREATE VIRTUAL TABLE IF NOT EXISTS claim_words USING fts5(
         words, tokenize='unicode61 remove_diacritics 0')""",
    """CREATE TRIGGER IF NOT EXISTS words_of_claim_gone AFTER DELETE ON claim BEGIN
         DELETE FROM claim_words WHERE rowid =
           (SELECT number FROM indexed_claim WHERE claim = OLD.id);
         DELETE FROM indexed_claim WHERE claim = OLD.id;
       END""",
)
_POSTGRESQL = (
    """CREATE TABLE IF NOT EXISTS indexed_report (
         report TEXT PRIMARY KEY, words TSVECTOR NOT NULL)""",
    """CREATE INDEX IF NOT EXISTS ix_report_words
         ON indexed_report USING gin (words)""",
    """CREATE TABLE IF NOT EXISTS indexed_claim (
         claim TEXT PRIMARY KEY REFERENCES claim (id) ON DELETE CASCADE,
         words TSVECTOR NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS ix_claim_words ON indexed_claim USING gin (words)",
)
_REPORTS_LACKING = (
    "SELECT id, title, text FROM report WHERE id > :after"
    " AND id NOT IN (SELECT report FROM indexed_report) ORDER BY id LIMIT :most"
)
_CLAIMS_LACKING = (
    "SELECT id, record FROM claim WHERE id > :after"
    " AND id NOT IN (SELECT claim FROM indexed_claim) ORDER BY id LIMIT :most"
)
_MEMBERS = {
    "reports": (
        "SELECT own.number, claim.incident FROM claim"
        " JOIN indexed_report AS own ON own.report = claim.report"
        " WHERE claim.incident IS NOT NULL"
    ),
    "evidence": (
        "SELECT own.number, claim.incident FROM claim"
        " JOIN indexed_claim AS own ON own.claim = claim.id"
        " WHERE claim.incident IS NOT NULL"
    ),
}
_ASKING = {
    (False, "reports"): (
        "SELECT DISTINCT claim.incident FROM report_words"
        " JOIN indexed_report AS own ON own.number = report_words.rowid"
        " JOIN claim ON claim.report = own.report"
        " WHERE report_words MATCH :sought AND claim.incident IS NOT NULL"
    ),
    (False, "evidence"): (
        "SELECT DISTINCT claim.incident FROM claim_words"
        " JOIN indexed_claim AS own ON own.number = claim_words.rowid"
        " JOIN claim ON claim.id = own.claim"
        " WHERE claim_words MATCH :sought AND claim.incident IS NOT NULL"
    ),
    (True, "reports"): (
        "SELECT DISTINCT claim.incident FROM indexed_report AS own"
        " JOIN claim ON claim.report = own.report"
        " WHERE own.words @@ to_tsquery('simple', :sought)"
        " AND claim.incident IS NOT NULL"
    ),
    (True, "evidence"): (
        "SELECT DISTINCT claim.incident FROM indexed_claim AS own"
        " JOIN claim ON claim.id = own.claim"
        " WHERE own.words @@ to_tsquery('simple', :sought)"
        " AND claim.incident IS NOT NULL"
    ),
}


def _match(sought: Sequence[Sought]) -> str:
    """An FTS5 line; the words are letters and digits only, so nothing can break out."""
    return " ".join(f'"{" ".join(x.words)}"{"*" if x.begins else ""}' for x in sought)


def _tsquery(sought: Sequence[Sought]) -> str:
    return " & ".join(
        "(" + " <-> ".join(x.words) + (":*" if x.begins else "") + ")" for x in sought
    )


def _some(engine: Engine, lacking: str, after: str) -> list[Any]:
    with reading(engine) as connection:
        return list(
            connection.execute(text(lacking), {"after": after, "most": AT_ONCE})
        )


def _put_reports(connection: Connection, rows: Sequence[Any]) -> None:
    told = [(r.id, folded(f"{r.title or ''}\n{r.text}")) for r in rows]
    _put(connection, "report", told)


def _put_claims(connection: Connection, rows: Sequence[Any]) -> None:
    told = []
    for row in rows:
        record = _plain(row.record)
        told.append((row.id, folded("\n".join(x["text"] for x in record["evidence"]))))
    _put(connection, "claim", told)


def _plain(record: Any) -> Any:  # noqa: ANN401 - text from SQLite, parsed elsewhere
    return json.loads(record) if isinstance(record, str) else record


def _put(connection: Connection, kind: str, told: Sequence[tuple[str, str]]) -> None:
    """Write words; what another process put in meanwhile is left as it is."""
    if connection.dialect.name == "postgresql":
        connection.execute(
            text(
                f"INSERT INTO indexed_{kind} ({kind}, words)"  # noqa: S608 - two names
                " VALUES (:id, to_tsvector('simple', :words)) ON CONFLICT DO NOTHING"
            ),
            [{"id": name, "words": words} for name, words in told],
        )
        return
    present = _present(connection, kind, [name for name, _ in told])
    for name, words in told:
        if name in present:
            continue
        number = connection.execute(
            text(f"INSERT INTO indexed_{kind} ({kind}) VALUES (:id)"),  # noqa: S608
            {"id": name},
        ).lastrowid
        connection.execute(
            text(
                f"INSERT INTO {kind}_words (rowid, words)"  # noqa: S608
                " VALUES (:number, :words)"
            ),
            {"number": number, "words": words},
        )


def _present(connection: Connection, kind: str, names: Sequence[str]) -> set[str]:
    asked = text(
        f"SELECT {kind} FROM indexed_{kind} WHERE {kind} IN :names"  # noqa: S608
    ).bindparams(bindparam("names", expanding=True))
    return set(connection.execute(asked, {"names": list(names)}).scalars())
