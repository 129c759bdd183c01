"""Works that the words of a story name: each is found as a real record, or left out of the references."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence

import structlog

from bot.domain.errors import SourceAway
from bot.domain.evidence import Cited, Evidence
from bot.domain.paper import Paper, PaperRef
from bot.domain.story import Draft, Story
from bot.grounding.names import names, squeezed
from bot.grounding.roles import introduced, own_names
from bot.grounding.words import plain
from bot.ports import Newsroom

log = structlog.get_logger()

#: Seconds that one look for the works of an edition may take; the next look goes on with those that are left.
PATIENCE = 20.0
_HITS = 5


async def refer(room: Newsroom, edition_id: int, *, patience: float = PATIENCE) -> int:
    """Look up once every work that a drafted story names; how many were found.

    A place that stays away costs the reference, never the edition. Only names in the words about a paper are looked
    for: in its own bibliography first, then among the papers that are stored here under a title that begins so.
    """
    async with room.store.begin(reading=True) as books:
        stories = [s for s in await books.editions.stories(edition_id) if s.draft is not None]
        papers = await books.papers.many([story.ref for story in stories])
        evidence = await books.papers.evidence([story.ref for story in stories])
    found = 0
    try:
        async with asyncio.timeout(patience):
            for story in stories:
                if story.ref in papers:
                    found += await _referred(room, story, papers[story.ref], evidence[story.ref].cited)
    except SourceAway as error:  # the others would be waited for in vain
        log.warning("references.away", edition=edition_id, reason=str(error))
    except TimeoutError:
        log.info("references.later", edition=edition_id, found=found)
    return found


async def _referred(room: Newsroom, story: Story, paper: Paper, known: Sequence[Cited]) -> int:
    looked = {work.name for work in known}
    wanted = [name for name in _named(story.draft, paper) if name not in looked]
    if not wanted:
        return 0
    printed = await room.citations.cited(paper) if room.citations else {}
    records = await _records(room, {printed[name] for name in wanted if name in printed})
    fresh = [await _found(room, name, records.get(printed[name]) if name in printed else None) for name in wanted]
    async with room.store.begin() as books:
        await books.papers.learn(Evidence(story.ref, cited=(*known, *fresh)), "references", room.clock.now())
    return sum(work.ref is not None for work in fresh)


def _named(draft: Draft | None, paper: Paper) -> list[str]:
    """The names in the checked words of a draft that are not the paper's own, as first written."""
    if draft is None:
        return []
    own = own_names(paper.title) | introduced(plain(paper.abstract))
    texts = (claim.text for claim in draft.claims if claim.kind == "fact")
    told = {squeezed(name): name for text in texts for name, _ in reversed(names(text))}
    return [name for key, name in told.items() if key not in own]


async def _records(room: Newsroom, refs: Iterable[PaperRef]) -> Mapping[PaperRef, Paper]:
    wanted = list(refs)
    async with room.store.begin(reading=True) as books:
        stored = dict(await books.papers.many(wanted))
    missing = [ref for ref in wanted if ref not in stored and ref.scheme == "arxiv"]
    fetched = await room.lookup.papers(missing) if missing else ()
    return stored | {paper.ref: paper for paper in fetched if paper.ref in missing}


async def _found(room: Newsroom, name: str, record: Paper | None) -> Cited:
    """The work of that name; without a record it is remembered as not found, and not asked for again."""
    if record is None:
        async with room.store.begin(reading=True) as books:
            hits = [hit for hit in await books.papers.search(name, _HITS) if squeezed(name) == _head(hit.title)]
        record = hits[0] if len(hits) == 1 else None
    if record is None:
        return Cited(name)
    writers = [author.name for author in record.authors]
    return Cited(name, record.ref, record.title, ", ".join(writers[:2]) + (" et al." if len(writers) > 2 else ""))


def _head(title: str) -> str:
    """What a title calls its work: `BERT` of "BERT: Pre-training of ..."; empty where it does not."""
    head, colon, _ = title.partition(":")
    return squeezed(head) if colon else ""
