"""Words that well-regarded authors use now: whom they lift, and where there is nothing to see."""

from __future__ import annotations

import numpy as np
import pytest

from bot.domain.paper import Paper, PaperRef
from bot.ranking.trend import ENOUGH, WIDEST, measure
from bot.ranking.words import Bag


def bag(*abstracts: str) -> Bag:
    return Bag.of([Paper(PaperRef("arxiv", f"2610.{n:05d}"), "", text) for n, text in enumerate(abstracts)])


def two_camps(number: int, each: int = 4) -> list[str]:
    """Papers of odd numbers share some words, those of even ones some others."""
    return [f"{'fresh' if n % 2 else 'stale'}{n // 2 % each}" for n in range(number)]


def regard(number: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.where(np.arange(number) % 2, 2.0, -2.0)


def test_papers_with_the_words_of_the_well_regarded_are_lifted_in_standard_deviations() -> None:
    said = measure(bag(*two_camps(80)), regard(80))
    assert min(said[1::2]) > 0 > max(said[0::2])
    assert (said.mean(), said.std()) == pytest.approx((0.0, 1.0))


def test_too_few_papers_or_authors_of_one_standing_show_no_trend() -> None:
    assert measure(bag(*two_camps(ENOUGH - 1)), regard(ENOUGH - 1)).tolist() == [0.0] * (ENOUGH - 1)
    assert measure(bag(*two_camps(ENOUGH)), regard(ENOUGH)).any()
    assert measure(bag(*two_camps(80)), np.full(80, 2.0)).tolist() == [0.0] * 80


def test_words_in_two_papers_or_in_nearly_every_other_one_tell_nothing() -> None:
    pairs = [f"{'fresh' if n % 2 else 'stale'}{n // 4}" for n in range(80)]
    assert not measure(bag(*pairs), regard(80)).any(), "each word is in two papers"
    assert not measure(bag(*two_camps(80, each=1)), regard(80)).any(), "each word is in half of them"
    three = [f"{'fresh' if n % 2 else 'stale'}{n // 6}" for n in range(84)]
    assert measure(bag(*three), regard(84)).any()
    dice = np.random.default_rng(5)
    third = [f"word{n}" for n in range(70)] + ["common"] * 30
    assert measure(bag(*dice.permutation(third)), dice.normal(size=100)).any(), "three in ten are still few enough"


def test_a_papers_own_authors_never_tell_its_trend() -> None:
    texts, usual = two_camps(90), regard(90)
    before = measure(bag(*texts), usual)
    usual[1] = -9.0
    after = measure(bag(*texts), usual)
    third = np.arange(90) % 3 == 1
    assert np.corrcoef(before[third], after[third])[0, 1] == pytest.approx(1.0), "told by the other two thirds alone"
    assert np.abs(before[~third] - after[~third]).max() > 1e-3


def test_no_trend_is_wider_than_the_widest() -> None:
    texts = [f"alone{n}" for n in range(300)]
    texts[:6] = ["fresh"] * 6
    usual = np.full(300, -3.0)
    usual[:6] = 3.0
    said = measure(bag(*texts), usual)
    assert said[:6].tolist() == [WIDEST] * 6
    assert said[6:].max() < 0.0


def test_the_weights_are_those_of_a_ridge_on_the_chances() -> None:
    texts, usual = two_camps(90), regard(90) + np.linspace(-1, 3, 90)
    chances = 1 / (1 + np.exp(-usual))
    said = measure(bag(*texts), usual)
    words = np.array([[text == word for word in sorted(set(texts))] for text in texts], dtype=float)
    table = np.zeros(90)
    for turn in range(3):
        others = np.arange(90) % 3 != turn
        seen, target = words[others], chances[others] - chances[others].mean()
        table[~others] = words[~others] @ np.linalg.solve(seen.T @ seen + 10 * np.eye(8), seen.T @ target)
    assert said == pytest.approx((table - table.mean()) / table.std(), abs=1e-2)
