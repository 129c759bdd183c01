"""The store, and who does the jobs that the steps ask for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.config.settings import Settings
from bot.domain.errors import NotConfigured
from bot.jobs.work import Work
from bot.store.engine import SqlStore, read_url
from bot.wiring.chat import Runner

if TYPE_CHECKING:
    from sqlalchemy.engine import URL


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[SqlStore]:
    """The store alone, for work on the database itself."""
    store = SqlStore.open(settings.database)
    try:
        yield store
    finally:
        await store.close()


def work_for(database: str, *, take_over_after: float = 30.0) -> Work:
    """Who does the jobs: this process on SQLite, all replicas together on Postgres.

    Raises:
        NotConfigured: the address of the database cannot be read, or the extra `postgres` is missing.
    """
    url = read_url(database)
    if url.get_backend_name() == "sqlite":
        from bot.jobs.in_process import InProcessJobs

        return InProcessJobs()
    try:
        from bot.jobs.procrastinate import ProcrastinateJobs
    except ModuleNotFoundError as error:
        raise NotConfigured("Postgres needs its job queue: install Paperdesk with the extra `postgres`.") from error
    return ProcrastinateJobs(_libpq(url), take_over_after=take_over_after)


def once(listener: Runner, store: SqlStore) -> Runner:
    if store.engine.dialect.name == "sqlite":
        return listener  # there the lock file has seen to it
    from bot.jobs.sole import Sole

    return Sole(listener, _libpq(store.engine.url), type(listener).__name__)


def _libpq(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
