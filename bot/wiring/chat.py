"""What a chat is to the newsroom: where it shows what, and who listens to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.domain.team import Platform
from bot.ports import Channel, Desk, Newsroom

if TYPE_CHECKING:
    import asyncio

    from starlette.routing import BaseRoute


class Runner(Protocol):
    """An outlet that listens for as long as `serve` runs, or through routes of our own web server."""

    async def run(self, stop: asyncio.Event) -> None: ...
    def routes(self) -> Sequence[BaseRoute]: ...


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat that is plugged in: where it shows what, and who listens to it once there is a newsroom.

    `once`: of all replicas only one may be connected to it, and the others stand by.
    """

    platform: Platform
    channel: Channel
    desk: Desk
    listener: Callable[[Newsroom], Runner]
    once: bool = False
