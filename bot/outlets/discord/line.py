"""The line to Discord's REST API: one logged-in client for channels, desks and checks, with no gateway behind it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import aiohttp
import discord
import structlog
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.domain.errors import PostRefused, PostUnclear
from bot.outlets.discord.refusals import NO_TOKEN, TROUBLE, later, meaning

log = structlog.get_logger()

#: Seconds for one post with everything that discord.py does around it; shorter than the outbox's wait before a look.
PATIENCE = 10.0
#: Seconds that those who are being answered get when all ends.
_LAST_WORDS = 5.0
#: What the bot hears: guilds, to know channels and roles, and reactions in them. Never what people write.
INTENTS = discord.Intents(guilds=True, guild_reactions=True)


class Line:
    """Logs in when it is first needed, and stops for good once Discord refuses the token."""

    def __init__(self, token: str, api_url: str, gateway_url: str | None = None) -> None:
        self.token = token
        self.gateway_url = gateway_url
        # Confessed: discord.py has no option for another server, only these two attributes of its classes, so the
        # addresses hold for the whole process. A process has one Discord.
        Route.BASE = api_url.rstrip("/")
        if gateway_url:
            DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)
        # Paperdesk speaks nowhere, so it needs no warning about what speech would need.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        self._client: discord.Client | None = None
        self._refused = False
        self._lock = asyncio.Lock()
        self._busy: set[asyncio.Task[object]] = set()

    async def client(self) -> discord.Client:
        """A client that may be used for requests.

        Raises:
            PostRefused: the token is not accepted; it is not tried again. PostLater: Discord does not answer.
        """
        async with self._lock:
            if self._refused:
                raise PostRefused(NO_TOKEN)
            if self._client is None:
                self._client = await self._logged_in()
            return self._client

    async def _logged_in(self) -> discord.Client:
        client = discord.Client(
            intents=INTENTS,
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            max_ratelimit_timeout=30,
            http_trace=one_try(),
        )
        try:
            async with asyncio.timeout(PATIENCE):
                await client.login(self.token)
        except TROUBLE as error:
            await client.close()
            self.heard(error)
            raise later(meaning(error)) from error
        except BaseException:
            await client.close()
            raise
        return client

    def heard(self, error: Exception) -> None:
        """Remember a refused token: each further 401 counts towards a ban of this address."""
        unauthorised = isinstance(error, discord.HTTPException) and error.status == 401
        if unauthorised or isinstance(error, discord.LoginFailure):
            self._refused = True
            log.error("discord.refused", reason=NO_TOKEN)

    @property
    def me(self) -> int:
        """The bot's own id; 0 before it has logged in."""
        return self._client.user.id if self._client and self._client.user else 0

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Somebody is being answered: hanging up waits for that."""
        task = asyncio.current_task()
        new = task is not None and task not in self._busy
        if task is not None and new:
            self._busy.add(task)
        try:
            yield
        finally:
            if task is not None and new:
                self._busy.discard(task)

    async def quiet(self) -> None:
        """Wait until everybody is answered, within reason."""
        if self._busy:
            await asyncio.wait(set(self._busy), timeout=_LAST_WORDS)

    async def aclose(self) -> None:
        """Hang up."""
        await self.quiet()
        client, self._client = self._client, None
        if client is not None:
            await client.close()


def one_try() -> aiohttp.TraceConfig:
    """Make a server's error final where a repeat could post twice.

    discord.py asks up to five times after a 500, 502, 504 or 524, whatever the request. Whether a post is repeated
    is the outbox's business, and a forum post has no nonce that would make a repeat harmless.
    """

    async def ended(_: aiohttp.ClientSession, __: SimpleNamespace, params: aiohttp.TraceRequestEndParams) -> None:
        posting = params.method == "POST" and params.url.path.endswith(("/messages", "/threads"))
        if posting and params.response.status >= 500:
            params.response.close()
            raise PostUnclear(f"Discord answered with {params.response.status}, so it may or may not be there.")

    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(ended)
    return trace
