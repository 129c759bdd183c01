"""Cards: one draft each, refreshed from rows; reminders, and what else the editors are told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.editorial import EditionStage, StoryStage
from bot.domain.team import Place
from bot.pipeline import edition as editions
from bot.pipeline import review
from bot.pipeline.cards import keep_asking, read_reactions, refresh, remind, tell
from bot.pipeline.draft import draft
from bot.pipeline.publish import sweep
from bot.pipeline.run import advance
from tests.pipeline.conftest import ANNA, BEN, Desk, Stubborn, before_the_editors, messages

pytestmark = pytest.mark.anyio


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


async def test_a_card_that_cannot_be_refreshed_stops_no_other_and_is_tried_again(
    slack_desk: Desk, stubborn: Stubborn
) -> None:
    edition, live, cards = await before_the_editors(slack_desk)
    await refresh(slack_desk.room, edition.id)
    for story in live[:2]:
        await review.decide(slack_desk.room, editor=BEN, kind="approve", story_id=story.id, draft_number=1, via="web")
    stubborn.shut = {cards[0]}
    stubborn.refreshed.clear()
    assert await refresh(slack_desk.room, edition.id) == 2, "the second card and the summary"
    assert {message for message, _ in stubborn.refreshed} == {
        cards[1],
        messages(slack_desk)[f"edition:{edition.id}:desk"],
    }
    stubborn.shut = set()
    stubborn.refreshed.clear()
    assert await refresh(slack_desk.room, edition.id) == 1
    assert stubborn.refreshed == [(cards[0], f"card {live[0].id} draft 1 approved")]


async def test_without_a_desk_of_messages_nothing_is_owed_refreshed_read_or_told(desk: Desk) -> None:
    edition = await desk.edition()
    assert edition.stage is EditionStage.IN_REVIEW
    nowhere = replace(desk.team, desk=Place("slack", "T1", "DESK"))
    for team, room in ((desk.team, desk.room), (nowhere, replace(desk.room, desks={}))):
        async with room.store.begin() as books:
            await books.teams.save(team)
        await keep_asking(room, edition.id)
        assert await refresh(room, edition.id) == 0
        assert await read_reactions(room, edition.id) == 0
        assert await remind(room, edition.id, 48) is False
        assert await tell(room, edition.id, "mark", "Something.") is False
        async with room.store.begin() as books:
            assert await books.outbox.cards(edition.id) == []


async def test_each_reminder_is_for_its_hours_and_its_deadline(slack_desk: Desk) -> None:
    edition = await slack_desk.edition()
    assert await remind(slack_desk.room, edition.id, 48)
    assert await remind(slack_desk.room, edition.id, 24)
    assert not await remind(slack_desk.room, edition.id, 24)
    await editions.extend(slack_desk.room, editor=ANNA, edition_id=edition.id)
    assert await remind(slack_desk.room, edition.id, 24), "of another deadline"


async def test_a_message_to_the_editors_leads_with_its_sentence_and_is_told_once_a_mark(slack_desk: Desk) -> None:
    edition = await slack_desk.edition()
    assert await tell(slack_desk.room, edition.id, "away:arxiv", "arXiv is away.")
    assert not await tell(slack_desk.room, edition.id, "away:arxiv", "arXiv is still away.")
    assert await tell(slack_desk.room, edition.id, "away:other", "Another is away.")
    await sweep(slack_desk.room)
    told = [(d.place, body) for d, _, body in slack_desk.slack.messages.values() if d.purpose == "reminder"]
    rest = "0 of 3 stories are approved. The headline and the intro wait for an approval."
    assert told == [
        (slack_desk.team.desk, f"open: arXiv is away. {rest}"),
        (slack_desk.team.desk, f"open: Another is away. {rest}"),
    ]
