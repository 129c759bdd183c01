"""A team's home, gathered in one reading: how its editions went, who presents what, what it costs, and what ails."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from bot.domain.edition import Delivery, Edition
from bot.domain.editorial import StoryStage
from bot.domain.errors import NotFound
from bot.domain.home import Health, HomeFace, MonthFace, Offer
from bot.domain.story import Story
from bot.domain.team import Platform, Team
from bot.pipeline.learn import presenters
from bot.ports import AuditLine, Books, Newsroom

#: So many months are shown, and so many offers.
MONTHS, OFFERS = 12, 30
#: A pause that ends an editor's sitting; and what a sitting takes at the least.
PAUSE, LEAST = timedelta(minutes=10), timedelta(minutes=1)
_ACCEPTED = (StoryStage.APPROVED, StoryStage.PUBLISHED)
_CHATS: dict[str, str] = {"slack": "Slack", "discord": "Discord"}


async def home(room: Newsroom, name: str) -> HomeFace:
    """The home of a team.

    Raises:
        NotFound: there is no such team.
    """
    now = room.clock.now()
    async with room.store.begin(reading=True) as books:
        team = await books.teams.get(name)
        if team is None:
            raise NotFound(f"There is no team called “{name}”; the desk lists those there are.")
        editions = tuple(await books.editions.of(name))
        regular = [each for each in editions if not each.extra][:MONTHS]
        months = tuple([await _month(books, team, each) for each in reversed(regular)])
        usage = await books.editions.spent(name, f"{now:%Y-%m}")
        troubled = await books.outbox.troubled()
        read = {feed.name: await books.papers.cursor(feed.name) for feed in room.feeds}
        offers = await _offers(books, team)
    return HomeFace(
        team,
        editions,
        months,
        offers,
        (*_feeds(read, now.date()), _posts(troubled, editions)),
        calls=len(usage),
        spent=sum(each.cost or 0.0 for each in usage),
        cap=room.monthly_cap,
    )


async def _month(books: Books, team: Team, edition: Edition) -> MonthFace:
    stories = await books.editions.stories(edition.id)
    subjects = (f"edition:{edition.id}", *(f"story:{story.id}" for story in stories))
    lines = await books.ledger.lines(*subjects)
    voters = (vote.person for story in stories for vote in story.votes)
    people = {*voters, *(person.name for person in team.editors)}
    proposed = [story for story in stories if story.draft is not None]
    accepted = [story for story in proposed if story.stage in _ACCEPTED]
    return MonthFace(edition, len(proposed), len(accepted), sitting(lines, people), mean_parts(accepted))


def sitting(lines: Iterable[AuditLine], people: Collection[str]) -> int:
    """How many minutes `people` sat over what they decided: a pause ends a sitting, and each takes a minute or more."""
    by_person = sorted((line.who, line.at) for line in lines if line.who in people)
    total = timedelta()
    for _, told in groupby(by_person, key=lambda each: each[0]):
        total += _sat([at for _, at in told])
    return round(total / timedelta(minutes=1))


def _sat(moments: Sequence[datetime]) -> timedelta:
    total, start = timedelta(), moments[0]
    for before, after in zip(moments, (*moments[1:], None), strict=True):
        if after is None or after - before > PAUSE:
            total += max(before - start, LEAST)
            start = after or before
    return total


def mean_parts(stories: Sequence[Story]) -> dict[str, float]:
    """The mean of each part of the score, over the stories that have it."""
    parts: dict[str, list[float]] = {}
    for story in stories:
        for part in story.score.parts:
            parts.setdefault(part.name, []).append(part.value)
    return {name: sum(values) / len(values) for name, values in parts.items()}


async def _offers(books: Books, team: Team) -> tuple[Offer, ...]:
    """The newest offers first."""
    offered = await presenters(books, team.name)
    newest = sorted(offered, key=lambda ref: (offered[ref][-1].at, str(ref)), reverse=True)[:OFFERS]
    papers = await books.papers.many(newest)
    return tuple(
        Offer(ref, papers[ref].title, papers[ref].page, tuple(_named(team, each.who) for each in offered[ref]))
        for ref in newest
        if ref in papers
    )


def _named(team: Team, account: str) -> str:
    """Who an account is, where it is one of the editors; else the account, since readers' names are not kept."""
    chat, _, number = account.partition(":")
    platforms: dict[str, Platform] = {"slack": "slack", "discord": "discord"}
    person = team.editor(platforms[chat], number) if chat in platforms else None
    return person.name if person else f"{number} in {_CHATS.get(chat, chat)}"


def _feeds(read: dict[str, str | None], today: date) -> Iterable[Health]:
    for name, day in read.items():
        fresh = bool(day) and date.fromisoformat(day or "") >= today - timedelta(days=1)
        yield Health(name, fresh, f"last read {day}" if day else "never read")


def _posts(troubled: Sequence[Delivery], editions: Sequence[Edition]) -> Health:
    own = {f"edition:{each.id}" for each in editions}
    waiting = sum(delivery.subject in own for delivery in troubled)
    many = "one waits" if waiting == 1 else f"{waiting} wait"
    said = f"{many} for whoever runs this (`paperdesk jobs`)" if waiting else "none waits"
    return Health("posts", not waiting, said)
