"""Which ten of many: what a near-twin and a shared author cost, and what is said of those held back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, cast

import pytest

from bot.domain.paper import Author, Paper, PaperRef
from bot.ranking.diversity import CROWD, Choice, choose
from bot.ranking.pool import Pool

if TYPE_CHECKING:
    from bot.ranking.score import Ranked

WIDTH = 40
APART = 20  # from this axis on, every paper has one of its own


@dataclass(frozen=True)
class Placed:
    """A paper with a total and a place among the others that were given."""

    paper: Paper
    total: float
    vector: tuple[float, ...]


def one(number: int, total: float, *names: str, like: float | None = None) -> Placed:
    """A paper whose likeness to all others is 0; with `like`, it is as like as that to number 1."""
    vector = [0.0] * WIDTH
    if like is None:
        vector[number] = 1.0
    else:
        vector[1], vector[APART + number] = like, sqrt(1 - like * like)
    authors = tuple(map(Author, names or (f"Only Author of {number}",)))
    return Placed(Paper(PaperRef("arxiv", f"2610.{number:05d}"), f"Title {number}", "", authors), total, tuple(vector))


def pool_of(placed: Iterable[Placed], *, embedded: bool = True) -> Pool:
    """The papers, and for each its opposite, so that the middle of all is nowhere."""
    papers: list[Paper] = []
    vectors: dict[PaperRef, tuple[float, ...]] = {}
    for each in placed:
        opposite = PaperRef("arxiv", each.paper.ref.value.replace("2610", "2611"))
        papers += [each.paper, Paper(opposite, "Opposite", "")]
        vectors |= {each.paper.ref: each.vector, opposite: tuple(-x for x in each.vector)}
    return Pool.of(papers, vectors=vectors if embedded else None)


def chosen(placed: list[Placed], size: int, *, embedded: bool = True, **more: object) -> Choice:
    pool = pool_of(placed, embedded=embedded)
    return choose(cast("list[Ranked]", placed), size, pool, **more)  # type: ignore[arg-type]


def numbers(ranked: Iterable[Ranked]) -> list[int]:
    return [int(each.paper.ref.value[-2:]) for each in ranked]


def test_papers_that_have_nothing_in_common_come_in_by_their_score() -> None:
    choice = chosen([one(number, 10.0 - number) for number in range(1, 10)], 2)
    assert numbers(choice.chosen) == [1, 2]
    assert numbers(choice.reserve) == [3, 4, 5, 6], "twice as many are kept ready"
    assert choice.held_back == ()


@pytest.mark.parametrize(("likeness", "cost"), [(1.0, 3.0), (0.775, 1.5), (0.55, 0.0), (0.1, 0.0)])
def test_a_perfect_twin_costs_three_and_a_lesser_likeness_costs_in_proportion(likeness: float, cost: float) -> None:
    def second(rival: float) -> int:
        return numbers(chosen([one(1, 9.0), one(2, 8.0, like=likeness), one(3, rival)], 2).chosen)[1]

    assert second(8.0 - cost + 0.01) == 3
    assert second(8.0 - cost - 0.01) == 2


def test_sharing_people_costs_once_for_each_that_is_chosen() -> None:
    first, second = one(1, 9.0, "Ada", "Bo"), one(2, 8.9, "Cy", "Di")
    both = one(3, 8.0, "ada", "Cy", "New")

    def third(rival: float) -> int:
        return numbers(chosen([first, second, both, one(4, rival)], 3).chosen)[2]

    assert third(6.51) == 4
    assert third(6.49) == 3


def test_a_paper_of_a_crowd_shares_people_with_nobody() -> None:
    def held(size: int) -> int:
        crowd = one(2, 8.0, "Ada", *(f"Person {n}" for n in range(size - 1)))
        return len(chosen([one(1, 9.0, "Ada"), crowd, one(3, 7.9)], 2).held_back)

    assert held(CROWD) == 1
    assert held(CROWD + 1) == 0


def test_a_nominated_paper_is_in_whatever_its_score_and_keeps_twins_out_all_the_same() -> None:
    placed = [one(1, 9.0, like=1.0), one(2, 8.0), one(3, 7.0), one(4, -5.0, like=1.0), one(5, -6.0)]
    wished = [placed[4].paper.ref, placed[3].paper.ref]
    choice = chosen(placed, 3, nominated=wished, reserve=1)
    assert numbers(choice.chosen) == [4, 5, 2], "in the order of their scores, then the others"
    assert numbers(choice.reserve) == [3]
    assert [(held.ranked.paper.title, held.because_of) for held in choice.held_back] == [
        ("Title 1", placed[3].paper.ref),
    ]
    assert chosen(placed, 1, nominated=wished).held_back == (), "only nominations are in: no score was passed over"


def test_a_nomination_from_outside_the_pool_changes_nothing() -> None:
    placed = [one(1, 9.0), one(2, 8.0)]
    stranger = [PaperRef("arxiv", "2001.00001")]
    assert chosen(placed, 1, nominated=stranger) == chosen(placed, 1)


def test_the_reserve_is_as_long_as_asked_and_costs_each_other_nothing() -> None:
    placed = [one(1, 9.0), one(2, 8.0, "Ada"), one(3, 7.0, "Ada"), one(4, 6.9)]
    assert numbers(chosen(placed, 1, reserve=2).reserve) == [2, 3]
    assert chosen(placed, 1, reserve=0).reserve == ()
    assert numbers(chosen(placed, 1, reserve=9).reserve) == [2, 3, 4], "there are no more"


def test_nothing_is_chosen_where_no_place_is_free() -> None:
    placed = [one(1, 9.0)]
    assert chosen(placed, 0) == chosen(placed, -1) == Choice((), (), ())


def test_equal_worth_goes_by_place() -> None:
    assert numbers(chosen([one(2, 8.0), one(1, 8.0), one(3, 8.0)], 2).chosen) == [2, 1]


def test_five_candidates_are_looked_at_for_every_place() -> None:
    def second(twins: int) -> int:
        same = [one(number, 9.0 - number / 100, like=1.0) for number in range(1, twins + 1)]
        return numbers(chosen([*same, one(19, 8.5)], 2, reserve=0).chosen)[1]

    assert second(9) == 19
    assert second(10) == 2, "the other subject stands eleventh"


def test_what_is_held_back_is_named_with_what_it_is_like() -> None:
    placed = [one(1, 9.0), one(2, 8.9), one(3, 8.0, like=0.9), one(4, 7.0)]
    (held,) = chosen(placed, 3).held_back
    assert (held.ranked.paper, held.because_of) == (placed[2].paper, placed[0].paper.ref)
    assert held.reason == "too close in subject to “Title 1”"


@pytest.mark.parametrize(
    ("names", "said"),
    [(("Ada", "New"), "shares 1 author with “Title 1”"), (("Ada", "Bo"), "shares 2 authors with “Title 1”")],
)
def test_what_is_held_back_for_its_people_says_how_many_they_are(names: tuple[str, ...], said: str) -> None:
    placed = [one(1, 9.0, "Ada", "Bo", "Cy"), one(2, 8.9), one(3, 8.0, *names), one(4, 7.9)]
    (held,) = chosen(placed, 3).held_back
    assert (held.because_of, held.reason) == (placed[0].paper.ref, said)


def test_shared_people_outweigh_a_small_likeness_as_the_reason() -> None:
    placed = [one(1, 9.0), one(2, 8.9, "Ada"), one(3, 8.0, "Ada", like=0.4), one(4, 7.9)]
    (held,) = chosen(placed, 3).held_back
    assert held.reason == "shares 1 author with “Title 2”"


def test_in_a_pool_too_small_for_subjects_people_alone_part_the_papers() -> None:
    placed = [one(1, 9.0, "Ada"), one(2, 8.0, "Ada"), one(3, 7.5), one(4, 7.0)]
    choice = chosen(placed, 2, embedded=False)
    assert numbers(choice.chosen) == [1, 3]
    assert [held.reason for held in choice.held_back] == ["shares 1 author with “Title 1”"]
