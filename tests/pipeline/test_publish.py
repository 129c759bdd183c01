"""Publishing: frozen once, threads under their lead, unknown outcomes looked for, nothing twice and nothing lost."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.edition import DeliveryState, Edition
from bot.domain.editorial import EditionStage, StoryStage
from bot.domain.errors import CannotLook, Conflict, PostLater, PostRefused, PostUnclear
from bot.pipeline import edition as editions
from bot.pipeline import review
from bot.pipeline.publish import SETTLE, sweep
from bot.pipeline.run import advance
from tests.pipeline.conftest import ANNA, Desk

pytestmark = pytest.mark.anyio


async def ready(desk: Desk, *, now: bool = True) -> Edition:
    """An edition whose stories and text are approved; with `now` it does not wait for its time."""
    edition = await desk.edition()
    for story in await desk.stories(edition):
        if story.stage is StoryStage.IN_REVIEW:
            await review.decide(
                desk.room,
                editor=ANNA,
                kind="approve",
                story_id=story.id,
                draft_number=story.draft_number,
                via="web",
                anyway=True,
            )
    edition = await editions.approve_text(desk.room, editor=ANNA, edition_id=edition.id, number=1)
    return await editions.publish_now(desk.room, editor=ANNA, edition_id=edition.id) if now else edition


def posts(desk: Desk) -> Counter[tuple[str, int]]:
    return Counter((str(d.place), d.part) for d, _, _ in desk.slack.messages.values())


async def test_an_edition_goes_out_once_with_every_story_under_its_lead(desk: Desk) -> None:
    edition = await advance(desk.room, (await ready(desk)).id)
    assert edition.stage is EditionStage.PUBLISHED
    await advance(desk.room, edition.id)
    assert posts(desk) == {("slack/T1/C1/en", part): 1 for part in range(4)}
    lead = next(m for m, (d, _, _) in desk.slack.messages.items() if d.part == 0)
    assert {parent for d, parent, _ in desk.slack.messages.values() if d.part} == {lead}


async def test_nothing_goes_out_before_its_time(desk: Desk) -> None:
    edition = await advance(desk.room, (await ready(desk, now=False)).id)
    assert edition.stage is EditionStage.READY
    assert not desk.slack.messages
    desk.clock.pass_by(days=9)
    assert (await advance(desk.room, edition.id)).stage is EditionStage.PUBLISHED


async def test_only_approved_stories_are_printed_and_the_rest_is_left_out(desk: Desk) -> None:
    edition = await advance(desk.room, (await ready(desk)).id)
    stages = Counter(story.stage for story in await desk.stories(edition))
    assert stages == {StoryStage.PUBLISHED: 3, StoryStage.LEFT_OUT: 2}
    async with desk.room.store.begin() as books:
        printed = await books.editions.printed(edition.id, "en")
    assert printed is not None
    assert [story.number for story in printed.stories] == [1, 2, 3]
    assert all(story.approved_by == ("Anna",) for story in printed.stories)
    assert "out of 100 papers" in printed.how_made
    async with desk.room.store.begin() as books:
        lines = await books.ledger.lines(f"edition:{edition.id}")
    assert ("paperdesk", "release", "3 stories") in [(line.who, line.what, line.detail) for line in lines]


async def test_publishing_what_is_not_approved_is_refused_with_what_is_missing(desk: Desk) -> None:
    edition = await desk.edition()
    with pytest.raises(Conflict, match=r"0 of 3 stories are approved\. The headline"):
        await editions.publish_now(desk.room, editor=ANNA, edition_id=edition.id)


async def test_a_deadline_with_too_little_approved_holds_and_says_what_is_missing(desk: Desk) -> None:
    edition = await desk.edition()
    desk.clock.pass_by(days=9)
    held = await advance(desk.room, edition.id)
    assert held.stage is EditionStage.HELD
    face = await review.desk(desk.room, edition.id)
    assert face.missing[-1].startswith("The deadline has passed")
    extended = await editions.extend(desk.room, editor=ANNA, edition_id=edition.id)
    assert (extended.stage, extended.publish_at) == (EditionStage.IN_REVIEW, desk.clock.now() + timedelta(days=5))


async def test_a_deadline_may_publish_what_is_approved_where_the_team_wants_that(desk: Desk) -> None:
    desk.team = replace(desk.team, on_deadline="publish_approved", minimum=2)
    edition = await desk.edition()
    for story in (await desk.stories(edition))[:2]:
        await review.decide(
            desk.room, editor=ANNA, kind="approve", story_id=story.id, draft_number=1, via="web", anyway=True
        )
    await editions.approve_text(desk.room, editor=ANNA, edition_id=edition.id, number=1)
    desk.clock.pass_by(days=9)
    assert (await advance(desk.room, edition.id)).stage is EditionStage.PUBLISHED
    assert sum(posts(desk).values()) == 3


async def test_a_lost_answer_is_looked_for_and_not_posted_again(desk: Desk) -> None:
    edition = await ready(desk)
    desk.slack.troubles = [(PostUnclear("the connection broke"), True)]
    assert (await advance(desk.room, edition.id)).stage is EditionStage.PUBLISHING
    assert sum(posts(desk).values()) == 1  # stored, though nobody was told
    desk.clock.pass_by(seconds=SETTLE + 1)
    assert (await advance(desk.room, edition.id)).stage is EditionStage.PUBLISHED
    assert set(posts(desk).values()) == {1}
    assert sum(posts(desk).values()) == 4


async def test_a_post_that_never_arrived_is_posted_after_a_look(desk: Desk) -> None:
    edition = await ready(desk)
    desk.slack.troubles = [(PostUnclear("the connection broke"), False)]
    await advance(desk.room, edition.id)
    assert not desk.slack.messages
    desk.clock.pass_by(seconds=SETTLE + 1)
    assert (await advance(desk.room, edition.id)).stage is EditionStage.PUBLISHED
    assert set(posts(desk).values()) == {1}


async def test_an_attempt_still_in_the_air_is_left_alone(desk: Desk) -> None:
    edition = await ready(desk)
    desk.slack.troubles = [(PostUnclear("no answer yet"), False)]
    await advance(desk.room, edition.id)
    desk.clock.pass_by(seconds=SETTLE - 5)
    await sweep(desk.room)
    assert not desk.slack.messages


async def test_an_outlet_that_cannot_look_asks_the_operator_instead_of_guessing(desk: Desk) -> None:
    edition = await ready(desk)
    desk.slack.troubles = [(PostUnclear("no answer"), True)]
    desk.slack.blind = CannotLook("The history of this channel cannot be read; look yourself.")
    await advance(desk.room, edition.id)
    desk.clock.pass_by(seconds=SETTLE + 1)
    assert (await advance(desk.room, edition.id)).stage is EditionStage.PUBLISHING
    async with desk.room.store.begin() as books:
        troubled = await books.outbox.troubled()
    assert [(d.state, d.part) for d in troubled] == [(DeliveryState.NEEDS_OPERATOR, 0)]
    assert sum(posts(desk).values()) == 1


async def test_a_busy_platform_is_tried_again_after_the_wait_it_asked_for(desk: Desk) -> None:
    edition = await ready(desk)
    desk.slack.troubles = [(PostLater("slow down", after=30), False)]
    await advance(desk.room, edition.id)
    desk.clock.pass_by(seconds=20)
    await sweep(desk.room)
    assert not desk.slack.messages
    desk.clock.pass_by(seconds=11)
    assert (await advance(desk.room, edition.id)).stage is EditionStage.PUBLISHED


async def test_a_refusal_stops_one_place_and_not_the_others(desk: Desk) -> None:
    edition = await ready(desk)
    desk.slack.troubles = [(PostRefused("the channel is archived"), False)]
    published = await advance(desk.room, edition.id)
    assert published.stage is EditionStage.PUBLISHING
    async with desk.room.store.begin() as books:
        owed = await books.outbox.of(f"edition:{edition.id}")
    states = {str(d.place): d.state for d in owed if d.part == 0}
    assert states == {"slack/T1/C1/en": DeliveryState.FAILED, "web/archive/en": DeliveryState.SENT}


async def test_skipping_what_cannot_be_sent_settles_the_edition(desk: Desk) -> None:
    edition = await ready(desk)
    desk.slack.troubles = [(PostRefused("the channel is archived"), False)]
    await advance(desk.room, edition.id)
    async with desk.room.store.begin() as books:
        for delivery in await books.outbox.of(f"edition:{edition.id}"):
            if delivery.state is not DeliveryState.SENT:
                await books.outbox.skip(delivery, "the operator gave it up")
    assert (await advance(desk.room, edition.id)).stage is EditionStage.PUBLISHED
