"""The migrations: up, down and up again on both databases, and in step with the tables of the program."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, make_url, text

from bot.store import migrate
from bot.store.engine import SqlStore
from bot.store.tables import metadata

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'paperdesk.db'}"
        return
    server = request.getfixturevalue("postgres")
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CREATE DATABASE paperdesk_migrations"))
    yield make_url(server).set(database="paperdesk_migrations").render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text("DROP DATABASE paperdesk_migrations WITH (FORCE)"))
    engine.dispose()


async def seen(store: SqlStore, look: Any) -> Any:
    async with store.engine.connect() as connection:
        return await connection.run_sync(look)


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


def columns(connection: Connection) -> dict[str, list[tuple[str, str]]]:
    inspector = inspect(connection)
    return {
        table: [(column["name"], str(column["type"])) for column in inspector.get_columns(table)]
        for table in sorted(metadata.tables)
    }


async def test_up_down_and_up_again_ends_where_it_began(url: str) -> None:
    store = SqlStore.open(url)
    await store.upgrade()
    first = await seen(store, columns)
    assert set(metadata.tables) <= await seen(store, tables)
    await store.downgrade("base")
    assert await seen(store, tables) <= {"alembic_version"}
    await store.upgrade()
    await store.upgrade()
    assert await seen(store, columns) == first
    await store.close()


async def test_the_migrations_make_the_tables_of_the_program(url: str) -> None:
    store = SqlStore.open(url)
    await store.upgrade()
    await seen(store, lambda connection: command.check(migrate.config(connection)))
    await store.close()


async def test_the_check_sees_a_difference(url: str) -> None:
    """Were the check blind, the test above would show nothing."""
    store = SqlStore.open(url)
    await store.upgrade()
    async with store.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE audit ADD COLUMN extra INTEGER"))
        await connection.execute(text("DROP INDEX ix_audit_subject"))

    def differences(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection)
        return [one[0] for one in compare_metadata(context, metadata) if "audit" in str(one)]

    assert sorted(await seen(store, differences)) == ["add_index", "remove_column"]
    await store.close()


async def test_a_migration_that_fails_leaves_the_database_as_it_was(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = SqlStore.open(url)

    def half_way(connection: Connection, revision: str) -> None:
        command.upgrade(migrate.config(connection), "head")
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(migrate, "upgrade", half_way)
        with pytest.raises(RuntimeError, match="killed"):
            await store.upgrade()
    assert await seen(store, tables) == set()
    await store.upgrade()
    await store.check_version()
    await store.close()


def test_every_migration_opens_with_its_reason_and_follows_one_line() -> None:
    scripts = ScriptDirectory.from_config(migrate.config())
    assert len(scripts.get_heads()) == 1
    for script in scripts.walk_revisions():
        assert "\nWhy:" in (script.module.__doc__ or ""), script.path
