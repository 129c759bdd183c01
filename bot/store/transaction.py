"""One transaction: the connection, the database's moment, and the words in which the two dialects differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import Executable, Row, Table, func, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import StoreError
from bot.ports import Clock

Thing = TypeVar("Thing")
Insert = sqlite.Insert | postgresql.Insert

#: How many keys go into one statement; SQLite takes 32,766 parameters and Postgres 65,535.
CHUNK = 1000


def chunks(things: Sequence[Thing], size: int = CHUNK) -> Iterator[Sequence[Thing]]:
    """The things in slices that one statement can carry."""
    for start in range(0, len(things), size):
        yield things[start : start + size]


class Transaction:
    """What the books write through."""

    def __init__(self, connection: AsyncConnection, clock: Clock | None, *, reading: bool = False) -> None:
        self._connection = connection
        self._clock = clock
        self._reading = reading
        self.dialect = connection.dialect.name

    async def rows(self, statement: Executable) -> Sequence[Row[Any]]:
        """Everything that a statement brings."""
        result = await self._connection.execute(statement)
        return result.all()

    async def first(self, statement: Executable) -> Row[Any] | None:
        """The first row, if there is one."""
        result = await self._connection.execute(statement)
        return result.first()

    async def changed(self, statement: Executable) -> Row[Any] | None:
        """Do it, and give the row that it returns, if it touched one."""
        self._may_write()
        return await self.first(statement)

    async def run(self, statement: Executable, values: Sequence[dict[str, Any]] | None = None) -> int:
        """Do it, once or for each of `values`; how many rows it touched."""
        self._may_write()
        if values is None:
            result = await self._connection.execute(statement)
        elif values:
            result = await self._connection.execute(statement, list(values))
        else:
            return 0
        return result.rowcount

    async def add(self, table: Table, values: Sequence[dict[str, Any]]) -> int:
        """Insert those that break no unique key; how many were new."""
        statement = self.insert(table).on_conflict_do_nothing()
        # Row by row in the driver, which counts: one statement with all the values takes ten times as long to compile.
        return await self.run(statement.execution_options(preserve_rowcount=True), values)

    def insert(self, table: Table) -> Any:
        """An insert that can say what to do on conflict, which both dialects spell alike."""
        self._may_write()
        return sqlite.insert(table) if self.dialect == "sqlite" else postgresql.insert(table)

    def _may_write(self) -> None:
        # On SQLite it would fail too, but only where somebody else wrote in between: rarely, and never in a test.
        if self._reading:
            raise StoreError("This was begun for reading and cannot be written: begin without `reading`.")

    async def moment(self) -> Any:
        """This moment as a value to be written: on Postgres its own expression, which saves a question."""
        if self._clock is None and self.dialect != "sqlite":
            return func.clock_timestamp()
        return await self.now()

    async def now(self) -> datetime:
        """This moment by the database's own clock, so that replicas with wrong clocks agree."""
        if self._clock is not None:
            return self._clock.now()
        if self.dialect == "sqlite":
            row = await self.first(text("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')"))
            return datetime.fromisoformat(row[0] if row else "").replace(tzinfo=UTC)
        row = await self.first(text("SELECT clock_timestamp()"))
        moment: datetime = row[0] if row else datetime.min.replace(tzinfo=UTC)
        return moment.astimezone(UTC)
