"""Chooses the ten, so that near-twins and one lab cannot fill it, and says what was held back and for what."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.ranking.words import plain

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bot.domain.paper import Paper, PaperRef
    from bot.ranking.pool import Pool
    from bot.ranking.score import Ranked

LIKE = 0.55  # likeness from which two papers are about the same
TWIN = 3.0  # log-odds that a perfect twin costs; in between, in proportion
SAME_PEOPLE = 0.75  # log-odds for sharing people with one that is chosen, times how many are
CROWD = 100  # a paper with more authors shares people with everybody
DEPTH = 5  # candidates looked at for every place


@dataclass(frozen=True, slots=True)
class Held:
    """A paper that its score would have let in, and what it was held back for."""

    ranked: Ranked
    because_of: PaperRef
    reason: str


@dataclass(frozen=True, slots=True)
class Choice:
    """The chosen in order, the next candidates in order, and what was held back for the sake of variety."""

    chosen: tuple[Ranked, ...]
    reserve: tuple[Ranked, ...]
    held_back: tuple[Held, ...]


def choose(
    ranked: Sequence[Ranked],
    size: int,
    pool: Pool,
    *,
    reserve: int | None = None,
    nominated: Collection[PaperRef] = (),
) -> Choice:
    """Maximal marginal relevance: score less likeness to what is chosen (Carbonell and Goldstein 1998).

    Nominated papers come in first, whatever their score. `reserve` (twice `size` unless told) is how many
    of the next candidates are kept ready, in the order in which they would come in.
    """
    wanted = max(size, 0)
    spare = 2 * wanted if reserve is None else reserve
    wished = frozenset(nominated)
    called = [r for r in ranked if r.paper.ref in wished] if wished else []
    near = [*called, *(r for r in ranked[: DEPTH * (wanted + spare)] if r not in called)]
    likeness = _likeness(near, pool)
    people = [_people(r.paper) for r in near]
    order: list[int] = []
    costs = np.zeros(len(near))
    left = set(range(len(near)))
    while left and len(order) < wanted + spare:
        pick = len(order) if len(order) < len(called) else min(left, key=lambda i: (costs[i] - near[i].total, i))
        order.append(pick)
        left.discard(pick)
        if len(order) <= wanted:
            costs = costs + _cost(pick, likeness, people)
    chosen, rest = order[:wanted], order[wanted:]
    held = [_held(i, chosen, near, likeness, people) for i in _passed_over(near, chosen, called)]
    return Choice(tuple(near[i] for i in chosen), tuple(near[i] for i in rest), tuple(held))


def _likeness(near: Sequence[Ranked], pool: Pool) -> NDArray[np.float64]:
    rows = [pool.rows[r.paper.ref] for r in near]
    places = pool.embedded if pool.embedded is not None else pool.space.places
    return np.asarray(places[rows] @ places[rows].T)


def _people(paper: Paper) -> frozenset[str]:
    return frozenset(plain(a.name) for a in paper.authors) if len(paper.authors) <= CROWD else frozenset()


def _cost(pick: int, likeness: NDArray[np.float64], people: Sequence[frozenset[str]]) -> NDArray[np.float64]:
    alike = np.maximum(likeness[pick] - LIKE, 0.0) / (1.0 - LIKE) * TWIN
    same = np.array([SAME_PEOPLE * bool(people[pick] & others) for others in people])
    return np.asarray(alike + same)


def _passed_over(near: Sequence[Ranked], chosen: Sequence[int], called: Sequence[Ranked]) -> list[int]:
    """Candidates who are not among the chosen though the last of them (nominations apart) has less."""
    free = [near[i].total for i in chosen if i >= len(called)]
    return [i for i in range(len(near)) if i not in chosen and free and near[i].total > min(free)]


def _held(
    index: int,
    chosen: Sequence[int],
    near: Sequence[Ranked],
    likeness: NDArray[np.float64],
    people: Sequence[frozenset[str]],
) -> Held:
    nearest = max(chosen, key=lambda i: (likeness[index, i] + bool(people[index] & people[i]) * 0.5, -i))
    other = near[nearest].paper
    shared = sorted(people[index] & people[nearest])
    if likeness[index, nearest] > LIKE:
        reason = f"too close in subject to “{other.title}”"
    else:
        reason = f"shares {len(shared)} author{'s' * (len(shared) != 1)} with “{other.title}”"
    return Held(near[index], other.ref, reason)
