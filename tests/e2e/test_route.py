"""One paper walks the whole route, from a recorded feed of arXiv to a published page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree, html

from bot.domain.editorial import EditionStage
from bot.domain.printed import PrintedEdition
from bot.domain.team import Person, Team
from bot.outlets.web.channel import WebChannel
from bot.outlets.web.feeds import Feed, atom
from bot.outlets.web.pages import Addresses, edition_page
from bot.pipeline import edition as editions
from bot.pipeline import review
from bot.pipeline.run import advance, gather
from bot.ports import Newsroom
from bot.sources.arxiv.feed import DailyFeed
from bot.sources.http import Http
from bot.sources.links import RecordLinks
from bot.store.engine import SqlStore
from bot.writers.extractive import ExtractiveWriter
from tests.conftest import SHARED
from tests.fakes import FakeLookup, GivenCalendar, GivenClock, NotedJobs, SilentProgress
from tests.sources.conftest import GivenTime, Reply, Site

pytestmark = [pytest.mark.anyio, pytest.mark.shared]

RECORDED = SHARED / "recordings" / "arxiv" / "rss" / "tidedra_atom_cs.AI_2025-08-20.xml"
EDITOR = Person("Editor")
TEAM = Team("agents", topics=("agents", "reasoning"), categories=("cs.AI",), editors=(EDITOR,), size=2)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Newsroom]:
    site, time = Site(), GivenTime()
    await site.start()
    site.says("/atom/cs.AI", Reply(RECORDED.read_bytes(), headers={"content-type": "application/atom+xml"}))
    clock = GivenClock(datetime(2025, 8, 20, 12, tzinfo=UTC))
    store = SqlStore.open(str(tmp_path / "desk.db"), clock=clock)
    await store.upgrade()
    writer = ExtractiveWriter()
    async with Http(Http.user_agent("0.1", None), time, sleep=time.sleep, trusted=[site.url]) as http:
        yield Newsroom(
            clock=clock,
            calendar=GivenCalendar(),
            store=store,
            jobs=NotedJobs(),
            progress=SilentProgress(),
            lookup=FakeLookup(),
            writer=writer,
            fallback=writer,
            feeds=(DailyFeed(http, f"{site.url}/atom"),),
            link_finders=(RecordLinks(),),
            channels={"web": WebChannel(store)},
        )
    await store.close()
    await site.stop()


async def published(room: Newsroom) -> PrintedEdition:
    """Walk the route with one editor who approves whatever stands up to the paper."""
    async with room.store.begin() as books:
        await books.teams.save(TEAM)
    assert (await gather(room)).new == 7
    edition = await advance(room, (await editions.open_edition(room, TEAM)).id)
    assert edition.stage is EditionStage.IN_REVIEW
    for card in (await review.desk(room, edition.id)).cards:
        if card.story.draft:
            number = card.story.draft_number
            await review.decide(
                room, editor=EDITOR, kind="approve", story_id=card.story.id, draft_number=number, via="terminal"
            )
    await editions.approve_text(room, editor=EDITOR, edition_id=edition.id, number=1)
    await editions.publish_now(room, editor=EDITOR, edition_id=edition.id)
    assert (await advance(room, edition.id)).stage is EditionStage.PUBLISHED
    async with room.store.begin() as books:
        printed = await books.editions.printed(edition.id, "en")
    assert printed is not None
    return printed


async def test_a_paper_goes_from_a_recorded_feed_to_a_published_page(room: Newsroom) -> None:
    printed = await published(room)
    abstracts = " ".join(" ".join(map(str, etree.fromstring(RECORDED.read_bytes()).itertext())).split())
    page = edition_page(printed, Addresses(), original="en")
    said = " ".join(" ".join(map(str, html.fromstring(page).itertext())).split())
    assert len(printed.stories) == 2
    for story in printed.stories:
        assert story.title in said
        assert f'href="https://arxiv.org/abs/{story.ref}"' in page
        facts = [claim for claim in (*story.why, *story.insights) if claim.kind == "fact"]
        assert facts
        for claim in facts:
            assert claim.verdict == "verified"
            assert " ".join((claim.quote or "").split()) in abstracts
    assert "Editor" in said


async def test_the_feed_of_the_archive_carries_what_was_published(room: Newsroom) -> None:
    printed = await published(room)
    at = replace(Addresses(), root="https://desk.example/")
    feed = atom(Feed(at, (printed,), {printed.team: "en"}))
    (title,) = etree.fromstring(feed).findall("{*}entry/{*}title")
    assert printed.headline in (title.text or "")


async def test_polling_the_same_day_twice_changes_nothing(room: Newsroom) -> None:
    printed = await published(room)
    report = await gather(room)
    assert (report.new, report.known) == (0, 7)
    again = await editions.open_edition(room, TEAM, printed.period)
    assert again.stage is EditionStage.PUBLISHED
