"""Guests among a team's people.

Why: members of a user group or a role edit without being named in the team file, and somebody may stand in for an
editor who is away; both are people of the team for as long as that holds.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("through", sa.String(), nullable=True))
    op.add_column("people", sa.Column("until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("people", "until")
    op.drop_column("people", "through")
