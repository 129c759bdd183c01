"""Where papers lie to each other: BM25 for the very words, latent semantic axes for kindred ones."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from sklearn.decomposition import TruncatedSVD
from sklearn.preprocessing import normalize

from bot.ranking.words import STOP, Bag, rarity, terms, tokens, weigh

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bot.domain.paper import Paper
    from bot.ranking.words import Matrix

AXES = 128
LEAST_PAPERS = 3  # a word in fewer papers draws no axis
ENOUGH, FEW = 30, 2  # papers and axes, below which there are none worth the name
K1, B = 1.5, 0.75  # the usual constants of BM25


@dataclass(frozen=True)
class Space:
    """The words of a pool as BM25 weights and as places on latent axes."""

    bag: Bag

    @classmethod
    def of(cls, bag: Bag) -> Space:
        """Nothing is worked out before it is needed."""
        return cls(bag)

    @cached_property
    def bm25(self) -> Matrix:
        """BM25 of every term in every paper (Robertson and Zaragoza 2009, with the idf that is never negative)."""
        counts = self.bag.counts.tocoo()
        lengths = np.asarray(self.bag.counts.sum(axis=1)).ravel()
        usual = max(float(lengths.mean()) if len(lengths) else 1.0, 1.0)
        seen = np.bincount(counts.col, minlength=counts.shape[1])
        idf = np.log(1.0 + (counts.shape[0] - seen + 0.5) / (seen + 0.5))
        damp = K1 * (1.0 - B + B * lengths[counts.row] / usual)
        counts.data = (idf[counts.col] * counts.data * (K1 + 1.0) / (counts.data + damp)).astype(np.float32)
        return counts.tocsc()

    @cached_property
    def kept(self) -> NDArray[np.int64]:
        """The columns that draw axes: neither too rare nor in every other paper."""
        seen = np.bincount(self.bag.counts.indices, minlength=self.bag.counts.shape[1])
        return np.flatnonzero((seen >= LEAST_PAPERS) & (seen <= 0.4 * self.bag.counts.shape[0]))

    @cached_property
    def idf(self) -> NDArray[np.float32]:
        """The rarity of the kept columns."""
        return rarity(self.bag.counts[:, self.kept])

    @cached_property
    def weighed(self) -> Matrix:
        """TF-IDF of the kept columns, each row of length 1."""
        return weigh(self.bag.counts[:, self.kept], self.idf)

    @cached_property
    def axes(self) -> TruncatedSVD | None:
        """The latent axes; None in a pool too small to have any."""
        papers, width = self.bag.counts.shape[0], len(self.kept)
        size = min(AXES, papers // 2, width - 1)
        if papers < ENOUGH or size < FEW:
            return None
        found = TruncatedSVD(size, n_iter=2, random_state=0)
        found.fit(self.weighed)
        return found

    @cached_property
    def _drawn(self) -> NDArray[np.float64]:
        if self.axes is None:
            return np.zeros((self.bag.counts.shape[0], 0))
        return np.asarray(self.axes.transform(self.weighed), dtype=float)

    @cached_property
    def middle(self) -> NDArray[np.float64]:
        """The mean place of all papers; likeness is measured from here, or everything would be alike."""
        return self._drawn.mean(axis=0) if len(self._drawn) else np.zeros(self._drawn.shape[1])

    @cached_property
    def places(self) -> NDArray[np.float64]:
        """Each paper's place from the middle, of length 1."""
        return np.asarray(normalize(self._drawn - self.middle)) if self._drawn.size else self._drawn

    def place(self, texts: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
        """The places of other texts (title, abstract); zeros for a text without a known word."""
        if self.axes is None:
            return np.zeros((len(texts), 0))
        rows = np.vstack([self._placed(title, abstract) for title, abstract in texts])
        return np.asarray(rows)

    @cached_property
    def _column(self) -> dict[str, int]:
        """The place of each term among the kept ones."""
        terms = list(self.bag.vocabulary)
        return {terms[column]: place for place, column in enumerate(self.kept)}

    def _placed(self, title: str, abstract: str) -> NDArray[np.float64]:
        counts = Counter(self._column[term] for term in terms(title, abstract) if term in self._column)
        if not counts or self.axes is None:
            return np.zeros(self.places.shape[1])
        columns = np.fromiter(counts, dtype=np.int64)
        weights = (1.0 + np.log(np.fromiter(counts.values(), dtype=float))) * self.idf[columns]
        drawn = self.axes.components_[:, columns] @ (weights / np.linalg.norm(weights)) - self.middle
        return np.asarray(drawn / max(float(np.linalg.norm(drawn)), 1e-12))

    def rows_with(self, words: Sequence[str]) -> set[int]:
        """The papers that have any of the words."""
        columns = [column for word in words if (column := self.bag.vocabulary.get(word)) is not None]
        return set(self.bm25[:, columns].indices.tolist()) if columns else set()

    def by_words(self, phrase: str) -> NDArray[np.float64]:
        """The BM25 score of each paper for a phrase; neighbours in a title count as a pair, too."""
        words = [w for w in dict.fromkeys(tokens(phrase)) if w not in STOP]
        pairs = [f"{a} {b}" for a, b in pairwise(words)]
        columns = [c for term in (*words, *pairs) if (c := self.bag.vocabulary.get(term)) is not None]
        if not columns:
            return np.zeros(self.bag.counts.shape[0])
        return np.asarray(self.bm25[:, columns].sum(axis=1)).ravel()

    def likeness(self, papers: Sequence[Paper]) -> NDArray[np.float64]:
        """How close each paper of the pool is to the middle of `papers`, -1 to 1; zeros without axes."""
        if self.axes is None or not papers:
            return np.zeros(self.bag.counts.shape[0])
        centre = self.place([(p.title, p.abstract) for p in papers]).mean(axis=0, keepdims=True)
        return np.asarray(self.places @ normalize(centre)[0])
