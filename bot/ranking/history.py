"""The track record of authors as it stood on a day: their papers, their picks, the company they keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from bot.domain.paper import PaperRef
from bot.ranking.words import Matrix, plain

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bot.ports import Pick

HALF_LIFE = 180.0  # days after which a pick or a paper counts half
CROWD = 200  # a paper with more authors says nothing about the company that each of them keeps


@dataclass(frozen=True, slots=True)
class Byline:
    """A paper that was announced on a day, and the names on it.

    `seen` says that it came with all others of its time; a pick whose paper was never seen among those that
    were passed over shows who gets picked, but not how often.
    """

    ref: PaperRef
    on: date
    authors: tuple[str, ...]
    seen: bool = True


@dataclass(frozen=True)
class History:
    """Everything known about authors before `until`; what is dated on or after it does not count.

    `works` holds counts of papers by (plain) name from before the bylines begin, `fame` an h-index by
    (plain) name. Both are by name: a store that knows authors by id leaves them empty, because a
    namesake must not lend fame.
    """

    until: date
    bylines: tuple[Byline, ...] = ()
    works: Mapping[str, int] = field(default_factory=dict)
    fame: Mapping[str, int] = field(default_factory=dict)
    picked: Mapping[PaperRef, date] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        bylines: Sequence[tuple[PaperRef, date, tuple[str, ...]]],
        picks: Sequence[Pick],
        until: date,
        *,
        works: Mapping[str, int] | None = None,
        fame: Mapping[str, int] | None = None,
    ) -> History:
        """Keep what lies before `until`; picks that carry authors stand in for missing bylines."""
        first = {ref: Byline(ref, on, names) for ref, on, names in bylines if on < until}
        picked: dict[PaperRef, date] = {}
        for pick in picks:
            if pick.on >= until:
                continue
            picked[pick.ref] = min(pick.on, picked.get(pick.ref, pick.on))
            if pick.authors:
                first.setdefault(pick.ref, Byline(pick.ref, pick.on, pick.authors, seen=False))
        rows = tuple(sorted(first.values(), key=lambda line: line.ref))
        return cls(until, rows, works or {}, fame or {}, picked)

    @cached_property
    def people(self) -> Mapping[str, int]:
        """Each plain name and its column."""
        names = dict.fromkeys(plain(name) for line in self.bylines for name in line.authors)
        return {name: column for column, name in enumerate(names)}

    @cached_property
    def rows(self) -> Mapping[PaperRef, int]:
        """Each earlier paper and its row."""
        return {line.ref: row for row, line in enumerate(self.bylines)}

    @cached_property
    def written(self) -> Matrix:
        """Earlier papers by people: 1 where a person is among the authors."""
        lists = [line.authors for line in self.bylines]
        return by_people(lists, self.people)

    @cached_property
    def recency(self) -> NDArray[np.float64]:
        """The weight of each earlier paper by its age; 0 for one that was not seen among others."""
        seen = np.array([line.seen for line in self.bylines], dtype=float)
        ages = np.array([(self.until - line.on).days for line in self.bylines], dtype=float)
        return np.asarray(seen * 0.5 ** (ages / HALF_LIFE))

    @cached_property
    def chosen(self) -> NDArray[np.float64]:
        """The weight of each earlier paper as a pick: 0 where nobody picked it."""
        days = (self.picked.get(line.ref) for line in self.bylines)
        ages = np.array([np.inf if day is None else (self.until - day).days for day in days], dtype=float)
        return np.asarray(0.5 ** (ages / HALF_LIFE))

    @cached_property
    def picks(self) -> NDArray[np.float64]:
        """Earlier picks of each person, older ones counting less."""
        return np.asarray(self.written.T @ self.chosen)

    @cached_property
    def papers(self) -> NDArray[np.float64]:
        """Earlier papers of each person, older ones counting less."""
        return np.asarray(self.written.T @ self.recency)

    @cached_property
    def sizes(self) -> NDArray[np.float64]:
        """The number of people on each earlier paper."""
        return np.asarray(np.maximum(np.diff(self.written.indptr), 1), dtype=float)

    @cached_property
    def shares(self) -> NDArray[np.float64]:
        """Earlier picks of each person, where a pick with many authors counts each of them less."""
        return np.asarray(self.written.T @ (self.chosen / np.sqrt(self.sizes)))

    @cached_property
    def company(self) -> NDArray[np.float64]:
        """How often each person's co-authors (not the person) were picked; crowds keep no company."""
        small = (self.sizes <= CROWD) * np.maximum(self.recency, self.chosen)
        own = self.picks
        around = self.written.T @ ((self.written @ own) * small) - own * (self.written.T @ small)
        return np.asarray(np.maximum(around, 0.0))

    @cached_property
    def base(self) -> float:
        """The share of earlier papers that were picked; what is assumed of a person nothing is known of."""
        return float(self.chosen[self.recency > 0].sum() / max(self.recency.sum(), 1.0))


def by_people(lists: Sequence[Sequence[str]], people: Mapping[str, int]) -> Matrix:
    """Author lists as a matrix of papers by known people; a name twice on a paper counts once."""
    rows = [list(dict.fromkeys(people[n] for name in names if (n := plain(name)) in people)) for names in lists]
    ends = np.cumsum([0, *(len(row) for row in rows)])
    flat = np.fromiter((column for row in rows for column in row), dtype=np.int32, count=int(ends[-1]))
    return sparse.csr_matrix((np.ones(len(flat)), flat, ends), shape=(len(rows), max(len(people), 1)))
