"""Tokens in each other's place or by half, and chats that teams name without any: seen without asking anybody."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.config.settings import Settings, reveal
from bot.domain.team import Team

#: How each token of Slack begins, and what it is.
_BEGINNINGS = {
    "slack_bot_token": ("xoxb-", "the bot's token of Slack"),
    "slack_app_token": ("xapp-", "the app-level token of Slack"),
}
#: A token of Discord: whose it is, when it was made, and a seal.
_DISCORD = re.compile(r"[\w-]{17,}\.[\w-]{5,8}\.[\w-]{20,}")


def misplaced(given: Settings, chat: str = "") -> str | None:
    """A sentence about the first token (of that chat) that cannot be what it stands for; None where all look right."""
    for name in (*_BEGINNINGS, "discord_token"):
        value = reveal(getattr(given, name))
        if value and name.startswith(chat) and (wrong := _wrong(name, value)):
            other = _looks_like(value)
            hint = f"it looks like PAPERDESK_{other.upper()}, so they may be swapped" if other else "copy it again"
            return f"PAPERDESK_{name.upper()} {wrong}; {hint}."
    return None


def _wrong(name: str, value: str) -> str | None:
    """Discord promises no form of its tokens, so there only one of Slack's is refused."""
    if name in _BEGINNINGS:
        beginning, what = _BEGINNINGS[name]
        return None if value.startswith(beginning) else f"does not begin with {beginning} as {what} does"
    return "begins as a token of Slack does" if value.startswith(("xox", "xapp-")) else None


def _looks_like(value: str) -> str | None:
    """The setting in which that token would be at home."""
    if _DISCORD.fullmatch(value):
        return "discord_token"
    return next((name for name, (beginning, _) in _BEGINNINGS.items() if value.startswith(beginning)), None)


def lacking(given: Settings) -> str | None:
    """A sentence about the token that Slack lacks beside those that are set; None where it has what it needs."""
    if given.slack_bot_token is None and given.slack_client_id is None:
        if given.slack_app_token or given.slack_signing_secret:
            return "Slack has no token for the bot: set PAPERDESK_SLACK_BOT_TOKEN (`xoxb-...`) too; see docs/slack.md."
        return None
    if given.slack_mode == "socket" and given.slack_client_id is None and given.slack_app_token is None:
        return "Slack's Socket Mode needs PAPERDESK_SLACK_APP_TOKEN (`xapp-...`) too; see docs/slack.md."
    if given.slack_mode == "http" and given.slack_signing_secret is None:
        return "Slack over HTTP needs PAPERDESK_SLACK_SIGNING_SECRET too; see docs/slack.md."
    return None


def unplugged(given: Settings, teams: Iterable[Team]) -> str | None:
    """A sentence about the first team that names a chat for which no token is set; None where all can be reached."""
    here = {"slack": given.slack_bot_token or given.slack_client_id, "discord": given.discord_token}
    for team in teams:
        for place in (team.desk, *team.channels):
            if place and not here.get(place.platform, True):
                name = "PAPERDESK_SLACK_BOT_TOKEN" if place.platform == "slack" else "PAPERDESK_DISCORD_TOKEN"
                what = "desk" if place == team.desk else "channel"
                return (
                    f"The team {team.name} has a {what} in {place.platform.title()}, but {name} is not set: "
                    f"set it in .env (docs/{place.platform}.md), or take that {what} out of the team file."
                )
    return None
