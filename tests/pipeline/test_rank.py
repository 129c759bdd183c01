"""Ranking one team's pool: proposals and reserves, what is left out and why, and a pool with nothing in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.editorial import EditionStage, StoryStage
from bot.domain.errors import NotFound
from bot.domain.evidence import AuthorRecord, Evidence
from bot.domain.paper import Announcement, Author, Paper, PaperRef
from bot.domain.story import Score, Story
from bot.pipeline import edition as editions
from bot.pipeline import review
from bot.pipeline.rank import RESERVES, ranked_for, shortlist, why_not
from bot.pipeline.run import advance
from tests.pipeline.conftest import ANNA, Desk, paper

pytestmark = pytest.mark.anyio

SUBJECTS = ("frozen models", "speech", "graphs", "robots", "parsing", "retrieval", "vision", "ethics", "audio", "games")


def various(number: int, **changes: object) -> Paper:
    """A paper on a subject of its own, so that no two are near-twins."""
    subject = SUBJECTS[number % len(SUBJECTS)]
    made: dict[str, object] = {
        "title": f"On {subject} number {number}",
        "abstract": (
            f"Work on {subject} is hard. We study {subject} with method m{number}. Results improve by {number} %."
        ),
        "announced": date(2021, 6, 20),
    }
    return paper(number, **{**made, **changes})


async def stocked(desk: Desk, *papers: Paper) -> None:
    async with desk.room.store.begin() as books:
        await books.teams.save(desk.team)
        await books.papers.add([Announcement(p, "new", p.announced or date(2021, 6, 20)) for p in papers])


async def test_the_best_are_proposed_with_reserves_behind_them(desk: Desk) -> None:
    await stocked(desk, *(various(number) for number in range(1, 31)))
    edition = await editions.open_edition(desk.room, desk.team)
    edition = await shortlist(desk.room, edition.id)
    stories = await desk.stories(edition)
    assert (edition.stage, edition.pool_size) == (EditionStage.DRAFTING, 30)
    assert len(stories) == desk.team.size + RESERVES
    assert [story.place for story in stories] == list(range(1, len(stories) + 1))
    async with desk.room.store.begin() as books:
        first = await books.papers.get(stories[0].ref)
    assert first is not None
    assert "frozen models" in first.title
    for story in stories:
        assert story.score.total == sum(part.value for part in story.score.parts)


async def test_a_shortlist_is_made_once_however_often_it_is_asked_for(desk: Desk) -> None:
    await stocked(desk, *(various(number) for number in range(1, 8)))
    edition = await editions.open_edition(desk.room, desk.team)
    await shortlist(desk.room, edition.id)
    before = await desk.stories(edition)
    await shortlist(desk.room, edition.id)
    assert await desk.stories(edition) == before


async def test_an_empty_pool_opens_an_empty_desk_and_stops_nothing(desk: Desk) -> None:
    await stocked(desk)
    edition = await editions.open_edition(desk.room, desk.team)
    edition = await advance(desk.room, edition.id)
    assert edition.stage is EditionStage.IN_REVIEW
    assert (await review.desk(desk.room, edition.id)).missing[0] == "0 of 3 stories are approved."


async def test_a_dropped_paper_does_not_come_up_again(desk: Desk) -> None:
    await stocked(desk, *(various(number) for number in range(1, 8)))
    edition = await advance(desk.room, (await editions.open_edition(desk.room, desk.team)).id)
    first = next(s for s in await desk.stories(edition) if s.stage is StoryStage.IN_REVIEW)
    await review.decide(desk.room, editor=ANNA, kind="drop", story_id=first.id, draft_number=1, via="web")
    ranking = await ranked_for(desk.room, desk.team, until=desk.clock.now())
    assert ranking.standing(first.ref) is None
    said = await why_not(desk.room, desk.team, first.ref, until=desk.clock.now())
    assert said == "nlp has dropped it in 2021-07."


async def test_only_the_teams_categories_are_read_and_unknown_ones_get_their_chance(desk: Desk) -> None:
    other, unknown = various(1), various(2)
    await stocked(desk, replace(other, categories=("math.OC",)), replace(unknown, categories=()))
    ranking = await ranked_for(desk.room, desk.team, until=desk.clock.now())
    assert [each.paper.ref for each in ranking.ranked] == [unknown.ref]
    assert "math.OC" in await why_not(desk.room, desk.team, other.ref, until=desk.clock.now())


async def test_why_not_says_where_a_paper_stood(desk: Desk) -> None:
    await stocked(desk, *(various(number) for number in range(1, 8)))
    said = await why_not(desk.room, desk.team, various(7).ref, until=desk.clock.now())
    assert said.startswith("It stood ")
    assert " of 7" in said
    with pytest.raises(NotFound, match="paperdesk paper"):
        await why_not(desk.room, desk.team, PaperRef.parse("2101.00001"), until=desk.clock.now())


async def test_a_paper_outside_the_window_can_still_be_explained(desk: Desk) -> None:
    old = replace(various(1), announced=desk.clock.now().date() - timedelta(days=200))
    await stocked(desk, old, various(2))
    assert "outside this edition's window" in await why_not(desk.room, desk.team, old.ref, until=desk.clock.now())


async def test_odd_papers_are_proposed_and_explained_for_a_team_without_topics(desk: Desk) -> None:
    odd = [
        various(1, abstract="Word"),
        various(2, title="", abstract=""),
        various(3, authors=tuple(Author(f"Person {number}") for number in range(5000))),
        various(4, categories=tuple(f"cs.{number}" for number in range(40))),
        various(5, authors=(), categories=()),
        various(6, title="提示调优", abstract="冻结的语言模型"),
    ]
    desk.team = replace(desk.team, topics=(), categories=())
    await stocked(desk, *odd)
    edition = await shortlist(desk.room, (await editions.open_edition(desk.room, desk.team)).id)
    stories = await desk.stories(edition)
    assert {story.ref for story in stories} == {each.ref for each in odd}
    for story in stories:
        assert story.score.total == sum(part.value for part in story.score.parts)
        assert all(part.reasons and all(part.reasons) for part in story.score.parts)
    assert (await advance(desk.room, edition.id)).stage is EditionStage.IN_REVIEW


async def test_a_topic_that_matches_nothing_leaves_the_order_to_the_rest_and_says_so(desk: Desk) -> None:
    await stocked(desk, *(various(number) for number in range(1, 8)))
    without = await ranked_for(desk.room, replace(desk.team, topics=()), until=desk.clock.now())
    lost = await ranked_for(desk.room, replace(desk.team, topics=("zymurgy",)), until=desk.clock.now())
    assert [each.paper.ref for each in lost.ranked] == [each.paper.ref for each in without.ranked]
    part = lost.ranked[0].score.part("topic")
    assert part is not None
    assert "nothing in this pool matches zymurgy" in part.reasons


async def test_what_sources_have_not_told_yet_is_said_and_no_reason_to_wait(desk: Desk) -> None:
    unknown, unbelievable, known = various(1), various(2), various(3)
    await stocked(desk, unknown, unbelievable, known)
    now = desk.clock.now()
    async with desk.room.store.begin() as books:
        for each, h_index in ((unbelievable, 1), (known, 41)):
            record = AuthorRecord(0, "Ada North", "clerk", "7", h_index, None, None, now)
            await books.papers.learn(Evidence(each.ref, (record,)), "clerk", now)
    ranking = await ranked_for(desk.room, desk.team, until=now)
    said = {each.paper.ref: str(each.score.part("influence")) for each in ranking.ranked}
    assert "not known by id yet" in said[unknown.ref]
    assert "figures of its authors are not known yet" in said[unbelievable.ref]
    assert "not known" not in said[known.ref]


async def test_what_was_nominated_before_the_shortlist_stands_ahead_of_it(desk: Desk) -> None:
    await stocked(desk, *(various(number) for number in range(1, 8)))
    edition = await editions.open_edition(desk.room, desk.team)
    async with desk.room.store.begin() as books:
        score = Score(0.0)
        await books.editions.add_story(Story(0, edition.id, various(7).ref, StoryStage.PROPOSED, 1, score))
    await shortlist(desk.room, edition.id)
    stories = await desk.stories(edition)
    assert stories[0].ref == various(7).ref
    places = [story.place for story in stories]
    assert places == sorted(set(places))
    assert sorted(story.ref.value for story in stories) == [various(n).ref.value for n in range(1, 8)]


async def test_why_not_says_that_a_paper_was_withdrawn(desk: Desk) -> None:
    gone = various(1, withdrawn=True)
    await stocked(desk, gone, various(2))
    assert await why_not(desk.room, desk.team, gone.ref, until=desk.clock.now()) == "It was withdrawn by its authors."
