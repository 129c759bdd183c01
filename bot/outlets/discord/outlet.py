"""Posting to Discord and looking for what was posted: shared by channel and desk."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import discord
import structlog
from discord.abc import Messageable

from bot.domain.edition import Delivery
from bot.domain.errors import CannotLook, PostError, PostLater, PostRefused, PostUnclear
from bot.domain.team import Platform
from bot.outlets.discord.line import PATIENCE, Line
from bot.outlets.discord.refusals import TROUBLE, later, meaning
from bot.outlets.discord.words import FOOTER, Message, cut

log = structlog.get_logger()

_MARGIN = timedelta(seconds=60)
_MOST_MESSAGES = 1_000
_TOKEN = 12
_SHUT = 600.0


class DiscordOutlet:
    """Posts frozen bodies with the delivery's id as nonce and in the footer, and finds them by it."""

    platform: Platform = "discord"

    def __init__(self, line: Line, *, pace: float = 1.0, site: str | None = None) -> None:
        self.line = line
        self.pace = pace
        self.site = site.rstrip("/") if site else None
        self._free: dict[str, float] = {}
        self._shut: dict[str, float] = {}

    async def post(self, delivery: Delivery, parent: str | None) -> str:
        message = frozen(delivery.body)
        client = await self.line.client()
        target = await self._before(delivery, lambda: self._target(client, delivery, parent, message))
        await self._turn(delivery.place.channel)
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._posted(target, delivery, message)
        except PostError:
            raise
        except TROUBLE as error:
            raise self._meant(error, delivery.place.channel) from error

    async def find(self, delivery: Delivery, parent: str | None) -> str | None:
        channel = delivery.place.channel
        try:
            client = await self.line.client()
            async with asyncio.timeout(PATIENCE):
                return await self._found(client, delivery, parent)
        except discord.NotFound:
            return None  # nothing stands where there is no channel; posting says so in its own words
        except PostError as error:
            raise _unseen(error, channel) from error
        except TROUBLE as error:
            raise _unseen(self._meant(error, channel), channel) from error

    async def _target(
        self, client: discord.Client, delivery: Delivery, parent: str | None, message: Message
    ) -> Messageable:
        return client.get_partial_messageable(snowflake(delivery.place.channel))

    async def _posted(self, target: Messageable, delivery: Delivery, message: Message) -> str:
        sent = await target.send(**outgoing(message, delivery.id), nonce=delivery.id)
        return str(sent.id)

    async def _found(self, client: discord.Client, delivery: Delivery, parent: str | None) -> str | None:
        target = client.get_partial_messageable(snowflake(parent or delivery.place.channel))
        async for message in recent(target, delivery.attempted_at):
            if carries(message, delivery.id, self.line.me):
                return str(message.id)
        return None

    async def _before(self, delivery: Delivery, asked: Any) -> Messageable:
        """Where the message goes. Nothing was posted yet, so a lost answer here means trying again later."""
        try:
            async with asyncio.timeout(PATIENCE):
                target: Messageable = await asked()
        except PostError as error:
            raise later(error) from error
        except TROUBLE as error:
            raise later(self._meant(error, delivery.place.channel)) from error
        return target

    def _meant(self, error: Exception, channel: str) -> PostError:
        self.line.heard(error)
        if isinstance(error, discord.Forbidden):
            self._shut[channel] = time.monotonic() + _SHUT
        return meaning(error, channel)

    def _not_shut(self, channel: str) -> None:
        """Spare a channel that has just refused the bot: 10,000 refusals in ten minutes ban an address.

        Raises:
            PostRefused: it has refused the bot within the last minutes.
        """
        if self._shut.get(channel, 0.0) > time.monotonic():
            raise PostRefused(f"Channel {channel} has refused the bot a moment ago; `paperdesk check` says why.")
        self._shut.pop(channel, None)

    async def _turn(self, channel: str) -> None:
        """Wait until the channel may take another message."""
        now = time.monotonic()
        start = max(now, self._free.get(channel, 0.0))
        if len(self._free) > 10_000:
            self._free = {place: free for place, free in self._free.items() if free > now}
        self._free[channel] = start + self.pace
        await asyncio.sleep(start - now)


def snowflake(text: str) -> int:
    """An id of Discord's.

    Raises:
        PostRefused: it is none.
    """
    if not text.isascii() or not text.isdigit() or len(text) > 20:
        raise PostRefused(f"“{text}” is no channel id of Discord's; it is a long number, copied with developer mode.")
    return int(text)


def frozen(body: str) -> Message:
    """The message as it was frozen.

    Raises:
        PostRefused: it is none.
    """
    try:
        made = json.loads(body)
        return Message(str(made["content"]), tuple(made["embeds"]), str(made["name"]), tuple(made["buttons"]))
    except (ValueError, KeyError, TypeError) as error:
        raise PostRefused("This delivery holds no message for Discord; settle it as skipped.") from error


def freeze(message: Message) -> str:
    """The message as the outbox keeps it."""
    return json.dumps(message.as_json(), ensure_ascii=False)


def outgoing(message: Message, delivery_id: str | None = None) -> dict[str, Any]:
    """What discord.py is given to send: nobody is pinged, and nothing unfurls.

    Previews come from addresses in the text alone, and the flag that suppresses them would hide embeds of our own
    too; so it is set on messages without embeds.
    """
    embeds = [discord.Embed.from_dict(each) for each in _signed(message.embeds, delivery_id)]
    made: dict[str, Any] = {
        "content": message.content or None,
        "embeds": embeds,
        "allowed_mentions": discord.AllowedMentions.none(),
    }
    if not embeds:
        made["suppress_embeds"] = True
    if message.buttons:
        made["view"] = view(message)
    return made


def view(message: Message) -> discord.ui.View | None:
    """The message's buttons; whoever presses one is answered by the listener that knows its id."""
    if not message.buttons:
        return None
    made = discord.ui.View(timeout=None)
    for button in message.buttons:
        made.add_item(discord.ui.Button(custom_id=button["custom_id"], label=button["label"], emoji=button["emoji"]))
    made.stop()  # discord.py would else remember the view of every card ever posted
    return made


def mark(delivery_id: str) -> str:
    """What the footer shows of a delivery's id: enough to know it by among one channel's messages."""
    return delivery_id[:_TOKEN]


def _signed(embeds: tuple[Mapping[str, Any], ...], delivery_id: str | None) -> list[Mapping[str, Any]]:
    if not embeds or delivery_id is None:
        return list(embeds)
    *others, last = embeds
    said = (last.get("footer") or {}).get("text", "")
    text = " · ".join(filter(None, (cut(said, FOOTER - _TOKEN - 3), mark(delivery_id))))
    return [*others, {**last, "footer": {"text": text}}]


def carries(message: discord.Message, delivery_id: str, me: int) -> bool:
    """Whether this is the bot's own message for that delivery."""
    if message.author.id != me:
        return False
    footers = (each.footer.text or "" for each in message.embeds)
    return str(message.nonce or "") == delivery_id or any(text.endswith(mark(delivery_id)) for text in footers)


async def recent(target: Messageable, since: datetime | None) -> AsyncIterator[discord.Message]:
    """The messages since shortly before an attempt.

    Raises:
        PostUnclear: there are more than can be looked through at once.
    """
    after = discord.Object(discord.utils.time_snowflake(since - _MARGIN)) if since else None
    count = 0
    async for message in target.history(limit=_MOST_MESSAGES, after=after, oldest_first=True):
        count += 1
        yield message
    if count >= _MOST_MESSAGES:
        raise PostUnclear("There is more in the channel than can be looked through at once.")


def _unseen(said: PostError, channel: str) -> PostError:
    """What a failed look means. Never "later": that would let it be posted again without a look."""
    if isinstance(said, (PostLater, PostUnclear)):
        return PostUnclear(f"The history of channel {channel} cannot be read just now; it is asked again.")
    return CannotLook(
        f"{said} Look in channel {channel} yourself, then settle this delivery with `paperdesk jobs settle`."
    )
