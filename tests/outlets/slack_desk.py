"""A staffed newsroom with Slack plugged in, on a loopback Slack of ours."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier

from bot.domain.story import Card
from bot.domain.team import Place
from bot.outlets.slack.app import SlackApp
from bot.outlets.slack.channel import SlackChannel
from bot.outlets.slack.desk import SlackDesk
from bot.outlets.slack.workspaces import OneToken, Workspaces
from bot.ports import Newsroom
from tests.newsrooms import Staffed, staffed
from tests.outlets.slack_server import SPACE, SlackServer, slack_server

SECRET = "made-up-secret"
DESK, NEWS = Place("slack", SPACE, "CDESK"), Place("slack", SPACE, "CNEWS")


@dataclass
class SlackRoom:
    """Everything that a test of Slack may want to turn."""

    server: SlackServer
    staffed: Staffed
    app: SlackApp
    room: Newsroom

    async def cards(self) -> list[Card]:
        async with self.room.store.begin(reading=True) as books:
            return [card for card in await books.outbox.cards(self.staffed.edition.id) if card.story_id]

    async def send(self, body: dict[str, Any] | str, *, signed: bool = True) -> BoltResponse:
        """A payload as Slack would send it over HTTP, and everything that follows from it."""
        raw = body if isinstance(body, str) else json.dumps(body)
        stamp = str(int(time.time()))
        signature = SignatureVerifier(SECRET if signed else "another").generate_signature(timestamp=stamp, body=raw)
        kind = "application/json" if raw.startswith("{") else "application/x-www-form-urlencoded"
        headers: dict[str, str | Sequence[str]] = {
            "content-type": kind,
            "x-slack-signature": signature or "",
            "x-slack-request-timestamp": stamp,
        }
        answer = await self.app.bolt.async_dispatch(AsyncBoltRequest(body=raw, headers=headers))
        await self.app.front.settled()
        return answer

    async def react(self, card: Card, name: str, user: str = "U01", *, event: str = "E1", taken_back: bool = False,
                    space: str = SPACE) -> BoltResponse:  # fmt: skip
        kind = "reaction_removed" if taken_back else "reaction_added"
        item = {"type": "message", "channel": "CDESK", "ts": card.message_id}
        inner = {"type": kind, "user": user, "reaction": name, "item": item, "event_ts": "1.1"}
        return await self.send({"type": "event_callback", "team_id": space, "event_id": event, "event": inner})

    async def command(self, text: str, *, name: str = "/paper", user: str = "U01", channel: str = "CNEWS",
                      space: str = SPACE) -> dict[str, Any]:  # fmt: skip
        """What the one who typed it reads."""
        before = len(self.server.answers)
        form = {
            "command": name, "text": text, "team_id": space, "channel_id": channel, "user_id": user,
            "trigger_id": "1.1", "response_url": self.server.url.replace("/api/", "/respond"),
        }  # fmt: skip
        answer = await self.send(urlencode(form))
        assert answer.status == 200
        return self.server.answers[-1] if len(self.server.answers) > before else {}

    async def click(self, action: str, value: str, *, user: str = "U01", channel: str = "CDESK", trigger: str = "1.1",
                    space: str = SPACE) -> dict[str, Any]:  # fmt: skip
        """What the one who clicked reads."""
        before = len(self.server.answers)
        payload = {
            "type": "block_actions", "team": {"id": space}, "user": {"id": user}, "channel": {"id": channel},
            "trigger_id": trigger, "response_url": self.server.url.replace("/api/", "/respond"),
            "actions": [{"type": "button", "action_id": action, "block_id": "b", "value": value}],
        }  # fmt: skip
        answer = await self.send(urlencode({"payload": json.dumps(payload)}))
        assert answer.status == 200
        return self.server.answers[-1] if len(self.server.answers) > before else {}

    async def submit(self, callback: str, metadata: str, fields: dict[str, Any], user: str = "U01") -> BoltResponse:
        """Send a window: what was typed as text, what was chosen as Slack tells of it."""
        values = {
            name: {"words": value if isinstance(value, dict) else {"type": "plain_text_input", "value": value}}
            for name, value in fields.items()
        }
        view = {"callback_id": callback, "private_metadata": metadata, "state": {"values": values}, "type": "modal"}
        view["id"] = "V1"
        payload = {"type": "view_submission", "team": {"id": SPACE}, "user": {"id": user}, "view": view}
        return await self.send(urlencode({"payload": json.dumps(payload)}))


@asynccontextmanager
async def slack_room(folder: Path, **team_changes: Any) -> AsyncIterator[SlackRoom]:
    """A team that decides in CDESK and reads in CNEWS, its edition in review; cards are not posted yet."""
    changes = {"desk": DESK, "channels": (NEWS,), **team_changes}
    async with slack_server() as server, staffed(folder, **changes) as made:
        workspaces = Workspaces(OneToken("xoxb-made-up"), server.url)
        desk, channel = SlackDesk(workspaces, pace=0.0), SlackChannel(workspaces, pace=0.0)
        room = replace(made.room, desks={"slack": desk}, channels={**made.room.channels, "slack": channel})
        made.room = room
        app = SlackApp(room, workspaces, desk, mode="http", signing_secret=SECRET)
        yield SlackRoom(server, made, app, room)
        await app.front.settled()
