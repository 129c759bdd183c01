"""Makes lessons for the prior out of a shelf: what was picked of earlier months, as it was known at the time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from bot.cli.shelf import Shelf
    from bot.domain.paper import Paper, PaperRef
    from bot.ranking.history import History
    from bot.ranking.learning import Lesson

RECENT = 12  # months that teach, if there are enough picks among them; else all there are
ECHO = 0.3  # what a pick is worth as a lesson of its own, where those that were passed over are not known
LEAST_MONTHS = 2  # months of bylines that a lesson's history must have, or it teaches that nobody is known
LEAST_PICKS = 30


def first_day(month: str) -> date:
    """The first day of a month such as `2025-11`.

    Raises:
        BadInput: it is no month.
    """
    from bot.domain.errors import BadInput

    try:
        return date.fromisoformat(f"{month}-01")
    except ValueError as error:
        raise BadInput(f"“{month}” is not a month; write one such as 2025-11.") from error


def history(shelf: Shelf, until: date) -> History:
    """The authors' track record as the shelf knows it on a day."""
    from bot.ranking.history import History

    lines = shelf.bylines(until)
    return History.of(lines, shelf.picks(until), until, works=shelf.works(until), fame=shelf.fame(until))


def lessons(shelf: Shelf, before: date) -> list[Lesson]:
    """Every month before the day of which papers are known, with its picks known before the day."""
    picked = {pick.ref for pick in shelf.picks(before)}
    known = {ref.month for ref, _, _ in shelf.bylines(before)} | {p.ref.month for p in shelf.echoes(before)}
    found = _months(shelf, before, picked)
    months = [m for m in found if sum(_year_before(m) <= k < m for k in known if k) >= LEAST_MONTHS] or list(found)
    recent = [m for m in months if m >= f"{before - timedelta(days=RECENT * 31):%Y-%m}"]
    if sum(_told(found[m], picked) for m in recent) >= LEAST_PICKS:
        months = recent
    return [lesson for month in months for lesson in _lessons(shelf, month, found[month], picked)]


def _year_before(month: str) -> str:
    return f"{int(month[:4]) - 1}{month[4:]}"


def _months(
    shelf: Shelf, before: date, picked: set[PaperRef]
) -> dict[str, list[tuple[tuple[Paper, ...], bool, float]]]:
    """Papers by month: whether they have text, and what they are worth."""
    end = f"{before:%Y-%m}"
    found: defaultdict[str, list[tuple[tuple[Paper, ...], bool, float]]] = defaultdict(list)
    for month in (m for m in shelf.months if m < end):
        found[month].append((shelf.pool(month), True, 1.0))
    for month in (m for m in shelf.listed_months if m < end and m not in shelf.months):
        papers = shelf.listed(month)
        if any(p.ref in picked for p in papers):
            found[month].append((papers, False, 1.0))
    echoes: defaultdict[str, list[Paper]] = defaultdict(list)
    pooled = {p.ref for month in shelf.months if month < end for p in shelf.pool(month)}
    for paper in shelf.echoes(before):
        if paper.ref not in pooled and paper.ref.month:
            echoes[paper.ref.month].append(paper)
    for month, few in echoes.items():
        found[month].append((tuple(few), True, ECHO))
    return {month: found[month] for month in sorted(found)}


def _told(parts: Sequence[tuple[tuple[Paper, ...], bool, float]], picked: set[PaperRef]) -> int:
    return sum(p.ref in picked for papers, text, trust in parts if text and trust >= 1.0 for p in papers)


def _lessons(
    shelf: Shelf, month: str, parts: Iterable[tuple[tuple[Paper, ...], bool, float]], picked: set[PaperRef]
) -> list[Lesson]:
    from bot.ranking.learning import Lesson
    from bot.ranking.pool import Pool

    then = history(shelf, first_day(month))
    made = []
    for papers, text, trust in parts:
        pool = Pool.of(papers)
        marks = np.array([p.ref in picked for p in pool.papers], dtype=bool)
        made.append(Lesson(pool, marks, then, text, trust))
    return made


def first_picked(shelf: Shelf, before: date) -> dict[PaperRef, date]:
    """The day on which each paper was first picked, of picks before the day."""
    days: dict[PaperRef, date] = {}
    for pick in shelf.picks(before):
        days[pick.ref] = min(pick.on, days.get(pick.ref, pick.on))
    return days
