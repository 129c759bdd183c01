"""A small shelf of answers on the disk, each with the moment at which it is stale."""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import anyio
import structlog

from bot.ports import Clock

log = structlog.get_logger(__name__)


class Cache:
    """Keeps the bodies of answers by their address. It may be deleted at any time; a damaged entry is a miss."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock

    async def get(self, url: str) -> bytes | None:
        """The body kept for `url`, if it is not stale."""
        return await anyio.to_thread.run_sync(self._read, self._path(url))

    async def put(self, url: str, body: bytes, keep: timedelta) -> None:
        """Keep `body` for a while; a full disk is logged, for a cache is not worth failing over."""
        stale = self._clock.now() + keep
        await anyio.to_thread.run_sync(self._write, self._path(url), stale, body)

    async def sweep(self) -> int:
        """Delete what is stale; how many entries went."""
        return await anyio.to_thread.run_sync(self._swept)

    def _path(self, url: str) -> Path:
        return self._folder / f"{hashlib.sha256(url.encode()).hexdigest()}.answer"

    def _read(self, path: Path) -> bytes | None:
        try:
            stale, _, body = path.read_bytes().partition(b"\n")
            fresh = self._clock.now() < datetime.fromisoformat(stale.decode())
        except (OSError, ValueError, TypeError):
            return None
        return body if fresh else None

    def _write(self, path: Path, stale: datetime, body: bytes) -> None:
        draft = path.with_suffix(f".{os.getpid()}")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(stale.astimezone(UTC).isoformat().encode() + b"\n" + body)
            draft.replace(path)
        except OSError as error:
            log.warning("cache.not_kept", reason=str(error))

    def _swept(self) -> int:
        gone = 0
        for path in self._folder.glob("*.answer"):
            if self._read(path) is None:
                path.unlink(missing_ok=True)
                gone += 1
        return gone
