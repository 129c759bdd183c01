"""One event loop for everything: clock, jobs, chats and the web page; and one clean stop for all of them."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
import uvicorn
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger
from starlette.applications import Starlette

from bot.config.settings import Settings
from bot.config.tokens import unplugged
from bot.domain.errors import NotConfigured
from bot.jobs.rounds import ROUNDS, Round, Tick
from bot.jobs.work import DeadLetter, Handler, Work
from bot.ports import AuditLine, Newsroom, Progress
from bot.wiring import Opened, address, listener, open_newsroom, prepare, web_app, work_for, writer_look

log = structlog.get_logger()

#: Seconds that work under way is given to end before it is stopped; it is resumable.
PATIENCE = 10.0


async def serve(settings: Settings, progress: Progress, ready: Callable[[str], None] = lambda _: None) -> None:
    """Run the bot until SIGINT or SIGTERM; `ready` is told the web page's address once everything runs.

    Raises:
        NotConfigured: settings or team file are wrong, or the port is taken.
        StoreBusy: another process serves this database.
    """
    jobs = work_for(settings.database)
    async with open_newsroom(settings, progress=progress, jobs=jobs) as opened:
        with opened.alone():
            await prepare(opened, settings, upgrade=True)
            await _warn_of_chats(opened, settings)
            app = web_app(opened, settings)
            with listener(settings.http_host, settings.http_port) as sock, stop_signals() as stop:
                async with _meanwhile(_warn_of_writer(settings)):
                    await run(opened, jobs, app, sock, stop, ready=ready)


@asynccontextmanager
async def _meanwhile(look: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Something to find out that nobody waits for, and that stops nothing; if it fails, the log says so at once."""
    task = asyncio.create_task(look)
    task.add_done_callback(_told)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _told(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()):
        log.error("serve.look_failed", exc_info=error)


async def _warn_of_writer(settings: Settings) -> None:
    """Say at once, not when the next edition is drafted, that the model's key, its name or its host will not do."""
    if settings.openai_model:
        well, said = await writer_look(settings, settings.openai_model)
        if not well:
            log.warning("writer.unwell", reason=said)


async def _warn_of_chats(opened: Opened, settings: Settings) -> None:
    """Say once that a team's desk or channel cannot be reached: its messages would wait for nobody."""
    async with opened.room.store.begin() as books:
        said = unplugged(settings, await books.teams.all())
    if said:
        log.warning("team.unplugged", reason=said)


async def work(settings: Settings, progress: Progress, ready: Callable[[str], None] = lambda _: None) -> None:
    """Be a replica that only works, beside those that serve, until SIGINT or SIGTERM.

    Raises:
        NotConfigured: settings or team file are wrong, or the database is a file, which one process has for itself.
    """
    if settings.database.partition(":")[0].partition("+")[0] not in ("postgres", "postgresql"):
        raise NotConfigured("Only Postgres is shared by replicas; on SQLite `paperdesk serve` does all the work.")
    jobs = work_for(settings.database)
    async with open_newsroom(settings, progress=progress, jobs=jobs) as opened:
        await prepare(opened, settings)
        with stop_signals() as stop:
            await run(opened, jobs, None, None, stop, ready=ready)


async def run(
    opened: Opened,
    jobs: Work,
    app: Starlette | None,
    sock: socket.socket | None,
    stop: asyncio.Event,
    *,
    rounds: Mapping[str, Tick] = ROUNDS,
    ready: Callable[[str], None] = lambda _: None,
) -> None:
    """Everything side by side until `stop`; if one part fails, all stop, and its error is raised.

    Without a web application it works for the others, and listens to nobody.
    """
    room = opened.room
    jobs.bury_with(lambda letter: bury(room, letter))
    for name, handler in opened.handlers.items():
        jobs.handle(name, handler)
    for name, tick in rounds.items():
        jobs.handle(name, _round(room, tick.make))
    server = _server(app)
    async with asyncio.TaskGroup() as group:
        async with _ticking(jobs, rounds):
            parts = [group.create_task(stop.wait(), name="stop"), group.create_task(jobs.work(), name="jobs")]
            where = ""
            if server is not None and sock is not None:
                where = address(sock)
                parts.append(group.create_task(server.serve(sockets=[sock]), name="web"))
                parts += [group.create_task(runner.run(stop), name="outlet") for runner in opened.runners]
            log.info("serve.ready", address=where, parts=len(parts))
            ready(where)
            await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
            stop.set()
        log.info("serve.stopping", running=len(jobs.running))
        if server is not None:
            server.should_exit = True
        stopped = await jobs.drain(PATIENCE)
    log.info("serve.stopped", cut_short=stopped)


def _server(app: Starlette | None) -> _Server | None:
    if app is None:
        return None
    config = uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=5, lifespan="off")
    return _Server(config)


async def bury(room: Newsroom, letter: DeadLetter) -> None:
    """Remember work that was given up where `paperdesk jobs list` finds it."""
    log.error("job.given_up", job=letter.name, key=letter.key, tries=letter.tries, reason=letter.reason)
    line = AuditLine(room.clock.now(), "paperdesk", f"gave up {letter.name}", "jobs", f"{letter.key}: {letter.reason}")
    async with room.store.begin() as books:
        await books.ledger.note(line)


def _round(room: Newsroom, make: Round) -> Handler:
    async def made(_: Mapping[str, str]) -> object:
        return await make(room)

    return made


@asynccontextmanager
async def _ticking(jobs: Work, rounds: Mapping[str, Tick]) -> AsyncIterator[None]:
    """The clock: it only hands out keyed work, so a tick that comes twice or not at all changes nothing."""
    clock = AsyncIOScheduler(
        timezone=UTC, job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
    )
    now = datetime.now(UTC)
    for number, (name, tick) in enumerate(rounds.items()):
        clock.add_job(
            (jobs.here if tick.everywhere else jobs).submit,
            IntervalTrigger(seconds=tick.every, timezone=UTC),
            args=(name, f"round:{name}", {}),
            id=name,
            next_run_time=now + timedelta(seconds=number),  # all are due at once after a start, one after another
        )
    clock.start()
    try:
        yield
    finally:
        clock.shutdown(wait=False)


class _Server(uvicorn.Server):
    """Uvicorn that leaves signals to us: one stop ends everything in order."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextmanager
def stop_signals() -> Iterator[asyncio.Event]:
    """An event that SIGINT and SIGTERM set; a second signal ends the process as it would have anyway."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stopped(which: signal.Signals) -> None:
        stop.set()
        loop.remove_signal_handler(which)

    for which in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(which, stopped, which)
    try:
        yield stop
    finally:
        for which in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(which)
