"""Fill in what is known about papers beyond their record: links for all, author records and figures for the few."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import structlog

from bot.domain.errors import SourceAway
from bot.domain.evidence import Evidence
from bot.domain.paper import Paper
from bot.domain.story import Story
from bot.pipeline.ask import remember
from bot.pipeline.charter import refs_in
from bot.pipeline.inquire import WINDOW, inquire
from bot.ports import Embedder, Figures, LinkFinder, Newsroom

log = structlog.get_logger()

#: Texts an embedder is given at once.
BATCH = 64
#: Seconds that one look for an edition's figures may take; the next look goes on with those that are left.
PATIENCE = 20.0


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


async def illustrate(room: Newsroom, edition_id: int, *, patience: float = PATIENCE) -> int:
    """Look once for figures of every drafted story's paper; how many papers have some.

    A place that stays away or dawdles costs the figure, never the edition: editors get their cards first, and a figure
    that is found at a later look comes to the card by itself.
    """
    source = room.figures
    if source is None:
        return 0
    async with room.store.begin(reading=True) as books:
        stories = [s for s in await books.editions.stories(edition_id) if s.draft is not None]
        papers = await books.papers.many([story.ref for story in stories])
        looked = {s.ref for s in stories if await books.papers.cursor(_looked(s))}
    found = 0
    try:
        async with asyncio.timeout(patience):
            for story in stories:
                if story.ref in papers and story.ref not in looked:
                    found += await _illustrated(room, source, story, papers[story.ref])
    except SourceAway as error:  # the others would be waited for in vain
        log.warning("figures.away", edition=edition_id, reason=str(error))
    except TimeoutError:
        log.info("figures.later", edition=edition_id, found=found)
    return found


async def _illustrated(room: Newsroom, source: Figures, story: Story, paper: Paper) -> bool:
    figures = await source.figures(paper)
    now = room.clock.now()
    async with room.store.begin() as books:
        if figures:
            await books.papers.learn(Evidence(paper.ref, figures=figures), "figures", now)
            await books.editions.get(story.edition_id, lock=True)
            there = await books.editions.story(story.id)
            await books.editions.save_story(replace(there, revision=there.revision + 1))
        await books.papers.keep_cursor(_looked(story), now.isoformat(), now)
    return bool(figures)


def _looked(story: Story) -> str:
    return f"figures of {story.ref}"


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
