"""One replica holds what may be held once, and a stand-by takes over when it goes."""

from __future__ import annotations

import asyncio

import pytest

pytestmark = [pytest.mark.anyio, pytest.mark.postgres]


class Gateway:
    """Notes who is connected."""

    def __init__(self) -> None:
        self.on, self.went = asyncio.Event(), asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        self.on.set()
        await stop.wait()
        self.on.clear()
        self.went.set()

    def routes(self) -> tuple[()]:
        return ()


async def test_a_stand_by_takes_over_when_the_holder_stops(queue: str) -> None:
    from bot.jobs.sole import Sole

    gateways, stops = [Gateway(), Gateway()], [asyncio.Event(), asyncio.Event()]
    tasks = []
    for gateway, stop in zip(gateways, stops, strict=True):
        tasks.append(asyncio.create_task(Sole(gateway, queue, "gateway", pause=0.05).run(stop)))
        await asyncio.sleep(0)
    done, _ = await asyncio.wait(
        [asyncio.create_task(gateway.on.wait()) for gateway in gateways],
        return_when=asyncio.FIRST_COMPLETED,
        timeout=20,
    )
    assert len(done) == 1
    holder = 0 if gateways[0].on.is_set() else 1
    await asyncio.sleep(0.1)
    assert not gateways[1 - holder].on.is_set(), "the other one stands by"
    stops[holder].set()
    await asyncio.wait_for(gateways[1 - holder].on.wait(), 20)
    assert not gateways[holder].on.is_set()
    stops[1 - holder].set()
    await asyncio.gather(*tasks)


async def test_a_holder_that_loses_the_database_lets_go_and_comes_back(queue: str) -> None:
    import psycopg

    from bot.jobs.sole import Sole

    gateway, stop = Gateway(), asyncio.Event()
    task = asyncio.create_task(Sole(gateway, queue, "other gateway", pause=0.05).run(stop))
    await asyncio.wait_for(gateway.on.wait(), 20)
    async with await psycopg.AsyncConnection.connect(queue, autocommit=True) as connection:
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
        )
    await asyncio.wait_for(gateway.went.wait(), 20)
    await asyncio.wait_for(gateway.on.wait(), 20)
    stop.set()
    await task
