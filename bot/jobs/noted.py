"""Jobs that are only written down: a command does them itself afterwards, or leaves them to whoever serves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping


class NotedJobs:
    """A `Jobs` that remembers what was asked for, each key once."""

    def __init__(self) -> None:
        self._noted: dict[str, tuple[str, Mapping[str, str]]] = {}

    async def submit(self, name: str, key: str, payload: Mapping[str, str]) -> bool:
        """Note the work; False if that key is noted already."""
        if key in self._noted:
            return False
        self._noted[key] = (name, dict(payload))
        return True

    def taken(self) -> Iterator[tuple[str, Mapping[str, str]]]:
        """(name, payload) of what was noted, oldest first, each given out once; work may ask for more work."""
        while self._noted:
            yield self._noted.pop(next(iter(self._noted)))
