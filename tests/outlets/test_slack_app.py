"""How Slack reaches us: through a socket that may break, or over HTTP with a signature; and one clean stop."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx2
import pytest
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette

from bot.domain.editorial import StoryStage
from bot.domain.errors import NotConfigured
from bot.outlets.slack.app import SlackApp
from bot.pipeline.publish import sweep
from tests.outlets.slack_desk import SECRET, SlackRoom, slack_room
from tests.outlets.slack_server import Fault

pytestmark = pytest.mark.anyio


@pytest.fixture
async def slack(tmp_path: Path) -> AsyncIterator[SlackRoom]:
    async with slack_room(tmp_path) as made:
        await made.staffed.work()
        await sweep(made.room)
        yield made


def listening(slack: SlackRoom, **changes: str) -> SlackApp:
    front = slack.app.front
    return SlackApp(slack.room, front.workspaces, front.desk, app_token="xapp-made-up", **changes)  # type: ignore[arg-type]


async def until(there: Callable[[], object], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.02)


def reaction(slack: SlackRoom, message: str, event: str) -> dict[str, object]:
    item = {"type": "message", "channel": "CDESK", "ts": message}
    inner = {"type": "reaction_added", "user": "U01", "reaction": "white_check_mark", "item": item}
    return {"type": "event_callback", "team_id": "T1", "event_id": event, "event": inner}


async def test_votes_arrive_through_the_socket_and_are_acknowledged_once_they_are_in_the_books(
    slack: SlackRoom,
) -> None:
    stop = asyncio.Event()
    app = listening(slack)
    running = asyncio.create_task(app.run(stop))
    await until(lambda: slack.server.sockets)
    card = (await slack.cards())[0]
    await slack.server.push("events_api", reaction(slack, card.message_id or "", "E1"), "env-1")
    await until(lambda: "env-1" in slack.server.acks)
    async with slack.room.store.begin(reading=True) as books:
        assert (await books.editions.story(card.story_id)).stage is StoryStage.APPROVED
    stop.set()
    await asyncio.wait_for(running, 10)
    assert slack.server.sockets[-1].closed
    assert not app.front.tasks


async def test_a_broken_socket_is_opened_again(slack: SlackRoom) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(listening(slack).run(stop))
    await until(lambda: slack.server.sockets)
    await slack.server.sockets[0].send_json({"type": "disconnect", "reason": "refresh_requested"})
    await until(lambda: len(slack.server.sockets) > 1)
    payload = {
        "command": "/paper", "text": "2610.00001", "team_id": "T1", "channel_id": "CNEWS", "user_id": "U01",
        "response_url": slack.server.url.replace("/api/", "/respond"),
    }  # fmt: skip
    await slack.server.push("slash_commands", dict(payload), "env-2")
    await until(lambda: slack.server.answers)
    assert "env-2" in slack.server.acks
    stop.set()
    await asyncio.wait_for(running, 10)


async def test_slack_being_away_at_the_start_stops_nobody(slack: SlackRoom) -> None:
    slack.server.faults = {"apps.connections.open": [Fault(status=503)]}
    stop = asyncio.Event()
    running = asyncio.create_task(listening(slack).run(stop))
    await until(lambda: slack.server.sockets)
    stop.set()
    await asyncio.wait_for(running, 10)


async def test_a_stop_is_heard_while_slack_is_away(slack: SlackRoom) -> None:
    slack.server.faults = {"apps.connections.open": [Fault(status=503)] * 9}
    stop = asyncio.Event()
    running = asyncio.create_task(listening(slack).run(stop))
    await until(lambda: slack.server.counted()["apps.connections.open"])
    stop.set()
    await asyncio.wait_for(running, 10)


async def test_a_wrong_app_token_is_a_sentence_for_the_operator(slack: SlackRoom) -> None:
    slack.server.faults = {"apps.connections.open": [Fault("invalid_auth")]}
    with pytest.raises(NotConfigured, match="PAPERDESK_SLACK_APP_TOKEN"):
        await listening(slack).run(asyncio.Event())


@pytest.mark.parametrize(("mode", "name"), [("socket", "SLACK_APP_TOKEN"), ("http", "SLACK_SIGNING_SECRET")])
async def test_a_mode_without_its_secret_says_which_one(slack: SlackRoom, mode: str, name: str) -> None:
    front = slack.app.front
    app = SlackApp(slack.room, front.workspaces, front.desk, mode=mode)  # type: ignore[arg-type]
    with pytest.raises(NotConfigured, match=name):
        await app.run(asyncio.Event())


async def test_over_http_a_signed_event_counts_and_an_unsigned_or_old_one_does_not(slack: SlackRoom) -> None:
    card = (await slack.cards())[0]
    transport = httpx2.ASGITransport(app=Starlette(routes=slack.app.routes()))
    async with httpx2.AsyncClient(transport=transport, base_url="http://paperdesk.test") as web:
        raw = json.dumps(reaction(slack, card.message_id or "", "E1"))

        async def sent(secret: str, at: float) -> int:
            stamp = str(int(at))
            signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=raw) or ""
            headers = {
                "content-type": "application/json",
                "x-slack-signature": signature,
                "x-slack-request-timestamp": stamp,
            }
            return (await web.post("/slack/events", content=raw, headers=headers)).status_code

        assert await sent("another", time.time()) == 401
        assert await sent(SECRET, time.time() - 3_600) == 401
        async with slack.room.store.begin(reading=True) as books:
            assert (await books.editions.story(card.story_id)).stage is StoryStage.IN_REVIEW
        assert await sent(SECRET, time.time()) == 200
        assert await sent(SECRET, time.time()) == 200
        challenge = {"type": "url_verification", "challenge": "c", "token": "t"}
        raw = json.dumps(challenge)
        assert await sent(SECRET, time.time()) == 200
    async with slack.room.store.begin(reading=True) as books:
        assert (await books.editions.story(card.story_id)).stage is StoryStage.APPROVED
