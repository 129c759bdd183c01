"""The figures of an order of papers: what they are in cases that can be counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from bot.ranking.evaluation import Sheet, auc, compare


def test_auc_counts_the_pairs_that_stand_in_the_right_order() -> None:
    order = np.array([True, False, True, False])
    assert auc(order, np.ones(4)) == pytest.approx(3 / 4)
    assert auc(np.array([True, True, False]), np.ones(3)) == 1.0
    assert auc(np.array([False, True]), np.ones(2)) == 0.0


def test_auc_of_a_list_with_nothing_to_tell_apart_is_a_half() -> None:
    assert auc(np.zeros(3, dtype=bool), np.ones(3)) == 0.5
    assert auc(np.ones(3, dtype=bool), np.ones(3)) == 0.5


def test_precision_and_recall_count_from_the_top_and_a_short_pool_counts_as_filled_up_with_misses() -> None:
    good = np.array([True] * 4 + [False] * 16)
    figures = Sheet.of(np.arange(20.0), good).figures()
    assert (figures["p@10"], figures["p@100"], figures["r@10"], figures["r@100"]) == (0.0, 0.04, 0.0, 1.0)
    assert Sheet.of(-np.arange(20.0), good).figures()["p@10"] == 0.4


def test_equal_scores_stand_in_the_order_in_which_the_papers_came() -> None:
    assert list(Sheet.of(np.array([1.0, 2.0, 1.0, 2.0]), np.zeros(4, dtype=bool)).order) == [1, 3, 0, 2]


def test_a_sample_that_draws_every_paper_once_has_the_figures_of_the_pool() -> None:
    dice = np.random.default_rng(1)
    sheet = Sheet.of(dice.random(300), dice.random(300) < 0.2)
    found = sheet.figures()
    assert sheet.drawn(np.ones(300)) == pytest.approx((found["auc"], found["p@100"]))


def test_a_better_ranker_leads_and_the_interval_of_its_lead_lies_above_zero() -> None:
    dice = np.random.default_rng(2)
    good = dice.random(800) < 0.2
    table = compare({"ours": good + dice.normal(0, 0.5, 800), "chance": dice.random(800)}, good)
    lead = table["chance"]["ours_lead"]
    assert isinstance(lead, dict)
    assert lead["auc_ci90"][0] > 0
    assert lead["p@100_ci90"][0] > 0
    assert "ours_lead" not in table["ours"]


def test_a_ranker_leads_itself_by_nothing() -> None:
    dice = np.random.default_rng(3)
    scores, good = dice.random(200), dice.random(200) < 0.3
    lead = compare({"ours": scores, "twin": scores.copy()}, good)["twin"]["ours_lead"]
    assert lead == {"auc_ci90": [0.0, 0.0], "p@100_ci90": [0.0, 0.0]}
