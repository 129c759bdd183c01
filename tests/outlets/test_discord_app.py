"""The bot in a server: what it asks for, how it connects and stays connected, and what it says where it cannot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import discord
import pytest
from pydantic import SecretStr

from bot.config.settings import Settings
from bot.domain.editorial import StoryStage
from bot.domain.team import Place
from bot.outlets.discord.app import DiscordApp
from bot.outlets.discord.invite import PERMISSIONS, invite_link, looked
from bot.outlets.discord.line import INTENTS
from bot.pipeline.cards import read_reactions
from bot.wiring import discord_looks, open_newsroom
from tests.fakes import SilentProgress
from tests.outlets.discord_house import ONE, House, housed, listening, until_stage
from tests.outlets.discord_server import (
    APPLICATION,
    DESK,
    FORUM,
    GUILD,
    NEWS,
    SEND,
    TOKEN,
    Channel,
    Trouble,
)

pytestmark = pytest.mark.anyio


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with housed(tmp_path) as made:
        yield made


async def test_the_invitation_asks_for_exactly_what_is_used(tmp_path: Path) -> None:
    places = (Place("discord", GUILD, NEWS), Place("discord", GUILD, FORUM))
    async with housed(tmp_path, *places) as house:
        await house.put_up()
        await read_reactions(house.news.room, house.news.edition.id)
        await house.approve_all()
        house.server.troubles = [Trouble("POST", f"/channels/{NEWS}/messages$", lost=True)]
        await house.news.work()
        house.news.clock.pass_by(seconds=60)
        await house.news.work()
        assert discord.Permissions(house.server.used) == PERMISSIONS
        asked = parse_qs(urlsplit(invite_link(APPLICATION)).query)
        assert asked == {
            "client_id": [APPLICATION],
            "scope": ["bot applications.commands"],
            "permissions": [str(house.server.used)],
        }


async def test_the_gateway_is_asked_for_guilds_and_reactions_alone(house: House) -> None:
    async with listening(house) as server:
        assert server.identified[0]["intents"] == INTENTS.value == (1 << 0) | (1 << 10)
    assert not INTENTS.message_content


async def test_commands_are_told_once_and_again_only_when_they_change(house: House) -> None:
    async with listening(house):
        pass
    async with listening(house) as server:
        assert [each["name"] for each in server.commands[0]] == ["paper", "desk", "why-not", "Nominate this paper"]
        assert len(server.commands) == 1
    async with house.news.store.begin() as books:
        await books.papers.keep_cursor("discord-commands", "another", house.news.clock.now())
    async with listening(house) as server:
        assert len(server.commands) == 2


async def test_while_developing_commands_are_told_to_one_server_and_taken_back_afterwards(house: House) -> None:
    async with listening(house, GUILD) as server:
        assert [each["name"] for each in server.guild_commands[GUILD]][:2] == ["paper", "desk"]
        assert server.commands == []
    async with listening(house) as server:
        assert server.guild_commands[GUILD] == []
        assert len(server.commands) == 1


async def test_a_connection_that_is_moved_is_resumed_and_hears_again(house: House) -> None:
    await house.put_up()
    story = await house.story()
    message = str((await house.cards())[story.id].message_id)
    async with listening(house) as server:
        await server.ask_to_reconnect()
        await server.until(lambda: server.resumed)
        await server.react(ONE, DESK, message, "✅")
        await until_stage(house, StoryStage.APPROVED)
        assert len(server.identified) == 1


async def test_many_shards_are_opened_where_discord_recommends_them(house: House) -> None:
    house.server.shards = 2
    async with listening(house) as server:
        await server.until(lambda: len(server.identified) == 2)
    assert sorted(each["shard"] for each in server.identified) == [[0, 2], [1, 2]]


async def test_a_refused_token_ends_in_one_question_and_a_clean_stop(house: House) -> None:
    house.line.token = "wrong.token"
    stop = asyncio.Event()
    running = asyncio.create_task(DiscordApp(house.news.room, house.line).run(stop))
    await house.server.until(lambda: house.server.requests)
    await asyncio.sleep(0.05)
    assert not running.done()  # the rest of Paperdesk goes on
    stop.set()
    await running
    assert len(house.server.requests) == 1


async def test_a_gateway_that_turns_the_bot_away_is_not_asked_again(house: House) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(DiscordApp(house.news.room, house.line).run(stop))
    await house.server.until(lambda: house.server.identified)
    await house.server.close_all(4004)
    await asyncio.sleep(0.1)
    assert not running.done()
    assert len(house.server.identified) == 1
    stop.set()
    await running


async def test_a_discord_that_is_away_is_waited_for_and_the_wait_ends_with_the_stop(house: House) -> None:
    house.server.troubles = [Trouble("GET", "/users/@me", status=503)]
    stop = asyncio.Event()
    running = asyncio.create_task(DiscordApp(house.news.room, house.line).run(stop))
    await house.server.until(lambda: house.server.requests)
    await asyncio.sleep(0.05)
    stop.set()
    async with asyncio.timeout(2):
        await running


async def looks(house: House) -> dict[str, tuple[bool, str]]:
    return {look.what: (look.well, look.said) async for look in looked(house.line, [house.news.team])}


async def test_the_check_walks_token_desk_and_channels(house: House) -> None:
    found = await looks(house)
    assert all(well for well, _ in found.values())
    assert f"client_id={APPLICATION}" in found["Discord"][1]
    assert list(found) == ["Discord", f"Discord channel {NEWS} of nlp", f"Discord desk {DESK} of nlp"]


def _denied(server: Any) -> None:
    server.channels[NEWS].overwrites = [{"id": GUILD, "type": 0, "allow": "0", "deny": str(SEND)}]
    server.permissions &= ~SEND


def _gone(server: Any) -> None:
    del server.channels[NEWS]


def _category(server: Any) -> None:
    server.channels[NEWS] = Channel(NEWS, 4)


def _tagless(server: Any) -> None:
    server.channels[NEWS] = Channel(NEWS, 15, requires_tag=True)


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (_denied, "lacks Send Messages"),
        (_gone, "knows no channel 702"),
        (_category, "neither a text channel nor a forum"),
        (_tagless, "add one called “papers”"),
    ],
)
async def test_the_check_says_what_to_do_about_a_channel(house: House, harm: Any, told: str) -> None:
    harm(house.server)
    well, said = (await looks(house))[f"Discord channel {NEWS} of nlp"]
    assert (well, told in said) == (False, True), said


async def test_the_check_posts_a_test_message_and_takes_it_back(house: House) -> None:
    looks = [look async for look in looked(house.line, [house.news.team], post=True)]
    assert sum("taken back" in look.said for look in looks) == 2
    assert not house.server.in_channel(NEWS)
    assert [body["content"][:15] for body in house.server.asked("POST", "/messages$")] == ["Paperdesk tries"] * 2


async def test_the_check_of_a_wrong_token_says_where_it_is_set(house: House) -> None:
    house.line.token = "wrong.token"
    assert await looks(house) == {"Discord": (False, (await looks(house))["Discord"][1])}
    assert "PAPERDESK_DISCORD_TOKEN" in (await looks(house))["Discord"][1]


def settings_of(house: House, folder: Path) -> Settings:
    return Settings(
        _env_file=None,
        data_dir=folder,
        discord_token=SecretStr(TOKEN),
        discord_api_url=house.server.url,
        discord_gateway_url=house.server.gateway,
    )


async def test_a_token_in_the_settings_plugs_discord_in(house: House, tmp_path: Path) -> None:
    given = settings_of(house, tmp_path / "data")
    async with open_newsroom(given, progress=SilentProgress()) as opened:
        assert "discord" in opened.room.channels
        assert "discord" in opened.room.desks
        assert len(opened.runners) == 1
        assert house.server.requests == []  # opening connects to nothing


async def test_paperdesk_check_looks_at_discord_as_the_settings_say(house: House, tmp_path: Path) -> None:
    looks = discord_looks(settings_of(house, tmp_path), [house.news.team])
    assert [look.well async for look in looks] == [True, True, True]


async def test_nothing_of_a_closed_connection_is_left_behind(house: House) -> None:
    async with listening(house):
        pass
    await asyncio.sleep(0)
    left = [str(task.get_coro()) for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    assert not [name for name in left if "_delay_ready" in name]
