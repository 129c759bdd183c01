"""References: works that the words name, each with a real record behind it, or not at all."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from bot.domain.edition import Edition
from bot.domain.errors import SourceAway
from bot.domain.paper import Announcement, Author, Paper, PaperRef
from bot.domain.printed import PrintedEdition
from bot.domain.story import Story
from bot.pipeline.printing import printed_edition
from bot.pipeline.refer import refer
from bot.pipeline.review import edit
from bot.ports import Newsroom
from tests.fakes import FakeCitations
from tests.pipeline.conftest import ANNA, Desk, paper

pytestmark = pytest.mark.anyio

OLD, NEW = PaperRef.parse("1810.04805"), PaperRef.parse("2005.14165")


def work(ref: PaperRef, title: str) -> Paper:
    return replace(paper(1), ref=ref, title=title, authors=(Author("Cy One"), Author("Di Two"), Author("Ed Three")))


@dataclass
class Naming:
    """An edition in review whose first story an editor has made to name works."""

    room: Newsroom
    desk: Desk
    citations: FakeCitations
    edition: Edition

    async def says(self, *sentences: str) -> None:
        story = await self.story()
        await edit(
            self.room, editor=ANNA, story_id=story.id, draft_number=story.draft_number, why=sentences, insights=(),
            via="web",
        )  # fmt: skip

    async def story(self) -> Story:
        return (await self.desk.stories(self.edition))[0]

    async def printed(self) -> PrintedEdition:
        async with self.room.store.begin(reading=True) as books:
            stories = await books.editions.stories(self.edition.id)
            return await printed_edition(books, self.desk.team, self.edition, stories[:2])

    async def stored(self, *papers: Paper) -> None:
        async with self.room.store.begin() as books:
            day = self.desk.clock.now().date()
            await books.papers.add([Announcement(each, "new", day) for each in papers])


@pytest.fixture
async def naming(desk: Desk) -> Naming:
    edition = await desk.edition()
    citations = FakeCitations(known={paper(1).ref: {"OldNet": OLD, "NewNet": NEW}})
    desk.lookup.known = {ref: work(ref, title) for ref, title in ((OLD, "An Old Network"), (NEW, "A New Network"))}
    desk.lookup.asked.clear()
    return Naming(replace(desk.room, citations=citations), desk, citations, edition)


async def test_a_work_is_found_in_the_papers_own_bibliography_and_printed_from_its_record(naming: Naming) -> None:
    await naming.says("It goes further than NewNet and OldNet.", "NewNet is the harder one.")
    assert await refer(naming.room, naming.edition.id) == 2
    printed = await naming.printed()
    assert [(each.title, each.name, each.authors) for each in printed.references] == [
        ("A New Network", "NewNet", "Cy One, Di Two et al."),
        ("An Old Network", "OldNet", "Cy One, Di Two et al."),
    ]
    assert [story.named for story in printed.stories] == [(1, 2), ()]


async def test_a_work_that_is_stored_here_under_its_name_is_found_without_a_bibliography(naming: Naming) -> None:
    await naming.stored(work(NEW, "WordBase: A Store of Words"), work(OLD, "On WordBase and Its Uses"))
    await naming.says("It reads WordBase first.")
    assert await refer(naming.room, naming.edition.id) == 1
    assert [each.url for each in (await naming.printed()).references] == [NEW.page]
    assert naming.desk.lookup.asked == []


async def test_two_works_of_one_name_are_none(naming: Naming) -> None:
    await naming.stored(work(NEW, "WordBase: A Store of Words"), work(OLD, "WordBase: Another Store"))
    await naming.says("It reads WordBase first.")
    assert await refer(naming.room, naming.edition.id) == 0
    assert (await naming.printed()).references == ()


async def test_what_has_no_record_is_left_out_and_not_asked_for_again(naming: Naming) -> None:
    naming.desk.lookup.known = {}
    await naming.says("It goes further than OldNet and FooNet.")
    for _ in range(3):
        assert await refer(naming.room, naming.edition.id) == 0
    assert (await naming.printed()).references == ()
    assert naming.citations.asked == [paper(1).ref]
    assert naming.desk.lookup.asked == [str(OLD)]


async def test_words_that_an_editor_adds_later_are_looked_up_too(naming: Naming) -> None:
    await naming.says("It goes further than OldNet.")
    await refer(naming.room, naming.edition.id)
    await naming.says("It goes further than NewNet.")
    assert await refer(naming.room, naming.edition.id) == 1
    assert [each.name for each in (await naming.printed()).references] == ["NewNet"]


async def test_a_source_that_is_away_costs_the_reference_until_it_is_back(naming: Naming) -> None:
    naming.citations.away = SourceAway("arXiv does not answer.")
    await naming.says("It goes further than OldNet.")
    assert await refer(naming.room, naming.edition.id) == 0
    naming.citations.away = None
    assert await refer(naming.room, naming.edition.id) == 1


async def test_a_page_that_dawdles_keeps_nobody_waiting(naming: Naming) -> None:
    await naming.says("It goes further than OldNet.")
    assert await refer(naming.room, naming.edition.id, patience=0) == 0
    assert await refer(naming.room, naming.edition.id) == 1


async def test_the_papers_own_name_is_no_reference(naming: Naming) -> None:
    await naming.stored(replace(paper(1), title="Lantern: Frozen Models", version=2))
    await naming.says("Lantern needs no tuning.")
    await refer(naming.room, naming.edition.id)
    assert (await naming.printed()).references == ()


async def test_a_name_within_another_is_not_that_work(naming: Naming) -> None:
    await naming.says("It goes further than OldNet.")
    await refer(naming.room, naming.edition.id)
    await naming.says("It goes further than OldNetwork-2 and DOldNet.")
    await refer(naming.room, naming.edition.id)
    assert (await naming.printed()).references == ()
