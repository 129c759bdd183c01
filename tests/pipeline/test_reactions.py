"""Reactions that no event told us about are read off the cards, and taken back when they are gone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.editorial import StoryStage
from bot.pipeline import edition as editions
from bot.pipeline import review
from bot.pipeline.cards import keep_asking, read_reactions
from bot.pipeline.draft import draft
from bot.pipeline.publish import sweep
from tests.pipeline.conftest import ANNA, BEN, Desk, Stubborn, before_the_editors, messages

pytestmark = pytest.mark.anyio


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


async def test_a_card_whose_reactions_cannot_be_read_stops_no_other(slack_desk: Desk, stubborn: Stubborn) -> None:
    edition, live, cards = await before_the_editors(slack_desk)
    stubborn.standing = dict.fromkeys(cards, (("U1", "approve"),))
    stubborn.shut = {cards[0]}
    assert await read_reactions(slack_desk.room, edition.id) == len(live) - 1
    stages = [s.stage for s in await slack_desk.stories(edition) if s.id in {story.id for story in live}]
    assert stages == [StoryStage.IN_REVIEW, *[StoryStage.APPROVED] * (len(live) - 1)]


async def test_every_sign_of_every_editor_is_counted_and_only_what_is_gone_is_taken_back(slack_desk: Desk) -> None:
    async with slack_desk.room.store.begin() as books:
        ben = replace(BEN, slack="U2")
        slack_desk.team = replace(slack_desk.team, editors=(ANNA, ben))
        await books.teams.save(slack_desk.team)
    edition, live, cards = await before_the_editors(slack_desk)
    slack_desk.slack.standing[cards[0]] = (("U1", "keep"), ("U2", "approve"), ("U1", "approve"))
    assert await read_reactions(slack_desk.room, edition.id) == 3
    slack_desk.slack.standing[cards[0]] = (("U2", "approve"),)
    assert await read_reactions(slack_desk.room, edition.id) == 2
    story = next(s for s in await slack_desk.stories(edition) if s.id == live[0].id)
    assert [(vote.person, vote.kind, vote.via) for vote in story.votes] == [("Ben", "approve", "reaction")]
    async with slack_desk.room.store.begin() as books:
        await books.teams.save(replace(slack_desk.team, editors=(ANNA,)))
    slack_desk.slack.standing[cards[0]] = ()
    assert await read_reactions(slack_desk.room, edition.id) == 0, "who edits no more takes nothing back"


async def test_a_reaction_on_words_that_were_replaced_counts_for_nothing(slack_desk: Desk) -> None:
    edition, live, cards = await before_the_editors(slack_desk)
    await review.rewrite(
        slack_desk.room, editor=ANNA, story_id=live[0].id, draft_number=1, instruction="shorter", via="button"
    )
    await draft(slack_desk.room, live[0].id)
    slack_desk.slack.standing[cards[0]] = (("U1", "approve"),)
    assert await read_reactions(slack_desk.room, edition.id) == 0


async def test_a_sign_does_not_approve_what_is_not_verified(slack_desk: Desk) -> None:
    edition, live, cards = await before_the_editors(slack_desk)
    async with slack_desk.room.store.begin() as books:
        draft = live[0].draft
        assert draft is not None
        doubted = replace(draft, number=2, why=(replace(draft.claims[0], verdict="unverified"),))
        await books.editions.add_draft(live[0].id, doubted)
        await books.editions.save_story(replace(live[0], draft=doubted, revision=live[0].revision + 1))
    await keep_asking(slack_desk.room, edition.id)
    await sweep(slack_desk.room)
    card = messages(slack_desk)[f"story:{live[0].id}:draft:2"]
    slack_desk.slack.standing = {card: (("U1", "approve"),), cards[1]: (("U1", "approve"),)}
    assert await read_reactions(slack_desk.room, edition.id) == 1
    approved = [s.id for s in await slack_desk.stories(edition) if s.stage is StoryStage.APPROVED]
    assert approved == [live[1].id]


async def test_a_closed_edition_reads_no_reactions_and_reminds_nobody(slack_desk: Desk) -> None:
    edition, _, cards = await before_the_editors(slack_desk)
    slack_desk.slack.standing[cards[0]] = (("U1", "approve"),)
    await editions.cancel(slack_desk.room, editor=ANNA, edition_id=edition.id)
    assert await read_reactions(slack_desk.room, edition.id) == 0
