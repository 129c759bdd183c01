"""The track record of authors: what is known before a day, and how it fades."""

from __future__ import annotations

from datetime import date, timedelta
from math import sqrt

import pytest

from bot.domain.paper import PaperRef
from bot.ports import Pick
from bot.ranking.history import CROWD, History, by_people

TODAY = date(2026, 11, 1)
HALF = timedelta(days=180)


def ref(number: int) -> PaperRef:
    return PaperRef("arxiv", f"2601.{number:05d}")


def line(number: int, *names: str, ago: timedelta = HALF) -> tuple[PaperRef, date, tuple[str, ...]]:
    return ref(number), TODAY - ago, names


def pick(number: int, *names: str, ago: timedelta = HALF) -> Pick:
    return Pick(ref(number), TODAY - ago, "a list", names)


def each(history: History, values: object) -> dict[str, float]:
    """Values of people by their names."""
    return dict(zip(history.people, map(float, values), strict=True))  # type: ignore[call-overload]


def test_what_is_dated_on_the_day_or_after_it_is_not_known_yet() -> None:
    now, before = timedelta(0), timedelta(days=1)
    history = History.of(
        [line(1, "Ada", ago=now), line(2, "Bo", ago=before)],
        [pick(1, "Ada", ago=now), pick(3, ago=-before), pick(2, ago=before)],
        TODAY,
    )
    assert [each.ref for each in history.bylines] == [ref(2)]
    assert history.picked == {ref(2): TODAY - before}


def test_a_pick_counts_from_the_first_day_on_which_anybody_picked_it() -> None:
    days = [timedelta(days=each) for each in (20, 30, 10)]
    history = History.of([], [pick(1, ago=ago) for ago in days], TODAY)
    assert history.picked == {ref(1): TODAY - timedelta(days=30)}


def test_a_pick_that_carries_authors_stands_in_for_a_paper_that_was_never_seen() -> None:
    history = History.of([line(2, "Ada")], [pick(1, "Bo"), pick(2, "Cy"), pick(3)], TODAY)
    assert [(each.ref, each.authors, each.seen) for each in history.bylines] == [
        (ref(1), ("Bo",), False),
        (ref(2), ("Ada",), True),
    ]
    assert history.bylines[0].on == TODAY - HALF
    assert history.recency.tolist() == [0.0, 0.5], "it shows who gets picked, not how often"
    assert history.chosen.tolist() == [0.5, 0.5]


def test_counts_and_fame_from_elsewhere_are_kept_and_otherwise_there_are_none() -> None:
    history = History.of([], [], TODAY, works={"ada": 3}, fame={"ada": 40})
    assert (history.until, history.works, history.fame) == (TODAY, {"ada": 3}, {"ada": 40})
    assert (History.of([], [], TODAY).works, History.of([], [], TODAY).fame) == ({}, {})


def test_a_paper_of_half_a_year_ago_counts_half_and_one_of_a_year_ago_a_quarter() -> None:
    history = History.of([line(1, "Ada"), line(2, "Ada", "Bo", ago=2 * HALF)], [pick(2, ago=2 * HALF)], TODAY)
    assert each(history, history.papers) == {"ada": 0.75, "bo": 0.25}
    assert each(history, history.picks) == {"ada": 0.25, "bo": 0.25}
    assert history.base == pytest.approx(0.25 / 1.0)


def test_a_pick_with_many_authors_counts_each_of_them_less() -> None:
    history = History.of([line(1, "Ada", "Bo", "Cy", "Di")], [pick(1)], TODAY)
    assert each(history, history.shares) == dict.fromkeys(("ada", "bo", "cy", "di"), 0.5 / sqrt(4))


def test_company_is_how_often_co_authors_were_picked_and_not_oneself() -> None:
    now = timedelta(days=180)
    history = History.of([line(1, "Ada", ago=now), line(2, "Ada", "Bo", ago=now)], [pick(1, ago=now)], TODAY)
    assert each(history, history.company) == {"ada": 0.0, "bo": 0.5 * 0.5}


def test_a_crowd_keeps_no_company() -> None:
    def company(size: int) -> float:
        names = ["Ada", *(f"Person {n}" for n in range(size - 1))]
        history = History.of([line(1, "Ada"), line(2, *names)], [pick(1)], TODAY)
        return float(history.company[history.people["person 0"]])

    assert company(CROWD) == 0.25
    assert company(CROWD + 1) == 0.0


def test_author_lists_become_a_table_of_known_people_in_which_nobody_stands_twice() -> None:
    people = {"ada north": 0, "bo": 1, "cy": 2}
    table = by_people([["Bo", "Ada  North", "bo", "Di"], [], ["CY"]], people)
    assert table.toarray().tolist() == [[1, 1, 0], [0, 0, 0], [0, 0, 1]]
    assert table.indices.tolist() == [1, 0, 2], "in the order of the paper"
    assert by_people([["Ada"]], {}).shape == (1, 1)
    assert by_people([], people).shape == (0, 3)
