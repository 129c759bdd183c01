"""Discord, for as many servers as let the bot in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, aclosing
from typing import TYPE_CHECKING

from bot.config.settings import Settings, reveal
from bot.domain.team import Team
from bot.ports import Clock, Newsroom
from bot.wiring.chat import Chat, Runner
from bot.wiring.web import invitations

if TYPE_CHECKING:
    from bot.outlets.discord.invite import Look


def discord(settings: Settings, clock: Clock, stack: AsyncExitStack) -> Chat | None:
    token = reveal(settings.discord_token)
    if token is None:
        return None
    from bot.outlets.discord.app import DiscordApp
    from bot.outlets.discord.channel import DiscordChannel
    from bot.outlets.discord.desk import DiscordDesk
    from bot.outlets.discord.line import Line

    line = Line(token, settings.discord_api_url, settings.discord_gateway_url)
    stack.push_async_callback(line.aclose)
    site = settings.public_url
    channel, desk = DiscordChannel(line, site=site), DiscordDesk(line, site=site)
    invite = invitations(settings, clock)

    def listener(room: Newsroom) -> Runner:
        return DiscordApp(room, line, settings.discord_guild, invite=invite)

    return Chat("discord", channel, desk, listener, once=True)


async def discord_looks(settings: Settings, teams: Sequence[Team], *, post: bool = False) -> AsyncIterator[Look]:
    """What is right about Discord's token, channels and permissions, and what to do about the rest."""
    token = reveal(settings.discord_token)
    if token is None:
        return
    from bot.outlets.discord.invite import looked
    from bot.outlets.discord.line import Line

    async with aclosing(Line(token, settings.discord_api_url, settings.discord_gateway_url)) as line:
        async for look in looked(line, teams, post=post):
            yield look


def discord_invitation(application: str = "APPLICATION_ID") -> str:
    """The address at which a server lets the bot in, with exactly the permissions that it uses."""
    from bot.outlets.discord.invite import invite_link

    return invite_link(application)
