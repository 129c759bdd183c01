"""The time, as the steps are given it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime


@dataclass(frozen=True, slots=True)
class SystemClock:
    """This machine's time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class DayClock:
    """This machine's time of day on another day: for a desk that works on papers of the past."""

    day: date

    def now(self) -> datetime:
        return datetime.combine(self.day, datetime.now(UTC).timetz())
