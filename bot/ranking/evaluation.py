"""Measures an order of papers against what people picked: AUC, precision and recall, with bootstrap intervals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Scores = NDArray[np.float64]
    Marks = NDArray[np.bool_]

ROUNDS = 1000
LOW, HIGH = 5.0, 95.0  # percentiles: 90 % lie between them
PRECISION_AT = (10, 100)
RECALL_AT = (10, 50, 100)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One list's marks in the order of one ranker: best first, ties in the order in which the papers came."""

    order: NDArray[np.int64]
    good: Marks

    @classmethod
    def of(cls, scores: Scores, good: Marks) -> Sheet:
        order = np.argsort(-scores, kind="stable")
        return cls(order, good[order])

    def figures(self) -> dict[str, float]:
        """AUC, precision and recall, as they are; a short pool counts as filled up with misses."""
        found = np.cumsum(self.good)
        total = max(int(self.good.sum()), 1)

        def within(place: int) -> int:
            return int(found[min(place, len(found)) - 1]) if len(found) else 0

        return {
            "auc": auc(self.good, np.ones(len(self.good))),
            **{f"p@{k}": within(k) / k for k in PRECISION_AT},
            **{f"r@{k}": within(k) / total for k in RECALL_AT},
        }

    def drawn(self, weights: NDArray[np.float64]) -> tuple[float, float]:
        """AUC and precision@100 of a bootstrap sample; `weights` says how often each paper was drawn."""
        drawn = weights[self.order]
        place = np.cumsum(drawn)
        end = int(np.searchsorted(place, 100.0))
        taken = drawn[: end + 1].copy()
        if end < len(place):
            taken[-1] -= place[end] - 100.0
        return auc(self.good, drawn), float((taken * self.good[: end + 1]).sum() / 100.0)


def auc(good: Marks, weights: NDArray[np.float64]) -> float:
    """How likely a good paper stands before another one, marks being in order, best first; 0.5 without either kind."""
    picked, passed = weights * good, weights * ~good
    pairs = float(picked.sum() * passed.sum())
    behind = passed.sum() - np.cumsum(passed)
    return float((picked * behind).sum() / pairs) if pairs else 0.5


def compare(rankers: Mapping[str, Scores], good: Marks, ours: str = "ours") -> dict[str, dict[str, object]]:
    """Figures of every ranker with 90 % intervals, and our lead over each of the others on the same samples.

    Every ranker sees the same bootstrap samples of the pool, so differences are paired. The seed is fixed.
    """
    sheets = {name: Sheet.of(scores, good) for name, scores in rankers.items()}
    dice = np.random.default_rng(20251122)
    size = len(good)
    samples = (np.bincount(dice.integers(size, size=size), minlength=size).astype(float) for _ in range(ROUNDS))
    drawn = np.array([[sheet.drawn(sample) for sheet in sheets.values()] for sample in samples])
    table: dict[str, dict[str, object]] = {}
    mine = list(sheets).index(ours)
    for column, (name, sheet) in enumerate(sheets.items()):
        row: dict[str, object] = {key: round(value, 4) for key, value in sheet.figures().items()}
        row["auc_ci90"] = _interval(drawn[:, column, 0])
        row["p@100_ci90"] = _interval(drawn[:, column, 1])
        if name != ours:
            row["ours_lead"] = {
                "auc_ci90": _interval(drawn[:, mine, 0] - drawn[:, column, 0]),
                "p@100_ci90": _interval(drawn[:, mine, 1] - drawn[:, column, 1]),
            }
        table[name] = row
    return table


def _interval(values: NDArray[np.float64]) -> list[float]:
    low, high = np.percentile(values, [LOW, HIGH])
    return [round(float(low), 4), round(float(high), 4)]
