"""Work in this process happens once a key, again after trouble, and is remembered when given up."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest

from bot.domain.errors import Conflict, NotConfigured, SourceAway
from bot.jobs.in_process import InProcessJobs
from bot.jobs.work import DeadLetter

pytestmark = pytest.mark.anyio


class Bench:
    """Jobs whose sleeps take no time, with notes of what happened."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self.buried: list[DeadLetter] = []
        self.done: list[str] = []
        self.jobs = InProcessJobs({"work": self.work}, sleep=self.sleep, bury=self.bury)
        self.gate: asyncio.Event | None = None
        self.troubles: list[Exception] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)

    async def bury(self, letter: DeadLetter) -> None:
        self.buried.append(letter)

    async def work(self, payload: Mapping[str, str]) -> None:
        if self.gate:
            await self.gate.wait()
        if self.troubles:
            raise self.troubles.pop(0)
        self.done.append(payload["what"])


async def test_a_key_is_run_once_while_it_waits_and_once_more_for_what_came_meanwhile() -> None:
    bench = Bench()
    bench.gate = asyncio.Event()
    assert await bench.jobs.submit("work", "a", {"what": "first"})
    for number in range(3):
        assert not await bench.jobs.submit("work", "a", {"what": f"repeat {number}"})
    assert await bench.jobs.submit("work", "b", {"what": "other"})
    bench.gate.set()
    await bench.jobs.idle()
    assert sorted(bench.done) == ["first", "other", "repeat 2"]
    assert bench.jobs.running == frozenset()


async def test_a_key_that_is_done_can_come_again() -> None:
    bench = Bench()
    for _ in range(2):
        assert await bench.jobs.submit("work", "a", {"what": "it"})
        await bench.jobs.idle()
    assert bench.done == ["it", "it"]


async def test_an_outside_refusal_is_tried_again_after_a_while() -> None:
    bench = Bench()
    bench.troubles = [SourceAway("arXiv is away; try again later."), SourceAway("Too often.", retry_after=60)]
    await bench.jobs.submit("work", "a", {"what": "it"})
    await bench.jobs.idle()
    assert bench.done == ["it"]
    assert bench.slept[1:] == [1.0, 60]


async def test_work_that_never_succeeds_is_remembered_with_its_reason() -> None:
    bench = Bench()
    bench.troubles = [SourceAway("arXiv is away; try again later.") for _ in range(9)]
    await bench.jobs.submit("work", "a", {"what": "it"})
    await bench.jobs.idle()
    (letter,) = bench.buried
    assert (letter.key, letter.tries) == ("a", 5)
    assert letter.reason == "arXiv is away; try again later."


@pytest.mark.parametrize("trouble", [Conflict("The world moved on."), KeyError("bug")])
async def test_what_another_try_cannot_mend_is_not_tried_again(trouble: Exception) -> None:
    bench = Bench()
    bench.troubles = [trouble]
    await bench.jobs.submit("work", "a", {"what": "it"})
    await bench.jobs.idle()
    assert [letter.tries for letter in bench.buried] == [1]
    assert await bench.jobs.submit("work", "a", {"what": "it"}), "a key that failed is free again"
    await bench.jobs.idle()


async def test_a_name_that_nobody_works_on_is_refused() -> None:
    with pytest.raises(NotConfigured, match="“play”"):
        await Bench().jobs.submit("play", "a", {})


async def test_draining_lets_work_end_and_takes_no_more() -> None:
    bench = Bench()
    bench.gate = asyncio.Event()
    await bench.jobs.submit("work", "a", {"what": "it"})
    draining = asyncio.create_task(bench.jobs.drain(5))
    await asyncio.sleep(0.01)
    assert not await bench.jobs.submit("work", "b", {"what": "late"})
    bench.gate.set()
    assert await draining == 0
    assert bench.done == ["it"]


async def test_draining_stops_what_does_not_end() -> None:
    bench = Bench()
    bench.gate = asyncio.Event()
    await bench.jobs.submit("work", "a", {"what": "it"})
    assert await bench.jobs.drain(0.01) == 1
    assert bench.jobs.running == frozenset()
    assert bench.done == []
