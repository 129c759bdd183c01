"""Editors decide: once each, on the words they saw, and only they."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.editorial import EditionStage, StoryStage
from bot.domain.errors import BadInput, Conflict, NotAllowed, StaleDraft
from bot.domain.story import Claim, Story, Via, VoteKind
from bot.domain.team import Person
from bot.pipeline import edition as editions
from bot.pipeline import review
from bot.pipeline.draft import draft
from bot.pipeline.run import advance
from bot.ports import Written
from tests.pipeline.conftest import ANNA, BEN, READER, Desk

pytestmark = pytest.mark.anyio


async def say(
    desk: Desk,
    story: Story,
    kind: VoteKind,
    who: Person = ANNA,
    *,
    via: Via = "web",
    number: int | None = None,
    event: str | None = None,
    anyway: bool = False,
) -> review.Outcome:
    return await review.decide(
        desk.room,
        editor=who,
        kind=kind,
        story_id=story.id,
        draft_number=story.draft_number if number is None else number,
        via=via,
        event_id=event,
        anyway=anyway,
    )


async def test_an_approval_moves_a_story_and_says_so(desk: Desk) -> None:
    first, *_ = await desk.stories(await desk.edition())
    outcome = await say(desk, first, "approve")
    assert (outcome.said, outcome.story.stage) == ("Approved.", StoryStage.APPROVED)
    assert outcome.story.revision == first.revision + 1


async def test_a_reader_decides_nothing_and_leaves_no_trace(desk: Desk) -> None:
    edition = await desk.edition()
    first, *_ = await desk.stories(edition)
    with pytest.raises(NotAllowed, match="Only editors"):
        await say(desk, first, "approve", READER)
    assert (await desk.stories(edition))[0] == first


async def test_an_approval_of_old_words_does_not_approve_new_ones(desk: Desk) -> None:
    edition = await desk.edition()
    first, *_ = await desk.stories(edition)
    await say(desk, first, "redraft", BEN)
    second = await draft(desk.room, first.id)
    assert second.draft_number == 2
    with pytest.raises(StaleDraft, match="Draft 1 has been replaced by draft 2"):
        await say(desk, first, "approve")
    assert (await desk.stories(edition))[0].stage is StoryStage.IN_REVIEW


async def test_an_edit_voids_the_approval_of_what_was_there(desk: Desk) -> None:
    edition = await desk.edition()
    first, *_ = await desk.stories(edition)
    await say(desk, first, "approve")
    words = {"why": ["A sober step."], "insights": ["We propose to train 1 vectors only"]}
    outcome = await review.edit(desk.room, editor=BEN, story_id=first.id, draft_number=1, via="web", **words)
    assert (outcome.story.stage, outcome.story.draft_number) == (StoryStage.IN_REVIEW, 2)
    assert outcome.story.draft is not None
    assert outcome.story.draft.by == "Ben"
    assert not outcome.story.votes_for("approve")


async def test_an_edit_without_words_is_refused(desk: Desk) -> None:
    first, *_ = await desk.stories(await desk.edition())
    with pytest.raises(BadInput, match="at least one sentence"):
        await review.edit(desk.room, editor=BEN, story_id=first.id, draft_number=1, why=[" "], insights=[], via="web")


async def test_a_quorum_counts_people_and_not_accounts(desk: Desk) -> None:
    desk.team = replace(desk.team, approvals_needed=2)
    first, *_ = await desk.stories(await desk.edition())
    await say(desk, first, "approve", ANNA, via="reaction")
    twice = await say(desk, first, "approve", ANNA, via="web")
    assert (twice.said, twice.story.stage) == ("Noted: 1 of 2 approvals.", StoryStage.IN_REVIEW)
    assert (await say(desk, first, "approve", BEN)).story.stage is StoryStage.APPROVED


async def test_the_same_event_twice_counts_once(desk: Desk) -> None:
    first, *_ = await desk.stories(await desk.edition())
    assert (await say(desk, first, "approve", via="reaction", event="Ev1")).counted
    again = await say(desk, first, "approve", via="reaction", event="Ev1")
    assert (again.counted, again.said) == (False, "That was counted already.")


async def test_any_drop_is_a_veto_and_the_next_candidate_comes_up(desk: Desk) -> None:
    edition = await desk.edition()
    stories = await desk.stories(edition)
    assert [s.stage for s in stories].count(StoryStage.IN_REVIEW) == desk.team.size
    await say(desk, stories[0], "drop")
    await advance(desk.room, edition.id)
    after = await desk.stories(edition)
    assert after[0].stage is StoryStage.DROPPED
    assert [s.stage for s in after].count(StoryStage.IN_REVIEW) == desk.team.size


async def test_without_a_veto_a_drop_needs_the_majority(desk: Desk) -> None:
    desk.team = replace(desk.team, veto=False)
    first, *_ = await desk.stories(await desk.edition())
    await say(desk, first, "approve", ANNA)
    assert (await say(desk, first, "drop", BEN)).story.stage is StoryStage.APPROVED


async def test_a_removed_reaction_takes_back_only_that_vote(desk: Desk) -> None:
    edition = await desk.edition()
    first, *_ = await desk.stories(edition)
    await say(desk, first, "approve", ANNA, via="reaction")
    await say(desk, first, "approve", ANNA, via="button")

    async def take_back(via: Via) -> Story:
        outcome = await review.withdraw(
            desk.room, editor=ANNA, kind="approve", story_id=first.id, draft_number=1, via=via
        )
        return outcome.story

    assert (await take_back("reaction")).stage is StoryStage.APPROVED
    assert (await take_back("button")).stage is StoryStage.IN_REVIEW


async def test_a_removed_drop_restores_what_it_dropped(desk: Desk) -> None:
    first, *_ = await desk.stories(await desk.edition())
    await say(desk, first, "approve", BEN)
    await say(desk, first, "drop", ANNA, via="reaction")
    outcome = await review.withdraw(
        desk.room, editor=ANNA, kind="drop", story_id=first.id, draft_number=1, via="reaction"
    )
    assert outcome.story.stage is StoryStage.APPROVED


async def test_a_story_brought_back_can_be_dropped_again_by_the_same_editor(desk: Desk) -> None:
    first, *_ = await desk.stories(await desk.edition())
    await say(desk, first, "drop", ANNA)
    back = await review.restore(desk.room, editor=BEN, story_id=first.id, via="web")
    assert (back.story.stage, back.story.votes) == (StoryStage.IN_REVIEW, ())
    again = await say(desk, first, "drop", ANNA)
    assert (again.counted, again.story.stage) == (True, StoryStage.DROPPED)


async def test_a_story_whose_approval_went_while_it_was_dropped_comes_back_to_review(desk: Desk) -> None:
    first, *_ = await desk.stories(await desk.edition())
    await say(desk, first, "approve", BEN)
    await say(desk, first, "drop", ANNA)
    await review.withdraw(desk.room, editor=BEN, kind="approve", story_id=first.id, draft_number=1, via="web")
    outcome = await review.restore(desk.room, editor=ANNA, story_id=first.id, via="web")
    assert outcome.story.stage is StoryStage.IN_REVIEW


async def test_unverified_claims_block_one_click_and_an_overrule_names_the_editor(desk: Desk) -> None:
    invented = Written((Claim("fact", "It wins 99 % everywhere.", quote="It wins 99 % everywhere."),), (), by="fake")
    sound = Claim(
        "fact", "Tuning large models is costly in setting 1.", quote="Tuning large models is costly in setting 1."
    )
    mixed = replace(invented, insights=(sound,))
    desk.writer.answers = [mixed, mixed, mixed, mixed, mixed, mixed]
    first, *_ = await desk.stories(await desk.edition())
    assert first.draft is not None
    assert first.draft.unverified
    blocked = await say(desk, first, "approve")
    assert not blocked.counted
    assert "not verified" in blocked.said
    outcome = await say(desk, first, "approve", anyway=True)
    assert (outcome.story.stage, outcome.story.overruled_by) == (StoryStage.APPROVED, "Anna")


async def test_enough_approvals_make_the_edition_ready_and_one_less_takes_it_back(desk: Desk) -> None:
    edition = await desk.edition()
    live = [s for s in await desk.stories(edition) if s.stage is StoryStage.IN_REVIEW]
    for story in live:
        await say(desk, story, "approve")
    assert (await desk.again(edition)).stage is EditionStage.IN_REVIEW  # its own text is not approved yet
    await editions.approve_text(desk.room, editor=ANNA, edition_id=edition.id, number=1)
    assert (await desk.again(edition)).stage is EditionStage.READY
    await review.withdraw(desk.room, editor=ANNA, kind="approve", story_id=live[0].id, draft_number=1, via="web")
    assert (await desk.again(edition)).stage is EditionStage.IN_REVIEW


async def test_after_publishing_has_begun_nothing_is_decided(desk: Desk) -> None:
    edition = await desk.edition()
    first, *_ = await desk.stories(edition)
    await say(desk, first, "approve")
    await editions.approve_text(desk.room, editor=ANNA, edition_id=edition.id, number=1)
    await editions.call(desk.room, editor=ANNA, edition_id=edition.id)
    await editions.publish_now(desk.room, editor=ANNA, edition_id=edition.id)
    assert (await advance(desk.room, edition.id)).stage is EditionStage.PUBLISHED
    with pytest.raises(Conflict, match="takes no more decisions"):
        await say(desk, first, "drop")


async def test_a_story_moved_up_stands_where_the_editor_put_it(desk: Desk) -> None:
    edition = await desk.edition()
    stories = await desk.stories(edition)
    await review.reorder(desk.room, editor=ANNA, story_id=stories[2].id, place=1, via="web")
    assert [s.id for s in editions.running_order(await desk.stories(edition))][:3] == [
        stories[2].id,
        stories[0].id,
        stories[1].id,
    ]


async def test_a_story_kept_at_the_top_leads_the_running_order(desk: Desk) -> None:
    edition = await desk.edition()
    stories = await desk.stories(edition)
    await say(desk, stories[1], "keep")
    face = await review.desk(desk.room, edition.id)
    assert face.cards[0].story.id == stories[1].id
    assert face.missing[0] == "0 of 3 stories are approved."


async def test_a_redraft_of_an_approved_story_takes_a_ready_edition_back_to_review(desk: Desk) -> None:
    edition = await desk.edition()
    live = [s for s in await desk.stories(edition) if s.stage is StoryStage.IN_REVIEW]
    for story in live:
        await say(desk, story, "approve")
    await editions.approve_text(desk.room, editor=ANNA, edition_id=edition.id, number=1)
    await say(desk, live[0], "redraft", BEN)
    assert (await desk.again(edition)).stage is EditionStage.READY  # the old draft stands until there is a new one
    assert (await advance(desk.room, edition.id)).stage is EditionStage.IN_REVIEW
    assert (await desk.stories(edition))[0].draft_number == 2
