"""A fake chat server that dawdles and drops answers, the outlet that speaks to it, and a model server beside it."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from bot.domain.card import CardFace, DeskFace
from bot.domain.edition import Delivery
from bot.domain.errors import PostLater, PostUnclear, WriterFailed
from bot.domain.printed import PrintedEdition
from bot.domain.story import Card, Claim, VoteKind
from bot.domain.team import Place, Platform
from bot.ports import Source, Written


@dataclass
class Chat:
    """What people see. A message is stored after a delay and answered after another, whoever still listens.

    `lost` is the share of posts that are stored and never answered, `busy` the share that is refused for now.
    """

    delay: float = 0.08
    lost: float = 0.02
    busy: float = 0.02
    seed: int = 7
    messages: list[dict[str, Any]] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)
    in_air: int = 0

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        """Listen on a free port of this machine; its address."""
        app = web.Application()
        app.add_routes([
            web.post("/post", self._post),
            web.get("/find", self._find),
            web.get("/reactions", self._reactions),
            web.post("/write", self._write),
        ])  # fmt: skip
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        try:
            yield f"http://127.0.0.1:{runner.addresses[0][1]}"
        finally:
            await runner.cleanup()

    async def _post(self, request: web.Request) -> web.Response:
        message = await request.json()
        before, after, luck = (self._chance.random() for _ in range(3))
        if luck < self.busy:
            return web.json_response({"after": 0.2}, status=429)
        self.in_air += 1
        try:
            await asyncio.sleep(before * self.delay)
            message["id"] = f"m{len(self.messages) + 1}"
            self.messages.append(message)
            await asyncio.sleep(after * self.delay)
        finally:
            self.in_air -= 1
        if luck > 1 - self.lost:
            return web.json_response({}, status=500)
        return web.json_response({"id": message["id"]})

    async def _find(self, request: web.Request) -> web.Response:
        wanted = request.query["delivery"]
        return web.json_response({"id": next((m["id"] for m in self.messages if m["delivery"] == wanted), None)})

    async def _reactions(self, request: web.Request) -> web.Response:
        return web.json_response(self.reactions.get(request.query["message"], []))

    async def _write(self, request: web.Request) -> web.Response:
        self.written.append((await request.json())["ref"])
        await asyncio.sleep(self._chance.random() * self.delay)
        return web.json_response({"ok": True})


class ChatOutlet:
    """Channel and desk on that server. `blind` never finds what it posted: the control of the trial."""

    platform: Platform = "slack"

    def __init__(self, url: str, *, pace: float = 0.0, blind: bool = False) -> None:
        self.pace = pace
        self._blind = blind
        self._url = url
        self._session: aiohttp.ClientSession | None = None

    async def _ask(self, method: str, path: str, **what: Any) -> Any:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=5), connector=aiohttp.TCPConnector(limit=0)
            )
        try:
            async with self._session.request(method, self._url + path, **what) as answer:
                if answer.status == 429:
                    raise PostLater("The chat is busy.", after=(await answer.json())["after"])
                if answer.status != 200:
                    raise PostUnclear("The chat did not say whether it was posted.")
                return await answer.json()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise PostUnclear(f"The chat did not answer: {error}.") from error

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def write(self, ref: str) -> None:
        try:
            await self._ask("POST", "/write", json={"ref": ref})
        except PostUnclear as error:
            raise WriterFailed(str(error)) from error

    async def post(self, delivery: Delivery, parent: str | None) -> str:
        told = {"delivery": delivery.id, "place": str(delivery.place), "parent": parent, "body": delivery.body}
        return str((await self._ask("POST", "/post", json=told))["id"])

    async def find(self, delivery: Delivery, parent: str | None) -> str | None:
        if self._blind:
            return None
        found = (await self._ask("GET", "/find", params={"delivery": delivery.id}))["id"]
        return None if found is None else str(found)

    def bodies(self, printed: PrintedEdition, place: Place) -> tuple[str, ...]:
        about = {"kind": "edition", "team": printed.team, "period": printed.period}
        return tuple(json.dumps({**about, "part": part}) for part in range(1 + len(printed.stories)))

    def card(self, face: CardFace) -> str:
        return json.dumps({"kind": "card", "story": face.story.id, "draft": face.story.draft_number})

    def replaced(self, face: CardFace, card: Card) -> str:
        return self.card(face)

    def summary(self, face: DeskFace) -> str:
        return json.dumps({"kind": "summary", "edition": face.edition.id})

    def reminder(self, face: DeskFace) -> str:
        return json.dumps({"kind": "reminder", "edition": face.edition.id})

    async def refresh(self, card: Card, place: Place, body: str) -> None:
        """Nothing is shown here that changes."""

    async def reactions(self, card: Card, place: Place) -> tuple[tuple[str, VoteKind], ...]:
        standing = await self._ask("GET", "/reactions", params={"message": card.message_id or ""})
        return tuple((account, "approve") for account in standing)


class SlowWriter:
    """Quotes the abstract, after the time that a model takes; each call is counted by the server."""

    name = "slow"

    def __init__(self, outlet: ChatOutlet) -> None:
        self._outlet = outlet

    async def write(self, source: Source, **wish: object) -> Written:
        await self._outlet.write(str(source.paper.ref))
        first, second = (f"{part.strip()}." for part in source.paper.abstract.split(".")[:2])
        return Written((_fact(first),), (_fact(second),), by=self.name)


def _fact(sentence: str) -> Claim:
    return Claim("fact", sentence, quote=sentence, where="abstract")
