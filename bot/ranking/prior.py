"""The fitted logistic model: words and record of a paper, and its authors' track record, on one scale of log-odds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.domain.errors import BadInput
from bot.ranking import influence, record
from bot.ranking.words import Bag, weigh

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bot.domain.paper import Paper
    from bot.ranking.history import History

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Weights:
    """Linear weights of named features: a feature's share of the log-odds is weight x (value - mean)."""

    names: tuple[str, ...]
    weight: NDArray[np.float64]
    mean: NDArray[np.float64]

    def shares(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """What each feature adds, a row a paper."""
        return np.asarray((values - self.mean) * self.weight)


@dataclass(frozen=True)
class Prior:
    """Coefficients, and what they were learnt from. `about` names the data's dates and the command."""

    intercept: float
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
            "intercept": round(self.intercept, digits),
            "record": _plain_weights(self.record, digits),
            "influence": _plain_weights(self.influence, digits),
            "subjects": {name: round(weight, digits) for name, weight in sorted(self.subjects.items())},
            "subject_mean": round(self.subject_mean, digits),
            "words": words,
        }
        return json.dumps(raw, ensure_ascii=False, separators=(",", ":")).replace('],"', '],\n"') + "\n"

    def said_by_words(self, bag: Bag) -> tuple[NDArray[np.float64], Any]:
        """The log-odds that the words of each text add, and the matrix of what each term adds."""
        columns = bag.columns(self.terms)
        there = np.flatnonzero(columns >= 0)
        known = weigh(bag.counts[:, columns[there]], self.idf[there])
        known.data = known.data * self.word_weight[there][known.indices]
        known.data = known.data.astype(np.float64)
        return np.asarray(known.sum(axis=1)).ravel(), (known, there)

    def said_by_subjects(self, papers: Sequence[Paper]) -> NDArray[np.float64]:
        """The log-odds that categories add; a paper without categories counts as a middling one."""
        return np.array(
            [
                sum(self.subjects.get(c, 0.0) for c in dict.fromkeys(p.categories)) - self.subject_mean
                if p.categories
                else 0.0
                for p in papers
            ]
        )

    def said_by_influence(self, values: NDArray[np.float64], history: History) -> NDArray[np.float64]:
        """The log-odds that the authors add, capped; without any history only what the paper itself shows counts."""
        shares = self.influence.shares(values)
        if not history.bylines:
            known = [self.influence.names.index(name) for name in influence.WITHOUT_HISTORY]
            shares = shares[:, known]
        return np.asarray(np.clip(shares.sum(axis=1), -influence.CAP, influence.CAP))


def _plain_weights(weights: Weights, digits: int) -> dict[str, list[float]]:
    pairs = zip(weights.names, weights.weight, weights.mean, strict=True)
    return {name: [round(float(w), digits), round(float(m), digits)] for name, w, m in pairs}


def _read(raw: Mapping[str, Any]) -> Prior:
    if raw["format"] != FORMAT:
        raise ValueError(raw["format"])
    words = raw["words"]
    return Prior(
        intercept=float(raw["intercept"]),
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
