"""Compares a finished shortlist with what people picked that month; read after the ranking, never by it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.domain.paper import PaperRef

_LISTS = "zeta-alpha"
_LEVELS = ("main", "mention")


@dataclass(frozen=True, slots=True)
class Compared:
    """How many of the `picks` of people the desk had among its first stories, and among all it proposed."""

    picks: int
    first: int
    proposed: int
    proposals: int
    size: int

    @property
    def told(self) -> str:
        return (
            f"People who made a monthly list from these papers picked {self.picks} of them: "
            f"{self.first} are among the desk's first {self.size}, {self.proposed} among the {self.proposals} proposed "
            "(the ranking did not know the list)."
        )


def compared(pool: Path, period: str, refs: Sequence[PaperRef], size: int) -> Compared | None:
    """The comparison for a pool of the evaluation folder (`../picks.jsonl` beside its folder); else None."""
    file = pool.resolve().parent.parent / "picks.jsonl"
    if not file.is_file():
        return None
    try:
        lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, ValueError):
        return None
    there = _held(pool)
    picks = {
        line["arxiv_id"]
        for line in lines
        if str(line.get("list_name", "")).startswith(_LISTS)
        and line.get("level") in _LEVELS
        and str(line.get("date", "")).startswith(period)
        and line.get("arxiv_id") in there
    }
    if not picks:
        return None
    shown = [str(ref) for ref in refs]
    first, proposed = len(picks & set(shown[:size])), len(picks & set(shown))
    return Compared(len(picks), first, proposed, len(shown), size)


def _held(pool: Path) -> set[str]:
    from bot.wiring import pool_feed

    reader = pool_feed(pool)
    return {str(each.paper.ref) for each in reader.read().announcements}  # type: ignore[attr-defined]
