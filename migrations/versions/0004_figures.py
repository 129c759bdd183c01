"""The figure that editors chose for a story.

Why: editors choose another figure than ours, or none. Figures that were found before are looked for anew, since they
did not say whether a caption names somebody else as their source, nor where their picture comes from.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("stories", sa.Column("figure", sa.String(), nullable=True))
    op.execute("DELETE FROM evidence WHERE kind = 'figures'")
    op.execute("DELETE FROM polls WHERE source LIKE 'figures of %'")


def downgrade() -> None:
    op.drop_column("stories", "figure")
