"""Links are tried once before an edition goes out; dead ones are not printed, and nobody waits for a slow one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from bot.domain.edition import Edition
from bot.domain.editorial import EditionStage, StoryStage
from bot.domain.errors import SourceAway
from bot.domain.evidence import Evidence, Link, Related
from bot.domain.paper import PaperRef
from bot.domain.printed import PrintedEdition
from bot.pipeline import edition as editions
from bot.pipeline import review
from bot.pipeline.run import advance
from tests.pipeline.conftest import ANNA, Desk

pytestmark = pytest.mark.anyio

CODE = Link("code", "https://code.example/lab/vectors", "abstract")
GONE = Link("site", "https://gone.example/", "comment")


@dataclass
class Tried:
    """Knows which addresses are dead."""

    dead: frozenset[str] = frozenset({GONE.url})
    away: bool = False
    asked: list[str] = field(default_factory=list)

    async def living(self, links: Sequence[Link]) -> tuple[Link, ...]:
        self.asked.extend(link.url for link in links)
        if self.away:
            raise SourceAway("Nothing answers.")
        return tuple(link for link in links if link.url not in self.dead)


async def published(desk: Desk, evidence: Evidence | None = None) -> tuple[Edition, PrintedEdition]:
    edition = await desk.edition()
    live = [s for s in await desk.stories(edition) if s.stage is StoryStage.IN_REVIEW]
    async with desk.room.store.begin() as books:
        told = replace(evidence or Evidence(live[0].ref, links=(CODE, GONE)), ref=live[0].ref)
        await books.papers.learn(told, "record", desk.clock.now())
    for story in live:
        await review.decide(desk.room, editor=ANNA, kind="approve", story_id=story.id, draft_number=1, via="web")
    await editions.approve_text(desk.room, editor=ANNA, edition_id=edition.id, number=1)
    await editions.publish_now(desk.room, editor=ANNA, edition_id=edition.id)
    edition = await advance(desk.room, edition.id)
    async with desk.room.store.begin() as books:
        printed = await books.editions.printed(edition.id, "en")
    assert printed is not None
    return edition, printed


async def test_a_dead_link_is_not_printed_and_a_living_one_is(desk: Desk) -> None:
    tried = Tried()
    desk.room = replace(desk.room, link_check=tried)
    _, printed = await published(desk)
    assert printed.stories[0].links == (CODE,)
    assert sorted(tried.asked) == sorted([CODE.url, GONE.url])


async def test_a_check_that_is_away_keeps_the_links_and_the_hour(desk: Desk) -> None:
    desk.room = replace(desk.room, link_check=Tried(away=True))
    edition, printed = await published(desk)
    assert edition.stage is EditionStage.PUBLISHED
    assert set(printed.stories[0].links) == {CODE, GONE}


async def test_related_papers_are_printed_unless_they_have_a_story_of_their_own(desk: Desk) -> None:
    outside = Related(PaperRef.parse("2105.00007"), "Another view", "A. Other", 0.8)
    inside = Related(PaperRef.parse("2106.00002"), "Frozen Models, part 2", "Ada North", 0.9)
    _, printed = await published(desk, Evidence(inside.ref, related=(inside, outside)))
    assert [near.url for near in printed.stories[0].related] == ["https://arxiv.org/abs/2105.00007"]
