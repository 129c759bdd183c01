"""A language version is read and approved at every desk, and only what was read counts as approved."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.domain.editorial import StoryStage
from bot.domain.team import Place
from bot.pipeline import edition as editions
from bot.pipeline import review
from bot.pipeline.cards import refresh
from bot.pipeline.languages import translation
from bot.pipeline.publish import sweep
from tests.factories import EDITOR
from tests.fakes import FakeTranslator
from tests.newsrooms import Staffed, staffed
from tests.outlets.discord_house import ONE, House, buttons, housed, listening, said_to, words
from tests.outlets.discord_server import DESK, GUILD, NEWS
from tests.outlets.slack_desk import NEWS as SLACK_NEWS
from tests.outlets.slack_desk import SlackRoom, slack_room
from tests.outlets.test_web import DESK as HERE
from tests.outlets.test_web import browser, worded

pytestmark = pytest.mark.anyio

CHINESE = Place("web", channel="archive", language="zh")


async def ready(staff: Staffed) -> None:
    """Every word approved in English, and translated."""
    staff.room = replace(staff.room, translator=FakeTranslator())
    for story in await staff.stories():
        if story.stage is StoryStage.IN_REVIEW:
            await review.decide(
                staff.room, editor=EDITOR, kind="approve", story_id=story.id, draft_number=story.draft_number,
                via="web", anyway=True,
            )  # fmt: skip
    await editions.approve_text(staff.room, editor=EDITOR, edition_id=staff.edition.id, number=1)
    assert (await staff.work()).stage == "ready"


async def state(staff: Staffed) -> str:
    return (await translation(staff.room, staff.edition.id, "zh")).face.state


async def reword(staff: Staffed) -> None:
    """Somebody changes the headline, approves it, and it is translated anew."""
    await editions.edit_text(
        staff.room, editor=EDITOR, edition_id=staff.edition.id, headline="Other words", intro="An intro."
    )
    await editions.approve_text(staff.room, editor=EDITOR, edition_id=staff.edition.id, number=2)
    await staff.work()


async def test_on_the_web_page_it_stands_beside_the_original(tmp_path: Path) -> None:
    async with staffed(tmp_path, channels=(CHINESE,)) as staff:
        await ready(staff)
        async with browser(staff) as web:
            assert "waits for an approval" in (await web.get(HERE)).text
            page = (await web.get(f"{HERE}/language/zh")).text
            assert "字" in page
            mark = page.partition('name="number" value="')[2].partition('"')[0]
            assert "not read in that language" in (await web.get(f"{HERE}/language/xx")).text
            await reword(staff)
            assert "have changed since" in (await worded(web, "approve-language", language="zh", number=mark)).text
            assert await state(staff) == "waiting"
            page = (await web.get(f"{HERE}/language/zh")).text
            mark = page.partition('name="number" value="')[2].partition('"')[0]
            told = await worded(web, "approve-language", language="zh", number=mark)
            assert "The words in zh are approved." in told.text
            assert "approved by Editor One" in told.text


@pytest.fixture
async def slack(tmp_path: Path) -> AsyncIterator[SlackRoom]:
    async with slack_room(tmp_path, channels=(SLACK_NEWS, replace(SLACK_NEWS, channel="CZH", language="zh"))) as made:
        yield made


async def summary(slack: SlackRoom) -> str:
    await slack.staffed.work()
    await sweep(slack.staffed.room)
    await refresh(slack.staffed.room, slack.staffed.edition.id)
    async with slack.room.store.begin(reading=True) as books:
        card = next(card for card in await books.outbox.cards(slack.staffed.edition.id) if not card.story_id)
    return json.dumps(slack.server.messages["CDESK", card.message_id or ""], ensure_ascii=False)


async def test_in_slack_it_is_read_in_a_window_whose_button_approves_it(slack: SlackRoom) -> None:
    await ready(slack.staffed)
    slack.app.front.room = slack.staffed.room
    assert "language_read" in await summary(slack)
    number = slack.staffed.edition.id
    await slack.click("language_read", f"{number}:zh")
    (opened,) = slack.server.asked("views.open")
    assert "字" in json.dumps(opened["view"]["blocks"], ensure_ascii=False)
    metadata = opened["view"]["private_metadata"]
    await reword(slack.staffed)
    refused = await slack.submit("language", metadata, {})
    assert "have changed since" in refused.body
    assert await state(slack.staffed) == "waiting"
    await slack.click("language_read", f"{number}:zh", trigger="1.2")
    await slack.submit("language", slack.server.asked("views.open")[-1]["view"]["private_metadata"], {})
    assert await state(slack.staffed) == "approved"
    assert "zh: approved by Editor One" in await summary(slack)


async def test_in_slack_a_stranger_and_a_forged_window_approve_nothing(slack: SlackRoom) -> None:
    await ready(slack.staffed)
    slack.app.front.room = slack.staffed.room
    told = await translation(slack.staffed.room, slack.staffed.edition.id, "zh")
    number = slack.staffed.edition.id
    assert "Only editors" in (await slack.submit("language", f"{number}:zh:{told.mark}", {}, user="U99")).body
    for forged in ("", "x", f"{number}:zh", f"{number}:zh:x", f"{number}:zh:1:2", f"{number}:xx:{told.mark}"):
        answer = await slack.submit("language", forged, {})
        assert answer.status == 200
        assert "Not yet" in answer.body
    assert await state(slack.staffed) == "waiting"


async def test_in_discord_it_is_read_by_one_and_approved_by_a_button(tmp_path: Path) -> None:
    places = (Place("discord", GUILD, NEWS), Place("discord", GUILD, NEWS, "zh"))
    async with housed(tmp_path, *places) as house:
        await house.put_up()
        await ready(house.news)
        await refresh(house.news.room, house.news.edition.id)
        async with listening(house):
            read = await pressed(house, f"paperdesk:language:{house.news.edition.id}:0")
            assert "字" in words(read)
            await reword(house.news)
            assert "have changed since" in words(await pressed(house, buttons(read)[0], read))
            again = await pressed(house, f"paperdesk:language:{house.news.edition.id}:0")
            assert "The words in zh are approved." in words(await pressed(house, buttons(again)[0], again))
            assert await state(house.news) == "approved"
        board = house.server.messages[DESK][str((await house.cards())[0].message_id)]
        assert "zh: approved by Editor One" in words(board)


async def pressed(house: House, key: str, under: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What the editor reads who presses a button of the board, or one `under` an answer to it."""
    board = house.server.messages[DESK][str((await house.cards())[0].message_id)]
    message = {**board, "components": under["components"]} if under else board
    data = {"component_type": 2, "custom_id": key, "id": 1}
    return await said_to(house, await house.server.interact(ONE, DESK, 3, data, message=message))
