"""Reactions on cards: each sign is a vote, and taking it away takes the vote back."""

from __future__ import annotations

import discord
import structlog

from bot.domain.errors import Conflict, PaperdeskError
from bot.domain.story import VoteKind
from bot.domain.team import Person
from bot.outlets.discord.cards import notice
from bot.outlets.discord.desk import kind_of, signal_of
from bot.outlets.discord.listeners.whose import Desked, card_at
from bot.outlets.discord.outlet import freeze
from bot.pipeline.cards import refresh
from bot.pipeline.guests import editor_at
from bot.pipeline.learn import reacted as heard_from
from bot.pipeline.publish import deliver, owed
from bot.pipeline.review import Outcome, decide, withdraw
from bot.ports import Newsroom

log = structlog.get_logger()


async def reacted(room: Newsroom, event: discord.RawReactionActionEvent, me: int, *, added: bool) -> None:
    """Count or take back what an editor's reaction says; everybody else's is ignored politely."""
    kind, signal = kind_of(str(event.emoji)), signal_of(str(event.emoji))
    if event.user_id == me:
        return
    if signal is not None:
        await heard_from(
            room, platform="discord", space=str(event.guild_id or ""), channel=None, message=str(event.message_id),
            account=str(event.user_id), kind=signal, taken_back=not added,
        )  # fmt: skip
    if kind is None:
        return
    desked = await card_at(room, event.channel_id, event.message_id)
    if desked is None or not desked.card.story_id:
        return
    editor = await editor_at(room, desked.team, "discord", str(event.user_id))
    if editor is None:
        log.info("reaction.ignored", story=desked.card.story_id, reason="not an editor")
        return
    try:
        outcome = await _counted(room, desked, editor, kind, added=added)
    except Conflict as error:
        log.info("reaction.ignored", story=desked.card.story_id, reason=str(error))
        return
    if outcome.counted:
        await refresh(room, outcome.story.edition_id)
    elif added and kind == "approve" and outcome.story.draft and outcome.story.draft.unverified:
        await _tell(room, desked, editor, outcome)


async def _counted(room: Newsroom, desked: Desked, editor: Person, kind: VoteKind, *, added: bool) -> Outcome:
    decision = decide if added else withdraw
    return await decision(
        room,
        editor=editor,
        kind=kind,
        story_id=desked.card.story_id,
        draft_number=desked.card.draft_number,
        via="reaction",
    )


async def _tell(room: Newsroom, desked: Desked, editor: Person, outcome: Outcome) -> None:
    """Say once why a ✅ does not count: a debt of the outbox, so that neither a repeat nor a restart says it twice."""
    place = desked.team.desk
    if place is None:
        return
    subject = f"story:{outcome.story.id}:draft:{desked.card.draft_number}:told:{editor.name}"
    said = f"{editor.name}: {outcome.story.ref}: {outcome.said}"
    debts = owed("reminder", subject, place, [freeze(notice(said))])
    async with room.store.begin() as books:
        new = await books.outbox.owe(debts)
    try:
        if new:
            await deliver(room, debts[0])
    except PaperdeskError as error:  # the next sweep delivers it
        log.info("discord.not_told", story=outcome.story.id, reason=str(error))
