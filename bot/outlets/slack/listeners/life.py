"""What happens to the app itself: removed from a workspace, tokens revoked, a channel archived."""

from __future__ import annotations

from typing import Any

import structlog
from slack_bolt.app.async_app import AsyncApp

from bot.outlets.slack.listeners.front import Front, Payload
from bot.ports import AuditLine

log = structlog.get_logger()


def listen(app: AsyncApp, front: Front) -> None:
    """Hear of the end of an installation, and of channels that can no longer be posted to."""

    async def removed(body: dict[str, Any]) -> None:
        await _forgotten(front, str(body.get("team_id") or ""), "the app was removed")

    async def revoked(body: dict[str, Any]) -> None:
        event: Payload = body.get("event") or {}
        if (event.get("tokens") or {}).get("bot"):
            await _forgotten(front, str(body.get("team_id") or ""), "the bot's token was revoked")

    async def archived(body: dict[str, Any]) -> None:
        event: Payload = body.get("event") or {}
        channel, space = str(event.get("channel") or ""), str(body.get("team_id") or "")
        for team in await front.teams(space):
            if any(place and place.channel == channel for place in (team.desk, *team.channels)):
                await _noted(front, "channel archived", f"slack/{space}/{channel}", team.name)

    app.event("app_uninstalled")(removed)
    app.event("tokens_revoked")(revoked)
    app.event("channel_archive")(archived)
    app.event("group_archive")(archived)


async def _forgotten(front: Front, space: str, why: str) -> None:
    await front.workspaces.forget(space)
    await _noted(front, "uninstalled", f"slack/{space}", why)


async def _noted(front: Front, what: str, subject: str, detail: str) -> None:
    log.warning("slack.lost", what=what, subject=subject, detail=detail)
    async with front.room.store.begin() as books:
        await books.ledger.note(AuditLine(front.room.clock.now(), "slack", what, subject, detail))
