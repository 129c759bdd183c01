"""Fetch what arXiv announced: today's feed, and the days that were missed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import structlog

from bot.domain.errors import SourceAway
from bot.ports import Feed, Harvest, Listing, Newsroom, Skipped

log = structlog.get_logger()

_LONGEST_GAP = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class PollReport:
    """What a poll brought: papers new and known, records skipped by name, sources that stayed away."""

    new: int = 0
    known: int = 0
    skipped: tuple[Skipped, ...] = ()
    away: tuple[str, ...] = ()

    def plus(self, new: int, known: int, listing: Listing) -> PollReport:
        """The report with one more listing in it."""
        return replace(self, new=self.new + new, known=self.known + known, skipped=(*self.skipped, *listing.skipped))

    def without(self, reason: SourceAway) -> PollReport:
        """The report with one more source that stayed away."""
        return replace(self, away=(*self.away, str(reason)))


async def poll(room: Newsroom) -> PollReport:
    """Fetch today's announcements in every category that any team reads, and the days missed before.

    A source that stays away is named in the report and stops nothing; what came before it is kept.
    """
    async with room.store.begin(reading=True) as books:
        teams = await books.teams.all()
    categories = sorted({category for team in teams for category in team.categories})
    report = PollReport()
    if not categories:
        log.info("poll.idle", reason="no team names a category")
        return report
    if room.harvest is not None:
        report = await _catch_up(room, room.harvest, categories, report)
    for feed in room.feeds:
        report = await _today(room, feed, categories, report)
    log.info("poll.done", new=report.new, known=report.known, skipped=len(report.skipped), away=len(report.away))
    return report


async def _today(room: Newsroom, feed: Feed, categories: list[str], report: PollReport) -> PollReport:
    try:
        listing = await feed.today(categories)
    except SourceAway as error:
        log.warning("poll.away", source=feed.name, reason=str(error))
        return report.without(error)
    return await _kept(room, feed.name, listing, report, cursor=room.clock.now().date().isoformat())


async def _catch_up(room: Newsroom, harvest: Harvest, categories: list[str], report: PollReport) -> PollReport:
    """Harvest what no daily feed will bring any more; resumes from the page at which an earlier run stopped."""
    since, token = await _missed(room, harvest)
    if since is None:
        return report
    today = room.clock.now().date()
    try:
        async for page in harvest.pages(categories, since, token):
            after = f"{since.isoformat()} {page.cursor}" if page.cursor else None
            report = await _kept(room, harvest.name, page, report, cursor=after)
    except SourceAway as error:
        log.warning("poll.away", source=harvest.name, reason=str(error))
        return report.without(error)
    async with room.store.begin() as books:
        await books.papers.keep_cursor(harvest.name, None, room.clock.now())
        for feed in room.feeds:
            await books.papers.keep_cursor(feed.name, (today - timedelta(days=1)).isoformat(), room.clock.now())
    return report


async def _missed(room: Newsroom, harvest: Harvest) -> tuple[date | None, str | None]:
    """The first day that was missed, and the page to go on from; None where nothing was."""
    today = room.clock.now().date()
    async with room.store.begin(reading=True) as books:
        stopped = await books.papers.cursor(harvest.name)
        seen = [await books.papers.cursor(feed.name) for feed in room.feeds]
    if stopped:
        since, _, token = stopped.partition(" ")
        return date.fromisoformat(since), token or None
    last = min((date.fromisoformat(day) for day in seen if day), default=None)
    if last is None or last >= today - timedelta(days=1):
        return None, None
    return max(last, today - _LONGEST_GAP), None


async def _kept(room: Newsroom, source: str, listing: Listing, report: PollReport, cursor: str | None) -> PollReport:
    for skipped in listing.skipped:
        log.warning("poll.skipped", source=source, record=skipped.name, reason=skipped.reason)
    async with room.store.begin() as books:
        added = await books.papers.add(listing.announcements)
        await books.papers.keep_cursor(source, cursor, room.clock.now())
    return report.plus(added.new, added.known, listing)
