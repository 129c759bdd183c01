"""Who drafts: a language model where one is set, and always the writer without one."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

from bot.config.settings import Settings, reveal
from bot.domain.errors import NotConfigured
from bot.writers.extractive import ExtractiveWriter

if TYPE_CHECKING:
    from bot.writers.endpoint import Endpoint


async def writers(settings: Settings, stack: AsyncExitStack) -> dict[str, Any]:
    extractive = ExtractiveWriter()
    if not settings.openai_model:
        if settings.openai_api_key or settings.openai_base_url:
            raise NotConfigured("Set PAPERDESK_OPENAI_MODEL too: the key alone does not say which model drafts.")
        return {"writer": extractive, "fallback": extractive}
    from bot.writers.openai import OpenAIHeadlines, OpenAITranslator, OpenAIWriter

    endpoint = endpoint_of(settings, settings.openai_model)
    stack.push_async_callback(endpoint.close)
    return {
        "writer": OpenAIWriter(endpoint),
        "fallback": extractive,
        "headlines": OpenAIHeadlines(endpoint),
        "translator": OpenAITranslator(endpoint),
    }


def endpoint_of(settings: Settings, model: str) -> Endpoint:
    from bot.writers.endpoint import Endpoint, Price

    priced = settings.openai_price_in is not None and settings.openai_price_out is not None
    return Endpoint(
        base_url=settings.openai_base_url or "https://api.openai.com/v1",
        model=model,
        api_key=reveal(settings.openai_api_key) or "",
        price=Price(settings.openai_price_in or 0.0, settings.openai_price_out or 0.0) if priced else None,
    )


async def writer_look(settings: Settings, model: str) -> tuple[bool | None, str]:
    """Whether the model's key is taken and its name known, and a sentence; None where only a draft will tell."""
    endpoint = endpoint_of(settings, model)
    try:
        return await endpoint.look()
    finally:
        await endpoint.close()
