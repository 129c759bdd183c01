"""Both adapters of `Jobs`: in this process, and on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest


@pytest.fixture(scope="module")
def queue(postgres: str) -> str:
    """The address of a database of its own for jobs."""
    import psycopg

    address = postgres.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS paperdesk_queue WITH (FORCE)")
        connection.execute("CREATE DATABASE paperdesk_queue")
    head, _, tail = address.partition("?")
    base = head.rpartition("/")[0]
    return f"{base}/paperdesk_queue?{tail}" if tail else f"{base}/paperdesk_queue"


@pytest.fixture(params=["here", pytest.param("postgres", marks=pytest.mark.postgres)])
async def work(request: pytest.FixtureRequest) -> AsyncIterator[Callable[..., Any]]:
    """Opens a replica's jobs, which work until the end of the test."""
    import asyncio

    from bot.jobs.in_process import InProcessJobs

    async with AsyncExitStack() as stack:

        @asynccontextmanager
        async def working(**how: Any) -> AsyncIterator[Any]:
            if request.param == "here":
                jobs: Any = InProcessJobs(pause=0.0)
            else:
                from bot.jobs.procrastinate import ProcrastinateJobs

                jobs = ProcrastinateJobs(request.getfixturevalue("queue"), pause=0.0, **how)
            task = asyncio.create_task(jobs.work())
            try:
                yield jobs
            finally:
                await jobs.drain(5)
                await task

        async def opened(**how: Any) -> Any:
            return await stack.enter_async_context(working(**how))

        yield opened
