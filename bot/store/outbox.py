"""Messages owed and cards shown, as rows: claimed by compare-and-set, by the database's own clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

import structlog
from sqlalchemy import ColumnElement, Subquery, and_, case, exists, false, func, or_, select, update

from bot.domain.edition import Delivery, DeliveryState
from bot.domain.story import Card
from bot.store import tables
from bot.store.plain import clean
from bot.store.rows import card_of, card_values, delivery_of, delivery_values
from bot.store.transaction import Transaction

log: structlog.stdlib.BoundLogger = structlog.get_logger()

_S = DeliveryState
#: What nobody has to work on any more.
SETTLED = (_S.SENT, _S.SKIPPED)
#: What a worker may take; the others wait for a person, or are done.
CLAIMABLE = (_S.PENDING, _S.SENDING)
_PLACE = ("platform", "space", "channel", "language")
_CHANNEL = ("platform", "space", "channel")
_NO_PACES: Mapping[str, float] = MappingProxyType({})


def _ready(now: datetime, settle: float) -> ColumnElement[bool]:
    """Whose time has come: pending ones with their parent sent, and attempts of which nothing was heard."""
    columns, parent = tables.deliveries.c, tables.deliveries.alias("parent")
    parent_sent = exists().where(parent.c.id == columns.depends_on, parent.c.state == _S.SENT)
    return or_(
        and_(
            columns.state == _S.PENDING,
            or_(columns.next_at.is_(None), columns.next_at <= now),
            or_(columns.depends_on.is_(None), parent_sent),
        ),
        and_(columns.state == _S.SENDING, columns.attempted_at <= now - timedelta(seconds=settle)),
    )


def _in_turn(now: datetime, paces: Mapping[str, float]) -> ColumnElement[bool]:
    """No earlier part of the same message is open, and the same channel is neither busy nor too fresh.

    Something in flight keeps the order in a channel; a lost attempt blocks it no longer than until it has
    settled. The pace is read from the rows, so that all replicas keep it together.
    """
    columns = tables.deliveries.c
    earlier, flying = tables.deliveries.alias("earlier"), tables.deliveries.alias("flying")
    same = ("subject", "purpose", "generation", *_PLACE)
    open_before = exists().where(
        *(earlier.c[name] == columns[name] for name in same),
        earlier.c.part < columns.part,
        earlier.c.state.not_in(SETTLED),
    )
    in_flight = exists().where(
        *(flying.c[name] == columns[name] for name in _CHANNEL),
        flying.c.state == _S.SENDING,
        flying.c.id != columns.id,
    )
    return and_(~open_before, or_(columns.state == _S.SENDING, and_(~in_flight, ~_too_fresh(now, paces))))


def _too_fresh(now: datetime, paces: Mapping[str, float]) -> ColumnElement[bool]:
    """Something was sent to the same channel less than its platform's pace ago."""
    columns, last = tables.deliveries.c, tables.deliveries.alias("last")
    fresh = [
        exists().where(
            *(last.c[name] == columns[name] for name in _CHANNEL),
            last.c.platform == platform,
            last.c.attempted_at > now - timedelta(seconds=pace),
        )
        for platform, pace in sorted(paces.items())
        if pace > 0
    ]
    return or_(false(), *fresh)


def _fairly(now: datetime, settle: float, paces: Mapping[str, float], *others: ColumnElement[bool]) -> Subquery:
    """One delivery a channel, the longest owed; and each one's turn among those of its workspace."""
    columns = tables.deliveries.c
    waiting = (columns.owed_at, columns.subject, columns.generation, columns.part, columns.id)
    heads = (
        select(
            tables.deliveries,
            func.row_number()
            .over(
                partition_by=[columns[name] for name in _CHANNEL],
                order_by=(case((columns.state == _S.SENDING, 0), else_=1), *waiting),
            )
            .label("turn_in_channel"),
        )
        .where(columns.state.in_(CLAIMABLE), _ready(now, settle), _in_turn(now, paces), *others)
        .subquery("heads")
    )
    head = heads.c
    turn = func.row_number().over(partition_by=(head.platform, head.space), order_by=(head.owed_at, head.id))
    return select(heads, turn.label("turn")).where(head.turn_in_channel == 1).subquery("fair")


class SqlOutbox:
    """The port `Outbox` on SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    async def owe(self, deliveries: Sequence[Delivery]) -> int:
        now = await self._tx.now()
        return await self._tx.add(tables.deliveries, [delivery_values(one, now) for one in deliveries])

    async def get(self, delivery_id: str) -> Delivery | None:
        found = await self._select(tables.deliveries.c.id == clean(delivery_id))
        return found[0] if found else None

    async def of(self, subject: str) -> Sequence[Delivery]:
        """All that is owed for a subject, by place and part."""
        return await self._select(tables.deliveries.c.subject == clean(subject))

    async def troubled(self) -> Sequence[Delivery]:
        return await self._select(tables.deliveries.c.state.in_([_S.FAILED, _S.NEEDS_OPERATOR]))

    async def _select(self, which: ColumnElement[bool]) -> Sequence[Delivery]:
        columns = tables.deliveries.c
        order = ("subject", "purpose", "generation", *_PLACE, "part")
        rows = await self._tx.rows(select(tables.deliveries).where(which).order_by(*(columns[name] for name in order)))
        return [delivery_of(row) for row in rows]

    async def posted(self, platform: str, space: str, channel: str | None, message: str) -> Delivery | None:
        columns = tables.deliveries.c
        statement = select(tables.deliveries).where(columns.message_id == clean(message), columns.platform == platform)
        for row in await self._tx.rows(statement.order_by(columns.owed_at.desc())):
            # A place that names no workspace is in the only one there is.
            if row.space in ("", space) and channel in (None, row.channel):
                return delivery_of(row)
        return None

    async def due(
        self,
        settle: float,
        limit: int = 100,
        *,
        paces: Mapping[str, float] = _NO_PACES,
        subject: str | None = None,
    ) -> Sequence[Delivery]:
        """At most one for each channel, in turns between workspaces, so that no large one starves a small one."""
        only = () if subject is None else (tables.deliveries.c.subject == clean(subject),)
        fair = _fairly(await self._tx.now(), settle, paces, *only)
        statement = select(fair).order_by(fair.c.turn, fair.c.owed_at, fair.c.id).limit(limit)
        return [delivery_of(row) for row in await self._tx.rows(statement)]

    async def claim(self, delivery: Delivery) -> Delivery | None:
        columns = tables.deliveries.c
        taken = await self._tx.changed(
            update(tables.deliveries)
            .where(
                columns.id == delivery.id,
                columns.attempt == delivery.attempt,
                columns.state == delivery.state,
                columns.state.in_(CLAIMABLE),
            )
            .values(state=_S.SENDING, attempt=delivery.attempt + 1, attempted_at=await self._tx.moment())
            .returning(columns.attempted_at)
        )
        return delivery.under(delivery.attempt + 1, taken.attempted_at) if taken else None

    async def sent(self, delivery: Delivery, message_id: str) -> None:
        """True whichever attempt says so, since the message is there; the first message id stays."""
        columns = tables.deliveries.c
        await self._tx.run(
            update(tables.deliveries)
            .where(columns.id == delivery.id, columns.state != _S.SENT)
            .values(state=_S.SENT, message_id=clean(message_id), reason=None, next_at=None)
        )

    async def later(self, delivery: Delivery, after: float, reason: str) -> None:
        next_at = await self._tx.now() + timedelta(seconds=after)
        await self._settle(delivery, state=_S.PENDING, next_at=next_at, reason=clean(reason))

    async def refused(self, delivery: Delivery, reason: str) -> None:
        await self._settle(delivery, state=_S.FAILED, reason=clean(reason))

    async def ask_operator(self, delivery: Delivery, reason: str) -> None:
        await self._settle(delivery, state=_S.NEEDS_OPERATOR, reason=clean(reason))

    async def skip(self, delivery: Delivery, reason: str) -> None:
        """Leave it out for good, and with it what would have hung under it."""
        columns = tables.deliveries.c
        if await self._settle(delivery, state=_S.SKIPPED, reason=clean(reason)):
            await self._tx.run(
                update(tables.deliveries)
                .where(columns.depends_on == delivery.id, columns.state.not_in(SETTLED))
                .values(state=_S.SKIPPED, reason=clean(reason))
            )

    async def _settle(self, delivery: Delivery, **values: Any) -> bool:
        """Write the outcome of that attempt, unless a later one or an outcome is there already."""
        columns = tables.deliveries.c
        written = await self._tx.run(
            update(tables.deliveries)
            .where(columns.id == delivery.id, columns.attempt == delivery.attempt, columns.state.not_in(SETTLED))
            .values(**values)
        )
        if not written:
            log.info("delivery.overtaken", delivery=delivery.id, attempt=delivery.attempt)
        return written > 0

    async def show(self, card: Card) -> None:
        """An older revision never overwrites a newer one, and a known message is never forgotten."""
        statement = self._tx.insert(tables.cards).values(**card_values(card))
        shown, new = tables.cards.c, statement.excluded
        newest = case((new.shown_revision > shown.shown_revision, new.shown_revision), else_=shown.shown_revision)
        await self._tx.run(
            statement.on_conflict_do_update(
                index_elements=["story", "number", "desk"],
                set_={
                    "message_id": func.coalesce(new.message_id, shown.message_id),
                    "shown_revision": newest,
                },
            )
        )

    async def cards_at(self, message_id: str) -> Sequence[tuple[str, Card]]:
        """By desk: a message's id is its platform's own, or even its channel's."""
        columns, stories, editions = tables.cards.c, tables.stories.c, tables.editions.c
        edition = case((columns.story == 0, columns.number), else_=stories.edition)
        joined = tables.cards.outerjoin(tables.stories, stories.id == columns.story)
        rows = await self._tx.rows(
            select(tables.cards, editions.team)
            .select_from(joined.join(tables.editions, editions.id == edition))
            .where(columns.message_id == clean(message_id))
            .order_by(columns.desk)
        )
        return [(row.team, card_of(row)) for row in rows]

    async def cards(self, edition_id: int) -> Sequence[Card]:
        """By story, draft and desk; the summary's first."""
        columns, stories = tables.cards.c, tables.stories.c
        theirs = select(stories.id).where(stories.edition == edition_id)
        summary = and_(columns.story == 0, columns.number == edition_id)
        rows = await self._tx.rows(
            select(tables.cards)
            .where(or_(columns.story.in_(theirs), summary))
            .order_by(columns.story, columns.number, columns.desk)
        )
        return [card_of(row) for row in rows]
