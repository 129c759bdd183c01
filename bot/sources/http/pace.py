"""How often a site may be asked, and how long to wait when it says no."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from types import MappingProxyType

import anyio

from bot.ports import Clock

Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Manners:
    """What one site expects of its visitors; all times in seconds.

    `interval` lies between the starts of two requests, `at_once` is how many may be open. A refused
    request is tried `tries` times in all, after `first_wait`, then twice that, and so on up to `longest_wait`.
    """

    interval: float = 1.0
    at_once: int = 1
    tries: int = 5
    first_wait: float = 2.0
    longest_wait: float = 300.0


#: Sources: arXiv's API terms (one request every three seconds, one connection, over feed, OAI-PMH, API and pages
#: together); Semantic Scholar's introductory key (one a second, back-off required); Hugging Face (500 in five minutes).
SITES: Mapping[str, Manners] = MappingProxyType(
    {
        "arxiv": Manners(interval=3.0, first_wait=30.0),
        "semantic-scholar": Manners(interval=1.0),
        "openalex": Manners(interval=1.0),
        "hugging-face": Manners(interval=0.7),
        "github": Manners(interval=2.0),
        "hacker-news": Manners(interval=1.0),
        "embeddings": Manners(interval=0.0, at_once=2),
    }
)


class Pace:
    """Gives out turns at one site, so that its manners hold for everybody who asks through it."""

    def __init__(self, manners: Manners, clock: Clock, sleep: Sleep) -> None:
        self.manners = manners
        self._clock = clock
        self._sleep = sleep
        self._places = anyio.Semaphore(manners.at_once)
        self._order = anyio.Lock()
        self._not_before = datetime.min.replace(tzinfo=UTC)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Hold one of the site's places, from the moment at which a request may start."""
        async with self._places:
            async with self._order:
                await self._wait()
            yield

    def rest(self, seconds: float) -> None:
        """Nobody asks this site again before so many seconds from now."""
        self._not_before = max(self._not_before, self._clock.now() + timedelta(seconds=seconds))

    @property
    def idle(self) -> bool:
        """Nobody waits for a turn, and none is owed a pause."""
        return self._places.value == self.manners.at_once and self._not_before <= self._clock.now()

    async def _wait(self) -> None:
        while (wait := (self._not_before - self._clock.now()).total_seconds()) > 0:
            # A clock that was set back must not silence us for hours.
            await self._sleep(min(wait, self.manners.longest_wait))
            if wait > self.manners.longest_wait:
                break
        self._not_before = self._clock.now() + timedelta(seconds=self.manners.interval)


def wait_before(manners: Manners, refusals: int, asked_for: float | None) -> float:
    """Seconds to wait after the `refusals`-th refusal: what the site asked for, else doubling from `first_wait`."""
    doubling = min(manners.first_wait * 2 ** (refusals - 1), manners.longest_wait)
    return max(asked_for, manners.interval) if asked_for is not None else doubling


def asked_wait(header: str | None, now: datetime) -> float | None:
    """Seconds that a `Retry-After` header asks for, in either of its forms (RFC 9110, 10.2.3); None if unreadable."""
    if header is None or not (text := header.strip()):
        return None
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
