"""What the public has shown at a fixed age: a little help, and never needed."""

from __future__ import annotations

from math import log1p
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.domain.evidence import Attention, Evidence
    from bot.domain.paper import Paper

AGE = 3  # days after the announcement at which counts are compared; later counts would favour older papers
OLDEST = 10
MOST = 1.5  # log-odds
WORTH = {"upvotes": 0.35, "stars": 0.2, "points": 0.25}


def value(paper: Paper, evidence: Evidence | None) -> tuple[float, tuple[str, ...]]:
    """Log-odds from 0 to `MOST`, and what was counted."""
    seen = _at_age(paper, evidence.attention if evidence else ())
    most: dict[str, int] = {}  # two sources may count the same stars
    for each in seen:
        most[each.kind] = max(each.count, most.get(each.kind, 0))
    total = sum(WORTH.get(kind, 0.1) * log1p(count) for kind, count in sorted(most.items()))
    said = tuple(f"{a.count:,} {a.kind} ({a.source}, {a.at:%d %b})" for a in seen if a.count > 0)
    return min(total, MOST), said


def _at_age(paper: Paper, counts: tuple[Attention, ...]) -> list[Attention]:
    """One count of each kind and source: that nearest to `AGE` days after the announcement."""
    if paper.announced is None:
        return []
    day = paper.announced
    best: dict[tuple[str, str], Attention] = {}
    for count in sorted(counts, key=lambda a: (a.kind, a.source, a.at)):
        age = (count.at.date() - day).days
        kept = best.get((count.kind, count.source))
        if 0 <= age <= OLDEST and (kept is None or abs(age - AGE) < abs((kept.at.date() - day).days - AGE)):
            best[count.kind, count.source] = count
    return list(best.values())
