"""The rounds that the clock makes: each reads rows and does what is due, so that a lost tick loses nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import structlog

from bot.domain.edition import Edition
from bot.domain.editorial import UNFINISHED, EditionStage
from bot.domain.errors import PaperdeskError
from bot.domain.team import Team
from bot.pipeline.cards import read_reactions, refresh, remind, tell
from bot.pipeline.edition import open_edition
from bot.pipeline.extra import open_extras
from bot.pipeline.guests import check_guests
from bot.pipeline.publish import sweep
from bot.pipeline.run import fill_in, gather
from bot.ports import Newsroom

log = structlog.get_logger()

Round = Callable[[Newsroom], Awaitable[object]]


async def gather_daily(room: Newsroom) -> bool:
    """Poll and enrich unless every feed has been read today; whether there was anything to do."""
    today = room.clock.now().date().isoformat()
    async with room.store.begin() as books:
        read = [await books.papers.cursor(feed.name) for feed in room.feeds]
        stopped = room.harvest is not None and await books.papers.cursor(room.harvest.name)
    if read and all(day == today for day in read) and not stopped:
        return False
    await gather(room)
    return True


async def open_due(room: Newsroom) -> tuple[Edition, ...]:
    """Open the next edition of every team whose review begins now, and ask for its first steps."""
    now = room.clock.now()
    async with room.store.begin() as books:
        teams = await books.teams.all()
        busy = {edition.team for edition in await books.editions.unfinished() if not edition.extra}
    opened = []
    for team in teams:
        if team.name in busy or not _begins(room, team, now):
            continue
        edition = await open_edition(room, team)
        if edition.stage in UNFINISHED:
            opened.append(edition)
            await _ask_to_advance(room, edition)
    return tuple(opened)


def _begins(room: Newsroom, team: Team, now: datetime) -> bool:
    try:
        publish_at = room.calendar.next(team.publish, team.timezone, now)
    except PaperdeskError as error:  # one team's cadence is not the others' trouble
        log.warning("edition.not_opened", team=team.name, reason=str(error))
        return False
    return publish_at is not None and now >= publish_at - timedelta(days=team.review_days)


async def advance_all(room: Newsroom) -> None:
    """Ask for the next steps of every unfinished edition: drafts, deadlines, releases, settlements."""
    for edition in await _unfinished(room):
        await _ask_to_advance(room, edition)


async def refresh_all(room: Newsroom) -> None:
    """Bring the cards of every unfinished edition up to date with their rows."""
    for edition in await _unfinished(room):
        await refresh(room, edition.id)


async def read_all_reactions(room: Newsroom) -> None:
    """Count the reactions that no event has told us about."""
    for edition in await _unfinished(room):
        await read_reactions(room, edition.id)


async def remind_due(room: Newsroom) -> None:
    """Remind the editors of what is open; after a while away only of the nearest mark that has passed.

    A held edition is reminded of on every day that it is late.
    """
    now = room.clock.now()
    for edition in await _unfinished(room):
        async with room.store.begin() as books:
            team = await books.teams.get(edition.team)
        passed = [h for h in team.remind_hours if now >= edition.publish_at - timedelta(hours=h)] if team else []
        if edition.stage is EditionStage.HELD:
            await remind(room, edition.id, -24 * ((now - edition.publish_at) // timedelta(days=1)))
        elif passed and now < edition.publish_at:
            await remind(room, edition.id, min(passed))


async def tell_absent(room: Newsroom) -> int:
    """Tell the editors of every unfinished edition, once, that a feed has been away for a day; how many were told."""
    today = room.clock.now().date()
    async with room.store.begin(reading=True) as books:
        read = {feed.name: await books.papers.cursor(feed.name) for feed in room.feeds}
    away = {name: day for name, day in read.items() if day and date.fromisoformat(day) < today - timedelta(days=1)}
    told = 0
    for edition in await _unfinished(room) if away else ():
        for name, day in away.items():
            sentence = f"{name} has not answered since {day}; what is missed is fetched when it is back."
            told += await tell(room, edition.id, f"away:{name}:{day}", sentence)
    return told


async def forget_old(room: Newsroom) -> int:
    """Forget what no platform will repeat any more, and what readers said long ago; how many of both."""
    async with room.store.begin() as books:
        before = room.clock.now() - timedelta(days=room.keep_days)
        forgotten = await books.ledger.forget_events(before) + await books.readers.forget_before(before)
    if forgotten:
        log.info("events.forgotten", events=forgotten)
    return forgotten


async def _unfinished(room: Newsroom) -> tuple[Edition, ...]:
    async with room.store.begin() as books:
        return tuple(await books.editions.unfinished())


async def _ask_to_advance(room: Newsroom, edition: Edition) -> None:
    await room.jobs.submit("advance", f"advance:{edition.id}", {"edition": str(edition.id)})


@dataclass(frozen=True, slots=True)
class Tick:
    """A round, and every how many seconds it is made: by one replica for all, or `everywhere` by each."""

    make: Round
    every: float
    everywhere: bool = False


#: The rounds of a process that serves.
ROUNDS: Mapping[str, Tick] = {
    "gather": Tick(gather_daily, 1800),
    "fill in": Tick(fill_in, 3600),
    "open": Tick(open_due, 300),
    "extras": Tick(open_extras, 1800),
    "advance all": Tick(advance_all, 60),
    "deliver": Tick(sweep, 30, everywhere=True),
    "refresh": Tick(refresh_all, 10),
    "reactions": Tick(read_all_reactions, 600),
    "remind": Tick(remind_due, 300),
    "guests": Tick(check_guests, 900),
    "absent": Tick(tell_absent, 3600),
    "forget": Tick(forget_old, 86400),
}
