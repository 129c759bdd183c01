"""An editors' channel in Slack as a desk: a card a draft, reactions that count, and a summary that stays true."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import structlog
from slack_sdk.errors import SlackApiError

from bot.domain.card import CardFace, DeskFace
from bot.domain.edition import Delivery
from bot.domain.errors import PostRefused
from bot.domain.reader import SignalKind
from bot.domain.story import Card, VoteKind
from bot.domain.team import Group, Place
from bot.outlets.slack.blocks.card import card_body, replaced_body
from bot.outlets.slack.blocks.summary import reminder_body, summary_body
from bot.outlets.slack.outlet import SlackOutlet, frozen
from bot.outlets.slack.refusals import TROUBLE, error_name, meaning
from bot.outlets.slack.workspaces import Seat

log = structlog.get_logger()

_NO_SUCH_GROUP = frozenset(
    {"no_such_subteam", "subteam_not_found", "unknown_method", "paid_teams_only", "plan_upgrade_required"}
)
#: Put under every new card, in this order.
SEEDS = ("white_check_mark", "x", "repeat", "pushpin")
#: What a reaction means: several signs look alike, and people pick any of them.
KINDS: Mapping[str, VoteKind] = {
    "white_check_mark": "approve",
    "heavy_check_mark": "approve",
    "ballot_box_with_check": "approve",
    "x": "drop",
    "heavy_multiplication_x": "drop",
    "negative_squared_cross_mark": "drop",
    "repeat": "redraft",
    "arrows_counterclockwise": "redraft",
    "pushpin": "keep",
    "round_pushpin": "keep",
}


def kind_of(reaction: str) -> VoteKind | None:
    """What a reaction says, whatever its skin tone (`x::skin-tone-2`); None for one that says nothing here."""
    return KINDS.get(reaction.partition("::")[0])


#: What readers' reactions mean, by Slack's names for them.
SIGNALS: Mapping[str, SignalKind] = {
    **dict.fromkeys(("+1", "thumbsup", "heart", "star", "star2", "fire", "rocket", "tada", "clap", "100", "pray",
                     "heart_eyes", "star-struck"), "like"),
    **dict.fromkeys(("bookmark", "floppy_disk", "inbox_tray"), "save"),
    **dict.fromkeys(("raising_hand", "man-raising-hand", "woman-raising-hand", "microphone"), "present"),
}  # fmt: skip


def signal_of(reaction: str) -> SignalKind | None:
    """What a reader's reaction says about a paper, whatever its skin tone; None for one that says nothing here."""
    return SIGNALS.get(reaction.partition("::")[0])


class SlackDesk(SlackOutlet):
    """Shows cards and reads the reactions on them."""

    def card(self, face: CardFace) -> str:
        return card_body(face, self.site)

    def replaced(self, face: CardFace, card: Card) -> str:
        return replaced_body(face, card)

    def summary(self, face: DeskFace) -> str:
        return summary_body(face, self.page(face))

    def reminder(self, face: DeskFace) -> str:
        return reminder_body(face, self.page(face))

    def page(self, face: DeskFace) -> str | None:
        """The address of the desk page, where the web server can be reached."""
        team, period = quote(face.team.name, safe=""), quote(face.edition.period, safe="")
        return f"{self.site}/desk/{team}/{period}" if self.site else None

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
            PostError: Slack refuses or does not answer; showing the same again later does no harm.
        """
        if card.message_id is None:
            return
        message = frozen(body)
        seat = await self.workspaces.seat(place.space)
        try:
            await seat.client.chat_update(
                channel=place.channel,
                ts=card.message_id,
                text=message["text"],
                blocks=message["blocks"],
            )
        except SlackApiError as error:
            raise self._meant(error, seat, place.channel) from error
        except TROUBLE as error:
            raise meaning(error, place.channel) from error

    async def reactions(self, card: Card, place: Place) -> tuple[tuple[str, VoteKind], ...]:
        """(account, kind) of what stands on the card, the bot's own seeds left out.

        Raises:
            PostRefused: the message is gone; that is no reason to take votes back.
            PostLater, PostUnclear: Slack did not answer.
        """
        if card.message_id is None:
            return ()
        seat = await self.workspaces.seat(place.space)
        try:
            said = await seat.client.reactions_get(channel=place.channel, timestamp=card.message_id, full=True)
        except SlackApiError as error:
            raise self._meant(error, seat, place.channel) from error
        except TROUBLE as error:
            raise meaning(error, place.channel) from error
        message = said.get("message")
        if not isinstance(message, dict):
            raise PostRefused(f"Slack does not show the reactions on a card in {place.channel}.")
        return tuple(dict.fromkeys((user, kind) for user, kind in _standing(message) if user != seat.bot))

    async def member(self, place: Place, account: str, groups: Sequence[Group]) -> tuple[Group, str] | None:
        """The first of those user groups that an account is in, and the name that the workspace shows.

        Raises:
            PostError: Slack refuses or does not answer; a server that knows no user groups has none.
        """
        seat = await self.workspaces.seat(place.space)
        try:
            for group in groups:
                said = await seat.client.usergroups_users_list(usergroup=group.id)
                if account in (said.get("users") or ()):
                    return group, await _name(seat, account)
        except SlackApiError as error:
            if error_name(error) in _NO_SUCH_GROUP:
                log.warning("slack.no_group", group=str(group), reason=error_name(error))
                return None
            raise self._meant(error, seat, place.channel) from error
        except TROUBLE as error:
            raise meaning(error, place.channel) from error
        return None

    async def name(self, place: Place, account: str) -> str:
        """The name that the workspace shows for an account; empty where it does not say."""
        seat = await self.workspaces.seat(place.space)
        try:
            return await _name(seat, account)
        except TROUBLE:
            return ""

    async def _seed(self, delivery: Delivery, message: str) -> None:
        """Put the four signs under a new card; one that is there already is fine, and the buttons do the same."""
        if delivery.purpose != "card" or not delivery.subject.startswith("story:"):
            return
        seat = await self.workspaces.poster(delivery.place.space)
        for name in SEEDS:
            try:
                await seat.client.reactions_add(channel=delivery.place.channel, timestamp=message, name=name)
            except TROUBLE as error:
                if isinstance(error, SlackApiError) and error_name(error) == "already_reacted":
                    continue
                log.warning("slack.not_seeded", delivery=delivery.id, sign=name, reason=str(meaning(error)))
                return


async def _name(seat: Seat, account: str) -> str:
    try:
        said = await seat.client.users_info(user=account)
    except SlackApiError:
        return ""  # without the scope for names it is known by its id
    user: Mapping[str, Any] = said.get("user") or {}
    names = {**user, **(user.get("profile") or {})}
    return str(names.get("display_name") or names.get("real_name") or names.get("name") or "")


def _standing(message: Mapping[str, Any]) -> Iterator[tuple[str, VoteKind]]:
    for reaction in message.get("reactions") or ():
        kind = kind_of(str(reaction.get("name", "")))
        if kind is not None:
            yield from ((str(user), kind) for user in reaction.get("users") or ())
