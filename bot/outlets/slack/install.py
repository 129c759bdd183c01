"""The page from which a workspace installs Paperdesk by itself: Bolt's OAuth flow, with a state that is good once."""

from __future__ import annotations

import html
import logging
import secrets
from datetime import timedelta

import structlog
from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.domain.errors import PaperdeskError
from bot.outlets.slack.check import BETTER, NEEDED
from bot.outlets.slack.installations import Installations
from bot.outlets.slack.refusals import TROUBLE, meaning
from bot.outlets.slack.sealed import Seal
from bot.ports import Clock, Store

log = structlog.get_logger()

INSTALL, RETURN = "/slack/install", "/slack/oauth_redirect"
_LASTS = timedelta(minutes=10)
_SENTENCES = {
    "access_denied": "Nothing was installed: the request was declined in Slack.",
    "invalid_browser": "This link was opened in another browser than it began in; start again here.",
    "invalid_state": "This link is too old, or was used already; start again here.",
    "missing_code": "Slack sent no code along; start again here.",
    "invalid_code": "Slack did not accept the code; start again here.",
}


class States(AsyncOAuthStateStore):
    """States that only this desk can make, that last ten minutes and are good once, on whichever replica."""

    def __init__(self, store: Store, seal: Seal, clock: Clock) -> None:
        self._store = store
        self._seal = seal
        self._clock = clock

    async def async_issue(self, *_: object, **__: object) -> str:
        return self._seal.closed(f"state {secrets.token_urlsafe(18)}", self._clock.now()).decode()

    async def async_consume(self, state: str) -> bool:
        now = self._clock.now()
        words = self._seal.fresh(state.encode(), _LASTS, now)
        if words is None or not words.startswith("state "):
            return False
        async with self._store.begin() as books:
            return await books.ledger.first_time(f"slack:{words}", now)


class InstallPage:
    """Sends people to Slack and takes in what comes back; `root` is the public address of the web server."""

    def __init__(
        self, installations: Installations, states: States, client: AsyncWebClient, *, app: tuple[str, str], root: str
    ) -> None:
        site = client.base_url.partition("/api")[0]
        settings = AsyncOAuthSettings(
            client_id=app[0],
            client_secret=app[1],
            scopes=sorted({*NEEDED, *BETTER}),
            redirect_uri=f"{root.rstrip('/')}{RETURN}",
            authorization_url=f"{site}/oauth/v2/authorize",
            install_path=INSTALL,
            redirect_uri_path=RETURN,
            install_page_rendering_enabled=False,
            installation_store=installations,
            state_store=states,
            state_expiration_seconds=int(_LASTS.total_seconds()),
            callback_options=AsyncCallbackOptions(success=_succeeded, failure=_failed),
        )
        self._flow = AsyncOAuthFlow(client=client, settings=settings, logger=logging.getLogger("slack"))

    def routes(self) -> list[BaseRoute]:
        return [Route(INSTALL, self._begun, methods=["GET"]), Route(RETURN, self._returned, methods=["GET"])]

    async def _begun(self, request: Request) -> Response:
        return to_starlette_response(await self._flow.handle_installation(to_async_bolt_request(request, b"")))

    async def _returned(self, request: Request) -> Response:
        try:
            said = await self._flow.handle_callback(to_async_bolt_request(request, b""))
        except PaperdeskError as error:
            return PlainTextResponse(str(error), 400)
        except TROUBLE as error:
            log.warning("slack.not_installed", reason=str(meaning(error)))
            return PlainTextResponse(f"{meaning(error)} Nothing was installed; start again at {INSTALL}.", 502)
        return to_starlette_response(said)


async def _succeeded(args: AsyncSuccessArgs) -> BoltResponse:
    name = args.installation.team_name or args.installation.team_id or "your workspace"
    space = args.installation.team_id or ""
    lines = (
        f"Paperdesk is installed in {name}.",
        f"Invite it to a channel with /invite @Paperdesk. Whoever runs it names a team of this workspace ({space}).",
    )
    return _page(200, *lines)


async def _failed(args: AsyncFailureArgs) -> BoltResponse:
    said = _SENTENCES.get(args.reason, "Slack did not complete the installation; start again here.")
    log.info("slack.not_installed", reason=args.reason[:80])
    return _page(args.suggested_status_code, said)


def _page(status: int, *lines: str) -> BoltResponse:
    body = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    again = f'<p><a href="{INSTALL}">Install Paperdesk</a></p>' if status != 200 else ""
    page = f'<!doctype html><html lang="en"><title>Paperdesk</title><main>{body}{again}</main></html>'
    return BoltResponse(status=status, body=page, headers={"Content-Type": "text/html; charset=utf-8"})
