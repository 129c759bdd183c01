"""Vectors and public notice: made answers, and the recorded ones of GitHub and Hacker News."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.domain.errors import SourceAway
from bot.domain.evidence import Link
from bot.domain.paper import Paper, PaperRef
from bot.ports import Embedder
from bot.sources.embeddings import Embeddings
from bot.sources.github import GitHub, repository_in
from bot.sources.hacker_news import HackerNews, points_of
from bot.sources.http import Http
from tests.sources.conftest import Asked, Reply, Site

NOW = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
REF = PaperRef("arxiv", "2106.10207")
PAPER = Paper(REF, "Teapots", "We pour.")


@pytest.mark.anyio
async def test_vectors_come_in_the_order_of_the_texts_whatever_the_order_of_the_answer(http: Http, site: Site) -> None:
    def answer(asked: Asked) -> Reply:
        rows = [{"index": n, "embedding": [float(len(text)), 1.0]} for n, text in enumerate(asked.json()["input"])]
        return Reply.of({"data": rows[::-1]})

    site.says("/v1/embeddings", answer)
    source = Embeddings(http, f"{site.url}/v1", "toy-model", "made-up")
    embedder: Embedder = source
    texts = ["x" * n for n in range(1, 101)]
    vectors = await embedder.embed(texts)
    assert [vector[0] for vector in vectors] == [float(n) for n in range(1, 101)]
    assert [len(asked.json()["input"]) for asked in site.asked] == [64, 36]
    assert site.asked[0].headers["authorization"] == "Bearer made-up"
    assert source.model.startswith("toy-model@")
    assert source.model != Embeddings(http, "https://elsewhere.example/v1", "toy-model").model


@pytest.mark.anyio
@pytest.mark.parametrize(
    "answer",
    [
        {"data": []},
        {"data": [{"index": 0}]},
        {"data": [{"index": 3, "embedding": [1.0]}]},
        {"data": [{"index": 0, "embedding": []}]},
        {"data": [{"index": 0, "embedding": ["x"]}]},
        {"error": "no"},
        [],
    ],
)
async def test_vectors_that_cannot_be_trusted_are_a_sentence(http: Http, site: Site, answer: Any) -> None:
    site.says("/v1/embeddings", Reply.of(answer))
    with pytest.raises(SourceAway):
        await Embeddings(http, f"{site.url}/v1", "toy-model").embed(["text"])


@pytest.mark.anyio
@pytest.mark.shared
async def test_a_recorded_repository_gives_its_stars_and_follows_a_new_name(
    http: Http, site: Site, shared: Path
) -> None:
    recorded = json.loads((shared / "recordings/github/repo_2026-07.json").read_text())
    site.says("/repositories/1", Reply.of(recorded))
    site.says("/repos/lab/teapot", Reply("", 301, {"location": "/repositories/1"}))
    links = [Link("site", "https://lab.example", "abstract"), Link("code", "https://github.com/lab/teapot", "abstract")]
    (stars,) = await GitHub(http, site.url).counts(PAPER, links, NOW)
    assert (stars.kind, stars.count) == ("stars", recorded["stargazers_count"])


@pytest.mark.anyio
async def test_a_repository_that_is_gone_or_was_never_there_is_no_notice(http: Http, site: Site) -> None:
    source = GitHub(http, site.url)
    assert await source.counts(PAPER, [Link("code", "https://github.com/lab/gone", "abstract")], NOW) == ()
    assert await source.counts(PAPER, [Link("code", "https://gitlab.com/lab/x", "abstract")], NOW) == ()
    assert len(site.asked) == 1


def test_a_repository_is_named_by_the_start_of_its_address() -> None:
    assert repository_in("https://github.com/lab/teapot.git") == "lab/teapot"
    assert repository_in("https://github.com/lab/teapot/tree/main/src") == "lab/teapot"
    assert repository_in("https://github.com/lab") is None
    assert repository_in("https://github.com.example/lab/teapot") is None


@pytest.mark.anyio
async def test_synthetic_points_are_those_of_this_very_paper(http: Http, site: Site) -> None:
    hits = [
        {"url": "https://arxiv.org/abs/2106.10207v2", "points": 120},
        {"url": "https://arxiv.org/pdf/2106.10207", "points": 40},
        {"url": "https://arxiv.org/abs/2106.10208", "points": 900},
        {"url": None, "points": 999},
    ]
    site.says("/api/v1/search", Reply.of({"hits": hits}))
    (points,) = await HackerNews(http, f"{site.url}/api/v1").counts(PAPER, [], NOW)
    assert (points.kind, points.count) == ("points", 120)


@pytest.mark.shared
def test_recorded_hits_about_other_things_are_no_notice(shared: Path) -> None:
    hits = json.loads((shared / "recordings/hackernews/algolia_search_2026-07.json").read_text())["hits"]
    assert points_of(hits, REF) is None
