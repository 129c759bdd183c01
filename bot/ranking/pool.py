"""The papers of one period and everything measured on them once, for all teams."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.domain.paper import Paper, PaperRef
from bot.ranking import influence, record
from bot.ranking.space import Space
from bot.ranking.words import Bag, plain

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bot.domain.evidence import Evidence
    from bot.ranking.history import History
    from bot.ranking.prior import Measured, Prior


@dataclass(frozen=True)
class Pool:
    """Papers in order of ref, each once, withdrawn ones left out, with their evidence.

    `vectors` holds an embedding a paper where an embedder is configured (all by one model). What is costly is
    worked out on first use and kept, so share one Pool between teams.
    """

    papers: tuple[Paper, ...]
    evidence: Mapping[PaperRef, Evidence] = field(default_factory=dict)
    vectors: Mapping[PaperRef, Sequence[float]] = field(default_factory=dict)
    model: Prior | None = None
    _tracks: list[tuple[Any, NDArray[np.float64]]] = field(default_factory=list, repr=False, compare=False)
    _kept: dict[str, tuple[Any, Any, Measured]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(
        cls,
        papers: Iterable[Paper],
        *,
        evidence: Mapping[PaperRef, Evidence] | None = None,
        vectors: Mapping[PaperRef, Sequence[float]] | None = None,
        model: Prior | None = None,
    ) -> Pool:
        """Merge double sightings, leave out what is withdrawn, and put the rest in order."""
        merged: dict[PaperRef, Paper] = {}
        for paper in papers:
            known = merged.get(paper.ref)
            merged[paper.ref] = known.merged(paper) if known else paper
        kept = sorted((p for p in merged.values() if not p.withdrawn), key=lambda p: p.ref)
        return cls(tuple(kept), evidence or {}, vectors or {}, model)

    def __len__(self) -> int:
        return len(self.papers)

    @cached_property
    def rows(self) -> Mapping[PaperRef, int]:
        """The row of each paper."""
        return {paper.ref: row for row, paper in enumerate(self.papers)}

    @cached_property
    def bag(self) -> Bag:
        """The counted words of all papers."""
        return Bag.of(self.papers)

    @cached_property
    def space(self) -> Space:
        """Where the papers lie to each other, for topics, taste and diversity."""
        return Space.of(self.bag)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Title and abstract in lower case, hyphens as spaces: where phrases are looked for."""
        return tuple(f"{p.title} . {p.abstract}".lower().replace("-", " ") for p in self.papers)

    @cached_property
    def by_author(self) -> Mapping[str, tuple[int, ...]]:
        """The rows of each author, by plain name."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for row, paper in enumerate(self.papers):
            for name in dict.fromkeys(plain(author.name) for author in paper.authors):
                found[name].append(row)
        return {name: tuple(rows) for name, rows in found.items()}

    @cached_property
    def filed(self) -> NDArray[np.bool_]:
        """Which papers are in any category at all."""
        return np.array([bool(paper.categories) for paper in self.papers], dtype=bool)

    @cached_property
    def by_category(self) -> Mapping[str, tuple[int, ...]]:
        """The rows of each category."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for row, paper in enumerate(self.papers):
            for category in dict.fromkeys(paper.categories):
                found[category].append(row)
        return {category: tuple(rows) for category, rows in found.items()}

    @cached_property
    def shape(self) -> NDArray[np.float64]:
        """The record's features."""
        return record.measure(self.papers)

    @cached_property
    def embedded(self) -> NDArray[np.float64] | None:
        """The papers' embeddings, centred on their mean, of length 1; zeros where one is missing."""
        if self._centre is None:
            return None
        rows = [row for row, paper in enumerate(self.papers) if paper.ref in self.vectors]
        table = np.zeros((len(self.papers), len(self._centre)))
        table[rows] = self.placed([self.vectors[self.papers[row].ref] for row in rows])
        return table

    @cached_property
    def _centre(self) -> NDArray[np.float64] | None:
        """The mean of the papers' embeddings; None where there are none."""
        there = [self.vectors[paper.ref] for paper in self.papers if paper.ref in self.vectors]
        return np.asarray(np.mean(np.array(there, dtype=float), axis=0)) if there else None

    def placed(self, vectors: Sequence[Sequence[float]]) -> NDArray[np.float64] | None:
        """Embeddings seen from the mean of the pool's, of length 1; None where the pool has none of that length."""
        if self._centre is None or not vectors or {len(v) for v in vectors} != {len(self._centre)}:
            return None
        table = np.array(vectors, dtype=float) - self._centre
        lengths = np.linalg.norm(table, axis=1, keepdims=True)
        return np.asarray(np.divide(table, lengths, out=np.zeros_like(table), where=lengths > 0))

    def forget(self) -> None:
        """Drop what a model said, and keep what was measured on the papers."""
        self._kept.clear()

    def track(self, history: History) -> NDArray[np.float64]:
        """The authors' features, worked out once as long as the history stays the same object."""
        if not self._tracks or self._tracks[0][0] is not history:
            self._tracks[:] = [(history, influence.measure(self.papers, history, self.evidence))]
        return self._tracks[0][1]

    def measured(self, history: History, model: Prior) -> Measured:
        """What model and history say, worked out once as long as both stay the same objects."""
        kept = self._kept.get("last")
        if kept and kept[0] is history and kept[1] is model:
            return kept[2]
        said = model.measure(self.bag, self.papers, self.shape, self.track(history), history)
        self._kept["last"] = (history, model, said)
        return said
