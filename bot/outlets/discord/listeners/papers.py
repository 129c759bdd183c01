"""Buttons under a paper that somebody asked for: draft words, show it to all, nominate it, keep it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.domain.errors import BadInput, NotFound
from bot.domain.paper import PaperRef
from bot.outlets.discord.answers import MOST_REF, answer, blurb_message
from bot.outlets.discord.listeners.replies import Asked, answered, openly
from bot.outlets.discord.listeners.whose import open_edition_at, teams_at
from bot.outlets.discord.words import Message
from bot.pipeline.ask import ask
from bot.pipeline.learn import heard
from bot.pipeline.nominate import nominate
from bot.pipeline.request import requested

if TYPE_CHECKING:
    from bot.domain.team import Team
    from bot.outlets.discord.line import Line
    from bot.ports import Newsroom

_KEY = re.compile(rf"paperdesk:paper:(?P<action>blurb|share|nominate|save):(?P<ref>\S{{1,{MOST_REF}}})")


async def paper_pressed(room: Newsroom, line: Line, asked: Asked, key: str) -> bool:
    """Do what a button under a paper says; False if `key` is no such button's."""
    match = _KEY.fullmatch(key)
    if match is None:
        return False
    await answered(asked, line, lambda: _done(room, line, asked, match["action"], match["ref"]))
    return True


async def _done(room: Newsroom, line: Line, asked: Asked, action: str, ref: str) -> str | Message:
    if action == "nominate":
        edition, editor = await open_edition_at(room, asked.guild_id, asked.channel_id, asked.user.id)
        story = await nominate(room, editor=editor, edition_id=edition.id, words=ref, via="button")
        return f"Nominated as number {story.place} of {edition.period}; its draft comes to the desk."
    team = await _team_at(room, asked)
    if action == "save":
        await heard(room, team=team.name, ref=PaperRef.parse(ref), who=f"discord:{asked.user.id}", kind="save")
        return "Saved; thank you."
    found = await ask(room, ref, team.name)
    if found.paper is None:
        raise BadInput("That names no single paper; ask for it again.")
    if action == "blurb":
        return blurb_message(found.paper, await requested(room, team.name, found.paper, f"discord:{asked.user.id}"))
    if asked.channel_id is None:
        raise NotFound("There is no channel to show it in.")
    posted = await openly(line, asked.channel_id, answer(found, buttons=False))
    return "Everybody here can see it now." if posted else "The bot may not write in this channel; ask who runs it."


async def _team_at(room: Newsroom, asked: Asked) -> Team:
    teams = await teams_at(room, asked.guild_id, asked.channel_id)
    if not teams:
        raise NotFound("No team of Paperdesk decides or reads in this server; name its channels in the team file.")
    return teams[0]
