"""Where papers lie to each other: by their very words, and by kindred ones."""

from __future__ import annotations

from math import log

import numpy as np
import pytest

from bot.domain.paper import Paper, PaperRef
from bot.ranking.space import K1, B, Space
from bot.ranking.words import Bag

KITCHEN, HARBOUR, GARDEN = "kettle boil steam water spoon", "boat sail anchor tide rope", "seed soil leaf bloom spade"


def paper(number: int, title: str, abstract: str = "") -> Paper:
    return Paper(PaperRef("arxiv", f"2610.{number:05d}"), title, abstract)


def space(*papers: Paper) -> Space:
    return Space.of(Bag.of(papers))


FOUR = space(
    paper(1, "Paper boats", "boats float"),
    paper(2, "Boats paper", "kettles boil water"),
    paper(3, "Kettles", "water water"),
    paper(4, "", ""),
)
LENGTHS = (5, 6, 3, 0)  # words, and the pairs of the titles


def bm25(times: int, length: int, papers: int) -> float:
    """Robertson and Zaragoza's formula for a term that so many of the four papers have."""
    usual = sum(LENGTHS) / 4
    return log(1 + (4 - papers + 0.5) / (papers + 0.5)) * times * (K1 + 1) / (times + K1 * (1 - B + B * length / usual))


def test_a_phrase_scores_by_bm25_of_its_words() -> None:
    assert FOUR.by_words("boats") == pytest.approx([bm25(2, 5, 2), bm25(1, 6, 2), 0, 0], rel=1e-5)
    both = [bm25(0, 5, 2), bm25(1, 6, 2) + bm25(1, 6, 1), bm25(2, 3, 2), 0]
    assert FOUR.by_words("boil water") == pytest.approx(both, rel=1e-5)


def test_neighbours_in_a_title_count_as_a_pair_in_their_order() -> None:
    one, other, _, _ = FOUR.by_words("Paper boats")
    words = [bm25(1, 5, 2) + bm25(2, 5, 2), 2 * bm25(1, 6, 2)]
    assert [one, other] == pytest.approx([words[0] + bm25(1, 5, 1), words[1]], rel=1e-5)


def test_the_commonest_words_and_repeated_ones_add_nothing_to_a_phrase() -> None:
    assert FOUR.by_words("the boats of boats").tolist() == FOUR.by_words("boats").tolist()
    assert FOUR.by_words("the").tolist() == FOUR.by_words("zymurgy").tolist() == [0.0] * 4


def test_papers_with_any_of_some_words_are_found() -> None:
    assert FOUR.rows_with(["kettles", "float", "zymurgy"]) == {0, 1, 2}
    assert FOUR.rows_with(["zymurgy"]) == FOUR.rows_with([]) == set()


def many(number: int) -> list[Paper]:
    """Papers on three subjects, each with most of its subject's words."""
    subjects = [KITCHEN.split(), HARBOUR.split(), GARDEN.split()]
    return [paper(n, "", " ".join(w for k, w in enumerate(subjects[n % 3]) if k != n // 3 % 5)) for n in range(number)]


LARGE = space(*many(45))


def test_papers_of_one_subject_lie_together_and_others_apart() -> None:
    near = LARGE.places @ LARGE.places.T
    same = np.arange(45)[:, None] % 3 == np.arange(45)[None, :] % 3
    assert near[same].min() > 0.5
    assert near[~same].max() < 0.0
    assert np.linalg.norm(LARGE.places, axis=1) == pytest.approx(np.ones(45))


def test_a_paper_of_the_pool_is_placed_where_it_lies() -> None:
    placed = LARGE.place([("", each.abstract) for each in many(6)])
    assert placed == pytest.approx(LARGE.places[:6], abs=1e-5)
    twice = LARGE.place([("kettle kettle kettle", "boat"), ("kettle", "boat")])
    assert twice[0] @ LARGE.places[0] > twice[1] @ LARGE.places[0], "a word that is said more often counts more"
    assert np.linalg.norm(twice, axis=1) == pytest.approx([1.0, 1.0])


def test_of_two_words_the_rarer_draws_a_text_more() -> None:
    subjects = (KITCHEN, HARBOUR, GARDEN)
    texts = [subjects[n % 3] for n in range(60)] + [f"{KITCHEN} rare", f"{KITCHEN} rare", f"{KITCHEN} rare"]
    drawn = space(*(paper(n, "", text) for n, text in enumerate(texts)))
    kitchen, rare = drawn.places[0], drawn.places[60]
    both = drawn.place([("", "kettle rare")])[0]
    assert both @ rare > both @ kitchen
    assert drawn.place([("", f"{KITCHEN} rare")])[0] == pytest.approx(rare, abs=1e-5), "it lies where its twin lies"


def test_a_text_without_a_known_word_lies_nowhere() -> None:
    assert LARGE.place([("zymurgy", ""), ("kettle", "")])[0].tolist() == [0.0] * LARGE.places.shape[1]
    assert LARGE.place([("kettle", "zymurgy")]) == pytest.approx(LARGE.place([("kettle", "")]))


def test_likeness_to_some_papers_is_that_to_their_middle() -> None:
    wished = [paper(100, "kettle steam"), paper(101, "", "boil spoon")]
    said = LARGE.likeness(wished)
    assert min(said[0::3]) > 0.5
    assert max(said) <= 1.0
    assert max(said[1::3].max(), said[2::3].max()) < 0.0
    assert said == pytest.approx(LARGE.likeness(wished[::-1]))
    assert LARGE.likeness([]).tolist() == [0.0] * 45


def test_a_small_pool_has_no_axes_and_everything_is_alike_in_it() -> None:
    small = space(*many(29))
    assert small.place([("kettle", ""), ("boat", "")]).shape == (2, 0)
    assert small.likeness(many(1)).tolist() == [0.0] * 29
    assert space(*many(30)).likeness(many(1)).any()
    assert small.places.shape == (29, 0)
