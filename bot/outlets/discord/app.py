"""Discord's gateway for as long as `serve` runs: events come in, and one stop ends it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from typing import Any

import discord
import structlog
import yarl
from discord.gateway import DiscordWebSocket
from starlette.routing import BaseRoute

from bot.domain.errors import PostError, PostLater
from bot.outlets.discord.line import INTENTS, Line
from bot.outlets.discord.listeners import modals
from bot.outlets.discord.listeners.buttons import Action, pressed, submitted
from bot.outlets.discord.listeners.commands import Invite, keep_in_step, tree
from bot.outlets.discord.listeners.papers import paper_pressed
from bot.outlets.discord.listeners.reactions import reacted
from bot.outlets.discord.refusals import TROUBLE
from bot.ports import Newsroom

log = structlog.get_logger()

_FIRST_WAIT, _LONGEST_WAIT = 5.0, 300.0
# discord-api-docs, topics/opcodes-and-status-codes: closed for good, since asking again changes nothing.
_FATAL = {
    4004: "Discord does not accept the bot's token; set a new one as PAPERDESK_DISCORD_TOKEN and start again.",
    4013: "Discord does not know the intents that were asked for; this Paperdesk is too old for it.",
    4014: "Discord does not allow the intents that were asked for; turn them on for the bot.",
}


class Ears:
    """What the client does with the events that it hears."""

    room: Newsroom
    line: Line
    guild: str | None
    invite: Invite | None
    user: discord.ClientUser | None

    async def pressed(self, asked: discord.Interaction[Any], key: str) -> None:
        """A button of ours."""
        with self.line.busy():
            if not await paper_pressed(self.room, self.line, asked, key):
                await pressed(self.room, self.line, asked, key)

    async def on_raw_reaction_add(self, event: discord.RawReactionActionEvent) -> None:
        """A reaction came."""
        with self.line.busy():
            await reacted(self.room, event, self.user.id if self.user else 0, added=True)

    async def on_raw_reaction_remove(self, event: discord.RawReactionActionEvent) -> None:
        """A reaction went."""
        with self.line.busy():
            await reacted(self.room, event, self.user.id if self.user else 0, added=False)

    async def on_interaction(self, asked: discord.Interaction[Any]) -> None:
        """A form was sent. discord.py knows only forms that this process opened, so all are taken in here."""
        if asked.type is discord.InteractionType.modal_submit:
            data: dict[str, Any] = dict(asked.data or {})
            with self.line.busy():
                await submitted(self.room, self.line, asked, str(data.get("custom_id", "")), modals.filled(data))

    async def on_ready(self) -> None:
        """Discord has told which servers the bot is in."""
        log.info("discord.ready", account=self.user.id if self.user else None)

    async def on_error(self, event: str, *_: object, **__: object) -> None:
        """An event that could not be handled is one line in the log, and the sweep finds what it said."""
        log.error("discord.event_failed", discord_event=event, exc_info=sys.exc_info())


class _Client(Ears, discord.Client):
    async def setup_hook(self) -> None:
        await _prepared(self, self.room, self.line, self.guild, self.invite)


class _ManyShards(Ears, discord.AutoShardedClient):
    async def setup_hook(self) -> None:
        await _prepared(self, self.room, self.line, self.guild, self.invite)


async def _prepared(
    client: discord.Client, room: Newsroom, line: Line, guild: str | None, invite: Invite | None
) -> None:
    client.add_dynamic_items(Action)
    await keep_in_step(tree(client, room, line, invite), room, guild)


class DiscordApp:
    """Listens at the gateway until it is told to stop; one process of a bot does so."""

    def __init__(self, room: Newsroom, line: Line, guild: str | None = None, *, invite: Invite | None = None) -> None:
        """`invite` makes a link by which an editor signs in to the desk page."""
        self.room = room
        self.line = line
        self.guild = guild
        self.invite = invite

    def routes(self) -> Sequence[BaseRoute]:
        """None: Discord is heard at its gateway, never through our web server."""
        return ()

    async def run(self, stop: asyncio.Event) -> None:
        """Stay connected until `stop`; what goes wrong is logged as a sentence, and tried again where that helps."""
        wait = _FIRST_WAIT
        while not stop.is_set():
            try:
                await self._listen(stop)
            except PostLater as error:
                log.warning("discord.away", reason=str(error), again_in=wait)
            except PostError as error:
                log.error("discord.given_up", reason=str(error))
                await stop.wait()
            except discord.ConnectionClosed as error:
                await self._closed(error, stop)
            except discord.PrivilegedIntentsRequired:
                log.error("discord.given_up", reason=_FATAL[4014])
                await stop.wait()
            except TROUBLE as error:
                self.line.heard(error)
                log.warning("discord.away", reason=str(error), again_in=wait)
            await _either(stop, wait)
            wait = min(wait * 2, _LONGEST_WAIT)

    async def _closed(self, error: discord.ConnectionClosed, stop: asyncio.Event) -> None:
        if error.code in _FATAL:
            log.error("discord.given_up", reason=_FATAL[error.code])
            await stop.wait()
        log.warning("discord.away", reason=str(error))

    async def _listen(self, stop: asyncio.Event) -> None:
        client = self._client(await self._shards())
        connected = asyncio.create_task(client.start(self.line.token), name="discord")
        stopping = asyncio.create_task(stop.wait(), name="discord stop")
        try:
            await asyncio.wait([connected, stopping], return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
            await self.line.quiet()
            await client.close()
            _hush(client)
            if stop.is_set():
                connected.cancel()
            ended = await asyncio.gather(connected, return_exceptions=True)
        if not stop.is_set() and isinstance(ended[0], Exception):
            raise ended[0]

    async def _shards(self) -> int:
        """How many connections Discord recommends, and where; one where a server does not say."""
        client = await self.line.client()
        try:
            shards, url, _ = await client.http.get_bot_gateway()
        except TROUBLE as error:
            log.info("discord.no_recommendation", reason=str(error))
            return 1
        if not self.line.gateway_url:
            DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(url)
        return max(int(shards), 1)

    def _client(self, shards: int) -> discord.Client:
        options: dict[str, Any] = {
            "intents": INTENTS,
            "allowed_mentions": discord.AllowedMentions.none(),
            "max_messages": None,
            "member_cache_flags": discord.MemberCacheFlags.none(),
            "chunk_guilds_at_startup": False,
        }
        made = _ManyShards(shard_count=shards, **options) if shards > 1 else _Client(**options)
        made.room, made.line, made.guild, made.invite = self.room, self.line, self.guild, self.invite
        return made


def _hush(client: discord.Client) -> None:
    """End what a closed client still means to say.

    discord.py waits two seconds for more servers before it calls itself ready, also when it was closed meanwhile, and
    then stumbles over its own closing; the task has no public name.
    """
    waiting: asyncio.Task[None] | None = getattr(client._connection, "_ready_task", None)  # noqa: SLF001
    if waiting is not None:
        waiting.cancel()


async def _either(stop: asyncio.Event, seconds: float) -> None:
    """Wait that long, or until the stop."""
    try:
        async with asyncio.timeout(0 if stop.is_set() else seconds):
            await stop.wait()
    except TimeoutError:
        return
