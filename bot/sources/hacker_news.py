"""How much Hacker News talks about a paper: the points of stories that link to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.domain.errors import BadReference
from bot.domain.evidence import Attention, Link
from bot.domain.paper import Paper, PaperRef
from bot.sources.http import Http, Question
from bot.sources.http.shapes import count, mapping, mappings, words


class HackerNews:
    """The search at `base` (`https://hn.algolia.com/api/v1`); no key."""

    name = "hacker-news"

    def __init__(self, http: Http, base: str) -> None:
        self._http = http
        self._base = base.rstrip("/")

    async def counts(self, paper: Paper, links: Sequence[Link], now: datetime) -> tuple[Attention, ...]:
        """Points of the best story that links to the paper; none where there is no such story.

        Raises:
            SourceAway: the search did not answer usably.
        """
        ref = paper.ref
        if ref.scheme != "arxiv":
            return ()
        params = {"query": ref.value, "restrictSearchableAttributes": "url", "tags": "story", "typoTolerance": "false"}
        answer = (await self._http.ask(Question(f"{self._base}/search", site=self.name, params=params))).json()
        points = points_of(mapping(answer).get("hits"), ref)
        return (Attention("points", points or 0, self.name, now),)


def points_of(hits: Any, ref: PaperRef) -> int | None:
    """The most points among hits whose address is this very paper: the search itself is generous."""
    ours = (hit for hit in mappings(hits) if _leads_to(words(hit.get("url")), ref))
    return max((points for hit in ours if (points := count(hit.get("points"))) is not None), default=None)


def _leads_to(url: str, ref: PaperRef) -> bool:
    try:
        return PaperRef.parse(url) == ref
    except BadReference:
        return False
