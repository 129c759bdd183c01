"""How far the authors' track record speaks for a paper: earlier papers, earlier picks, company and standing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from bot.ranking.history import History, by_people
from bot.ranking.words import plain

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bot.domain.evidence import AuthorRecord, Evidence
    from bot.domain.paper import Paper, PaperRef

CAP = 4.0  # log-odds: fame may help this far and no further, so that it cannot swamp topic
DOUBT = 3.0  # papers' worth of doubt: a person's rate of picks is pulled this far towards the rate of all
STANDING = 30  # an h-index up to here says little; above it, its logarithm counts
SPLIT = 1  # fresh records of well-known people start at h-index 0 or 1: treated as unknown

NAMES = (
    "log_authors",
    "picks_sum",
    "picks_max",
    "picks_share",
    "picks_first",
    "picks_last",
    "rate_max",
    "rate_mean",
    "papers_max",
    "papers_mean",
    "papers_last",
    "known_share",
    "company_sum",
    "company_max",
    "works_max",
    "works_mean",
    "standing",
)

#: What is known of authors before any history is.
WITHOUT_HISTORY = ("log_authors", "standing")


def measure(
    papers: Sequence[Paper], history: History, evidence: Mapping[PaperRef, Evidence] | None = None
) -> NDArray[np.float64]:
    """The features of `NAMES`, a row a paper; a paper's own earlier sighting never counts for itself."""
    lists = [tuple(dict.fromkeys(plain(a.name) for a in p.authors)) for p in papers]
    table = np.zeros((len(papers), len(NAMES)))
    who = by_people(lists, history.people)
    standing = [_standing(p, names, history, evidence or {}) for p, names in zip(papers, lists, strict=True)]
    for row, (paper, names) in enumerate(zip(papers, lists, strict=True)):
        people = who.indices[who.indptr[row] : who.indptr[row + 1]]
        table[row] = _row(paper, names, people, history)
    table[:, -1] = standing
    return table


def _row(paper: Paper, names: Sequence[str], people: NDArray[np.int32], history: History) -> NDArray[np.float64]:
    size = max(len(names), 1)
    own = history.rows.get(paper.ref)
    own_pick = history.chosen[own] if own is not None else 0.0
    own_paper = history.recency[own] if own is not None else 0.0
    picks = np.maximum(history.picks[people] - own_pick, 0.0)
    works = np.maximum(history.papers[people] - own_paper, picks)
    rates = (picks + DOUBT * history.base) / (works + DOUBT)
    lift = np.log(rates / history.base) if history.base > 0 else np.zeros(len(people))
    company = history.company[people]
    before = np.array([history.works.get(name, 0) for name in names], dtype=float)
    ends = [history.people.get(names[0]), history.people.get(names[-1])] if names else [None, None]
    first, last = (_of(history.picks, end, own_pick) for end in ends)
    return np.array(
        [
            np.log(size),
            np.log1p(picks.sum()),
            np.log1p(picks.max(initial=0.0)),
            (picks > 0).sum() / size,
            np.log1p(first),
            np.log1p(last),
            lift.max(initial=0.0),
            lift.sum() / size,
            np.log1p(works.max(initial=0.0)),
            np.log1p(works.sum() / size),
            np.log1p(_of(history.papers, ends[1], own_paper)),
            len(people) / size,
            np.log1p(company.sum()),
            np.log1p(company.max(initial=0.0)),
            np.log1p(before.max(initial=0.0)),
            np.log1p(before.sum() / size),
            0.0,
        ]
    )


def _of(values: NDArray[np.float64], column: int | None, own: float) -> float:
    return 0.0 if column is None else max(float(values[column]) - own, 0.0)


def trusted(records: Sequence[AuthorRecord]) -> list[AuthorRecord]:
    """The records whose h-index may be believed: known by id, and no fresh split of a well-known person."""
    return [r for r in records if r.author_id and r.h_index is not None and r.h_index > SPLIT]


def _standing(paper: Paper, names: Sequence[str], history: History, evidence: Mapping[PaperRef, Evidence]) -> float:
    known = evidence.get(paper.ref)
    best = max((r.h_index or 0 for r in trusted(known.authors)), default=0) if known else 0
    if not best and history.fame:
        best = max((history.fame.get(name, 0) for name in names), default=0)
    return float(np.log(max(best, STANDING) / STANDING))


def reasons(paper: Paper, history: History, evidence: Evidence | None, followed: Sequence[str] = ()) -> tuple[str, ...]:
    """What a person would say about the authors of the paper, the strongest first."""
    said = [f"followed: {name}" for name in followed]
    size = len(paper.authors)
    if best := max(trusted(evidence.authors) if evidence else [], key=lambda r: r.h_index or 0, default=None):
        said.append(f"{_ordinal(best.position + 1)} of {size} authors has h-index {best.h_index} ({best.source})")
    picked = [a.name for a in paper.authors if _picks(a.name, paper, history)]
    if picked:
        shown = ", ".join(picked[:3]) + (" and others" if len(picked) > 3 else "")
        said.append(f"{_count(len(picked), 'author')} of {size} picked before, matched by name: {shown}")
    known = [a for a in paper.authors if plain(a.name) in history.people or plain(a.name) in history.works]
    if not picked and known:
        said.append(f"{_count(len(known), 'author')} of {size} seen on earlier papers, none picked yet")
    if not known and not best:
        said.append("no track record of the authors yet, so what is usual counts" if size else "no authors named")
    if size:
        said.append(_count(size, "author"))
    return tuple(said)


def _picks(name: str, paper: Paper, history: History) -> float:
    own = history.rows.get(paper.ref)
    return _of(history.picks, history.people.get(plain(name)), history.chosen[own] if own is not None else 0.0)


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" + ("" if number == 1 else "s")


def _ordinal(place: int) -> str:
    ending = "th" if 10 <= place % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"
