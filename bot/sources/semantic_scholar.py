"""Who the authors of papers are, by Semantic Scholar's ids: h-index, citations and number of works."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any

import structlog

from bot.domain.errors import SourceAway
from bot.domain.evidence import AuthorRecord
from bot.domain.paper import PaperRef
from bot.sources.http import Http, Question
from bot.sources.http.shapes import count, mapping, mappings, words

log = structlog.get_logger(__name__)

MOST_PAPERS = 500
MOST_AUTHORS = 1000
_PERSON = ("authorId", "name", "hIndex", "paperCount", "citationCount", "affiliations")
_PAPER_FIELDS = ",".join(("externalIds", *(f"authors.{field}" for field in _PERSON)))
_AUTHOR_FIELDS = ",".join(_PERSON[1:])
# Fresh papers give well-known people new ids, which are merged later; a handful of works says nothing yet.
_FRESH_WORKS = 3


class SemanticScholar:
    """The Graph API of `base` (`https://api.semanticscholar.org`); without a key 429 is an everyday answer."""

    name = "semantic-scholar"
    most = MOST_PAPERS

    def __init__(self, http: Http, base: str, key: str | None = None) -> None:
        self._http = http
        self._base = f"{base.rstrip('/')}/graph/v1"
        self._headers = {"x-api-key": key} if key else {}

    async def records(self, refs: Sequence[PaperRef], now: datetime) -> Mapping[PaperRef, tuple[AuthorRecord, ...]]:
        """Author records of the papers that are known there; a later batch that fails costs only itself.

        Raises:
            SourceAway: not even the first batch was answered usably.
        """
        ids = {_id(ref): ref for ref in refs if ref.scheme in {"arxiv", "doi"}}
        names = list(ids)
        found: dict[PaperRef, tuple[AuthorRecord, ...]] = {}
        for start in range(0, len(names), MOST_PAPERS):
            batch = names[start : start + MOST_PAPERS]
            try:
                rows = await self._batch("paper", batch, _PAPER_FIELDS)
            except SourceAway as error:
                if not start:
                    raise
                log.warning("source.cut_short", source=self.name, reason=str(error), missing=len(names) - start)
                break
            for name, row in zip(batch, rows, strict=True):
                if row is not None and _is_same(ids[name], row):
                    found[ids[name]] = tuple(
                        record_of(author, position, now) for position, author in enumerate(_authors(row))
                    )
            found |= await self._completed(rows, found, now)
        return found

    async def _completed(
        self,
        rows: Sequence[Mapping[str, Any] | None],
        found: Mapping[PaperRef, tuple[AuthorRecord, ...]],
        now: datetime,
    ) -> Mapping[PaperRef, tuple[AuthorRecord, ...]]:
        """The papers some of whose authors came without figures, filled in by the authors' own records.

        A source that stays away by now costs these figures only: what came with the papers counts.
        """
        bare = {told for row in rows for a in _authors(row) if "hIndex" not in a and (told := _author_id(a))}
        try:
            people = await self.people(sorted(bare), now) if bare else {}
        except SourceAway as error:
            log.warning("source.cut_short", source=self.name, reason=str(error), missing=len(bare))
            return {}
        return {
            ref: tuple(replace(people.get(r.author_id or "", r), position=r.position) for r in records)
            for ref, records in found.items()
            if any(record.author_id in people for record in records)
        }

    async def people(self, ids: Sequence[str], now: datetime) -> Mapping[str, AuthorRecord]:
        """Records of authors by their own ids, for those who are followed; unknown ids are absent (position is 0).

        Raises:
            SourceAway: the service did not answer usably.
        """
        found: dict[str, AuthorRecord] = {}
        rest = iter(dict.fromkeys(each for each in ids if each.isdigit()))
        while batch := list(islice(rest, MOST_AUTHORS)):
            rows = await self._batch("author", batch, _AUTHOR_FIELDS)
            found |= {name: record_of(row, 0, now) for name, row in zip(batch, rows, strict=True) if row is not None}
        return found

    async def _batch(self, what: str, ids: list[str], fields: str) -> list[dict[str, Any] | None]:
        """One row an id, in the order of the ids; None for what is not known."""
        question = Question(
            f"{self._base}/{what}/batch",
            site=self.name,
            params={"fields": fields},
            headers=self._headers,
            body={"ids": ids},
            accept=frozenset({200, 400}),
        )
        answer = await self._http.ask(question)
        rows = answer.json()
        if answer.status == 400:
            told = str(rows.get("error") if isinstance(rows, dict) else rows)[:160]
            if "no valid" in told.lower():  # how it says that it knows none of them
                return [None] * len(ids)
            raise SourceAway(f"Semantic Scholar refused the question: {told}")
        if not isinstance(rows, list) or len(rows) != len(ids):
            raise SourceAway("Semantic Scholar's answer does not fit the question, so none of it was used.")
        return [row if isinstance(row, dict) else None for row in rows]


def record_of(author: Mapping[str, Any], position: int, now: datetime) -> AuthorRecord:
    """One author as the service shows them; what it cannot know yet is unknown and not zero."""
    h_index, works = count(author.get("hIndex")), count(author.get("paperCount"))
    # `people` is not asked for `authorId`, but the service always sends it.
    fresh = (h_index or 0) <= 1 and (works or 0) <= _FRESH_WORKS
    places = author.get("affiliations")
    affiliations = [told for each in places if (told := words(each))] if isinstance(places, list) else []
    return AuthorRecord(
        position=position,
        name=words(author.get("name")),
        source=SemanticScholar.name,
        author_id=_author_id(author),
        h_index=None if fresh else h_index,
        citations=None if fresh else count(author.get("citationCount")),
        works=None if fresh else works,
        fetched_at=now,
        affiliation=affiliations[0] if affiliations else None,
    )


def _authors(row: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    return mappings(mapping(row).get("authors"))


def _author_id(author: Mapping[str, Any]) -> str | None:
    told = author.get("authorId")
    return str(told) if isinstance(told, str | int) and not isinstance(told, bool) and told else None


def _id(ref: PaperRef) -> str:
    return f"ARXIV:{ref.value}" if ref.scheme == "arxiv" else f"DOI:{ref.value}"


def _is_same(ref: PaperRef, row: Mapping[str, Any]) -> bool:
    """The row says itself which paper it is; one that contradicts the question is not believed."""
    told = mapping(row.get("externalIds")).get("ArXiv") if ref.scheme == "arxiv" else None
    return told is None or str(told).lower() == ref.value.lower()
