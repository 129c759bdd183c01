"""A newsroom for tests: a real SQLite store, a given clock, and fakes for what lies outside."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest

from bot.domain.edition import Edition
from bot.domain.editorial import EditionAction, StoryStage
from bot.domain.errors import PostRefused
from bot.domain.paper import Announcement, Author, Paper, PaperRef
from bot.domain.story import Card, Part, Score, Story, VoteKind
from bot.domain.team import Person, Place, Team
from bot.pipeline.edition import open_edition
from bot.pipeline.publish import sweep
from bot.pipeline.run import advance
from bot.ports import Newsroom
from bot.store.engine import SqlStore
from tests.fakes import (
    FakeFeed,
    FakeLookup,
    FakeOutlet,
    FakeWriter,
    GivenCalendar,
    GivenClock,
    NotedJobs,
    SilentProgress,
)

ANNA = Person("Anna", slack="U1")
BEN = Person("Ben", discord="22")
READER = Person("Reader")


def paper(number: int, **changes: object) -> Paper:
    """A small made-up paper, true to the shape of a real one."""
    made = Paper(
        ref=PaperRef("arxiv", f"2106.{number:05d}"),
        title=f"Frozen Models, part {number}",
        abstract=(
            f"Tuning large models is costly in setting {number}. We propose to train {number} vectors only. "
            f"Experiments show that accuracy improves by {number} % over full tuning."
        ),
        authors=(Author("Ada North"), Author(f"Author {number}")),
        categories=("cs.CL",),
        announced=date(2021, 6, 1 + number % 27),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


@dataclass
class Desk:
    """A newsroom with one team and its hands on everything a test may want to turn."""

    room: Newsroom
    team: Team
    clock: GivenClock
    jobs: NotedJobs
    writer: FakeWriter
    slack: FakeOutlet
    lookup: FakeLookup
    feed: FakeFeed

    async def edition(self, stories: int = 5) -> Edition:
        """An edition in review with `stories` proposals, as many drafted as the team's size wants."""
        edition = await open_edition(self.room, self.team)
        papers = [paper(number) for number in range(1, stories + 1)]
        async with self.room.store.begin() as books:
            await books.papers.add([Announcement(p, "new", p.announced or date(2021, 6, 1)) for p in papers])
            for place, each in enumerate(papers, start=1):
                score = Score(1.0, (Part("topic", 1.0, ("matches *frozen models*",)),))
                await books.editions.add_story(Story(0, edition.id, each.ref, StoryStage.PROPOSED, place, score))
            moved = replace(edition.moved(EditionAction.SHORTLIST), pool_size=100)
            await books.editions.save(moved)
        return await advance(self.room, edition.id)

    async def stories(self, edition: Edition) -> list[Story]:
        """The edition's stories as the rows have them."""
        async with self.room.store.begin() as books:
            return list(await books.editions.stories(edition.id))

    async def again(self, edition: Edition) -> Edition:
        """The edition as the row has it now."""
        async with self.room.store.begin() as books:
            return await books.editions.get(edition.id)


@pytest.fixture(scope="session")
def fresh_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database with all its tables, made once and copied for each test.

    Not async: one loop would then live on through all tests, and with it whatever one of them left behind.
    """
    path = tmp_path_factory.mktemp("store") / "fresh.db"

    async def made() -> None:
        opened = SqlStore.open(str(path))
        await opened.upgrade()
        await opened.close()

    asyncio.run(made())
    return path


@pytest.fixture
async def store(tmp_path: Path, fresh_database: Path, clock: GivenClock) -> AsyncIterator[SqlStore]:
    path = tmp_path / "desk.db"
    shutil.copy(fresh_database, path)
    opened = SqlStore.open(str(path), clock=clock)
    yield opened
    await opened.close()


@pytest.fixture
def clock() -> GivenClock:
    return GivenClock()


@pytest.fixture
async def desk(store: SqlStore, clock: GivenClock) -> Desk:
    jobs, writer, slack = NotedJobs(), FakeWriter(), FakeOutlet("slack")
    lookup, feed = FakeLookup(), FakeFeed()
    web = FakeOutlet("web")
    room = Newsroom(
        clock=clock,
        calendar=GivenCalendar(),
        store=store,
        jobs=jobs,
        progress=SilentProgress(),
        lookup=lookup,
        writer=writer,
        fallback=FakeWriter("plain"),
        feeds=(feed,),
        channels={"slack": slack, "web": web},
        desks={"slack": slack},
    )
    team = Team(
        name="nlp",
        topics=("frozen models",),
        categories=("cs.CL",),
        size=3,
        minimum=2,
        editors=(ANNA, BEN),
        channels=(Place("slack", "T1", "C1"),),
    )
    return Desk(room, team, clock, jobs, writer, slack, lookup, feed)


@pytest.fixture
async def slack_desk(desk: Desk) -> Desk:
    """The same with a channel in which the editors see cards."""
    desk.team = replace(desk.team, desk=Place("slack", "T1", "DESK"))
    return desk


def messages(desk: Desk) -> dict[str, str]:
    """Which message stands for what, in Slack."""
    return {delivery.subject: message for message, (delivery, _, _) in desk.slack.messages.items()}


async def before_the_editors(desk: Desk) -> tuple[Edition, list[Story], list[str]]:
    """An edition whose cards stand on the desk: it, its stories in review, and the messages of their cards."""
    edition = await desk.edition()
    await sweep(desk.room)
    live = [s for s in await desk.stories(edition) if s.stage is StoryStage.IN_REVIEW]
    return edition, live, [messages(desk)[f"story:{s.id}:draft:1"] for s in live]


@dataclass
class Stubborn(FakeOutlet):
    """A chat that will not let some of its messages be touched or read."""

    shut: set[str] = field(default_factory=set)

    async def refresh(self, card: Card, place: Place, body: str) -> None:
        if card.message_id in self.shut:
            raise PostRefused("That message is gone.")
        await super().refresh(card, place, body)

    async def reactions(self, card: Card, place: Place) -> tuple[tuple[str, VoteKind], ...]:
        if card.message_id in self.shut:
            raise PostRefused("That message is gone.")
        return await super().reactions(card, place)


@pytest.fixture
async def stubborn(slack_desk: Desk) -> Stubborn:
    slack_desk.slack = outlet = Stubborn("slack")
    slack_desk.room = replace(slack_desk.room, desks={"slack": outlet}, channels={"slack": outlet})
    return outlet
