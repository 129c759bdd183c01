"""Public lists of picks: followed daily, filled by month, and never read twice for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

import pytest

from bot.domain.errors import SourceAway
from bot.pipeline.picks import fill_lists, follow_lists
from bot.ports import Pick
from tests.pipeline.conftest import Desk, paper

pytestmark = pytest.mark.anyio


@dataclass
class Gazette:
    """A list that picked one paper a month."""

    away: set[str] = field(default_factory=set)
    name: str = "gazette"
    asked: list[str] = field(default_factory=list)

    async def picks(self, month: str) -> Sequence[Pick]:
        self.asked.append(month)
        if month in self.away:
            raise SourceAway("The gazette does not answer.")
        return [Pick(paper(int(month[-2:])).ref, date.fromisoformat(f"{month}-02"), "gazette-daily", ("Ada North",))]


async def test_this_months_picks_are_read_once_a_day(desk: Desk) -> None:
    gazette = Gazette()
    room = replace(desk.room, pick_lists=(gazette,))
    assert await follow_lists(room) == 1
    assert await follow_lists(room) == 0
    assert gazette.asked == ["2021-06"]
    desk.clock.moment = datetime(2021, 7, 2, tzinfo=UTC)
    assert await follow_lists(room) == 1
    assert gazette.asked == ["2021-06", "2021-06", "2021-07"]


async def test_a_list_that_is_away_is_read_by_the_next_look(desk: Desk) -> None:
    gazette = Gazette(away={"2021-06"})
    room = replace(desk.room, pick_lists=(gazette,))
    assert await follow_lists(room) == 0
    gazette.away.clear()
    assert await follow_lists(room) == 1


async def test_past_months_are_filled_in_and_a_stop_in_the_middle_loses_nothing(desk: Desk) -> None:
    gazette = Gazette(away={"2021-05"})
    room = replace(desk.room, pick_lists=(gazette,))
    with pytest.raises(SourceAway):
        await fill_lists(room, date(2021, 3, 15))
    async with room.store.begin() as books:
        assert len(await books.papers.picks(date(2021, 7, 1))) == 2
    gazette.away.clear()
    assert await fill_lists(room, date(2021, 3, 15)) == 2
    assert gazette.asked == ["2021-03", "2021-04", "2021-05", "2021-05", "2021-06"]
    assert await fill_lists(room, date(2021, 3, 15)) == 0
    assert gazette.asked[5:] == ["2021-06"]  # the month that is not over yet


async def test_a_year_is_crossed(desk: Desk) -> None:
    gazette = Gazette()
    desk.clock.moment = datetime(2021, 2, 5, tzinfo=UTC)
    await fill_lists(replace(desk.room, pick_lists=(gazette,)), date(2020, 11, 30))
    assert gazette.asked == ["2020-11", "2020-12", "2021-01", "2021-02"]


async def test_one_list_that_was_read_or_is_away_keeps_no_other_from_being_read(desk: Desk) -> None:
    first, second, third = Gazette(name="first"), Gazette({"2021-06"}, "second"), Gazette(name="third")
    assert await follow_lists(replace(desk.room, pick_lists=(first,))) == 1
    await follow_lists(replace(desk.room, pick_lists=(first, second, third)))
    assert (first.asked, second.asked, third.asked) == (["2021-06"], ["2021-06"], ["2021-06"])
    await follow_lists(replace(desk.room, pick_lists=(first, second, third)))
    assert (len(first.asked), len(second.asked), len(third.asked)) == (1, 2, 1)


@pytest.mark.parametrize(("day", "months"), [(3, ["2021-05", "2021-06"]), (4, ["2021-06"])])
async def test_on_the_first_three_days_the_month_before_is_read_again(desk: Desk, day: int, months: list[str]) -> None:
    gazette = Gazette()
    desk.clock.moment = datetime(2021, 6, day, tzinfo=UTC)
    await follow_lists(replace(desk.room, pick_lists=(gazette,)))
    assert gazette.asked == months
