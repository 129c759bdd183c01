"""Score the stories of open editions again, when evidence has come in since they were proposed."""

from __future__ import annotations

from dataclasses import replace

import structlog

from bot.domain.edition import Edition
from bot.domain.editorial import EditionStage, StoryStage
from bot.domain.story import Story
from bot.domain.team import Team
from bot.pipeline.edition import running_order
from bot.pipeline.rank import Ranking, ranked_for
from bot.pipeline.reading import Shared
from bot.ports import Books, Newsroom

log = structlog.get_logger()

_OPEN = (EditionStage.DRAFTING, EditionStage.IN_REVIEW, EditionStage.HELD)
#: Who has approved a story has seen its score; it stays what it was.
_UNDECIDED = (StoryStage.PROPOSED, StoryStage.DRAFTED, StoryStage.IN_REVIEW)


async def rescore(room: Newsroom) -> int:
    """Bring the scores of undecided stories up to date in every open edition; how many changed.

    What stands before the editors keeps its place, for they may have moved it. What waits behind it is put in the new
    order, and a paper that would be among the first by now joins it. Editions share what they are ranked from, where it
    is the very same.
    """
    changed, shared = 0, Shared()
    for edition, team in await _open_editions(room):
        ranking = await ranked_for(room, team, until=edition.cut, shared=shared)
        async with room.store.begin() as books:
            there = await books.editions.get(edition.id, lock=True)
            changed += await _rescored(books, there, ranking) if there.stage in _OPEN else 0
    if changed:
        log.info("edition.rescored", stories=changed)
    return changed


async def _open_editions(room: Newsroom) -> list[tuple[Edition, Team]]:
    """Every open edition with its team; those that may share a pool one after another."""
    async with room.store.begin(reading=True) as books:
        editions = [each for each in await books.editions.unfinished() if each.stage in _OPEN and not each.extra]
        teams = {team.name: team for team in await books.teams.all()}
    there = [(edition, teams[edition.team]) for edition in editions if edition.team in teams]
    return sorted(there, key=lambda each: (each[0].cut.date(), sorted(set(each[1].categories)), each[1].name))


async def _rescored(books: Books, edition: Edition, ranking: Ranking) -> int:
    joined = await _joined(books, edition, ranking)
    stories = running_order(await books.editions.stories(edition.id))
    before = {story.id: story for story in stories}
    after = [_scored(story, ranking) for story in stories]
    order = {each.paper.ref: n for n, each in enumerate((*ranking.choice.chosen, *ranking.choice.reserve))}
    waiting = [s for s in after if s.stage is StoryStage.PROPOSED and not s.nominated_by and not s.keep]
    places = sorted(story.place for story in waiting)
    best = sorted(waiting, key=lambda story: (order.get(story.ref, len(order)), story.place, story.id))
    moved = {story.id: place for story, place in zip(best, places, strict=True)}
    changed = 0
    for story in after:
        story = replace(story, place=moved.get(story.id, story.place))  # noqa: PLW2901  the story with its new place
        if story != before[story.id]:
            await books.editions.save_story(replace(story, revision=story.revision + 1))
            changed += 1
    return changed + joined


async def _joined(books: Books, edition: Edition, ranking: Ranking) -> int:
    """Propose what would be among the first by now and was not proposed then."""
    stories = await books.editions.stories(edition.id)
    there = {story.ref for story in stories}
    late = [each for each in ranking.choice.chosen if each.paper.ref not in there]
    for place, each in enumerate(late, start=max((s.place for s in stories), default=0) + 1):
        await books.editions.add_story(Story(0, edition.id, each.paper.ref, StoryStage.PROPOSED, place, each.score))
    return len(late)


def _scored(story: Story, ranking: Ranking) -> Story:
    found = ranking.standing(story.ref)
    if found is None or story.nominated_by or story.stage not in _UNDECIDED:
        return story
    return replace(story, score=found.score)
