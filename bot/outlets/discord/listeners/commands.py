"""Commands: `/paper` for every member; `/desk`, `/why-not` and "Nominate this paper" for editors."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Coroutine
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import discord
import structlog
from discord import app_commands

from bot.domain.errors import BadInput, BadReference, PaperdeskError
from bot.domain.paper import PaperRef
from bot.outlets.discord.answers import answer, choice
from bot.outlets.discord.listeners import modals
from bot.outlets.discord.listeners.replies import Asked, answered, at_once
from bot.outlets.discord.listeners.whose import open_edition_at, teams_at
from bot.outlets.discord.refusals import TROUBLE
from bot.outlets.discord.summary import held_back, summary
from bot.outlets.discord.words import Message
from bot.pipeline.ask import ask
from bot.pipeline.nominate import nominate
from bot.pipeline.review import desk as desk_face
from bot.pipeline.why import why_not_in

if TYPE_CHECKING:
    from bot.domain.team import Person, Team
    from bot.outlets.discord.line import Line
    from bot.ports import Newsroom

log = structlog.get_logger()

Invite = Callable[["Team", "Person"], str]
Suggesting = Callable[[discord.Interaction, str], Coroutine[Any, Any, list[app_commands.Choice[str]]]]

CURSOR = "discord-commands"
_LINK = re.compile(r"https?://[^\s<>|\"]+")
_MOST_CHOICES = 10


def tree(
    client: discord.Client, room: Newsroom, line: Line, invite: Invite | None = None
) -> app_commands.CommandTree[Any]:
    """All commands, as they are offered in servers (not in direct messages).

    `invite` makes a link by which an editor signs in to the desk page.
    """
    made: app_commands.CommandTree[Any] = app_commands.CommandTree(
        client,
        allowed_contexts=app_commands.AppCommandContext(guild=True),
        allowed_installs=app_commands.AppInstallationType(guild=True),
    )
    made.add_command(_paper(room, line))
    made.add_command(_desk(room, line, invite))
    made.add_command(_why_not(room, line))
    made.add_command(_nominate(room, line))
    return made


async def keep_in_step(commands: app_commands.CommandTree[Any], room: Newsroom, guild: str | None = None) -> bool:
    """Tell Discord about the commands if they are others than last time; a server takes 200 new ones a day.

    With `guild`, for development, they are offered in that server alone, where they appear at once.
    """
    told = [command.to_dict(commands) for command in commands.get_commands()]
    sign = blake2b(json.dumps(told, sort_keys=True).encode(), digest_size=12).hexdigest()
    now = ":".join((str(commands.client.application_id), guild or "", sign))
    async with room.store.begin(reading=True) as books:
        before = await books.papers.cursor(CURSOR) or ""
    if before == now:
        return False
    try:
        await _told(commands, guild, _guild_in(before))
    except TROUBLE as error:
        log.warning("discord.commands_not_synced", reason=str(error))
        return False
    async with room.store.begin() as books:
        await books.papers.keep_cursor(CURSOR, now, room.clock.now())
    log.info("discord.commands_synced", commands=len(told), guild=guild)
    return True


def _guild_in(sign: str) -> str | None:
    return (sign.split(":") + [""] * 3)[1] or None


async def _told(commands: app_commands.CommandTree[Any], guild: str | None, before: str | None) -> None:
    if before and before != guild:  # else that server would show each command twice
        there = discord.Object(int(before))
        commands.clear_commands(guild=there)
        await commands.sync(guild=there)
    if guild is None:
        await commands.sync()
        return
    here = discord.Object(int(guild))
    commands.copy_global_to(guild=here)
    await commands.sync(guild=here)


def _paper(room: Newsroom, line: Line) -> app_commands.Command[Any, ..., Any]:
    @app_commands.describe(which="An arXiv id, a DOI, an address, or words of its title")
    async def paper(interaction: discord.Interaction, which: app_commands.Range[str, 1, 300]) -> None:
        with line.busy():
            await answered(interaction, line, lambda: _asked(room, interaction, which))

    command: app_commands.Command[Any, ..., Any] = app_commands.Command(
        name="paper", description="Show a paper and what is known about it", callback=paper
    )
    command.autocomplete("which")(_suggesting(room))
    return command


async def _asked(room: Newsroom, interaction: Asked, which: str) -> Message:
    teams = await teams_at(room, interaction.guild_id, interaction.channel_id)
    # Where no team is at home, nobody's editions are told: an empty name matches none.
    return answer(await ask(room, which, teams[0].name if teams else ""))


def _suggesting(room: Newsroom) -> Suggesting:
    """Stored papers whose title has what was typed so far."""

    async def suggested(_: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        words = " ".join(current.split())[:200]
        if len(words) < 2:
            return []
        async with room.store.begin(reading=True) as books:
            hits = await books.papers.search(words, _MOST_CHOICES)
        return [app_commands.Choice(name=name, value=value) for name, value in map(choice, hits)]

    return suggested


def _why_not(room: Newsroom, line: Line) -> app_commands.Command[Any, ..., Any]:
    @app_commands.describe(which="An arXiv id, a DOI, an address, or words of the title; else all that was held back")
    async def why(interaction: discord.Interaction, which: app_commands.Range[str, 1, 300] | None = None) -> None:
        async def work() -> str:
            edition, _ = await open_edition_at(room, interaction.guild_id, interaction.channel_id, interaction.user.id)
            return await why_not_in(room, edition.id, which) if which else held_back(edition)

        with line.busy():
            await answered(interaction, line, work)

    command: app_commands.Command[Any, ..., Any] = app_commands.Command(
        name="why-not", description="Say what kept a paper out of the edition in the making", callback=why
    )
    command.autocomplete("which")(_suggesting(room))
    return command


def _desk(room: Newsroom, line: Line, invite: Invite | None) -> app_commands.Command[Any, ..., Any]:
    async def desk(interaction: discord.Interaction) -> None:
        async def work() -> Message:
            asked = (interaction.guild_id, interaction.channel_id, interaction.user.id)
            edition, editor = await open_edition_at(room, *asked)
            face = await desk_face(room, edition.id)
            return summary(face, invite(face.team, editor) if invite else None)

        with line.busy():
            await answered(interaction, line, work, openly_else=invite is None)  # the link signs in whoever reads it

    return app_commands.Command(name="desk", description="Show where the edition in the making stands", callback=desk)


def _nominate(room: Newsroom, line: Line) -> app_commands.ContextMenu:
    async def nominated(interaction: discord.Interaction, message: discord.Message) -> None:
        with line.busy():
            await _nominated(room, line, interaction, message.content)

    return app_commands.ContextMenu(name="Nominate this paper", callback=nominated)


async def _nominated(room: Newsroom, line: Line, interaction: Asked, text: str) -> None:
    """Bring in the paper that a message links to; one from outside arXiv opens a form for its record."""

    async def work() -> str:
        edition, editor = await open_edition_at(room, interaction.guild_id, interaction.channel_id, interaction.user.id)
        story = await nominate(room, editor=editor, edition_id=edition.id, words=_ref(text).page, via="button")
        return f"Nominated as number {story.place} of {edition.period}; its draft comes to the desk."

    try:
        outside = await _from_outside(room, _ref(text))
    except PaperdeskError:
        outside = False  # `work` says why
    if not outside:
        await answered(interaction, line, work)
        return
    await _offer_form(room, interaction, _ref(text).page)


async def _offer_form(room: Newsroom, interaction: Asked, url: str) -> None:
    try:
        edition, _ = await open_edition_at(room, interaction.guild_id, interaction.channel_id, interaction.user.id)
        await interaction.response.send_modal(modals.outside_form(edition.id, url))
    except PaperdeskError as error:
        await at_once(interaction, str(error))
    except TROUBLE as error:
        log.info("discord.not_answered", interaction=interaction.id, reason=str(error))


async def _from_outside(room: Newsroom, ref: PaperRef) -> bool:
    async with room.store.begin(reading=True) as books:
        return ref.scheme != "arxiv" and await books.papers.get(ref) is None


def _ref(text: str) -> PaperRef:
    """The first paper that a message names: an address of arXiv or a DOI before any other."""
    found = []
    for link in [each.rstrip(".,;:!?)]}'*_") for each in _LINK.findall(text)] or [text.strip()[:300]]:
        try:
            found.append(PaperRef.parse(link))
        except BadReference:
            continue
    if not found:
        raise BadInput("That message links to no paper; nominate one that has its address in it.")
    return min(found, key=lambda ref: ref.scheme == "url")
