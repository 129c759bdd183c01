"""Posting to Slack and looking for what was posted: shared by channel and desk."""

from __future__ import annotations

import asyncio
import html
import json
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError

from bot.domain.edition import Delivery
from bot.domain.errors import CannotLook, PostError, PostLater, PostRefused, PostUnclear
from bot.domain.team import Platform
from bot.outlets.slack.refusals import TROUBLE, error_name, meaning
from bot.outlets.slack.workspaces import Seat, Workspaces

log = structlog.get_logger()

EVENT_TYPE = "paperdesk_delivery"
_MARGIN = timedelta(seconds=60)
_MOST_PAGES = 10
_DEAD = frozenset({"token_revoked", "token_expired", "account_inactive", "invalid_auth", "not_authed"})
_BAD_PICTURE = frozenset({"invalid_blocks", "invalid_blocks_format", "image_not_found"})


class SlackOutlet:
    """Posts frozen bodies with the delivery's id in the message's metadata, and finds them by it."""

    platform: Platform = "slack"

    def __init__(self, workspaces: Workspaces, *, pace: float = 1.0, site: str | None = None) -> None:
        self.workspaces = workspaces
        self.pace = pace
        self.site = site.rstrip("/") if site else None
        self._free: dict[tuple[str, str], float] = {}

    async def post(self, delivery: Delivery, parent: str | None) -> str:
        place = delivery.place
        message = frozen(delivery.body)
        seat = await self.workspaces.poster(place.space)
        await self._turn(place.space, place.channel)
        try:
            return await self._posted(seat, delivery, message, parent)
        except SlackApiError as error:
            if error_name(error) in _BAD_PICTURE and (without := _without_pictures(message)):
                # Definitely not posted: most often Slack could not fetch the picture, and the words still count.
                log.warning("slack.picture_left_out", delivery=delivery.id, channel=place.channel)
                return await self._again(seat, delivery, without, parent)
            raise self._meant(error, seat, place.channel) from error
        except TROUBLE as error:
            raise meaning(error, place.channel) from error

    async def _again(self, seat: Seat, delivery: Delivery, message: Mapping[str, Any], parent: str | None) -> str:
        try:
            return await self._posted(seat, delivery, message, parent)
        except TROUBLE as error:
            raise meaning(error, delivery.place.channel) from error

    async def _posted(self, seat: Seat, delivery: Delivery, message: Mapping[str, Any], parent: str | None) -> str:
        said = await seat.client.chat_postMessage(
            channel=delivery.place.channel,
            text=message["text"],
            blocks=message["blocks"],
            thread_ts=parent,
            unfurl_links=False,
            unfurl_media=False,
            metadata={"event_type": EVENT_TYPE, "event_payload": {"delivery_id": delivery.id}},
        )
        found = said.get("ts")
        if not found:
            raise PostUnclear("Slack took the message and did not say where it stands.")
        return str(found)

    async def find(self, delivery: Delivery, parent: str | None) -> str | None:
        """The message that carries the delivery's id, or on a server that keeps no metadata our very same words."""
        channel, text = delivery.place.channel, frozen(delivery.body)["text"]
        alike: str | None = None
        try:
            seat = await self.workspaces.seat(delivery.place.space)
            async for message in _history(seat, delivery, parent):
                if _carries(message, delivery.id):
                    return str(message["ts"])
                if _says(message, text, seat):
                    alike = str(message["ts"])
        except SlackApiError as error:
            said = self._meant(error, seat, channel)
            raise _unseen(said, error, channel) from error
        except PostError as error:
            raise _unseen(error, None, channel) from error
        except TROUBLE as error:
            raise PostUnclear("Slack's history did not answer; it is asked again.") from error
        return alike

    async def _turn(self, space: str, channel: str) -> None:
        """Wait until the channel may take another message."""
        now = time.monotonic()
        start = max(now, self._free.get((space, channel), 0.0))
        if len(self._free) > 10_000:
            self._free = {place: free for place, free in self._free.items() if free > now}
        self._free[space, channel] = start + self.pace
        await asyncio.sleep(start - now)

    def _meant(self, error: SlackApiError, seat: Seat, channel: str) -> PostError:
        if error_name(error) in _DEAD:
            self.workspaces.stale(seat)
        return meaning(error, channel)


def frozen(body: str) -> Mapping[str, Any]:
    """The message as it was frozen.

    Raises:
        PostRefused: it is none.
    """
    try:
        message = json.loads(body)
        return {"text": str(message["text"]), "blocks": list(message["blocks"])}
    except (ValueError, KeyError, TypeError) as error:
        raise PostRefused("This delivery holds no message for Slack; settle it as skipped.") from error


def _without_pictures(message: Mapping[str, Any]) -> Mapping[str, Any] | None:
    kept = [block for block in message["blocks"] if block.get("type") != "image"]
    return {**message, "blocks": kept} if len(kept) < len(message["blocks"]) else None


def _unseen(said: PostError, error: SlackApiError | None, channel: str) -> PostError:
    """What a failed look means. Never "later": that would let it be posted again without a look."""
    if isinstance(said, (PostLater, PostUnclear)):
        return PostUnclear(f"The history of {channel} cannot be read just now; it is asked again.")
    if error is not None and error_name(error) == "missing_scope":
        return CannotLook(
            f"The history of {channel} cannot be read without the scope channels:history (groups:history for a "
            "private channel): look there yourself, then settle this delivery with `paperdesk jobs settle`."
        )
    return CannotLook(f"{said} Look in {channel} yourself, then settle this delivery with `paperdesk jobs settle`.")


async def _history(seat: Seat, delivery: Delivery, parent: str | None) -> AsyncIterator[Mapping[str, Any]]:
    """The messages that stand where the delivery would be, since shortly before it was attempted."""
    since = delivery.attempted_at
    oldest = f"{(since - _MARGIN).timestamp():.6f}" if since else "0"
    cursor: str | None = None
    for _ in range(_MOST_PAGES):
        asked: dict[str, Any] = {"channel": delivery.place.channel, "oldest": oldest, "cursor": cursor, "limit": 200}
        if parent:
            page = await seat.client.conversations_replies(ts=parent, include_all_metadata=True, **asked)
        else:
            page = await seat.client.conversations_history(include_all_metadata=True, **asked)
        for message in page.get("messages") or ():
            yield message
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or None
        if cursor is None:
            return
    raise PostUnclear("There is more in the channel than can be looked through at once.")


def _carries(message: Mapping[str, Any], delivery_id: str) -> bool:
    metadata = message.get("metadata") or {}
    payload: Sequence[Any] | Mapping[str, Any] = metadata.get("event_payload") or {}
    return (
        metadata.get("event_type") == EVENT_TYPE
        and isinstance(payload, Mapping)
        and payload.get("delivery_id") == delivery_id
    )


def _says(message: Mapping[str, Any], text: str, seat: Seat) -> bool:
    """Whether the bot said just that, in a message that carries no id of ours."""
    ours = message.get("user") == seat.bot or (seat.bot_id and message.get("bot_id") == seat.bot_id)
    said = " ".join(html.unescape(str(message.get("text") or "")).split())
    return bool(ours) and not message.get("metadata") and said == " ".join(html.unescape(text).split())
