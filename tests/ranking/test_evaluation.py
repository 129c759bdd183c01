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
    many = np.arange(1000) % 3 == 0
    assert list(Sheet.of(many.astype(float), many).order) == [*range(0, 1000, 3), *np.flatnonzero(~many)]


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


def test_auc_counts_a_paper_as_often_as_it_was_drawn() -> None:
    order = np.array([False, True, False])
    assert auc(order, np.array([1.0, 2.0, 3.0])) == pytest.approx((2 * 3) / (2 * 4))
    assert auc(order, np.array([0.0, 2.0, 3.0])) == 1.0
    assert auc(order, np.array([1.0, 0.0, 3.0])) == 0.5, "no good one was drawn"


def test_equal_scores_count_in_the_order_in_which_they_came() -> None:
    same = np.zeros(2)
    assert Sheet.of(same, np.array([True, False])).figures()["auc"] == 1.0
    assert Sheet.of(same, np.array([False, True])).figures()["auc"] == 0.0


def test_every_figure_of_a_list_that_can_be_counted_by_hand() -> None:
    good = np.zeros(120, dtype=bool)
    good[[0, 9, 10, 49, 50, 99, 100, 119]] = True
    found = Sheet.of(-np.arange(120.0), good).figures()
    assert {name: value for name, value in found.items() if name != "auc"} == {
        "p@10": 2 / 10,
        "p@100": 6 / 100,
        "r@10": 2 / 8,
        "r@50": 4 / 8,
        "r@100": 6 / 8,
    }


def test_a_list_without_picks_and_one_without_papers_have_figures() -> None:
    for size in (3, 0):
        found = Sheet.of(np.zeros(size), np.zeros(size, dtype=bool)).figures()
        assert found == {"auc": 0.5, "p@10": 0.0, "p@100": 0.0, "r@10": 0.0, "r@50": 0.0, "r@100": 0.0}


def test_precision_of_a_sample_ends_within_the_paper_that_fills_the_hundred() -> None:
    sheet = Sheet.of(np.array([1.0, 3.0, 2.0]), np.array([True, True, False]))  # best first: good, bad, good
    assert sheet.drawn(np.array([60.0, 60.0, 60.0]))[1] == pytest.approx(0.6)
    assert sheet.drawn(np.array([60.0, 30.0, 20.0]))[1] == pytest.approx((30 + 50) / 100)
    assert sheet.drawn(np.array([9.0, 100.0, 9.0]))[1] == 1.0
    assert sheet.drawn(np.array([10.0, 20.0, 30.0]))[1] == pytest.approx(0.3), "a short sample is filled up with misses"


def test_intervals_close_where_nothing_is_left_to_chance() -> None:
    good = np.array([True] * 10 + [False] * 10)
    best = -np.arange(20.0)
    table = compare({"worst": -best, "mine": best}, good, ours="mine")
    assert table["mine"]["auc_ci90"] == [1.0, 1.0]
    assert table["worst"]["auc_ci90"] == [0.0, 0.0]
    assert table["worst"]["ours_lead"] == {"auc_ci90": [1.0, 1.0], "p@100_ci90": [0.0, 0.0]}
    all_good = compare({"ours": best}, np.ones(20, dtype=bool))["ours"]
    assert all_good["p@100_ci90"] == [0.2, 0.2], "a sample is as large as the pool"


def test_figures_and_intervals_are_rounded_and_drawn_alike_on_every_machine() -> None:
    good = np.arange(12) % 3 == 1
    table = compare({"ours": -np.arange(12.0), "other": np.arange(12.0)}, good)
    assert table["ours"]["auc_ci90"] == [0.1813, 0.8441]
    assert table["other"]["auc_ci90"] == [0.1559, 0.8187]
    assert table["other"]["ours_lead"] == {"auc_ci90": [-0.6374, 0.6881], "p@100_ci90": [0.0, 0.0]}
    assert table["ours"]["p@100_ci90"] == [0.01, 0.07]
    assert compare({"ours": -np.arange(4.0)}, np.arange(4) == 1)["ours"]["auc"] == 0.6667
