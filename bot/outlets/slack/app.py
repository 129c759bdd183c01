"""Slack as one runner of `serve`: Bolt behind a socket or behind our own web server, with one clean stop."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable
from typing import Any, Literal

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.domain.errors import NotConfigured, PostError, PostRefused
from bot.domain.team import Person, Team
from bot.outlets.slack.desk import SlackDesk
from bot.outlets.slack.install import InstallPage
from bot.outlets.slack.listeners import charter, editions, life, papers, reactions, status, stories
from bot.outlets.slack.listeners.front import Front
from bot.outlets.slack.refusals import TROUBLE, meaning
from bot.outlets.slack.workspaces import Workspaces
from bot.ports import Newsroom

log = structlog.get_logger()

Mode = Literal["socket", "http"]
#: Seconds between two tries to connect, growing to the last.
_WAITS = (1.0, 2.0, 5.0, 15.0, 60.0)
_PATIENCE = 10.0
_STRANGER = "Paperdesk is not set up for this workspace; ask whoever runs it to install it here."


class SlackApp:
    """Hears Slack for as long as `run` lasts, or through `routes`."""

    def __init__(
        self,
        room: Newsroom,
        workspaces: Workspaces,
        desk: SlackDesk,
        *,
        mode: Mode = "socket",
        app_token: str | None = None,
        signing_secret: str | None = None,
        alone: bool = True,
        invite: Callable[[Team, Person], str] | None = None,
        page: InstallPage | None = None,
    ) -> None:
        """Put everything in its place; nothing is connected yet."""
        self.mode = mode
        self.app_token = app_token
        self.signing_secret = signing_secret
        self.page = page
        self.front = Front(room, workspaces, desk, alone=alone, invite=invite)
        self.bolt = bolt(self.front, signing_secret, verify=mode == "http")

    def routes(self) -> list[BaseRoute]:
        """What the web server answers for Slack."""
        if self.mode != "http" or not self.signing_secret:
            return []
        handler = AsyncSlackRequestHandler(self.bolt)

        async def events(request: Request) -> Response:
            return await handler.handle(request)

        installing = self.page.routes() if self.page else []
        return [Route("/slack/events", events, methods=["POST"]), *installing]

    async def run(self, stop: asyncio.Event) -> None:
        """Listen until `stop`, then let what is under way end.

        Raises:
            NotConfigured: the mode lacks its token or its secret, or Slack refuses the app token.
        """
        if self.mode == "socket" and not self.app_token:
            raise NotConfigured("Slack's Socket Mode needs PAPERDESK_SLACK_APP_TOKEN (`xapp-...`); see docs/slack.md.")
        if self.mode == "http" and not self.signing_secret:
            raise NotConfigured("Slack over HTTP needs PAPERDESK_SLACK_SIGNING_SECRET; see docs/slack.md.")
        try:
            if self.mode == "socket":
                await self._listened(stop)
            await stop.wait()
        finally:
            await self._ended()

    async def _listened(self, stop: asyncio.Event) -> None:
        web = self.front.workspaces.client("")
        handler = AsyncSocketModeHandler(self.bolt, self.app_token, logger=_quiet(), web_client=web)
        socket: Any = handler.client
        try:
            # The library's own first try never gives up and hears no stop, so the address is asked for here.
            socket.wss_uri = await self._address(stop)
            if stop.is_set():
                return
            connecting = asyncio.ensure_future(handler.connect_async())  # type: ignore[no-untyped-call]
            stopping = asyncio.ensure_future(stop.wait())
            await asyncio.wait([connecting, stopping], return_when=asyncio.FIRST_COMPLETED)
            if not stop.is_set():
                log.info("slack.listening", mode=self.mode)
            await stop.wait()
            connecting.cancel()
            await asyncio.gather(connecting, return_exceptions=True)
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]
            ended = [
                t for t in (socket.message_processor, socket.current_session_monitor, socket.message_receiver) if t
            ]
            await asyncio.gather(*ended, return_exceptions=True)

    async def _address(self, stop: asyncio.Event) -> str | None:
        """The address of the socket, however long Slack stays away; None where the stop came first."""
        tries = 0
        while not stop.is_set():
            try:
                said = await self.front.workspaces.client("").apps_connections_open(app_token=self.app_token or "")
                return str(said["url"])
            except TROUBLE as error:
                meant = meaning(error)
            if isinstance(meant, PostRefused):
                raise NotConfigured(f"{meant} (PAPERDESK_SLACK_APP_TOKEN, for Socket Mode.)") from meant
            wait = _WAITS[min(tries, len(_WAITS) - 1)]
            tries += 1
            log.warning("slack.not_connected", reason=str(meant), again_in=wait)
            await _slept(stop, wait)
        return None

    async def _ended(self) -> None:
        if self.front.tasks:
            await asyncio.wait(self.front.tasks, timeout=_PATIENCE)
        for task in tuple(self.front.tasks):
            task.cancel()
        await asyncio.gather(*self.front.tasks, return_exceptions=True)


async def _slept(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return


def bolt(front: Front, signing_secret: str | None, *, verify: bool) -> AsyncApp:
    """Bolt with all our listeners. What they write is in the books before Slack gets its answer."""

    async def authorize(team_id: str | None, enterprise_id: str | None) -> Any:  # None is a stranger, whom Bolt tells
        try:
            seat = await front.workspaces.seat(team_id or "")
        except PostRefused as error:
            log.warning("slack.stranger", space=team_id, reason=str(error))
            return None
        except PostError as error:
            log.warning("slack.not_authorized", space=team_id, reason=str(error))
            raise
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_user_id=seat.bot,
            bot_id=seat.bot_id,
            bot_token=seat.token,
        )

    client = front.workspaces.client("")
    client.token = None  # each workspace has its own; Bolt warns of any that stands here
    made = AsyncApp(
        name="paperdesk",
        logger=_quiet(),
        client=client,
        signing_secret=signing_secret or "",
        authorize=authorize,
        process_before_response=True,
        user_facing_authorize_error_message=_STRANGER,
        request_verification_enabled=verify,
    )
    for part in (reactions, stories, editions, papers, status, charter, life):
        part.listen(made, front)

    async def unheard(body: dict[str, Any]) -> None:
        log.debug("slack.unheard", kind=(body.get("event") or {}).get("type"))

    made.event(re.compile(".*"))(unheard)
    return made


def _quiet() -> logging.Logger:
    logger = logging.getLogger("slack")
    logger.setLevel(logging.WARNING)
    return logger
