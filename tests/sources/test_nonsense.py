"""Sources of evidence that answer nonsense in any place where there should be sense: a sentence, or nothing, always."""

from __future__ import annotations

import copy
import json
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.domain.errors import SourceAway
from bot.domain.evidence import Attention, AuthorRecord, Link
from bot.domain.paper import Paper, PaperRef
from bot.ports import Pick
from bot.sources.github import GitHub
from bot.sources.hacker_news import HackerNews
from bot.sources.http import Http
from bot.sources.hugging_face import HuggingFace
from bot.sources.openalex import OpenAlex
from bot.sources.semantic_scholar import SemanticScholar
from tests.sources.conftest import Reply, Site

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 3, tzinfo=UTC)
ONE, TWO = PaperRef("arxiv", "2610.00001"), PaperRef("arxiv", "2610.00002")
NONSENSE: tuple[Any, ...] = (None, True, -7, 1.5, 10**40, "", "x", "\x00", [], {}, [None], [[]], {"x": None}, [{}])

PERSON = {"authorId": "1", "name": "Ada", "hIndex": 9, "paperCount": 9, "citationCount": 9, "affiliations": ["A Lab"]}
PAPERS = [{"externalIds": {"ArXiv": "2610.00001"}, "authors": [PERSON]}, None]
WORKS = {
    "results": [
        {
            "id": "https://openalex.org/W1",
            "doi": "https://doi.org/10.48550/arxiv.2610.00001",
            "authorships": [
                {
                    "author": {"id": "https://openalex.org/A1", "display_name": "Ada"},
                    "institutions": [{"display_name": "A Lab"}],
                }
            ],
        }
    ]
}
AUTHORS = {
    "results": [
        {"id": "https://openalex.org/A1", "summary_stats": {"h_index": 9}, "works_count": 9, "cited_by_count": 9}
    ]
}
PAGE = {"upvotes": 3, "githubStars": 4, "githubRepo": "https://github.com/lab/x", "projectPage": "https://lab.example"}
DAILY = [
    {
        "paper": {
            "id": "2610.00001",
            "submittedOnDailyAt": "2026-10-02T00:00:00Z",
            "upvotes": 1,
            "authors": [{"name": "Ada"}],
        }
    }
]
HITS = {"hits": [{"url": "https://arxiv.org/abs/2610.00001", "points": 9}]}
REPOSITORY = {"stargazers_count": 9, "homepage": "https://lab.example"}
CODE = [Link("code", "https://github.com/lab/x", "abstract")]
PAPER = Paper(ONE, "Teapots", "We pour.")

Ask = Callable[[Http, str], Awaitable[object]]


async def scholar(http: Http, url: str) -> object:
    return await SemanticScholar(http, url).records([ONE, TWO], NOW)


async def alex(http: Http, url: str) -> object:
    return await OpenAlex(http, url).records([ONE, TWO], NOW)


async def upvotes(http: Http, url: str) -> object:
    return await HuggingFace(http, url).counts(PAPER, CODE, NOW)


async def picks(http: Http, url: str) -> object:
    return await HuggingFace(http, url).picks("2026-10")


async def points(http: Http, url: str) -> object:
    return await HackerNews(http, url).counts(PAPER, CODE, NOW)


async def stars(http: Http, url: str) -> object:
    return await GitHub(http, url).counts(PAPER, CODE, NOW)


CASES: dict[str, tuple[Ask, dict[str, Any], str]] = {
    "scholar": (
        scholar,
        {"/graph/v1/paper/batch": PAPERS, "/graph/v1/author/batch": [PERSON]},
        "/graph/v1/paper/batch",
    ),
    "alex, works": (alex, {"/works": WORKS, "/authors": AUTHORS}, "/works"),
    "alex, authors": (alex, {"/works": WORKS, "/authors": AUTHORS}, "/authors"),
    "upvotes": (upvotes, {"/api/papers/2610.00001": PAGE}, "/api/papers/2610.00001"),
    "picks": (picks, {"/api/daily_papers": DAILY}, "/api/daily_papers"),
    "points": (points, {"/search": HITS}, "/search"),
    "stars": (stars, {"/repos/lab/x": REPOSITORY}, "/repos/lab/x"),
}


def spoiled(value: Any) -> Iterator[Any]:
    """The answer with nonsense in each of its places, one at a time."""
    yield from NONSENSE
    places: list[Any] = (
        list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    )
    for place in places:
        for inner in spoiled(value[place]):
            changed = copy.deepcopy(value)
            changed[place] = inner
            yield changed


def sound(found: object) -> bool:
    """Whether what came out may be kept and counted with."""
    records = [r for each in found.values() for r in each] if isinstance(found, dict) else list(found)  # type: ignore[call-overload]
    numbers = [n for r in records if isinstance(r, AuthorRecord) for n in (r.h_index, r.works, r.citations)]
    numbers += [each.count for each in records if isinstance(each, Attention)]
    texts = [t for r in records if isinstance(r, AuthorRecord) for t in (r.name, r.author_id, r.affiliation)]
    texts += [name for each in records if isinstance(each, Pick) for name in each.authors]
    return all(n is None or (type(n) is int and 0 <= n < 10**9) for n in numbers) and all(
        t is None or isinstance(t, str) for t in texts
    )


@pytest.mark.parametrize("name", CASES)
async def test_nonsense_in_any_place_is_a_sentence_or_nothing(http: Http, site: Site, name: str) -> None:
    ask, answers, place = CASES[name]
    for path, answer in answers.items():
        site.says(path, Reply.of(answer))
    assert await ask(http, site.url)  # what makes sense is read
    for body in spoiled(answers[place]):
        site.says(place, Reply.of(body))
        try:
            found = await ask(http, site.url)
        except SourceAway:
            continue
        assert sound(found), json.dumps(body)
