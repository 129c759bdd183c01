"""What can be done with a paper that somebody asked for in Discord, each by a button under the answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.domain.story import Claim
from bot.ports import Written
from tests.factories import made_paper
from tests.fakes import FakeWriter
from tests.outlets.discord_house import ONE, STRANGER, House, buttons, housed, listening, said_to, words
from tests.outlets.discord_server import DESK, GUILD, NEWS, SEND

pytestmark = pytest.mark.anyio


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with housed(tmp_path) as made:
        await made.put_up()
        yield made


async def answer(house: House) -> dict[str, Any]:
    return await said_to(house, await house.server.command(STRANGER, NEWS, "paper", which="2610.00001"))


async def pressed(house: House, action: str, user: str = STRANGER) -> dict[str, Any]:
    shown = await answer(house)
    (key,) = [each for each in buttons(shown) if f":{action}:" in each]
    # What an answer lacks that a message has (author, time, ...) is the board's.
    board = house.server.messages[DESK][str((await house.cards())[0].message_id)]
    data = {"component_type": 2, "custom_id": key, "id": 1}
    message = {**board, "components": shown["components"], "channel_id": NEWS}
    return await said_to(house, await house.server.interact(user, NEWS, 3, data, message=message))


async def test_it_is_shown_to_everybody_without_buttons(house: House) -> None:
    async with listening(house) as server:
        assert "Everybody here" in words(await pressed(house, "share"))
        (posted,) = server.in_channel(NEWS)
    assert made_paper(1).title in words(posted).replace("\\", "")
    assert buttons(posted) == []


async def test_a_draft_says_that_no_editor_has_read_it_and_pings_nobody(house: House) -> None:
    writer = house.news.room.writer
    assert isinstance(writer, FakeWriter)
    writer.answers = [Written((Claim("fact", "@everyone It is good.", "Nobody"),), (), by="toy-model")] * 2
    async with listening(house):
        said = await pressed(house, "blurb")
    assert "not reviewed" in words(said)
    assert "@everyone" not in words(said)


async def test_a_member_who_has_had_a_share_is_told_so(house: House) -> None:
    house.news.room = replace(house.news.room, member_blurbs=0, fallback=FakeWriter(name="extractive"))
    async with listening(house):
        assert "a member's share" in words(await pressed(house, "blurb"))


async def test_only_an_editor_nominates(house: House) -> None:
    async with listening(house):
        assert "Only editors" in words(await pressed(house, "nominate"))
        assert "Nominated as number" in words(await pressed(house, "nominate", ONE))


async def test_a_paper_is_kept_once_for_learning(house: House) -> None:
    async with listening(house):
        assert "Saved" in words(await pressed(house, "save"))
        assert "Saved" in words(await pressed(house, "save"))
    async with house.news.store.begin() as books:
        assert [(signal.who, signal.kind) for signal in await books.readers.of("nlp")] == [
            (f"discord:{STRANGER}", "save")
        ]


async def test_a_channel_that_the_bot_may_not_write_in_is_named(house: House) -> None:
    async with listening(house) as server:
        server.channels[NEWS].overwrites = [{"id": GUILD, "type": 0, "allow": "0", "deny": str(SEND)}]
        assert "may not write" in words(await pressed(house, "share"))
        assert server.in_channel(NEWS) == []
