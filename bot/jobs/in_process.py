"""Jobs in this very process: one run a key, tried again after a while, remembered when given up."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from itertools import count
from types import MappingProxyType

import structlog

from bot.domain.errors import NotConfigured
from bot.jobs.work import Bury, DeadLetter, Handler, Sleep, give_up, reason_of, unremembered, wait_after

log = structlog.get_logger()


class InProcessJobs:
    """A `Jobs` on the running event loop.

    Work is short, idempotent and found again in the rows by the clock's sweeps: what is lost with the
    process is only a hint. A key that comes again while it runs is run once more afterwards, since the run
    under way may have looked before the newest change.
    """

    def __init__(
        self,
        handlers: Mapping[str, Handler] | None = None,
        *,
        sleep: Sleep = asyncio.sleep,
        bury: Bury = unremembered,
        pause: float = 0.05,
    ) -> None:
        """Work waits `pause` seconds before it starts: who submits it may still have to commit what it must find."""
        self._handlers: dict[str, Handler] = dict(handlers or {})
        self._sleep = sleep
        self._bury = bury
        self._pause = pause
        self._running: dict[str, asyncio.Task[None]] = {}
        self._again: dict[str, Mapping[str, str]] = {}
        self._closed = False
        self._over = asyncio.Event()

    @property
    def here(self) -> InProcessJobs:
        """There is no other place."""
        return self

    def handle(self, name: str, handler: Handler) -> None:
        """From now on, work called `name` is done by `handler`."""
        self._handlers[name] = handler

    def bury_with(self, bury: Bury) -> None:
        """From now on, work that is given up is told to `bury`."""
        self._bury = bury

    @property
    def running(self) -> frozenset[str]:
        """The keys that are waiting or running now."""
        return frozenset(self._running)

    async def submit(self, name: str, key: str, payload: Mapping[str, str]) -> bool:
        """Ask for work; False if work under that key is already waiting or running, or if we are stopping.

        Raises:
            NotConfigured: nobody does work of that name.
        """
        if name not in self._handlers:
            raise NotConfigured(f"No job is called “{name}” in this process; run `paperdesk serve` for it.")
        if self._closed:
            return False
        if key in self._running:
            self._again[key] = payload
            return False
        frozen = MappingProxyType(dict(payload))
        self._running[key] = asyncio.create_task(self._run(name, key, frozen), name=f"job {key}")
        return True

    async def work(self) -> None:
        """Work begins with its submission; this only waits until it is drained."""
        await self._over.wait()

    async def idle(self) -> None:
        """Wait until nothing is waiting or running."""
        while self._running:
            await asyncio.wait(list(self._running.values()))

    async def drain(self, patience: float) -> int:
        """Take no more work, give what runs `patience` seconds to end, then stop it; how many were stopped.

        A job that is stopped is resumable: every step writes its result in one transaction.
        """
        self._closed = True
        self._over.set()
        self._again.clear()
        tasks = list(self._running.values())
        if not tasks:
            return 0
        _, late = await asyncio.wait(tasks, timeout=patience)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        return len(late)

    async def _run(self, name: str, key: str, payload: Mapping[str, str]) -> None:
        try:
            while True:
                await self._sleep(self._pause)
                await self._tried(name, key, payload)
                again = self._again.pop(key, None)
                if again is None:
                    return
                payload = again
        finally:
            self._running.pop(key, None)

    async def _tried(self, name: str, key: str, payload: Mapping[str, str]) -> None:
        for tries in count(1):
            try:
                await self._handlers[name](payload)
                return
            except Exception as error:  # noqa: BLE001 - a net: whatever fails in one job stops no other
                wait = wait_after(error, tries)
                if wait is None or self._closed:
                    await give_up(DeadLetter(name, key, payload, reason_of(error), tries), error, self._bury)
                    return
                log.warning("job.again", job=name, key=key, tries=tries, wait=wait, reason=str(error))
                await self._sleep(wait)
