"""Who did what, and which platform events were taken in already, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from bot.ports import AuditLine
from bot.store import tables
from bot.store.plain import clean
from bot.store.rows import audit_of, audit_values
from bot.store.transaction import Transaction


class SqlLedger:
    """The port `Ledger` on SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    async def note(self, line: AuditLine) -> None:
        await self._tx.run(self._tx.insert(tables.audit).values(**audit_values(line)))

    async def lines(self, *subjects: str) -> Sequence[AuditLine]:
        columns = tables.audit.c
        about = columns.subject.in_([clean(subject) for subject in subjects])
        rows = await self._tx.rows(select(tables.audit).where(about).order_by(columns.id))
        return [audit_of(row) for row in rows]

    async def first_time(self, event_id: str, at: datetime) -> bool:
        statement = self._tx.insert(tables.events_seen).values(id=clean(event_id), at=at)
        added = statement.on_conflict_do_nothing().returning(tables.events_seen.c.id)
        return await self._tx.first(added) is not None

    async def forget_events(self, before: datetime) -> int:
        """Drop events too old to be repeated by any platform; how many."""
        return await self._tx.run(delete(tables.events_seen).where(tables.events_seen.c.at < before))
