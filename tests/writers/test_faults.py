"""The writer against a model server that fails on demand and judges how its client takes it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.domain.errors import WriterFailed
from bot.domain.paper import Paper, PaperRef
from bot.ports import Source
from bot.writers.endpoint import Endpoint
from bot.writers.openai import OpenAIWriter

pytest.importorskip("llmock", reason="no llmock here")
pytestmark = pytest.mark.anyio

PAPER = Paper(
    PaperRef("arxiv", "2610.00002"), "Teapots Pour", "We pour tea from a teapot. Nothing was spilt in two trials."
)
SOURCE = Source(PAPER, (("introduction", "Teapots have been poured from before. " * 20),))
CLAIM = {"kind": "fact", "text": "Nothing was spilt from the teapot.", "quote": "Nothing was spilt in two trials."}
GOOD = json.dumps({"why": [CLAIM], "insights": [CLAIM]})


@pytest.fixture
async def writer(llmock: Any) -> AsyncIterator[OpenAIWriter]:
    endpoint = Endpoint(base_url=llmock.base_url(), model="gpt-made-up", timeout=5.0, max_retries=2)
    yield OpenAIWriter(endpoint)
    await endpoint.close()


async def test_a_plain_answer_is_a_draft(writer: OpenAIWriter, llmock: Any) -> None:
    llmock.reply(GOOD)
    written = await writer.write(SOURCE)
    assert written.why[0].text == CLAIM["text"]
    assert written.usage[0].prompt_tokens > 0


async def test_a_rate_limit_is_waited_out_as_long_as_it_asks(writer: OpenAIWriter, llmock: Any) -> None:
    llmock.rate_limit(times=2, retry_after=0.05).reply(GOOD)
    assert (await writer.write(SOURCE)).why
    llmock.assert_resilient()


async def test_a_server_that_is_down_is_tried_three_times_and_given_up(writer: OpenAIWriter, llmock: Any) -> None:
    llmock.fail(503, times=None, retry_after=0.01)
    with pytest.raises(WriterFailed, match="status 503"):
        await writer.write(SOURCE)
    assert len(llmock.requests) == 3


async def test_a_slow_server_is_given_up(llmock: Any) -> None:
    llmock.delay(1.0, times=None)
    endpoint = Endpoint(base_url=llmock.base_url(), model="gpt-made-up", timeout=0.05, max_retries=0)
    with pytest.raises(WriterFailed, match="did not answer in time"):
        await OpenAIWriter(endpoint).write(SOURCE)
    await endpoint.close()


async def test_an_overflow_is_answered_with_less(writer: OpenAIWriter, llmock: Any) -> None:
    llmock.context_overflow().reply(GOOD)
    assert (await writer.write(SOURCE)).why


async def test_an_answer_of_the_right_shape_and_no_sense_is_not_taken_for_a_draft(
    writer: OpenAIWriter, llmock: Any
) -> None:
    # Unscripted, the server makes up values that fit the schema; they are about nothing, least of all this paper.
    with pytest.raises(WriterFailed, match="asked twice"):
        await writer.write(SOURCE)
    assert len(llmock.requests) == 2
