"""What the bot asks for in a server, and whether it has got it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass

import discord

from bot.domain.errors import PostError
from bot.domain.team import Place, Team
from bot.outlets.discord.forum import chosen_tag
from bot.outlets.discord.line import PATIENCE, Line
from bot.outlets.discord.outlet import snowflake
from bot.outlets.discord.refusals import TROUBLE, meaning

SCOPES = ("bot", "applications.commands")
_EVERYWHERE = ("view_channel", "send_messages", "embed_links", "read_message_history")
_AT_DESKS = (*_EVERYWHERE, "add_reactions")
_IN_CHANNELS = (*_EVERYWHERE, "create_public_threads", "send_messages_in_threads")
_IN_FORUMS = (*_EVERYWHERE, "send_messages_in_threads")

#: Exactly what is used; a test counts.
PERMISSIONS = discord.Permissions(**dict.fromkeys({*_AT_DESKS, *_IN_CHANNELS}, True))


TRIAL = "Paperdesk tries whether it can write here. This message goes again in a moment."


@dataclass(frozen=True, slots=True)
class Look:
    """One thing that was looked at: well, or what to do."""

    what: str
    well: bool
    said: str


def invite_link(application: int | str) -> str:
    """The address at which somebody who manages a server lets the bot in."""
    return (
        f"https://discord.com/oauth2/authorize?client_id={application}"
        f"&scope={'+'.join(SCOPES)}&permissions={PERMISSIONS.value}"
    )


async def looked(line: Line, teams: Iterable[Team], *, post: bool = False) -> AsyncIterator[Look]:
    """The token, and each place of each team: there, of a fitting kind, and with every permission.

    With `post`, one message is tried in each channel and taken back.
    """
    try:
        client = await line.client()
    except PostError as error:
        yield Look("Discord", well=False, said=str(error))
        return
    name, link = client.user, invite_link(client.application_id or 0)
    yield Look("Discord", well=True, said=f"signed in as {name}; {link} invites it.")
    for team in teams:
        for place, desk in _places(team):
            look = await _look(client, team, place, desk=desk)
            yield await _posted(client, place, look) if post and look.well else look


def _places(team: Team) -> list[tuple[Place, bool]]:
    places = [(place, False) for place in team.channels]
    places += [(team.desk, True)] if team.desk else []
    return [(place, desk) for place, desk in places if place.platform == "discord"]


async def _look(client: discord.Client, team: Team, place: Place, *, desk: bool) -> Look:
    what = f"Discord {'desk' if desk else 'channel'} {place.channel} of {team.name}"
    try:
        async with asyncio.timeout(PATIENCE):
            lacks = await _lacks(client, place, desk=desk)
    except PostError as error:
        return Look(what, well=False, said=str(error))
    except TROUBLE as error:
        return Look(what, well=False, said=str(meaning(error, place.channel)))
    if lacks:
        return Look(what, well=False, said=lacks)
    return Look(what, well=True, said="is there, with every permission.")


async def _lacks(client: discord.Client, place: Place, *, desk: bool) -> str:
    """What to do about that place; nothing where all is well."""
    guild = await client.fetch_guild(snowflake(place.space))
    channel = await guild.fetch_channel(snowflake(place.channel))
    me = await guild.fetch_member(client.user.id if client.user else 0)
    forum = isinstance(channel, discord.ForumChannel)
    if desk and not isinstance(channel, discord.TextChannel):
        return "is no text channel; a desk needs one."
    if not isinstance(channel, (discord.TextChannel, discord.ForumChannel, discord.Thread)):
        return "is neither a text channel nor a forum; name another one in the team file."
    needed = _AT_DESKS if desk else _IN_FORUMS if forum else _IN_CHANNELS
    if isinstance(channel, discord.Thread):
        return ""  # a thread has its parent's permissions, which Discord does not tell here
    has = channel.permissions_for(me)
    missing = [name.replace("_", " ").title() for name in needed if not getattr(has, name)]
    if missing:
        return f"the bot lacks {', '.join(missing)} there; give them to its role in that channel."
    if isinstance(channel, discord.ForumChannel):
        chosen_tag(channel.available_tags, required=channel.flags.require_tag, channel=str(channel.id))
    return ""


async def _posted(client: discord.Client, place: Place, look: Look) -> Look:
    channel = await client.fetch_channel(snowflake(place.channel))
    if not isinstance(channel, (discord.TextChannel, discord.Thread)):
        return look  # a forum would keep an empty post behind
    try:
        async with asyncio.timeout(PATIENCE):
            message = await channel.send(TRIAL, suppress_embeds=True, allowed_mentions=discord.AllowedMentions.none())
            await message.delete()
    except TROUBLE as error:
        return Look(look.what, well=False, said=str(meaning(error, place.channel)))
    return Look(look.what, well=True, said="a test message was posted there and taken back.")
