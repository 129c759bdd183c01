"""Posts in a Discord forum: a thread with a tag, told by its footer since a forum post has no nonce."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta

import discord

from bot.domain.edition import Delivery
from bot.domain.errors import PostRefused
from bot.outlets.discord.outlet import carries, outgoing
from bot.outlets.discord.words import NAME, Message, cut

_MARGIN = timedelta(seconds=60)
_MOST_THREADS = 100
_WORDS = ("paper", "digest", "edition", "reading", "research")


async def start(forum: discord.ForumChannel, delivery: Delivery, message: Message) -> str:
    """Post `message` as a new thread of the forum; the id of the thread is that of its first message.

    Raises:
        PostRefused: the forum wants a tag and has none for the bot.
    """
    tag = chosen_tag(forum.available_tags, required=forum.flags.require_tag, channel=str(forum.id))
    name = cut(message.name or "Papers", NAME)
    made = await forum.create_thread(name=name, applied_tags=[tag] if tag else [], **outgoing(message, delivery.id))
    return str(made.thread.id)


def chosen_tag(tags: Sequence[discord.ForumTag], *, required: bool, channel: str) -> discord.ForumTag | None:
    """The tag for an edition: one named after papers, else, only where one is required, the first that the bot may use.

    Raises:
        PostRefused: one is required, and none is there for the bot.
    """
    free = [tag for tag in tags if not tag.moderated]
    fitting = [tag for tag in free if any(word in tag.name.casefold() for word in _WORDS)]
    if fitting:
        return fitting[0]
    if required and not free:
        raise PostRefused(
            f"The forum {channel} wants a tag on every post and has none that the bot may use; add one called “papers”."
        )
    return free[0] if required else None


async def find(forum: discord.ForumChannel, delivery: Delivery, me: int) -> str | None:
    """The forum's thread that carries the delivery's id, among the open and the archived ones."""
    async for thread in _threads(forum, delivery.attempted_at):
        if thread.owner_id not in (None, me):
            continue
        try:
            first = await thread.fetch_message(thread.id)
        except discord.NotFound:
            continue  # somebody deleted the first message and left the thread
        if carries(first, delivery.id, me):
            return str(thread.id)
    return None


async def _threads(forum: discord.ForumChannel, since: datetime | None) -> AsyncIterator[discord.Thread]:
    oldest = discord.utils.time_snowflake(since - _MARGIN) if since else 0
    for thread in await forum.guild.active_threads():
        if thread.parent_id == forum.id and thread.id >= oldest:
            yield thread
    async for thread in forum.archived_threads(limit=_MOST_THREADS):
        if thread.id >= oldest:
            yield thread
