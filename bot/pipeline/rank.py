"""Rank what was announced since the last edition for one team, and propose the best of it as stories."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import structlog

from bot.domain.edition import Edition, HeldBack
from bot.domain.editorial import EditionAction, EditionStage, StoryStage
from bot.domain.errors import NotFound, SourceAway
from bot.domain.evidence import Evidence, Related
from bot.domain.paper import Paper, PaperRef
from bot.domain.story import Story
from bot.domain.team import Team
from bot.pipeline.charter import refs_in
from bot.pipeline.learn import liked
from bot.ports import Books, Newsroom
from bot.ranking import explain
from bot.ranking.diversity import Choice, choose
from bot.ranking.history import History
from bot.ranking.pool import Pool
from bot.ranking.prior import Prior
from bot.ranking.related import related
from bot.ranking.score import Order, Ranked, rank
from bot.ranking.taste import TeamTaste

log = structlog.get_logger()

#: A month's pool reaches back over the last cut, so that what was announced in the days around it is not lost.
OVERLAP = timedelta(days=15)
FIRST_POOL = timedelta(days=31)
#: Proposals beyond the team's size, drafted one at a time as stories are dropped.
RESERVES = 10
_HELD_BACK_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """What one team's ranking is made from, read in one transaction."""

    team: Team
    pool: Pool
    taste: TeamTaste
    history: History
    until: date


@dataclass(frozen=True, slots=True)
class Ranking:
    """A team's ranking of a pool, best first, and what would be proposed from it."""

    reading: Reading
    ranked: Order
    choice: Choice
    related: Mapping[PaperRef, tuple[Related, ...]]

    def standing(self, ref: PaperRef) -> Ranked | None:
        """The paper at its place, if it is in the pool at all."""
        return self.ranked.standing(ref)


async def shortlist(room: Newsroom, edition_id: int) -> Edition:
    """Propose the best papers of the pool as stories of an edition that is still gathering."""
    async with room.store.begin(reading=True) as books:
        edition = await books.editions.get(edition_id)
        team = await books.teams.get(edition.team)
    if team is None or edition.stage is not EditionStage.GATHERING:
        return edition
    ranking = await ranked_for(room, team, until=edition.cut)
    proposals = [*ranking.choice.chosen, *ranking.choice.reserve]
    if not proposals:
        log.warning("edition.empty_pool", edition=edition_id, team=team.name)
    async with room.store.begin() as books:
        edition = await books.editions.get(edition_id, lock=True)
        if edition.stage is not EditionStage.GATHERING:
            return edition
        first = len(await books.editions.stories(edition_id)) + 1
        for place, each in enumerate(proposals, start=first):
            await books.editions.add_story(Story(0, edition_id, each.paper.ref, StoryStage.PROPOSED, place, each.score))
            near = ranking.related.get(each.paper.ref, ())
            await books.papers.learn(Evidence(each.paper.ref, related=near), "pool", room.clock.now())
        edition = replace(edition, pool_size=len(ranking.reading.pool), held_back=_held_back(ranking.choice))
        edition = await books.editions.save(edition.moved(EditionAction.SHORTLIST))
    log.info("edition.moved", edition=edition_id, was="gathering", now="drafting", pool=edition.pool_size)
    return edition


async def ranked_for(room: Newsroom, team: Team, *, until: datetime, since: date | None = None) -> Ranking:
    """The team's ranking of everything announced up to `until`; the arithmetic runs beside the event loop."""
    reading = await read(room, team, until=until, since=since)
    return await asyncio.to_thread(_ranked, reading, room.ranker)


def model_of(ranker: str | None) -> Prior:
    """The coefficients that rank for everybody: the operator's own, else the shipped ones."""
    return Prior.shipped() if ranker is None else Prior.loads(ranker)


async def read(room: Newsroom, team: Team, *, until: datetime, since: date | None = None) -> Reading:
    """Everything that the ranking of one team needs, and nothing dated after `until`."""
    model, topic_vectors = await _topic_vectors(room, team)
    async with room.store.begin(reading=True) as books:
        since = since or await _since(books, team, until)
        papers = await books.papers.announced(since, until.date())
        decided = await books.editions.decisions(team.name)
        shown = refs_in(team.examples)
        gone = {*shown, *(d.ref for d in decided if d.outcome in ("published", "dropped"))}
        papers = [paper for paper in papers if paper.ref not in gone and _reads(team, paper)]
        evidence = await books.papers.evidence([paper.ref for paper in papers])
        history = History.of(
            await books.papers.bylines(since), await books.papers.picks(until.date()), until=until.date()
        )
        examples = await books.papers.many(shown)
        decisions = await books.papers.many([d.ref for d in decided])
        praised = await liked(books, team.name)
        by_readers = await books.papers.many(praised)
        vectors = await books.papers.vectors(model, [*(paper.ref for paper in papers), *shown]) if model else {}
    taste = TeamTaste.of(
        team,
        examples=list(examples.values()),
        approved=_of(decisions, [d.ref for d in decided if d.outcome in ("published", "approved")]),
        dropped=_of(decisions, [d.ref for d in decided if d.outcome == "dropped"]),
        liked=[by_readers[ref] for ref in praised if ref in by_readers],
        topic_vectors=topic_vectors,
        example_vectors={ref: vectors[ref] for ref in examples if ref in vectors},
    )
    return Reading(team, Pool.of(papers, evidence=evidence, vectors=vectors), taste, history, until.date())


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


async def why_not(room: Newsroom, team: Team, ref: PaperRef, *, until: datetime, since: date | None = None) -> str:
    """Where a paper stood for a team and what kept it out, in a few sentences.

    Raises:
        NotFound: the paper is not stored.
    """
    async with room.store.begin(reading=True) as books:
        paper = await books.papers.get(ref)
        decided = {d.ref: d for d in await books.editions.decisions(team.name)}
    if paper is None:
        raise NotFound(f"No paper is stored as {ref}; `paperdesk paper {ref}` fetches it.")
    if ref in decided:
        return f"{team.name} has {decided[ref].outcome.replace('_', ' ')} it in {decided[ref].period}."
    if ref in refs_in(team.examples):
        return f"It is one of the examples of {team.name}, which are known to it already."
    ranking = await ranked_for(room, team, until=until, since=since)
    if ranking.standing(ref) is None:
        return _outside(team, paper)
    return " ".join(explain.why_not(ref, ranking.ranked, ranking.choice))


def _ranked(reading: Reading, ranker: str | None) -> Ranking:
    model = model_of(ranker)
    ranked = rank(reading.pool, reading.taste, reading.history, model=model, now=reading.until)
    choice = choose(ranked, reading.team.size, reading.pool, reserve=RESERVES)
    proposed = [each.paper for each in (*choice.chosen, *choice.reserve)]
    return Ranking(reading, ranked, choice, related(reading.pool, proposed, reading.taste.approved))


async def _since(books: Books, team: Team, until: datetime) -> date:
    out = [e for e in await books.editions.of(team.name) if e.stage is EditionStage.PUBLISHED and not e.extra]
    last = [edition.cut for edition in out if edition.cut < until]
    return (max(last) - OVERLAP if last else until - FIRST_POOL).date()


def _reads(team: Team, paper: Paper) -> bool:
    """Whether the paper is in one of the team's categories; one without categories is given its chance."""
    return not team.categories or not paper.categories or bool(set(team.categories) & set(paper.categories))


def _of(papers: Mapping[PaperRef, Paper], refs: Sequence[PaperRef]) -> list[Paper]:
    return [papers[ref] for ref in dict.fromkeys(refs) if ref in papers]


def _outside(team: Team, paper: Paper) -> str:
    if not _reads(team, paper):
        return f"It is in {', '.join(paper.categories)}, and {team.name} reads {', '.join(team.categories)}."
    if paper.withdrawn:
        return "It was withdrawn by its authors."
    return f"It was first announced on {paper.announced}, outside this edition's window; an editor can nominate it."


def _held_back(choice: Choice) -> tuple[HeldBack, ...]:
    return tuple(
        HeldBack(str(held.ranked.paper.ref), held.ranked.paper.title, held.reason)
        for held in choice.held_back[:_HELD_BACK_SHOWN]
    )
