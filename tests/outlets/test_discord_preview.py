"""Pictures of a card and of an edition in Discord, from what was really posted; drawn by a preview of our own.

PAPERDESK_TEST_SCREENSHOTS=1 writes them to docs/images.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain.editorial import StoryStage
from bot.pipeline import review
from bot.pipeline.cards import refresh
from tests.factories import EDITOR
from tests.outlets.discord_house import House, housed
from tests.outlets.discord_preview import page as preview
from tests.outlets.discord_server import DESK, NEWS

if TYPE_CHECKING:
    from playwright.async_api import Browser

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
NOTE = "A preview drawn by Paperdesk from the real message; the papers are made up."


def signed(house: House, message: dict[str, Any]) -> dict[str, Any]:
    signs = house.server.reactions.get(message["id"], {})
    return {**message, "signs": [(sign, len(users)) for sign, users in signs.items()]}


async def drawn(browser: Browser, text: str, name: str) -> str:
    """What the page says, and its picture where one is wanted."""
    context = await browser.new_context(viewport={"width": 720, "height": 400}, device_scale_factor=1.5)
    sheet = await context.new_page()
    await sheet.set_content(text)
    if os.environ.get("PAPERDESK_TEST_SCREENSHOTS"):
        await sheet.screenshot(path=IMAGES / f"{name}.png", full_page=True)
    said: str = await sheet.inner_text("main")
    await context.close()
    return said


async def test_a_card_is_drawn_as_it_was_posted(tmp_path: Path, browser: Browser) -> None:
    async with housed(tmp_path) as house:
        await house.put_up()
        story = await house.story()
        card = str((await house.cards())[story.id].message_id)
        house.server.set_reaction("11", card, "✅")
        await review.decide(
            house.news.room, editor=EDITOR, kind="approve", story_id=story.id, draft_number=1, via="reaction"
        )
        await refresh(house.news.room, house.news.edition.id)
        assert (await house.story()).stage is StoryStage.APPROVED
        said = await drawn(browser, preview(NOTE, [signed(house, house.server.messages[DESK][card])]), "discord-card")
    assert "1. Made-Up Prompts: A Study of Prompt tuning" in said
    assert "Approve" in said
    assert "\\" not in said
    assert "**" not in said


async def test_an_edition_is_drawn_as_it_was_posted(tmp_path: Path, browser: Browser) -> None:
    async with housed(tmp_path) as house:
        await house.approve_all()
        await house.news.work()
        lead = house.server.in_channel(NEWS)[0]
        thread = house.server.in_channel(lead["id"])
        name = house.server.channels[lead["id"]].name
        said = await drawn(browser, preview(NOTE, [lead], thread[:2], name), "discord-post")
    assert "Invented prompts, cardboard transformers and more" in said
    assert "Key insights" in said
    assert "\\" not in said
    assert "**" not in said
