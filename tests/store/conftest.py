"""The same store twice: a SQLite file and a real PostgreSQL, each with the tables made and nothing in them."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, text

from bot.store.engine import SqlStore
from bot.store.tables import metadata
from tests.fakes import GivenClock


async def _upgrade(url: str) -> None:
    store = SqlStore.open(url)
    await store.upgrade()
    await store.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "paperdesk.db"
    asyncio.run(_upgrade(str(file)))
    return file


@pytest.fixture(scope="session")
def postgres_desk(postgres: str) -> Iterator[tuple[str, Any]]:
    """A database of our own in the test run's Postgres, and a plain engine to empty it."""
    server = create_engine(postgres, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text("CREATE DATABASE paperdesk_store"))
    server.dispose()
    url = make_url(postgres).set(database="paperdesk_store").render_as_string(hide_password=False)
    asyncio.run(_upgrade(url))
    engine = create_engine(url)
    yield url, engine
    engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty, migrated database."""
    if request.param == "sqlite":
        file = tmp_path / "paperdesk.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        return f"sqlite:///{file}"
    address, engine = request.getfixturevalue("postgres_desk")
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {', '.join(metadata.tables)} RESTART IDENTITY CASCADE"))
    return str(address)


@pytest.fixture
def clock() -> GivenClock:
    return GivenClock()


@pytest.fixture
async def store(url: str, clock: GivenClock) -> AsyncIterator[SqlStore]:
    """A store whose moments are given."""
    opened = SqlStore.open(url, clock=clock)
    yield opened
    await opened.close()


@pytest.fixture
async def other(url: str, clock: GivenClock) -> AsyncIterator[SqlStore]:
    """The same database as another process sees it."""
    opened = SqlStore.open(url, clock=clock)
    yield opened
    await opened.close()
