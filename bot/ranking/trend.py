"""What well-regarded authors write about right now: words learnt from the pool itself, with no label at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse.linalg import LinearOperator, cg

from bot.ranking.words import Bag, rarity, weigh

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bot.ranking.words import Matrix

FOLDS = 3  # a paper's trend is told by the papers of the other folds, never by its own authors
STIFF = 10.0  # the ridge
LEAST_PAPERS, MOST_SHARE = 3, 0.3
ENOUGH = 60  # papers below which there is no trend to see
WIDEST = 4.0  # standard deviations


def measure(bag: Bag, regard: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far each paper's words are those of papers whose authors stand in high regard, in standard deviations.

    `regard` is the log-odds that the authors alone give each paper. Two views of the same papers, authors
    and words, teach each other (co-training, Blum and Mitchell 1998): so the words keep up with the times
    although the coefficients were fitted long ago.
    """
    number = bag.counts.shape[0]
    if number < ENOUGH or np.ptp(regard) < 1e-9:
        return np.zeros(number)
    seen = np.bincount(bag.counts.indices, minlength=bag.counts.shape[1])
    kept = np.flatnonzero((seen >= LEAST_PAPERS) & (seen <= MOST_SHARE * number))
    words = bag.counts[:, kept]
    words = weigh(words, rarity(words))
    chance = 1.0 / (1.0 + np.exp(-regard))
    said = np.zeros(number)
    fold = np.arange(number) % FOLDS
    for turn in range(FOLDS):
        others = fold != turn
        said[~others] = words[~others] @ _ridge(words[others], chance[others])
    spread = said.std()
    return np.asarray(np.clip((said - said.mean()) / spread, -WIDEST, WIDEST)) if spread > 0 else said


def _ridge(words: Matrix, target: NDArray[np.float64]) -> NDArray[np.float64]:
    """The weights of a ridge regression on centred targets, by conjugate gradients."""
    normal = LinearOperator((words.shape[1],) * 2, matvec=lambda w: words.T @ (words @ w) + STIFF * w, dtype=float)
    weights, _ = cg(normal, words.T @ (target - target.mean()), rtol=1e-3, maxiter=30)
    return np.asarray(weights)
