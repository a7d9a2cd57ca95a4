"""The control timeline is made place by place: which claims speak of which place.

All lines are made once more by the next run.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table of places, give periods their place's key, make them wait."""
    op.create_table(
        "site",
        sa.Column("claim", sa.String(40), nullable=False),
        sa.Column("report", sa.String(40), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("event", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("claim", "event", name="pk_site"),
        sa.ForeignKeyConstraint(["report"], ["report.id"], name="fk_site_report"),
        comment="which place a claim about control, or a battle that took one, speaks "
        "of",
    )
    for name in ("report", "key", "area"):
        op.create_index(f"ix_site_{name}", "site", [name])
    op.execute("DELETE FROM control_period")
    op.add_column(
        "control_period",
        sa.Column("key", sa.Text(), nullable=False, server_default=""),
    )
    op.add_column(
        "control_period",
        sa.Column("rank", sa.Integer(), nullable=False, server_default="0"),
    )
    op.create_index("ix_control_period_key", "control_period", ["key"])
    op.drop_index("ix_reading_days", "reading")
    op.create_index("ix_reading_days", "reading", ["earliest", "latest", "report"])
    op.create_index("ix_reading_version", "reading", ["version", "report"])
    op.execute("UPDATE reading SET waits_for_control = true")
