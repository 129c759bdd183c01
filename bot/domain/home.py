"""What a team's editors see at home: how the months went, who presents what, and whether all is well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.edition import Edition
from bot.domain.paper import PaperRef
from bot.domain.team import Team


@dataclass(frozen=True, slots=True)
class MonthFace:
    """How one edition went: of `proposed` stories with a draft so many were `accepted`.

    `minutes` is how long editors sat over it, as far as their decisions tell; `parts` the mean of each part of the
    score (log-odds) over what was accepted.
    """

    edition: Edition
    proposed: int
    accepted: int
    minutes: int
    parts: Mapping[str, float]

    @property
    def share(self) -> float | None:
        """The accepted share of the proposals; None where there was none."""
        return self.accepted / self.proposed if self.proposed else None


@dataclass(frozen=True, slots=True)
class Offer:
    """A paper that somebody offered to present; `people` in the order in which they did."""

    ref: PaperRef
    title: str
    url: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Health:
    """One thing that runs well or does not, and a sentence about it."""

    name: str
    good: bool
    said: str


@dataclass(frozen=True, slots=True)
class HomeFace:
    """Everything that a team's home shows; `months` the oldest first, `spent` and `cap` in US dollars of this month."""

    team: Team
    editions: tuple[Edition, ...]
    months: tuple[MonthFace, ...]
    offers: tuple[Offer, ...]
    health: tuple[Health, ...]
    calls: int = 0
    spent: float = 0.0
    cap: float | None = None

    @property
    def all_well(self) -> bool:
        return all(each.good for each in self.health)
