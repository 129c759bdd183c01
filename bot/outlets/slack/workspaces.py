"""The workspaces that Paperdesk is installed in, each with a client of its own and who the bot is there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import PostError, PostLater, PostRefused
from bot.outlets.slack.refusals import TROUBLE, meaning

#: Seconds for one request; shorter than the outbox's wait before it looks for a lost message.
PATIENCE = 10


@dataclass(frozen=True, slots=True)
class Seat:
    """The bot in one workspace."""

    space: str
    bot: str
    bot_id: str
    token: str = field(repr=False)
    client: AsyncWebClient = field(repr=False, compare=False)
    scopes: frozenset[str] = frozenset()
    url: str = ""


class Tokens(Protocol):
    """Where the tokens of many workspaces are kept."""

    async def token(self, space: str) -> str | None:
        """The bot's token in that workspace, if it is installed there."""
        ...

    async def forget(self, space: str) -> None:
        """The app was removed from that workspace."""
        ...


class OneToken:
    """The token of the one workspace that is set up by hand."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def token(self, space: str) -> str | None:
        return self._token

    async def forget(self, space: str) -> None:
        """Nothing: the token stands in the settings, and Slack refuses it from now on."""


class Workspaces:
    """Hands out clients by workspace; `url` is the address of Slack's Web API."""

    def __init__(self, tokens: Tokens, url: str) -> None:
        self.tokens = tokens
        self.url = url
        self._seats: dict[str, Seat] = {}

    def client(self, token: str) -> AsyncWebClient:
        """A client that never sends a request twice: posting again is the outbox's decision."""
        return AsyncWebClient(token=token, base_url=self.url, timeout=PATIENCE, retry_handlers=[])

    async def seat(self, space: str) -> Seat:
        """The bot in that workspace; with one token for all, an empty `space` is that token's own.

        Raises:
            PostRefused: Paperdesk is not installed there, or its token is no longer good.
            PostLater, PostUnclear: Slack did not answer.
        """
        token = await self.tokens.token(space)
        if token is None:
            self._seats.pop(space, None)
            raise PostRefused(f"Paperdesk is not installed in the workspace {space}; install it there.")
        if space in self._seats and self._seats[space].token == token:
            return self._seats[space]
        seat = await self.introduced(token)
        if space and seat.space != space:
            raise PostRefused(
                f"The bot's token is for the workspace {seat.space}, but {space} is asked for; "
                "correct the workspace in the team file."
            )
        self._seats[space] = self._seats[seat.space] = seat
        return seat

    async def introduced(self, token: str) -> Seat:
        """Who the bot is, as Slack says.

        Raises:
            PostError: Slack refuses the token or does not answer.
        """
        client = self.client(token)
        try:
            said = await client.auth_test()
        except TROUBLE as error:
            raise meaning(error) from error
        scopes = frozenset(
            part.strip()
            for name, value in said.headers.items()
            if name.casefold() == "x-oauth-scopes"
            for part in value.split(",")
            if part.strip()
        )
        return Seat(
            said.get("team_id") or "",
            said.get("user_id") or "",
            said.get("bot_id") or "",
            token,
            client,
            scopes,
            said.get("url") or "",
        )

    async def poster(self, space: str) -> Seat:
        """As `seat`, for posting: nothing was posted yet, so a lost answer here means trying again later."""
        try:
            return await self.seat(space)
        except PostRefused:
            raise
        except PostError as error:
            raise later(error) from error

    async def forget(self, space: str) -> None:
        """The app was removed there: nothing of its token stays."""
        await self.tokens.forget(space)
        for name in [name for name, seat in self._seats.items() if space in (name, seat.space)]:
            del self._seats[name]

    def stale(self, seat: Seat) -> None:
        """That token was refused: ask for it again next time."""
        for name in [name for name, known in self._seats.items() if known.token == seat.token]:
            del self._seats[name]


def later(error: PostError) -> PostError:
    """The same trouble before anything was sent."""
    after = error.after if isinstance(error, PostLater) else 30.0
    return PostLater("Slack does not say who the bot is just now.", after=after)
