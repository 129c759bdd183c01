"""A small Slack of our own on loopback: its Web API with its limits, faults on demand, and a Socket Mode door."""

from __future__ import annotations

import asyncio
import itertools
import json
from base64 import b64encode
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import WSMsgType, web

BOT, SPACE = "UBOT", "T1"
APP = "Basic " + b64encode(b"CLIENT:made-up-secret").decode()


@dataclass
class Fault:
    """What goes wrong with one call: an error by name, a status, or an answer that is lost after the work was done."""

    error: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    after: bool = False
    lost: bool = False
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass
class SlackServer:
    """What stands in the workspace, what was asked, and what shall fail (method -> faults, one a call)."""

    url: str = ""
    messages: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    channels: set[str] = field(default_factory=lambda: {"CDESK", "CNEWS"})
    outside: set[str] = field(default_factory=set)
    answers: list[dict[str, Any]] = field(default_factory=list)
    acks: dict[str, dict[str, Any]] = field(default_factory=dict)
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    scopes: str = "chat:write,commands,reactions:read,reactions:write"
    space: str = SPACE
    codes: set[str] = field(default_factory=set)
    spaces: dict[str, str] = field(default_factory=dict)
    whole_organization: bool = False
    tokens: list[str] = field(default_factory=list)
    groups: dict[str, list[str]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    _tick: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def counted(self) -> Counter[str]:
        return Counter(method for method, _ in self.calls)

    def asked(self, method: str) -> list[dict[str, Any]]:
        return [given for name, given in self.calls if name == method]

    def thread(self, parent: str) -> list[dict[str, Any]]:
        return [message for message in self.messages.values() if message.get("thread_ts") == parent]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        given = await _given(request)
        self.calls.append((method, given))
        self.tokens.append(request.headers.get("Authorization", "").removeprefix("Bearer "))
        fault = self.faults[method].pop(0) if self.faults.get(method) else None
        if fault and not fault.after:
            return self._failed(request, fault)
        done = getattr(self, "_" + method.replace(".", "_"), lambda _: {"ok": False, "error": "unknown_method"})(given)
        if fault:
            return self._failed(request, fault)
        return web.json_response(done, headers={"x-oauth-scopes": self.scopes})

    @staticmethod
    def _failed(request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault.lost:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if fault.status >= 500 and not fault.error:
            return web.Response(status=fault.status, text="<html>upstream</html>", content_type="text/html")
        answer = {"ok": False, "error": fault.error, **fault.fields}
        return web.json_response(answer, status=fault.status, headers=fault.headers)

    def _auth_test(self, given: dict[str, Any]) -> dict[str, Any]:
        space = self.spaces.get(self.tokens[-1], self.space)
        return {"ok": True, "url": "https://example.slack.com/", "team_id": space, "user_id": BOT, "bot_id": "B1"}

    def _oauth_v2_access(self, given: dict[str, Any]) -> dict[str, Any]:
        """A code or a refresh token, each good once, for a token that runs out in twelve hours."""
        good = given.get("code") or given.get("refresh_token")
        if good not in self.codes or self.tokens[-1] != APP:
            return {"ok": False, "error": "invalid_code" if given.get("code") else "invalid_refresh_token"}
        self.codes.discard(good)
        number = next(self._tick)
        self.codes.add(f"xoxe-{number}")
        self.spaces[f"xoxb-{number}"] = self.space
        return {
            "ok": True, "token_type": "bot", "access_token": f"xoxb-{number}", "bot_user_id": BOT, "scope": self.scopes,
            "refresh_token": f"xoxe-{number}", "expires_in": 43_200, "app_id": "A1", "authed_user": {"id": "U01"},
            "team": {"id": self.space, "name": "A <Workspace>"}, "is_enterprise_install": self.whole_organization,
        }  # fmt: skip

    def _chat_postMessage(self, given: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        if given["channel"] not in self.channels:
            return {"ok": False, "error": "channel_not_found"}
        if wrong := refused(given.get("blocks") or []):
            return {"ok": False, "error": wrong}
        stamp = f"1700000000.{next(self._tick):06d}"
        self.messages[given["channel"], stamp] = {**given, "ts": stamp, "reactions": []}
        return {"ok": True, "channel": given["channel"], "ts": stamp}

    def _chat_update(self, given: dict[str, Any]) -> dict[str, Any]:
        message = self.messages.get((given["channel"], given["ts"]))
        if message is None:
            return {"ok": False, "error": "message_not_found"}
        if wrong := refused(given.get("blocks") or []):
            return {"ok": False, "error": wrong}
        message.update({name: given[name] for name in ("text", "blocks") if name in given})
        return {"ok": True, "ts": given["ts"]}

    def _chat_delete(self, given: dict[str, Any]) -> dict[str, Any]:
        gone = self.messages.pop((given["channel"], given["ts"]), None)
        return {"ok": True} if gone else {"ok": False, "error": "message_not_found"}

    def _chat_postEphemeral(self, given: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {"ok": True, "message_ts": "1.1"}

    def _reactions_add(self, given: dict[str, Any]) -> dict[str, Any]:
        message = self.messages.get((given["channel"], given["timestamp"]))
        if message is None:
            return {"ok": False, "error": "message_not_found"}
        if any(each["name"] == given["name"] and BOT in each["users"] for each in message["reactions"]):
            return {"ok": False, "error": "already_reacted"}
        message["reactions"].append({"name": given["name"], "users": [BOT], "count": 1})
        return {"ok": True}

    def _reactions_get(self, given: dict[str, Any]) -> dict[str, Any]:
        message = self.messages.get((given["channel"], given["timestamp"]))
        return {"ok": True, "message": message} if message else {"ok": False, "error": "message_not_found"}

    def _conversations_history(self, given: dict[str, Any]) -> dict[str, Any]:
        found = [m for (c, _), m in self.messages.items() if c == given["channel"] and not m.get("thread_ts")]
        return self._page(found, given)

    def _conversations_replies(self, given: dict[str, Any]) -> dict[str, Any]:
        return self._page(self.thread(given["ts"]), given)

    @staticmethod
    def _page(found: list[dict[str, Any]], given: dict[str, Any]) -> dict[str, Any]:
        """Two messages a page, newest first, so that whoever looks must turn the page."""
        start = int(given.get("cursor") or 0)
        page = list(reversed(found))[start : start + 2]
        more = str(start + 2) if start + 2 < len(found) else ""
        return {"ok": True, "messages": page, "response_metadata": {"next_cursor": more}}

    def _conversations_info(self, given: dict[str, Any]) -> dict[str, Any]:
        if given["channel"] not in self.channels:
            return {"ok": False, "error": "channel_not_found"}
        return {
            "ok": True,
            "channel": {"id": given["channel"], "name": "papers", "is_member": given["channel"] not in self.outside},
        }

    def _usergroups_users_list(self, given: dict[str, Any]) -> dict[str, Any]:
        found = self.groups.get(given["usergroup"])
        return {"ok": False, "error": "no_such_subteam"} if found is None else {"ok": True, "users": found}

    def _users_info(self, given: dict[str, Any]) -> dict[str, Any]:
        name = self.names.get(given["user"], "")
        return {"ok": True, "user": {"id": given["user"], "name": "u", "profile": {"display_name": name}}}

    def _views_open(self, given: dict[str, Any]) -> dict[str, Any]:
        return {"ok": True, "view": given["view"]}

    def _views_update(self, given: dict[str, Any]) -> dict[str, Any]:
        return {"ok": True, "view": given["view"]} if given.get("view_id") else {"ok": False, "error": "not_found"}

    def _views_publish(self, given: dict[str, Any]) -> dict[str, Any]:
        return {"ok": True, "view": given["view"]}

    def _apps_connections_open(self, given: dict[str, Any]) -> dict[str, Any]:
        return {"ok": True, "url": self.url.replace("http", "ws", 1) + "socket"}

    async def respond(self, request: web.Request) -> web.Response:
        self.answers.append(await request.json())
        return web.Response(text="ok")

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        opened = web.WebSocketResponse()
        await opened.prepare(request)
        self.sockets.append(opened)
        await opened.send_json({"type": "hello", "num_connections": 1})
        async for message in opened:
            if message.type is WSMsgType.TEXT and message.data.startswith("{"):
                envelope = json.loads(message.data)
                self.acks[envelope["envelope_id"]] = envelope
        return opened

    async def push(self, kind: str, payload: dict[str, Any], envelope: str) -> None:
        """Send one envelope through the newest socket."""
        await self.sockets[-1].send_json(
            {"envelope_id": envelope, "type": kind, "payload": payload, "accepts_response_payload": True}
        )


def refused(blocks: list[dict[str, Any]]) -> str:
    """Slack's own word for blocks that it would not take; empty for good ones."""
    if len(blocks) > 50:
        return "invalid_blocks"
    if len(json.dumps(blocks, ensure_ascii=False)) > 13_000:
        return "msg_blocks_too_long"
    for block in blocks:
        text = (block.get("text") or {}).get("text", "x")
        most = 150 if block["type"] == "header" else 3000
        if not text or len(text) > most:
            return "invalid_blocks"
        if block["type"] == "image" and "broken" in block["image_url"]:
            return "invalid_blocks"
    return ""


async def _given(request: web.Request) -> dict[str, Any]:
    """slack_sdk sends some arguments in the address, some as a form and some as JSON."""
    given: dict[str, Any] = dict(request.query)
    raw = await request.text()
    if raw and request.content_type == "application/json":
        given.update(json.loads(raw))
    elif raw:
        given.update(parse_qsl(raw))
    for name in ("blocks", "metadata", "view"):
        if isinstance(given.get(name), str):
            given[name] = json.loads(given[name])
    return given


@asynccontextmanager
async def slack_server() -> AsyncIterator[SlackServer]:
    """The server on a free port; `url` ends in `/api/`."""
    server = SlackServer()
    app = web.Application(client_max_size=4_000_000)
    app.router.add_get("/api/socket", server.socket)
    app.router.add_post("/respond", server.respond)
    app.router.add_route("*", "/api/{method}", server.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    server.url = f"http://{host}:{port}/api/"
    try:
        yield server
    finally:
        for opened in server.sockets:
            await opened.close()
        await runner.cleanup()
        await asyncio.sleep(0)
