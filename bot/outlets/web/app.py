"""The web page as one Starlette application: the archive for readers, the desk for editors, careful with both."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.domain.errors import PaperdeskError
from bot.outlets.web.answers import broken, lost, sorry
from bot.outlets.web.desk import WebDesk
from bot.outlets.web.gate import Doorkeeper, Gate
from bot.outlets.web.pages import warm
from bot.outlets.web.routes import Archive, no_icon
from bot.ports import Newsroom

#: What stands at the top of the archive, so that no team can be called so.
RESERVED = frozenset(
    {"desk", "paper", "static", "figures", "sign-in", "healthz", "readyz", "metrics", "slack", "favicon.ico"}
)


def routes(
    room: Newsroom, gate: Gate, *, public_url: str | None = None, figures: Path | None = None, note: str = ""
) -> list[BaseRoute]:
    """Everything that the page answers; the archive's own routes fit any name, so they come last."""
    secure = bool(public_url and public_url.startswith("https://"))
    fixed: list[BaseRoute] = [
        Mount("/static", StaticFiles(packages=[("bot.outlets.web", "static")]), name="static"),
        Route("/favicon.ico", no_icon),
    ]
    if figures is not None:
        fixed.append(Mount("/figures", StaticFiles(directory=figures, check_dir=False), name="figures"))
    return [*fixed, *WebDesk(room, gate, secure).routes(), *Archive(room, gate, public_url, note).routes()]


def build(
    room: Newsroom,
    gate: Gate,
    *,
    public_url: str | None = None,
    figures: Path | None = None,
    extra: Sequence[BaseRoute] = (),
    note: str = "",
) -> Starlette:
    """The application, with `extra` routes of others (Slack's events, metrics) in front; `note` closes editions."""
    warm()
    return Starlette(
        routes=[*extra, *routes(room, gate, public_url=public_url, figures=figures, note=note)],
        middleware=[Middleware(Doorkeeper, gate=gate)],
        exception_handlers={PaperdeskError: sorry, 404: lost, 500: broken},
    )
