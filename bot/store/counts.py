"""What the rows add up to, for whoever watches: how much there is, where it stands, what waits too long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, func, literal, or_, select

from bot.domain.edition import DeliveryState
from bot.domain.editorial import UNFINISHED, EditionStage, StoryStage
from bot.store import tables
from bot.store.engine import SqlStore
from bot.store.transaction import Transaction

#: Each figure by name, and in it a number for each set of labels.
Counts = Mapping[str, Mapping[tuple[str, ...], float]]

#: An edition may be this late before it counts as overdue or silent: steps and deliveries take their time.
GRACE = timedelta(hours=1)
#: How long a silent edition is told of; by then somebody has read about it every day.
TOLD_FOR = timedelta(days=35)

_OUT = (EditionStage.PUBLISHING, EditionStage.PUBLISHED)
_OWED = (DeliveryState.PENDING, DeliveryState.SENDING)


async def count(store: SqlStore, now: datetime, sources: Sequence[str] = ()) -> Counts:
    """The figures of this moment; `sources` are the names whose last answer is asked for. Moments are Unix seconds.

    Raises:
        StoreError: the database does not answer.
    """
    async with store.connect(reading=True) as connection:
        tx = Transaction(connection, None, reading=True)
        return {
            **await _amounts(tx),
            **await _stages(tx),
            **await _moments(tx, sources, now),
            **await _spent(tx),
            "editions_overdue": {(): await _one(tx, _overdue(now))},
            "editions_silent": {(): await _one(tx, _silent(now))},
        }


async def _amounts(tx: Transaction) -> Counts:
    counted = {"teams": tables.teams, "papers": tables.papers, "drafts": tables.drafts, "blurbs": tables.blurbs}
    return {name: {(): await _one(tx, select(func.count()).select_from(table))} for name, table in counted.items()}


async def _stages(tx: Transaction) -> Counts:
    """Rows by stage or state; a stage in which nothing stands is told as 0, so that no line of a graph just ends."""
    kinds: dict[str, tuple[Any, Sequence[str]]] = {
        "editions": (tables.editions.c.stage, [stage.value for stage in EditionStage]),
        "stories": (tables.stories.c.stage, [stage.value for stage in StoryStage]),
        "deliveries": (tables.deliveries.c.state, [state.value for state in DeliveryState]),
        "votes": (tables.votes.c.kind, ()),
    }
    found: dict[str, dict[tuple[str, ...], float]] = {}
    for name, (column, known) in kinds.items():
        rows: Sequence[Any] = await tx.rows(select(column, func.count()).group_by(column))
        found[name] = {(word,): 0.0 for word in known}
        found[name].update({(str(word),): float(number) for word, number in rows})
    return found


async def _moments(tx: Transaction, sources: Sequence[str], now: datetime) -> Counts:
    """When something last happened; 0 for papers and polls that never came, so that an alarm can tell."""
    owed, polls = tables.deliveries.c, tables.polls.c
    newest = (await tx.first(select(func.max(tables.papers.c.first_seen)))) or (None,)
    sent = (await tx.first(select(func.max(owed.attempted_at)).where(owed.state == DeliveryState.SENT))) or (None,)
    oldest = (await tx.first(select(func.min(owed.owed_at)).where(owed.state.in_(_OWED)))) or (None,)
    answered: Sequence[Any] = await tx.rows(select(polls.source, polls.at).where(polls.source.in_(sources)))
    return {
        "newest_paper_timestamp_seconds": _moment(newest[0]) or {(): 0.0},
        "newest_delivery_timestamp_seconds": _moment(sent[0]),
        "oldest_delivery_age_seconds": {(): max(0.0, (now - oldest[0]).total_seconds()) if oldest[0] else 0.0},
        "poll_timestamp_seconds": {
            **{(source,): 0.0 for source in sources},
            **{(source,): at.timestamp() for source, at in answered},
        },
    }


def _moment(at: datetime | None) -> dict[tuple[str, ...], float]:
    return {(): at.timestamp()} if at is not None else {}


async def _spent(tx: Transaction) -> Counts:
    spend = tables.spend.c
    sums = [func.sum(spend.cost), func.count(), func.sum(spend.prompt_tokens), func.sum(spend.completion_tokens)]
    rows: Sequence[Any] = await tx.rows(select(spend.model, *sums).group_by(spend.model))
    return {
        "spend_dollars": {(model,): float(cost or 0.0) for model, cost, _, _, _ in rows},
        "model_calls": {(model,): float(calls) for model, _, calls, _, _ in rows},
        "model_tokens": {
            **{(model, "read"): float(read) for model, _, _, read, _ in rows},
            **{(model, "written"): float(written) for model, _, _, _, written in rows},
        },
    }


def _overdue(now: datetime) -> Select[Any]:
    """Editions that are still in work after their publish time."""
    columns = tables.editions.c
    late = and_(columns.stage.in_(UNFINISHED), columns.publish_at < now - GRACE)
    return select(func.count()).select_from(tables.editions).where(late)


def _silent(now: datetime) -> Select[Any]:
    """Editions that are out by their stage while no reader got a message: a green run that delivered nothing."""
    editions, owed = tables.editions.c, tables.deliveries.c
    theirs = and_(owed.purpose == "edition", owed.subject == literal("edition:") + cast(editions.id, String))
    out = func.coalesce(editions.published_at, editions.publish_at)
    chat = owed.platform.in_(("slack", "discord"))
    each = (
        select(editions.id)
        .select_from(tables.editions.outerjoin(tables.deliveries, theirs))
        .where(editions.stage.in_(_OUT), out < now - GRACE, out > now - TOLD_FOR)
        .group_by(editions.id)
        .having(or_(_sum(owed.state == DeliveryState.SENT) == 0, _unheard(chat, owed.state)))
    )
    return select(func.count()).select_from(each.subquery())


def _unheard(chat: ColumnElement[bool], state: Any) -> ColumnElement[bool]:
    """Messages were owed to chats, and not one of them arrived."""
    return and_(_sum(chat) > 0, _sum(and_(chat, state == DeliveryState.SENT)) == 0)


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


async def _one(tx: Transaction, statement: Select[Any]) -> float:
    row = await tx.first(statement)
    return float(row[0] or 0) if row else 0.0
