"""Polling: what is new once, what was missed, and sources that stay away without stopping the rest."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain.errors import SourceAway
from bot.domain.paper import Announcement, Paper
from bot.pipeline.poll import poll
from bot.ports import Listing, Skipped
from tests.fakes import FakeHarvest
from tests.pipeline.conftest import Desk, paper

pytestmark = pytest.mark.anyio


def listing(*papers: Paper, skipped: tuple[Skipped, ...] = (), cursor: str | None = None) -> Listing:
    return Listing(tuple(Announcement(p, "new", p.announced or date(2021, 6, 1)) for p in papers), skipped, cursor)


async def with_team(desk: Desk) -> None:
    async with desk.room.store.begin() as books:
        await books.teams.save(desk.team)


async def test_a_paper_announced_twice_is_one_paper(desk: Desk) -> None:
    await with_team(desk)
    desk.feed.listings = [listing(paper(1), paper(2)), listing(paper(2), paper(3))]
    assert (await poll(desk.room)).new == 2
    report = await poll(desk.room)
    assert (report.new, report.known) == (1, 1)
    assert desk.feed.categories == [("cs.CL",), ("cs.CL",)]


async def test_a_record_that_cannot_be_read_is_named_and_stops_nothing(desk: Desk) -> None:
    await with_team(desk)
    desk.feed.listings = [listing(paper(1), skipped=(Skipped("2106.99999", "it has no title"),))]
    report = await poll(desk.room)
    assert (report.new, report.skipped) == (1, (Skipped("2106.99999", "it has no title"),))


async def test_a_feed_that_stays_away_is_said_and_made_up_for_by_a_harvest(desk: Desk) -> None:
    await with_team(desk)
    desk.feed.listings = [listing(paper(1)), SourceAway("arXiv does not answer; the next run goes on.")]
    await poll(desk.room)
    desk.clock.pass_by(days=1)
    assert (await poll(desk.room)).away == ("arXiv does not answer; the next run goes on.",)
    desk.clock.pass_by(days=2)
    harvest = FakeHarvest({"": listing(paper(2), cursor="p2"), "p2": listing(paper(3))})
    object.__setattr__(desk.room, "harvest", harvest)
    desk.feed.listings = [listing(paper(4))]
    assert (await poll(desk.room)).new == 3
    assert harvest.asked == [(date(2021, 6, 28), None)]


async def test_a_harvest_that_breaks_off_goes_on_where_it_stopped(desk: Desk) -> None:
    await with_team(desk)
    desk.feed.listings = [listing(paper(1))]
    await poll(desk.room)
    desk.clock.pass_by(days=4)
    broken = FakeHarvest({"": listing(paper(2), cursor="p2"), "p2": SourceAway("arXiv stopped answering.")})
    object.__setattr__(desk.room, "harvest", broken)
    assert (await poll(desk.room)).new == 1
    mended = FakeHarvest({"p2": listing(paper(3))})
    object.__setattr__(desk.room, "harvest", mended)
    assert (await poll(desk.room)).new == 1
    assert mended.asked == [(date(2021, 6, 28), "p2")]


async def test_without_a_team_nobody_is_asked(desk: Desk) -> None:
    assert (await poll(desk.room)).new == 0
    assert desk.feed.categories == []
