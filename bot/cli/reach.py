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
        async with httpx2.AsyncClient(timeout=_PATIENCE, follow_redirects=True) as client:
            answer = await client.head(url)
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        reason = f"{type(error).__name__}{f': {error}' if str(error) else ''}"[:120]
        proxy = "; a proxy is set, and may be in the way" if _proxied() else ""
        raise SourceAway(f"{url} cannot be reached ({reason}){proxy}.") from error
    try:
        told = parsedate_to_datetime(answer.headers.get("date", ""))
    except (ValueError, TypeError):
        return 0.0
    return (datetime.now(UTC) - told).total_seconds()


def _proxied() -> bool:
    names = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")
    return any(os.environ.get(name) or os.environ.get(name.lower()) for name in names)
