"""The store itself: opens a database, hands out transactions, and keeps two writers from failing each other."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import Connection, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.domain.errors import NotConfigured, StoreBusy, StoreError
from bot.ports import Books, Clock
from bot.store import backup, file, migrate
from bot.store.editions import SqlEditions
from bot.store.failures import BUSY, failure, place_of
from bot.store.ledger import SqlLedger
from bot.store.outbox import SqlOutbox
from bot.store.papers import SqlPapers
from bot.store.readers import SqlReaders
from bot.store.teams import SqlTeams
from bot.store.transaction import Transaction

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
}

#: Databases that others use.
_OTHERS = ("mysql", "mariadb", "mssql", "oracle", "mongodb", "redis", "cockroachdb", "duckdb")
_WRITTEN = "write sqlite:///data/paperdesk.db or postgresql://user:password@host/name"
#: How an address begins, whole or with a sign too few; one letter before a colon is a drive of Windows.
_BEGUN = re.compile(r"(?P<name>[a-z][a-z0-9+.-]+?)(?::|=|(?<=postgres)//|(?<=postgresql)//)", re.IGNORECASE)

_READING: dict[str, dict[str, Any]] = {
    "sqlite": {"reading": True},
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}


def read_url(text: str) -> URL:
    """The address of a database with the drivers that Paperdesk uses; a bare path is a SQLite file.

    Raises:
        NotConfigured: that is no address of a database that Paperdesk knows.
    """
    begun = _BEGUN.match(text)
    try:
        url = make_url(text if begun or "://" in text else f"sqlite:///{text}")
    except (ArgumentError, ValueError):
        url = None
    driver = url and _DRIVERS.get(url.drivername.partition("+")[0].lower())
    if url is None or driver is None or (url.host and driver == _DRIVERS["sqlite"]):
        raise NotConfigured(f"{_not_known(begun)}: {_WRITTEN}.")
    return url.set(drivername=driver)


def _not_known(begun: re.Match[str] | None) -> str:
    """What is wrong with an address, by the name of the database that it begins with; the rest may hold a password."""
    name = begun["name"].partition("+")[0].lower() if begun else ""
    if name in _DRIVERS:
        return f"PAPERDESK_DATABASE_URL begins with “{name}”, but that is no whole address"
    if name in _OTHERS:
        return f"PAPERDESK_DATABASE_URL begins with “{name}”, which Paperdesk cannot use"
    return "PAPERDESK_DATABASE_URL names no database that Paperdesk knows"


class SqlStore:
    """The port `Store` on SQLite or Postgres. Opening connects to nothing; the first transaction does."""

    _migrating: ClassVar[asyncio.Lock] = asyncio.Lock()  # Alembic keeps its state in a module

    def __init__(self, engine: AsyncEngine, clock: Clock | None) -> None:
        self.engine = engine
        self._clock = clock
        self._turn = asyncio.Lock()
        self._writer: asyncio.Task[Any] | None = None

    @classmethod
    def open(cls, url: str, *, clock: Clock | None = None) -> SqlStore:
        """A store at that address. With `clock`, its time is the database's moment; else the database's own.

        Raises:
            NotConfigured: the address cannot be read, or the driver is not installed.
            StoreError: the folder of the file cannot be made.
        """
        address = read_url(url)
        if address.get_backend_name() == "sqlite":
            return cls(file.open_file(address), clock)
        try:
            engine = create_async_engine(address, pool_pre_ping=True, pool_size=10, max_overflow=20)
        except ModuleNotFoundError as error:
            raise NotConfigured("Postgres needs its driver: install Paperdesk with the extra `postgres`.") from error
        return cls(engine, clock)

    @property
    def path(self) -> Path | None:
        """The file of a SQLite database."""
        url = self.engine.url
        named = url.database if url.get_backend_name() == "sqlite" else None
        return Path(named) if named and named != ":memory:" else None

    @property
    def lock_path(self) -> Path | None:
        """The file that `serve` holds locked; None on Postgres, where any number may serve."""
        return self.path and self.path.with_name(self.path.name + ".lock")

    @asynccontextmanager
    async def begin(self, *, reading: bool = False) -> AsyncIterator[Books]:
        """One transaction: all of it is written, or none.

        Writers on SQLite come one after another, within this process in the order in which they asked.
        With `reading` the block promises to write nothing, and waits for nobody.

        Raises:
            StoreError: one of its kinds, with a sentence that says what to do.
        """
        async with self.connect(reading=True) if reading else self.write() as connection:
            transaction = Transaction(connection, self._clock, reading=reading)
            yield Books(
                papers=SqlPapers(transaction),
                teams=SqlTeams(transaction),
                editions=SqlEditions(transaction),
                outbox=SqlOutbox(transaction),
                readers=SqlReaders(transaction),
                ledger=SqlLedger(transaction),
            )

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A bare connection in a transaction that may write, in its turn."""
        turn = self._my_turn() if self.engine.dialect.name == "sqlite" else nullcontext()
        async with turn, self.connect() as connection:
            yield connection

    @asynccontextmanager
    async def _my_turn(self) -> AsyncIterator[None]:
        task = asyncio.current_task()
        if self._writer is task:
            raise StoreError("A transaction was begun inside another one: end the first one before.")
        try:
            async with asyncio.timeout(file.PATIENCE):
                await self._turn.acquire()
        except TimeoutError as error:
            raise StoreBusy(BUSY.format(where=place_of(self.engine.url))) from error
        self._writer = task
        try:
            yield
        finally:
            self._writer = None
            self._turn.release()

    @asynccontextmanager
    async def connect(self, *, reading: bool = False) -> AsyncIterator[AsyncConnection]:
        """A bare connection in a transaction; one for reading sees one state of all tables to its end."""
        try:
            async with self.engine.connect() as connection:
                if reading:
                    await connection.execution_options(**_READING[connection.dialect.name])
                async with connection.begin():
                    yield connection
        except SQLAlchemyError as error:
            raise failure(error, self.engine.url) from error

    async def close(self) -> None:
        """Let go of all connections, and of the threads behind them."""
        await self.engine.dispose()

    async def is_new(self) -> bool:
        """Whether this is a SQLite file that is not there yet, or in which nothing was ever made: a disk was full."""
        if self.path is None or not self.path.exists():
            return self.path is not None
        async with self.connect(reading=True) as connection:
            return await connection.run_sync(migrate.bare)

    async def upgrade(self, revision: str = "head") -> None:
        """Make the tables of this program.

        Raises:
            StoreTooNew: the database was made by a newer one.
        """
        await self._migrate(lambda connection: migrate.upgrade(connection, revision))

    async def downgrade(self, revision: str) -> None:
        """Go back to the tables of an earlier revision (`base`: none at all)."""
        await self._migrate(lambda connection: migrate.downgrade(connection, revision))

    async def check_version(self) -> None:
        """Make sure that the tables are those of this program.

        Raises:
            StoreTooNew: the database was made by a newer one.
            StoreError: they are older; the sentence names the command.
        """
        async with self.connect(reading=True) as connection:
            await connection.run_sync(migrate.check)

    async def _migrate(self, change: Callable[[Connection], None]) -> None:
        async with self._migrating, self._my_turn():
            try:
                async with self.engine.connect() as connection:
                    await file.foreign_keys(connection, on=False)
                    async with connection.begin():
                        await connection.run_sync(change)
                    await file.foreign_keys(connection, on=True)
            except SQLAlchemyError as error:
                raise failure(error, self.engine.url) from error

    async def backup(self, target: Path) -> None:
        """Copy a SQLite database to `target`, whole and consistent, while others read and write.

        Raises:
            StoreError: it is a Postgres, or the copy cannot be written.
        """
        await asyncio.to_thread(backup.save, self._file("pg_dump"), target)

    async def restore(self, source: Path) -> None:
        """Put the database of a backup in the place of this one; nobody may be serving.

        Raises:
            StoreBusy: somebody is.
            StoreTooNew: the backup was made by a newer Paperdesk.
            StoreError: it is a Postgres, or `source` is no backup.
        """
        database = self._file("pg_restore")
        await self.close()
        await asyncio.to_thread(backup.restore, source, database)

    def _file(self, tool: str) -> Path:
        if self.path is None:
            raise StoreError(f"This database is a Postgres: use its own tool `{tool}`.")
        return self.path
