"""Fill in what is known about papers beyond their record: links for all, author records for those worth asking for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import structlog

from bot.domain.errors import SourceAway
from bot.domain.evidence import Evidence
from bot.domain.paper import Paper
from bot.ports import AuthorRecords, LinkFinder, Newsroom

log = structlog.get_logger()

_WINDOW = timedelta(days=45)


async def enrich(room: Newsroom, papers: Sequence[Paper] | None = None) -> int:
    """Find evidence for `papers` (else for those of the last weeks that have none); how many got some.

    A source of evidence that stays away is logged and filled in by a later run: nothing waits for it.
    """
    if papers is None:
        today = room.clock.now().date()
        async with room.store.begin(reading=True) as books:
            papers = await books.papers.announced(today - _WINDOW, today)
    found = 0
    for finder in room.link_finders:
        found += await _linked(room, finder, papers)
    for source in room.author_records:
        found += await _known_authors(room, source, papers)
    return found


async def _linked(room: Newsroom, finder: LinkFinder, papers: Sequence[Paper]) -> int:
    async with room.store.begin(reading=True) as books:
        known = await books.papers.evidence([paper.ref for paper in papers])
    fresh = []
    for paper in papers:
        links = await finder.links(paper)
        if links and links != known[paper.ref].links:
            fresh.append(Evidence(paper.ref, links=links))
    async with room.store.begin() as books:
        for evidence in fresh:
            await books.papers.learn(evidence, "record", room.clock.now())
    return len(fresh)


async def _known_authors(room: Newsroom, source: AuthorRecords, papers: Sequence[Paper]) -> int:
    now = room.clock.now()
    async with room.store.begin(reading=True) as books:
        known = await books.papers.evidence([paper.ref for paper in papers])
    asked = [p.ref for p in papers if not any(r.source == source.name for r in known[p.ref].authors)]
    try:
        records = await source.records(asked, now)
    except SourceAway as error:
        log.warning("enrich.away", source=source.name, reason=str(error))
        return 0
    async with room.store.begin() as books:
        for ref, authors in records.items():
            await books.papers.learn(Evidence(ref, authors=authors), source.name, now)
    return len(records)
