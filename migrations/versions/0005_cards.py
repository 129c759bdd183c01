"""Cards are found by their message.

Why: a reaction names a message. Looked up by desk, the desks of all teams had to be read first, for each reaction.
"""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_cards_message_id", "cards", ["message_id"])
    op.drop_index("ix_cards_desk_message_id", table_name="cards")


def downgrade() -> None:
    op.create_index("ix_cards_desk_message_id", "cards", ["desk", "message_id"])
    op.drop_index("ix_cards_message_id", table_name="cards")
