"""Fits the prior: what picked papers had in common, as far as the day before knew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.domain.errors import BadInput
from bot.ranking import influence, record, trend
from bot.ranking.prior import Blend, Prior, Weights
from bot.ranking.words import Bag, rarity, weigh

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bot.domain.paper import Paper
    from bot.ranking.history import History
    from bot.ranking.pool import Pool

FOLDS = 3
VIEWS = ("words", "influence", "trend", "record")
LEAST_PAPERS, MOST_SHARE, MOST_TERMS = 3, 0.3, 30_000  # a term in fewer papers teaches nothing, in more neither
WORDS_C, INFLUENCE_C, BLEND_C = 1.0, 0.03, 0.01  # scikit-learn's C: the smaller, the more cautious
KNEE = 0.97  # quantile of what the words say above which another slope is fitted: fit words alone win no prize
AGEING = 0.67  # what words, trend and record learnt within a month are worth beside influence in a later one
STANDING_UNSEEN = 0.6  # log-odds for each e-fold of h-index above the usual, where no lesson shows any
LEAST_SUBJECT = 20  # papers that a category must have had
LEAST_PICKS = 10


@dataclass(frozen=True, slots=True)
class Lesson:
    """The pool of one time with what came of its papers and the authors' history as it stood then.

    Without `text` the papers have authors and categories only. A lesson of picks alone, without those that
    were passed over, is worth less than 1 in `trust`.
    """

    pool: Pool
    picked: NDArray[np.bool_]
    history: History
    text: bool = True
    trust: float = 1.0

    @property
    def papers(self) -> tuple[Paper, ...]:
        """The papers, in the order of `picked`."""
        return self.pool.papers


def fit(lessons: Sequence[Lesson], *, about: Mapping[str, Any] | None = None, without: Collection[str] = ()) -> Prior:
    """Fit words, record and influence each, then weigh them against each other on papers that they had not seen.

    `without` names views of `VIEWS` that are left out, to see what each is worth.

    Raises:
        BadInput: there are too few picks, or no lesson with both text and papers that were passed over.
    """
    told = [lesson for lesson in lessons if lesson.text]
    whole = np.concatenate([np.full(len(x.papers), x.trust >= 1.0) for x in told]) if told else np.zeros(0, bool)
    picked = np.concatenate([x.picked for x in told]) if told else np.zeros(0, bool)
    if picked[whole].sum() < LEAST_PICKS:
        raise BadInput(
            f"Training needs a month of papers with at least {LEAST_PICKS} picks known before the day; "
            "put an earlier month into pools/ and its picks into picks.jsonl."
        )
    crew, words = _Crew.of(lessons), _Words.of(told)
    regard, said = _unseen(crew.fit), _unseen(words.fit)
    ours = crew.of_text(regard)
    fashion = _trends(words.bag, ours, [len(x.papers) for x in told])
    shape = np.vstack([lesson.pool.shape for lesson in told])
    views = np.column_stack([said, ours, fashion, shape])
    views[:, [column for column in range(views.shape[1]) if VIEWS[min(column, 3)] in without]] = 0.0
    _, usual, taught = crew.fit(None)
    blend, shown = _blend(views, picked, _trust(told), usual)
    return Prior(
        blend=blend,
        terms=words.terms,
        idf=words.idf,
        word_weight=words.fit(None)[2].astype(np.float32),
        record=shown,
        influence=crew.weights(taught),
        subjects=dict(zip(crew.names, map(float, taught[len(influence.NAMES) :]), strict=True)),
        subject_mean=float(crew.usual @ taught[len(influence.NAMES) :]),
        about=dict(about or {}),
    )


Fit = Callable[["NDArray[np.int64] | None"], tuple["NDArray[np.float64]", float, "NDArray[np.float64]"]]


def _unseen(fitted: Fit) -> NDArray[np.float64]:
    """What a fit says about papers that it was not taught from: each third is judged by the other two."""
    number = len(fitted(np.zeros(0, dtype=np.int64))[0])
    said = np.zeros(number)
    fold = np.arange(number) % FOLDS
    for turn in range(FOLDS):
        values = fitted(np.flatnonzero(fold != turn))[0]
        said[fold == turn] = values[fold == turn]
    return said


def _judge(
    table: Any, picked: NDArray[np.bool_], trust: NDArray[np.float64], rows: NDArray[np.int64] | None, strength: float
) -> tuple[NDArray[np.float64], float, NDArray[np.float64]]:
    """One logistic regression on some rows: what it says about all, its intercept and its weights."""
    if rows is not None and not len(rows):
        return np.zeros(table.shape[0]), 0.0, np.zeros(table.shape[1])
    rows = np.arange(table.shape[0]) if rows is None else rows
    model = LogisticRegression(C=strength, max_iter=300, tol=1e-5)
    model.fit(table[rows], picked[rows], sample_weight=trust[rows])
    weights = np.asarray(model.coef_[0], dtype=float)
    return np.asarray(table @ weights) + float(model.intercept_[0]), float(model.intercept_[0]), weights


def _blend(
    views: NDArray[np.float64], picked: NDArray[np.bool_], trust: NDArray[np.float64], regard: float
) -> tuple[Blend, Weights]:
    """How much of each view goes into the log-odds: fitted on what the views say about papers unseen."""
    knee = float(np.quantile(views[:, 0], KNEE))
    table, mean, spread = _standard(np.column_stack([np.maximum(views[:, 0] - knee, 0.0), views]))
    model = LogisticRegression(C=BLEND_C, max_iter=300).fit(table, picked, sample_weight=trust)
    share = np.asarray(model.coef_[0] / spread)
    beyond, words, crew, fashion = float(share[0]), *(max(float(s), 0.0) for s in share[1:4])
    beyond = max(beyond, -words)
    intercept = float(model.intercept_[0]) - AGEING * (beyond * mean[0] + words * mean[1] + fashion * mean[3])
    blend = Blend(
        intercept - crew * mean[2], AGEING * words, crew, AGEING * fashion, regard, knee=knee, beyond=AGEING * beyond
    )
    return blend, Weights(record.NAMES, AGEING * share[4:], mean[4:])


def _trends(bag: Bag, regard: NDArray[np.float64], lengths: Sequence[int]) -> NDArray[np.float64]:
    found = np.zeros(len(regard))
    start = 0
    for length in lengths:
        rows = slice(start, start + length)
        if length:
            found[rows] = trend.measure(Bag(bag.vocabulary, bag.counts[rows]), regard[rows])
        start += length
    return found


def _standard(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    mean, spread = values.mean(axis=0), values.std(axis=0)
    spread[spread < 1e-9] = 1.0
    return (values - mean) / spread, mean, spread


def _trust(lessons: Sequence[Lesson]) -> NDArray[np.float64]:
    return np.concatenate([np.full(len(x.papers), x.trust) for x in lessons])


@dataclass(frozen=True, slots=True)
class _Words:
    """The text model's table: TF-IDF of the terms that are neither rare nor everywhere."""

    bag: Bag
    table: Any
    terms: tuple[str, ...]
    idf: NDArray[np.float32]
    picked: NDArray[np.bool_]
    trust: NDArray[np.float64]

    @classmethod
    def of(cls, lessons: Sequence[Lesson]) -> _Words:
        bag = Bag.joined([lesson.pool.bag for lesson in lessons])
        seen = np.bincount(bag.counts.indices, minlength=bag.counts.shape[1])
        kept = np.flatnonzero((seen >= LEAST_PAPERS) & (seen <= MOST_SHARE * bag.counts.shape[0]))
        kept = np.sort(kept[np.argsort(-seen[kept], kind="stable")][:MOST_TERMS])
        counts = bag.counts[:, kept]
        vocabulary = list(bag.vocabulary)
        idf = rarity(counts)
        terms = tuple(vocabulary[i] for i in kept)
        picked = np.concatenate([lesson.picked for lesson in lessons])
        return cls(bag, weigh(counts, idf), terms, idf, picked, _trust(lessons))

    def fit(self, rows: NDArray[np.int64] | None) -> tuple[NDArray[np.float64], float, NDArray[np.float64]]:
        said, start, weights = _judge(self.table, self.picked, self.trust, rows, WORDS_C)
        return said - start, start, weights


@dataclass(frozen=True, slots=True)
class _Crew:
    """The influence table with categories and, for each whole lesson, a column for how generous that time was."""

    lessons: Sequence[Lesson]
    table: NDArray[np.float64]
    mean: NDArray[np.float64]
    spread: NDArray[np.float64]
    names: list[str]
    usual: NDArray[np.float64]
    times: NDArray[np.float64]
    picked: NDArray[np.bool_]
    trust: NDArray[np.float64]

    @classmethod
    def of(cls, lessons: Sequence[Lesson]) -> _Crew:
        track = np.vstack([lesson.pool.track(lesson.history) for lesson in lessons])
        dense, mean, spread = _standard(track)
        names, filed, usual = _filed([paper for lesson in lessons for paper in lesson.papers])
        times = np.zeros((len(track), len(lessons)))
        start = 0
        for column, lesson in enumerate(lessons):
            times[start : start + len(lesson.papers), column] = lesson.trust >= 1.0
            start += len(lesson.papers)
        picked = np.concatenate([lesson.picked for lesson in lessons])
        return cls(lessons, np.hstack([dense, filed]), mean, spread, names, usual, times, picked, _trust(lessons))

    def fit(self, rows: NDArray[np.int64] | None) -> tuple[NDArray[np.float64], float, NDArray[np.float64]]:
        table = np.hstack([self.table, self.times])
        _, start, weights = _judge(table, self.picked, self.trust, rows, INFLUENCE_C)
        edge = self.table.shape[1]
        whole = max(int((self.trust >= 1.0).sum()), 1)
        usual = start + float(self.times.sum(axis=0) @ weights[edge:]) / whole
        return np.asarray(self.table @ weights[:edge]) + usual, usual, weights[:edge]

    def of_text(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Only the rows of lessons that have text."""
        return np.asarray(values[np.concatenate([np.full(len(x.papers), x.text) for x in self.lessons])])

    def weights(self, taught: NDArray[np.float64]) -> Weights:
        weights = taught[: len(influence.NAMES)] / self.spread
        if not any(lesson.history.fame for lesson in self.lessons):
            weights[influence.NAMES.index("standing")] = STANDING_UNSEEN
        return Weights(influence.NAMES, weights, self.mean)


def _filed(papers: Sequence[Paper]) -> tuple[list[str], NDArray[np.float64], NDArray[np.float64]]:
    """Primary categories as columns, centred over the papers that have one, so that having none says nothing."""
    counts = Counter(p.categories[0] for p in papers if p.categories)
    names = sorted(c for c, n in counts.items() if n >= LEAST_SUBJECT)
    place = {name: column for column, name in enumerate(names)}
    table = np.zeros((len(papers), len(names)))
    for row, paper in enumerate(papers):
        if paper.categories and paper.categories[0] in place:
            table[row, place[paper.categories[0]]] = 1.0
    filed = np.array([bool(p.categories) for p in papers], dtype=bool)
    usual = table[filed].mean(axis=0) if filed.any() else np.zeros(len(names))
    table[filed] -= usual
    return names, table, usual
