"""Why not X: one answer for every desk, about papers in the edition, behind it, beside it and unknown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.edition import HeldBack
from bot.domain.editorial import StoryStage
from bot.domain.errors import BadInput, NotFound
from bot.domain.paper import Announcement
from bot.pipeline.why import why_not_in
from tests.pipeline.conftest import Desk, paper

pytestmark = pytest.mark.anyio


async def test_a_story_of_the_edition_is_said_to_be_one(desk: Desk) -> None:
    edition = await desk.edition()
    async with desk.room.store.begin() as books:
        await books.teams.save(desk.team)
    for story in await desk.stories(edition):
        said = await why_not_in(desk.room, edition.id, str(story.ref))
        assert ("in reserve" in said) is (story.stage is StoryStage.PROPOSED)
        assert ("in review" in said) is (story.stage is StoryStage.IN_REVIEW)


async def test_a_paper_beside_the_edition_is_told_its_place_and_named_by_its_title(desk: Desk) -> None:
    edition = await desk.edition()
    other = paper(9, title="Sparse gardens")
    async with desk.room.store.begin() as books:
        await books.teams.save(desk.team)
        await books.papers.add([Announcement(other, "new", edition.cut.date())])
    said = await why_not_in(desk.room, edition.id, "sparse gardens")
    assert said.startswith(f"“Sparse gardens” ({other.ref}): ")
    assert "stood" in said


async def test_what_was_held_back_is_told_as_the_desk_shows_it(desk: Desk) -> None:
    edition = await desk.edition()
    async with desk.room.store.begin() as books:
        await books.teams.save(desk.team)
        await books.papers.add([Announcement(paper(9), "new", edition.cut.date())])
        held = HeldBack(str(paper(9).ref), paper(9).title, "too close in subject to “Another”")
        await books.editions.save(replace(edition, held_back=(held,), revision=edition.revision + 1))
    said = await why_not_in(desk.room, edition.id, str(paper(9).ref))
    assert said.endswith("it was held back: too close in subject to “Another”.")


async def test_words_that_name_no_paper_or_several_are_a_sentence(desk: Desk) -> None:
    edition = await desk.edition()
    async with desk.room.store.begin() as books:
        await books.teams.save(desk.team)
    with pytest.raises(BadInput, match="Several papers match"):
        await why_not_in(desk.room, edition.id, "frozen models")
    with pytest.raises(NotFound, match="matches"):
        await why_not_in(desk.room, edition.id, "zymurgy")
    with pytest.raises(BadInput, match="Say which paper"):
        await why_not_in(desk.room, edition.id, "  ")
