"""Tokens in each other's place: the commonest mistake, seen without asking anybody."""

from __future__ import annotations

from bot.config.settings import Settings

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
