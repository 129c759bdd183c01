"""Many open editions scored again in one go: what is the same is worked out once, and nobody's scores differ for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from bot.domain.edition import Edition
from bot.domain.editorial import StoryAction
from bot.domain.paper import Announcement
from bot.domain.team import Team
from bot.pipeline.edition import open_edition
from bot.pipeline.rank import ranked_for, shortlist
from bot.pipeline.reading import Shared
from bot.pipeline.rescore import rescore
from bot.pipeline.run import fill_in
from tests.pipeline.conftest import Desk, paper
from tests.pipeline.test_inquire import Clerk

pytestmark = pytest.mark.anyio

ON = date(2021, 6, 20)


async def opened(desk: Desk) -> dict[str, tuple[Team, Edition]]:
    """Five teams on one pool of two categories: two alike, one of another category, one that drops, one that cites."""
    papers = [
        paper(
            n, announced=ON, categories=("cs.CL",) if n % 3 else ("cs.CL", "cs.IR"), title=f"Frozen {n}, thawed {n % 4}"
        )
        for n in range(1, 13)
    ]
    alike = {"first": ("frozen models",), "second": ("thawed 2", "vectors"), "dropping": ("accuracy",)}
    teams = [replace(desk.team, name=name, topics=topics) for name, topics in alike.items()]
    teams.append(replace(desk.team, name="another", categories=("cs.IR",)))
    teams.append(replace(desk.team, name="citing", examples=(str(papers[4].ref),)))
    async with desk.room.store.begin() as books:
        await books.papers.add([Announcement(p, "new", ON) for p in papers])
        for team in teams:
            await books.teams.save(team)
    made = {}
    for team in teams:
        edition = await open_edition(desk.room, team)
        made[team.name] = (team, await shortlist(desk.room, edition.id))
    async with desk.room.store.begin() as books:
        story = (await books.editions.stories(made["dropping"][1].id))[0]
        await books.editions.save_story(story.moved(StoryAction.DROP))
    return made


async def test_every_edition_gets_the_scores_that_it_would_get_alone(desk: Desk) -> None:
    made = await opened(desk)
    await fill_in(replace(desk.room, author_records=(Clerk(knows={paper(n).ref for n in (2, 3, 7)}),)))
    for team, edition in made.values():
        alone = await ranked_for(desk.room, team, until=edition.cut)
        for story in await desk.stories(edition):
            standing = alone.standing(story.ref)
            assert (standing is None) == (story.stage == "dropped"), team.name
            assert standing is None or story.score == standing.score, team.name
    assert await rescore(desk.room) == 0


async def test_only_what_is_the_very_same_is_shared(desk: Desk) -> None:
    made, shared = await opened(desk), Shared()
    read = {
        name: (await ranked_for(desk.room, team, until=edition.cut, shared=shared)).reading
        for name, (team, edition) in made.items()
    }
    whole = read["first"].pool
    assert read["second"].pool is whole
    assert (len(whole), len(read["dropping"].pool), len(read["citing"].pool), len(read["another"].pool)) == (
        12,
        11,
        11,
        4,
    )
    assert len({id(each.history) for each in read.values()}) == 1
    team, edition = made["first"]
    later = await ranked_for(desk.room, team, until=edition.cut + timedelta(days=1), shared=shared)
    assert later.reading.pool is not whole
    assert later.reading.history is not read["first"].history


async def test_papers_picks_and_bylines_are_read_once_for_all_editions_of_a_month(desk: Desk) -> None:
    await opened(desk)
    asked: list[str] = []
    event.listen(desk.room.store.engine.sync_engine, "before_cursor_execute", lambda *given: asked.append(given[2]))  # type: ignore[attr-defined]
    await rescore(desk.room)
    assert sum("FROM picks" in each for each in asked) == 1
    assert sum("papers.announced BETWEEN" in each for each in asked) == 1
    assert sum("papers.announced <" in each for each in asked) == 1
    assert sum("FROM evidence" in each for each in asked) == 4, "one for each pool, of which two teams share one"
