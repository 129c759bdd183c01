"""A Discord channel as a place where readers read: a lead with its thread, or a post in a forum."""

from __future__ import annotations

from typing import Literal
from urllib.parse import quote

import discord
import structlog
from discord.abc import Messageable

from bot.domain.edition import Delivery
from bot.domain.errors import PostRefused
from bot.domain.printed import PrintedEdition
from bot.domain.team import Place
from bot.outlets.discord import forum
from bot.outlets.discord.embeds import edition
from bot.outlets.discord.line import Line
from bot.outlets.discord.outlet import DiscordOutlet, freeze, snowflake
from bot.outlets.discord.refusals import THREAD_EXISTS
from bot.outlets.discord.words import NAME, Message, cut

log = structlog.get_logger()

_WEEK: Literal[10080] = 10080  # minutes until Discord archives a thread in which nobody writes; the longest it offers


class DiscordChannel(DiscordOutlet):
    """Freezes and posts editions."""

    def __init__(self, line: Line, *, pace: float = 1.0, site: str | None = None) -> None:
        super().__init__(line, pace=pace, site=site)
        self._threads: set[str] = set()

    def bodies(self, printed: PrintedEdition, place: Place) -> tuple[str, ...]:
        page = f"{self.site}/{quote(printed.team, safe='')}" if self.site else None
        return tuple(freeze(message) for message in edition(printed, page, self.site))

    async def _target(
        self, client: discord.Client, delivery: Delivery, parent: str | None, message: Message
    ) -> Messageable:
        channel = await client.fetch_channel(snowflake(delivery.place.channel))
        if parent is None:
            if not isinstance(channel, (Messageable, discord.ForumChannel)):
                raise PostRefused(f"Channel {channel.id} takes no messages; name a text channel or a forum.")
            return channel  # type: ignore[return-value]  # a forum is posted to by `_posted`
        if isinstance(channel, discord.Thread):
            return channel  # no thread hangs under a thread: the stories follow their lead
        if isinstance(channel, discord.TextChannel):
            await self._threaded(channel, parent, message)
        return client.get_partial_messageable(snowflake(parent))

    async def _threaded(self, channel: discord.TextChannel, parent: str, message: Message) -> None:
        """Make the thread under the lead; its id is the lead's, and one that is there already is fine."""
        if parent in self._threads:
            return
        lead = channel.get_partial_message(snowflake(parent))
        try:
            await lead.create_thread(name=cut(message.name or "Papers", NAME), auto_archive_duration=_WEEK)
        except discord.HTTPException as error:
            if error.code != THREAD_EXISTS:
                raise
        if len(self._threads) > 10_000:
            self._threads.clear()
        self._threads.add(parent)

    async def _posted(self, target: Messageable, delivery: Delivery, message: Message) -> str:
        if isinstance(target, discord.ForumChannel):
            return await forum.start(target, delivery, message)
        return await super()._posted(target, delivery, message)

    async def _found(self, client: discord.Client, delivery: Delivery, parent: str | None) -> str | None:
        channel = await client.fetch_channel(snowflake(delivery.place.channel))
        if parent is None and isinstance(channel, discord.ForumChannel):
            return await forum.find(channel, delivery, self.line.me)
        return await super()._found(client, delivery, None if isinstance(channel, discord.Thread) else parent)
