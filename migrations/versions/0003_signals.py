"""What readers say, and a quick way from a message to its delivery.

Why: readers' reactions, bookmarks and offers to present a paper teach the team's taste and make a reading group's list;
each event under any message in a channel asks whether that message is one of ours.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "signals",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("team", "ref", "who", "kind", name="pk_signals"),
    )
    op.create_index("ix_signals_at", "signals", ["at"])
    op.create_index("ix_deliveries_message_id", "deliveries", ["message_id"])


def downgrade() -> None:
    op.drop_index("ix_deliveries_message_id", table_name="deliveries")
    op.drop_index("ix_signals_at", table_name="signals")
    op.drop_table("signals")
