"""Ranks a pool for one team: the parts of every score, their sum, and the order they give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, overload

import numpy as np

from bot.domain.story import Part, Score
from bot.ranking import attention, influence, record, topics
from bot.ranking.taste import TeamTaste, learnt
from bot.ranking.taste import reasons as taste_reasons
from bot.ranking.words import plain

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from bot.domain.paper import Paper, PaperRef
    from bot.ranking.history import History
    from bot.ranking.pool import Pool
    from bot.ranking.prior import Measured, Prior
    from bot.ranking.taste import Learnt
    from bot.ranking.topics import Match

PARTS = ("prior", "influence", "topic", "attention", "taste")
SHARED = frozenset({"prior", "influence", "attention"})  # the same for every team; the others are a team's own
GRAIN = 4096.0  # parts are whole 4096ths: such numbers add up exactly, in any order, on any machine
SHOWN = 0.3  # log-odds from which the trend is a reason worth a sentence
FOLLOWED = 1.5  # log-odds for a paper of an author or a lab that the team follows


class Ranked(NamedTuple):
    """A paper at its place (1-based) in a team's order. The sentences of its score are written when asked for."""

    paper: Paper
    place: int
    total: float
    sheet: _Sheet
    row: int

    @property
    def followed(self) -> tuple[str, ...]:
        """Whom of its authors and labs the team follows, and how surely it is them."""
        return self.sheet.followed.get(self.row, ())

    @property
    def score(self) -> Score:
        """The parts, which add up to `total` exactly, with their reasons."""
        return self.sheet.score(self.row)


@dataclass(frozen=True, eq=False)
class _Sheet:
    """All parts of all scores for one team, and what is needed to put them into words."""

    pool: Pool
    taste: TeamTaste
    history: History
    model: Prior
    measured: Measured
    match: Match
    layer: Learnt
    followed: dict[int, tuple[str, ...]]
    parts: NDArray[np.float64]

    def score(self, row: int) -> Score:
        said = (self._prior(row), self._influence(row), self._topic(row))
        values = [float(v) for v in self.parts[row]]
        rest = (self._attention(row), taste_reasons(self.layer, values[4]))
        parts = tuple(Part(n, v, r) for n, v, r in zip(PARTS, values, (*said, *rest), strict=True))
        return Score(sum(values), parts)

    def _prior(self, row: int) -> tuple[str, ...]:
        line = self.measured.by_term[[row]]
        order = np.argsort(-line.data, kind="stable")[:4]
        words = [self.model.terms[self.measured.terms[line.indices[i]]] for i in order if line.data[i] > 0.02]
        said = [f"its words are like those of picked papers: {', '.join(words)}"] if words else []
        if self.history.picked and self.measured.trend[row] > SHOWN:
            said.append("its words are those that well-regarded authors use this month")
        shares = self.measured.record[row]
        for name, share, value in zip(record.NAMES, shares, self.pool.shape[row], strict=True):
            if name in record.SAID and share > 0.05 and value > 0:
                said.append(record.SAID[name])
        return tuple(said) or ("nothing in its words or its record stands out",)

    def _influence(self, row: int) -> tuple[str, ...]:
        paper = self.pool.papers[row]
        known = self.pool.evidence.get(paper.ref)
        return influence.reasons(paper, self.history, known)

    def _topic(self, row: int) -> tuple[str, ...]:
        followed = tuple(f"followed: {name}" for name in self.followed.get(row, ()))
        if followed and not (self.taste.topics or self.taste.examples or self.taste.categories):
            return followed
        return (*followed, *topics.reasons(self.pool, self.taste, self.match, row))

    def _attention(self, row: int) -> tuple[str, ...]:
        paper = self.pool.papers[row]
        return attention.value(paper, self.pool.evidence.get(paper.ref))[1] or ("no public counts at its age",)


@dataclass(frozen=True, eq=False)
class Order(Sequence[Ranked]):
    """The papers of a pool for one team, best first; each is put together when it is asked for, and few ever are."""

    sheet: _Sheet
    rows: NDArray[np.intp]
    totals: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, index: int) -> Ranked: ...
    @overload
    def __getitem__(self, index: slice) -> list[Ranked]: ...
    def __getitem__(self, index: int | slice) -> Ranked | list[Ranked]:
        if isinstance(index, slice):
            return [self._at(place) for place in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        return self._at(index % len(self))

    def standing(self, ref: PaperRef) -> Ranked | None:
        """The paper at its place, if it is in the pool at all."""
        row = self.sheet.pool.rows.get(ref)
        return None if row is None else self._at(int(np.flatnonzero(self.rows == row)[0]))

    def _at(self, place: int) -> Ranked:
        row = int(self.rows[place])
        return Ranked(self.sheet.pool.papers[row], place + 1, float(self.totals[row]), self.sheet, row)


def rank(pool: Pool, taste: TeamTaste, history: History, *, model: Prior, now: date) -> Order:
    """Every paper of the pool, best first; ties by ref; nominated papers keep their score and their place.

    Raises:
        ValueError: the history reaches beyond `now`.
    """
    if history.until > now:
        raise ValueError(f"the history reaches to {history.until}, beyond {now}")
    sheet = _sheet(pool, taste, history, model)
    totals = sheet.parts.sum(axis=1)
    # The pool is in order of ref, so ties are, too.
    return Order(sheet, np.argsort(-totals, kind="stable"), totals)


def _sheet(pool: Pool, taste: TeamTaste, history: History, model: Prior) -> _Sheet:
    measured = pool.measured(history, model)
    match = topics.match(pool, taste)
    layer = learnt(pool, taste)
    followed = _followed(pool, taste.followed)
    wished = match.value.copy()
    wished[list(followed)] += FOLLOWED
    seen = np.zeros(len(pool))
    for ref in pool.evidence:
        if (row := pool.rows.get(ref)) is not None:
            seen[row] = attention.value(pool.papers[row], pool.evidence[ref])[0]
    parts = np.column_stack([measured.prior, measured.influence, wished, seen, layer.value])
    return _Sheet(pool, taste, history, model, measured, match, layer, followed, np.round(parts * GRAIN) / GRAIN)


def _followed(pool: Pool, wanted: Sequence[str]) -> dict[int, tuple[str, ...]]:
    """Rows of followed authors and labs: by a source's id for certain, by name as far as names go."""
    hits: dict[int, tuple[str, ...]] = {}
    ids = {name for name in wanted if ":" in name}
    names = {plain(name): name for name in wanted if name not in ids}
    for name, shown in names.items():
        for row in pool.by_author.get(name, ()):
            hits[row] = (*hits.get(row, ()), f"{shown} (by name, may be a namesake)")
    for ref, known in pool.evidence.items():
        row = pool.rows.get(ref, -1)
        for author in known.authors if row >= 0 else ():
            if f"{author.source}:{author.author_id}" in ids:
                hits[row] = (*hits.get(row, ()), f"{author.name} (by id)")
            elif author.affiliation and any(n and n in plain(author.affiliation) for n in names):
                hits[row] = (*hits.get(row, ()), f"{author.affiliation} (lab, by name)")
    for row, paper in enumerate(pool.papers) if names else ():
        for printed in paper.authors:
            if printed.affiliation and any(n and n in plain(printed.affiliation) for n in names):
                hits[row] = (*hits.get(row, ()), f"{printed.affiliation} (lab, by name)")
    return {row: tuple(dict.fromkeys(said)) for row, said in hits.items()}
