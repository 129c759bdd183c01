"""One of all replicas does it, the others stand by: for what may be connected only once, as Discord's gateway."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Protocol
from zlib import crc32

import psycopg
import structlog

log = structlog.get_logger()

#: Seconds between two looks at whether the lock is free, and whether it is still held.
PAUSE = 5.0


class Runner(Protocol):
    """Something that runs until it is told to stop."""

    async def run(self, stop: asyncio.Event) -> None: ...
    def routes(self) -> Sequence[Any]: ...


class Sole:
    """Runs `runner` while this replica holds the Postgres advisory lock of that name; else waits for it.

    The lock lives and dies with its connection: a replica that is killed lets go of it at once, and one that
    loses the database stops at its next look, so that a stand-by does not join it for longer than `pause`.
    """

    def __init__(self, runner: Runner, address: str, name: str, *, pause: float = PAUSE) -> None:
        self._runner, self._address, self._name, self._pause = runner, address, name, pause
        self._key = crc32(f"paperdesk {name}".encode())

    def routes(self) -> Sequence[Any]:
        """Every replica answers these."""
        return self._runner.routes()

    async def run(self, stop: asyncio.Event) -> None:
        """Stand by, run, and stand by again, until `stop`."""
        while not stop.is_set():
            try:
                connection = await psycopg.AsyncConnection.connect(self._address, autocommit=True)
                async with connection:
                    await self._stand_by(connection, stop)
            except psycopg.Error as error:
                log.warning("sole.away", name=self._name, reason=str(error).strip())
                await _either(stop, self._pause)

    async def _stand_by(self, connection: psycopg.AsyncConnection[tuple[object, ...]], stop: asyncio.Event) -> None:
        while not stop.is_set():
            row = await (await connection.execute("SELECT pg_try_advisory_lock(%s)", (self._key,))).fetchone()
            if row is not None and row[0]:
                log.info("sole.holding", name=self._name)
                await self._hold(connection, stop)
                return
            await _either(stop, self._pause)

    async def _hold(self, connection: psycopg.AsyncConnection[tuple[object, ...]], stop: asyncio.Event) -> None:
        inner = asyncio.Event()
        running = asyncio.create_task(self._runner.run(inner))
        stopping = asyncio.create_task(stop.wait())
        try:
            while not running.done() and not stopping.done():
                await asyncio.wait([running, stopping], timeout=self._pause, return_when=asyncio.FIRST_COMPLETED)
                await connection.execute("SELECT 1")  # raises where the connection, and so the lock, is lost
        finally:
            inner.set()
            stopping.cancel()
            await running


async def _either(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
