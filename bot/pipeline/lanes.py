"""Channels written to side by side: each in its order and at its pace, none waiting for another."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable

from bot.domain.edition import Delivery
from bot.ports import Newsroom

#: Channels that one sweep writes to at the same time.
AT_ONCE = 10
#: Seconds between two looks at what is due, while channels are being written to.
_GLANCE = 0.5
#: Seconds for which a sweep leaves a channel in which it could not post.
_LEAVE = 5.0


class Lanes:
    """One sweep of the outbox: a task for each channel that something is due in."""

    def __init__(
        self, room: Newsroom, deliver: Callable[[Delivery], Awaitable[bool]], settle: float, subject: str | None
    ) -> None:
        self._room, self._deliver, self._settle, self._subject = room, deliver, settle, subject
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._tasks: dict[str, asyncio.Task[bool]] = {}
        self._left: dict[str, float] = {}
        self._next = 0.0
        self._time = asyncio.get_running_loop().time
        self._paces: dict[str, float] = {}
        for platform, outlet in (*room.channels.items(), *room.desks.items()):
            self._paces[platform] = max(outlet.pace, self._paces.get(platform, 0.0))

    async def empty(self) -> int:
        """Deliver until nothing is due; how many were confirmed.

        What fails in a way nobody foresaw holds up no other channel: the first such error is raised in the end.
        """
        confirmed, failures = 0, []
        try:
            while await self._goes_on():
                for task in self._ended():
                    failure = task.exception()
                    if failure is not None:
                        failures.append(failure)
                    else:
                        confirmed += task.result()
        finally:
            await self._stop()
        if failures:
            raise failures[0]
        return confirmed

    async def _goes_on(self) -> bool:
        """Start what can be started and wait a little; False once there is nothing left to do."""
        fresh = await self._fresh()
        random.shuffle(fresh)  # so that replicas do not all reach for the same
        for delivery in fresh:
            self._tasks[_channel(delivery)] = asyncio.create_task(self._one(delivery))
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=_GLANCE)
            return True
        wait = self._next - self._time()
        await asyncio.sleep(max(0.0, wait))
        return wait > 0

    async def _fresh(self) -> list[Delivery]:
        left = {channel for channel, until in self._left.items() if until > self._time()}
        limit = 10 * AT_ONCE + len(left) + len(self._tasks)
        async with self._room.store.begin(reading=True) as books:
            due = await books.outbox.due(self._settle, limit, paces=self._paces, subject=self._subject)
        return [each for each in due if _channel(each) not in left and _channel(each) not in self._tasks]

    async def _one(self, delivery: Delivery) -> bool:
        posted = False
        try:
            async with self._gate:
                posted = await self._deliver(delivery)
        finally:
            if posted:
                self._next = max(self._next, self._time() + self._paces.get(delivery.place.platform, 0.0))
            else:  # another replica is at it, or there is trouble
                self._left[_channel(delivery)] = self._time() + _LEAVE
        return posted

    def _ended(self) -> list[asyncio.Task[bool]]:
        ended = {channel: task for channel, task in self._tasks.items() if task.done()}
        for channel in ended:
            del self._tasks[channel]
        return list(ended.values())

    async def _stop(self) -> None:
        """Cancel what still runs: it is `sending`, and will be looked for."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)


def _channel(delivery: Delivery) -> str:
    return f"{delivery.place.platform}/{delivery.place.space}/{delivery.place.channel}"
