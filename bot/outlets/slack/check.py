"""What is wrong with a connection to Slack, in plain words, before anything is posted."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

from slack_sdk.errors import SlackApiError

from bot.domain.errors import PostError
from bot.domain.team import Place, Team
from bot.outlets.slack.refusals import TROUBLE, error_name, meaning
from bot.outlets.slack.workspaces import Seat, Workspaces

#: What each scope is for; the first four are needed, the rest make things better.
NEEDED: Mapping[str, str] = {
    "chat:write": "to post",
    "commands": "for /paper and /desk",
    "reactions:read": "to count votes",
    "reactions:write": "to put ✅ ❌ 🔁 📌 under cards",
}
BETTER: Mapping[str, str] = {
    "app_mentions:read": "to hear wishes in a card's thread",
    "channels:read": "to check the public channels of teams",
    "groups:read": "to check the private channels of teams",
    "channels:history": "to look for a message whose answer was lost; without it you are asked instead",
    "groups:history": "to look for such a message in private channels",
    "usergroups:read": "to know the members of a user group who edit",
    "users:read": "to know them by their names",
}


TRIAL = "Paperdesk tries whether it can write here. This message goes again in a moment."


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `good` is None for what works and could be better."""

    good: bool | None
    said: str


async def check(
    workspaces: Workspaces, teams: Sequence[Team], app_token: str | None = None, *, post: bool = False
) -> AsyncIterator[Finding]:
    """Look at tokens, scopes, and every channel that teams name; `post` tries a message in each and takes it back."""
    if app_token is not None:
        yield await _socket(workspaces, app_token)
    spaces = dict.fromkeys(place.space for place in _places(teams)) or {"": None}
    for space in spaces:
        try:
            seat = await workspaces.seat(space)
        except PostError as error:
            yield Finding(good=False, said=f"Slack: {error}")
            continue
        yield Finding(good=True, said=f"Slack: the bot is in the workspace {seat.space} ({seat.url}).")
        for finding in _scopes(seat):
            yield finding
        for place in dict.fromkeys(p for p in _places(teams) if p.space == space):
            looked = await _channel(seat, place)
            yield await _posted(seat, place) if post and looked.good is not False else looked
    for team in teams:
        if team.desk and team.desk.platform == "slack" and not _anybody(team):
            yield Finding(
                good=None, said=f"Slack: no editor of {team.name} has a Slack id, so nobody can decide there."
            )


def _places(teams: Sequence[Team]) -> list[Place]:
    return [place for team in teams for place in (team.desk, *team.channels) if place and place.platform == "slack"]


async def _socket(workspaces: Workspaces, app_token: str) -> Finding:
    try:
        await workspaces.client(app_token).apps_connections_open(app_token=app_token)
    except TROUBLE as error:
        # What Slack says of a token is about the app-level one here, and that has one scope.
        refused = isinstance(error, SlackApiError) and error_name(error)
        why = (
            f"Slack refuses PAPERDESK_SLACK_APP_TOKEN ({refused}); make one with the scope connections:write."
            if refused
            else str(meaning(error))
        )
        return Finding(good=False, said=f"Slack: Socket Mode cannot be opened. {why}")
    return Finding(good=True, said="Slack: Socket Mode can be opened.")


def _scopes(seat: Seat) -> list[Finding]:
    if not seat.scopes:
        return [Finding(good=None, said="Slack does not say which scopes the bot has; they were not checked.")]
    lacking = [
        Finding(good=False, said=f"Slack: the scope {name} is missing ({why}); add it and install the app again.")
        for name, why in NEEDED.items()
        if name not in seat.scopes
    ]
    better = [
        Finding(good=None, said=f"Slack: without the scope {name} ({why}).")
        for name, why in BETTER.items()
        if name not in seat.scopes
    ]
    return [*lacking, *better]


async def _channel(seat: Seat, place: Place) -> Finding:
    try:
        said = await seat.client.conversations_info(channel=place.channel)
    except SlackApiError as error:
        if error_name(error) == "missing_scope":
            return Finding(good=None, said=f"Slack: {place.channel} was not checked, the scope to read it is missing.")
        return Finding(good=False, said=f"Slack: {meaning(error, place.channel)}")
    except TROUBLE as error:
        return Finding(good=False, said=f"Slack: {meaning(error, place.channel)}")
    channel = said.get("channel") or {}
    name = f"#{channel.get('name')} ({place.channel})"
    if channel.get("is_archived"):
        return Finding(good=False, said=f"Slack: {name} is archived; unarchive it, or name another one.")
    if channel.get("is_member") is False:
        return Finding(good=False, said=f"Slack: the bot is not in {name}; type `/invite @Paperdesk` there.")
    return Finding(good=True, said=f"Slack: the bot can post in {name}.")


async def _posted(seat: Seat, place: Place) -> Finding:
    """One message, taken back at once; where it cannot be taken back, that is said, since it stands there now."""
    try:
        said = await seat.client.chat_postMessage(channel=place.channel, text=TRIAL)
    except TROUBLE as error:
        return Finding(good=False, said=f"Slack: {meaning(error, place.channel)}")
    try:
        await seat.client.chat_delete(channel=place.channel, ts=str(said.get("ts")))
    except TROUBLE as error:
        reason = meaning(error, place.channel)
        return Finding(good=None, said=f"Slack: a test message stands in {place.channel} and stays there. {reason}")
    return Finding(good=True, said=f"Slack: a test message was posted in {place.channel} and taken back.")


def _anybody(team: Team) -> bool:
    """Whether anybody could decide in Slack."""
    return any(p.slack for p in team.editors) or any(group.platform == "slack" for group in team.editor_groups)
