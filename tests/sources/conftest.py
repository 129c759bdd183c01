"""A site on loopback that answers what a test tells it to, and a time that passes only when somebody sleeps."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.sources.http import Http

START = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Asked:
    """A request as the site saw it."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def params(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.target).query).items()}

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Reply:
    """An answer, whole or spoiled.

    `cut` bytes are held back before hanging up; `silent` never answers, `gone` hangs up at once.
    """

    body: bytes | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int = 0
    silent: bool = False
    gone: bool = False
    length: bool = True

    @classmethod
    def of(cls, value: Any, status: int = 200) -> Reply:
        return cls(json.dumps(value), status, {"content-type": "application/json"})

    @classmethod
    def zipped(cls, body: bytes) -> Reply:
        return cls(gzip.compress(body), headers={"content-encoding": "gzip"})


class Site:
    """Answers by path; the replies of a path are used up in turn, and the last one stays."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.open_at_once = 0
        self._open = 0
        self._replies: dict[str, list[Reply | Callable[[Asked], Reply]]] = {}
        self._server: asyncio.Server | None = None
        self._over = asyncio.Event()

    def says(self, path: str, *replies: Reply | Callable[[Asked], Reply]) -> str:
        """Answer so at `path`; the address to ask."""
        self._replies[path] = list(replies)
        return self.url + path

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self.port}"

    @property
    def port(self) -> int:
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)

    async def stop(self) -> None:
        assert self._server is not None
        self._over.set()
        self._server.close()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open += 1
        self.open_at_once = max(self.open_at_once, self._open)
        try:
            asked = await self._read(reader)
            await self._answer(asked, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self._open -= 1
            writer.close()

    async def _read(self, reader: asyncio.StreamReader) -> Asked:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, target, _ = head[0].split(" ")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        asked = Asked(method, target, headers, body)
        self.asked.append(asked)
        return asked

    async def _answer(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        queue = self._replies.get(asked.path, [Reply("nothing here", 404)])
        reply = queue.pop(0) if len(queue) > 1 else queue[0]
        if not isinstance(reply, Reply):
            reply = reply(asked)
        if reply.silent:
            await self._over.wait()
        if reply.silent or reply.gone:
            return
        body = reply.body.encode() if isinstance(reply.body, str) else reply.body
        lines = [f"HTTP/1.1 {reply.status} Whatever", "connection: close"]
        lines += [f"content-length: {len(body)}"] if reply.length else []
        lines += [f"{name}: {value}" for name, value in reply.headers.items()]
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
        if asked.method != "HEAD":
            writer.write(body[: len(body) - reply.cut])
        await writer.drain()


class GivenTime:
    """A clock whose hands move only while somebody sleeps."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self._now = START

    def now(self) -> datetime:
        return self._now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._now += timedelta(seconds=seconds)
        await asyncio.sleep(0)

    @property
    def passed(self) -> float:
        return (self._now - START).total_seconds()


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    made = Site()
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
def time() -> GivenTime:
    return GivenTime()


@pytest.fixture
async def http(site: Site, time: GivenTime) -> AsyncIterator[Http]:
    agent = Http.user_agent("0.1", "mailto:desk@lab.example")
    async with Http(agent, time, sleep=time.sleep, trusted=[site.url], patience=5) as made:
        yield made
