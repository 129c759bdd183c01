"""What is common to jobs wherever they run: handlers, tries, dead letters, and what `serve` asks of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import structlog

from bot.domain.errors import OutsideError, PaperdeskError, StoreError

log = structlog.get_logger()

Handler = Callable[[Mapping[str, str]], Awaitable[object]]
Sleep = Callable[[float], Awaitable[object]]

#: Seconds before the second, third, ... try.
WAITS = (1.0, 5.0, 30.0, 120.0)
WORTH_ANOTHER_TRY = (OutsideError, StoreError)


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """Work that was given up, for whoever looks after the desk."""

    name: str
    key: str
    payload: Mapping[str, str]
    reason: str
    tries: int


Bury = Callable[[DeadLetter], Awaitable[None]]


class Work(Protocol):
    """Jobs with somebody who does them. `here` is for what every replica does itself."""

    @property
    def here(self) -> Work: ...
    @property
    def running(self) -> frozenset[str]: ...
    def handle(self, name: str, handler: Handler) -> None: ...
    def bury_with(self, bury: Bury) -> None: ...
    async def submit(self, name: str, key: str, payload: Mapping[str, str]) -> bool: ...
    async def work(self) -> None:
        """Do what is submitted, until drained."""
        ...

    async def drain(self, patience: float) -> int: ...


def wait_after(error: Exception, tries: int) -> float | None:
    """Seconds before another try is worth it; None if none is."""
    if tries > len(WAITS) or not isinstance(error, WORTH_ANOTHER_TRY):
        return None
    return max(WAITS[tries - 1], getattr(error, "retry_after", None) or 0.0)


async def unremembered(letter: DeadLetter) -> None:
    """A burial in the log alone."""
    log.error("job.given_up", job=letter.name, key=letter.key, tries=letter.tries, reason=letter.reason)


async def give_up(letter: DeadLetter, error: Exception | None, bury: Bury) -> None:
    """Remember work that was given up; the log must do where the store is what failed."""
    if error is not None and not isinstance(error, PaperdeskError):
        log.error("job.failed", job=letter.name, key=letter.key, exc_info=error)
    try:
        await bury(letter)
    except PaperdeskError as trouble:
        log.warning("job.not_remembered", reason=str(trouble))
        await unremembered(letter)


def reason_of(error: Exception) -> str:
    """Why it failed, in words."""
    return str(error) if isinstance(error, PaperdeskError) else f"{type(error).__name__}: {error}"
