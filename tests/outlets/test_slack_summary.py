"""The summary's buttons in Slack: an edition's words, its time, and what a click by the wrong person says."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.edition import Edition
from bot.domain.editorial import EditionStage, StoryStage
from bot.pipeline.publish import sweep
from tests.outlets.slack_desk import SlackRoom, slack_room

pytestmark = pytest.mark.anyio


@pytest.fixture
async def slack(tmp_path: Path) -> AsyncIterator[SlackRoom]:
    async with slack_room(tmp_path) as made:
        await made.staffed.work()
        await sweep(made.room)
        yield made


async def edition(slack: SlackRoom) -> Edition:
    async with slack.room.store.begin(reading=True) as books:
        return await books.editions.get(slack.staffed.edition.id)


async def test_headline_and_intro_are_written_in_a_window_and_approved_with_a_button(slack: SlackRoom) -> None:
    number = slack.staffed.edition.id
    await slack.click("text_edit", str(number))
    (window,) = slack.server.asked("views.open")
    assert "Invented prompts, cardboard transformers" in json.dumps(window["view"])
    fields = {"headline": "Kettles, at last", "intro": "A short list.", "news": "A talk\n\nA town"}
    assert not (await slack.submit("text", str(number), fields)).body
    text = (await edition(slack)).text
    assert text is not None
    assert (text.headline, text.intro, text.news, text.by) == (
        "Kettles, at last", "A short list.", ("A talk", "A town"), "Editor One",
    )  # fmt: skip
    assert "changed since" in (await slack.click("text_approve", f"{number}:{text.number - 1}"))["text"]
    assert "approved" in (await slack.click("text_approve", f"{number}:{text.number}"))["text"]
    assert ((await edition(slack)).text or text).approved_by == ("Editor One",)


async def test_an_empty_headline_stays_in_the_window_with_a_sentence(slack: SlackRoom) -> None:
    answer = await slack.submit("text", str(slack.staffed.edition.id), {"headline": " ", "intro": "", "news": ""})
    assert "An edition needs a headline." in str(answer.body)
    stranger = await slack.submit(
        "text", str(slack.staffed.edition.id), {"headline": "H", "intro": "", "news": ""}, user="U99"
    )
    assert "Only editors of nlp decide" in str(stranger.body)
    assert "Kettles" not in str((await edition(slack)).text)


async def test_an_edition_gets_more_time_is_called_and_goes_out_by_its_buttons(slack: SlackRoom) -> None:
    number = slack.staffed.edition.id
    assert "Only editors" in (await slack.click("edition_extend", str(number), user="U99"))["text"]
    assert "days from now" in (await slack.click("edition_extend", str(number)))["text"]
    assert "approve at least one" in (await slack.click("edition_call", str(number)))["text"]
    assert "Not yet: 0 of 3 stories" in (await slack.click("edition_now", str(number)))["text"]
    card = (await slack.cards())[0]
    await slack.react(card, "white_check_mark")
    await slack.click("text_approve", f"{number}:1")
    assert "it goes out at its time" in (await slack.click("edition_call", str(number)))["text"]
    assert (await edition(slack)).stage is EditionStage.READY
    assert "goes out now" in (await slack.click("edition_now", str(number)))["text"]
    assert (await edition(slack)).publish_now


async def test_what_was_held_back_is_shown_in_a_window_to_editors_alone(slack: SlackRoom) -> None:
    number = str(slack.staffed.edition.id)
    assert "Only editors" in (await slack.click("edition_held", number, user="U99"))["text"]
    await slack.click("edition_held", number)
    (window,) = slack.server.asked("views.open")
    assert "Made-Up Prompts, Again" in json.dumps(window["view"])


async def test_a_language_that_has_no_translation_is_said_so(slack: SlackRoom) -> None:
    said = (await slack.click("language_read", f"{slack.staffed.edition.id}:zh"))["text"]
    assert "no translation into zh" in said
    forged = await slack.submit("language", "nonsense", {})
    assert "update" in str(forged.body)
    assert (await edition(slack)).stage is EditionStage.IN_REVIEW


async def test_a_story_is_moved_restored_and_looked_into_by_its_buttons(slack: SlackRoom) -> None:
    card = (await slack.cards())[0]
    value = f"{card.story_id}:{card.draft_number}"

    async def story() -> tuple[int, StoryStage]:
        async with slack.room.store.begin(reading=True) as books:
            found = await books.editions.story(card.story_id)
        return found.place, found.stage

    before, _ = await story()
    assert "Now at place" in (await slack.click("story_down", value))["text"]
    assert (await story())[0] == before + 1
    await slack.click("story_up", value)
    assert (await story())[0] == before
    await slack.react(card, "x", event="E9")
    assert (await story())[1] is StoryStage.DROPPED
    assert "It is back" in (await slack.click("story_restore", value))["text"]
    assert (await story())[1] is StoryStage.IN_REVIEW
    assert "Nobody has looked at" in json.dumps(await slack.click("story_sources", value))
    assert "Only editors" in (await slack.click("story_sources", value, user="U99"))["text"]
