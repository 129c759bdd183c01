"""An editors' channel in Discord as a desk: a card a draft, reactions that count, and a summary that stays true."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

import discord
import structlog

from bot.domain.card import CardFace, DeskFace
from bot.domain.edition import Delivery
from bot.domain.reader import SIGNS, SignalKind
from bot.domain.story import Card, VoteKind
from bot.domain.team import Group, Place
from bot.outlets.discord import cards, summary
from bot.outlets.discord.line import PATIENCE
from bot.outlets.discord.outlet import DiscordOutlet, freeze, frozen, outgoing, snowflake
from bot.outlets.discord.refusals import TROUBLE

log = structlog.get_logger()

#: Put under every new card, in this order.
SEEDS = ("✅", "❌", "🔁", "📌")
#: What a reaction means: several signs look alike, and people pick any of them.
KINDS: Mapping[str, VoteKind] = {
    "✅": "approve",
    "✔": "approve",
    "☑": "approve",
    "❌": "drop",
    "✖": "drop",
    "❎": "drop",
    "🔁": "redraft",
    "🔄": "redraft",
    "📌": "keep",
    "📍": "keep",
}


def kind_of(emoji: str) -> VoteKind | None:
    """What a reaction says, with or without the mark that makes it a picture; None for one that says nothing here."""
    return KINDS.get(emoji.replace("\ufe0f", ""))


def signal_of(emoji: str) -> SignalKind | None:
    """What a reader's reaction says about a paper, whatever its skin tone; None for one that says nothing here."""
    bare = "".join(c for c in emoji if not "\U0001f3fb" <= c <= "\U0001f3ff").replace("\ufe0f", "")
    return SIGNS.get(bare) or SIGNS.get(f"{bare}\ufe0f")


class DiscordDesk(DiscordOutlet):
    """Shows cards and reads the reactions on them."""

    def card(self, face: CardFace) -> str:
        return freeze(cards.card(face, self.site))

    def replaced(self, face: CardFace, card: Card) -> str:
        return freeze(cards.replaced(face, card))

    def summary(self, face: DeskFace) -> str:
        team, period = quote(face.team.name, safe=""), quote(face.edition.period, safe="")
        return freeze(summary.summary(face, f"{self.site}/desk/{team}/{period}" if self.site else None))

    def reminder(self, face: DeskFace) -> str:
        return freeze(summary.reminder(face))

    async def post(self, delivery: Delivery, parent: str | None) -> str:
        message = await super().post(delivery, parent)
        await self._seed(delivery, message)
        return message

    async def find(self, delivery: Delivery, parent: str | None) -> str | None:
        message = await super().find(delivery, parent)
        if message is not None:
            await self._seed(delivery, message)  # the crash may have come between post and seeds
        return message

    async def refresh(self, card: Card, place: Place, body: str) -> None:
        """Make the card's message show `body`.

        Raises:
            PostError: Discord refuses or does not answer; showing the same again later does no harm.
        """
        if card.message_id is None:
            return
        self._not_shut(place.channel)
        made = outgoing(frozen(body))
        made.pop("suppress_embeds", None)
        made.setdefault("view", None)
        client = await self.line.client()
        channel = client.get_partial_messageable(snowflake(place.channel))
        try:
            async with asyncio.timeout(PATIENCE):
                await channel.get_partial_message(snowflake(card.message_id)).edit(**made)
        except TROUBLE as error:
            raise self._meant(error, place.channel) from error

    async def reactions(self, card: Card, place: Place) -> tuple[tuple[str, VoteKind], ...]:
        """(account, kind) of what stands on the card, the bot's own seeds left out.

        Raises:
            PostRefused: the message is gone; that is no reason to take votes back.
            PostLater, PostUnclear: Discord did not answer.
        """
        if card.message_id is None:
            return ()
        self._not_shut(place.channel)
        client = await self.line.client()
        channel = client.get_partial_messageable(snowflake(place.channel))
        standing: list[tuple[str, VoteKind]] = []
        try:
            async with asyncio.timeout(PATIENCE):
                message = await channel.fetch_message(snowflake(card.message_id))
                for reaction in message.reactions:
                    kind = kind_of(str(reaction.emoji))
                    if kind is None or (reaction.me and reaction.count == 1):
                        continue
                    standing += [(str(u.id), kind) async for u in reaction.users() if u.id != self.line.me]
        except TROUBLE as error:
            raise self._meant(error, place.channel) from error
        return tuple(dict.fromkeys(standing))

    async def member(self, place: Place, account: str, groups: Sequence[Group]) -> tuple[Group, str] | None:
        """The first of those roles that a member of the place's server has, and the name that the server shows.

        Raises:
            PostError: Discord refuses or does not answer.
        """
        client = await self.line.client()
        try:
            async with asyncio.timeout(PATIENCE):
                found: Mapping[str, Any] = await client.http.get_member(snowflake(place.space), snowflake(account))
        except discord.NotFound:
            return None
        except TROUBLE as error:
            raise self._meant(error, place.channel) from error
        user: Mapping[str, Any] = found.get("user") or {}
        name = found.get("nick") or user.get("global_name") or user.get("username") or ""
        roles = {str(role) for role in found.get("roles") or ()}
        return next(((group, str(name)) for group in groups if group.id in roles), None)

    async def _seed(self, delivery: Delivery, message: str) -> None:
        """Put the four signs under a new card; one that is there already is fine, and the buttons do the same."""
        if delivery.purpose != "card" or not delivery.subject.startswith("story:"):
            return
        client = await self.line.client()
        card = client.get_partial_messageable(snowflake(delivery.place.channel)).get_partial_message(snowflake(message))
        try:
            async with asyncio.timeout(PATIENCE):
                for sign in SEEDS:
                    await card.add_reaction(sign)
        except TROUBLE as error:
            said = self._meant(error, delivery.place.channel)
            log.warning("discord.not_seeded", delivery=delivery.id, reason=str(said))
