"""Whether a source can be reached from here at all, found out in seconds and without its politeness."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx2

from bot.domain.errors import SourceAway

_PATIENCE = 10.0


async def reached(url: str) -> float:
    """How many seconds this machine's clock is ahead of the one that answers; 0 where it does not tell.

    Raises:
        SourceAway: nobody answers; the sentence says so, and whether a proxy may be in the way.
    """
    try:
        # As the sources are asked: past any proxy of the environment.
        async with httpx2.AsyncClient(timeout=_PATIENCE, follow_redirects=True, trust_env=False) as client:
            answer = await client.head(url)
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        reason = (str(error) or type(error).__name__).rpartition("] ")[2][:120]
        proxy = _proxy()
        advice = f"{proxy} is set, but sources are asked directly: let" if proxy else "check the network, and let"
        raise SourceAway(f"{url} cannot be reached ({reason}); {advice} this machine connect to it.") from error
    try:
        told = parsedate_to_datetime(answer.headers.get("date", ""))
    except (ValueError, TypeError):
        return 0.0
    return (datetime.now(UTC) - told).total_seconds()


def _proxy() -> str | None:
    """The name of the first proxy that the environment sets."""
    names = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")
    return next((name for name in names if os.environ.get(name) or os.environ.get(name.lower())), None)
