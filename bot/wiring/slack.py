"""Slack, for one workspace by its token or for as many as install Paperdesk."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING

from bot.config.settings import Settings, reveal
from bot.domain.errors import NotConfigured
from bot.domain.team import Team
from bot.ports import Clock, Newsroom
from bot.store.engine import SqlStore
from bot.wiring.chat import Chat, Runner
from bot.wiring.store import open_store
from bot.wiring.web import invitations

if TYPE_CHECKING:
    from bot.outlets.slack.install import InstallPage
    from bot.outlets.slack.sealed import Seal
    from bot.outlets.slack.workspaces import Workspaces


def slack(settings: Settings, store: SqlStore, clock: Clock) -> Chat | None:
    if settings.slack_bot_token is None and settings.slack_client_id is None:
        return None
    from bot.outlets.slack.app import SlackApp
    from bot.outlets.slack.channel import SlackChannel
    from bot.outlets.slack.desk import SlackDesk

    workspaces, page = _workspaces(settings, store, clock)
    desk = SlackDesk(workspaces, site=settings.public_url)
    invite = invitations(settings, clock)

    def listener(room: Newsroom) -> Runner:
        return SlackApp(
            room,
            workspaces,
            desk,
            mode=settings.slack_mode,
            app_token=reveal(settings.slack_app_token),
            signing_secret=reveal(settings.slack_signing_secret),
            alone=page is None,
            invite=invite,
            page=page,
        )

    return Chat("slack", SlackChannel(workspaces, site=settings.public_url), desk, listener)


def _workspaces(settings: Settings, store: SqlStore, clock: Clock) -> tuple[Workspaces, InstallPage | None]:
    """One workspace by its token, or as many as install Paperdesk by themselves.

    Raises:
        NotConfigured: both are set, or installation lacks something.
    """
    from bot.outlets.slack.workspaces import OneToken, Workspaces

    token, (client_id, secret) = reveal(settings.slack_bot_token), _slack_client(settings)
    if client_id is None or secret is None:
        return Workspaces(OneToken(token or ""), settings.slack_api_url), None
    if token:
        raise NotConfigured(
            "Set PAPERDESK_SLACK_BOT_TOKEN, for one workspace, or PAPERDESK_SLACK_CLIENT_ID, for many; not both."
        )
    if settings.slack_mode != "http" or not settings.public_url:
        raise NotConfigured(
            "Many workspaces need PAPERDESK_SLACK_MODE=http and PAPERDESK_PUBLIC_URL; see docs/slack.md."
        )
    from bot.outlets.slack.install import InstallPage, States
    from bot.outlets.slack.installations import Installations

    sealing = _seal(settings)
    workspaces = Workspaces(OneToken(""), settings.slack_api_url)
    app = (client_id, secret)
    installations = Installations(store, sealing, clock, lambda: workspaces.client(""), app)
    workspaces.tokens = installations
    states = States(store, sealing, clock)
    return workspaces, InstallPage(installations, states, workspaces.client(""), app=app, root=settings.public_url)


def _slack_client(settings: Settings) -> tuple[str | None, str | None]:
    client_id, secret = settings.slack_client_id, reveal(settings.slack_client_secret)
    if (client_id is None) != (secret is None):
        raise NotConfigured("Set PAPERDESK_SLACK_CLIENT_ID and PAPERDESK_SLACK_CLIENT_SECRET together, or neither.")
    return client_id, secret


def _seal(settings: Settings) -> Seal:
    from bot.outlets.slack.sealed import Seal

    old = [key.strip() for key in (reveal(settings.old_secret_keys) or "").split(",")]
    return Seal([key for key in (reveal(settings.secret_key), *old) if key])


async def reseal(settings: Settings, clock: Clock) -> int:
    """Seal the tokens of all workspaces under the newest secret key; how many.

    Raises:
        NotConfigured: there is no secret key, or one of them was sealed under a key that is not named.
    """
    from bot.outlets.slack.installations import Installations
    from bot.outlets.slack.workspaces import OneToken, Workspaces

    async with open_store(settings) as store:
        unused = Workspaces(OneToken(""), settings.slack_api_url)
        return await Installations(store, _seal(settings), clock, lambda: unused.client(""), ("", "")).reseal()


async def slack_looks(
    settings: Settings, teams: Sequence[Team], clock: Clock, *, post: bool = False
) -> AsyncIterator[tuple[bool | None, str]]:
    """What is found of Slack's tokens, scopes and channels: whether it works (None: it may be better), a sentence.

    Raises:
        NotConfigured: settings that do not fit together.
    """
    if settings.slack_bot_token is None and settings.slack_client_id is None:
        return
    from bot.outlets.slack.check import check

    app_token = reveal(settings.slack_app_token) if settings.slack_mode == "socket" else None
    async with open_store(settings) as store:
        workspaces, _ = _workspaces(settings, store, clock)
        async for finding in check(workspaces, teams, app_token, post=post):
            yield finding.good, finding.said.removeprefix("Slack: ")
