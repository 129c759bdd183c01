"""What Hugging Face's daily papers notice: picks, upvotes, code and project pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.domain.errors import BadReference, SourceAway
from bot.domain.evidence import Attention, Link
from bot.domain.paper import Paper, PaperRef
from bot.ports import Pick
from bot.sources.http import Http, Question
from bot.sources.http.shapes import count, mappings, words

CHOSEN_BY = "hf-daily"
_PAGE = 100
_MOST_PAGES = 30
_FOUND_IN = "Hugging Face"


@dataclass(frozen=True, slots=True)
class Noticed:
    """A paper that stood on the daily list of the day `on`."""

    ref: PaperRef
    on: date
    upvotes: int
    links: tuple[Link, ...]
    authors: tuple[str, ...]

    def pick(self) -> Pick:
        """The paper as a pick of a public list."""
        return Pick(self.ref, self.on, CHOSEN_BY, self.authors)

    def attention(self, now: datetime) -> Attention:
        """The upvotes as they stand now."""
        return Attention("upvotes", self.upvotes, HuggingFace.name, now)


class HuggingFace:
    """The service at `base` (`https://huggingface.co`); works without a token, at half the pace."""

    name = "hugging-face"

    def __init__(self, http: Http, base: str, token: str | None = None) -> None:
        self._http = http
        self._base = base.rstrip("/")
        self._headers = {"authorization": f"Bearer {token}"} if token else {}

    async def month(self, month: str) -> tuple[Noticed, ...]:
        """Everything noticed in a month (`2026-10`), once each.

        Raises:
            SourceAway: the service did not answer usably.
        """
        return await self._list({"month": month})

    async def day(self, day: date) -> tuple[Noticed, ...]:
        """Everything noticed on one day.

        Raises:
            SourceAway: the service did not answer usably.
        """
        return await self._list({"date": day.isoformat()})

    async def links(self, paper: Paper) -> tuple[Link, ...]:
        """Code and project page of one paper; most papers are not known there, which is no error.

        Raises:
            SourceAway: the service did not answer usably.
        """
        found = await self._one(paper.ref)
        return links_of(found) if found else ()

    async def counts(self, paper: Paper, links: Sequence[Link], now: datetime) -> tuple[Attention, ...]:
        """Upvotes, and stars of the code, as they stand now; no upvotes where the paper is not known.

        Raises:
            SourceAway: the service did not answer usably.
        """
        if paper.ref.scheme != "arxiv":
            return ()
        found = await self._one(paper.ref) or {}
        told = {"upvotes": count(found.get("upvotes", 0)), "stars": count(found.get("githubStars"))}
        return tuple(Attention(kind, number, self.name, now) for kind, number in told.items() if number is not None)

    async def picks(self, month: str) -> tuple[Pick, ...]:
        """What stood on the daily lists of a month (`2026-10`).

        Raises:
            SourceAway: the service did not answer usably.
        """
        return tuple(noticed.pick() for noticed in await self.month(month))

    async def _one(self, ref: PaperRef) -> Mapping[str, Any] | None:
        if ref.scheme != "arxiv":
            return None
        url = f"{self._base}/api/papers/{ref.value}"
        accept = frozenset({200, 404})
        answer = await self._http.ask(Question(url, site=self.name, headers=self._headers, accept=accept))
        found = answer.json() if answer.status == 200 else None
        return found if isinstance(found, dict) else None

    async def _list(self, window: Mapping[str, str]) -> tuple[Noticed, ...]:
        found: dict[PaperRef, Noticed] = {}
        for page in range(_MOST_PAGES):
            params = {**window, "limit": str(_PAGE), "p": str(page)}
            url = f"{self._base}/api/daily_papers"
            answer = await self._http.ask(Question(url, site=self.name, params=params, headers=self._headers))
            items = answer.json()
            if not isinstance(items, list):
                raise SourceAway("Hugging Face's daily papers are not a list any more; look for a newer Paperdesk.")
            fresh = [each for each in read_list(items) if each.ref not in found]
            found |= {each.ref: each for each in fresh}
            if len(items) < _PAGE or not fresh:  # a service that ignores `p` must not be asked for ever
                break
        return tuple(found.values())


def read_list(items: list[Any]) -> tuple[Noticed, ...]:
    """The papers in a daily list; all that is of use stands inside each item's `paper`."""
    found: dict[PaperRef, Noticed] = {}
    for item in items:
        paper = item.get("paper") if isinstance(item, dict) else None
        noticed = _noticed(paper) if isinstance(paper, dict) else None
        if noticed is not None:
            found[noticed.ref] = noticed
    return tuple(found.values())


def links_of(paper: Mapping[str, Any]) -> tuple[Link, ...]:
    """Code and project page, where they are plain web addresses."""
    pairs = (("code", paper.get("githubRepo")), ("site", paper.get("projectPage")))
    return tuple(
        Link("code" if kind == "code" else "site", url.strip(), _FOUND_IN)
        for kind, url in pairs
        if isinstance(url, str) and url.strip().startswith(("https://", "http://")) and " " not in url.strip()
    )


def _noticed(paper: Mapping[str, Any]) -> Noticed | None:
    try:
        ref = PaperRef.parse(str(paper.get("id") or ""))
        day = datetime.fromisoformat(str(paper.get("submittedOnDailyAt") or paper.get("publishedAt") or "")).date()
    except (BadReference, ValueError):
        return None
    people = mappings(paper.get("authors"))
    return Noticed(
        ref=ref,
        on=day,
        upvotes=count(paper.get("upvotes")) or 0,
        links=links_of(paper),
        authors=tuple(name for person in people if (name := words(person.get("name"))) and not person.get("hidden")),
    )
