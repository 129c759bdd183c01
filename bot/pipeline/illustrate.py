"""Figures for an edition: candidates for every drafted story, and the picture of each that its team may show."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import structlog

from bot.domain.errors import SourceAway
from bot.domain.evidence import Evidence, Figure
from bot.domain.paper import Paper
from bot.domain.story import Story
from bot.domain.team import Team
from bot.ports import Books, Figures, Newsroom

log = structlog.get_logger()

#: Seconds that one look for an edition's figures may take; the next look goes on with those that are left.
PATIENCE = 20.0


async def illustrate(room: Newsroom, edition_id: int, *, patience: float = PATIENCE) -> int:
    """Look once for figures of every drafted story's paper, and bring in those that stand there; how many came.

    A place that stays away or dawdles costs the figure, never the edition: editors get their cards first, and a figure
    that is found at a later look comes to the card by itself.
    """
    source = room.figures
    if source is None:
        return 0
    async with room.store.begin(reading=True) as books:
        edition = await books.editions.get(edition_id)
        team = await books.teams.get(edition.team)
        stories = [s for s in await books.editions.stories(edition_id) if s.draft is not None]
        papers = await books.papers.many([story.ref for story in stories])
    if team is None or not edition.open_for_stories:
        return 0
    found = 0
    try:
        async with asyncio.timeout(patience):
            for story in _in_turn(room, stories):
                if story.ref in papers:
                    found += await _illustrated(room, source, team, story, papers[story.ref])
    except SourceAway as error:  # the others would be waited for in vain
        log.warning("figures.away", edition=edition_id, reason=str(error))
    except TimeoutError:
        log.info("figures.later", edition=edition_id, found=found)
    return found


def _in_turn(room: Newsroom, stories: Sequence[Story]) -> Sequence[Story]:
    """The stories, another one first each minute: one whose figure hangs keeps no other from its turn."""
    first = int(room.clock.now().timestamp() // 60) % max(len(stories), 1)
    return [*stories[first:], *stories[:first]]


async def _illustrated(room: Newsroom, source: Figures, team: Team, story: Story, paper: Paper) -> int:
    async with room.store.begin(reading=True) as books:
        looked = await books.papers.cursor(_looked(story))
        evidence = (await books.papers.evidence([story.ref]))[story.ref]
    came = 0
    if not looked:
        figures = await source.figures(paper)
        evidence = replace(evidence, figures=figures)
        await _learnt(room, story, figures, looked=True)
        came += bool(figures)
    figure = evidence.figure(story.figure)
    if figure is None or figure.kept is not None or not figure.allowed(team.figures):
        return came
    kept = await source.kept(paper, figure)
    await _learnt(room, story, [kept if each.key == kept.key else each for each in evidence.figures])
    return came + bool(kept.kept)


async def _learnt(room: Newsroom, story: Story, figures: Sequence[Figure], *, looked: bool = False) -> None:
    now = room.clock.now()
    async with room.store.begin() as books:
        if figures:
            await books.papers.learn(Evidence(story.ref, figures=tuple(figures)), "figures", now)
            await _touched(books, story)
        if looked:
            await books.papers.keep_cursor(_looked(story), now.isoformat(), now)


async def _touched(books: Books, story: Story) -> None:
    """Let the card be shown anew."""
    await books.editions.get(story.edition_id, lock=True)
    there = await books.editions.story(story.id)
    await books.editions.save_story(replace(there, revision=there.revision + 1))


def _looked(story: Story) -> str:
    return f"figures of {story.ref}"
