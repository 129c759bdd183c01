"""Two years of fifty teams in compressed time, with everything that goes wrong: `python bench/years.py`.

The clock is given and jumps, feeds stay away, the chat is busy, loses answers and drops posts, and the process
dies in the middle of posting and is started again on its file. In the end every team has an edition for every month,
and no message is there twice, missing, or without an approval behind it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from bot.domain.edition import Delivery, DeliveryState, Edition
from bot.domain.editorial import EditionStage, StoryStage
from bot.domain.errors import Conflict, IllegalMove, PostLater, PostUnclear, SourceAway
from bot.domain.paper import Announcement, Author, Paper, PaperRef
from bot.domain.printed import PrintedEdition
from bot.domain.team import Person, Place, Platform, Team
from bot.jobs.calendar import CronCalendar
from bot.jobs.noted import NotedJobs
from bot.jobs.rounds import gather_daily, open_due, remind_due
from bot.log import LoggedProgress, set_up_log
from bot.outlets.web.channel import WebChannel
from bot.pipeline import edition as editions
from bot.pipeline import review
from bot.pipeline.publish import SETTLE, sweep
from bot.pipeline.run import advance
from bot.ports import Listing, Newsroom
from bot.store.engine import SqlStore
from bot.writers.extractive import ExtractiveWriter

START = datetime(2026, 1, 20, 7, 0, tzinfo=UTC)
EDITOR = Person("Editor One", slack="U01")
CADENCES = (
    ("1st tue 09:00", "Europe/Amsterdam"),
    ("2nd mon 02:30", "America/New_York"),  # an hour that the change to summer time leaves out
    ("last fri 17:00", "Asia/Tokyo"),
    ("0 9 15 * *", "Australia/Sydney"),
)
SUBJECTS = ("graphs", "speech", "parsing", "vision", "robots", "retrieval")


class Killed(Exception):
    """The process was killed here."""


@dataclass
class GivenClock:
    moment: datetime

    def now(self) -> datetime:
        return self.moment


@dataclass
class Weather:
    """How much goes wrong; `storm` makes the chat refuse nearly everything for a while."""

    chance: random.Random
    storm: bool = False
    met: Counter[str] = field(default_factory=Counter)

    def strikes(self, what: str, share: float) -> bool:
        struck = self.chance.random() < share
        self.met[what] += struck
        return struck


class Papers:
    """Some papers a day, on a subject of its own each."""

    name = "feed"

    def __init__(self, clock: GivenClock, weather: Weather) -> None:
        self._clock, self._weather, self._count = clock, weather, 0

    async def today(self, categories: Sequence[str]) -> Listing:
        if self._weather.strikes("feed away", 0.1):
            raise SourceAway("The feed is away.")
        day = self._clock.now().date()
        fresh = []
        for _ in range(2):
            self._count += 1
            subject = SUBJECTS[self._count % len(SUBJECTS)]
            paper = Paper(
                ref=PaperRef("arxiv", f"2601.{self._count:05d}"),
                title=f"On {subject}, part {self._count}",
                abstract=f"Little is known of {subject}. We show it with method m{self._count}. It improves by 3 %.",
                authors=(Author(f"Author {self._count}"),),
                categories=("cs.CL",),
                announced=day,
            )
            fresh.append(Announcement(paper, "new", day))
        return Listing(tuple(fresh))


class Chat:
    """What people see, and everything that can happen to a message on its way there."""

    platform: Platform = "slack"
    pace = 0.0

    def __init__(self, weather: Weather) -> None:
        self.posted: list[str] = []
        self._weather = weather

    async def post(self, delivery: Delivery, parent: str | None) -> str:
        w = self._weather
        if w.strikes("busy", 0.9 if w.storm else 0.1):
            raise PostLater("The chat is busy.", after=60.0)
        if w.strikes("lost before", 0.02):
            raise PostUnclear("The chat did not answer.")
        if w.strikes("killed before", 0.01):
            raise Killed
        self.posted.append(delivery.id)
        if w.strikes("killed after", 0.01):
            raise Killed
        if w.strikes("answer lost", 0.03):
            raise PostUnclear("The chat did not answer.")
        return f"m{len(self.posted)}"

    async def find(self, delivery: Delivery, parent: str | None) -> str | None:
        there = [n for n, each in enumerate(self.posted, start=1) if each == delivery.id]
        return f"m{there[0]}" if there else None

    def bodies(self, printed: PrintedEdition, place: Place) -> tuple[str, ...]:
        return (printed.headline, *(story.title for story in printed.stories))


@dataclass
class Years:
    teams: int
    months: int
    file: Path
    seed: int = 1
    restarts: int = 0

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.weather, self.clock = Weather(random.Random(self.seed + 1)), GivenClock(START)
        self.chat, self.feed = Chat(self.weather), Papers(self.clock, self.weather)

    def _opened(self) -> None:
        """The process as it starts: everything that it knows is in the file."""
        self.store = SqlStore.open(str(self.file), clock=self.clock)
        writer: Any = ExtractiveWriter()
        self.room = Newsroom(
            clock=self.clock, calendar=CronCalendar(), store=self.store, jobs=NotedJobs(), progress=LoggedProgress(),
            lookup=None, writer=writer, fallback=writer, feeds=(self.feed,),  # type: ignore[arg-type]
            channels={"slack": self.chat, "web": WebChannel(self.store)},
        )  # fmt: skip

    async def run(self) -> dict[str, Any]:
        begun = time.monotonic()
        self._opened()
        await self.store.upgrade()
        async with self.store.begin() as books:
            for n in range(self.teams):
                cadence, zone = CADENCES[n % len(CADENCES)]
                await books.teams.save(
                    Team(f"team{n}", categories=("cs.CL",), editors=(EDITOR,), size=3, minimum=1, publish=cadence,
                         timezone=zone, channels=(Place("slack", f"T{n}", f"C{n}"),))
                )  # fmt: skip
        # The last editions of the last month are published before the day after it ends.
        end = START + timedelta(days=31 * (self.months + 1))
        while self.clock.now() < end and not await self._enough():
            await self._day()
        await self._drain()
        counts = await self._counted()
        await self.store.close()
        return {**counts, "seconds": round(time.monotonic() - begun, 1)}

    async def _day(self) -> None:
        self.clock.moment += timedelta(hours=24)
        self.weather.storm = self.chance.random() < 0.05
        jump = timedelta(days=self.chance.choice((-1, 1))) if self.chance.random() < 0.03 else timedelta()
        self.weather.met["clock jumped"] += bool(jump)
        self.clock.moment += jump
        for work in (gather_daily, open_due, remind_due, self._advanced, self._edited, self._advanced, self._swept):
            await self._survived(work)
        self.clock.moment -= jump

    async def _survived(self, work: Any) -> None:
        """Do it; where the process is killed, start it again: the rounds of the next day go on."""
        try:
            await work(self.room)
        except Killed:
            self.restarts += 1
            await self.store.close()
            self._opened()

    async def _unfinished(self) -> Sequence[Edition]:
        async with self.store.begin(reading=True) as books:
            return await books.editions.unfinished()

    async def _advanced(self, room: Newsroom) -> None:
        for edition in await self._unfinished():
            await advance(room, edition.id)

    async def _swept(self, room: Newsroom) -> None:
        for _ in range(3):
            self.clock.moment += timedelta(seconds=SETTLE + 60)
            await sweep(room)

    async def _edited(self, room: Newsroom) -> None:
        """Editors on a day: most of them find the time, some drop a story, some publish late."""
        for edition in await self._unfinished():
            if not edition.open_for_stories or self.chance.random() < 0.4:
                continue
            async with self.store.begin(reading=True) as books:
                stories = await books.editions.stories(edition.id)
            decide = partial(review.decide, room, editor=EDITOR, via="web")
            try:
                for story in stories:
                    if story.stage is StoryStage.IN_REVIEW:
                        kind: Any = "drop" if self.chance.random() < 0.05 else "approve"
                        await decide(kind=kind, story_id=story.id, draft_number=story.draft_number, anyway=True)
                if edition.text and not edition.text_approved:
                    number = edition.text.number
                    await editions.approve_text(room, editor=EDITOR, edition_id=edition.id, number=number)
                if edition.stage is EditionStage.HELD:
                    await editions.call(room, editor=EDITOR, edition_id=edition.id)
            except (Conflict, IllegalMove):
                continue  # it has moved on meanwhile

    async def _enough(self) -> bool:
        async with self.store.begin(reading=True) as books:
            done = [await books.editions.of(f"team{n}") for n in range(self.teams)]
        published = [sum(e.stage is EditionStage.PUBLISHED for e in each) for each in done]
        return min(published) >= self.months

    async def _drain(self) -> None:
        """The weather clears, and what is under way ends."""
        self.weather.strikes = lambda what, share: False  # type: ignore[method-assign]
        for _ in range(12):
            self.clock.moment += timedelta(hours=6)
            for work in (self._advanced, self._edited, self._advanced, self._swept):
                await self._survived(work)

    async def _counted(self) -> dict[str, Any]:
        times, unapproved, lost, months = Counter(self.chat.posted), 0, 0, []
        async with self.store.begin(reading=True) as books:
            for n in range(self.teams):
                done = [e for e in await books.editions.of(f"team{n}") if e.stage is EditionStage.PUBLISHED]
                months.append(len({edition.period for edition in done}))
                for edition in done:
                    printed = await books.editions.printed(edition.id, "en")
                    unapproved += sum(not story.approved_by for story in (printed.stories if printed else ()))
                    owed = [d for d in await books.outbox.of(f"edition:{edition.id}") if d.place.platform == "slack"]
                    lost += sum(d.state is not DeliveryState.SENT or not times[d.id] for d in owed)
        return {
            "teams": self.teams,
            "months": self.months,
            "editions_of_each_team": f"{min(months)} to {max(months)}",
            "messages": len(self.chat.posted),
            "duplicates": sum(count - 1 for count in times.values()),
            "lost": lost,
            "unapproved": unapproved,
            "restarts": self.restarts,
            "met": dict(sorted(self.weather.met.items())),
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--teams", type=int, default=50)
    parser.add_argument("--months", type=int, default=24)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    set_up_log(level="error", look="json")
    with tempfile.TemporaryDirectory(prefix="paperdesk-years-") as folder:
        told = asyncio.run(Years(options.teams, options.months, Path(folder) / "desk.db", options.seed).run())
    print(json.dumps(told))
    least = int(told["editions_of_each_team"].split()[0])
    if least < options.months or told["duplicates"] or told["lost"] or told["unapproved"]:
        raise SystemExit("An edition is missing, or a message is there twice, not at all, or without an approval.")


if __name__ == "__main__":
    main()
