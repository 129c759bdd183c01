"""Ask the sources that count every question: who the authors of the promising papers are, and what the public shows.

What was asked is remembered with what was learnt, a batch in one transaction: after a crash, a refusal or a source that
stays away, the next look goes on with those that were never asked about, the best first. Two looks at once (of a poll
and of the hour, or of two replicas) leave each other's batches alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta

import structlog

from bot.domain.errors import SourceAway
from bot.domain.evidence import Evidence
from bot.domain.paper import Paper, PaperRef
from bot.pipeline.rank import model_of
from bot.ports import AuthorRecords, Newsroom, PublicCounts
from bot.ranking.attention import AGE, OLDEST
from bot.ranking.history import History
from bot.ranking.influence import trusted
from bot.ranking.pool import Pool
from bot.ranking.score import rank
from bot.ranking.taste import TeamTaste

log = structlog.get_logger()

WINDOW = timedelta(days=45)
#: Only the best of these days by what is known here are asked about.
ASKED_FOR = 1_500
#: How long an answer holds: where nothing was known (fresh papers reach such sources days late), where none of the
#: authors had figures that can be believed (split ids are merged later), and where somebody had.
UNKNOWN, UNSURE, KNOWN = timedelta(hours=20), timedelta(days=3), timedelta(days=30)
#: After a look that no source cut short nothing is due for a while, and ranking for nothing costs seconds.
RESTED = timedelta(hours=6)
#: Longer than a source that refuses politely can take for a batch. Who is killed over one keeps it so long.
LEASE = timedelta(minutes=30)
_LOOKED = "inquired"
_NEVER = datetime.min.replace(tzinfo=UTC)


async def inquire(room: Newsroom, papers: Sequence[Paper] | None = None) -> int:
    """Ask about `papers` (else about those of the last weeks); about how many there is something new.

    A source that stays away is logged and asked again by the next look: nothing waits for it.
    """
    if not room.author_records and not room.counts:
        return 0
    today = room.clock.now().date()
    if papers is None:
        async with room.store.begin(reading=True) as books:
            papers = await books.papers.announced(today - WINDOW, today)
    promising = await _promising(room, papers, today)
    looks = [await _authors(room, source, promising) for source in room.author_records]
    looks += [await _counted(room, public, promising, today) for public in room.counts]
    if all(whole for _, whole in looks):
        now = room.clock.now()
        async with room.store.begin() as books:
            await books.papers.keep_cursor(_LOOKED, now.isoformat(), now)
    return sum(found for found, _ in looks)


async def rested(room: Newsroom) -> bool:
    """Whether it is time to ask again: a while after the last whole look, or at once where one was cut short."""
    async with room.store.begin(reading=True) as books:
        last = await books.papers.cursor(_LOOKED)
    return last is None or room.clock.now() - datetime.fromisoformat(last) >= RESTED


async def _promising(room: Newsroom, papers: Sequence[Paper], today: date) -> list[Paper]:
    """The best of `papers` for no team in particular, by what is known here already; the best first."""
    if not papers:
        return []
    async with room.store.begin(reading=True) as books:
        bylines = await books.papers.bylines(today - WINDOW)
        history = History.of(bylines, await books.papers.picks(today), until=today)
    model = model_of(room.ranker)
    ranked = await asyncio.to_thread(rank, Pool.of(papers), TeamTaste(), history, model=model, now=today)
    return [each.paper for each in ranked[:ASKED_FOR]]


async def _authors(room: Newsroom, source: AuthorRecords, promising: Sequence[Paper]) -> tuple[int, bool]:
    """About how many papers there is something new, and whether nothing cut the look short."""
    now, refs = room.clock.now(), [paper.ref for paper in promising]
    async with room.store.begin(reading=True) as books:
        asked = await books.papers.asked(source.name, refs)
        known = await books.papers.evidence(refs)
    due = _due(source.name, refs, asked, known, now)
    found, whole = 0, True
    with room.progress.track(f"Asking {source.name}", len(due)) as track:
        for start in range(0, len(due), source.most):
            batch = due[start : start + source.most]
            async with _claimed(room, source.name, batch, asked) as (mine, all_of_it):
                whole = whole and all_of_it
                try:
                    records = await source.records(mine, now) if mine else {}
                except SourceAway as error:
                    log.warning("inquire.away", source=source.name, reason=str(error), left=len(due) - start)
                    return found, False
                async with room.store.begin() as books:
                    for ref, authors in records.items():
                        await books.papers.learn(Evidence(ref, authors=authors), source.name, now)
                    await books.papers.note_asked(source.name, mine, now)
            found += len(records)
            track.advance(len(batch))
    return found, whole


@asynccontextmanager
async def _claimed(
    room: Newsroom, source: str, due: Sequence[PaperRef], begun: Mapping[PaperRef, datetime]
) -> AsyncIterator[tuple[list[PaperRef], bool]]:
    """Those of `due` to ask about here, and whether nobody else asks about any of the others.

    `begun` is when the papers were last asked about as this look found them: what another look has asked about since
    then is not asked again.
    """
    async with room.store.begin() as books:
        claimed = await books.papers.claim(source, due, LEASE)
        asked = await books.papers.asked(source, claimed)
    try:
        yield [ref for ref in claimed if asked.get(ref) == begun.get(ref)], len(claimed) == len(due)
    finally:
        async with room.store.begin() as books:
            await books.papers.release(source, claimed)


def _due(
    source: str,
    refs: Sequence[PaperRef],
    asked: Mapping[PaperRef, datetime],
    known: Mapping[PaperRef, Evidence],
    now: datetime,
) -> list[PaperRef]:
    """Those never asked about, then those whose answer no longer holds, the longest ago first; ties as they came."""

    def holds(ref: PaperRef) -> timedelta:
        told = [record for record in known[ref].authors if record.source == source]
        return KNOWN if trusted(told) else UNSURE if told else UNKNOWN

    due = [ref for ref in refs if ref not in asked or now - asked[ref] >= holds(ref)]
    return sorted(due, key=lambda ref: asked.get(ref, _NEVER))


async def _counted(room: Newsroom, public: PublicCounts, promising: Sequence[Paper], today: date) -> tuple[int, bool]:
    """Count once for each paper, as soon as it is `AGE` days old: a count taken later would favour the older ones."""
    aged = [p for p in promising if p.announced and AGE <= (today - p.announced).days <= OLDEST]
    async with room.store.begin(reading=True) as books:
        asked = await books.papers.asked(public.name, [paper.ref for paper in aged])
        known = await books.papers.evidence([paper.ref for paper in aged])
    due = [paper for paper in aged if paper.ref not in asked]
    found, whole = 0, True
    for done, paper in enumerate(due):
        now = room.clock.now()
        async with _claimed(room, public.name, [paper.ref], asked) as (mine, all_of_it):
            whole = whole and all_of_it
            if not mine:
                continue
            try:
                seen = await public.counts(paper, known[paper.ref].links, now)
            except SourceAway as error:
                log.warning("inquire.away", source=public.name, reason=str(error), left=len(due) - done)
                return found, False
            async with room.store.begin() as books:
                await books.papers.learn(Evidence(paper.ref, attention=seen), public.name, now)
                await books.papers.note_asked(public.name, mine, now)
        found += any(each.count for each in seen)
    return found, whole
