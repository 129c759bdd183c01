"""What readers say: to which story, once each, taken back, forgotten, and how little it weighs."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest

from bot.domain.editorial import EditionStage
from bot.domain.paper import Announcement, PaperRef
from bot.domain.reader import SIGNS
from bot.jobs.rounds import forget_old
from bot.pipeline import edition as editions
from bot.pipeline import review
from bot.pipeline.learn import MOST_LIKES, heard, liked, presenters, reacted
from bot.pipeline.rank import ranked_for
from bot.pipeline.run import advance
from tests.pipeline.conftest import ANNA, Desk
from tests.pipeline.test_rank import various

pytestmark = pytest.mark.anyio


async def published(desk: Desk) -> list[str]:
    """An edition of three in the channel; the ids of its messages, the lead first."""
    edition = await desk.edition(stories=3)
    for story in await desk.stories(edition):
        await review.decide(desk.room, editor=ANNA, kind="approve", story_id=story.id, draft_number=1, via="web")
    await editions.approve_text(desk.room, editor=ANNA, edition_id=edition.id, number=1)
    await editions.publish_now(desk.room, editor=ANNA, edition_id=edition.id)
    assert (await advance(desk.room, edition.id)).stage is EditionStage.PUBLISHED
    async with desk.room.store.begin() as books:
        owed = [d for d in await books.outbox.of(f"edition:{edition.id}") if d.place.platform == "slack"]
    return [d.message_id or "" for d in sorted(owed, key=lambda d: d.part)]


async def said(desk: Desk, message: str, account: str = "U9", **changes: object) -> bool:
    given = {"platform": "slack", "space": "T1", "channel": "C1", "kind": "like", **changes}
    return await reacted(desk.room, message=message, account=account, **given)  # type: ignore[arg-type]


async def test_a_reaction_belongs_to_the_story_under_which_it_stands(desk: Desk) -> None:
    _, first, second, _ = await published(desk)
    assert await said(desk, first)
    assert await said(desk, second, kind="present")
    async with desk.room.store.begin() as books:
        told = await books.readers.of("nlp")
        offers = await presenters(books, "nlp")
    assert [(str(s.ref), s.who, s.kind) for s in told] == [
        ("2106.00001", "slack:U9", "like"),
        ("2106.00002", "slack:U9", "present"),
    ]
    assert [(str(ref), [s.who for s in who]) for ref, who in offers.items()] == [("2106.00002", ["slack:U9"])]


async def test_it_counts_once_however_often_it_is_told_of_and_goes_when_it_is_taken_back(desk: Desk) -> None:
    _, first, *_ = await published(desk)
    assert sorted(await asyncio.gather(said(desk, first), said(desk, first))) == [False, True]
    assert await said(desk, first, taken_back=True)
    assert not await said(desk, first, taken_back=True)
    async with desk.room.store.begin() as books:
        assert await books.readers.of("nlp") == []


@pytest.mark.parametrize("changes", [{"space": "T2"}, {"channel": "C2"}, {"platform": "discord"}])
async def test_what_stands_elsewhere_is_nobodys_story(desk: Desk, changes: dict[str, str]) -> None:
    _, first, *_ = await published(desk)
    assert not await said(desk, first, **changes)


async def test_the_lead_shows_all_stories_and_so_says_nothing_of_one(desk: Desk) -> None:
    lead, *_ = await published(desk)
    assert not await said(desk, lead)
    assert not await said(desk, "no message of ours")


async def test_many_who_like_a_paper_move_taste_no_more_than_a_few(desk: Desk) -> None:
    ref = PaperRef("arxiv", "2106.00001")
    for number in range(9):
        await heard(desk.room, team="nlp", ref=ref, who=f"slack:U{number}", kind="like")
        await heard(desk.room, team="nlp", ref=ref, who=f"slack:U{number}", kind="save")
    async with desk.room.store.begin() as books:
        assert await liked(books, "nlp") == (ref,) * MOST_LIKES
        assert await liked(books, "cv") == ()


async def test_readers_move_taste_towards_what_they_liked_and_less_than_editors_do(desk: Desk) -> None:
    papers = [various(number) for number in range(1, 61)]
    async with desk.room.store.begin() as books:
        await books.teams.save(desk.team)
        await books.papers.add([Announcement(p, "new", p.announced or date(2021, 6, 20)) for p in papers])
    graphs, speech = papers[11].ref, papers[10].ref  # numbers 12 and 11: subjects 2 and 1
    before = await taste(desk, graphs, speech)
    for number in range(MOST_LIKES):
        await heard(desk.room, team="nlp", ref=papers[1].ref, who=f"slack:U{number}", kind="more")
    after = await taste(desk, graphs, speech)
    assert before == [0.0, 0.0]
    assert after[0] > after[1]
    assert 0.0 < after[0] < 0.5


async def taste(desk: Desk, *refs: PaperRef) -> list[float]:
    ranking = await ranked_for(desk.room, desk.team, until=desk.clock.now())
    parts = [standing.score.part("taste") for ref in refs if (standing := ranking.standing(ref))]
    return [part.value for part in parts if part]


async def test_what_readers_said_long_ago_is_forgotten(desk: Desk) -> None:
    await heard(desk.room, team="nlp", ref=PaperRef("arxiv", "2106.00001"), who="slack:U1", kind="like")
    desk.clock.pass_by(days=desk.room.keep_days - 1)
    assert await forget_old(desk.room) == 0
    desk.clock.pass_by(days=2)
    assert await forget_old(desk.room) == 1


def test_the_signs_of_editors_are_no_signs_of_readers() -> None:
    assert not set(SIGNS) & {"✅", "❌", "🔁", "📌"}
