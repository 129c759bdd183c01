"""What GitHub says about a paper's code: stars as they stand now, and the home page that the repository names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from bot.domain.evidence import Attention, Link
from bot.domain.paper import Paper
from bot.sources.http import Http, Question
from bot.sources.http.shapes import count

_REPOSITORY = re.compile(r"/([\w.-]+)/([\w.-]+)")


class GitHub:
    """The REST API at `base` (`https://api.github.com`); 60 questions an hour without a token, 5,000 with one."""

    name = "github"

    def __init__(self, http: Http, base: str, token: str | None = None) -> None:
        self._http = http
        self._base = base.rstrip("/")
        self._headers = {"accept": "application/vnd.github+json"}
        if token:
            self._headers["authorization"] = f"Bearer {token}"

    async def counts(self, paper: Paper, links: Sequence[Link], now: datetime) -> tuple[Attention, ...]:
        """Stars of the first repository among `links`; empty where there is none, or none any more.

        Raises:
            SourceAway: GitHub did not answer usably.
        """
        found = await self._repository(links)
        stars = count(found.get("stargazers_count")) if found else None
        return (Attention("stars", stars, self.name, now),) if stars is not None else ()

    async def site(self, links: Sequence[Link]) -> tuple[Link, ...]:
        """The home page that the repository names, which is often the project's page.

        Raises:
            SourceAway: GitHub did not answer usably.
        """
        found = await self._repository(links)
        home = str((found or {}).get("homepage") or "").strip()
        plain = home.startswith(("https://", "http://")) and not re.search(r"\s", home)
        return (Link("site", home, "GitHub"),) if plain else ()

    async def _repository(self, links: Sequence[Link]) -> dict[str, Any] | None:
        place = next((found for link in links if (found := repository_in(link.url))), None)
        if place is None:
            return None
        question = Question(
            f"{self._base}/repos/{place}", site=self.name, headers=self._headers, accept=frozenset({200, 404, 451})
        )
        answer = await self._http.ask(question)  # a renamed repository answers with a redirect, which is followed
        found = answer.json() if answer.status == 200 else None
        return found if isinstance(found, dict) else None


def repository_in(url: str) -> str | None:
    """`owner/name` of an address on GitHub."""
    parts = urlsplit(url)
    if (parts.hostname or "").removeprefix("www.") != "github.com":
        return None
    found = _REPOSITORY.match(parts.path)
    return f"{found[1]}/{found[2].removesuffix('.git')}" if found else None
