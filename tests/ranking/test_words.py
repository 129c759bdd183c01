"""What counts as a word, when two names are one, and how counted words are weighed."""

from __future__ import annotations

from math import log, sqrt

import numpy as np
import pytest

from bot.domain.paper import Paper, PaperRef
from bot.ranking.words import Bag, plain, rarity, terms, tokens, weigh


def bag(*texts: str) -> Bag:
    """Papers of an abstract alone."""
    return Bag.of([Paper(PaperRef("arxiv", f"2610.{n:05d}"), "", text) for n, text in enumerate(texts)])


def test_words_are_in_lower_case_and_single_letters_and_numbers_are_none() -> None:
    said = tokens("Pre-training GPT4 on 300 B tokens: a Study of x")
    assert said == ["pre", "training", "gpt4", "on", "tokens", "study", "of"]


def test_neighbours_in_a_title_are_a_term_of_their_own_and_those_in_an_abstract_are_not() -> None:
    assert terms("Paper Boats float", "on Water again") == [
        "paper", "boats", "float", "paper boats", "boats float", "on", "water", "again",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada  M. North", "ada m north"),
        ("José Ñandú", "jose nandu"),
        ("Ada North-West", "ada north-west"),
        ("Bo O'Neill", "bo o'neill"),
        ("Ada_North", "ada north"),
        ("Łukasz, Bär.", "łukasz bar"),
        ("Straße", "strasse"),
        ("李 明", "李 明"),
    ],
)
def test_a_name_is_compared_without_accents_case_and_dots(one: str, other: str) -> None:
    assert plain(one) == other


def test_terms_are_counted_paper_by_paper_in_columns_of_first_sight() -> None:
    found = bag("boats float boats", "", "maps float")
    assert found.vocabulary == {"boats": 0, "float": 1, "maps": 2}
    assert found.counts.toarray().tolist() == [[2, 1, 0], [0, 0, 0], [0, 1, 1]]
    assert found.counts.nnz == 4, "a term of a paper is one entry"
    assert found.columns(["maps", "kettles", "boats"]).tolist() == [2, -1, 0]
    assert Bag.of([]).counts.shape == (0, 0)


def test_joined_bags_count_the_same_term_in_the_same_column() -> None:
    joined = Bag.joined([bag("boats float", "maps"), bag("maps boats maps", "kettles")])
    assert joined.vocabulary == {"boats": 0, "float": 1, "maps": 2, "kettles": 3}
    assert joined.counts.toarray().tolist() == [[1, 1, 0, 0], [0, 0, 1, 0], [1, 0, 2, 0], [0, 0, 0, 1]]
    assert joined.counts.format == "csr"
    alone = bag("boats")
    assert Bag.joined([alone]) is alone


def test_a_rare_term_weighs_more_than_one_that_every_paper_has() -> None:
    counts = bag("boats float", "boats", "boats maps").counts
    assert rarity(counts).tolist() == pytest.approx([1.0, 1 + log(2), 1 + log(2)])
    assert rarity(counts).dtype == np.float32
    assert rarity(bag("boats", "").counts).tolist() == pytest.approx([1 + log(3 / 2)])


def test_weighed_rows_have_length_one_and_a_repeated_term_counts_by_its_logarithm() -> None:
    counts = bag("boats boats boats float", "", "float").counts
    weighed = weigh(counts, np.array([2.0, 1.0], dtype=np.float32))
    much = 2 * (1 + log(3))
    assert weighed.toarray().tolist() == [
        pytest.approx([much / sqrt(much**2 + 1), 1 / sqrt(much**2 + 1)]),
        [0.0, 0.0],
        [0.0, 1.0],
    ]
    assert weighed.dtype == np.float32
    assert counts.toarray().tolist()[0] == [3, 1], "what was counted stays as it was"
