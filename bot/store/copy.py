"""Moves a whole desk from one database to another, and proves that everything arrived."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from sqlalchemy import Row, Table, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import StoreError
from bot.store.engine import SqlStore
from bot.store.lock import serve_lock
from bot.store.tables import metadata
from bot.store.transaction import CHUNK

_WIDTH = 1 << 128


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows a table has, and a sum over them that does not depend on their order."""

    rows: int = 0
    checksum: int = 0

    def plus(self, rows: Sequence[Row[Any]]) -> Tally:
        """The tally with those rows as well; equal on both databases for equal values."""
        total = self.checksum
        for row in rows:
            told = json.dumps(list(row), sort_keys=True, default=_told, ensure_ascii=False)
            total += int.from_bytes(blake2b(told.encode(), digest_size=16).digest())
        return Tally(self.rows + len(rows), total % _WIDTH)


def _told(value: Any) -> str:
    """Days, moments and bytes in one way, whichever driver they came from."""
    return value.hex() if isinstance(value, bytes) else str(value.isoformat())


async def copy(source: SqlStore, target: SqlStore) -> Mapping[str, Tally]:
    """Copy every row of `source` into the empty database `target`, in one transaction; the tally of each table.

    The rows are read again where they arrived, and must have the same count and the same checksum.

    Raises:
        StoreBusy: the source is being served: what is written meanwhile would be left behind.
        StoreError: the target is not empty, or something did not arrive as it was; then nothing was written.
    """
    await source.check_version()
    await target.upgrade()
    with serve_lock(source.lock_path) if source.lock_path else nullcontext():
        async with source.connect(reading=True) as origin, target.connect() as copied:
            await _must_be_empty(copied)
            tallies = {table.name: await _move(table, origin, copied) for table in metadata.sorted_tables}
            for table in metadata.sorted_tables:
                await _must_equal(table, tallies[table.name], copied)
            if copied.dialect.name == "postgresql":
                await _count_on(copied)
    return tallies


async def _must_be_empty(connection: AsyncConnection) -> None:
    for table in metadata.sorted_tables:
        if (await connection.execute(select(func.count()).select_from(table))).scalar_one():
            raise StoreError(
                f"The database to copy into has rows already (in {table.name}): name an empty one, so none is lost."
            )


async def _read(table: Table, connection: AsyncConnection) -> AsyncIterator[Sequence[Row[Any]]]:
    rows = await connection.stream(select(table).execution_options(yield_per=CHUNK))
    async for some in rows.partitions():
        yield some


async def _move(table: Table, origin: AsyncConnection, copied: AsyncConnection) -> Tally:
    tally = Tally()
    async for rows in _read(table, origin):
        await copied.execute(insert(table), [row._asdict() for row in rows])
        tally = tally.plus(rows)
    return tally


async def _must_equal(table: Table, tally: Tally, copied: AsyncConnection) -> None:
    arrived = Tally()
    async for rows in _read(table, copied):
        arrived = arrived.plus(rows)
    if arrived != tally:
        raise StoreError(
            f"The table {table.name} did not arrive as it was ({arrived.rows} of {tally.rows} rows): "
            "nothing was kept; copy again into an empty database."
        )


async def _count_on(connection: AsyncConnection) -> None:
    """Postgres hands out ids from counters that know nothing of rows which brought their own."""
    for table in metadata.sorted_tables:
        if "id" in table.c and table.c.id.autoincrement is not False and table.c.id.type.python_type is int:
            await connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'),"  # noqa: S608 - our own names
                    f" coalesce(max(id), 1), max(id) IS NOT NULL) FROM {table.name}"
                )
            )
