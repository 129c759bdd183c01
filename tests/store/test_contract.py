"""Transactions: all or nothing, two at once, killed halfway, refused; and each refusal in plain words."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.domain.errors import PaperdeskError, StoreBusy, StoreError, StoreFull, StoreTooNew
from bot.domain.paper import Announcement
from bot.ports import AuditLine, Store
from bot.store import migrate
from bot.store.engine import SqlStore
from tests.conftest import ROOT
from tests.factories import made_paper, made_team

pytestmark = pytest.mark.anyio

AT = datetime(2026, 11, 1, tzinfo=UTC)
LINE = AuditLine(AT, "Ann", "approve", "story:1")

#: A process that writes, says so, and never ends its transaction.
HALFWAY = """
import asyncio, sys
from tests.store.test_contract import LINE, SqlStore

async def main():
    store = SqlStore.open(sys.argv[1])
    async with store.begin() as books:
        for _ in range(200):
            await books.ledger.note(LINE)
        print("written", flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""


async def lines(store: Store) -> int:
    async with store.begin(reading=True) as books:
        return len(await books.ledger.lines("story:1"))


async def note(store: Store) -> None:
    async with store.begin() as books:
        await books.ledger.note(LINE)


async def test_a_block_that_fails_writes_nothing(store: SqlStore) -> None:
    async def fail() -> None:
        async with store.begin() as books:
            await books.ledger.note(LINE)
            raise StoreError("the step failed")

    with pytest.raises(StoreError, match="the step failed"):
        await fail()
    assert await lines(store) == 0


async def test_a_block_that_is_cancelled_writes_nothing_and_holds_nobody_up(store: SqlStore) -> None:
    written = asyncio.Event()

    async def hang() -> None:
        async with store.begin() as books:
            await books.ledger.note(LINE)
            written.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(hang())
    await written.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await lines(store) == 0
    await note(store)
    assert await lines(store) == 1


async def test_a_killed_process_leaves_nothing_behind(store: SqlStore, url: str) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HALFWAY, url, stdout=asyncio.subprocess.PIPE, cwd=ROOT
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"written\n"
    process.send_signal(signal.SIGKILL)
    await process.communicate()
    await note(store)
    assert await lines(store) == 1


async def test_two_writers_at_once_wait_for_each_other(store: SqlStore, other: SqlStore) -> None:
    async def read_then_write(which: SqlStore) -> None:
        async with which.begin() as books:
            await books.ledger.lines("story:1")
            await asyncio.sleep(0)
            await books.ledger.note(LINE)

    await asyncio.gather(*(read_then_write(which) for which in (store, other) * 10))
    assert await lines(store) == 20


async def test_a_reader_sees_the_last_whole_state_while_another_writes(store: SqlStore, other: SqlStore) -> None:
    async with store.begin() as books:
        await books.ledger.note(LINE)
        assert await lines(other) == 0
    assert await lines(other) == 1


async def test_a_block_for_reading_cannot_write(store: SqlStore) -> None:
    async with store.begin(reading=True) as books:
        with pytest.raises(StoreError, match="for reading"):
            await books.ledger.note(LINE)


async def test_a_transaction_inside_another_is_refused_at_once_on_sqlite(tmp_path: Path) -> None:
    store = SqlStore.open(str(tmp_path / "desk.db"))
    await store.upgrade()
    async with store.begin():
        with pytest.raises(StoreError, match="inside another"):
            await note(store)
    await note(store)
    await store.close()


async def test_the_tables_of_this_program_are_checked(store: SqlStore) -> None:
    await store.check_version()
    async with store.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = 'beyond'"))
    for refused in (store.check_version(), store.upgrade(), store.downgrade("base")):
        with pytest.raises(StoreTooNew, match="newer Paperdesk"):
            await refused
    async with store.engine.begin() as connection:
        await connection.execute(text("DELETE FROM alembic_version"))
    with pytest.raises(StoreError, match="paperdesk db upgrade"):
        await store.check_version()
    async with store.engine.begin() as connection:
        await connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": migrate.head()})
    await store.check_version()


async def test_a_database_without_tables_is_told_how_to_get_them(tmp_path: Path) -> None:
    store = SqlStore.open(f"sqlite:///{tmp_path}/new/deeper/desk.db")
    with pytest.raises(StoreError, match="paperdesk db upgrade"):
        await note(store)
    await store.upgrade()
    await note(store)
    await store.close()


async def test_two_processes_that_upgrade_at_once_both_succeed(tmp_path: Path) -> None:
    stores = [SqlStore.open(str(tmp_path / "desk.db")) for _ in range(3)]
    await asyncio.gather(*(store.upgrade() for store in stores))
    assert await lines(stores[0]) == 0
    for store in stores:
        await store.close()


async def test_a_full_disk_is_told_in_plain_words_and_loses_nothing(tmp_path: Path) -> None:
    store = SqlStore.open(str(tmp_path / "desk.db"))
    await store.upgrade()
    await note(store)
    papers = [Announcement(made_paper(n, abstract="long words " * 9_000), "new", AT.date()) for n in range(1, 40)]

    async def fill() -> None:
        async with store.begin() as books:
            connection = books.papers._tx._connection  # type: ignore[attr-defined]
            await connection.execute(text("PRAGMA max_page_count = 120"))
            await books.papers.add(papers)

    with pytest.raises(StoreFull, match=r"desk.db is full: make room"):
        await fill()
    assert await lines(store) == 1
    await store.close()


async def test_a_locked_database_is_told_in_plain_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.store.file.PATIENCE", 0.05)
    file = tmp_path / "desk.db"
    store = SqlStore.open(str(file))
    await store.upgrade()
    with closing(sqlite3.connect(file, isolation_level=None)) as rude:
        rude.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy, match="busy with another process"):
            await note(store)
        assert await lines(store) == 0
        rude.execute("ROLLBACK")
    await note(store)
    await store.close()


async def test_a_postgres_that_is_not_there_is_told_without_its_password() -> None:
    store = SqlStore.open("postgresql://desk:secret-word@127.0.0.1:9/news")
    with pytest.raises(StoreError, match="cannot be reached") as told:
        await note(store)
    assert "127.0.0.1/news" in str(told.value)
    assert "secret-word" not in str(told.value)
    await store.close()


@pytest.mark.postgres
async def test_a_lost_connection_fails_one_step_and_not_the_next(
    postgres_desk: tuple[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, other = SqlStore.open(postgres_desk[0]), SqlStore.open(postgres_desk[0])

    async def cut_off() -> None:
        async with store.begin() as books:
            connection = books.ledger._tx._connection  # type: ignore[attr-defined]
            number = (await connection.execute(text("SELECT pg_backend_pid()"))).scalar_one()
            async with other.engine.begin() as killer:
                await killer.execute(text(f"SELECT pg_terminate_backend({number})"))
            await books.ledger.note(LINE)

    with pytest.raises(StoreError, match="cannot be reached"):
        await cut_off()
    await store.check_version()
    await store.close()
    await other.close()


async def test_forgotten_events_and_installations(store: SqlStore) -> None:
    async with store.begin() as books:
        ledger, teams = books.ledger, books.teams
        await ledger.first_time("old", AT)
        assert await ledger.forget_events(AT) == 0
        assert await ledger.forget_events(datetime(2027, 1, 1, tzinfo=UTC)) == 1
        await teams.install("slack", "T1", b"old", AT)
        await teams.install("slack", "T1", b"sealed", AT)
        assert await teams.installed("slack", "T1") == b"sealed"
        await teams.uninstall("slack", "T1")
        assert await teams.installed("slack", "T1") is None


async def test_every_refusal_is_ours(store: SqlStore) -> None:
    async def wrong() -> None:
        async with store.begin() as books:
            await books.teams.save(made_team())
            await books.ledger._tx.rows(text("SELECT nonsense FROM nowhere"))  # type: ignore[attr-defined]

    with pytest.raises(PaperdeskError):
        await wrong()
