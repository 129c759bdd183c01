"""Opening, locking, saving and putting back a database; what cannot be used is told in plain words."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.domain.errors import NotConfigured, StoreBusy, StoreError, StoreTooNew
from bot.store.engine import SqlStore, read_url
from bot.store.lock import serve_lock
from tests.store.test_contract import LINE, lines, note

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("data/paperdesk.db", "sqlite+aiosqlite:///data/paperdesk.db"),
        ("sqlite:////var/desk.db", "sqlite+aiosqlite:////var/desk.db"),
        ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql+asyncpg://h/d", "postgresql+psycopg://h/d"),
        ("POSTGRES://h/d", "postgresql+psycopg://h/d"),
        ("/var/desk:2.db", "sqlite+aiosqlite:////var/desk%3A2.db"),
    ],
)
def test_addresses_are_read_as_people_write_them(given: str, read: str) -> None:
    assert read_url(given).render_as_string(hide_password=False) == read


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("postgres:/u:secret-word@h/d", "begins with “postgres”, but that is no whole address"),
        ("postgresql:/d", "begins with “postgresql”, but"),
        ("postgresql//h/d", "begins with “postgresql”, but"),
        ("sqlite:/var/desk.db", "begins with “sqlite”, but"),
        ("sqlite://var/desk.db", "begins with “sqlite”, but"),
        ("mysql://u:secret-word@h/d", "begins with “mysql”, which Paperdesk cannot use"),
        ("mariadb+pymysql:/d", "begins with “mariadb”, which"),
        ("host=h password=secret-word", "names no database"),
        ("user:secret-word@h/d", "names no database"),
    ],
)
def test_an_address_with_a_sign_too_few_is_no_file(given: str, told: str) -> None:
    with pytest.raises(NotConfigured, match=told) as refused:
        read_url(given)
    assert "secret-word" not in str(refused.value)


@pytest.mark.parametrize("given", ["mysql://h/d", "://", "postgresql://h:port/d"])
def test_an_address_of_another_database_is_refused(given: str) -> None:
    with pytest.raises(NotConfigured, match="PAPERDESK_DATABASE_URL"):
        SqlStore.open(given)


async def test_what_is_no_database_is_told_in_plain_words(tmp_path: Path) -> None:
    (tmp_path / "desk.db").write_text("no database " * 1000)
    store = SqlStore.open(str(tmp_path / "desk.db"))
    with pytest.raises(StoreError, match="db restore"):
        await store.upgrade()
    await store.close()
    with pytest.raises(StoreError, match="cannot be made"):
        SqlStore.open(f"{tmp_path}/desk.db/below/a/file.db")


async def test_a_folder_in_the_place_of_the_database_is_told_in_plain_words(tmp_path: Path) -> None:
    (tmp_path / "desk.db").mkdir()
    store = SqlStore.open(str(tmp_path / "desk.db"))
    with pytest.raises(StoreError, match="cannot be opened"):
        await store.upgrade()
    await store.close()


def test_only_one_process_serves(tmp_path: Path) -> None:
    lock = tmp_path / "new" / "desk.db.lock"
    with serve_lock(lock):
        with pytest.raises(StoreBusy, match=rf"process {os.getpid()}\b"), serve_lock(lock):
            raise AssertionError("two at once")
        assert lock.read_text().strip() == str(os.getpid())
    with serve_lock(lock):
        pass
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot be written"), serve_lock(tmp_path / "file" / "lock"):
        pass


async def test_a_backup_taken_while_others_write_is_whole_and_can_be_put_back(tmp_path: Path) -> None:
    store = SqlStore.open(str(tmp_path / "desk.db"))
    await store.upgrade()
    await note(store)
    target = tmp_path / "copies" / "of today.db"
    async with store.begin() as books:
        await books.ledger.note(LINE)
        await store.backup(target)
    assert await lines(store) == 2
    assert store.lock_path is not None
    with serve_lock(store.lock_path), pytest.raises(StoreBusy, match="serving"):
        await store.restore(target)
    await store.restore(target)
    assert await lines(store) == 1
    assert [file.name for file in target.parent.iterdir()] == ["of today.db"]
    await store.close()


async def test_a_file_that_is_no_backup_is_not_put_in_place(tmp_path: Path) -> None:
    store = SqlStore.open(str(tmp_path / "desk.db"))
    await store.upgrade()
    await note(store)
    (tmp_path / "letter.txt").write_text("Dear desk, " * 500)
    sqlite3.connect(tmp_path / "empty.db").close()
    for name in ("letter.txt", "empty.db", "nothing.db"):
        with pytest.raises(StoreError, match="not a whole backup"):
            await store.restore(tmp_path / name)
    with closing(sqlite3.connect(tmp_path / "newer.db")) as newer:
        newer.executescript("CREATE TABLE alembic_version (version_num); INSERT INTO alembic_version VALUES ('9')")
    with pytest.raises(StoreTooNew):
        await store.restore(tmp_path / "newer.db")
    assert await lines(store) == 1
    with pytest.raises(StoreError, match="cannot be written"):
        await store.backup(tmp_path / "letter.txt" / "below.db")
    await store.close()


async def test_a_backup_of_nothing_or_of_a_postgres_says_what_to_do(tmp_path: Path) -> None:
    new = SqlStore.open(str(tmp_path / "desk.db"))
    with pytest.raises(StoreError, match="no database at"):
        await new.backup(tmp_path / "copy.db")
    elsewhere = SqlStore.open("postgresql://127.0.0.1:9/news")
    assert elsewhere.lock_path is None
    with pytest.raises(StoreError, match="pg_dump"):
        await elsewhere.backup(tmp_path / "copy.db")
    with pytest.raises(StoreError, match="pg_restore"):
        await elsewhere.restore(tmp_path / "copy.db")
