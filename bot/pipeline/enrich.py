"""Fill in what is known about papers beyond their record: links for all, author records for the few."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from bot.domain.errors import SourceAway
from bot.domain.evidence import Evidence
from bot.domain.paper import Paper
from bot.pipeline.ask import remember
from bot.pipeline.charter import refs_in
from bot.pipeline.inquire import WINDOW, inquire
from bot.ports import Embedder, LinkFinder, Newsroom

log = structlog.get_logger()

#: Texts an embedder is given at once.
BATCH = 64


async def enrich(room: Newsroom, papers: Sequence[Paper] | None = None) -> int:
    """Find evidence for `papers` (else for those of the last weeks); how many pieces were new.

    A source of evidence that stays away is logged and filled in by a later run: nothing waits for it. Fresh
    papers reach such sources days late, so what was unknown yesterday is asked for again.
    """
    today = room.clock.now().date()
    if papers is None:
        async with room.store.begin(reading=True) as books:
            papers = await books.papers.announced(today - WINDOW, today)
    found = 0
    for finder in room.link_finders:
        found += await _linked(room, finder, papers)
    examples = await _examples(room)
    if room.embedder is not None:
        found += await _embedded(room, room.embedder, list({p.ref: p for p in (*papers, *examples)}.values()))
    return found + await inquire(room, papers)


async def _linked(room: Newsroom, finder: LinkFinder, papers: Sequence[Paper]) -> int:
    async with room.store.begin(reading=True) as books:
        known = await books.papers.evidence([paper.ref for paper in papers])
    fresh = []
    for paper in papers:
        links = await finder.links(paper)
        if set(links) - set(known[paper.ref].links):
            fresh.append(Evidence(paper.ref, links=links))
    async with room.store.begin() as books:
        for evidence in fresh:
            await books.papers.learn(evidence, finder.name, room.clock.now())
    return len(fresh)


async def _examples(room: Newsroom) -> Sequence[Paper]:
    """The papers that teams gave as examples; those that are not stored yet are looked up."""
    async with room.store.begin(reading=True) as books:
        refs = [ref for team in await books.teams.all() for ref in refs_in(team.examples)]
        known = dict(await books.papers.many(refs))
    missing = [ref for ref in dict.fromkeys(refs) if ref not in known and ref.scheme == "arxiv"]
    if missing:
        try:
            papers = list(await room.lookup.papers(missing))
        except SourceAway as error:
            log.warning("enrich.away", source="examples", reason=str(error))
            papers = []
        await remember(room, papers)
        known |= {paper.ref: paper for paper in papers}
    return list(known.values())


async def _embedded(room: Newsroom, embedder: Embedder, papers: Sequence[Paper]) -> int:
    async with room.store.begin(reading=True) as books:
        known = await books.papers.vectors(embedder.model, [paper.ref for paper in papers])
    missing = [paper for paper in papers if paper.ref not in known]
    with room.progress.track("Embedding", len(missing)) as track:
        for start in range(0, len(missing), BATCH):
            batch = missing[start : start + BATCH]
            try:
                vectors = await embedder.embed([f"{paper.title}. {paper.abstract}" for paper in batch])
            except SourceAway as error:
                log.warning("enrich.away", source=embedder.model, reason=str(error))
                return start
            async with room.store.begin() as books:
                pairs = zip(batch, vectors, strict=True)
                await books.papers.keep_vectors(embedder.model, {paper.ref: vector for paper, vector in pairs})
            track.advance(len(batch))
    return len(missing)
