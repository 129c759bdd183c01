"""`paperdesk bootstrap`: fill the store with past months, so that authors have a track record from the first day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import typer

from bot.cli.entry import AS_JSON, run, show

if TYPE_CHECKING:
    from bot.ports import Harvest, Newsroom
    from bot.wiring import Opened

_CURSOR = "bootstrap"


def command(
    months: int = typer.Option(3, "--months", min=1, max=120, help="How many months back."),
    as_json: bool = AS_JSON,
) -> None:
    """Fetch past months of arXiv and of public lists of picks, politely and resumably: what came is kept."""
    told = run(lambda opened: _filled(opened, months))
    lines = [
        f"{told['new']} papers are new, {told['known']} were known.",
        f"{told['picks']} picks of public lists are new.",
    ]
    show(told, lines, as_json=as_json)


async def _filled(opened: Opened, months: int) -> dict[str, int]:
    from bot.domain.errors import NotConfigured, SourceAway
    from bot.pipeline.picks import fill_lists

    room = opened.room
    if room.harvest is None:
        raise NotConfigured("No source of past months is plugged in; set PAPERDESK_ARXIV_OAI_URL.")
    async with room.store.begin() as books:
        teams = await books.teams.all()
    categories = sorted({category for team in teams for category in team.categories})
    if not categories:
        raise NotConfigured("No team names a category; write some into paperdesk.toml.")
    # From the first of a month, so that a run of tomorrow goes on where one of today was stopped.
    since = (room.clock.now().date() - timedelta(days=31 * months)).replace(day=1)
    with opened.alone():
        away: SourceAway | None = None
        try:
            picks = await fill_lists(room, since)  # first, for it is a matter of seconds
        except SourceAway as error:
            picks, away = 0, error
        told = await harvested(room, room.harvest, categories, since)
        if away:
            raise away
        return {**told, "picks": picks}


async def harvested(room: Newsroom, harvest: Harvest, categories: list[str], since: date) -> dict[str, int]:
    """Everything since a day, a page at a time; a later call with the same first day goes on from the last page."""
    async with room.store.begin() as books:
        asked, _, cursor = (await books.papers.cursor(_CURSOR) or "").partition(" ")
    if asked != since.isoformat() or not cursor:
        cursor = ""
    told = {"new": 0, "known": 0, "skipped": 0}
    with room.progress.track("Fetching past months") as track:
        async for page in harvest.pages(categories, since, cursor or None):
            async with room.store.begin() as books:
                added = await books.papers.add(page.announcements)
                after = f"{since.isoformat()} {page.cursor}" if page.cursor else None
                await books.papers.keep_cursor(_CURSOR, after, room.clock.now())
            told = {
                "new": told["new"] + added.new,
                "known": told["known"] + added.known,
                "skipped": told["skipped"] + len(page.skipped),
            }
            track.advance(len(page.announcements))
    return told
