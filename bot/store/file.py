"""SQLite as Paperdesk uses it: what a connection must be told, and how its transactions begin."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.domain.errors import StoreError

#: Seconds that a writer waits for its turn, inside this process and for other ones.
PATIENCE = 30.0


def open_file(address: URL) -> AsyncEngine:
    """An engine for a SQLite file, whose folder is made if need be.

    Raises:
        StoreError: it cannot be made.
    """
    if address.database and address.database != ":memory:":
        folder = Path(address.database).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"The folder {folder} cannot be made: check that you may write there.") from error
    engine = create_async_engine(address, connect_args={"timeout": PATIENCE})
    event.listen(engine.sync_engine, "do_connect", _try_the_file)
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _try_the_file(_dialect: Any, _record: Any, arguments: Any, _named: Any) -> None:
    """Fail here if the file cannot be opened: aiosqlite would leave a thread behind that talks to a closed loop."""
    sqlite3.connect(arguments[0]).close()


def _prepare(dbapi_connection: Any, _record: Any) -> None:
    """What SQLite must be told on every connection."""
    try:
        dbapi_connection.isolation_level = None  # the driver shall not begin transactions of its own
        cursor = dbapi_connection.cursor()
        for pragma in (f"busy_timeout={int(PATIENCE * 1000)}", "journal_mode=WAL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
    except sqlite3.Error:
        dbapi_connection.close()  # the pool forgets a connection that it could not prepare
        raise


def _begin(connection: Connection) -> None:
    """Writers take their place at once: a reader that became a writer halfway would fail instead of waiting."""
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


async def foreign_keys(connection: AsyncConnection, *, on: bool) -> None:
    """Altering a SQLite table means making it anew, which must not delete what points to it."""
    if connection.dialect.name == "sqlite":
        raw = await connection.get_raw_connection()
        with suppress(sqlite3.Error):
            await raw.driver_connection.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")  # type: ignore[union-attr]
