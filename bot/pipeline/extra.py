"""Urgent papers: what a team's own rule will not let wait goes before its editors at once, as an extra of one story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.domain.edition import Edition, EditionText, extra_period
from bot.domain.editorial import EditionAction, EditionStage, StoryStage
from bot.domain.story import Story
from bot.domain.team import Team, Urgent
from bot.pipeline.rank import ranked_for
from bot.ports import Books, Newsroom
from bot.ranking.score import Ranked

log = structlog.get_logger()

#: Announcements this old are looked at: a feed may have been away over a weekend.
FRESH = timedelta(days=3)
#: How long editors have; after that the paper goes the way of all others.
PATIENCE = timedelta(days=4)
#: More than this in a day is not urgent, it is a rule that asks for too much.
MOST = 2


async def open_extras(room: Newsroom) -> tuple[Edition, ...]:
    """Open an extra for every urgent paper that has come since the last look; each team is looked at once a poll."""
    async with room.store.begin(reading=True) as books:
        teams = [team for team in await books.teams.all() if team.urgent]
        read = [await books.papers.cursor(feed.name) for feed in room.feeds]
        polled = max(filter(None, read), default=None)
        due = [team for team in teams if polled and await books.papers.cursor(_mark(team)) != polled]
    opened: list[Edition] = []
    for team in due:
        opened += await _extras(room, team)
        async with room.store.begin() as books:
            await books.papers.keep_cursor(_mark(team), polled, room.clock.now())
    return tuple(opened)


async def _extras(room: Newsroom, team: Team) -> list[Edition]:
    now = room.clock.now()
    ranking = await ranked_for(room, team, until=now, since=(now - FRESH).date())
    urgent = [(each, reason) for each in ranking.ranked if (reason := why_urgent(each, team))]
    async with room.store.begin() as books:
        seen = await _seen(books, team)
        today = [edition for edition in await books.editions.of(team.name) if edition.opened_at.date() == now.date()]
        left = MOST - sum(edition.extra for edition in today)
        fresh = [(each, reason) for each, reason in urgent if str(each.paper.ref) not in seen][: max(left, 0)]
        opened = [await _open(books, team, each, reason, len(ranking.ranked), now) for each, reason in fresh]
    for edition in opened:
        log.info("edition.extra", edition=edition.id, team=team.name, period=edition.period)
        await room.jobs.submit("advance", f"advance:{edition.id}", {"edition": str(edition.id)})
    return opened


def why_urgent(ranked: Ranked, team: Team) -> str | None:
    """What makes a paper urgent for that team, as a sentence for its readers; None if it can wait."""
    rule = team.urgent or Urgent()
    if rule.followed and ranked.followed:
        return f"Out of turn: {team.name} follows {', '.join(ranked.followed)}."
    if rule.above is not None and ranked.total > rule.above:
        return f"Out of turn: its score of {ranked.total:.1f} stands above {rule.above:g}, the bar of {team.name}."
    return None


async def _seen(books: Books, team: Team) -> set[str]:
    """Papers that any edition of the team has had before it, so that none is urgent twice."""
    editions: Sequence[Edition] = await books.editions.of(team.name)
    recent = [edition for edition in editions if edition.extra or edition.stage is not EditionStage.PUBLISHED]
    return {str(story.ref) for edition in recent for story in await books.editions.stories(edition.id)}


async def _open(books: Books, team: Team, ranked: Ranked, reason: str, pool: int, now: datetime) -> Edition:
    paper = ranked.paper
    edition = await books.editions.open(
        team.name, extra_period(now.date(), paper.ref), opened_at=now, publish_at=now + PATIENCE, cut=now
    )
    if edition.stage is not EditionStage.GATHERING:
        return edition  # somebody else has just opened it
    await books.editions.add_story(Story(0, edition.id, paper.ref, StoryStage.PROPOSED, 1, ranked.score))
    # Its words are the paper's title and the rule's own sentence; it goes out as soon as its story is approved.
    text = EditionText(1, paper.title[:200], reason, by="paperdesk")
    edition = replace(edition.moved(EditionAction.SHORTLIST), text=text, pool_size=pool)
    return await books.editions.save(replace(edition, called_by="the rule for urgent papers", publish_now=True))


def _mark(team: Team) -> str:
    """Where the store keeps up to which poll a team's rule has been applied."""
    return f"urgent:{team.name}"
