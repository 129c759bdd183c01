"""Channels are written to side by side, each at its own pace; trouble in one is the others' no concern."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.domain.edition import Delivery
from bot.domain.team import Place
from bot.pipeline.publish import SETTLE, owed, sweep
from tests.fakes import FakeOutlet
from tests.pipeline.conftest import Desk

pytestmark = pytest.mark.anyio


async def owe(desk: Desk, *channels: str, messages: int = 1) -> None:
    async with desk.room.store.begin() as books:
        for number in range(messages):
            for channel in channels:
                await books.outbox.owe(owed("edition", f"edition:{number}", Place("slack", "T1", channel), [channel]))


async def test_two_messages_in_one_place_stand_apart_by_its_pace_and_places_do_not_share_it(desk: Desk) -> None:
    desk.slack.pace = 0.01
    await owe(desk, "C1", "C2", messages=2)
    assert await sweep(desk.room) == 2, "the clock stands still, so only the first of each place is sent"
    desk.clock.pass_by(seconds=1)
    assert await sweep(desk.room) == 2


async def test_a_channel_that_dawdles_keeps_no_other_waiting(desk: Desk) -> None:
    there = asyncio.Event()

    class Slow(FakeOutlet):
        async def post(self, delivery: Delivery, parent: str | None) -> str:
            if delivery.place.channel == "slow":
                await there.wait()  # until the last of the others is posted
            posted = await super().post(delivery, parent)
            if len(self.messages) == 3:
                there.set()
            return posted

    room = replace(desk.room, channels={"slack": Slow()})
    await owe(desk, "slow", "C1", "C2", "C3")
    assert await sweep(room) == 4


async def test_an_error_nobody_foresaw_is_raised_after_the_rest_is_posted(desk: Desk) -> None:
    class Broken(FakeOutlet):
        async def post(self, delivery: Delivery, parent: str | None) -> str:
            if delivery.place.channel == "broken":
                raise KeyError("bug")
            return await super().post(delivery, parent)

    outlet = Broken()
    room = replace(desk.room, channels={"slack": outlet})
    await owe(desk, "broken", "C1", "C2")
    with pytest.raises(KeyError):
        await sweep(room)
    assert sorted(d.place.channel for d, _, _ in outlet.messages.values()) == ["C1", "C2"]


async def test_a_stopped_sweep_leaves_what_was_in_flight_to_be_looked_for(desk: Desk) -> None:
    begun = asyncio.Event()

    class Stuck(FakeOutlet):
        async def post(self, delivery: Delivery, parent: str | None) -> str:
            begun.set()
            await super().post(delivery, parent)
            await asyncio.Event().wait()
            return ""

    stuck = Stuck()
    await owe(desk, "C1")
    task = asyncio.create_task(sweep(replace(desk.room, channels={"slack": stuck})))
    await begun.wait()
    await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    after = FakeOutlet(messages=stuck.messages)
    desk.clock.pass_by(seconds=SETTLE + 1)
    assert await sweep(replace(desk.room, channels={"slack": after})) == 1
    assert len(after.messages) == 1


async def test_a_sweep_of_one_edition_leaves_the_others_alone(desk: Desk) -> None:
    await owe(desk, "C1", messages=2)
    assert await sweep(desk.room, subject="edition:1") == 1
