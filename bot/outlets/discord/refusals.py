"""What Discord's errors mean: a sentence that says what to do, and whether to wait, give up or look first."""

from __future__ import annotations

from collections.abc import Mapping

import aiohttp
import discord

from bot.domain.errors import PostError, PostLater, PostRefused, PostUnclear

_WAIT = 30.0

# discord-api-docs, topics/opcodes-and-status-codes, JSON error codes.
UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, THREAD_EXISTS, LOCKED = 10003, 10008, 160004, 160005
SENTENCES: Mapping[int, str] = {
    UNKNOWN_CHANNEL: "Discord knows no channel {channel}: it was deleted, or its id in the team file is wrong.",
    10004: "The bot is not in the server of channel {channel}; invite it again (docs/discord.md has the link).",
    UNKNOWN_MESSAGE: "The message is gone from channel {channel}: somebody has deleted it.",
    30033: "The thread under {channel} is full; settle this delivery as skipped.",
    40067: "The forum {channel} wants a tag on every post; add one that the bot may use, such as “papers”.",
    50001: "The bot cannot see channel {channel}; give its role View Channel there, or invite it to the server again.",
    50008: "Messages cannot be sent in channel {channel}; name a text channel or a forum in the team file.",
    50013: "The bot lacks a permission in channel {channel}; `paperdesk check` names it.",
    50024: "Channel {channel} is of a kind that takes no such message; name a text channel or a forum.",
    50083: "The thread in {channel} is archived and locked; unlock it, or skip this delivery.",
    LOCKED: "The thread in {channel} is locked; unlock it, or skip this delivery with `paperdesk jobs settle`.",
    160006: "The server of {channel} has as many open threads as it may have; archive some.",
    200000: "AutoMod blocked the message in {channel}; let the bot's role pass it.",
    200001: "AutoMod blocked the title in {channel}; let the bot's role pass it.",
    240000: "Discord finds a link in the message harmful; edit the story and publish it again.",
}
NO_TOKEN = "Discord does not accept the bot's token; set a new one as PAPERDESK_DISCORD_TOKEN and start again."  # noqa: S105

#: Everything that a call to Discord may raise: refusals, lost connections, time-outs, and answers that are none
#: (discord.py indexes into whatever came).
TROUBLE: tuple[type[Exception], ...] = (
    discord.DiscordException,
    aiohttp.ClientError,
    TimeoutError,
    OSError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
)


def meaning(error: Exception, channel: str = "") -> PostError:
    """One of our own errors for anything that a call to Discord may raise."""
    if isinstance(error, discord.RateLimited):
        return PostLater("Discord asks us to slow down.", after=max(error.retry_after, 1.0))
    if isinstance(error, discord.LoginFailure):
        return PostRefused(NO_TOKEN)
    if isinstance(error, discord.HTTPException):
        return _refusal(error, channel)
    if isinstance(error, (aiohttp.ClientConnectorError, discord.GatewayNotFound)):
        return PostLater("Discord cannot be reached; check the network.", after=_WAIT)
    return PostUnclear("Discord's answer was lost, so the message may or may not be there.")


def _refusal(error: discord.HTTPException, channel: str) -> PostError:
    if error.status == 429:
        return PostLater("Discord asks us to slow down.", after=retry_after(error))
    if error.status >= 500:
        return PostUnclear(f"Discord answered with {error.status}, so the message may or may not be there.")
    if error.status == 401:
        return PostRefused(NO_TOKEN)
    known = SENTENCES.get(error.code)
    if known is not None:
        return PostRefused(known.format(channel=channel or "there"))
    if error.status == 404:
        return PostRefused(f"Discord does not find channel {channel}; check its id in the team file.")
    if error.status == 403:
        return PostRefused(f"Discord does not let the bot write in channel {channel}; `paperdesk check` says why.")
    said = error.text.splitlines()[0][:200] if error.text else error.status
    return PostRefused(f"Discord refused a message for channel {channel} with “{said}” (code {error.code}).")


def retry_after(error: discord.HTTPException) -> float:
    """Seconds that Discord, or what stands before it, asks to wait."""
    given = error.response.headers.get("Retry-After")
    try:
        return max(float(given), 1.0) if given is not None else _WAIT
    except ValueError:
        return _WAIT


def later(error: PostError) -> PostError:
    """The same trouble before anything was sent: nothing to look for, so it may simply be tried again."""
    if isinstance(error, (PostLater, PostRefused)):
        return error
    return PostLater("Discord does not answer just now.", after=_WAIT)
