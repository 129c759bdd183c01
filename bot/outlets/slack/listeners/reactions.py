"""Reactions on cards: counted once, from editors, for the draft that the card shows."""

from __future__ import annotations

from typing import Any

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import PaperdeskError
from bot.outlets.slack.desk import kind_of, signal_of
from bot.outlets.slack.listeners.front import Front, Payload, whisper
from bot.pipeline import review
from bot.pipeline.learn import reacted

log = structlog.get_logger()


def listen(app: AsyncApp, front: Front) -> None:
    """Hear reactions come and go. The vote is in the books before Slack is answered."""

    async def added(body: dict[str, Any], client: AsyncWebClient) -> None:
        await _voted(front, body, client, taken_back=False)

    async def removed(body: dict[str, Any], client: AsyncWebClient) -> None:
        await _voted(front, body, client, taken_back=True)

    app.event("reaction_added")(added)
    app.event("reaction_removed")(removed)


async def _voted(front: Front, body: Payload, client: AsyncWebClient, *, taken_back: bool) -> None:
    event: Payload = body.get("event") or {}
    item: Payload = event.get("item") or {}
    name, account = str(event.get("reaction", "")), str(event.get("user") or "")
    kind = kind_of(name)
    channel, message = str(item.get("channel") or ""), str(item.get("ts") or "")
    if item.get("type") != "message" or not (account and channel and message):
        return
    if (signal := signal_of(name)) is not None:
        space = str(body.get("team_id") or "")
        await reacted(
            front.room, platform="slack", space=space, channel=channel, message=message, account=account,
            kind=signal, taken_back=taken_back,
        )  # fmt: skip
    if kind is None:
        return
    found = await front.card_there(str(body.get("team_id") or ""), channel, message)
    if found is None or found[1].story_id == 0:
        return
    team, card = found
    event_id = f"slack:{body['event_id']}" if body.get("event_id") else None
    door = review.withdraw if taken_back else review.decide
    try:
        outcome = await door(
            front.room,
            editor=await front.editor(team, account),
            kind=kind,
            story_id=card.story_id,
            draft_number=card.draft_number,
            via="reaction",
            event_id=event_id,
        )
    except PaperdeskError as error:
        log.info("slack.reaction_ignored", story=card.story_id, reason=str(error))
        if not taken_back:
            front.soon(whisper(client, channel, account, str(error)))
        return
    if outcome.counted:
        front.refresh_soon(outcome.story.edition_id)
    elif kind == "approve" and not taken_back and outcome.story.draft and outcome.story.draft.unverified:
        front.soon(whisper(client, channel, account, outcome.said))
