"""The lock file that lets only one `serve` work on a SQLite database."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.domain.errors import StoreBusy, StoreError


@contextmanager
def serve_lock(path: Path) -> Iterator[None]:
    """Hold `path` locked; the system lets go of it when the process ends, however it ends.

    Raises:
        StoreBusy: another process holds it; its number is named.
        StoreError: the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise StoreError(f"{path} cannot be written: check that you may write to that folder.") from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            handle.seek(0)
            holder = handle.read(20).strip() or "unknown"
            raise StoreBusy(
                f"Another Paperdesk (process {holder}) is serving this database: "
                "stop it first, or use the commands that work beside it."
            ) from error
        handle.truncate(0)
        handle.write(f"{os.getpid()}\n")
        handle.flush()
        yield
