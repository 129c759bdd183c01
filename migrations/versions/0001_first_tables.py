"""The first tables.

Why: everything that the route remembers: papers and evidence, teams, editions with their stories, drafts and
votes, what was printed, and the outbox. The full-text index over titles and abstracts is made in each dialect's own
words, since neither SQLAlchemy nor Alembic knows them: FTS5 with triggers on SQLite, a generated tsvector with
GIN on Postgres. A later change that makes the table `papers` anew on SQLite must make the triggers anew as well.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Written out, so that this migration stays what it was when the models change.
COUNTED = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True)
WORD = sa.String(16)

FTS5 = (
    (
        "CREATE VIRTUAL TABLE papers_words USING fts5(title, abstract, content='papers', content_rowid='id',"
        " tokenize='porter unicode61 remove_diacritics 2')"
    ),
    (
        "CREATE TRIGGER papers_words_insert AFTER INSERT ON papers BEGIN"
        " INSERT INTO papers_words(rowid, title, abstract) VALUES (new.id, new.title, new.abstract); END"
    ),
    (
        "CREATE TRIGGER papers_words_delete AFTER DELETE ON papers BEGIN"
        " INSERT INTO papers_words(papers_words, rowid, title, abstract)"
        " VALUES ('delete', old.id, old.title, old.abstract); END"
    ),
    (
        "CREATE TRIGGER papers_words_update AFTER UPDATE OF id, title, abstract ON papers BEGIN"
        " INSERT INTO papers_words(papers_words, rowid, title, abstract)"
        " VALUES ('delete', old.id, old.title, old.abstract);"
        " INSERT INTO papers_words(rowid, title, abstract) VALUES (new.id, new.title, new.abstract); END"
    ),
)
# A tsvector holds one megabyte; no abstract needs more than its first 100,000 characters to be found.
TSVECTOR = (
    (
        "ALTER TABLE papers ADD COLUMN words tsvector GENERATED ALWAYS AS ("
        "setweight(to_tsvector('english', left(title, 10000)), 'A') ||"
        " setweight(to_tsvector('english', left(abstract, 100000)), 'B')) STORED"
    ),
    "CREATE INDEX ix_papers_words ON papers USING gin (words)",
)


def upgrade() -> None:
    tables()
    for statement in FTS5 if op.get_bind().dialect.name == "sqlite" else TSVECTOR:
        op.execute(statement)


def tables() -> None:
    op.create_table(
        "audit",
        sa.Column("id", COUNTED, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_subject"), "audit", ["subject"], unique=False)
    op.create_table(
        "blurbs",
        sa.Column("id", COUNTED, nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source_hash", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("prompt", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("written", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blurbs")),
        sa.UniqueConstraint("ref", "version", "source_hash", "language", "prompt", "model", name="uq_blurbs_key"),
    )
    op.create_table(
        "cards",
        sa.Column("story", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=True),
        sa.Column("shown_revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("story", "number", "desk", name=op.f("pk_cards")),
    )
    op.create_index("ix_cards_desk_message_id", "cards", ["desk", "message_id"], unique=False)
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(25), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("space", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("depends_on", sa.String(25), nullable=True),
        sa.Column("state", WORD, nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("owed_at", MOMENT, nullable=False),
        sa.Column("attempted_at", MOMENT, nullable=True),
        sa.Column("next_at", MOMENT, nullable=True),
        sa.Column("message_id", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint(
            "subject",
            "purpose",
            "platform",
            "space",
            "channel",
            "language",
            "generation",
            "part",
            name="uq_deliveries_debt",
        ),
    )
    op.create_index("ix_deliveries_attempted_at", "deliveries", ["attempted_at"], unique=False)
    op.create_index("ix_deliveries_depends_on", "deliveries", ["depends_on"], unique=False)
    op.create_index("ix_deliveries_state_next_at", "deliveries", ["state", "next_at"], unique=False)
    op.create_table(
        "events_seen",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events_seen")),
    )
    op.create_index(op.f("ix_events_seen_at"), "events_seen", ["at"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("paper", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("value", JSON, nullable=False),
        sa.Column("fetched_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("paper", "kind", "source", name=op.f("pk_evidence")),
    )
    op.create_table(
        "installations",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("space", sa.String(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("installed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("platform", "space", name=op.f("pk_installations")),
    )
    op.create_table(
        "papers",
        sa.Column("id", COUNTED, nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("abstract", sa.String(), nullable=False),
        sa.Column("authors", JSON, nullable=False),
        sa.Column("categories", JSON, nullable=False),
        sa.Column("announced", sa.Date(), nullable=True),
        sa.Column("submitted", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("licence", sa.String(), nullable=True),
        sa.Column("comment", sa.String(), nullable=True),
        sa.Column("doi", sa.String(), nullable=True),
        sa.Column("journal", sa.String(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("sections", JSON, nullable=False),
        sa.Column("first_seen", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_papers")),
        sa.UniqueConstraint("ref", name=op.f("uq_papers_ref")),
    )
    op.create_index(op.f("ix_papers_announced"), "papers", ["announced"], unique=False)
    op.create_table(
        "picks",
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("chosen_by", sa.String(), nullable=False),
        sa.Column("authors", JSON, nullable=False),
        sa.PrimaryKeyConstraint("ref", "day", "chosen_by", name=op.f("pk_picks")),
    )
    op.create_table(
        "polls",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("cursor", sa.String(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_polls")),
    )
    op.create_table(
        "spend",
        sa.Column("id", COUNTED, nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("endpoint", sa.String(), nullable=False),
        sa.Column("prompt_tokens", sa.Integer(), nullable=False),
        sa.Column("completion_tokens", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("cost", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spend")),
    )
    op.create_index("ix_spend_team_at", "spend", ["team", "at"], unique=False)
    op.create_table(
        "teams",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("settings", JSON, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_teams")),
    )
    op.create_table(
        "vectors",
        sa.Column("paper", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("dim", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("paper", "model", name=op.f("pk_vectors")),
    )
    op.create_table(
        "editions",
        sa.Column("id", COUNTED, nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("stage", WORD, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("publish_at", MOMENT, nullable=False),
        sa.Column("cut", MOMENT, nullable=False),
        sa.Column("pool_size", sa.Integer(), nullable=False),
        sa.Column("text", JSON, nullable=True),
        sa.Column("called_by", sa.String(), nullable=True),
        sa.Column("publish_now", sa.Boolean(), nullable=False),
        sa.Column("held_back", JSON, nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("published_at", MOMENT, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["teams.name"], name=op.f("fk_editions_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editions")),
        sa.UniqueConstraint("team", "period", name=op.f("uq_editions_team_period")),
    )
    op.create_index(op.f("ix_editions_stage"), "editions", ["stage"], unique=False)
    op.create_table(
        "people",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("slack", sa.String(), nullable=True),
        sa.Column("discord", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["team"], ["teams.name"], name=op.f("fk_people_team"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("team", "position", name=op.f("pk_people")),
    )
    op.create_index(op.f("ix_people_discord"), "people", ["discord"], unique=False)
    op.create_index(op.f("ix_people_slack"), "people", ["slack"], unique=False)
    op.create_table(
        "appearances",
        sa.Column("edition", sa.BigInteger(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["edition"], ["editions.id"], name=op.f("fk_appearances_edition"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("edition", "ref", name=op.f("pk_appearances")),
    )
    op.create_index(op.f("ix_appearances_ref"), "appearances", ["ref"], unique=False)
    op.create_table(
        "printed",
        sa.Column("id", COUNTED, nullable=False),
        sa.Column("edition", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.ForeignKeyConstraint(["edition"], ["editions.id"], name=op.f("fk_printed_edition"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printed")),
        sa.UniqueConstraint("edition", "language", name=op.f("uq_printed_edition_language")),
    )
    op.create_table(
        "stories",
        sa.Column("id", COUNTED, nullable=False),
        sa.Column("edition", sa.BigInteger(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("stage", WORD, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("score", JSON, nullable=False),
        sa.Column("keep", sa.Boolean(), nullable=False),
        sa.Column("dropped_from", WORD, nullable=True),
        sa.Column("nominated_by", sa.String(), nullable=True),
        sa.Column("overruled_by", sa.String(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["edition"], ["editions.id"], name=op.f("fk_stories_edition"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stories")),
        sa.UniqueConstraint("edition", "ref", name=op.f("uq_stories_edition_ref")),
    )
    op.create_index(op.f("ix_stories_ref"), "stories", ["ref"], unique=False)
    op.create_table(
        "drafts",
        sa.Column("story", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["story"], ["stories.id"], name=op.f("fk_drafts_story"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("story", "number", name=op.f("pk_drafts")),
    )
    op.create_table(
        "votes",
        sa.Column("story", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["story"], ["stories.id"], name=op.f("fk_votes_story"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("story", "number", "person", "kind", "via", name=op.f("pk_votes")),
    )
    op.create_table(
        "claims",
        sa.Column("story", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("quote", sa.String(), nullable=True),
        sa.Column("stands_in", sa.String(), nullable=True),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("reasons", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["story", "number"],
            ["drafts.story", "drafts.number"],
            name=op.f("fk_claims_story_number"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("story", "number", "role", "position", name=op.f("pk_claims")),
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE papers_words")  # the triggers go with `papers`
    op.drop_table("claims")
    op.drop_table("votes")
    op.drop_table("drafts")
    op.drop_index(op.f("ix_stories_ref"), table_name="stories")
    op.drop_table("stories")
    op.drop_table("printed")
    op.drop_index(op.f("ix_appearances_ref"), table_name="appearances")
    op.drop_table("appearances")
    op.drop_index(op.f("ix_people_slack"), table_name="people")
    op.drop_index(op.f("ix_people_discord"), table_name="people")
    op.drop_table("people")
    op.drop_index(op.f("ix_editions_stage"), table_name="editions")
    op.drop_table("editions")
    op.drop_table("vectors")
    op.drop_table("teams")
    op.drop_index("ix_spend_team_at", table_name="spend")
    op.drop_table("spend")
    op.drop_table("polls")
    op.drop_table("picks")
    op.drop_index(op.f("ix_papers_announced"), table_name="papers")
    op.drop_table("papers")
    op.drop_table("installations")
    op.drop_table("evidence")
    op.drop_index(op.f("ix_events_seen_at"), table_name="events_seen")
    op.drop_table("events_seen")
    op.drop_index("ix_deliveries_state_next_at", table_name="deliveries")
    op.drop_index("ix_deliveries_depends_on", table_name="deliveries")
    op.drop_index("ix_deliveries_attempted_at", table_name="deliveries")
    op.drop_table("deliveries")
    op.drop_index("ix_cards_desk_message_id", table_name="cards")
    op.drop_table("cards")
    op.drop_table("blurbs")
    op.drop_index(op.f("ix_audit_subject"), table_name="audit")
    op.drop_table("audit")
