"""What readers say about what was published, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from bot.domain.paper import PaperRef
from bot.domain.reader import Signal, SignalKind
from bot.store import tables
from bot.store.plain import clean
from bot.store.rows import key_of, signal_of, signal_values
from bot.store.transaction import Transaction


class SqlReaders:
    """The port `Readers` on SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    async def keep(self, signal: Signal) -> bool:
        return bool(await self._tx.add(tables.signals, [signal_values(signal)]))

    async def take_back(self, team: str, ref: PaperRef, who: str, kind: SignalKind) -> bool:
        columns = tables.signals.c
        gone = delete(tables.signals).where(
            columns.team == clean(team), columns.ref == key_of(ref), columns.who == clean(who), columns.kind == kind
        )
        return bool(await self._tx.run(gone))

    async def of(self, team: str) -> Sequence[Signal]:
        columns = tables.signals.c
        ordered = select(tables.signals).order_by(columns.ref, columns.kind, columns.who)
        return [signal_of(row) for row in await self._tx.rows(ordered.where(columns.team == clean(team)))]

    async def forget_before(self, before: datetime) -> int:
        return await self._tx.run(delete(tables.signals).where(tables.signals.c.at < before))
