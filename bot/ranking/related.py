"""Papers one might also like: the nearest in subject, by other people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from bot.domain.evidence import Related
from bot.ranking.words import plain

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bot.domain.paper import Paper, PaperRef
    from bot.ranking.pool import Pool

FLOOR = 0.45  # cosine on the pool's axes: below it, two papers share a field and not a subject
CANDIDATES = 6  # more than are printed: some will be stories of the same edition


def related(pool: Pool, papers: Sequence[Paper], past: Sequence[Paper] = ()) -> Mapping[PaperRef, tuple[Related, ...]]:
    """For each of `papers`, the nearest of the pool and of `past` editions, nearest first, ties by ref.

    Left out are works that share an author (a group's next paper is no discovery) or the title (listed twice).
    """
    known = {paper.ref for paper in pool.papers}
    others = [*pool.papers, *(paper for paper in past if paper.ref not in known)]
    if pool.space.axes is None or not papers:
        return {paper.ref: () for paper in papers}
    extra = others[len(pool.papers) :]
    places = pool.space.places
    if extra:
        places = np.vstack([places, pool.space.place([(p.title, p.abstract) for p in extra])])
    near = places @ pool.space.place([(p.title, p.abstract) for p in papers]).T
    return {paper.ref: _nearest(paper, others, near[:, column]) for column, paper in enumerate(papers)}


def _nearest(paper: Paper, others: Sequence[Paper], likeness: NDArray[np.float64]) -> tuple[Related, ...]:
    people = {plain(author.name) for author in paper.authors}
    found = []
    rows = [int(row) for row in np.flatnonzero(likeness >= FLOOR)]
    for row in sorted(rows, key=lambda row: (-round(float(likeness[row]), 3), others[row].ref)):
        other = others[row]
        same = other.ref == paper.ref or other.title.casefold() == paper.title.casefold()
        if not same and not people & {plain(author.name) for author in other.authors}:
            found.append(Related(other.ref, other.title, _byline(other), round(float(likeness[row]), 3)))
        if len(found) == CANDIDATES:
            break
    return tuple(found)


def _byline(paper: Paper) -> str:
    names = [author.name for author in paper.authors]
    return ", ".join(names[:2]) + (" et al." if len(names) > 2 else "")
