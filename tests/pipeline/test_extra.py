"""Urgent papers: what the team's rule asks for, once each, approved like everything else, and nothing of it late."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.edition import extra_period, period_name
from bot.domain.editorial import EditionStage, StoryStage
from bot.domain.errors import Conflict
from bot.domain.paper import Announcement, Author, PaperRef
from bot.domain.team import Urgent
from bot.jobs.rounds import open_due
from bot.pipeline import edition as editions
from bot.pipeline import review
from bot.pipeline.extra import MOST, PATIENCE, open_extras
from bot.pipeline.nominate import nominate
from bot.pipeline.rank import ranked_for
from bot.pipeline.run import advance
from tests.pipeline.conftest import ANNA, Desk, paper

pytestmark = pytest.mark.anyio

FOLLOWS_ADA = Urgent(followed=True)


async def announced(desk: Desk, urgent: Urgent | None, *, known: int = 0, others: int = 3) -> None:
    """A poll of today: `others` papers by strangers and `known` by Ada North, whom the team follows."""
    today = desk.clock.now().date()
    desk.team = replace(desk.team, urgent=urgent, followed=("Ada North",), review_days=30)
    papers = [paper(n, announced=today, authors=(Author(f"Stranger {n}"),)) for n in range(1, others + 1)]
    papers += [paper(n, announced=today) for n in range(50, 50 + known)]
    async with desk.room.store.begin() as books:
        await books.teams.save(desk.team)
        await books.papers.add([Announcement(each, "new", today) for each in papers])
        await books.papers.keep_cursor(desk.feed.name, today.isoformat(), desk.clock.now())


async def test_a_followed_author_brings_an_extra_that_goes_out_when_approved(desk: Desk) -> None:
    await announced(desk, FOLLOWS_ADA, known=1)
    (extra,) = await open_extras(desk.room)
    assert extra.extra
    extra = await advance(desk.room, extra.id)
    (story,) = await desk.stories(extra)
    assert (extra.stage, story.stage) == (EditionStage.IN_REVIEW, StoryStage.IN_REVIEW)
    assert extra.text is not None
    assert "follows Ada North" in extra.text.intro
    assert {delivery.purpose for delivery, _, _ in desk.slack.messages.values()} <= {"card"}
    await review.decide(
        desk.room, editor=ANNA, kind="approve", story_id=story.id, draft_number=story.draft_number, via="web"
    )
    extra = await advance(desk.room, extra.id)
    assert extra.stage is EditionStage.PUBLISHED
    async with desk.room.store.begin() as books:
        printed = await books.editions.printed(extra.id, "en")
    assert printed is not None
    assert [each.ref for each in printed.stories] == [story.ref]
    assert printed.how_made.startswith("One story out of 4 papers, chosen by Anna.")


async def test_a_score_above_the_bar_is_urgent_and_one_below_is_not(desk: Desk) -> None:
    await announced(desk, Urgent(above=0.0))
    ranking = await ranked_for(desk.room, desk.team, until=desk.clock.now())
    best = ranking.ranked[0].total
    await announced(desk, Urgent(above=best))
    assert await open_extras(desk.room) == ()
    desk.clock.pass_by(days=1)
    await announced(desk, Urgent(above=best - 0.001))
    opened = await open_extras(desk.room)
    assert opened[0].period.endswith(str(ranking.ranked[0].paper.ref))


async def test_no_paper_is_urgent_twice_and_no_poll_is_looked_at_twice(desk: Desk) -> None:
    await announced(desk, FOLLOWS_ADA, known=1)
    assert len(await open_extras(desk.room)) == 1
    assert await open_extras(desk.room) == ()
    desk.clock.pass_by(days=1)
    await announced(desk, FOLLOWS_ADA)
    assert await open_extras(desk.room) == ()


async def test_a_rule_that_asks_for_too_much_brings_no_flood(desk: Desk) -> None:
    await announced(desk, FOLLOWS_ADA, known=7)
    assert len(await open_extras(desk.room)) == MOST


async def test_without_a_rule_nothing_is_urgent(desk: Desk) -> None:
    await announced(desk, None, known=1)
    assert await open_extras(desk.room) == ()


async def test_an_extra_nobody_wanted_is_given_up_and_its_paper_waits_for_the_next_edition(desk: Desk) -> None:
    await announced(desk, FOLLOWS_ADA, known=1)
    (extra,) = await open_extras(desk.room)
    extra = await advance(desk.room, extra.id)
    (story,) = await desk.stories(extra)
    desk.clock.pass_by(days=PATIENCE.days, hours=1)
    extra = await advance(desk.room, extra.id)
    assert extra.stage is EditionStage.CANCELLED
    ranking = await ranked_for(desk.room, desk.team, until=desk.clock.now())
    assert ranking.standing(story.ref) is not None


async def test_an_extra_neither_delays_the_edition_nor_moves_its_window(desk: Desk) -> None:
    await announced(desk, FOLLOWS_ADA, known=1)
    (extra,) = await open_extras(desk.room)
    assert [edition.extra for edition in await open_due(desk.room)] == [False]
    extra = await advance(desk.room, extra.id)
    (story,) = await desk.stories(extra)
    await review.decide(
        desk.room, editor=ANNA, kind="approve", story_id=story.id, draft_number=story.draft_number, via="web"
    )
    assert (await advance(desk.room, extra.id)).stage is EditionStage.PUBLISHED
    older = paper(90, announced=desk.clock.now().date() - timedelta(days=25))
    async with desk.room.store.begin() as books:
        await books.papers.add([Announcement(older, "new", older.announced or date(2021, 6, 1))])
    ranking = await ranked_for(desk.room, desk.team, until=desk.clock.now())
    assert ranking.standing(older.ref) is not None
    assert ranking.standing(story.ref) is None  # published is published


async def test_an_extra_takes_no_other_papers(desk: Desk) -> None:
    await announced(desk, FOLLOWS_ADA, known=1)
    (extra,) = await open_extras(desk.room)
    extra = await advance(desk.room, extra.id)
    with pytest.raises(Conflict, match="one paper"):
        await nominate(desk.room, editor=ANNA, edition_id=extra.id, words="2106.00001", via="web")


async def test_an_open_extra_is_not_taken_for_the_edition_in_work(desk: Desk) -> None:
    await announced(desk, FOLLOWS_ADA, known=1)
    (extra,) = await open_extras(desk.room)
    regular = await editions.open_edition(desk.room, desk.team)
    async with desk.room.store.begin() as books:
        assert [e.id for e in await books.editions.of(desk.team.name)] == [regular.id, extra.id]


def test_an_extra_is_named_after_its_day() -> None:
    period = extra_period(date(2026, 11, 3), PaperRef("doi", "10.1145/3442188.3445922"))
    assert period == "2026-11-03-doi-10.1145-3442188.3445922"
    assert period_name(period) == "extra of 3 November 2026"
    assert (period_name("2021-06"), period_name("spring")) == ("June 2021", "spring")
