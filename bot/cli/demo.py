"""`paperdesk demo`: the whole route on real papers, on one machine, without an account or a key."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import typer

from bot.cli.entry import AS_JSON, show

if TYPE_CHECKING:
    from bot.cli.stock import Stock
    from bot.config.settings import Settings
    from bot.domain.edition import Edition
    from bot.domain.team import Team
    from bot.ports import Newsroom
    from bot.wiring import Opened

TEAM = "demo"
EDITOR = "You"
#: What a reading group on machine learning might write into its team file.
CATEGORIES = ("cs.CL", "cs.LG", "cs.CV", "cs.AI", "cs.IR", "cs.NE", "stat.ML")
TOPICS = (
    "language models",
    "transformer architectures",
    "vision transformers",
    "information retrieval",
    "self-supervised representation learning",
    "efficient training of large neural networks",
)
_FORMATS = ("html", "md", "json", "atom")
#: Seconds from which a step that comes round again is told again.
_WORTH_TELLING = 0.5


def command(
    pool: Path | None = typer.Option(None, "--pool", help="A month of papers as JSON lines (also gzipped)."),
    data_dir: Path = typer.Option(Path("data/demo"), "--data-dir", help="Where the demo keeps its things."),
    headless: bool = typer.Option(False, "--headless", help="Everything up to the review, then exit."),
    approve_all: bool = typer.Option(
        False, "--approve-all", help="With --headless: approve what is verified, and publish to the archive."
    ),
    port: int = typer.Option(8000, "--port", help="Port of the desk; another is taken if it is in use."),
    browser: bool = typer.Option(True, help="Open the desk in the browser."),
    as_json: bool = AS_JSON,
) -> None:
    """Walk the whole route on real papers: no account, no key."""
    from bot.config.settings import read_settings
    from bot.domain.errors import BadInput
    from bot.log import set_up_log

    if approve_all and not headless:
        raise BadInput("--approve-all decides for you, so it goes with --headless; without both, you decide.")
    settings = read_settings()
    # Its own lines tell a newcomer everything, also that arXiv did not answer.
    quiet = settings.log_level == "info"
    set_up_log(level="error" if quiet else settings.log_level, look=settings.log_format, secrets=settings.secrets)
    own = {"data_dir": data_dir, "database_url": None, "config": data_dir / "paperdesk.toml", "http_port": port,
           "http_host": "127.0.0.1", "public_url": None, "slack_bot_token": None, "slack_client_id": None,
           "slack_client_secret": None, "discord_token": None}  # fmt: skip
    demo = _Demo(settings.model_copy(update=own), pool, out=sys.stderr if as_json else sys.stdout)
    result = asyncio.run(demo.run(headless=headless, approve_all=approve_all, browser=browser))
    if headless:
        show(result, (), as_json=as_json)


@dataclass(slots=True)
class _Demo:
    settings: Settings
    pool: Path | None
    out: Any
    seconds: dict[str, float] = field(default_factory=dict)

    async def run(self, *, headless: bool, approve_all: bool, browser: bool) -> dict[str, Any]:
        from bot.cli.progress import progress
        from bot.jobs.in_process import InProcessJobs
        from bot.wiring import open_newsroom, prepare

        started = perf_counter()
        jobs = InProcessJobs()
        given = None if headless else jobs
        async with open_newsroom(self.settings, progress=progress(), jobs=given, hurried=True) as opened:
            with opened.alone():
                await prepare(opened, self.settings, upgrade=True)
                room, edition = await self._gathered(opened.room)
                edition = await self._walked(room, edition)
                if approve_all:
                    edition = await self._approved(room, edition)
                when = f"{perf_counter() - started:.1f} s after the start"
                result = await self._closed(room, edition, when, headless=headless)
                if not headless:
                    note = result["picks"].told if result["picks"] else ""
                    await self._served(replace(opened, room=room), jobs, edition, browser=browser, note=note)
                    async with room.store.begin() as books:
                        edition = await books.editions.get(edition.id)
                    await self._closed(room, edition, "and kept; run the demo again to go on")
                return result

    def say(self, line: str) -> None:
        print(line, file=self.out, flush=True)

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        """Say how long a step took."""
        begun = perf_counter()
        yield
        took = perf_counter() - begun
        again = step in self.seconds
        self.seconds[step] = round(self.seconds.get(step, 0.0) + took, 3)
        if took >= _WORTH_TELLING or not again:
            self.say(f"  {step:<16}{took:7.2f} s")

    async def _gathered(self, outside: Newsroom) -> tuple[Newsroom, Edition]:
        """The room on its day, with its papers in the store and its edition open."""
        from bot.cli.stock import REMEMBERED, on_day, remembered
        from bot.pipeline.edition import open_edition

        known = await remembered(outside, TEAM) if self.pool is None else None
        if known is not None:
            self.say(f"Going on with the edition {known.period}; --pool FILE or another --data-dir begins another.")
            return on_day(outside, known.day), known.edition
        stock = await self._stock(outside)
        room = replace(on_day(outside, stock.day), feeds=(stock.feed,))
        async with room.store.begin() as books:
            edition = await books.editions.find(TEAM, stock.period)
        if edition is None:
            await self._filled(room, stock)
            edition = await open_edition(room, _team(), stock.period)
            async with room.store.begin() as books:
                await books.papers.keep_cursor(REMEMBERED, stock.memory, room.clock.now())
        return room, edition

    async def _stock(self, room: Newsroom) -> Stock:
        from bot.cli.stock import find_stock

        with self.timed("find"):
            stock = await find_stock(room, CATEGORIES, self.pool)
        self.say(f"Papers: {stock.told}.")
        return stock

    async def _filled(self, room: Newsroom, stock: Stock) -> None:
        from bot.pipeline.enrich import enrich
        from bot.pipeline.poll import poll

        async with room.store.begin() as books:
            await books.teams.save(_team())
        with self.timed("poll"):
            report = await poll(room)
        for skipped in report.skipped[:5]:
            self.say(f"    left out: {skipped.name} ({skipped.reason})")
        with self.timed("enrich"):
            await enrich(room, [each.paper for each in stock.feed.listing.announcements])

    async def _walked(self, room: Newsroom, edition: Edition) -> Edition:
        """The edition as far as it goes without a person, each step with its time: `advance`, step by step."""
        from bot.pipeline.run import STEPS

        while True:
            stage = edition.stage
            for step in STEPS[stage]:
                with self.timed(step.__name__.replace("_", " ")):
                    await step(room, edition.id)
            async with room.store.begin() as books:
                edition = await books.editions.get(edition.id)
            if edition.stage is stage:
                return edition

    async def _approved(self, room: Newsroom, edition: Edition) -> Edition:
        """What is verified approved, and the edition out; what cannot be is said."""
        from bot.cli.approve import approve_verified

        if edition.open_for_stories:
            with self.timed("approve"):
                count = await approve_verified(room, edition.id, _team().editors[0])
            self.say(f"Approved {count} stories whose every claim is verified.")
            async with room.store.begin() as books:
                edition = await books.editions.get(edition.id)
        return await self._walked(room, edition)

    async def _closed(self, room: Newsroom, edition: Edition, when: str, *, headless: bool = False) -> dict[str, Any]:
        """The last lines: what there is now, and how it compares with people's picks where those are known."""
        from bot.cli.picks import compared

        async with room.store.begin() as books:
            stories = await books.editions.stories(edition.id)
        refs = [story.ref for story in stories]
        picks = compared(self.pool, edition.period, refs, _team().size) if self.pool else None
        exported = await self._exported(room, edition)
        self.say(f"Edition {edition.period} is {edition.stage.value.replace('_', ' ')}, {when}.")
        for path in exported:
            self.say(f"  {path}")
        if picks is not None:
            self.say(picks.told)
        if headless and edition.open_for_stories:
            self.say("Next: the demo without --headless opens its desk in the browser; --approve-all publishes it.")
        return {
            "edition": edition.period,
            "stage": edition.stage.value,
            "pool": edition.pool_size,
            "stories": [str(ref) for ref in refs],
            "exports": [str(path) for path in exported],
            "seconds": round(sum(self.seconds.values()), 2),
            "steps": self.seconds,
            "picks": picks,
        }

    async def _exported(self, room: Newsroom, edition: Edition) -> list[Path]:
        from bot.cli.export import export

        if edition.stage.value != "published":
            return []
        root = f"http://127.0.0.1:{self.settings.http_port}"
        folder, figures = self.settings.data_dir / "exports", self.settings.data_dir / "figures"
        return await export(room, edition, _FORMATS, folder, root, figures)

    async def _served(self, opened: Opened, jobs: Any, edition: Edition, *, browser: bool, note: str) -> None:
        from bot.jobs.rounds import ROUNDS
        from bot.serve import run, stop_signals
        from bot.wiring import listener, web_app

        def ready(address: str) -> None:
            desk = f"{address}/desk/{TEAM}/{edition.period}"
            self.say(f"Ctrl-C ends the demo (everything is kept). Decide at the desk: {desk}")
            if browser:
                _show_in_browser(desk)

        rounds = {name: tick for name, tick in ROUNDS.items() if name in ("advance all", "deliver")}
        with listener("127.0.0.1", self.settings.http_port, else_any=True) as sock, stop_signals() as stop:
            await run(opened, jobs, web_app(opened, self.settings, note=note), sock, stop, rounds=rounds, ready=ready)


def _team() -> Team:
    from bot.domain.team import Person, Team

    return Team(TEAM, topics=TOPICS, categories=CATEGORIES, editors=(Person(EDITOR),), archive="public")


def _show_in_browser(address: str) -> None:
    import webbrowser

    if sys.platform in ("darwin", "win32") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        webbrowser.open(address)
