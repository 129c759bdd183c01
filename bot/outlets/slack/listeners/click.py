"""One click on a button: who, where, on what, and the ways to answer."""

from __future__ import annotations

import html
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import BadInput
from bot.outlets.slack.blocks.limits import Block
from bot.outlets.slack.listeners.front import Front, Payload, politely
from bot.outlets.slack.refusals import TROUBLE, meaning

_WRAPPED = re.compile(r"<([^<>|]+)(?:\|[^<>]*)?>")


@dataclass(frozen=True, slots=True)
class Click:
    """A click, as Slack tells of it. Answers go out after Slack itself has been answered."""

    front: Front
    body: Payload
    client: AsyncWebClient
    respond: AsyncRespond

    @property
    def space(self) -> str:
        return str((self.body.get("team") or {}).get("id") or "")

    @property
    def account(self) -> str:
        return str((self.body.get("user") or {}).get("id") or "")

    @property
    def channel(self) -> str:
        return str((self.body.get("channel") or {}).get("id") or "")

    @property
    def action(self) -> str:
        return str((self.body.get("actions") or [{}])[0].get("action_id") or "")

    @property
    def value(self) -> str:
        return str((self.body.get("actions") or [{}])[0].get("value") or "")

    @property
    def number(self) -> int:
        """The one number that the button carries. Raises BadInput: it carries something else."""
        return whole(self.value)

    @property
    def numbers(self) -> tuple[int, int]:
        """The two numbers that the button carries. Raises BadInput: it carries something else."""
        first, _, second = self.value.partition(":")
        return whole(first), whole(second)

    @property
    def once(self) -> str | None:
        """What makes this click this click, however often Slack tells of it."""
        return f"slack:{self.body['trigger_id']}" if self.body.get("trigger_id") else None

    def say(self, text: str, blocks: Sequence[Block] | None = None, *, openly: bool = False) -> None:
        """Answer whoever clicked; `openly` lets everybody in the channel read it."""
        self.front.soon(said(self.respond, text, blocks, openly=openly))

    async def open(self, view: dict[str, Any]) -> None:
        """Open a modal.

        Raises:
            PostError: Slack refuses, or too much time has passed since the click.
        """
        try:
            await self.client.views_open(trigger_id=str(self.body.get("trigger_id") or ""), view=view)
        except TROUBLE as error:
            raise meaning(error, "this window") from error


async def said(
    respond: AsyncRespond, text: str, blocks: Sequence[Block] | None = None, *, openly: bool = False
) -> None:
    """Answer by the address that came with a click or a command."""
    try:
        await respond(
            text=text,
            blocks=[dict(block) for block in blocks] if blocks else None,
            response_type="in_channel" if openly else "ephemeral",
            replace_original=False,
        )
    except TROUBLE as error:
        raise meaning(error) from error


def whole(text: str) -> int:
    """A number that a button or a modal carries.

    Raises:
        BadInput: it carries something else.
    """
    if not (text.isdecimal() and text.isascii() and len(text) < 18):
        raise BadInput("That button no longer works; use the newest message.")
    return int(text)


def unwrapped(text: str) -> str:
    """What a person typed: Slack wraps addresses as `<https://...|shown>` and escapes three letters."""
    return html.unescape(_WRAPPED.sub(lambda found: found[1], text))


def hear(app: AsyncApp, front: Front, action: str, work: Callable[[Click], Awaitable[None]]) -> None:
    """Do `work` for every click on buttons whose action matches; only then is Slack answered."""

    async def clicked(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, respond: AsyncRespond) -> None:
        click = Click(front, body, client, respond)
        await politely(click.say, work(click))
        await ack()

    app.action(re.compile(f"^(?:{action})$"))(clicked)


def words(body: Payload, name: str) -> str:
    """What was typed into a field of a modal, or chosen in it."""
    state = ((body.get("view") or {}).get("state") or {}).get("values") or {}
    given = (state.get(name) or {}).get("words") or {}
    return str((given.get("selected_option") or given).get("value") or "")
