"""Places whose line must be made anew are on a list, so that a run can make lines in
small shares.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the list, which the next run fills, and the index."""
    op.create_table(
        "waiting_line",
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("area", "key", name="pk_waiting_line"),
        comment="places whose line must be made anew, by each first-level unit that "
        "they are, or were, said to lie in",
    )
    op.create_index("ix_claim_fused", "claim", ["fused"])
