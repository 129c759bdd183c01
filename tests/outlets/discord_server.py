"""A small Discord on loopback: REST and gateway for the real discord.py, every request judged by Discord's own OpenAPI.

What the specification lacks is added by hand: 2,000 characters, 6,000 over all embeds, nonces that are honoured for a
while, locked threads, forums that want a tag, deadlines of interactions, 429s and a gateway that asks to reconnect.
It is longer than the house's 250 lines because one fake server is easier to trust in one piece.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from aiohttp import WSMsgType, web
from jsonschema import Draft202012Validator

TOKEN = "a-token.of-a-test.bot"
BOT, APPLICATION, GUILD, ROLE = "900", "901", "800", "902"
DESK, NEWS, FORUM, READER = "701", "702", "703", "704"
EPOCH = 1_420_070_400_000
NONCE_HONOURED = 180.0
ACKNOWLEDGED_WITHIN, TOKEN_LIVES = 3.0, 900.0
REACT, VIEW, SEND, EMBED, HISTORY = 1 << 6, 1 << 10, 1 << 11, 1 << 14, 1 << 16
MAKE_THREADS, SEND_IN_THREADS = 1 << 35, 1 << 38
EVERYTHING = REACT | VIEW | SEND | EMBED | HISTORY | MAKE_THREADS | SEND_IN_THREADS

Now = Callable[[], datetime]


@dataclass
class Trouble:
    """What happens to the next request that matches: an error, or a connection that breaks before or after it."""

    method: str
    path: str
    status: int = 0
    body: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    lost: bool = False  # the server has done it, and the answer is lost


@dataclass
class Channel:
    """A channel, a thread or a forum."""

    id: str
    type: int = 0
    parent: str | None = None
    name: str = "papers"
    tags: list[dict[str, Any]] = field(default_factory=list)
    requires_tag: bool = False
    applied: list[str] = field(default_factory=list)
    locked: bool = False
    archived: bool = False
    owner: str = BOT
    overwrites: list[dict[str, Any]] = field(default_factory=list)


class Judge:
    """Discord's own OpenAPI, asked about every request; without the file it knows nothing and says nothing."""

    def __init__(self, spec: Path | None) -> None:
        self.complaints: list[str] = []
        self.judged = 0
        self._spec = json.loads(spec.read_text()) if spec else None
        self._known: dict[str, Draft202012Validator] = {}
        paths = list(self._spec["paths"]) if self._spec else []
        paths.sort(key=lambda path: path.count("{"))
        self._paths = [(re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path) + r"\Z"), path) for path in paths]

    def judge(self, method: str, path: str, body: Any) -> None:
        """Complain about a request that Discord's specification does not have, or a body that it does not allow."""
        if self._spec is None:
            return
        self.judged += 1
        found = [p for rx, p in self._paths if rx.match(path) and method.lower() in self._spec["paths"][p]]
        if not found:
            self.complaints.append(f"{method} {path}: there is no such request")
            return
        operation = self._spec["paths"][found[0]][method.lower()]
        schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        if schema is None or body is None:
            return
        key = f"{method} {found[0]}"
        if key not in self._known:
            self._known[key] = Draft202012Validator({**schema, "components": self._spec["components"]})
        for error in self._known[key].iter_errors(body):
            self.complaints.append(f"{method} {path}: {error.json_path}: {error.message[:300]}")


class DiscordServer:
    """What is in the guild, what was asked, and what will go wrong."""

    def __init__(self, now: Now, spec: Path | None = None) -> None:
        self.now = now
        self.judge = Judge(spec)
        self.channels = {c.id: c for c in (Channel(DESK, name="desk"), Channel(NEWS), Channel(FORUM, 15, name="forum"))}
        self.messages: dict[str, dict[str, dict[str, Any]]] = {}
        self.reactions: dict[str, dict[str, list[str]]] = {}
        self.nonces: dict[str, tuple[str, datetime]] = {}
        self.requests: list[tuple[str, str, Any]] = []
        self.troubles: list[Trouble] = []
        self.commands: list[list[dict[str, Any]]] = []
        self.guild_commands: dict[str, list[dict[str, Any]]] = {}
        self.gone: set[str] = set()
        self.roles: dict[str, list[str]] = {}
        self.buckets: dict[str, int] = {}
        self.responses: dict[str, dict[str, Any]] = {}
        self.answers: dict[str, dict[str, Any]] = {}
        self.expired: set[str] = set()
        self.born: dict[str, datetime] = {}
        self.identified: list[dict[str, Any]] = []
        self.resumed = 0
        self.permissions = EVERYTHING
        self.used = 0
        self.shards = 1
        self.url = self.gateway = ""
        self._sockets: list[web.WebSocketResponse] = []
        self._sequence = 0
        self._count = 0
        self._changed = asyncio.Event()

    # What tests do

    def post_by(self, user: str, channel: str, text: str = "hello") -> dict[str, Any]:
        """A message by somebody."""
        return self._stored(channel, {"content": text}, user)

    def in_channel(self, channel: str) -> list[dict[str, Any]]:
        """The messages of a channel, oldest first."""
        return list(self.messages.get(channel, {}).values())

    def asked(self, method: str, part: str = "") -> list[Any]:
        """The bodies of the requests that match."""
        return [body for m, path, body in self.requests if m == method and re.search(part, path)]

    async def react(self, user: str, channel: str, message: str, emoji: str, *, add: bool = True) -> None:
        """A member reacts, or takes the reaction back; everybody at the gateway hears of it."""
        self.set_reaction(user, message, emoji, add=add)
        event: dict[str, Any] = {
            "user_id": user, "channel_id": channel, "message_id": message, "guild_id": GUILD,
            "emoji": {"id": None, "name": emoji}, "burst": False, "type": 0,
        }  # fmt: skip
        if add:
            event["member"] = _member(user)
        await self.send("MESSAGE_REACTION_ADD" if add else "MESSAGE_REACTION_REMOVE", event)

    def set_reaction(self, user: str, message: str, emoji: str, *, add: bool = True) -> None:
        """The same, with the event lost."""
        users = self.reactions.setdefault(message, {}).setdefault(emoji, [])
        if add and user not in users:
            users.append(user)
        elif not add and user in users:
            users.remove(user)

    async def press(self, user: str, channel: str, message: str, custom_id: str) -> str:
        """A member presses a button of a message."""
        data = {"component_type": 2, "custom_id": custom_id, "id": 1}
        return await self.interact(user, channel, 3, data, message=self.messages[channel][message])

    async def submit(self, user: str, channel: str, custom_id: str, typed: Mapping[str, str]) -> str:
        """A member sends a form."""
        rows = [
            {"type": 1, "id": n, "components": [{"type": 4, "id": 100 + n, "custom_id": name, "value": value}]}
            for n, (name, value) in enumerate(typed.items(), start=1)
        ]
        return await self.interact(user, channel, 5, {"custom_id": custom_id, "components": rows})

    async def choose(self, user: str, channel: str, custom_id: str, name: str, value: str) -> str:
        """A member sends a form in which something is chosen from a list."""
        chosen = {"type": 3, "id": 2, "custom_id": name, "values": [value]}
        data = {"custom_id": custom_id, "components": [{"type": 18, "id": 1, "component": chosen}]}
        return await self.interact(user, channel, 5, data)

    async def command(self, user: str, channel: str, name: str, kind: int = 2, **options: str) -> str:
        """A member uses a command; kind 4 is one that is still being typed."""
        given = [{"name": n, "type": 3, "value": v, "focused": kind == 4} for n, v in options.items()]
        return await self.interact(user, channel, kind, {"id": "1", "name": name, "type": 1, "options": given})

    async def menu(self, user: str, channel: str, name: str, message: dict[str, Any]) -> str:
        """A member chooses a command from the menu of a message."""
        resolved = {"messages": {message["id"]: message}}
        data = {"id": "1", "name": name, "type": 3, "target_id": message["id"], "resolved": resolved}
        return await self.interact(user, channel, 2, data)

    async def interact(self, user: str, channel: str, kind: int, data: Mapping[str, Any], **more: Any) -> str:
        """Any interaction; its token."""
        number = self._next()
        token = f"token-{number}"
        self.born[token] = self.now()
        here = self.channels[channel]
        await self.send(
            "INTERACTION_CREATE",
            {
                "id": number, "application_id": APPLICATION, "type": kind, "token": token, "version": 1,
                "guild_id": GUILD, "channel_id": channel, "member": _member(user), "data": data,
                "channel": {"id": channel, "type": here.type, "name": here.name, "permissions": "0"},
                "guild": {"id": GUILD, "locale": "en-US", "features": []}, "locale": "en-US", "guild_locale": "en-US",
                "entitlements": [], "authorizing_integration_owners": {"0": GUILD}, "context": 0,
                "attachment_size_limit": 10_000_000, "app_permissions": str(self.permissions), **more,
            },
        )  # fmt: skip
        return token

    async def send(self, name: str, data: Mapping[str, Any]) -> None:
        """An event to everybody at the gateway."""
        self._sequence += 1
        for socket in [each for each in self._sockets if not each.closed]:
            await socket.send_json({"op": 0, "t": name, "s": self._sequence, "d": data})

    async def ask_to_reconnect(self) -> None:
        """What Discord does before it moves a connection elsewhere."""
        for socket in [each for each in self._sockets if not each.closed]:
            await socket.send_json({"op": 7, "d": None, "s": None, "t": None})

    async def close_all(self, code: int) -> None:
        """What Discord does to a connection that it wants no more."""
        for socket in [each for each in self._sockets if not each.closed]:
            await socket.close(code=code)

    async def until(self, told: Callable[[], Any]) -> Any:
        """Wait until something is true that a request makes true."""
        async with asyncio.timeout(10):
            while not (found := told()):
                self._changed.clear()
                try:
                    async with asyncio.timeout(0.05):
                        await self._changed.wait()
                except TimeoutError:
                    continue
        return found

    # Storing

    def _next(self) -> str:
        self._count += 1
        return str(((int(self.now().timestamp() * 1000) - EPOCH) << 22) + self._count)

    def _stored(self, channel: str, body: Mapping[str, Any], author: str, message_id: str = "") -> dict[str, Any]:
        number = message_id or self._next()
        message = {
            "id": number, "channel_id": channel, "content": body.get("content") or "", "author": _user(author),
            "embeds": [{"type": "rich", **each} for each in body.get("embeds") or ()],
            "components": body.get("components") or [], "attachments": [], "mentions": [], "mention_roles": [],
            "timestamp": self.now().astimezone(UTC).isoformat(), "edited_timestamp": None, "tts": False,
            "mention_everyone": False, "pinned": False, "type": 0, "flags": body.get("flags") or 0,
        }  # fmt: skip
        self.messages.setdefault(channel, {})[number] = message
        return message

    def _shown(self, message: Mapping[str, Any]) -> dict[str, Any]:
        reactions = [
            {
                "emoji": {"id": None, "name": emoji}, "count": len(users), "me": BOT in users, "me_burst": False,
                "count_details": {"burst": 0, "normal": len(users)}, "burst_colors": [],
            }
            for emoji, users in self.reactions.get(str(message["id"]), {}).items() if users
        ]  # fmt: skip
        return {**message, "reactions": reactions}

    def _thread(self, channel: Channel) -> dict[str, Any]:
        when = self.now().astimezone(UTC).isoformat()
        meta = {"archived": channel.archived, "locked": channel.locked, "auto_archive_duration": 10080,
                "archive_timestamp": when}  # fmt: skip
        return {
            "id": channel.id, "type": 11, "guild_id": GUILD, "parent_id": channel.parent, "owner_id": channel.owner,
            "name": channel.name, "message_count": 1, "member_count": 1, "thread_metadata": meta,
            "applied_tags": channel.applied, "rate_limit_per_user": 0, "flags": 0, "last_message_id": None,
        }  # fmt: skip

    def _channel(self, channel: Channel) -> dict[str, Any]:
        if channel.type == 11:
            return self._thread(channel)
        made: dict[str, Any] = {
            "id": channel.id, "type": channel.type, "guild_id": GUILD, "name": channel.name, "position": 0,
            "permission_overwrites": channel.overwrites, "nsfw": False, "parent_id": None, "topic": None,
            "rate_limit_per_user": 0, "last_message_id": None, "flags": 1 << 4 if channel.requires_tag else 0,
        }  # fmt: skip
        if channel.type == 15:
            made |= {"available_tags": channel.tags, "default_reaction_emoji": None, "default_sort_order": None,
                     "default_forum_layout": 0}  # fmt: skip
        return made

    # REST

    async def _rest(self, request: web.Request) -> web.StreamResponse:
        path = unquote(request.path.removeprefix("/api/v10"))
        raw = await request.text()
        body = json.loads(raw) if raw else None
        self.requests.append((request.method, path, body))
        self._changed.set()
        self.judge.judge(request.method, path, body)
        if request.headers.get("Authorization") != f"Bot {TOKEN}" and not path.startswith(("/webhooks", "/interact")):
            return _error(401, 0, "401: Unauthorized")
        if wait := self._too_soon(request.method, path):
            return wait
        trouble = next((t for t in self.troubles if t.method == request.method and re.search(t.path, path)), None)
        if trouble is not None:
            self.troubles.remove(trouble)
            if trouble.lost:
                self._answer(request, path, body)
            if not trouble.status:
                assert request.transport is not None
                request.transport.abort()
                return web.Response()
            return _json(trouble.body, trouble.status, trouble.headers)
        return self._answer(request, path, body)

    def _too_soon(self, method: str, path: str) -> web.Response | None:
        """One 429 with its bucket for each request that a test has put into `buckets`; the next one passes."""
        key = next((key for key in self.buckets if re.search(key, f"{method} {path}")), None)
        if key is None:
            return None
        self.buckets[key] -= 1
        if self.buckets[key] >= 0:
            return None
        del self.buckets[key]
        headers = {
            "X-RateLimit-Bucket": "abcd1234", "X-RateLimit-Limit": "1", "X-RateLimit-Remaining": "0",
            "X-RateLimit-Reset-After": "0.05", "X-RateLimit-Scope": "user", "Retry-After": "1", "Via": "1.1 loopback",
        }  # fmt: skip
        return _json({"message": "You are being rate limited.", "retry_after": 0.05, "global": False}, 429, headers)

    def _answer(self, request: web.Request, path: str, body: Any) -> web.Response:
        for method, pattern, handler in _ROUTES:
            match = re.fullmatch(pattern, path)
            if match and method == request.method:
                return handler(self, body, request.query, *match.groups())
        return _error(404, 0, "404: Not Found")

    def _open(self, channel_id: str, needed: int = 0, *, writing: bool = False) -> Channel | web.Response:
        channel = self.channels.get(channel_id)
        if channel is None:
            return _error(404, 10003, "Unknown Channel")
        denied = sum(int(each.get("deny", 0)) for each in channel.overwrites)
        if (denied | ~self.permissions) & VIEW:
            return _error(403, 50001, "Missing Access")
        if writing and channel.type == 11:
            needed = needed & ~SEND | SEND_IN_THREADS
        self.used |= needed | VIEW
        if (denied | ~self.permissions) & needed:
            return _error(403, 50013, "Missing Permissions")
        if writing and channel.locked:
            return _error(400, 160005, "Thread is locked")
        return channel

    def get_channel(self, _: Any, __: Any, channel_id: str) -> web.Response:
        found = self._open(channel_id)
        return _json(self._channel(found)) if isinstance(found, Channel) else found

    def post_message(self, body: Any, _: Any, channel_id: str) -> web.Response:
        found = self._open(channel_id, SEND | (EMBED if body.get("embeds") else 0), writing=True)
        if not isinstance(found, Channel):
            return found
        if found.type == 15:
            return _error(400, 50008, "Cannot send messages in a non-text channel")
        if wrong := too_much(body):
            return _error(400, 50035, wrong)
        nonce = body.get("nonce")
        if nonce and body.get("enforce_nonce") and nonce in self.nonces:
            message_id, at = self.nonces[nonce]
            if (self.now() - at).total_seconds() <= NONCE_HONOURED:
                return _json(self._shown(self.messages[channel_id][message_id]))
        message = self._stored(channel_id, body, BOT)
        if nonce:
            self.nonces[nonce] = (message["id"], self.now())
        found.archived = False
        return _json({**message, "nonce": nonce})

    def history(self, _: Any, query: Any, channel_id: str) -> web.Response:
        found = self._open(channel_id, HISTORY)
        if not isinstance(found, Channel):
            return found
        after, before = int(query.get("after", 0)), int(query.get("before", 1 << 63))
        there = [m for m in self.in_channel(channel_id) if after < int(m["id"]) < before]
        limit = int(query.get("limit", 50))
        chosen = there[:limit] if "after" in query else there[-limit:]
        return _json([self._shown(m) for m in reversed(chosen)])

    def get_message(self, _: Any, __: Any, channel_id: str, message_id: str) -> web.Response:
        found = self._open(channel_id, HISTORY)
        if not isinstance(found, Channel):
            return found
        message = self.messages.get(channel_id, {}).get(message_id)
        return _json(self._shown(message)) if message else _error(404, 10008, "Unknown Message")

    def edit_message(self, body: Any, _: Any, channel_id: str, message_id: str) -> web.Response:
        message = self.messages.get(channel_id, {}).get(message_id)
        if message is None:
            return _error(404, 10008, "Unknown Message")
        if wrong := too_much(body):
            return _error(400, 50035, wrong)
        message.update({name: value or [] for name, value in body.items() if name in ("embeds", "components")})
        return _json(self._shown(message))

    def delete_message(self, _: Any, __: Any, channel_id: str, message_id: str) -> web.Response:
        gone = self.messages.get(channel_id, {}).pop(message_id, None)
        return web.Response(status=204) if gone else _error(404, 10008, "Unknown Message")

    def add_reaction(self, _: Any, __: Any, channel_id: str, message_id: str, emoji: str) -> web.Response:
        found = self._open(channel_id, REACT | HISTORY)
        if not isinstance(found, Channel):
            return found
        self.set_reaction(BOT, message_id, emoji)
        return web.Response(status=204)

    def reaction_users(self, _: Any, query: Any, _c: str, message_id: str, emoji: str) -> web.Response:
        users = sorted(self.reactions.get(message_id, {}).get(emoji, []), key=int)
        return _json([_user(user) for user in users if int(user) > int(query.get("after", 0))])

    def thread_from(self, body: Any, _: Any, channel_id: str, message_id: str) -> web.Response:
        found = self._open(channel_id, MAKE_THREADS)
        if not isinstance(found, Channel):
            return found
        if message_id not in self.messages.get(channel_id, {}):
            return _error(404, 10008, "Unknown Message")
        if message_id in self.channels:
            return _error(400, 160004, "A thread has already been created for this message")
        self.channels[message_id] = Channel(message_id, 11, channel_id, body["name"])
        return _json(self._thread(self.channels[message_id]), 201)

    def thread_in_forum(self, body: Any, _: Any, channel_id: str) -> web.Response:
        found = self._open(channel_id, SEND | EMBED)
        if not isinstance(found, Channel):
            return found
        if found.requires_tag and not body.get("applied_tags"):
            return _error(400, 40067, "A tag is required to create a forum post in this channel")
        if wrong := too_much(body["message"]):
            return _error(400, 50035, wrong)
        number = self._next()
        thread = Channel(number, 11, channel_id, body["name"], applied=body.get("applied_tags") or [])
        self.channels[number] = thread
        message = self._stored(number, body["message"], BOT, number)
        return _json({**self._thread(thread), "message": message}, 201)

    def active_threads(self, _: Any, __: Any, _g: str) -> web.Response:
        there = [self._thread(c) for c in self.channels.values() if c.type == 11 and not c.archived]
        return _json({"threads": there, "members": []})

    def archived_threads(self, _: Any, __: Any, channel_id: str) -> web.Response:
        there = [self._thread(c) for c in self.channels.values() if c.archived and c.parent == channel_id]
        return _json({"threads": there, "members": [], "has_more": False})

    def put_commands(self, body: Any, _: Any, _a: str) -> web.Response:
        self.commands.append(body)
        extra = {"application_id": APPLICATION, "version": "1", "default_member_permissions": None}
        return _json([{"description": "", **each, "id": str(n), **extra} for n, each in enumerate(body, start=1)])

    def put_guild_commands(self, body: Any, _: Any, application: str, guild: str) -> web.Response:
        self.guild_commands[guild] = body
        answer = self.put_commands(body, _, application)
        self.commands.pop()
        return answer

    def me(self, _: Any, __: Any) -> web.Response:
        return _json({**_user(BOT), "bot": True, "mfa_enabled": False, "verified": True, "flags": 0})

    def application(self, _: Any, __: Any) -> web.Response:
        return _json({"id": APPLICATION, "name": "Paperdesk", "icon": None, "description": "", "bot_public": True,
                      "bot_require_code_grant": False, "verify_key": "0" * 64, "owner": _user("1"), "flags": 0,
                      "team": None})  # fmt: skip

    def gateway_bot(self, _: Any, __: Any) -> web.Response:
        limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
        return _json({"url": self.gateway, "shards": self.shards, "session_start_limit": limit})

    def get_guild(self, _: Any, __: Any, guild_id: str) -> web.Response:
        return _json(self._guild()) if guild_id == GUILD else _error(404, 10004, "Unknown Guild")

    def get_member(self, _: Any, __: Any, _g: str, user: str) -> web.Response:
        if user in self.gone:
            return _error(404, 10007, "Unknown Member")
        return _json({**_member(user), "nick": f"Nick {user}", "roles": [ROLE, *self.roles.get(user, ())]})

    def get_channels(self, _: Any, __: Any, _g: str) -> web.Response:
        return _json([self._channel(each) for each in self.channels.values() if each.type != 11])

    def respond(self, body: Any, _: Any, number: str, token: str) -> web.Response:
        if self._too_late(token, ACKNOWLEDGED_WITHIN):
            return _error(404, 10062, "Unknown interaction")
        if token in self.responses:
            return _error(400, 40060, "Interaction has already been acknowledged.")
        if wrong := too_much(body.get("data") or {}):
            return _error(400, 50035, wrong)
        self.responses[token] = body
        if body["type"] == 4:
            self.answers[token] = body["data"]
        self._changed.set()
        told = {"id": number, "type": 3, "response_message_id": "1", "response_message_loading": True,
                "response_message_ephemeral": True}  # fmt: skip
        return _json({"interaction": told, "resource": {"type": body["type"]}})

    def _too_late(self, token: str, seconds: float) -> bool:
        age = self.now() - self.born.get(token, self.now())
        return token in self.expired or age.total_seconds() > seconds

    def edit_answer(self, body: Any, _: Any, _a: str, token: str) -> web.Response:
        if self._too_late(token, TOKEN_LIVES):
            return _error(401, 50027, "Invalid Webhook Token")
        if token not in self.responses:
            return _error(404, 10008, "Unknown Message")
        if wrong := too_much(body):
            return _error(400, 50035, wrong)
        self.answers[token] = body
        self._changed.set()
        stored = self._stored("0", body, BOT)
        return _json(stored)

    # Gateway

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._sockets.append(socket)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": 41_250}, "s": None, "t": None})
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await self._heard(socket, json.loads(message.data))
        self._sockets.remove(socket)
        return socket

    async def _heard(self, socket: web.WebSocketResponse, told: Mapping[str, Any]) -> None:
        if told["op"] == 1:
            await socket.send_json({"op": 11, "d": None, "s": None, "t": None})
        elif told["op"] == 2:
            self.identified.append(told["d"])
            session = f"session-{len(self.identified)}"
            ready = {"v": 10, "user": {**_user(BOT), "bot": True}, "guilds": [{"id": GUILD, "unavailable": True}],
                     "session_id": session, "resume_gateway_url": self.gateway,
                     "application": {"id": APPLICATION, "flags": 0}}  # fmt: skip
            if "shard" in told["d"]:
                ready["shard"] = told["d"]["shard"]
            await self.send("READY", ready)
            await self.send("GUILD_CREATE", self._guild())
        elif told["op"] == 6:
            self.resumed += 1
            await self.send("RESUMED", {})
        self._changed.set()

    def _guild(self) -> dict[str, Any]:
        role = {"color": 0, "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
                "hoist": False, "position": 0, "managed": False, "mentionable": False, "flags": 0}  # fmt: skip
        return {
            "id": GUILD, "name": "A Guild", "icon": None, "owner_id": "1", "afk_timeout": 60, "afk_channel_id": None,
            "verification_level": 0, "default_message_notifications": 0, "explicit_content_filter": 0,
            "roles": [{**role, "id": GUILD, "name": "@everyone", "permissions": "0"},
                      {**role, "id": ROLE, "name": "Paperdesk", "permissions": str(self.permissions)}],
            "emojis": [], "stickers": [], "features": [], "mfa_level": 0, "system_channel_id": None,
            "system_channel_flags": 0, "rules_channel_id": None, "public_updates_channel_id": None,
            "premium_tier": 0, "preferred_locale": "en-US", "nsfw_level": 0, "premium_progress_bar_enabled": False,
            "member_count": 2, "members": [{**_member(BOT), "roles": [ROLE]}], "presences": [], "threads": [],
            "channels": [self._channel(c) for c in self.channels.values() if c.type != 11], "voice_states": [],
            "stage_instances": [], "guild_scheduled_events": [], "large": False, "joined_at": _WHEN,
        }  # fmt: skip


_WHEN = "2026-01-01T00:00:00+00:00"
_C, _M = r"/channels/(\d+)", r"/messages/(\d+)"
_ROUTES: tuple[tuple[str, str, Callable[..., web.Response]], ...] = (
    ("GET", "/users/@me", DiscordServer.me),
    ("GET", "/oauth2/applications/@me", DiscordServer.application),
    ("GET", "/gateway/bot", DiscordServer.gateway_bot),
    ("PUT", r"/applications/(\d+)/commands", DiscordServer.put_commands),
    ("PUT", r"/applications/(\d+)/guilds/(\d+)/commands", DiscordServer.put_guild_commands),
    ("GET", r"/guilds/(\d+)", DiscordServer.get_guild),
    ("GET", r"/guilds/(\d+)/channels", DiscordServer.get_channels),
    ("GET", r"/guilds/(\d+)/members/(\d+)", DiscordServer.get_member),
    ("GET", r"/guilds/(\d+)/threads/active", DiscordServer.active_threads),
    ("GET", rf"/guilds/{GUILD}/channels/(\d+)", DiscordServer.get_channel),
    ("GET", _C, DiscordServer.get_channel),
    ("GET", rf"{_C}/messages", DiscordServer.history),
    ("POST", rf"{_C}/messages", DiscordServer.post_message),
    ("GET", rf"{_C}{_M}", DiscordServer.get_message),
    ("PATCH", rf"{_C}{_M}", DiscordServer.edit_message),
    ("DELETE", rf"{_C}{_M}", DiscordServer.delete_message),
    ("PUT", rf"{_C}{_M}/reactions/([^/]+)/@me", DiscordServer.add_reaction),
    ("GET", rf"{_C}{_M}/reactions/([^/]+)", DiscordServer.reaction_users),
    ("POST", rf"{_C}{_M}/threads", DiscordServer.thread_from),
    ("POST", rf"{_C}/threads", DiscordServer.thread_in_forum),
    ("GET", rf"{_C}/threads/archived/public", DiscordServer.archived_threads),
    ("POST", r"/interactions/(\d+)/([\w-]+)/callback", DiscordServer.respond),
    ("PATCH", r"/webhooks/(\d+)/([\w-]+)/messages/@original", DiscordServer.edit_answer),
)


def too_much(body: Mapping[str, Any]) -> str | None:
    """What Discord refuses and its specification does not know."""
    if len(body.get("content") or "") > 2_000:
        return "content: must be 2000 or fewer in length."
    embeds = body.get("embeds") or ()
    texts = [text for each in embeds for text in _texts(each)]
    if sum(map(_units, texts)) > 6_000:
        return "embeds: size exceeds maximum size of 6000"
    if not body.get("content") and not embeds and "components" not in body and set(body) & {"content", "embeds"}:
        return "Cannot send an empty message"
    return None


def _texts(embed: Mapping[str, Any]) -> list[str]:
    fields = [text for each in embed.get("fields") or () for text in (each["name"], each["value"])]
    around = [(embed.get("footer") or {}).get("text", ""), (embed.get("author") or {}).get("name", "")]
    return [embed.get("title") or "", embed.get("description") or "", *around, *fields]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _user(user: str) -> dict[str, Any]:
    return {"id": user, "username": f"user{user}", "discriminator": "0", "avatar": None, "global_name": None,
            "bot": user == BOT}  # fmt: skip


def _member(user: str) -> dict[str, Any]:
    return {"user": _user(user), "roles": [], "joined_at": _WHEN, "deaf": False, "mute": False, "flags": 0,
            "permissions": "0"}  # fmt: skip


def _json(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    # discord.py takes `application/json; charset=utf-8` for text, so the type is said exactly.
    told = {"Content-Type": "application/json", **(headers or {})}
    return web.Response(body=json.dumps(body).encode(), status=status, headers=told)


def _error(status: int, code: int, message: str) -> web.Response:
    return _json({"code": code, "message": message}, status)


@asynccontextmanager
async def discord_server(now: Now, spec: Path | None = None) -> AsyncIterator[DiscordServer]:
    """A Discord of one's own, judged at the end."""
    server = DiscordServer(now, spec)
    app = web.Application()
    app.router.add_get("/gateway/", server._socket)
    app.router.add_route("*", "/api/v10/{path:.*}", server._rest)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    server.url, server.gateway = f"http://127.0.0.1:{port}/api/v10", f"ws://127.0.0.1:{port}/gateway/"
    try:
        yield server
    finally:
        for socket in list(server._sockets):
            await socket.close()
        await runner.cleanup()
    assert not server.judge.complaints, "\n".join(server.judge.complaints)
