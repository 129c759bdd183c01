"""What a site is asked, and what it answered."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.domain.errors import SourceAway


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask: a GET, or a POST where there is a `body` (sent as JSON).

    `site` is a key of the manners (empty: the host's own turn). `most` is a number of bytes after
    decompression. `keep` shelves a good answer. `complaint` reads a body and says what is wrong with it,
    if anything: such an answer counts as a refusal and is asked for again.
    """

    url: str
    site: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    accept: frozenset[int] = frozenset({200})
    most: int = 20_000_000
    keep: timedelta | None = None
    complaint: Callable[[bytes], str | None] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `url` is where it came from in the end."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON.

        Raises:
            SourceAway: it is something else.
        """
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise SourceAway(f"{self.url[:80]} did not answer in JSON; try again later.") from error
