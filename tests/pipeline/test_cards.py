"""Cards: one draft each, refreshed from rows, and reactions that no event told us about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.editorial import StoryStage
from bot.domain.team import Place
from bot.pipeline import review
from bot.pipeline.cards import read_reactions, refresh, remind
from bot.pipeline.draft import draft
from bot.pipeline.publish import sweep
from bot.pipeline.run import advance
from tests.pipeline.conftest import ANNA, BEN, Desk

pytestmark = pytest.mark.anyio


@pytest.fixture
async def slack_desk(desk: Desk) -> Desk:
    desk.team = replace(desk.team, desk=Place("slack", "T1", "DESK"))
    return desk


def messages(desk: Desk) -> dict[str, str]:
    return {delivery.subject: message for message, (delivery, _, _) in desk.slack.messages.items()}


async def test_every_story_in_review_gets_one_card_and_the_desk_a_summary(slack_desk: Desk) -> None:
    edition = await slack_desk.edition()
    for _ in range(2):
        await advance(slack_desk.room, edition.id)
        await sweep(slack_desk.room)
    live = [s for s in await slack_desk.stories(edition) if s.stage is StoryStage.IN_REVIEW]
    expected = {f"edition:{edition.id}:desk", *(f"story:{s.id}:draft:1" for s in live)}
    assert set(messages(slack_desk)) == expected
    assert len(slack_desk.slack.messages) == len(expected)


async def test_a_new_draft_is_a_new_card_and_the_old_one_says_so(slack_desk: Desk) -> None:
    edition = await slack_desk.edition()
    await sweep(slack_desk.room)
    first = (await slack_desk.stories(edition))[0]
    old = messages(slack_desk)[f"story:{first.id}:draft:1"]
    await review.rewrite(
        slack_desk.room, editor=ANNA, story_id=first.id, draft_number=1, instruction="shorter", via="button"
    )
    await draft(slack_desk.room, first.id)
    assert slack_desk.writer.asked[-1][1] is not None
    assert "shorter" in (slack_desk.writer.asked[-1][1] or "")
    await advance(slack_desk.room, edition.id)
    await sweep(slack_desk.room)
    await refresh(slack_desk.room, edition.id)
    assert f"story:{first.id}:draft:2" in messages(slack_desk)
    assert (old, "replaced by draft 2") in slack_desk.slack.refreshed


async def test_a_decision_made_elsewhere_shows_on_the_card(slack_desk: Desk) -> None:
    edition = await slack_desk.edition()
    await sweep(slack_desk.room)
    await refresh(slack_desk.room, edition.id)
    slack_desk.slack.refreshed.clear()
    first = (await slack_desk.stories(edition))[0]
    await review.decide(slack_desk.room, editor=BEN, kind="approve", story_id=first.id, draft_number=1, via="terminal")
    await refresh(slack_desk.room, edition.id)
    card = messages(slack_desk)[f"story:{first.id}:draft:1"]
    assert (card, f"card {first.id} draft 1 approved") in slack_desk.slack.refreshed
    slack_desk.slack.refreshed.clear()
    assert await refresh(slack_desk.room, edition.id) == 0


async def test_the_summary_follows_what_is_decided(slack_desk: Desk) -> None:
    edition = await slack_desk.edition()
    await sweep(slack_desk.room)
    await refresh(slack_desk.room, edition.id)
    summary = messages(slack_desk)[f"edition:{edition.id}:desk"]
    first = (await slack_desk.stories(edition))[0]
    await review.decide(slack_desk.room, editor=BEN, kind="approve", story_id=first.id, draft_number=1, via="web")
    slack_desk.slack.refreshed.clear()
    await refresh(slack_desk.room, edition.id)
    assert (summary, "1 of 3 approved") in slack_desk.slack.refreshed
    slack_desk.slack.refreshed.clear()
    assert await refresh(slack_desk.room, edition.id) == 0


async def test_a_reaction_whose_event_was_lost_is_read_by_the_sweep_and_taken_back_by_it(slack_desk: Desk) -> None:
    edition = await slack_desk.edition()
    await sweep(slack_desk.room)
    first = (await slack_desk.stories(edition))[0]
    card = messages(slack_desk)[f"story:{first.id}:draft:1"]
    slack_desk.slack.standing[card] = (("U1", "approve"), ("STRANGER", "drop"))
    assert await read_reactions(slack_desk.room, edition.id) == 1
    assert await read_reactions(slack_desk.room, edition.id) == 0
    assert (await slack_desk.stories(edition))[0].stage is StoryStage.APPROVED
    slack_desk.slack.standing[card] = ()
    assert await read_reactions(slack_desk.room, edition.id) == 1
    assert (await slack_desk.stories(edition))[0].stage is StoryStage.IN_REVIEW


async def test_the_sweep_leaves_votes_by_button_alone(slack_desk: Desk) -> None:
    edition = await slack_desk.edition()
    await sweep(slack_desk.room)
    first = (await slack_desk.stories(edition))[0]
    await review.decide(slack_desk.room, editor=ANNA, kind="approve", story_id=first.id, draft_number=1, via="button")
    assert await read_reactions(slack_desk.room, edition.id) == 0
    assert (await slack_desk.stories(edition))[0].stage is StoryStage.APPROVED


async def test_a_reminder_names_what_is_open_once(slack_desk: Desk) -> None:
    edition = await slack_desk.edition()
    assert await remind(slack_desk.room, edition.id, 48)
    assert not await remind(slack_desk.room, edition.id, 48)
    await sweep(slack_desk.room)
    bodies = [body for d, _, body in slack_desk.slack.messages.values() if d.purpose == "reminder"]
    assert bodies == ["open: 0 of 3 stories are approved. The headline and the intro wait for an approval."]
