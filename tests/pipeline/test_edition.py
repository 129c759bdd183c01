"""An edition as a whole: opened once, given up in time, and worded by its editors."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.edition import Edition, EditionText
from bot.domain.editorial import EditionAction, EditionStage, StoryStage
from bot.domain.errors import BadInput, Conflict, IllegalMove, NotAllowed, NotConfigured
from bot.domain.story import Score, Story
from bot.pipeline import edition as editions
from bot.pipeline.heading import headline, theme
from tests.pipeline.conftest import ANNA, BEN, READER, Desk, paper

pytestmark = pytest.mark.anyio


async def test_an_edition_is_opened_once_for_a_period(desk: Desk) -> None:
    first = await editions.open_edition(desk.room, desk.team)
    again = await editions.open_edition(desk.room, desk.team)
    assert first.id == again.id
    assert first.period == "2021-07"


async def test_a_cadence_that_never_fires_opens_nothing(desk: Desk) -> None:
    with pytest.raises(NotConfigured, match="never fires"):
        await editions.open_edition(desk.room, replace(desk.team, publish="never"))


@pytest.mark.parametrize("gathered", [False, True])
async def test_an_edition_can_be_given_up_from_its_first_day(desk: Desk, *, gathered: bool) -> None:
    edition = await desk.edition() if gathered else await editions.open_edition(desk.room, desk.team)
    with pytest.raises(NotAllowed):
        await editions.cancel(desk.room, editor=READER, edition_id=edition.id)
    given_up = await editions.cancel(desk.room, editor=ANNA, edition_id=edition.id)
    assert given_up.stage is EditionStage.CANCELLED
    with pytest.raises(IllegalMove):
        await editions.cancel(desk.room, editor=ANNA, edition_id=edition.id)


async def test_new_words_of_its_own_wait_for_an_approval_again(desk: Desk) -> None:
    edition = await desk.edition()
    await editions.approve_text(desk.room, editor=ANNA, edition_id=edition.id, number=1)
    edition = await editions.add_news(desk.room, editor=BEN, edition_id=edition.id, item="A workshop opens.")
    assert edition.text is not None
    assert (edition.text.number, edition.text.news, edition.text_approved) == (2, ("A workshop opens.",), False)
    with pytest.raises(Conflict, match="changed since"):
        await editions.approve_text(desk.room, editor=ANNA, edition_id=edition.id, number=1)


async def test_news_before_there_is_a_headline_are_refused(desk: Desk) -> None:
    edition = await editions.open_edition(desk.room, desk.team)
    assert edition.text is None
    with pytest.raises(BadInput, match="headline"):
        await editions.add_news(desk.room, editor=BEN, edition_id=edition.id, item="A workshop opens.")


async def test_lines_of_news_are_tidied_and_empty_ones_left_out(desk: Desk) -> None:
    edition = await desk.edition()
    on: dict[str, Any] = {"editor": BEN, "edition_id": edition.id}
    told = await editions.edit_text(desk.room, headline="H" * 300, intro="I" * 5_000, news=[" A \n b. ", " "], **on)
    assert told.text is not None
    assert (len(told.text.headline), len(told.text.intro), told.text.news) == (200, 4_000, ("A b.",))
    kept = await editions.edit_text(desk.room, headline="H", intro="", **on)
    assert kept.text is not None
    assert kept.text.news == ("A b.",), "who says nothing of the news keeps them"
    none = await editions.edit_text(desk.room, headline="H", intro="", news=[], **on)
    assert none.text is not None
    assert none.text.news == ()


async def test_a_held_edition_that_is_extended_is_in_review_again_and_its_revision_grows_by_one(desk: Desk) -> None:
    edition = await desk.edition()
    desk.clock.moment = edition.publish_at
    held = await editions.meet_deadline(desk.room, edition.id)
    assert held.stage is EditionStage.HELD
    longer = await editions.extend(desk.room, editor=ANNA, edition_id=edition.id)
    assert (longer.stage, longer.revision) == (EditionStage.IN_REVIEW, held.revision + 1)
    assert (await editions.meet_deadline(desk.room, edition.id)).stage is EditionStage.IN_REVIEW


async def test_words_without_a_headline_are_refused(desk: Desk) -> None:
    edition = await desk.edition()
    with pytest.raises(BadInput, match="headline"):
        await editions.edit_text(desk.room, editor=ANNA, edition_id=edition.id, headline="  ", intro="x")


async def test_an_extension_into_the_past_is_refused(desk: Desk) -> None:
    edition = await desk.edition()
    with pytest.raises(BadInput, match="has passed"):
        await editions.extend(
            desk.room, editor=ANNA, edition_id=edition.id, until=desk.clock.now() - timedelta(minutes=1)
        )


async def test_calling_an_edition_with_nothing_approved_is_refused(desk: Desk) -> None:
    edition = await desk.edition()
    with pytest.raises(Conflict, match="approve at least one"):
        await editions.call(desk.room, editor=ANNA, edition_id=edition.id)


def test_a_headline_takes_the_names_that_papers_give_themselves() -> None:
    titled = [
        paper(1, title="LoRA: Low-Rank Adaptation of Models"),
        paper(2, title="A long title that says no name at all"),
    ]
    assert headline("2021-06", titled) == "June 2021: LoRA and more"
    assert headline("2021-06", titled[1:]) == "June 2021: papers worth reading"
    assert theme("GPT Understands, Too") == "GPT Understands, Too"


async def _there(desk: Desk) -> tuple[Edition, list[Story]]:
    edition = await desk.edition()
    return edition, await desk.stories(edition)


async def test_stories_stand_in_order_and_no_more_are_chosen_than_fit(desk: Desk) -> None:
    def story(number: int, stage: StoryStage, place: int, **changes: Any) -> Story:
        return replace(Story(number, 1, paper(number).ref, stage, place, Score(0.0, ())), **changes)

    team = replace(desk.team, size=2)
    stories = [
        story(1, StoryStage.APPROVED, 3),
        story(2, StoryStage.APPROVED, 1),
        story(3, StoryStage.APPROVED, 9, keep=True),
        story(4, StoryStage.IN_REVIEW, 2),
        story(5, StoryStage.PROPOSED, 4),
        story(6, StoryStage.PROPOSED, 5, nominated_by="Ben"),
        story(7, StoryStage.DROPPED, 6),
    ]
    assert [each.id for each in editions.running_order(stories)] == [3, 2, 4, 1, 5, 6, 7]
    assert [each.id for each in editions.chosen(team, stories)] == [3, 2]
    assert [each.id for each in editions.wanted(team, stories)] == [6], "a nomination is drafted whatever there is"
    assert [each.id for each in editions.wanted(replace(team, size=6), stories)] == [6, 5]
    assert [each.id for each in editions.wanted(replace(team, size=5), stories)] == [6]


async def test_an_edition_tells_what_it_lacks(desk: Desk) -> None:
    edition, stories = await _there(desk)
    edition = replace(edition, text=EditionText(1, "H", "I"))
    approved = replace(edition, text=EditionText(1, "H", "I", approved_by=("Anna",)))
    done = [replace(story, stage=StoryStage.APPROVED) for story in stories[:3]]
    text = "The headline and the intro wait for an approval."
    assert editions.missing(desk.team, edition, done) == (text,)
    assert editions.missing(desk.team, approved, done[:1]) == ("1 of 3 stories are approved.",)
    called = replace(approved, called_by="Anna")
    assert editions.missing(desk.team, called, done[:1]) == ()
    assert editions.missing(desk.team, called, []) == ("No story is approved.",)
    held = replace(approved, stage=EditionStage.HELD)
    assert editions.missing(desk.team, held, done) == (
        "The deadline has passed: extend it, approve more, or publish what is approved.",
    )
    assert editions.missing(desk.team, replace(edition, stage=EditionStage.PUBLISHED), []) == ()
    assert [editions.enough(desk.team, *each) for each in (
        (approved, done), (edition, done), (approved, done[:2]), (called, done[:1]), (called, []),
    )] == [True, False, False, True, False]  # fmt: skip


async def test_at_the_deadline_the_teams_policy_decides(desk: Desk) -> None:
    edition, stories = await _there(desk)
    assert (await editions.meet_deadline(desk.room, edition.id)).stage is EditionStage.IN_REVIEW, "it is not yet time"
    desk.clock.moment = edition.publish_at
    async with desk.room.store.begin() as books:
        await books.teams.save(replace(desk.team, on_deadline="publish_approved", minimum=2))
        text = EditionText(9, "H", "I", approved_by=("Anna",))
        now = await books.editions.get(edition.id)
        await books.editions.save(replace(now, text=text, revision=now.revision + 1))
    for count, stage in ((1, EditionStage.HELD), (2, EditionStage.READY)):
        story = stories[count - 1]
        async with desk.room.store.begin() as books:
            await books.editions.save_story(replace(story, stage=StoryStage.APPROVED, revision=story.revision + 1))
            now = await books.editions.get(edition.id)
            if now.stage is EditionStage.HELD:
                await books.editions.save(now.moved(EditionAction.EXTEND))
        met = await editions.meet_deadline(desk.room, edition.id)
        assert met.stage is stage, count
    assert met.called_by == "the deadline"
