"""A model's server on this machine that says what a test has written down, and remembers what it was asked."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Scripted:
    """One answer: a status, a body as bytes, extra headers; `stall` never answers."""

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = "application/json"
    stall: bool = False


def said(content: str | None, *, reason: str = "stop", refusal: str | None = None, count: bool = True) -> Scripted:
    """A chat completion with that content."""
    body: dict[str, Any] = {
        "id": "c1",
        "object": "chat.completion",
        "created": 1,
        "model": "made-up",
        "choices": [
            {
                "index": 0,
                "finish_reason": reason,
                "message": {"role": "assistant", "content": content, "refusal": refusal},
            }
        ],
    }
    if count:
        body["usage"] = {"prompt_tokens": 1000, "completion_tokens": 200, "total_tokens": 1200}
    return Scripted(json.dumps(body).encode())


def refused(
    status: int, message: str, *, param: str | None = None, headers: Mapping[str, str] | None = None
) -> Scripted:
    """An error as these endpoints tell it."""
    error = {"error": {"message": message, "type": "invalid_request_error", "param": param, "code": None}}
    return Scripted(json.dumps(error).encode(), status, headers or {})


@dataclass
class ModelServer:
    """Gives the scripted answers in order, the last one for ever."""

    answers: list[Scripted] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = next(
                    (
                        int(line.split(b":")[1])
                        for line in head.split(b"\r\n")
                        if line.lower().startswith(b"content-length")
                    ),
                    0,  # a question without a body
                )
                self.asked.append(json.loads(await reader.readexactly(length) or b"{}"))
                answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
                if answer.stall:
                    await asyncio.Event().wait()
                lines = [
                    f"HTTP/1.1 {answer.status} Said",
                    f"content-type: {answer.kind}",
                    f"content-length: {len(answer.body)}",
                    *(f"{name}: {value}" for name, value in answer.headers.items()),
                ]
                writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + answer.body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[ModelServer]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        try:
            yield self
        finally:
            server.close()
            for task in asyncio.all_tasks():
                if "_serve" in repr(task.get_coro()):
                    task.cancel()

    def user(self, turn: int) -> str:
        """What the user's last message of that call said."""
        return str(self.asked[turn]["messages"][-1]["content"])

    def form(self, turn: int) -> str | None:
        """The level of structured output that was asked for in that call."""
        wanted = self.asked[turn].get("response_format")
        return wanted and str(wanted["type"])
