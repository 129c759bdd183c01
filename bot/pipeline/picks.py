"""Follow the public lists of picked papers: authors who were picked before are what the ranking knows best."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import structlog

from bot.domain.errors import SourceAway
from bot.ports import Newsroom, PickLists

log = structlog.get_logger()

#: Into a month's first days its predecessor is read again: late entries are dated back.
_LATE = 3


async def follow_lists(room: Newsroom) -> int:
    """Read what every list has of this month, once a day; how many picks are new.

    A list that stays away is logged and read again by the next look.
    """
    today = room.clock.now().date()
    new = 0
    for source in room.pick_lists:
        async with room.store.begin(reading=True) as books:
            if await books.papers.cursor(_followed(source)) == today.isoformat():
                continue
        months = [f"{today:%Y-%m}"] if today.day > _LATE else [_month_before(today), f"{today:%Y-%m}"]
        try:
            new += sum([await _read(room, source, month) for month in months])
        except SourceAway as error:
            log.warning("picks.away", source=source.name, reason=str(error))
            continue
        async with room.store.begin() as books:
            await books.papers.keep_cursor(_followed(source), today.isoformat(), room.clock.now())
    return new


async def fill_lists(room: Newsroom, since: date) -> int:
    """Read every month of every list since a day; how many picks are new. A later call reads only what is missing.

    Raises:
        SourceAway: a list did not answer usably; months already read stay good.
    """
    months = _months(since, room.clock.now().date())
    new = 0
    for source in room.pick_lists:
        with room.progress.track(f"Fetching picks of {source.name}", len(months)) as track:
            for month in months:
                if not await _whole(room, source, month):
                    new += await _read(room, source, month)
                track.advance()
    return new


async def _read(room: Newsroom, source: PickLists, month: str) -> int:
    picks = await source.picks(month)
    now = room.clock.now()
    async with room.store.begin() as books:
        new = await books.papers.add_picks(picks)
        if month < f"{now - timedelta(days=_LATE):%Y-%m}":  # over, so that nothing is added any more
            await books.papers.keep_cursor(_read_whole(source, month), "whole", now)
    log.info("picks.read", source=source.name, month=month, new=new)
    return new


async def _whole(room: Newsroom, source: PickLists, month: str) -> bool:
    async with room.store.begin(reading=True) as books:
        return await books.papers.cursor(_read_whole(source, month)) is not None


def _months(since: date, until: date) -> Sequence[str]:
    found = [f"{until:%Y-%m}"]
    while found[-1] > f"{since:%Y-%m}":
        found.append(_month_before(date.fromisoformat(f"{found[-1]}-01")))
    return found[::-1]


def _month_before(day: date) -> str:
    return f"{day.replace(day=1) - timedelta(days=1):%Y-%m}"


def _followed(source: PickLists) -> str:
    return f"picks of {source.name}"


def _read_whole(source: PickLists, month: str) -> str:
    return f"picks of {source.name} in {month}"
