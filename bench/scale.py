"""How much one Paperdesk carries: teams ranked on a pool, deliveries a second, memory and rest. Prints and plots.

    python bench/scale.py [--pool FILE] [--svg docs/images/scale.svg]

The papers are made up unless `--pool` names a file of real ones. The deliveries need the extra `postgres`.
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
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from chat import Chat, ChatOutlet
from kill_trial import database, newsroom

from bot.domain.edition import DeliveryState
from bot.domain.paper import Author, Paper, PaperRef
from bot.domain.team import Place, Team
from bot.jobs.noted import NotedJobs
from bot.jobs.rounds import ROUNDS, Tick
from bot.log import set_up_log
from bot.pipeline.publish import owed, sweep
from bot.ranking.diversity import choose
from bot.ranking.history import History
from bot.ranking.pool import Pool
from bot.ranking.prior import Prior
from bot.ranking.score import rank
from bot.ranking.taste import TeamTaste
from bot.store.engine import SqlStore

TODAY = date(2026, 11, 1)
CATEGORIES = ("cs.CL", "cs.LG", "cs.CV", "cs.AI", "cs.RO", "cs.IR", "stat.ML", "cs.SD")


def made_up(number: int) -> list[Paper]:
    """Papers of 150 words, drawn from 20,000 as words are drawn from a language."""
    chance = random.Random(number)
    words = [f"{a}{b}{c}" for a in _SYLLABLES for b in _SYLLABLES for c in _SYLLABLES][:20_000]
    weights = [1 / (rank + 3) for rank in range(len(words))]
    names = [f"Author {chance.choice(words)} {chance.choice(words)}" for _ in range(number)]
    drawn = chance.choices(words, weights, k=number * 160)
    return [
        Paper(
            ref=PaperRef("arxiv", f"2610.{n:05d}"),
            title=" ".join(drawn[n * 160 : n * 160 + 10]),
            abstract=" ".join(drawn[n * 160 + 10 : n * 160 + 160]) + ".",
            authors=tuple(Author(name) for name in chance.sample(names, 4)),
            categories=(chance.choice(CATEGORIES),),
            announced=date(2026, 10, 1 + n % 28),
        )
        for n in range(number)
    ]


_SYLLABLES = tuple(a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u"))[:28]


async def real(file: Path) -> list[Paper]:
    from bot.sources.pool import PoolFile

    listing = await PoolFile(file).today(())
    return [announcement.paper for announcement in listing.announcements]


def teams(papers: Sequence[Paper], number: int) -> Iterator[Team]:
    """Teams with three topics each, in the words of papers of the pool."""
    chance = random.Random(3)
    for n in range(number):
        topics = tuple(" ".join(chance.choice(papers).title.split()[:3]) for _ in range(3))
        yield Team(f"team{n}", topics=topics, categories=tuple(chance.sample(CATEGORIES, 2)))


def ranked(papers: Sequence[Paper], number: int) -> tuple[float, float]:
    """(seconds for the first team, for all the others), of processor time; the pool is worked out with the first."""
    model, history = Prior.shipped(), History.of([], [], until=TODAY)
    started, first = time.process_time(), 0.0
    pool = Pool.of(papers)
    for n, team in enumerate(teams(papers, number)):
        choose(rank(pool, TeamTaste.of(team), history, model=model, now=TODAY), team.size, pool, reserve=10)
        if n == 0:
            first = time.process_time() - started
    return first, time.process_time() - started - first


def ranking(papers: Sequence[Paper], many: int) -> dict[str, Any]:
    """Growth with teams, and with papers."""
    begun = time.perf_counter()
    by_teams = {n: sum(ranked(papers, n)) for n in (many // 10, many // 4, many // 2, many)}
    wall = time.perf_counter() - begun
    by_papers = {n: sum(ranked(papers[:n], many // 10)) for n in (len(papers) // 4, len(papers) // 2, len(papers))}
    first, rest = ranked(papers, 50)
    return {
        "papers": len(papers),
        "wall_over_processor_time": round(wall / sum(by_teams.values()), 2),
        "seconds_by_teams": {n: round(s, 2) for n, s in by_teams.items()},
        f"seconds_by_papers_for_{many // 10}_teams": {n: round(s, 2) for n, s in by_papers.items()},
        "seconds_for_the_first_team": round(first, 2),
        "milliseconds_for_each_further_team": round(rest / 49 * 1000, 1),
    }


async def replica(address: str, chat: str, *, whole: bool) -> None:
    """One process: all rounds of `serve`, or the sweep alone."""
    from starlette.applications import Starlette

    from bot.serve import run, stop_signals
    from bot.wiring import Opened, listener, work_for

    store, jobs = SqlStore.open(address), work_for(address)
    outlet = ChatOutlet(chat)
    room = newsroom(store, outlet, jobs)
    rounds: Mapping[str, Tick] = ROUNDS if whole else {"deliver": Tick(sweep, 0.2, everywhere=True)}
    with listener("127.0.0.1", 0) as sock, stop_signals() as stop:
        opened = Opened(replace(room, desks={}), store, NotedJobs())
        await run(opened, jobs, Starlette(), sock, stop, rounds=rounds, ready=lambda _: print("ready", flush=True))
    await outlet.close()
    await store.close()


async def started(address: str, chat: str, *more: str) -> asyncio.subprocess.Process:
    told = [sys.executable, __file__, "--replica", address, chat, *more]
    process = await asyncio.create_subprocess_exec(*told, stdout=asyncio.subprocess.PIPE)
    if process.stdout is None or await process.stdout.readline() != b"ready\n":
        raise SystemExit("A replica did not start.")
    return process


async def deliveries(replicas: int, channels: int, messages: int) -> dict[str, Any]:
    """Messages a second, confirmed, by so many replicas on one Postgres; and what a replica weighs then and at rest."""
    chat = Chat(lost=0.0, busy=0.0, delay=0.02)
    with tempfile.TemporaryDirectory(prefix="paperdesk-scale-", ignore_cleanup_errors=True) as name:
        async with database(Path(name), postgres=True) as address, chat.serving() as url:
            store = SqlStore.open(address)
            await store.upgrade()
            processes = await asyncio.gather(*(started(address, url) for _ in range(replicas)))
            await _owe(store, channels, messages)
            total, begun = channels * messages, time.perf_counter()
            while len(chat.messages) < total and time.perf_counter() - begun < 240:  # noqa: ASYNC110 - it grows elsewhere
                await asyncio.sleep(0.05)
            seconds = time.perf_counter() - begun
            await asyncio.sleep(2)
            memory = [_memory(process.pid) for process in processes]
            await _end(processes)
            async with store.begin(reading=True) as books:
                rows = [d for n in range(channels) for d in await books.outbox.of(f"edition:{n}")]
            (rest,) = await asyncio.gather(started(address, url, "--whole"))
            await asyncio.sleep(8)
            idle = await _share(rest.pid, 30)
            resting = _memory(rest.pid)
            await _end([rest])
            await store.close()
    there = Counter(message["delivery"] for message in chat.messages)
    return {
        "replicas": replicas,
        "channels": channels,
        "messages": total,
        "seconds": round(seconds, 1),
        "messages_a_second": round(len(chat.messages) / seconds, 1),
        "duplicates": sum(count - 1 for count in there.values()),
        "lost": sum(d.state is not DeliveryState.SENT or not there[d.id] for d in rows),
        "megabytes_a_replica_after_it": memory,
        "megabytes_at_rest": resting,
        "percent_of_a_core_at_rest": idle,
    }


async def _owe(store: SqlStore, channels: int, messages: int) -> None:
    async with store.begin() as books:
        for n in range(channels):
            bodies = [json.dumps({"kind": "edition", "edition": n, "part": part}) for part in range(messages)]
            await books.outbox.owe(owed("edition", f"edition:{n}", Place("slack", f"T{n % 20}", f"C{n}"), bodies))


async def _end(processes: Sequence[asyncio.subprocess.Process]) -> None:
    for process in processes:
        process.send_signal(signal.SIGTERM)
    await asyncio.gather(*(process.wait() for process in processes))


def _memory(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) // 1024


async def _share(pid: int, seconds: float) -> float:
    def used() -> float:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    before = used()
    await asyncio.sleep(seconds)
    return round((used() - before) / seconds * 100, 2)


def plot(ranking_: dict[str, Any], file: Path) -> None:
    """Two lines: seconds by teams, and by papers."""
    by_teams = ranking_["seconds_by_teams"]
    by_papers = next(value for key, value in ranking_.items() if key.startswith("seconds_by_papers"))
    file.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 260" font-family="sans-serif" font-size="12">\n'
        + _line(by_teams, 50, f"seconds by teams, on {ranking_['papers']:,} papers")
        + _line(by_papers, 370, f"seconds by papers, for {max(by_teams) // 10:,} teams")
        + "</svg>\n"
    )


def _line(points: Mapping[int, float], left: int, title: str) -> str:
    width, top = max(points), max(points.values())
    placed = [(left + 230 * x / width, 220 - 170 * y / top, x, y) for x, y in points.items()]
    path = " ".join(f"{x:.0f},{y:.0f}" for x, y, _, _ in placed)
    marks = "".join(
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="3"/>'
        f'<text x="{x:.0f}" y="{y - 8:.0f}" text-anchor="middle">{value:g} s</text>'
        f'<text x="{x:.0f}" y="238" text-anchor="middle">{n:,}</text>\n'
        for x, y, n, value in placed
    )
    return (
        f'<text x="{left}" y="24" font-weight="bold">{title}</text>\n'
        f'<path d="M{left} 40V220H{left + 240}" fill="none" stroke="gray"/>\n'
        f'<polyline points="{path}" fill="none" stroke="black"/>\n{marks}'
    )


@contextmanager
def load_told() -> Iterator[dict[str, Any]]:
    """What else the machine was doing: figures of a busy machine are lower than they could be."""
    told: dict[str, Any] = {"cores": os.cpu_count(), "load_before": round(os.getloadavg()[0], 1)}
    yield told
    told["load_after"] = round(os.getloadavg()[0], 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pool", type=Path)
    parser.add_argument("--papers", type=int, default=6000)
    parser.add_argument("--teams", type=int, default=1000)
    parser.add_argument("--replicas", type=int, default=3)
    parser.add_argument("--channels", type=int, default=100)
    parser.add_argument("--messages", type=int, default=30)
    parser.add_argument("--svg", type=Path)
    parser.add_argument("--only", choices=("ranking", "deliveries"))
    parser.add_argument("--replica", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--whole", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    set_up_log(level="error", look="json")
    if options.replica:
        asyncio.run(replica(*options.replica, whole=options.whole))
        return
    with load_told() as machine:
        found: dict[str, Any] = {"at": f"{datetime.now(UTC):%Y-%m-%d}", "machine": machine}
        if options.only != "deliveries":
            papers = asyncio.run(real(options.pool)) if options.pool else made_up(options.papers)
            found["ranking"] = ranking(papers[: options.papers], options.teams)
        if options.only != "ranking":
            found["deliveries"] = asyncio.run(deliveries(options.replicas, options.channels, options.messages))
    print(json.dumps(found, indent=2))
    if options.svg and "ranking" in found:
        plot(found["ranking"], options.svg)


if __name__ == "__main__":
    main()
