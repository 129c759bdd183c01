"""Who the authors of papers are, by OpenAlex's ids, with their institutions: a second opinion, never a gate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog

from bot.domain.errors import SourceAway
from bot.domain.evidence import AuthorRecord
from bot.domain.paper import PaperRef
from bot.sources.http import Http, Question
from bot.sources.http.shapes import count, mapping, mappings, words

log = structlog.get_logger(__name__)

MOST_VALUES = 50
_ARXIV_DOI = "10.48550/arxiv."
_FRESH_WORKS = 3


class OpenAlex:
    """The service at `base` (`https://api.openalex.org`). A key is free and in practice needed; CC0 data."""

    name = "openalex"
    most = MOST_VALUES

    def __init__(self, http: Http, base: str, key: str | None = None) -> None:
        self._http = http
        self._base = base.rstrip("/")
        self._headers = {"authorization": f"Bearer {key}"} if key else {}

    async def records(self, refs: Sequence[PaperRef], now: datetime) -> Mapping[PaperRef, tuple[AuthorRecord, ...]]:
        """Author records of the papers that are known there, which takes days to weeks from announcement.

        A later batch that fails costs only itself.

        Raises:
            SourceAway: not even the first batch was answered usably.
        """
        dois = {doi: ref for ref in refs if (doi := doi_of(ref))}
        names = list(dois)
        found: dict[PaperRef, tuple[AuthorRecord, ...]] = {}
        for start in range(0, len(names), MOST_VALUES):
            try:
                works = await self._works(names[start : start + MOST_VALUES])
                people = await self._people(works)
            except SourceAway as error:
                if not start:
                    raise
                log.warning("source.cut_short", source=self.name, reason=str(error), missing=len(names) - start)
                break
            for work in works:
                doi = str(work.get("doi") or "").lower().removeprefix("https://doi.org/")
                if doi in dois:
                    found[dois[doi]] = records_of(work, people, now)
        return found

    async def _works(self, dois: list[str]) -> list[Mapping[str, Any]]:
        if len(dois) == 1:  # a single work is free, a list is not
            return await self._single(dois[0])
        return [*await self._listed("works", f"doi:{'|'.join(dois)}", "id,doi,authorships")]

    async def _single(self, doi: str) -> list[Mapping[str, Any]]:
        question = Question(
            f"{self._base}/works/doi:{doi}",
            site=self.name,
            params={"select": "id,doi,authorships"},
            headers=self._headers,
            accept=frozenset({200, 404}),
        )
        answer = await self._http.ask(question)
        work = answer.json() if answer.status == 200 else None  # what is missing is told by a page of HTML
        return [work] if isinstance(work, dict) else []

    async def _people(self, works: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
        ids = [_id(each) for work in works for each in mappings(work.get("authorships")) if _id(each)]
        distinct = list(dict.fromkeys(ids))
        found: dict[str, Mapping[str, Any]] = {}
        for start in range(0, len(distinct), MOST_VALUES):
            values = "|".join(distinct[start : start + MOST_VALUES])
            fields = "id,display_name,summary_stats,works_count,cited_by_count"
            for person in await self._listed("authors", f"ids.openalex:{values}", fields):
                found[_short(person.get("id"))] = person
        return found

    async def _listed(self, what: str, chosen: str, fields: str) -> list[Mapping[str, Any]]:
        params = {"filter": chosen, "select": fields, "per_page": str(MOST_VALUES * 2)}
        question = Question(f"{self._base}/{what}", site=self.name, params=params, headers=self._headers)
        answer = (await self._http.ask(question)).json()
        results = mapping(answer).get("results")
        if not isinstance(results, list):
            raise SourceAway("OpenAlex's answer has no results in it; try again later.")
        return mappings(results)


def doi_of(ref: PaperRef) -> str | None:
    """The DOI under which OpenAlex may know a paper, in lower case."""
    if ref.scheme == "arxiv":
        return f"{_ARXIV_DOI}{ref.value}".lower()
    return ref.value.lower() if ref.scheme == "doi" else None


def records_of(
    work: Mapping[str, Any], people: Mapping[str, Mapping[str, Any]], now: datetime
) -> tuple[AuthorRecord, ...]:
    """The authors of a work in order, each with the numbers of their own page where it is known."""
    return tuple(
        _record(each, position, people.get(_id(each), {}), now)
        for position, each in enumerate(mappings(work.get("authorships")))
    )


def _record(authorship: Mapping[str, Any], position: int, person: Mapping[str, Any], now: datetime) -> AuthorRecord:
    author = mapping(authorship.get("author"))
    institutions = [
        name for each in mappings(authorship.get("institutions")) if (name := words(each.get("display_name")))
    ]
    h_index, works = count(mapping(person.get("summary_stats")).get("h_index")), count(person.get("works_count"))
    fresh = (h_index or 0) <= 1 and (works or 0) <= _FRESH_WORKS
    return AuthorRecord(
        position=position,
        name=words(author.get("display_name")) or words(authorship.get("raw_author_name")),
        source=OpenAlex.name,
        author_id=_id(authorship) or None,
        h_index=None if fresh else h_index,
        citations=None if fresh else count(person.get("cited_by_count")),
        works=None if fresh else works,
        fetched_at=now,
        affiliation=institutions[0] if institutions else None,
    )


def _id(authorship: Mapping[str, Any]) -> str:
    return _short(mapping(authorship.get("author")).get("id"))


def _short(address: Any) -> str:
    return words(address).rpartition("/")[2]
