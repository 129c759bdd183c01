"""The web server's pages, who may come in to them, and what it counts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from bot.config.settings import Settings, reveal
from bot.domain.team import Person, Team
from bot.ports import Clock

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from bot.outlets.web.gate import Gate
    from bot.outlets.web.metrics import Counts, Metrics
    from bot.wiring.opened import Opened


def gate(settings: Settings) -> Gate:
    """Who may come in to the web page.

    Raises:
        NotConfigured: it would be open to the network without a login.
    """
    from bot.outlets.web.gate import Gate

    return Gate.of(settings.http_host, reveal(settings.secret_key), settings.public_url)


def web_app(opened: Opened, settings: Settings, *, note: str = "") -> Starlette:
    """The web server's application: archive, desk, and what the chats answer over HTTP; `note` closes its editions.

    Raises:
        NotConfigured: as for `gate`.
    """
    from bot.outlets.web.app import build

    door = gate(settings)
    extra = [*_metrics(opened, settings, door).routes(), *opened.extra]
    return build(
        opened.room, door, public_url=settings.public_url, figures=figures_folder(settings), extra=extra, note=note
    )


def _metrics(opened: Opened, settings: Settings, door: Gate) -> Metrics:
    from bot.log import troubles
    from bot.outlets.web.metrics import Metrics
    from bot.store.counts import count

    room = opened.room
    sources = [feed.name for feed in room.feeds]

    async def counted() -> Counts:
        return await count(opened.store, room.clock.now(), sources)

    return Metrics(room, door, counted, troubles, reveal(settings.metrics_token))


def figures_folder(settings: Settings) -> Path:
    """The folder of the pictures that may be shown again."""
    return settings.data_dir / "figures"


def invitations(settings: Settings, clock: Clock) -> Callable[[Team, Person], str] | None:
    """How an editor gets a link that signs in to the desk page; None where there is no page to sign in to."""
    public = settings.public_url
    if not public or not settings.secret_key:
        return None

    def invited(team: Team, person: Person) -> str:
        return gate(settings).sign_in_link(public, team.name, person, clock.now())

    return invited
