"""When the next edition opens by itself, and which it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import NotConfigured
from bot.domain.story import Part, Score
from bot.jobs.calendar import CronCalendar
from bot.pipeline.foresee import Candidate, coming
from bot.ports import Written
from tests.factories import made_paper, made_team
from tests.fakes import GivenClock
from tests.pipeline.conftest import Desk

if TYPE_CHECKING:
    from bot.ports import Newsroom

pytestmark = pytest.mark.anyio

TEAM = made_team(publish="1st tue 09:00", timezone="UTC", review_days=5)


@pytest.fixture
async def room(desk: Desk) -> Newsroom:
    """A newsroom that reads cadences as the real one does."""
    return replace(desk.room, calendar=CronCalendar())


def at(room: Newsroom, day: int, month: int = 11) -> Newsroom:
    return replace(room, clock=GivenClock(datetime(2026, month, day, 12, tzinfo=UTC)))


async def test_an_edition_opens_as_many_days_before_it_goes_out_as_its_review_has(room: Newsroom) -> None:
    found = coming(at(room, 10), TEAM, ())
    assert (found.period, found.due) == ("2026-12", False)
    assert found.opens_at == datetime(2026, 11, 26, 9, tzinfo=UTC)
    assert found.publish_at - found.opens_at == timedelta(days=5)


async def test_an_edition_whose_review_should_run_is_due_at_once(room: Newsroom) -> None:
    assert coming(at(room, 28), TEAM, ()).due


async def test_a_month_that_has_had_its_edition_is_passed_over(room: Newsroom) -> None:
    found = coming(at(room, 28), TEAM, {"2026-11", "2026-12"})
    assert (found.period, found.due) == ("2027-01", False)
    assert found.opens_at == datetime(2026, 12, 31, 9, tzinfo=UTC)


async def test_a_review_longer_than_a_month_begins_when_the_edition_before_it_is_out(room: Newsroom) -> None:
    found = coming(at(room, 28), replace(TEAM, review_days=60), {"2026-12"})
    assert found.opens_at == datetime(2026, 12, 1, 9, tzinfo=UTC)


async def test_a_cadence_that_never_fires_is_told(room: Newsroom) -> None:
    with pytest.raises(NotConfigured, match="never fires"):
        coming(room, replace(TEAM, publish="0 9 31 2 *"), ())


async def test_the_first_reason_is_of_what_speaks_most_for_a_paper() -> None:
    parts = (Part("prior", 2.0), Part("topic", 0.5, ("matches *teapots*", "and cups")), Part("taste", 0.2, ("liked",)))
    assert Candidate(made_paper(1), Score(2.7, parts), Written((), (), "x")).reason == "matches teapots"
    assert Candidate(made_paper(1), Score(0.0), Written((), (), "x")).reason == ""
