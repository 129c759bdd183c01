"""Rank what was announced since the last edition for one team, and propose the best of it as stories."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

import structlog

from bot.domain.edition import Edition, HeldBack
from bot.domain.editorial import EditionAction, EditionStage, StoryStage
from bot.domain.errors import NotFound
from bot.domain.evidence import Evidence, Related
from bot.domain.paper import Paper, PaperRef
from bot.domain.story import Story
from bot.domain.team import Team
from bot.pipeline.charter import refs_in
from bot.pipeline.reading import Reading, Shared, read, reads
from bot.ports import Newsroom
from bot.ranking import explain
from bot.ranking.diversity import Choice, choose
from bot.ranking.prior import Prior
from bot.ranking.related import related
from bot.ranking.score import Order, Ranked, rank

log = structlog.get_logger()

#: Proposals beyond the team's size, drafted one at a time as stories are dropped.
RESERVES = 10
_HELD_BACK_SHOWN = 5


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


async def ranked_for(
    room: Newsroom, team: Team, *, until: datetime, since: date | None = None, shared: Shared | None = None
) -> Ranking:
    """The team's ranking of everything announced up to `until`; the arithmetic runs beside the event loop.

    With `shared` it takes from earlier rankings what is the same, as it was read then.
    """
    shared = shared or Shared()
    reading = await read(room, team, until=until, since=since, shared=shared)

    async def loaded() -> Prior:
        return model_of(room.ranker)

    return await asyncio.to_thread(_ranked, reading, await shared.model.of(room.ranker, loaded))


def model_of(ranker: str | None) -> Prior:
    """The coefficients that rank for everybody: the operator's own, else the shipped ones."""
    return Prior.shipped() if ranker is None else Prior.loads(ranker)


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


def _ranked(reading: Reading, model: Prior) -> Ranking:
    ranked = rank(reading.pool, reading.taste, reading.history, model=model, now=reading.until)
    choice = choose(ranked, reading.team.size, reading.pool, reserve=RESERVES)
    proposed = [each.paper for each in (*choice.chosen, *choice.reserve)]
    return Ranking(reading, ranked, choice, related(reading.pool, proposed, reading.taste.approved))


def _outside(team: Team, paper: Paper) -> str:
    if not reads(team, paper):
        return f"It is in {', '.join(paper.categories)}, and {team.name} reads {', '.join(team.categories)}."
    if paper.withdrawn:
        return "It was withdrawn by its authors."
    return f"It was first announced on {paper.announced}, outside this edition's window; an editor can nominate it."


def _held_back(choice: Choice) -> tuple[HeldBack, ...]:
    return tuple(
        HeldBack(str(held.ranked.paper.ref), held.ranked.paper.title, held.reason)
        for held in choice.held_back[:_HELD_BACK_SHOWN]
    )
