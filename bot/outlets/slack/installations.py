"""The workspaces that have installed Paperdesk by themselves: their tokens, encrypted at rest and renewed in time."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import BadInput
from bot.outlets.slack.refusals import TROUBLE
from bot.outlets.slack.sealed import Seal
from bot.ports import Clock, Store

log = structlog.get_logger()

#: A token that runs out this soon is renewed first; Slack's last twelve hours.
_RENEW_BEFORE = timedelta(hours=2)
#: How long a token is believed without looking at the row: another replica may have renewed or removed it.
_LOOK_AGAIN = timedelta(seconds=60)
_ALWAYS = 10**9  # minutes: when it is time has been decided here, by the given clock


@dataclass(frozen=True, slots=True)
class Known:
    """A workspace's tokens as they were last read."""

    bot: Bot
    read_at: datetime

    @property
    def runs_out(self) -> datetime | None:
        at = self.bot.bot_token_expires_at
        return datetime.fromtimestamp(at, UTC) if at else None


class Installations(AsyncInstallationStore):
    """Bolt's store for the installation page, and our `Tokens` for everything that is posted."""

    def __init__(
        self, store: Store, seal: Seal, clock: Clock, client: Callable[[], AsyncWebClient], app: tuple[str, str]
    ) -> None:
        """`app` is the client's id and secret, with which tokens are renewed."""
        self._store = store
        self._seal = seal
        self._clock = clock
        self._client = client
        self._app = app
        self._known: dict[str, Known] = {}

    async def async_save(self, installation: Installation) -> None:
        """Keep what an installation brought; the same workspace again replaces it.

        Raises:
            BadInput: it is for a whole organization, which Paperdesk does not serve, or has no bot.
        """
        if not installation.team_id or installation.is_enterprise_install:
            raise BadInput("Paperdesk is installed into one workspace at a time, not into a whole organization.")
        if not installation.bot_token:
            raise BadInput("Slack sent no token for the bot; install Paperdesk again.")
        await self._keep(installation.to_bot())
        log.info("slack.installed", space=installation.team_id)

    async def token(self, space: str) -> str | None:
        """The bot's token in that workspace, renewed if it is about to run out; None where it is not installed."""
        known = self._known.get(space)
        if known is None or self._clock.now() - known.read_at > _LOOK_AGAIN:
            known = await self._read(space)
        if known is not None and known.runs_out and known.runs_out - self._clock.now() < _RENEW_BEFORE:
            known = await self._renewed(space, known)
        return known.bot.bot_token if known else None

    async def forget(self, space: str) -> None:
        """The app was removed from that workspace: nothing of its tokens stays."""
        self._known.pop(space, None)
        async with self._store.begin() as books:
            await books.teams.uninstall("slack", space)

    async def reseal(self) -> int:
        """Seal every workspace's tokens under the newest key; how many."""
        async with self._store.begin() as books:
            found = await books.teams.installations("slack")
            for space, sealed in found:
                await books.teams.install("slack", space, self._closed(self._seal.opened(sealed)), self._clock.now())
        return len(found)

    async def _read(self, space: str) -> Known | None:
        async with self._store.begin(reading=True) as books:
            sealed = await books.teams.installed("slack", space)
        if sealed is None:
            self._known.pop(space, None)
            return None
        self._known[space] = Known(Bot(**json.loads(self._seal.opened(sealed))), self._clock.now())
        return self._known[space]

    async def _renewed(self, space: str, known: Known) -> Known:
        rotator = AsyncTokenRotator(client_id=self._app[0], client_secret=self._app[1], client=self._client())
        try:
            fresh = await rotator.perform_bot_token_rotation(bot=known.bot, minutes_before_expiration=_ALWAYS)
        except TROUBLE as error:
            again = await self._read(space)  # another replica may have been quicker, and the old one is used up
            if again is None or again.bot.bot_token == known.bot.bot_token:
                log.warning("slack.token_not_renewed", space=space, reason=str(error)[:200])
            return again or known
        if fresh is None:
            return known
        await self._keep(fresh)
        log.info("slack.token_renewed", space=space)
        return self._known[space]

    async def _keep(self, bot: Bot) -> None:
        space = bot.team_id or ""
        told = bot.to_dict_for_copying()
        now = self._clock.now().timestamp()
        # The library has added the token's life to the machine's clock; ours is the one that is given.
        runs_out = bot.bot_token_expires_at and int(now + bot.bot_token_expires_at - time.time())
        told |= {"installed_at": now, "bot_token_expires_at": runs_out}
        async with self._store.begin() as books:
            await books.teams.install("slack", space, self._closed(json.dumps(told)), self._clock.now())
        self._known[space] = Known(Bot(**told), self._clock.now())

    def _closed(self, words: str) -> bytes:
        return self._seal.closed(words, self._clock.now())
