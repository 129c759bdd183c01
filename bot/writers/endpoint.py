"""One OpenAI-compatible endpoint: one completion at a time, whatever it does not support, and what it costs."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal
from urllib.parse import urlsplit

import openai
import structlog
from openai.resources import AsyncModels
from openai.types.chat import ChatCompletion

from bot.domain.errors import WriterFailed
from bot.ports import Usage

log = structlog.get_logger()

Level = Literal["json_schema", "json_object", "plain"]
Messages = list[dict[str, str]]

LEVELS: tuple[Level, ...] = ("json_schema", "json_object", "plain")
_LOOK = 10.0  # seconds
_PARAMETERS = ("temperature", "max_completion_tokens", "max_tokens")
_TOO_LONG = re.compile(
    r"context.{0,20}(length|window|size)|maximum context|too (long|many tokens)|exceeds? .{0,40}tokens", re.IGNORECASE
)


class TooLong(Exception):
    """The material does not fit into the model; never leaves the writers, who then send less."""


class UnknownLevel(Exception):
    """The endpoint does not know this level of structured output; never leaves the writers, who then go lower."""


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens."""

    prompt: float
    completion: float


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, whether it was cut off, and the words of a refusal."""

    text: str
    cut: bool = False
    refusal: str | None = None


class Endpoint:
    """A model at an address. What it turned out not to support is remembered as long as this object lives.

    `timeout` is in seconds for one try; `temperature` and `max_tokens` are sent only where given, and dropped for
    good when the endpoint refuses them (reasoning models do). A `level` that is given is kept to.
    """

    def __init__(
        self,
        *,
        base_url: str,
        model: str,
        api_key: str = "",
        timeout: float = 60.0,
        max_retries: int = 2,
        temperature: float | None = None,
        max_tokens: int | None = None,
        price: Price | None = None,
        level: Level | None = None,
    ) -> None:
        self.model = model
        self.host = urlsplit(base_url).netloc.rpartition("@")[2]
        self.level: Level = level or LEVELS[0]
        #: The longest that one question may take, all tries of it together, in seconds.
        self.patience = (timeout + 30.0) * (max_retries + 1) * 2
        self._fixed, self._keyed = level is not None, bool(api_key)
        self._price = price
        given = {"temperature": temperature, "max_tokens": max_tokens}
        self._parameters: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
        # Local servers want no key, but the client refuses to be made without one.
        self._client = openai.AsyncOpenAI(
            base_url=base_url, api_key=api_key or "none", timeout=timeout, max_retries=max_retries
        )

    def __str__(self) -> str:
        return f"The model {self.model} at {self.host}"

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.close()

    async def look(self) -> tuple[bool | None, str]:
        """Whether the key is taken and the model is known, found out by the list of models, which costs nothing.

        True and False with a sentence; None where it may mend itself, or only the first draft will tell.
        """
        models = self._client.with_options(timeout=_LOOK, max_retries=0).models
        try:
            known = sorted(model.id for model in getattr(await models.list(), "data", None) or ())
            if known and self.model not in known:
                return await self._not_listed(models, known)
        except openai.APIStatusError as refused:
            status = refused.status_code
            if status in (401, 403):
                return False, self._refused_key()
            hint = " If it fails, see whether PAPERDESK_OPENAI_BASE_URL lacks its /v1." if status == 404 else ""
            return None, f"{self} lists no models (status {status}), so the first draft will tell.{hint}"
        except openai.OpenAIError as broken:
            return None, f"{self._away(broken)} Is a proxy in the way?"
        except (ValueError, AttributeError):  # a page of somebody between, on which the client stumbles
            return None, f"{self} answered with something that is no list of models. Is a proxy in the way?"
        return True, f"{self} drafts."

    async def _not_listed(self, models: AsyncModels, known: list[str]) -> tuple[bool | None, str]:
        """Some list fewer models than they have, so they are asked for that one by name."""
        there = f"such as {', '.join(get_close_matches(self.model, known, 3, 0.3) or known[:3])}"
        try:
            if getattr(await models.retrieve(self.model), "id", None):
                return True, f"{self} drafts."
        except openai.APIStatusError as refused:
            if refused.status_code == 404 and (refused.code == "model_not_found" or self.model in refused.message):
                return False, f"{self} does not exist; set PAPERDESK_OPENAI_MODEL to one of those there, {there}."
        return None, f"{self} is not among those listed there, {there}; check the name in PAPERDESK_OPENAI_MODEL."

    async def complete(self, messages: Messages, schema: Mapping[str, Any], level: Level) -> tuple[Reply, Usage]:
        """One completion at one level; parameters that are refused are dropped on the way.

        Raises:
            TooLong, UnknownLevel: worth another try with less, or at the next level.
            WriterFailed: not worth another try.
        """
        while True:
            started, sent = time.perf_counter(), dict(self._parameters)
            try:
                completion = await self._client.chat.completions.create(
                    model=self.model, messages=_told(messages, schema, level), **sent, **_form(schema, level)
                )
            except openai.APIStatusError as refused:
                if not self._dropped(refused, sent):
                    raise self._understood(refused, level) from refused
                continue
            except openai.OpenAIError as broken:
                raise self._away(broken) from broken
            except ValueError as garbage:  # a body that is no JSON escapes the client as a bare JSONDecodeError
                raise WriterFailed(f"{self} answered with something that is no JSON; check the address.") from garbage
            if not isinstance(completion, ChatCompletion):
                raise WriterFailed(f"{self} answered with something that is no completion; check the address.")
            reply = _reply(completion)
            return reply, self._usage(completion, messages, reply, time.perf_counter() - started)

    def lower(self, level: Level) -> Level:
        """The level to go on with where `level` is not known; remembered, unless somebody else went lower already."""
        if self.level == level:
            self.level = LEVELS[LEVELS.index(level) + 1]
            log.info("writer.level", endpoint=self.host, model=self.model, level=self.level)
        return self.level

    def _dropped(self, refused: openai.APIStatusError, sent: Mapping[str, Any]) -> bool:
        """Whether the refusal was about a parameter of taste, which is now left out or renamed."""
        if refused.status_code not in (400, 422):
            return False
        said = f"{refused.param or ''} {refused.message}"
        name = next((name for name in _PARAMETERS if name in sent and name in said), None)
        if name is None:
            return False
        value = self._parameters.pop(name, None)
        if name == "max_tokens" and "max_completion_tokens" in said:
            self._parameters["max_completion_tokens"] = value or sent[name]
        log.info("writer.parameter_dropped", endpoint=self.host, model=self.model, parameter=name)
        return True

    def _understood(self, refused: openai.APIStatusError, level: Level) -> Exception:
        status, said = refused.status_code, short(refused.message)
        if status in (400, 413, 422) and _TOO_LONG.search(f"{refused.code} {refused.message}"):
            return TooLong()
        unknown = status in (400, 404, 422) or (status == 500 and "response_format" in refused.message)
        if unknown and level != LEVELS[-1] and not self._fixed:
            return UnknownLevel()
        if status in (401, 403):
            return WriterFailed(self._refused_key())
        if status == 404:
            return WriterFailed(f"{self} was not found; check PAPERDESK_OPENAI_MODEL and PAPERDESK_OPENAI_BASE_URL.")
        if status == 429:
            return WriterFailed(f"{self} has had enough of us for now, or the account is out of credit ({said}).")
        return WriterFailed(f"{self} refused with status {status} ({said}).")

    def _refused_key(self) -> str:
        if self._keyed:
            return f"{self} refused the key, which may have expired; make a new one and set PAPERDESK_OPENAI_API_KEY."
        return f"{self} wants a key; set PAPERDESK_OPENAI_API_KEY."

    def _away(self, broken: openai.OpenAIError) -> WriterFailed:
        if isinstance(broken, openai.APITimeoutError):
            return WriterFailed(f"{self} did not answer in time; try again later.")
        if isinstance(broken, openai.APIConnectionError):
            return WriterFailed(f"{self} cannot be reached; check the network and PAPERDESK_OPENAI_BASE_URL.")
        return WriterFailed(f"{self} answered in a way that makes no sense ({short(str(broken))}).")

    def _usage(self, completion: ChatCompletion, messages: Messages, reply: Reply, seconds: float) -> Usage:
        counted = completion.usage
        # A server that does not count is taken at four characters a token, so that the cap still bites.
        asked = counted.prompt_tokens if counted else sum(len(m["content"]) for m in messages) // 4
        said = counted.completion_tokens if counted else len(reply.text) // 4
        price = self._price
        cost = (asked * price.prompt + said * price.completion) / 1_000_000 if price else None
        return Usage(self.model, self.host, asked, said, round(seconds, 3), cost)


def _form(schema: Mapping[str, Any], level: Level) -> dict[str, Any]:
    if level == "json_schema":
        named = {"name": "answer", "schema": schema, "strict": True}
        return {"response_format": {"type": "json_schema", "json_schema": named}}
    return {"response_format": {"type": "json_object"}} if level == "json_object" else {}


def _told(messages: Messages, schema: Mapping[str, Any], level: Level) -> Any:
    """Below the first level the endpoint does not see the schema, so the rules have to say it."""
    if level == "json_schema":
        return messages
    first, *rest = messages
    form = f"{first['content']}\n\nThe JSON object must fit this schema:\n{json.dumps(schema)}"
    return [{**first, "content": form}, *rest]


def _reply(completion: ChatCompletion) -> Reply:
    # Lax servers leave out what the client's types promise.
    choice = next(iter(getattr(completion, "choices", None) or ()), None)
    message = getattr(choice, "message", None)
    reason = getattr(choice, "finish_reason", None)
    refusal = getattr(message, "refusal", None)
    if not refusal and reason == "content_filter":
        refusal = "its filter stopped the answer"
    content = getattr(message, "content", None)
    return Reply(content if isinstance(content, str) else "", reason == "length", refusal or None)


def short(text: str) -> str:
    """One line of what an endpoint said, fit for a sentence."""
    line = " ".join(text.split()).rstrip(".")
    return line if len(line) <= 160 else f"{line[:157]}…"
