"""What a team's ranking is made from, read from the store; one after another, rankings share what is the same."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar

import structlog

from bot.domain.editorial import EditionStage
from bot.domain.errors import SourceAway
from bot.domain.paper import Paper, PaperRef
from bot.domain.team import Team
from bot.pipeline.charter import refs_in
from bot.pipeline.learn import liked
from bot.ports import Books, Newsroom
from bot.ranking.history import History
from bot.ranking.pool import Pool
from bot.ranking.prior import Prior
from bot.ranking.taste import TeamTaste

log = structlog.get_logger()

#: A month's pool reaches back over the last cut, so that what was announced in the days around it is not lost.
OVERLAP = timedelta(days=15)
FIRST_POOL = timedelta(days=31)

T = TypeVar("T")


@dataclass(slots=True)
class Last(Generic[T]):
    """The last thing that was worked out, for whoever needs the very same next; no more of them, for they are large."""

    key: Hashable = None
    made: T | None = None

    async def of(self, key: Hashable, make: Callable[[], Awaitable[T]]) -> T:
        if self.made is None or key != self.key:
            self.made = None  # the old one makes room before the new one needs it
            self.key, self.made = key, await make()
        return self.made


@dataclass(frozen=True, slots=True)
class Shared:
    """What rankings one after another share: papers and history of one window, a pool, the model.

    A pool is shared only where it is the very same: a team that has dropped a paper of it, or published or named one,
    has a pool of its own, in which every other paper stands a little differently.
    """

    papers: Last[Sequence[Paper]] = field(default_factory=Last)
    history: Last[History] = field(default_factory=Last)
    pool: Last[Pool] = field(default_factory=Last)
    model: Last[Prior] = field(default_factory=Last)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one team's ranking is made from, read in one transaction."""

    team: Team
    pool: Pool
    taste: TeamTaste
    history: History
    until: date


async def read(
    room: Newsroom, team: Team, *, until: datetime, since: date | None = None, shared: Shared | None = None
) -> Reading:
    """Everything that the ranking of one team needs, and nothing dated after `until`."""
    model, topic_vectors = await _topic_vectors(room, team)
    shared = shared or Shared()
    async with room.store.begin(reading=True) as books:
        window = (since or await _since(books, team, until), until.date())
        decided = await books.editions.decisions(team.name)
        shown = refs_in(team.examples)
        gone = frozenset((*shown, *(d.ref for d in decided if d.outcome in ("published", "dropped"))))
        pool = await _pool(books, team, window, gone, model, shared)
        history = await shared.history.of(window, lambda: _history(books, window))
        examples = await books.papers.many(shown)
        decisions = await books.papers.many([d.ref for d in decided])
        praised = await liked(books, team.name)
        by_readers = await books.papers.many(praised)
        vectors = await books.papers.vectors(model, shown) if model else {}
    taste = TeamTaste.of(
        team,
        examples=list(examples.values()),
        approved=_of(decisions, [d.ref for d in decided if d.outcome in ("published", "approved")]),
        dropped=_of(decisions, [d.ref for d in decided if d.outcome == "dropped"]),
        liked=[by_readers[ref] for ref in praised if ref in by_readers],
        topic_vectors=topic_vectors,
        example_vectors={ref: vectors[ref] for ref in examples if ref in vectors},
    )
    return Reading(team, pool, taste, history, until.date())


async def anything(room: Newsroom, team: Team, *, until: datetime) -> bool:
    """Whether an edition that gathers at `until` would find any paper that the team reads."""
    async with room.store.begin(reading=True) as books:
        announced = await books.papers.announced(await _since(books, team, until), until.date())
    return any(reads(team, paper) for paper in announced)


async def _pool(
    books: Books, team: Team, window: tuple[date, date], gone: frozenset[PaperRef], model: str, shared: Shared
) -> Pool:
    """What the team reads of a window, with its evidence; the one before, if that is the very same."""
    announced = await shared.papers.of(window, lambda: books.papers.announced(*window))
    theirs = [paper for paper in announced if reads(team, paper)]
    papers = [paper for paper in theirs if paper.ref not in gone]

    async def made() -> Pool:
        refs = [paper.ref for paper in papers]
        vectors = await books.papers.vectors(model, refs) if model else {}
        return Pool.of(papers, evidence=await books.papers.evidence(refs), vectors=vectors)

    if len(papers) < len(theirs):
        return await made()
    return await shared.pool.of((window, frozenset(team.categories), model), made)


async def _history(books: Books, window: tuple[date, date]) -> History:
    since, until = window
    return History.of(await books.papers.bylines(since), await books.papers.picks(until), until=until)


async def _topic_vectors(room: Newsroom, team: Team) -> tuple[str, Mapping[str, Sequence[float]]]:
    """The team's topics as vectors and the model that made them; without an embedder, or one that is away, none."""
    if room.embedder is None:
        return "", {}
    if not team.topics:
        return room.embedder.model, {}
    try:
        vectors = await room.embedder.embed(team.topics)
    except SourceAway as error:
        log.warning("rank.without_vectors", team=team.name, reason=str(error))
        return "", {}
    return room.embedder.model, dict(zip(team.topics, vectors, strict=True))


async def _since(books: Books, team: Team, until: datetime) -> date:
    out = [e for e in await books.editions.of(team.name) if e.stage is EditionStage.PUBLISHED and not e.extra]
    last = [edition.cut for edition in out if edition.cut < until]
    return (max(last) - OVERLAP if last else until - FIRST_POOL).date()


def reads(team: Team, paper: Paper) -> bool:
    """Whether the paper is in one of the team's categories; one without categories is given its chance."""
    return not team.categories or not paper.categories or bool(set(team.categories) & set(paper.categories))


def _of(papers: Mapping[PaperRef, Paper], refs: Sequence[PaperRef]) -> list[Paper]:
    return [papers[ref] for ref in dict.fromkeys(refs) if ref in papers]
