"""Jobs in Postgres, shared by any number of replicas: one run a key, taken over from a replica that died."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

import procrastinate
import psycopg
import structlog
from procrastinate import exceptions, jobs, schema
from psycopg_pool import PoolTimeout

from bot.jobs.in_process import InProcessJobs
from bot.jobs.work import WAITS, Bury, DeadLetter, Handler, give_up, reason_of, unremembered, wait_after

log = structlog.get_logger()

#: Its tables stand in a schema of their own, so that migrations of ours do not take them for strangers.
_SCHEMA = "paperdesk_jobs"
_ONE_AT_A_TIME = 0x9A9E2DE5  # of the advisory lock under which the schema is made
_TASK = "paperdesk"
_AT_ONCE = 8
_AWAY = (exceptions.ConnectorException, psycopg.Error, PoolTimeout)
_PAUSE_WHEN_AWAY = 2.0


class ProcrastinateJobs:
    """A `Jobs` on procrastinate. What is lost with it is only a hint: the clock's sweeps find it in the rows.

    A key has at most one job waiting (`queueing_lock`) and one running (`lock`). Another try is a new job, not
    procrastinate's own retry, which would fail for good once a twin with the same `queueing_lock` waits.
    """

    def __init__(
        self,
        address: str,
        handlers: Mapping[str, Handler] | None = None,
        *,
        bury: Bury = unremembered,
        pause: float = 0.05,
        take_over_after: float = 30.0,
    ) -> None:
        """`address` is a libpq address; a replica not heard of for `take_over_after` seconds counts as dead."""
        self._address = address
        self._handlers: dict[str, Handler] = dict(handlers or {})
        self._bury = bury
        self._pause = pause
        self._take_over_after = take_over_after
        self._here = InProcessJobs(pause=0.0)
        self._opening = asyncio.Lock()
        self._open = False
        self._closed = asyncio.Event()
        self._running: dict[str, asyncio.Task[Any]] = {}
        self._worker: asyncio.Task[None] | None = None
        self._app = procrastinate.App(
            connector=procrastinate.PsycopgConnector(
                conninfo=address, kwargs={"options": f"-c search_path={_SCHEMA}"}, min_size=1, max_size=4, timeout=10
            )
        )
        self._app.task(name=_TASK)(self._do)

    @property
    def here(self) -> InProcessJobs:
        """What every replica does itself."""
        return self._here

    @property
    def running(self) -> frozenset[str]:
        """The keys that run in this process."""
        return frozenset(self._running) | self._here.running

    def handle(self, name: str, handler: Handler) -> None:
        self._handlers[name] = handler
        self._here.handle(name, handler)

    def bury_with(self, bury: Bury) -> None:
        self._bury = bury
        self._here.bury_with(bury)

    async def submit(self, name: str, key: str, payload: Mapping[str, str]) -> bool:
        """Ask for work; False if it is asked for already, or if the database is away: the next sweep asks again."""
        if self._closed.is_set():
            return False
        running = key in self._running
        try:
            await self._ready()
            return await self._put(name, key, payload) and not running
        except _AWAY as error:
            log.warning("job.not_submitted", job=name, key=key, reason=str(error))
            return False

    async def work(self) -> None:
        """Do what any replica submitted, until drained; a database that goes away is waited for."""
        logging.getLogger("procrastinate").setLevel(logging.CRITICAL)  # what it has to say is said here
        try:
            while not self._closed.is_set():
                await self._worked()
        finally:
            if self._open:
                await self._app.close_async()

    async def drain(self, patience: float) -> int:
        """Take no more work, give what runs `patience` seconds to end, then stop it; how many were stopped."""
        self._closed.set()
        stopped = await self._here.drain(patience)
        if self._worker is None:
            return stopped
        self._worker.cancel()
        await asyncio.wait([self._worker], timeout=patience)
        late = list(self._running.values())
        for task in late:
            task.cancel()
        await asyncio.gather(self._worker, return_exceptions=True)
        return stopped + len(late)

    async def _worked(self) -> None:
        helper: asyncio.Task[None] | None = None
        try:
            await self._ready()
            helper = asyncio.create_task(self._watch())
            self._worker = asyncio.create_task(self._app.run_worker_async(
                concurrency=_AT_ONCE,
                install_signal_handlers=False,
                delete_jobs=jobs.DeleteJobCondition.ALWAYS,
                update_heartbeat_interval=self._take_over_after / 3,
                stalled_worker_timeout=self._take_over_after,
            ))  # fmt: skip
            await asyncio.wait([self._worker])
            if not self._worker.cancelled():
                self._worker.result()
        except _AWAY as error:
            log.warning("jobs.away", reason=str(error).strip())
        finally:
            if helper is not None:
                helper.cancel()
        if not self._closed.is_set():
            await asyncio.sleep(_PAUSE_WHEN_AWAY)

    async def _watch(self) -> None:
        while True:
            try:
                await self._take_over()
            except _AWAY as error:
                log.warning("jobs.away", reason=str(error).strip())
            await asyncio.sleep(self._take_over_after / 3)

    async def _take_over(self) -> None:
        """Ask anew for what a dead replica was doing, then let go of what it held.

        In that order, each by itself: a twin that waits already is as good, and one that cannot be taken over
        keeps no other from it.
        """
        manager = self._app.job_manager
        await manager.prune_stalled_workers(self._take_over_after)
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=self._take_over_after):
            told: Any = job.task_kwargs
            try:
                if told["tries"] > len(WAITS):
                    reason = "Every replica that did it died of it."
                    await give_up(_letter(told, reason), None, self._bury)
                else:
                    await self._put(told["name"], told["key"], told["payload"], tries=told["tries"] + 1)
                await manager.finish_job(job, status=jobs.Status.FAILED, delete_job=True)
                log.info("job.taken_over", job=told["name"], key=told["key"])
            except exceptions.ConnectorException as error:  # another replica was quicker
                log.debug("job.not_taken_over", key=job.lock, reason=str(error))

    async def _put(
        self, name: str, key: str, payload: Mapping[str, str], *, tries: int = 1, wait: float | None = None
    ) -> bool:
        later: dict[str, Any] = {} if wait is None else {"schedule_in": {"seconds": wait}}
        job = self._app.configure_task(_TASK, lock=key, queueing_lock=key, **later)
        try:
            await job.defer_async(name=name, key=key, payload=dict(payload), tries=tries)
        except exceptions.AlreadyEnqueued:
            return False
        return True

    async def _do(self, name: str, key: str, payload: dict[str, str], tries: int) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._running[key] = task
        try:
            await asyncio.sleep(self._pause)  # who submitted it may still have to commit what it must find
            await self._tried(name, key, payload, tries)
        finally:
            self._running.pop(key, None)

    async def _tried(self, name: str, key: str, payload: dict[str, str], tries: int) -> None:
        told = {"name": name, "key": key, "payload": payload, "tries": tries}
        handler = self._handlers.get(name)
        if handler is None:
            await give_up(
                _letter(told, "Nobody here knows this work; are all replicas of one version?"), None, self._bury
            )
            return
        try:
            await handler(payload)
        except Exception as error:  # noqa: BLE001 - a net: whatever fails in one job stops no other
            wait = wait_after(error, tries)
            if wait is None:
                await give_up(_letter(told, reason_of(error)), error, self._bury)
                return
            log.warning("job.again", job=name, key=key, tries=tries, wait=wait, reason=str(error))
            await self._put(name, key, payload, tries=tries + 1, wait=wait)

    async def _ready(self) -> None:
        async with self._opening:
            if self._open:
                return
            await self._make_schema()
            await self._app.open_async()
            self._open = True

    async def _make_schema(self) -> None:
        connection = await psycopg.AsyncConnection.connect(self._address, autocommit=True)
        async with connection:
            await connection.execute("SELECT pg_advisory_lock(%s)", (_ONE_AT_A_TIME,))
            known = await connection.execute("SELECT to_regclass(%s)", (f"{_SCHEMA}.procrastinate_jobs",))
            row = await known.fetchone()
            if row is None or row[0] is None:
                await connection.execute(f"CREATE SCHEMA IF NOT EXISTS {_SCHEMA}".encode())
                await connection.execute(f"SET search_path TO {_SCHEMA}".encode())
                await connection.execute(schema.SchemaManager.get_schema().encode())


def _letter(told: Mapping[str, Any], reason: str) -> DeadLetter:
    return DeadLetter(told["name"], told["key"], told["payload"], reason, told["tries"])
