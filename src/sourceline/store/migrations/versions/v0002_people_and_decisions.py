"""The decision log, people, and the review of incidents.

What people judged before there was a log becomes its first rows. All incidents are made
once more by the next run, which gives them their place in the queue.
"""

import datetime

import sqlalchemy as sa
from alembic import op

from sourceline.model.decisions import Draft
from sourceline.store.chain import BEGINNING, body_of, digest, name_of

revision = "0002"
down_revision = "0001"

_EVERY = 100
_TICK = datetime.timedelta(microseconds=1)
_REFUSED = "rows of the decision log are never changed or deleted"
_KEPT = ("decision", "decision_claim", "checkpoint")


def upgrade() -> None:
    """Make the tables, move the judgements, forbid changes."""
    _make_log()
    _make_people()
    for column in (
        sa.Column("machine", sa.JSON(), nullable=True),
        sa.Column("review", sa.String(16), nullable=False, server_default="open"),
        sa.Column("queue", sa.Integer(), nullable=True),
    ):
        op.add_column("incident", column)
    op.create_index("ix_incident_review", "incident", ["review"])
    op.create_index("ix_incident_queue", "incident", ["queue"])
    _move_judgements(op.get_bind())
    op.execute("UPDATE claim SET waits_for_fusing = true WHERE incident IS NOT NULL")
    if op.get_bind().dialect.name == "postgresql":
        _forbid_on_postgresql()
    else:
        _forbid_on_sqlite()


def _make_log() -> None:
    op.create_table(
        "decision",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_decision"),
        sa.UniqueConstraint("id", name="uq_decision_id"),
        sa.UniqueConstraint("previous", name="uq_decision_previous"),
        sa.UniqueConstraint("hash", name="uq_decision_hash"),
        comment="every decision, never changed: hash is over previous and body",
    )
    op.create_index("ix_decision_who", "decision", ["who"])
    op.create_table(
        "decision_claim",
        sa.Column("claim", sa.String(40), nullable=False),
        sa.Column("decision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision"], ["decision.number"], name="fk_decision_claim_decision"
        ),
        sa.PrimaryKeyConstraint("claim", "decision", name="pk_decision_claim"),
        comment="which decisions are about a claim; made from their bodies",
    )
    op.create_index("ix_decision_claim_decision", "decision_claim", ["decision"])
    op.create_table(
        "decision_head",
        sa.Column("log", sa.String(16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("log", name="pk_decision_head"),
        comment="the last row of the log, so that a log cut short is seen",
    )
    op.create_table(
        "checkpoint",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_checkpoint"),
        comment="where the log stood every so many rows",
    )


def _make_people() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("made", sa.String(32), nullable=False),
        sa.Column("disabled", sa.String(32), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("key", name="uq_account_key"),
        comment="who may use the workbench; moments are ISO 8601 in UTC",
    )
    op.create_table(
        "sign_in",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_sign_in"),
        comment="attempts since the last success by hash of the name, whether or not "
        "there is an account of that name",
    )
    op.create_index("ix_sign_in_last", "sign_in", ["last"])
    op.create_table(
        "session",
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("account", sa.String(40), nullable=False),
        sa.Column("opened", sa.String(32), nullable=False),
        sa.Column("seen", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name="fk_session_account"),
        sa.PrimaryKeyConstraint("hash", name="pk_session"),
        comment="browsers that signed in; only the hash of their secret is kept",
    )
    for column in ("account", "opened", "seen"):
        op.create_index(f"ix_session_{column}", "session", [column])
    op.create_table(
        "token",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("account", sa.String(40), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("made", sa.String(32), nullable=False),
        sa.Column("expires", sa.String(32), nullable=False),
        sa.Column("revoked", sa.String(32), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name="fk_token_account"),
        sa.PrimaryKeyConstraint("id", name="pk_token"),
        sa.UniqueConstraint("hash", name="uq_token_hash"),
        comment="keys to the API; only the hash of their secret is kept",
    )
    op.create_index("ix_token_account", "token", ["account"])


def _move_judgements(connection: sa.Connection) -> None:
    """Write the judgements that stand into the log, in the order they were made."""
    old = sa.table(
        "judgement",
        sa.column("left", sa.String()),
        sa.column("right", sa.String()),
        sa.column("verdict", sa.String()),
        sa.column("who", sa.String()),
        sa.column("when", sa.DateTime(timezone=True)),
    )
    decision, claim, head, mark = (
        sa.table(name, *(sa.column(c) for c in columns.split()))
        for name, columns in (
            ("decision", "number id kind who body previous hash"),
            ("decision_claim", "claim decision"),
            ("decision_head", "log number hash"),
            ("checkpoint", "number hash"),
        )
    )
    rows = connection.execute(sa.select(old)).all()
    number, previous = 0, BEGINNING
    moment = datetime.datetime.min.replace(tzinfo=datetime.UTC)
    for row in sorted(rows, key=lambda r: (_aware(r.when), r.left, r.right)):
        number += 1
        moment = max(_aware(row.when), moment + _TICK)
        draft = _draft(row.left, row.right, row.verdict)
        body = body_of(number, draft, row.who, moment)
        sealed = digest(previous, body)
        told = {
            "number": number,
            "id": name_of(sealed),
            "kind": draft.kind,
            "who": row.who,
            "body": body,
            "previous": previous,
            "hash": sealed,
        }
        connection.execute(sa.insert(decision), [told])
        connection.execute(
            sa.insert(claim), [{"claim": c, "decision": number} for c in draft.target]
        )
        if number % _EVERY == 0:
            connection.execute(sa.insert(mark), [{"number": number, "hash": sealed}])
        previous = sealed
    if number:
        at = {"log": "decisions", "number": number, "hash": previous}
        connection.execute(sa.insert(head), [at])


def _aware(when: datetime.datetime) -> datetime.datetime:
    """SQLite forgets the offset; it was UTC."""
    return when if when.tzinfo else when.replace(tzinfo=datetime.UTC)


def _draft(left: str, right: str, verdict: str) -> Draft:
    if verdict == "same":
        return Draft("merge", (left, right), {"groups": [[left], [right]]})
    if verdict == "different":
        return Draft("split", (left, right), {"out": [right]})
    return Draft("unsure", (left, right), {"pair": True})


def _forbid_on_sqlite() -> None:
    for table in _KEPT:
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
            )
    # INSERT OR REPLACE deletes without asking the triggers above
    op.execute(
        "CREATE TRIGGER checkpoint_no_replace BEFORE INSERT ON checkpoint "
        "WHEN EXISTS (SELECT 1 FROM checkpoint WHERE number = NEW.number) "
        "BEGIN SELECT RAISE(ABORT, 'a checkpoint is never changed'); END"
    )
    op.execute(
        "CREATE TRIGGER decision_continues BEFORE INSERT ON decision "
        "WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM decision) "
        "OR NEW.previous <> coalesce((SELECT hash FROM decision "
        "ORDER BY number DESC LIMIT 1), printf('%064d', 0)) "
        "BEGIN SELECT RAISE(ABORT, 'a row must continue the decision log'); END"
    )


def _forbid_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSED}'; END $$"
    )
    op.execute(
        "CREATE FUNCTION continue_log() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM decision) "
        "OR NEW.previous <> coalesce((SELECT hash FROM decision "
        "ORDER BY number DESC LIMIT 1), repeat('0', 64)) THEN "
        "RAISE EXCEPTION 'a row must continue the decision log'; "
        "END IF; RETURN NEW; END $$"
    )
    for table in _KEPT:
        op.execute(
            f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    op.execute(
        "CREATE TRIGGER decision_continues BEFORE INSERT ON decision "
        "FOR EACH ROW EXECUTE FUNCTION continue_log()"
    )
