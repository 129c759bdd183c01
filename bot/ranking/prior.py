"""The fitted logistic model: words and record of a paper, and its authors' track record, on one scale of log-odds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.domain.errors import BadInput
from bot.ranking import influence, record, trend
from bot.ranking.words import Bag, weigh

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bot.domain.paper import Paper
    from bot.ranking.history import History

FORMAT = 4


@dataclass(frozen=True, slots=True)
class Weights:
    """Linear weights of named features: a feature's share of the log-odds is weight x (value - mean)."""

    names: tuple[str, ...]
    weight: NDArray[np.float64]
    mean: NDArray[np.float64]

    def shares(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """What each feature adds, a row a paper."""
        return np.asarray((values - self.mean) * self.weight)


@dataclass(frozen=True, slots=True)
class Blend:
    """How much of each view goes into the log-odds.

    `regard` is where the influence view starts from by itself. Above `knee` what the words say counts `beyond` more
    (or less, as it mostly is) for each unit: the very last word for a fashion tells little about the very best papers.
    """

    intercept: float
    words: float
    influence: float
    trend: float
    regard: float
    knee: float
    beyond: float


@dataclass(frozen=True)
class Prior:
    """Coefficients, and what they were learnt from. `about` names the data's dates and the command."""

    blend: Blend
    terms: tuple[str, ...]
    idf: NDArray[np.float32]
    word_weight: NDArray[np.float32]
    record: Weights
    influence: Weights
    subjects: Mapping[str, float] = field(default_factory=dict)
    subject_mean: float = 0.0
    about: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def shipped(cls) -> Prior:
        """The model that comes with the package."""
        text = resources.files("bot.ranking").joinpath("prior.json").read_text(encoding="utf-8")
        return cls.loads(text)

    @classmethod
    def loads(cls, text: str) -> Prior:
        """Read coefficients back.

        Raises:
            BadInput: it is not a model of this format, or of other features than these.
        """
        try:
            raw = json.loads(text)
            model = _read(raw)
        except (ValueError, KeyError, TypeError) as error:
            raise BadInput(
                "This is not a file of ranking coefficients; make one with: paperdesk train-prior"
            ) from error
        if (model.record.names, model.influence.names) != (record.NAMES, influence.NAMES):
            raise BadInput(
                "These ranking coefficients belong to another version; make new ones with: paperdesk train-prior"
            )
        return model

    def dumps(self, most_terms: int | None = None, digits: int = 4) -> str:
        """The model as JSON; at most `most_terms` words, those of the greatest weight x rarity."""
        order = np.argsort(-np.abs(self.word_weight * self.idf), kind="stable")[:most_terms]
        kept = sorted(int(i) for i in order)
        words = {self.terms[i]: [round(float(self.idf[i]), 3), round(float(self.word_weight[i]), digits)] for i in kept}
        raw = {
            "format": FORMAT,
            "about": dict(self.about),
            "blend": {name: round(value, digits) for name, value in asdict(self.blend).items()},
            "record": _plain_weights(self.record, digits),
            "influence": _plain_weights(self.influence, digits),
            "subjects": {name: round(weight, digits) for name, weight in sorted(self.subjects.items())},
            "subject_mean": round(self.subject_mean, digits),
            "words": words,
        }
        return json.dumps(raw, ensure_ascii=False, separators=(",", ":")).replace('],"', '],\n"') + "\n"

    def measure(
        self,
        bag: Bag,
        papers: Sequence[Paper],
        shape: NDArray[np.float64],
        track: NDArray[np.float64],
        history: History,
    ) -> Measured:
        """Everything this model says about a pool, in log-odds, the same for every team."""
        by_term, terms = self._by_term(bag)
        shares = self.influence.shares(track)
        if not history.bylines:  # nothing is known of anybody: only what the paper itself shows counts
            known = [self.influence.names.index(name) for name in influence.WITHOUT_HISTORY]
            shares = shares[:, known]
        subjects = self._by_subject(papers)
        regard = self.blend.regard + shares.sum(axis=1) + subjects
        fashion = trend.measure(bag, regard)
        start = self.blend.intercept + self.blend.influence * (self.blend.regard + subjects)
        by_record = self.record.shares(shape)
        words = self._bent(np.asarray(by_term.sum(axis=1)).ravel())
        return Measured(
            start + words + by_record.sum(axis=1) + self.blend.trend * fashion,
            by_term,
            terms,
            by_record,
            self.blend.trend * fashion,
            influence.capped(self.blend.influence * shares.sum(axis=1)),
        )

    def _by_term(self, bag: Bag) -> tuple[Any, NDArray[np.int64]]:
        columns = bag.columns(self.terms)
        there = np.flatnonzero(columns >= 0)
        known = weigh(bag.counts[:, columns[there]], self.idf[there])
        known.data = known.data.astype(np.float64) * (self.blend.words * self.word_weight[there][known.indices])
        return known, there

    def _bent(self, words: NDArray[np.float64]) -> NDArray[np.float64]:
        """What the words add, with another slope beyond the knee."""
        over = np.maximum(words / self.blend.words - self.blend.knee, 0.0) if self.blend.words else np.zeros(len(words))
        return np.asarray(words + self.blend.beyond * over)

    def _by_subject(self, papers: Sequence[Paper]) -> NDArray[np.float64]:
        """Primary categories' shares; a paper without categories counts as a middling one."""
        return np.array(
            [self.subjects.get(p.categories[0], 0.0) - self.subject_mean if p.categories else 0.0 for p in papers]
        )


@dataclass(frozen=True, slots=True)
class Measured:
    """What a model and a history say about a pool, in log-odds, a row a paper."""

    prior: NDArray[np.float64]
    by_term: Any  # a sparse matrix: what each term adds
    terms: NDArray[np.int64]  # the model's term behind each column of `by_term`
    record: NDArray[np.float64]  # what each feature of the record adds
    trend: NDArray[np.float64]
    influence: NDArray[np.float64]


def _plain_weights(weights: Weights, digits: int) -> dict[str, list[float]]:
    pairs = zip(weights.names, weights.weight, weights.mean, strict=True)
    return {name: [round(float(w), digits), round(float(m), digits)] for name, w, m in pairs}


def _read(raw: Mapping[str, Any]) -> Prior:
    if raw["format"] != FORMAT:
        raise ValueError(raw["format"])
    words = raw["words"]
    return Prior(
        blend=Blend(**raw["blend"]),
        terms=tuple(words),
        idf=np.array([pair[0] for pair in words.values()], dtype=np.float32),
        word_weight=np.array([pair[1] for pair in words.values()], dtype=np.float32),
        record=_weights(raw["record"]),
        influence=_weights(raw["influence"]),
        subjects=dict(raw["subjects"]),
        subject_mean=float(raw["subject_mean"]),
        about=raw["about"],
    )


def _weights(raw: Mapping[str, Sequence[float]]) -> Weights:
    pairs = list(raw.values())
    return Weights(tuple(raw), np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs]))
