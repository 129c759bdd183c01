"""What Slack's errors mean: a sentence that says what to do, and whether to wait, give up or look first."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.domain.errors import PostError, PostLater, PostRefused, PostUnclear

_LATER = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
#: Slack says that some of these may have succeeded partly, so the message may be there.
_UNCLEAR = frozenset(
    {"fatal_error", "internal_error", "service_unavailable", "request_timeout", "team_added_to_org", "timeout"}
)
_WAIT = 30.0

SENTENCES: Mapping[str, str] = {
    "channel_not_found": "Slack knows no channel {channel}; correct its id in the team file, or invite the bot to it.",
    "not_in_channel": "The bot is not in the channel {channel}; invite it there with `/invite @Paperdesk`.",
    "is_archived": "The channel {channel} is archived; unarchive it, or name another one in the team file.",
    "restricted_action": "The workspace does not let the bot post in {channel}; ask an admin of the workspace.",
    "token_revoked": "Slack has revoked the bot's token; install the app again and set the new token.",
    "token_expired": "The bot's token has expired; install the app again.",
    "account_inactive": "The bot was removed from the workspace; install the app again.",
    "invalid_auth": "Slack does not accept the bot's token; check PAPERDESK_SLACK_BOT_TOKEN.",
    "not_authed": "Slack got no token; set PAPERDESK_SLACK_BOT_TOKEN.",
    "missing_scope": "The app lacks the scope {needed}; add it to the app (see docs/slack.md) and install it again.",
    "msg_too_long": "Slack finds the message too long; shorten the story and publish it again.",
    "msg_blocks_too_long": "Slack finds the message too long; shorten the story and publish it again.",
    "invalid_blocks": "Slack does not accept the shape of the message; please report this as a bug of Paperdesk.",
    "invalid_blocks_format": "Slack does not accept the shape of the message; please report it as a bug of Paperdesk.",
    "thread_not_found": "The message that this one belongs under is gone from {channel}; settle it as skipped.",
    "message_not_found": "The message is gone from {channel}: somebody has deleted it.",
    "cant_update_message": "The message in {channel} is not the bot's own, so it cannot be changed.",
    "edit_window_closed": "The workspace no longer lets the message in {channel} be changed.",
    "user_not_in_channel": "That person is not in the channel {channel}.",
}


def error_name(error: SlackApiError) -> str:
    """Slack's own name of the error; empty where the answer had none."""
    return str(_answer(error).get("error") or "")


def _answer(error: SlackApiError) -> Mapping[str, Any]:
    data = getattr(error.response, "data", None)
    if isinstance(data, str):  # an answer sent as plain text
        try:
            data = json.loads(data)
        except ValueError:
            return {}
    return data if isinstance(data, dict) else {}


def _status(error: SlackApiError) -> int:
    found = getattr(error.response, "status_code", None) or getattr(error.response, "status", None)
    return int(found or 0)


def retry_after(error: SlackApiError) -> float:
    """Seconds that Slack asks to wait."""
    headers: Mapping[str, Any] = getattr(error.response, "headers", None) or {}
    given = next((value for name, value in headers.items() if name.casefold() == "retry-after"), None)
    try:
        return max(float(given), 1.0) if given is not None else _WAIT
    except (TypeError, ValueError):
        return _WAIT


def sentence(error: SlackApiError, channel: str = "") -> str:
    """What happened and what to do about it."""
    name = error_name(error)
    known = SENTENCES.get(name)
    if known is None:
        return f"Slack refused with “{name or _status(error)}” for {channel or 'this request'}; see its documentation."
    needed = str(_answer(error).get("needed") or "that it needs")
    return known.format(channel=channel or "there", needed=needed)


def meaning(error: Exception, channel: str = "") -> PostError:
    """One of our own errors for anything that a call to Slack may raise."""
    if isinstance(error, SlackApiError):
        name, status = error_name(error), _status(error)
        if status == 429 or name in _LATER:
            return PostLater("Slack asks us to slow down.", after=retry_after(error))
        if status >= 500 or name in _UNCLEAR or not name:
            return PostUnclear(f"Slack answered with {name or status}, so the message may or may not be there.")
        return PostRefused(sentence(error, channel))
    if isinstance(error, aiohttp.ClientConnectorError):
        return PostLater("Slack cannot be reached; check the network.", after=_WAIT)
    return PostUnclear("Slack's answer was lost, so the message may or may not be there.")


#: Everything that a call to Slack may raise: refusals, lost connections, time-outs, and answers that are no JSON.
TROUBLE: tuple[type[Exception], ...] = (SlackClientError, aiohttp.ClientError, TimeoutError, OSError, ValueError)
