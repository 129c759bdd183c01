"""Replicas on one Postgres: work goes to whoever is there, and a dead replica's is taken over."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest

pytestmark = [pytest.mark.anyio, pytest.mark.postgres]


class Done:
    def __init__(self) -> None:
        self.by: list[str] = []
        self.seen = asyncio.Event()

    def handler(self, who: str) -> Any:
        async def work(payload: Mapping[str, str]) -> None:
            self.by.append(who)
            self.seen.set()

        return work


async def died_while_doing(queue: str, name: str, key: str, *, tries: int = 1, twin: bool = False) -> None:
    """Rows as a killed replica leaves them: a job under way whose worker has not been heard of for long."""
    import psycopg

    from bot.jobs.procrastinate import ProcrastinateJobs

    jobs = ProcrastinateJobs(queue)
    await jobs._ready()
    await jobs._put(name, key, {}, tries=tries)
    async with await psycopg.AsyncConnection.connect(queue, autocommit=True) as connection:
        await connection.execute("SET search_path TO paperdesk_jobs")
        row = await connection.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id"
        )
        worker = await row.fetchone()
        assert worker is not None
        await connection.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE lock = %s", (worker[0], key)
        )
    if twin:
        await jobs._put(name, key, {})
    await jobs._app.close_async()


async def left(queue: str, key: str) -> int:
    import psycopg

    async with await psycopg.AsyncConnection.connect(queue) as connection:
        row = await connection.execute("SELECT count(*) FROM paperdesk_jobs.procrastinate_jobs WHERE lock = %s", (key,))
        found = await row.fetchone()
    return int(found[0]) if found else -1


@pytest.mark.parametrize("twin", [False, True], ids=["alone", "with a twin waiting"])
async def test_what_a_dead_replica_was_doing_is_done_by_another(queue: str, twin: bool) -> None:
    from bot.jobs.procrastinate import ProcrastinateJobs

    name = f"work {uuid4().hex}"
    await died_while_doing(queue, name, f"{name}:a", twin=twin)
    done, jobs = Done(), ProcrastinateJobs(queue, pause=0.0)
    jobs.handle(name, done.handler("heir"))
    task = asyncio.create_task(jobs.work())
    await asyncio.wait_for(done.seen.wait(), 20)
    while await left(queue, f"{name}:a"):  # noqa: ASYNC110 - the other end is in the database
        await asyncio.sleep(0.02)
    await jobs.drain(5)
    await task
    assert done.by == ["heir"]


async def test_work_that_every_replica_died_of_is_buried(queue: str) -> None:
    from bot.jobs.procrastinate import ProcrastinateJobs

    name = f"work {uuid4().hex}"
    await died_while_doing(queue, name, f"{name}:a", tries=5)
    buried = asyncio.Event()

    async def bury(letter: Any) -> None:
        assert "died of it" in letter.reason
        buried.set()

    done, jobs = Done(), ProcrastinateJobs(queue, pause=0.0)
    jobs.handle(name, done.handler("heir"))
    jobs.bury_with(bury)
    task = asyncio.create_task(jobs.work())
    await asyncio.wait_for(buried.wait(), 20)
    await jobs.drain(5)
    await task
    assert not done.by


async def test_replicas_share_one_queue_and_a_key_runs_once(queue: str) -> None:
    from bot.jobs.procrastinate import ProcrastinateJobs

    name, done = f"work {uuid4().hex}", Done()
    replicas = [ProcrastinateJobs(queue, pause=0.0) for _ in range(3)]
    for number, each in enumerate(replicas):
        each.handle(name, done.handler(str(number)))
    first = [await each.submit(name, f"{name}:tick", {}) for each in replicas]
    assert first == [True, False, False], "every replica's clock ticks, and one job comes of it"
    tasks = [asyncio.create_task(each.work()) for each in replicas]
    await asyncio.wait_for(done.seen.wait(), 20)
    for each in replicas:
        await each.drain(5)
    await asyncio.gather(*tasks)
    assert len(done.by) == 1


async def test_a_hint_that_cannot_be_handed_on_is_no_error() -> None:
    from bot.jobs.procrastinate import ProcrastinateJobs

    jobs = ProcrastinateJobs("postgresql://nobody@127.0.0.1:1/nothing?connect_timeout=2")
    assert not await jobs.submit("work", "a", {})
