"""Which public count is taken for a paper, and how much it is worth."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from math import log

import pytest

from bot.domain.evidence import Attention, Evidence
from bot.ranking import attention
from tests.factories import NOON, made_paper

PAPER = made_paper(announced=NOON.date())


def at(day: int, count: int, kind: str = "upvotes", source: str = "hugging-face") -> Attention:
    """A count so many days after the announcement."""
    return Attention(kind, count, source, NOON + timedelta(days=day))


def told(*seen: Attention) -> tuple[float, tuple[str, ...]]:
    return attention.value(PAPER, Evidence(PAPER.ref, attention=seen))


def test_a_count_is_taken_from_the_day_of_the_announcement_to_the_tenth_after_it() -> None:
    value, said = told(at(0, 5))
    assert value == pytest.approx(0.35 * log(6))
    assert said == ("5 upvotes (hugging-face, 03 Nov)",)
    assert told(at(10, 5))[1] == ("5 upvotes (hugging-face, 13 Nov)",)
    assert told(at(11, 5)) == told(at(-1, 5)) == (0.0, ())


def test_the_count_nearest_to_the_third_day_is_taken_and_of_two_as_near_the_earlier() -> None:
    assert told(at(2, 12), at(6, 500))[1] == ("12 upvotes (hugging-face, 05 Nov)",)
    assert told(at(0, 12), at(5, 500))[1] == ("500 upvotes (hugging-face, 08 Nov)",)
    assert told(at(4, 500), at(2, 12))[1] == ("12 upvotes (hugging-face, 05 Nov)",)


def test_each_kind_has_its_worth_and_an_unknown_one_a_little() -> None:
    kinds = {"upvotes": 0.35, "stars": 0.2, "points": 0.25, "claps": 0.1}
    for kind, worth in kinds.items():
        value, said = told(at(3, 1, kind))
        assert value == pytest.approx(worth * log(2))
        assert said == (f"1 {kind} (hugging-face, 06 Nov)",)
    assert told(*(at(3, 1, kind) for kind in kinds))[0] == pytest.approx(0.9 * log(2))


def test_of_two_sources_that_count_the_same_the_greater_number_counts() -> None:
    value, said = told(at(3, 9, "stars", "github"), at(3, 7, "stars", "hugging-face"))
    assert value == pytest.approx(0.2 * log(10))
    assert said == ("9 stars (github, 06 Nov)", "7 stars (hugging-face, 06 Nov)")


def test_a_great_number_is_written_with_its_thousands_and_helps_no_further_than_the_most() -> None:
    assert told(at(3, 1_000_000)) == (attention.MOST, ("1,000,000 upvotes (hugging-face, 06 Nov)",))


def test_a_paper_whose_day_is_unknown_has_no_counts_at_its_age() -> None:
    seen = Evidence(PAPER.ref, attention=(at(3, 5),))
    assert attention.value(replace(PAPER, announced=None), seen) == (0.0, ())
