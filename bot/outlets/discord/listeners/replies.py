"""Replies to whoever pressed, typed or chose something: a sentence each, seen by them alone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import discord
import structlog

from bot.domain.errors import PaperdeskError
from bot.outlets.discord.line import PATIENCE, Line
from bot.outlets.discord.outlet import outgoing
from bot.outlets.discord.refusals import TROUBLE
from bot.outlets.discord.words import CONTENT, Message, shown

log = structlog.get_logger()

Asked = discord.Interaction[Any]
Work = Callable[[], Awaitable[str | Message]]
_SORRY = "Something went wrong here, and it was noted; try again, or use another desk."


async def answered(asked: Asked, line: Line, work: Work, *, openly_else: bool = True) -> None:
    """Acknowledge within Discord's three seconds, do the work, and say what came of it.

    Where the answer comes too late for the interaction (its token lives 15 minutes) it goes to the channel as an
    ordinary message, unless `openly_else` is false.
    """
    try:
        await asked.response.defer(ephemeral=True, thinking=True)
    except discord.InteractionResponded:
        pass
    except TROUBLE as error:
        # Expired or taken by another replica: what was asked for is done all the same, and the card shows it.
        log.info("discord.not_acknowledged", interaction=asked.id, reason=str(error))
    said = await spoken(work)
    made = _made(said)
    try:
        async with asyncio.timeout(PATIENCE):
            await asked.edit_original_response(**made)
    except TROUBLE as error:
        log.info("discord.not_answered", interaction=asked.id, reason=str(error))
        if openly_else and isinstance(said, Message) and asked.channel_id:
            await openly(line, asked.channel_id, said)


async def at_once(asked: Asked, said: str) -> None:
    """One sentence as the first response."""
    try:
        await asked.response.send_message(shown(said, CONTENT), ephemeral=True, suppress_embeds=True)
    except TROUBLE as error:
        log.info("discord.not_answered", interaction=asked.id, reason=str(error))


async def spoken(work: Work) -> str | Message:
    """What came of the work, in words."""
    try:
        return await work()
    except PaperdeskError as error:
        return str(error)
    except Exception:  # whatever it was, the person who asked is waiting for a sentence
        log.exception("discord.failed")
        return _SORRY


def _made(said: str | Message) -> dict[str, Any]:
    if isinstance(said, str):
        return {"content": shown(said, CONTENT), "allowed_mentions": discord.AllowedMentions.none()}
    made = outgoing(said)
    made.pop("suppress_embeds", None)
    return made


async def openly(line: Line, channel: int, said: Message) -> bool:
    """Post a message where everybody reads it; False, and a line in the log, where Discord does not take it."""
    try:
        client = await line.client()
        async with asyncio.timeout(PATIENCE):
            await client.get_partial_messageable(channel).send(**outgoing(said))
    except PaperdeskError as error:
        log.warning("discord.not_answered", channel=channel, reason=str(error))
        return False
    except TROUBLE as error:
        log.warning("discord.not_answered", channel=channel, reason=str(error))
        return False
    return True
