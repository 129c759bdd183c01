"""`/paper`: answered from what is stored, fetched where it is not, refused with a sentence where there is nothing."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain.editorial import StoryStage
from bot.domain.errors import BadInput, Conflict, NotAllowed, NotFound, SourceAway
from bot.pipeline.ask import ask, remember
from bot.pipeline.nominate import nominate, nominate_by_hand
from bot.pipeline.run import advance
from tests.pipeline.conftest import ANNA, READER, Desk, paper

pytestmark = pytest.mark.anyio


async def test_a_stored_paper_is_answered_without_asking_arxiv(desk: Desk) -> None:
    await desk.edition()
    answer = await ask(desk.room, "https://arxiv.org/abs/2106.00001v2")
    assert answer.paper is not None
    assert answer.paper.title == "Frozen Models, part 1"
    assert desk.lookup.asked == []


async def test_an_unknown_paper_is_fetched_once_and_remembered(desk: Desk) -> None:
    fresh = paper(77)
    desk.lookup.known = {fresh.ref: fresh}
    assert (await ask(desk.room, "2106.00077")).paper == fresh
    desk.lookup.away = SourceAway("arXiv does not answer.")
    assert (await ask(desk.room, "2106.00077")).paper == fresh


async def test_words_of_a_title_find_it_and_several_hits_are_a_choice(desk: Desk) -> None:
    await desk.edition()
    assert (await ask(desk.room, "Frozen Models, part 3")).paper is not None
    several = await ask(desk.room, "frozen models")
    assert several.paper is None
    assert len(several.hits) == 5


async def test_an_answer_points_to_what_is_related_and_never_to_itself(desk: Desk) -> None:
    await desk.edition()
    answer = await ask(desk.room, "2106.00001")
    assert len(answer.related) == 3
    assert "Frozen Models, part 1" not in {near.title for near in answer.related}
    assert answer.related[0].authors.startswith("Ada North")


@pytest.mark.parametrize("words", ["", "   ", "x" * 100_000])
async def test_nothing_and_far_too_much_are_refused(desk: Desk, words: str) -> None:
    with pytest.raises(BadInput):
        await ask(desk.room, words)


@pytest.mark.parametrize("words", ["2106.99999", "no such words", "' OR 1=1 --", "\x00\x00 \U0001f980"])
async def test_what_is_nowhere_is_said_to_be_nowhere(desk: Desk, words: str) -> None:
    with pytest.raises(NotFound):
        await ask(desk.room, words)


async def test_a_nominated_paper_travels_the_route_whatever_its_score(desk: Desk) -> None:
    edition = await desk.edition()
    fresh = paper(88)
    desk.lookup.known = {fresh.ref: fresh}
    story = await nominate(desk.room, editor=ANNA, edition_id=edition.id, words="2106.00088", via="web")
    assert story.nominated_by == "Anna"
    await advance(desk.room, edition.id)
    assert (await desk.stories(edition))[-1].stage is StoryStage.IN_REVIEW


async def test_a_paper_from_a_lab_page_is_nominated_by_hand(desk: Desk) -> None:
    edition = await desk.edition()
    story = await nominate_by_hand(
        desk.room,
        editor=ANNA,
        edition_id=edition.id,
        url="https://lab.example/clip.pdf",
        title="Pictures and words",
        authors="A. One, B. Two",
        abstract="Pictures are matched with words. We find that this works on 30 sets.",
        via="web",
    )
    await advance(desk.room, edition.id)
    drafted = next(s for s in await desk.stories(edition) if s.id == story.id)
    assert drafted.stage is StoryStage.IN_REVIEW
    assert (await ask(desk.room, "https://lab.example/clip.pdf")).paper is not None


async def test_nominating_needs_an_editor_and_an_open_edition(desk: Desk) -> None:
    edition = await desk.edition()
    with pytest.raises(NotAllowed):
        await nominate(desk.room, editor=READER, edition_id=edition.id, words="2106.00001", via="web")
    from bot.pipeline.edition import cancel

    await cancel(desk.room, editor=ANNA, edition_id=edition.id)
    with pytest.raises(Conflict, match="next one"):
        await nominate(desk.room, editor=ANNA, edition_id=edition.id, words="2106.00001", via="web")


async def test_several_matches_are_nominated_by_id(desk: Desk) -> None:
    edition = await desk.edition()
    with pytest.raises(BadInput, match="Several papers match"):
        await nominate(desk.room, editor=ANNA, edition_id=edition.id, words="frozen models", via="web")


async def test_a_paper_that_was_asked_for_has_the_day_of_its_own_and_not_that_of_the_question(desk: Desk) -> None:
    asked = [
        paper(71, announced=date(2021, 6, 3), submitted=date(2021, 6, 1)),
        paper(72, announced=None, submitted=date(2021, 6, 5)),
        paper(73, announced=None, submitted=None),
    ]
    await remember(desk.room, asked)
    await remember(desk.room, [])

    async def on(day: date) -> list[str]:
        async with desk.room.store.begin(reading=True) as books:
            return [each.ref.value for each in await books.papers.announced(day, day)]

    assert await on(date(2021, 6, 3)) == ["2106.00071"]
    assert await on(date(2021, 6, 5)) == ["2106.00072"]
    assert await on(desk.clock.now().date()) == ["2106.00073"]
