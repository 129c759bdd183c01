"""A newsroom that is open, and what the entries need beside it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.jobs.noted import NotedJobs
from bot.ports import Newsroom
from bot.store.engine import SqlStore
from bot.store.lock import serve_lock
from bot.wiring.chat import Runner

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

Handler = Callable[[Mapping[str, str]], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Opened:
    """A newsroom and what the entries need beside it.

    `noted` is what steps asked for where no jobs were given; `runners` listen while `serve` runs.
    """

    room: Newsroom
    store: SqlStore
    noted: NotedJobs
    editor: str | None = None
    runners: Sequence[Runner] = ()
    extra: Sequence[BaseRoute] = field(default=())

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """Who does the work that steps ask for, by its name."""
        room = self.room

        # The route reaches the ranking's arithmetic, which takes a second and 90 MB: only who works loads it.
        async def advanced(payload: Mapping[str, str]) -> object:
            from bot.pipeline.run import advance

            return await advance(room, int(payload["edition"]))

        async def redrafted(payload: Mapping[str, str]) -> object:
            from bot.pipeline.draft import draft

            return await draft(room, int(payload["story"]))

        return {"advance": advanced, "redraft": redrafted}

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Be the only process that polls and posts for this database.

        Raises:
            StoreBusy: another one is.
        """
        if self.store.lock_path is None:
            yield  # on Postgres any number may: they compare and set
            return
        with serve_lock(self.store.lock_path):
            yield
