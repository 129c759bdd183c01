"""Fits the prior: what picked papers had in common, as far as the day before knew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from bot.ranking import influence, record
from bot.ranking.prior import Prior, Weights
from bot.ranking.words import Bag, rarity, weigh

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bot.domain.paper import Paper
    from bot.ranking.history import History

LEAST_PAPERS = 3  # a term in fewer papers teaches nothing
MOST_TERMS = 30_000
TEXT_SCALE = 3.0  # how far words may lean against the record under one and the same penalty
PENALTY = 0.1  # scikit-learn's C on standardised features
STANDING_UNSEEN = 0.6  # log-odds for each e-fold of h-index above the usual, where no lesson shows any
LEAST_SUBJECT = 20  # papers that a category must have had


@dataclass(frozen=True, slots=True)
class Lesson:
    """Papers of one time with what came of them, and the authors' history as it stood then."""

    papers: tuple[Paper, ...]
    picked: NDArray[np.bool_]
    history: History


def fit(lessons: Sequence[Lesson], *, about: Mapping[str, Any] | None = None) -> Prior:
    """One logistic regression over words, record, subjects and influence of all lessons."""
    papers = [paper for lesson in lessons for paper in lesson.papers]
    picked = np.concatenate([lesson.picked for lesson in lessons])
    bag = Bag.of(papers)
    seen = np.bincount(bag.counts.indices, minlength=bag.counts.shape[1])
    kept = np.flatnonzero((seen >= LEAST_PAPERS) & (seen <= 0.3 * len(papers)))
    kept = np.sort(kept[np.argsort(-seen[kept], kind="stable")][:MOST_TERMS])
    idf = rarity(bag.counts[:, kept])
    words = weigh(bag.counts[:, kept], idf)
    shape = record.measure(papers)
    track = np.vstack([influence.measure(lesson.papers, lesson.history) for lesson in lessons])
    names, subjects, usual = _subjects(papers)
    dense, mean, spread = _standard(np.hstack([shape, track]))
    blocks: list[Any] = [words * TEXT_SCALE, dense, subjects]
    table = sparse.hstack(blocks).tocsr()
    judge = LogisticRegression(C=PENALTY, max_iter=300, tol=1e-5).fit(table, picked)
    weight = judge.coef_[0]
    cut = len(kept)
    raw = weight[cut : cut + dense.shape[1]] / spread
    vocabulary = list(bag.vocabulary)
    edge = shape.shape[1]
    if not any(lesson.history.fame for lesson in lessons):
        raw[-1] = STANDING_UNSEEN
    subject_weight = weight[cut + dense.shape[1] :]
    return Prior(
        intercept=float(judge.intercept_[0]),
        terms=tuple(vocabulary[i] for i in kept),
        idf=idf,
        word_weight=(weight[:cut] * TEXT_SCALE).astype(np.float32),
        record=Weights(record.NAMES, raw[:edge], mean[:edge]),
        influence=Weights(influence.NAMES, raw[edge:], mean[edge:]),
        subjects=dict(zip(names, map(float, subject_weight), strict=True)),
        subject_mean=float(usual @ subject_weight),
        about=dict(about or {}),
    )


def _standard(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    mean = values.mean(axis=0)
    spread = values.std(axis=0)
    spread[spread < 1e-9] = 1.0
    return (values - mean) / spread, mean, spread


def _subjects(papers: Sequence[Paper]) -> tuple[list[str], NDArray[np.float64], NDArray[np.float64]]:
    """Categories as columns, centred over the papers that have any, so that having none says nothing."""
    counts = Counter(c for p in papers for c in dict.fromkeys(p.categories))
    names = sorted(c for c, n in counts.items() if n >= LEAST_SUBJECT)
    place = {name: column for column, name in enumerate(names)}
    table = np.zeros((len(papers), len(names)))
    for row, paper in enumerate(papers):
        table[row, [place[c] for c in paper.categories if c in place]] = 1.0
    filed = np.array([bool(p.categories) for p in papers])
    usual = table[filed].mean(axis=0) if filed.any() else np.zeros(len(names))
    table[filed] -= usual
    return names, table, usual
