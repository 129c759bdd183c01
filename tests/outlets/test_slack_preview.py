"""Pictures of a card and of an edition in Slack, from what was really posted; drawn by a preview of our own.

PAPERDESK_TEST_SCREENSHOTS=1 writes them to docs/images.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.domain.editorial import StoryStage
from bot.pipeline import edition as editions
from bot.pipeline import review
from bot.pipeline.publish import sweep
from tests.factories import EDITOR
from tests.outlets.slack_desk import slack_room
from tests.outlets.slack_preview import page as preview

if TYPE_CHECKING:
    from playwright.async_api import Browser

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
NOTE = "A preview drawn by Paperdesk from the real message; the papers are made up."


async def drawn(browser: Browser, text: str, name: str) -> str:
    """What the page says, and its picture where one is wanted."""
    context = await browser.new_context(viewport={"width": 730, "height": 400}, device_scale_factor=1.5)
    sheet = await context.new_page()
    await sheet.set_content(text)
    if os.environ.get("PAPERDESK_TEST_SCREENSHOTS"):
        await sheet.screenshot(path=IMAGES / f"{name}.png", full_page=True)
    said: str = await sheet.inner_text("main")
    await context.close()
    return said


async def test_a_card_is_drawn_as_it_was_posted(tmp_path: Path, browser: Browser) -> None:
    async with slack_room(tmp_path) as slack:
        await slack.staffed.work()
        await sweep(slack.room)
        card = (await slack.cards())[0]
        message = slack.server.messages["CDESK", card.message_id or ""]
        message["reactions"][0]["users"].append("U01")
        await slack.react(card, "white_check_mark")
        said = await drawn(browser, preview(NOTE, [message]), "slack-card")
    assert "Made-Up Prompts: A Study of Prompt tuning" in said
    assert "h-index 41" in said
    assert "approved" in said
    assert "*" not in said.replace("*prompt tuning*", "")  # the ranking's own stars
    assert "<" not in said


async def test_an_edition_is_drawn_as_it_was_posted(tmp_path: Path, browser: Browser) -> None:
    async with slack_room(tmp_path, desk=None) as slack:
        for story in await slack.staffed.stories():
            if story.stage is StoryStage.IN_REVIEW:
                await review.decide(
                    slack.room, editor=EDITOR, kind="approve", story_id=story.id, draft_number=1, via="web"
                )
        edition = slack.staffed.edition
        await editions.approve_text(slack.room, editor=EDITOR, edition_id=edition.id, number=1)
        await editions.publish_now(slack.room, editor=EDITOR, edition_id=edition.id)
        await slack.staffed.work()
        lead, *thread = slack.server.messages.values()
        said = await drawn(browser, preview(NOTE, [lead], thread[:2]), "slack-post")
    assert "Invented prompts, cardboard transformers and more" in said
    assert "Key insights" in said
    assert "*" not in said
    assert "<" not in said
