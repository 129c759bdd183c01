"""What every `Jobs` keeps, in this process or on Postgres: one run a key, another try, a grave, a clean stop."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import uuid4

import pytest

from bot.domain.errors import Conflict, SourceAway
from bot.jobs.work import DeadLetter

pytestmark = pytest.mark.anyio

Opened = Callable[..., Awaitable[Any]]


class Bench:
    """Notes of what was done, and a gate before it."""

    def __init__(self, jobs: Any) -> None:
        self.jobs = jobs
        self.done: list[str] = []
        self.at_once, self.most_at_once = 0, 0
        self.buried: list[DeadLetter] = []
        self.troubles: list[Exception] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.begun = asyncio.Event()
        self.changed = asyncio.Condition()
        self.name = f"work {uuid4().hex}"  # the queue outlives a test
        jobs.handle(self.name, self.work)
        jobs.bury_with(self.bury)

    async def bury(self, letter: DeadLetter) -> None:
        self.buried.append(letter)
        await self._tell()

    async def work(self, payload: Mapping[str, str]) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.begun.set()
        try:
            await self.gate.wait()
            if self.troubles:
                raise self.troubles.pop(0)
            self.done.append(payload["what"])
        finally:
            self.at_once -= 1
            await self._tell()

    async def _tell(self) -> None:
        async with self.changed:
            self.changed.notify_all()

    async def submit(self, key: str, what: str) -> bool:
        return bool(await self.jobs.submit(self.name, f"{self.name}:{key}", {"what": what}))

    async def until(self, true: Callable[[], bool]) -> None:
        async with self.changed:
            await asyncio.wait_for(self.changed.wait_for(true), 20)


async def test_what_is_submitted_is_done_with_its_payload(work: Opened) -> None:
    bench = Bench(await work())
    assert await bench.submit("a", "it")
    await bench.until(lambda: bench.done == ["it"])


async def test_a_key_runs_once_at_a_time_and_once_more_for_what_came_meanwhile(work: Opened) -> None:
    bench = Bench(await work())
    bench.gate.clear()
    await bench.submit("a", "first")
    await asyncio.wait_for(bench.begun.wait(), 20)
    for number in range(3):
        assert not await bench.submit("a", f"repeat {number}"), "it is running, so nothing new begins"
    bench.gate.set()
    await bench.until(lambda: len(bench.done) == 2)
    await bench.submit("b", "after")
    await bench.until(lambda: len(bench.done) == 3)
    assert bench.done[0] == "first"
    assert bench.done[1].startswith("repeat")
    assert bench.done[2] == "after"
    assert bench.most_at_once == 1


async def test_different_keys_run_side_by_side(work: Opened) -> None:
    bench = Bench(await work())
    bench.gate.clear()
    for key in "ab":
        await bench.submit(key, key)
    while bench.at_once < 2:  # noqa: ASYNC110 - the other end is in the database
        await asyncio.sleep(0.01)
    bench.gate.set()
    await bench.until(lambda: sorted(bench.done) == ["a", "b"])


async def test_a_refusal_from_outside_is_tried_again(work: Opened) -> None:
    bench = Bench(await work())
    bench.troubles = [SourceAway("arXiv is away; try again later.")]
    await bench.submit("a", "it")
    await bench.until(lambda: bench.done == ["it"])
    assert not bench.buried


@pytest.mark.parametrize("trouble", [Conflict("The world moved on."), KeyError("bug")])
async def test_poisoned_work_is_buried_once_and_stops_no_other(work: Opened, trouble: Exception) -> None:
    bench = Bench(await work())
    bench.troubles = [trouble]
    await bench.submit("a", "poison")
    await bench.until(lambda: bool(bench.buried))
    await bench.submit("a", "cure")
    await bench.submit("b", "other")
    await bench.until(lambda: sorted(bench.done) == ["cure", "other"])
    (letter,) = bench.buried
    assert (letter.tries, letter.payload["what"]) == (1, "poison")


async def test_draining_takes_no_more_and_lets_work_end(work: Opened) -> None:
    bench = Bench(await work())
    bench.gate.clear()
    await bench.submit("a", "it")
    await asyncio.wait_for(bench.begun.wait(), 20)
    draining = asyncio.create_task(bench.jobs.drain(10))
    await asyncio.sleep(0.01)
    assert not await bench.submit("b", "late")
    bench.gate.set()
    assert await draining == 0
    assert bench.done == ["it"]


async def test_draining_stops_what_does_not_end(work: Opened) -> None:
    bench = Bench(await work())
    bench.gate.clear()
    await bench.submit("a", "it")
    await asyncio.wait_for(bench.begun.wait(), 20)
    assert await bench.jobs.drain(0.1) == 1
    assert not bench.jobs.running
    assert not bench.done
