"""Undated reports are narrowed by what dated ones tell.

The next run looks at every report once.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table of landmarks; give readings their mark and what they were."""
    op.create_table(
        "landmark",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("claim", sa.String(40), nullable=False),
        sa.Column("report", sa.String(40), nullable=False),
        sa.Column("dated", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("key", "claim", name="pk_landmark"),
        sa.ForeignKeyConstraint(["report"], ["report.id"], name="fk_landmark_report"),
        comment="places and kinds of event by which one report's claims date another's",
    )
    op.create_index("ix_landmark_report", "landmark", ["report"])
    op.add_column(
        "reading",
        sa.Column(
            "waits_for_dating", sa.Boolean(), nullable=False, server_default=sa.true()
        ),
    )
    op.add_column("reading", sa.Column("as_read", sa.JSON(), nullable=True))
    op.create_index("ix_reading_waits_for_dating", "reading", ["waits_for_dating"])
