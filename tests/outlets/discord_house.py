"""A staffed newsroom whose desk and channel are in a Discord of our own, for the tests of that outlet."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import pytest

from bot.domain.edition import Delivery
from bot.domain.editorial import StoryStage
from bot.domain.story import Card, Story
from bot.domain.team import Person, Place, Team
from bot.outlets.discord.app import DiscordApp
from bot.outlets.discord.channel import DiscordChannel
from bot.outlets.discord.desk import DiscordDesk
from bot.outlets.discord.line import Line
from bot.pipeline import edition as editions
from bot.pipeline import review
from bot.pipeline.cards import keep_asking
from bot.pipeline.publish import sweep
from tests.conftest import SHARED
from tests.factories import EDITOR
from tests.newsrooms import Staffed, staffed
from tests.outlets.discord_server import DESK, GUILD, NEWS, TOKEN, DiscordServer, discord_server

T = TypeVar("T")

_SPEC = SHARED / "specs/discord-openapi/specs/openapi.json"
#: Discord's own judgement on every request, where its specification is at hand.
SPEC = _SPEC if _SPEC.is_file() else None
ONE, TWO, STRANGER = "11", "22", "99"


@dataclass
class House:
    """A newsroom whose desk and channel are in a Discord of our own."""

    news: Staffed
    server: DiscordServer
    line: Line

    async def cards(self) -> dict[int, Card]:
        """The cards at the desk, by story; 0 is the summary."""
        async with self.news.store.begin() as books:
            return {card.story_id: card for card in await books.outbox.cards(self.news.edition.id)}

    async def put_up(self) -> None:
        """Post the cards."""
        await keep_asking(self.news.room, self.news.edition.id)
        await sweep(self.news.room)

    async def story(self, number: int = 0) -> Story:
        return (await self.news.stories())[number]

    async def owed(self) -> list[Delivery]:
        async with self.news.store.begin() as books:
            return [
                d for d in await books.outbox.of(f"edition:{self.news.edition.id}") if d.place.platform == "discord"
            ]

    async def approve_all(self) -> None:
        """Everything that an editor does before publishing."""
        for story in await self.news.stories():
            if story.stage is StoryStage.IN_REVIEW:
                await review.decide(
                    self.news.room, editor=EDITOR, kind="approve", story_id=story.id,
                    draft_number=story.draft_number, via="web", anyway=True,
                )  # fmt: skip
        await editions.approve_text(self.news.room, editor=EDITOR, edition_id=self.news.edition.id, number=1)
        await editions.publish_now(self.news.room, editor=EDITOR, edition_id=self.news.edition.id)


@asynccontextmanager
async def housed(folder: Path, *places: Place, **team: Any) -> AsyncIterator[House]:
    channels = places or (Place("discord", GUILD, NEWS),)
    desk = Place("discord", GUILD, DESK)
    async with (
        staffed(folder, desk=desk, channels=channels, **team) as news,
        discord_server(news.clock.now, SPEC) as server,
        aclosing(Line(TOKEN, server.url, server.gateway)) as line,
    ):
        channel, at_desk = DiscordChannel(line, pace=0), DiscordDesk(line, pace=0)
        plugged = {**news.room.channels, "discord": channel}
        news.room = replace(news.room, channels=plugged, desks={"discord": at_desk})
        yield House(news, server, line)


@asynccontextmanager
async def listening(
    house: House, guild: str | None = None, invite: Callable[[Team, Person], str] | None = None
) -> AsyncIterator[DiscordServer]:
    """The gateway, connected."""
    stop = asyncio.Event()
    before = len(house.server.identified)
    running = asyncio.create_task(DiscordApp(house.news.room, house.line, guild, invite=invite).run(stop))
    try:
        await house.server.until(lambda: len(house.server.identified) > before)
        yield house.server
    finally:
        stop.set()
        await running


async def said_to(house: House, token: str) -> dict[str, Any]:
    """What the one who acted reads in the end."""
    found: dict[str, Any] = await house.server.until(lambda: house.server.answers.get(token))
    return found


async def until_stage(house: House, stage: StoryStage, number: int = 0) -> Story:
    async def moved() -> Story | None:
        story = await house.story(number)
        return story if story.stage is stage else None

    return await until(moved)


async def until(told: Callable[[], Awaitable[T | None]]) -> T:
    """Wait until the rows say something that an event makes them say."""
    for _ in range(1_000):
        if (found := await told()) is not None:
            return found
        await asyncio.sleep(0.01)
    pytest.fail("nothing came of it")


async def kept(house: House, number: int = 0) -> bool | None:
    return (await house.story(number)).keep or None


def words(message: dict[str, Any]) -> str:
    """Everything that a message says."""
    parts = [message.get("content") or ""]
    for embed in message.get("embeds") or ():
        parts += [embed.get("title") or "", embed.get("description") or "", (embed.get("footer") or {}).get("text", "")]
    return "\n".join(parts)


def buttons(message: dict[str, Any]) -> list[str]:
    return [button["custom_id"] for row in message.get("components") or () for button in row["components"]]
