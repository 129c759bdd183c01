"""The rankers to be beaten do what they are said to do elsewhere, down to their constants."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from bot.domain.paper import Author, Paper, PaperRef
from bot.ports import Pick
from bot.ranking.baselines import GATE, Known, scores, tagged
from bot.ranking.history import History

TODAY = date(2026, 11, 1)
EMPTY = History(TODAY)


def paper(number: int, abstract: str = "words", *names: str, month: str = "2610") -> Paper:
    return Paper(PaperRef("arxiv", f"{month}.{number:05d}"), "", abstract, tuple(map(Author, names)))


def known(pool: list[Paper], before: list[Paper], picked: list[date | None], history: History = EMPTY) -> Known:
    return Known(tuple(pool), tuple(before), tuple(picked), history)


def by(name: str, told: Known) -> list[float]:
    return [float(value) for value in scores(told)[name]]


DAY = date(2026, 10, 1)


def test_chance_is_drawn_from_the_ref_and_lies_between_nought_and_one() -> None:
    told = known([paper(n) for n in range(90)], [paper(0, month="2609")], [DAY])
    drawn = by("random", told)
    assert drawn[0] == 0x327C8074 / 2**32
    assert 0 < min(drawn) < 0.05
    assert 0.95 < max(drawn) < 1
    assert np.mean(drawn) == pytest.approx(0.5, abs=0.1)


def test_the_gate_opens_from_an_h_index_of_fifteen_of_any_author() -> None:
    fame = {"ada": GATE, "bo": GATE - 1, "cy": 60}
    pool = [paper(1, "words", "ADA", "Bo"), paper(2, "words", "Bo"), paper(3, "words", "Bo", "Cy"), paper(4)]
    assert by("h-index-gate", known(pool, [paper(1, month="2609")], [DAY], replace(EMPTY, fame=fame))) == [15, 0, 60, 0]


def test_picks_of_all_authors_are_added_up_by_name_and_a_papers_own_left_out() -> None:
    earlier = [
        paper(n, "words", *names, month="2609") for n, names in ((1, ("Ada",)), (2, ("Ada", "Bo")), (3, ("Cy",)))
    ]
    lines = [(each.ref, DAY, tuple(a.name for a in each.authors)) for each in earlier]
    history = History.of(lines, [Pick(earlier[n].ref, DAY, "a list") for n in (0, 1)], TODAY)
    pool = [paper(1, "words", "ada", "Bo"), paper(2, "words", "Cy"), earlier[1], earlier[2]]
    assert by("past-picks", known(pool, earlier, [DAY, DAY, None], history)) == [3, 0, 1, 0]


def test_likeness_to_the_picks_is_that_to_their_mean() -> None:
    before = [paper(n, text, month="2609") for n, text in enumerate(["kettle", "boat", "garden"])]
    pool = [paper(n, text) for n, text in enumerate(["kettle", "boat", "garden"])]
    assert by("tfidf-centroid", known(pool, before, [DAY, DAY, None])) == pytest.approx([0.5, 0.5, 0.0])


def test_of_liked_papers_the_newest_weighs_most_and_of_one_day_the_first() -> None:
    before = [paper(n, text, month="2609") for n, text in enumerate(["kettle", "boat", "garden"])]
    pool = [paper(n, text) for n, text in enumerate(["kettle", "boat", "garden"])]
    weights = 1 / (1 + np.log10([1.0, 2.0, 3.0]))
    first, second, third = 10 * weights / weights.sum()
    days: list[date | None] = [date(2026, 9, 1), date(2026, 9, 3), date(2026, 9, 2)]
    assert by("zotero-decay", known(pool, before, days)) == pytest.approx([third, first, second], rel=1e-5)
    assert by("zotero-decay", known(pool, before, [DAY] * 3)) == pytest.approx([first, second, third], rel=1e-5)


def test_what_is_tagged_is_told_from_the_rest_and_without_tags_nothing_is() -> None:
    papers = [paper(n, "kettle steam" if n % 4 == 0 else f"boat tide{n}") for n in range(20)]
    tags = np.arange(20) % 4 == 0
    said = tagged(papers, tags)
    assert min(said[tags]) > max(said[~tags])
    assert tagged(papers, np.zeros(20, dtype=bool)).tolist() == [0.0] * 20


def test_names_are_words_to_the_machine_and_to_the_likeness_they_are_not() -> None:
    before = [paper(n, "same words", "Ada North" if n % 2 else "Bo West", month="2609") for n in range(10)]
    pool = [paper(1, "same words", "Ada North"), paper(2, "same words", "Bo West")]
    told = known(pool, before, [DAY if n % 2 else None for n in range(10)])
    svm, centroid = by("arxiv-sanity-svm", told), by("tfidf-centroid", told)
    assert svm[0] > svm[1]
    assert centroid[0] == centroid[1]


def test_the_papers_of_the_pool_are_not_tagged_and_the_machine_is_held_loosely() -> None:
    before = [paper(n, "kettle", month="2609") for n in range(4)]
    few = by("arxiv-sanity-svm", known([paper(1, "kettle"), paper(2, "boat")], before, [DAY] * 4))
    assert few[0] > few[1]
    many = by("arxiv-sanity-svm", known([paper(n, "kettle") for n in range(40)], before, [DAY] * 4))
    assert max(map(abs, many)) < 0.5


def test_in_a_large_pool_a_word_must_be_in_five_papers_and_in_no_more_than_a_tenth() -> None:
    def kept(times: int, size: int) -> bool:
        """Whether a word in so many of so many papers tells anything."""
        texts = ["rare"] * times + [f"word{n % 12}" for n in range(size - times)]
        papers = [paper(n, text) for n, text in enumerate(texts)]
        return by("tfidf-centroid", known(papers[1:], papers[:1], [DAY]))[0] > 0

    assert [kept(times, 120) for times in (4, 5, 12, 13)] == [False, True, True, False]
    assert [kept(times, 101) for times in (4, 5, 10, 11)] == [False, True, True, False]
    assert kept(2, 100), "a small pool keeps all words"
    assert kept(90, 100)


def test_pairs_of_words_accents_and_the_commonest_words_are_taken_as_arxiv_sanity_does() -> None:
    before = [paper(1, "the paper boat", month="2609"), paper(2, "the garden", month="2609")]
    pool = [paper(1, "paper boat"), paper(2, "boat paper"), paper(3, "the"), paper(4, "Pàper BOAT"), paper(5, "p b")]
    one, turned, stop, accents, letters = by("tfidf-centroid", known(pool, before, [DAY, None]))
    assert one > turned > 0, "the pair is a word, too"
    assert accents == pytest.approx(one)
    assert stop == letters == 0


def test_a_word_said_often_counts_by_its_logarithm() -> None:
    before = [paper(1, "kettle", month="2609")]
    pool = [paper(1, "kettle kettle kettle boat"), paper(2, "kettle boat")]
    much, little = by("tfidf-centroid", known(pool, before, [DAY]))
    assert 1 < much / little < 1.5
