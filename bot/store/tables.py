"""The tables: what is remembered and under which keys, the same on SQLite and Postgres.

Longer than 250 lines because the whole schema stands on this one page.
Nothing outside `bot.store` sees these classes; `rows.py` turns their rows into nouns. Datetimes are plain
`datetime` fields, which SQLModel keeps aware and in UTC on both databases. There are no relationships:
every statement says what it reads.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, cast

from sqlalchemy import JSON, BigInteger, Enum, ForeignKeyConstraint, Index, Integer, MetaData, Table
from sqlalchemy import UniqueConstraint as Unique
from sqlmodel import Field, SQLModel

from bot.domain.edition import DeliveryState
from bot.domain.editorial import EditionStage, StoryStage

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

#: A number that the database hands out. SQLite only counts by itself in a plain INTEGER.
Counted: Any = BigInteger().with_variant(Integer, "sqlite")
#: JSON in which an absent value is the database's own NULL.
Json: Any = JSON(none_as_null=True)


def one_of(words: type[StrEnum]) -> Any:
    """A column of an enumeration's values (never its members' names), without a type in the database."""
    return Enum(words, native_enum=False, length=16, values_callable=lambda kind: [word.value for word in kind])


class Row(SQLModel):
    """The base of all tables, with a catalogue of its own and constraints named by rule."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMES)


class PaperRow(Row, table=True):
    """A paper at its newest known version; `ref` as it is shown."""

    __tablename__ = "papers"
    id: int | None = Field(default=None, primary_key=True, sa_type=Counted)
    ref: str = Field(unique=True)
    title: str
    abstract: str
    authors: Any = Field(sa_type=Json, nullable=False)
    categories: Any = Field(sa_type=Json, nullable=False)
    announced: date | None = Field(default=None, index=True)
    submitted: date | None = None
    version: int
    licence: str | None = None
    comment: str | None = None
    doi: str | None = None
    journal: str | None = None
    withdrawn: bool
    sections: Any = Field(sa_type=Json, nullable=False)
    first_seen: datetime


class EvidenceRow(Row, table=True):
    """What one source said about one paper, a row for each kind."""

    __tablename__ = "evidence"
    paper: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    source: str = Field(primary_key=True)
    value: Any = Field(sa_type=Json, nullable=False)
    fetched_at: datetime


class VectorRow(Row, table=True):
    """A paper as 32-bit floats, under `model` (`name@hash`)."""

    __tablename__ = "vectors"
    paper: str = Field(primary_key=True)
    model: str = Field(primary_key=True)
    dim: int
    data: bytes


class TeamRow(Row, table=True):
    """A team's settings, but for its people."""

    __tablename__ = "teams"
    name: str = Field(primary_key=True)
    settings: Any = Field(sa_type=Json, nullable=False)


class PersonRow(Row, table=True):
    """An editor, or a guest (`through`, `until`); apart from the settings, so that a person is found, and forgotten."""

    __tablename__ = "people"
    team: str = Field(primary_key=True, foreign_key="teams.name", ondelete="CASCADE")
    position: int = Field(primary_key=True)
    name: str
    slack: str | None = Field(default=None, index=True)
    discord: str | None = Field(default=None, index=True)
    through: str | None = None
    until: datetime | None = None


class InstallationRow(Row, table=True):
    """A workspace that has installed the bot; `secret` is encrypted before it comes here."""

    __tablename__ = "installations"
    platform: str = Field(primary_key=True)
    space: str = Field(primary_key=True)
    secret: bytes
    installed_at: datetime


class EditionRow(Row, table=True):
    """An issue of a team's digest; `revision` grows with every change."""

    __tablename__ = "editions"
    __table_args__ = (Unique("team", "period"),)
    id: int | None = Field(default=None, primary_key=True, sa_type=Counted)
    team: str = Field(foreign_key="teams.name")
    period: str
    stage: EditionStage = Field(sa_type=one_of(EditionStage), nullable=False, index=True)
    opened_at: datetime
    publish_at: datetime
    cut: datetime
    pool_size: int
    text: Any = Field(default=None, sa_type=Json, nullable=True)
    called_by: str | None = None
    publish_now: bool
    held_back: Any = Field(sa_type=Json, nullable=False)
    generation: int
    published_at: datetime | None = None
    revision: int


class StoryRow(Row, table=True):
    """A paper on its way into an edition; `revision` grows with every change."""

    __tablename__ = "stories"
    __table_args__ = (Unique("edition", "ref"),)
    id: int | None = Field(default=None, primary_key=True, sa_type=Counted)
    edition: int = Field(foreign_key="editions.id", ondelete="CASCADE", sa_type=BigInteger)
    ref: str = Field(index=True)
    stage: StoryStage = Field(sa_type=one_of(StoryStage), nullable=False)
    place: int
    score: Any = Field(sa_type=Json, nullable=False)
    keep: bool
    dropped_from: StoryStage | None = Field(default=None, sa_type=one_of(StoryStage), nullable=True)
    nominated_by: str | None = None
    overruled_by: str | None = None
    figure: str | None = None
    revision: int


class BlurbRow(Row, table=True):
    """Machine-written words for a paper, made once and shared by every team."""

    __tablename__ = "blurbs"
    __table_args__ = (Unique("ref", "version", "source_hash", "language", "prompt", "model", name="uq_blurbs_key"),)
    id: int | None = Field(default=None, primary_key=True, sa_type=Counted)
    ref: str
    version: int
    source_hash: str
    language: str
    prompt: str
    model: str
    written: Any = Field(sa_type=Json, nullable=False)


class DraftRow(Row, table=True):
    """The words of a story under one number, without its sentences."""

    __tablename__ = "drafts"
    story: int = Field(primary_key=True, foreign_key="stories.id", ondelete="CASCADE", sa_type=BigInteger)
    number: int = Field(primary_key=True)
    by: str
    at: datetime
    language: str
    note: str | None = None


class ClaimRow(Row, table=True):
    """One sentence of a draft; `role` is `why` or `insight`, `position` its place among those."""

    __tablename__ = "claims"
    __table_args__ = (ForeignKeyConstraint(["story", "number"], ["drafts.story", "drafts.number"], ondelete="CASCADE"),)
    story: int = Field(primary_key=True, sa_type=BigInteger)
    number: int = Field(primary_key=True)
    role: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    kind: str
    text: str
    quote: str | None = None
    stands_in: str | None = None
    verdict: str
    reasons: Any = Field(sa_type=Json, nullable=False)


class VoteRow(Row, table=True):
    """One person's word on one draft, by one way."""

    __tablename__ = "votes"
    story: int = Field(primary_key=True, foreign_key="stories.id", ondelete="CASCADE", sa_type=BigInteger)
    number: int = Field(primary_key=True)
    person: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    via: str = Field(primary_key=True)
    at: datetime


class CardRow(Row, table=True):
    """Which message at a desk shows which draft, and at which revision.

    The desk's summary is a card of story 0, with the edition's id for a number.
    """

    __tablename__ = "cards"
    __table_args__ = (Index("ix_cards_message_id", "message_id"),)
    story: int = Field(primary_key=True, sa_type=BigInteger)
    number: int = Field(primary_key=True)
    desk: str = Field(primary_key=True)
    message_id: str | None = None
    shown_revision: int


class DeliveryRow(Row, table=True):
    """A message owed; `owed_at`, `attempted_at` and `next_at` are moments of the database."""

    __tablename__ = "deliveries"
    __table_args__ = (
        Unique(
            *("subject", "purpose", "platform", "space", "channel", "language", "generation", "part"),
            name="uq_deliveries_debt",
        ),
        Index("ix_deliveries_attempted_at", "attempted_at"),
        Index("ix_deliveries_state_next_at", "state", "next_at"),
        Index("ix_deliveries_depends_on", "depends_on"),
        Index("ix_deliveries_message_id", "message_id"),
    )
    id: str = Field(primary_key=True, max_length=25)
    purpose: str
    subject: str
    platform: str
    space: str
    channel: str
    language: str
    part: int
    generation: int
    body: str
    depends_on: str | None = Field(default=None, max_length=25)
    state: DeliveryState = Field(sa_type=one_of(DeliveryState), nullable=False)
    attempt: int
    owed_at: datetime
    attempted_at: datetime | None = None
    next_at: datetime | None = None
    message_id: str | None = None
    reason: str | None = None


class SignalRow(Row, table=True):
    """One reader's word on one paper that a team published."""

    __tablename__ = "signals"
    team: str = Field(primary_key=True)
    ref: str = Field(primary_key=True)
    who: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    at: datetime = Field(index=True)


class EventRow(Row, table=True):
    """A platform's event that has been taken in."""

    __tablename__ = "events_seen"
    id: str = Field(primary_key=True)
    at: datetime = Field(index=True)


class PollRow(Row, table=True):
    """Where to go on with a source."""

    __tablename__ = "polls"
    source: str = Field(primary_key=True)
    cursor: str | None = None
    at: datetime


class PickRow(Row, table=True):
    """A paper that a list or a team picked on a day."""

    __tablename__ = "picks"
    ref: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    chosen_by: str = Field(primary_key=True)
    authors: Any = Field(sa_type=Json, nullable=False)


class PrintedRow(Row, table=True):
    """An edition as readers got it, once a language; the first one kept is the original."""

    __tablename__ = "printed"
    __table_args__ = (Unique("edition", "language"),)
    id: int | None = Field(default=None, primary_key=True, sa_type=Counted)
    edition: int = Field(foreign_key="editions.id", ondelete="CASCADE", sa_type=BigInteger)
    language: str
    body: Any = Field(sa_type=Json, nullable=False)


class AppearanceRow(Row, table=True):
    """Which paper stands under which number in which printed edition."""

    __tablename__ = "appearances"
    edition: int = Field(primary_key=True, foreign_key="editions.id", ondelete="CASCADE", sa_type=BigInteger)
    ref: str = Field(primary_key=True, index=True)
    number: int


class SpendRow(Row, table=True):
    """One call of a model, booked to the team that asked first."""

    __tablename__ = "spend"
    __table_args__ = (Index("ix_spend_team_at", "team", "at"),)
    id: int | None = Field(default=None, primary_key=True, sa_type=Counted)
    team: str
    at: datetime
    model: str
    endpoint: str
    prompt_tokens: int
    completion_tokens: int
    seconds: float
    cost: float | None = None


class AuditRow(Row, table=True):
    """Who did what, when."""

    __tablename__ = "audit"
    id: int | None = Field(default=None, primary_key=True, sa_type=Counted)
    at: datetime
    who: str
    what: str
    subject: str = Field(index=True)
    detail: str


def _table(row: type[Row]) -> Table:
    return cast("Table", row.__table__)  # type: ignore[attr-defined]  # set by SQLModel's metaclass


metadata = Row.metadata
papers, evidence, vectors = _table(PaperRow), _table(EvidenceRow), _table(VectorRow)
teams, people, installations = _table(TeamRow), _table(PersonRow), _table(InstallationRow)
editions, stories, drafts, claims = _table(EditionRow), _table(StoryRow), _table(DraftRow), _table(ClaimRow)
votes, cards, blurbs = _table(VoteRow), _table(CardRow), _table(BlurbRow)
deliveries, events_seen, polls, picks = _table(DeliveryRow), _table(EventRow), _table(PollRow), _table(PickRow)
printed, appearances = _table(PrintedRow), _table(AppearanceRow)
spend, audit, signals = _table(SpendRow), _table(AuditRow), _table(SignalRow)
