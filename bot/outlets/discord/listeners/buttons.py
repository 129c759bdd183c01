"""Buttons under cards and the summary: their ids carry story and draft, so they outlive every restart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Self

import discord

from bot.domain.card import CardFace
from bot.domain.errors import BadInput, PaperdeskError
from bot.domain.story import Story, VoteKind
from bot.outlets.discord.cards import sources
from bot.outlets.discord.listeners import modals
from bot.outlets.discord.listeners.replies import Asked, answered, at_once
from bot.outlets.discord.listeners.whose import edition_at, story_at
from bot.outlets.discord.refusals import TROUBLE
from bot.outlets.discord.summary import language
from bot.outlets.discord.words import Message
from bot.pipeline import edition as editions
from bot.pipeline import review
from bot.pipeline.cards import refresh
from bot.pipeline.languages import approve_translation, translation
from bot.pipeline.nominate import nominate_by_hand

if TYPE_CHECKING:
    from bot.outlets.discord.line import Line
    from bot.ports import Newsroom

_OURS = re.compile(r"paperdesk:\S{1,90}")
_KEY = re.compile(r"paperdesk:(?P<action>[a-z]+):(?P<subject>\d{1,15}):(?P<number>\d{1,9})")
_VOTES: dict[str, VoteKind] = {"approve": "approve", "anyway": "approve", "drop": "drop", "keep": "keep"}
_FORMS = ("edit", "rewrite", "words", "figure")


class Action(discord.ui.DynamicItem[discord.ui.Button[Any]], template=_OURS):
    """One of our buttons on a message that may be older than this process."""

    def __init__(self, key: str) -> None:
        super().__init__(discord.ui.Button(custom_id=key, label="."))

    @classmethod
    async def from_custom_id(cls, _asked: Asked, _item: discord.ui.Item[Any], match: re.Match[str], /) -> Self:
        return cls(match[0])

    async def callback(self, interaction: Asked) -> None:
        """Hand the press to whoever listens for it."""
        await interaction.client.pressed(interaction, self.custom_id)


async def pressed(room: Newsroom, line: Line, asked: Asked, key: str) -> None:
    """Do what a button says: a form opens, everything else is decided and answered."""
    match = _KEY.fullmatch(key)
    if match is None:
        return
    action, subject, number = match["action"], int(match["subject"]), int(match["number"])
    if action in _FORMS:
        await _opened(room, asked, action, subject, number)
        return
    await answered(asked, line, lambda: _done(room, asked, action, subject, number))


async def submitted(room: Newsroom, line: Line, asked: Asked, key: str, typed: dict[str, str]) -> None:
    """Take in a form, also one that was opened before this process began."""
    match = _KEY.fullmatch(key)
    if match is None:
        return
    action, subject, number = match["action"], int(match["subject"]), int(match["number"])
    await answered(asked, line, lambda: _taken(room, asked, action, subject, number, typed))


async def _opened(room: Newsroom, asked: Asked, action: str, subject: int, number: int) -> None:
    try:
        form = await _form(room, asked.user.id, action, subject, number)
        await asked.response.send_modal(form)
    except PaperdeskError as error:
        await at_once(asked, str(error))
    except TROUBLE:
        await at_once(asked, "The form did not open in time; press the button again.")


async def _form(room: Newsroom, account: int, action: str, subject: int, number: int) -> discord.ui.Modal:
    if action == "words":
        edition, _ = await edition_at(room, subject, account)
        return modals.words_form(edition)
    story, _ = await story_at(room, subject, account)
    modals.current(story, number)
    if action == "figure":
        return modals.figure_form(await _face(room, story))
    return modals.edit_form(story) if action == "edit" else modals.rewrite_form(story)


async def _done(room: Newsroom, asked: Asked, action: str, subject: int, number: int) -> str | Message:
    if action in ("language", "tongue"):
        return await _language(room, asked, action, subject, number)
    if action in ("text", "call", "now"):
        return await _edition(room, asked, action, subject, number)
    story, editor = await story_at(room, subject, asked.user.id)
    if action == "sources":
        return sources(await _face(room, story))
    if action in _VOTES:
        outcome = await review.decide(
            room,
            editor=editor,
            kind=_VOTES[action],
            story_id=subject,
            draft_number=number,
            via="button",
            event_id=f"discord:{asked.id}",
            anyway=action == "anyway",
        )
    elif action == "restore":
        outcome = await review.restore(room, editor=editor, story_id=subject, via="button")
    elif action in ("up", "down"):
        place = story.place + (1 if action == "down" else -1)
        outcome = await review.reorder(room, editor=editor, story_id=subject, place=place, via="button")
    else:
        raise BadInput("This button is from another Paperdesk; use those of a newer card.")
    await refresh(room, outcome.story.edition_id)
    return outcome.said


async def _face(room: Newsroom, story: Story) -> CardFace:
    whole = await review.desk(room, story.edition_id)
    return next(card for card in whole.cards if card.story.id == story.id)


async def _edition(room: Newsroom, asked: Asked, action: str, edition_id: int, number: int) -> str:
    _, editor = await edition_at(room, edition_id, asked.user.id)
    if action == "text":
        await editions.approve_text(room, editor=editor, edition_id=edition_id, number=number)
        said = "Headline and intro are approved."
    elif action == "call":
        await editions.call(room, editor=editor, edition_id=edition_id)
        said = "What is approved is enough; it goes out at its time."
    else:
        await editions.publish_now(room, editor=editor, edition_id=edition_id)
        said = "It goes out now."
    await refresh(room, edition_id)
    return said


async def _language(room: Newsroom, asked: Asked, action: str, edition_id: int, number: int) -> str | Message:
    edition, editor = await edition_at(room, edition_id, asked.user.id)
    mark, place = (0, number) if action == "language" else divmod(number, 10)
    face = await review.desk(room, edition.id)
    if place >= len(face.languages):
        raise BadInput("The languages of this team have changed; use the newest message.")
    name = face.languages[place].language
    if action == "language":
        told = await translation(room, edition.id, name)
        if not told.face.readable:
            return f"There is no translation into {name} of these words now; it comes when the edition is ready."
        return language(edition, place, told)
    await approve_translation(room, editor=editor, edition_id=edition.id, language=name, mark=mark)
    await refresh(room, edition.id)
    return f"The words in {name} are approved."


async def _taken(room: Newsroom, asked: Asked, action: str, subject: int, number: int, typed: dict[str, str]) -> str:
    if action in ("words", "outside"):
        return await _edition_words(room, asked, action, subject, typed)
    _, editor = await story_at(room, subject, asked.user.id)
    if action == "edit":
        outcome = await review.edit(
            room,
            editor=editor,
            story_id=subject,
            draft_number=number,
            why=modals.lines(typed, "why"),
            insights=modals.lines(typed, "insights"),
            via="button",
        )
    elif action == "rewrite":
        wish = typed.get("wish", "")
        outcome = await review.rewrite(
            room, editor=editor, story_id=subject, draft_number=number, instruction=wish, via="button"
        )
    elif action == "figure":
        chosen = typed.get("figure", "")
        figure = "" if chosen == modals.OURS else chosen
        outcome = await review.illustrate(room, editor=editor, story_id=subject, figure=figure, via="button")
    else:
        raise BadInput("This form is from another Paperdesk; open it again from a newer card.")
    await refresh(room, outcome.story.edition_id)
    return outcome.said


async def _edition_words(room: Newsroom, asked: Asked, action: str, edition_id: int, typed: dict[str, str]) -> str:
    _, editor = await edition_at(room, edition_id, asked.user.id)
    if action == "outside":
        words = {name: typed.get(name, "") for name in ("url", "title", "authors", "abstract")}
        story = await nominate_by_hand(room, editor=editor, edition_id=edition_id, via="button", **words)
        return f"Nominated as number {story.place}; its draft comes to the desk."
    await editions.edit_text(
        room,
        editor=editor,
        edition_id=edition_id,
        headline=typed.get("headline", ""),
        intro=typed.get("intro", ""),
        news=typed.get("news", "").splitlines(),
    )
    await refresh(room, edition_id)
    return "Saved; the new words wait for an approval."
