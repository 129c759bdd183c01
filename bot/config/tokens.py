"""Tokens in each other's place or by half, and chats that teams name without any: seen without asking anybody."""

from __future__ import annotations

from collections.abc import Iterable

from bot.config.settings import Settings
from bot.domain.team import Team

#: How each token begins, and what it is.
_BEGINNINGS = {
    "slack_bot_token": ("xoxb-", "the bot's token of Slack"),
    "slack_app_token": ("xapp-", "the app-level token of Slack"),
}


def misplaced(given: Settings) -> str | None:
    """A sentence about the first token that cannot be what it stands for; None where all look right."""
    for name, (beginning, what) in _BEGINNINGS.items():
        value = getattr(given, name)
        if value and not value.get_secret_value().startswith(beginning):
            other = next((n for n, (b, _) in _BEGINNINGS.items() if value.get_secret_value().startswith(b)), None)
            hint = f"it looks like PAPERDESK_{other.upper()}, so they may be swapped" if other else "copy it again"
            return f"PAPERDESK_{name.upper()} does not begin with {beginning} as {what} does; {hint}."
    return None


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
