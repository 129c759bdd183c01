"""A newsroom on a real SQLite store for the outlets' tests, with an edition in review in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bot.domain.edition import Edition
from bot.domain.editorial import EditionAction, EditionStage, StoryStage
from bot.domain.evidence import Evidence
from bot.domain.paper import Announcement
from bot.domain.story import Story
from bot.domain.team import Team
from bot.outlets.web.channel import WebChannel
from bot.pipeline.run import advance
from bot.ports import Newsroom
from bot.store.engine import SqlStore
from tests.factories import (
    NOON,
    made_draft,
    made_edition,
    made_evidence,
    made_figures,
    made_paper,
    made_story,
    made_team,
)
from tests.fakes import FakeLookup, FakeWriter, GivenCalendar, GivenClock, NotedJobs, SilentProgress


@dataclass
class Staffed:
    """A newsroom whose team has one edition in review, and everything that a test may want to turn."""

    room: Newsroom
    store: SqlStore
    team: Team
    edition: Edition
    clock: GivenClock
    jobs: NotedJobs

    async def stories(self) -> list[Story]:
        async with self.store.begin() as books:
            return list(await books.editions.stories(self.edition.id))

    async def illustrated(self) -> None:
        """Two figures become known of every paper."""
        async with self.store.begin() as books:
            for number, story in enumerate(await books.editions.stories(self.edition.id), start=1):
                evidence = Evidence(story.ref, figures=made_figures(number))
                await books.papers.learn(evidence, "figures", NOON)
                await books.editions.save_story(replace(story, revision=story.revision + 1))

    async def work(self) -> Edition:
        """Take the edition as far as it goes, as the clock and the jobs of `serve` would."""
        self.jobs.asked.clear()
        return await advance(self.room, self.edition.id)


@asynccontextmanager
async def staffed(folder: Path, *, size: int = 3, reserve: int = 1, **team_changes: object) -> AsyncIterator[Staffed]:
    """An edition of `size` stories in review and `reserve` more candidates, on a store in `folder`."""
    clock, jobs, writer = GivenClock(NOON), NotedJobs(), FakeWriter()
    store = await _store(folder / "desk.db", clock)
    room = Newsroom(
        clock=clock,
        calendar=GivenCalendar(),
        store=store,
        jobs=jobs,
        progress=SilentProgress(),
        lookup=FakeLookup(),
        writer=writer,
        fallback=writer,
        channels={"web": WebChannel(store)},
    )
    team = made_team(**{"size": size, "minimum": 1, "desk": None, **team_changes})
    try:
        edition = await _opened(room, team, size, reserve)
        yield Staffed(room, store, team, edition, clock, jobs)
    finally:
        await store.close()


#: An empty database with all its tables, made by the first test and copied by the others: migrating takes a second.
_EMPTY: dict[str, bytes] = {}


async def _store(file: Path, clock: GivenClock) -> SqlStore:
    url = f"sqlite+aiosqlite:///{file}"
    if not _EMPTY:
        first = SqlStore.open(url, clock=clock)
        await first.upgrade()
        await first.close()
        _EMPTY["database"] = file.read_bytes()
    file.write_bytes(_EMPTY["database"])
    return SqlStore.open(url, clock=clock)


async def _opened(room: Newsroom, team: Team, size: int, reserve: int) -> Edition:
    made = made_edition()
    async with room.store.begin() as books:
        await books.teams.save(team)
        edition = await books.editions.open(
            team.name, made.period, opened_at=made.opened_at, publish_at=made.publish_at, cut=made.cut
        )
        for number in range(1, size + reserve + 1):
            paper = made_paper(number)
            await books.papers.add([Announcement(paper, "new", paper.announced or made.cut.date())])
            await books.papers.learn(made_evidence(number), "test", NOON)
            stage = StoryStage.IN_REVIEW if number <= size else StoryStage.PROPOSED
            story = made_story(number, stage, id=0, edition_id=edition.id, draft=None)
            added = await books.editions.add_story(story)
            if added is not None and stage is StoryStage.IN_REVIEW:
                await books.editions.add_draft(added.id, made_draft(number))
        moved = edition.moved(EditionAction.SHORTLIST)
        moved = await books.editions.save(
            replace(moved, pool_size=made.pool_size, text=made.text, held_back=made.held_back)
        )
        moved = await books.editions.save(moved.moved(EditionAction.CARDS))
    assert moved.stage is EditionStage.IN_REVIEW
    return moved
