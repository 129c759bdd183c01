"""How far the authors' track record speaks for a paper: earlier papers, earlier picks, company and standing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from bot.ranking.history import CROWD, History, by_people
from bot.ranking.words import Matrix, plain

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bot.domain.evidence import AuthorRecord, Evidence
    from bot.domain.paper import Paper, PaperRef

CAP = 6.0  # log-odds: fame may help this far and no further, so that it cannot swamp topic
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
    "shares_sum",
    "shares_mean",
    "shares_max",
    "rate_max",
    "rate_mean",
    "papers_max",
    "papers_mean",
    "papers_last",
    "known_share",
    "company_sum",
    "company_max",
    "team_picked",
    "team_picked_share",
    "team_other",
    "team_lead",
    "teams_picked",
    "teams_other",
    "works_max",
    "works_mean",
    "works_last",
    "standing",
)

#: What is known of authors before any history is.
WITHOUT_HISTORY = ("log_authors", "standing")


def measure(
    papers: Sequence[Paper], history: History, evidence: Mapping[PaperRef, Evidence] | None = None
) -> NDArray[np.float64]:
    """The features of `NAMES`, a row a paper; a paper's own earlier sighting never counts for itself."""
    lists = [tuple(dict.fromkeys(plain(a.name) for a in p.authors)) for p in papers]
    crew = _Crew.of(papers, lists, history)
    before = [np.log1p([history.works.get(name, 0) for name in names]) for names in lists]
    columns = {
        "log_authors": np.log(crew.size),
        **_records(crew, history),
        **_teams(crew, history),
        "works_max": np.array([b.max(initial=0.0) for b in before]),
        "works_mean": np.array([b.sum() for b in before]) / crew.size,
        "works_last": np.array([b[-1] if len(b) else 0.0 for b in before]),
        "standing": np.array([_standing(*each, history, evidence or {}) for each in zip(papers, lists, strict=True)]),
    }
    return np.column_stack([columns[name] for name in NAMES])


@dataclass(frozen=True, slots=True)
class _Crew:
    """Who of a pool's authors the history knows: papers by people, and each entry's row."""

    who: Matrix
    row: NDArray[np.int64]
    size: NDArray[np.float64]
    own: NDArray[np.int64]  # the row of the paper's own earlier sighting, or -1
    first: NDArray[np.int64]  # the person who comes first and the one who comes last, or -1
    last: NDArray[np.int64]

    @classmethod
    def of(cls, papers: Sequence[Paper], lists: Sequence[Sequence[str]], history: History) -> _Crew:
        who = by_people(lists, history.people)
        ends = [[history.people.get(names[i], -1) if names else -1 for names in lists] for i in (0, -1)]
        return cls(
            who,
            np.repeat(np.arange(len(papers)), np.diff(who.indptr)),
            np.array([max(len(names), 1) for names in lists], dtype=float),
            np.array([history.rows.get(p.ref, -1) for p in papers], dtype=np.int64),
            *(np.array(end, dtype=np.int64) for end in ends),
        )

    def less_own(self, values: NDArray[np.float64], per_paper: NDArray[np.float64]) -> NDArray[np.float64]:
        """Each entry's value of its person, less what the paper itself brought in when it was seen before."""
        found = values[self.who.indices]
        seen = self.own[self.row]
        if len(per_paper) and (seen >= 0).any():
            found = np.maximum(found - np.where(seen >= 0, per_paper[seen], 0.0), 0.0)
        return np.asarray(found)

    def total(self, entries: NDArray[Any]) -> NDArray[np.float64]:
        return np.bincount(self.row, weights=entries, minlength=len(self.size)).astype(float)

    def most(self, entries: NDArray[np.float64]) -> NDArray[np.float64]:
        best = np.zeros(len(self.size))
        np.maximum.at(best, self.row, entries)
        return best

    def at(self, people: NDArray[np.int64], entries: NDArray[np.float64]) -> NDArray[np.float64]:
        """The entry of one person of each paper; 0 where the history does not know the person."""
        return self.total(entries * (self.who.indices == people[self.row]))


def _records(crew: _Crew, history: History) -> dict[str, NDArray[np.float64]]:
    """What its authors have done and how it was received, summed up for each paper."""
    picks = crew.less_own(history.picks, history.chosen)
    seen = crew.less_own(history.papers, history.recency)
    papers = np.maximum(seen, picks)
    shares = crew.less_own(history.shares, history.chosen / np.sqrt(history.sizes))
    lift = np.log((picks / history.base + DOUBT) / (papers + DOUBT)) if history.base > 0 else np.zeros_like(picks)
    company = np.maximum(history.company[crew.who.indices] - _own_company(crew, history), 0.0)
    return {
        "picks_sum": np.log1p(crew.total(picks)),
        "picks_max": np.log1p(crew.most(picks)),
        "picks_share": crew.total(picks > 0) / crew.size,
        "picks_first": np.log1p(crew.at(crew.first, picks)),
        "picks_last": np.log1p(crew.at(crew.last, picks)),
        "shares_sum": np.log1p(crew.total(shares)),
        "shares_mean": crew.total(shares) / crew.size,
        "shares_max": np.log1p(crew.most(shares)),
        "rate_max": crew.most(lift),
        "rate_mean": crew.total(lift) / crew.size,
        "papers_max": np.log1p(crew.most(seen)),
        "papers_mean": crew.total(seen) / crew.size,
        "papers_last": np.log1p(crew.at(crew.last, seen)),
        "known_share": crew.total(seen > 0) / crew.size,
        "company_sum": np.log1p(crew.total(company)),
        "company_max": np.log1p(crew.most(company)),
    }


def _own_company(crew: _Crew, history: History) -> NDArray[np.float64]:
    """What a paper's own earlier sighting added to the company of its authors."""
    seen = crew.own[crew.row]
    if not (seen >= 0).any():
        return np.zeros(len(seen))
    small = (history.sizes <= CROWD) * np.maximum(history.recency, history.chosen)
    together = (history.written @ history.picks) * small
    mine = together[seen] - history.picks[crew.who.indices] * small[seen]
    return np.asarray(np.where(seen >= 0, mine, 0.0))


def _teams(crew: _Crew, history: History) -> dict[str, NDArray[np.float64]]:
    """How far the same people stood together on earlier picks, and on earlier papers that nobody picked."""
    small = history.sizes <= CROWD
    ours = sparse.diags_array((crew.size <= CROWD).astype(float)) @ crew.who
    picked, picks = _together(ours, (history.chosen > 0) & small, crew, history)
    other, others = _together(ours, (history.chosen <= 0) & small, crew, history)
    return {
        "team_picked": np.log1p(picked),
        "team_picked_share": picked / crew.size,
        "team_other": np.log1p(other),
        "team_lead": (picked - other) / crew.size,
        "teams_picked": np.log1p(picks),
        "teams_other": np.log1p(others),
    }


def _together(
    ours: Matrix, among: NDArray[np.bool_], crew: _Crew, history: History
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The most people shared with one earlier paper among some, and how many of these share at least two."""
    earlier = np.flatnonzero(among)
    shared = sparse.csr_matrix(ours @ history.written[earlier].T)
    row = np.repeat(np.arange(len(crew.size)), np.diff(shared.indptr))
    people = np.where(earlier[shared.indices] == crew.own[row], 0.0, shared.data) if len(earlier) else shared.data
    most = np.zeros(len(crew.size))
    np.maximum.at(most, row, people)
    return most, np.bincount(row, weights=people > 1, minlength=len(crew.size)).astype(float)


def capped(value: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log-odds that fame bends towards the cap and never over it, so that the order among the famous stays."""
    return np.asarray(CAP * np.tanh(value / CAP))


def trusted(records: Sequence[AuthorRecord]) -> list[AuthorRecord]:
    """The records whose h-index may be believed: known by id, and no fresh split of a well-known person."""
    return [r for r in records if r.author_id and r.h_index is not None and r.h_index > SPLIT]


def _standing(paper: Paper, names: Sequence[str], history: History, evidence: Mapping[PaperRef, Evidence]) -> float:
    known = evidence.get(paper.ref)
    best = max((r.h_index or 0 for r in trusted(known.authors)), default=0) if known else 0
    if not best and history.fame:
        best = max((history.fame.get(name, 0) for name in names), default=0)
    return float(np.log(max(best, STANDING) / STANDING))


def reasons(paper: Paper, history: History, evidence: Evidence | None) -> tuple[str, ...]:
    """What a person would say about the authors of the paper, the strongest first."""
    said: list[str] = []
    size = len(paper.authors)
    if best := max(trusted(evidence.authors) if evidence else [], key=lambda r: r.h_index or 0, default=None):
        said.append(f"{_ordinal(best.position + 1)} of {size} authors has h-index {best.h_index} ({best.source})")
    picked = [a.name for a in paper.authors if _picks(a.name, paper, history) > 1e-9]
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
        said += _lacking(evidence, found=best is not None)
    return tuple(said)


def _lacking(evidence: Evidence | None, *, found: bool) -> list[str]:
    """What sources have not told yet, where sources are asked at all."""
    if evidence is None or found:
        return []
    return ["figures of its authors are not known yet" if evidence.authors else "its authors are not known by id yet"]


def _picks(name: str, paper: Paper, history: History) -> float:
    column, own = history.people.get(plain(name)), history.rows.get(paper.ref)
    return 0.0 if column is None else float(history.picks[column] - (0.0 if own is None else history.chosen[own]))


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" + ("" if number == 1 else "s")


def _ordinal(place: int) -> str:
    ending = "th" if 10 <= place % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"
