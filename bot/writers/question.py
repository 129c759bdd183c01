"""One question to a model, asked until it is answered in the form that was asked for: a ladder, and one repair."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any, TypeVar

import structlog
from pydantic import BaseModel, ValidationError

from bot.domain.errors import WriterFailed
from bot.ports import Usage
from bot.writers.endpoint import Endpoint, Messages, Reply, TooLong, UnknownLevel, short

log = structlog.get_logger()

Answer = TypeVar("Answer", bound=BaseModel)

_MOST_BRACES = 200  # what has not begun to be JSON by then never will, and every brace is read to its end
_THOUGHTS = re.compile(r"<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL | re.IGNORECASE)


async def ask(
    endpoint: Endpoint,
    variants: Sequence[Messages],
    answer: type[Answer],
    complaint: Callable[[Answer], str | None] = lambda _: None,
) -> tuple[Answer, tuple[Usage, ...]]:
    """An answer of the asked shape about which `complaint` has none, and what it took.

    `variants` are the same question from the longest to the shortest: the next one is taken when one does not
    fit into the model. A wrong answer gets one turn of repair that quotes what is wrong with it.

    Raises:
        WriterFailed: no such answer came; the sentence says what to look at, `usage` what it took all the same.
    """
    talk = _Talk(endpoint, answer, complaint)
    try:
        async with asyncio.timeout(endpoint.patience):
            return await talk.hold(variants), tuple(talk.usage)
    except TimeoutError as late:
        raise WriterFailed(f"{endpoint} took too long; try again later.", usage=tuple(talk.usage)) from late
    except WriterFailed as failed:
        failed.usage = tuple(talk.usage)
        raise


class _Talk:
    """A question under way, and what it has taken so far."""

    def __init__(self, endpoint: Endpoint, answer: type[Any], complaint: Callable[[Any], str | None]) -> None:
        self.endpoint = endpoint
        self.answer = answer
        self.complaint = complaint
        self.schema = answer.model_json_schema()
        self.usage: list[Usage] = []

    async def hold(self, variants: Sequence[Messages]) -> Any:
        for messages in variants:
            try:
                return await self._answered(messages)
            except TooLong:
                log.info("writer.too_long", endpoint=self.endpoint.host, model=self.endpoint.model)
        raise WriterFailed(f"{self.endpoint} has no room for this, even shortened; use one with a longer context.")

    async def _answered(self, messages: Messages) -> Any:
        reply = await self._reply(messages)
        found = self._read(reply)
        if not isinstance(found, str):
            return found
        turns = [*messages, {"role": "assistant", "content": reply.text}] if reply.text.strip() else messages
        repair = f"That answer cannot be used: {found}\nAnswer again, with one JSON object of the asked form alone."
        found = self._read(await self._reply([*turns, {"role": "user", "content": repair}]))
        if isinstance(found, str):
            raise WriterFailed(f"{self.endpoint} gave no usable answer, asked twice ({short(found)}).")
        return found

    async def _reply(self, messages: Messages) -> Reply:
        level = before = self.endpoint.level
        while True:
            try:
                reply, usage = await self.endpoint.complete(messages, self.schema, level)
            except UnknownLevel:
                level = self.endpoint.lower(level)
            except WriterFailed:
                if level != before:
                    self.endpoint.level = before  # it was not about the level, then: nothing is learnt from this
                raise
            else:
                self.usage.append(usage)
                return reply

    def _read(self, reply: Reply) -> Any:
        """The answer, or a sentence that says what is wrong with it."""
        if reply.refusal:
            raise WriterFailed(f"{self.endpoint} declined ({short(reply.refusal)}).")
        if not reply.text.strip():
            return "It was empty."
        found = json_in(reply.text)
        if found is None:
            return "It was cut off: be shorter." if reply.cut else "It held no complete JSON object."
        try:
            answer = self.answer.model_validate(found)
        except ValidationError as wrong:
            if reply.cut:
                return "It was cut off: be shorter."
            return "; ".join(f"{'.'.join(map(str, e['loc'])) or 'answer'}: {e['msg']}" for e in wrong.errors()[:5])
        return self.complaint(answer) or answer


def json_in(text: str) -> dict[str, Any] | None:
    """The first whole JSON object in a text, whatever stands around it: thoughts, code fences, courtesies."""
    text = _THOUGHTS.sub("", text)
    decoder = json.JSONDecoder()
    for brace in islice(re.finditer(r"\{", text), _MOST_BRACES):
        try:
            found, _ = decoder.raw_decode(text, brace.start())
        except (ValueError, RecursionError):
            continue
        return found if isinstance(found, dict) else None
    return None
