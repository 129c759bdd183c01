"""What each button of the desk does: from the fields of a form to the one door of every decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from bot.domain.card import DeskFace
from bot.domain.errors import BadInput, StaleDraft
from bot.domain.story import VoteKind
from bot.domain.team import Person
from bot.outlets.web.cards import shelves
from bot.pipeline import edition as editions
from bot.pipeline import review
from bot.pipeline.languages import approve_translation
from bot.pipeline.nominate import nominate, nominate_by_hand
from bot.pipeline.why import why_not_in
from bot.ports import Newsroom

_UNKNOWN = "That button is not known here; load the page again."
_KINDS: dict[str, VoteKind] = {kind: kind for kind in get_args(VoteKind)}


async def on_story(room: Newsroom, who: Person, face: DeskFace, story: int, fields: Mapping[str, str]) -> str:
    """Do what a card's button says; the sentence for whoever pressed it.

    Raises:
        BadInput: no such button, or no draft number. NotAllowed, StaleDraft, Conflict: as the door says.
    """
    do, number = fields.get("do", ""), _number(fields.get("draft", ""))
    if do in {"up", "down"}:
        place = beside(face, story, do)
        return (await review.reorder(room, editor=who, story_id=story, place=place, via="web")).said
    if do == "restore":
        return (await review.restore(room, editor=who, story_id=story, via="web")).said
    if do == "figure":
        chosen = fields.get("figure", "")
        return (await review.illustrate(room, editor=who, story_id=story, figure=chosen, via="web")).said
    if do == "edit":
        why, insights = _lines(fields.get("why", "")), _lines(fields.get("insights", ""))
        outcome = await review.edit(
            room, editor=who, story_id=story, draft_number=number, why=why, insights=insights, via="web"
        )
        return outcome.said
    if do == "redraft":
        wish = fields.get("wish", "")
        outcome = await review.rewrite(
            room, editor=who, story_id=story, draft_number=number, instruction=wish, via="web"
        )
        return outcome.said
    return await _vote(room, who, story, number, do)


async def _vote(room: Newsroom, who: Person, story: int, number: int, do: str) -> str:
    back, sure = do.startswith("withdraw-"), do == "anyway"
    kind = _KINDS.get("approve" if sure else do.removeprefix("withdraw-"))
    if kind is None:
        raise BadInput(_UNKNOWN)
    if back:
        outcome = await review.withdraw(room, editor=who, kind=kind, story_id=story, draft_number=number, via="web")
    else:
        outcome = await review.decide(
            room, editor=who, kind=kind, story_id=story, draft_number=number, via="web", anyway=sure
        )
    return outcome.said


async def on_edition(room: Newsroom, who: Person, face: DeskFace, fields: Mapping[str, str]) -> str:
    """Do what a button beside the cards says; the sentence for whoever pressed it.

    Raises:
        BadInput: no such button. NotAllowed, StaleDraft, Conflict: as the door says.
    """
    do, number = fields.get("do", ""), face.edition.id
    if do == "approve-text":
        shown = _number(fields.get("number", ""))
        await editions.approve_text(room, editor=who, edition_id=number, number=shown)
        return "Headline and intro are approved."
    if do == "approve-language":
        language, mark = fields.get("language", ""), _number(fields.get("number", ""))
        await approve_translation(room, editor=who, edition_id=number, language=language, mark=mark)
        return f"The words in {language} are approved."
    if do == "edit-text":
        return await _reworded(room, who, face, fields)
    if do == "why-not":
        return await why_not_in(room, number, fields.get("which", ""))
    if do == "nominate":
        return await _nominated(room, who, number, fields)
    if do == "call":
        await editions.call(room, editor=who, edition_id=number)
        return "Noted: what is approved is enough."
    if do == "publish":
        await editions.publish_now(room, editor=who, edition_id=number)
        return "It goes out now."
    if do == "extend":
        await editions.extend(room, editor=who, edition_id=number)
        return "The review has more time."
    if do == "cancel":
        await editions.cancel(room, editor=who, edition_id=number)
        return "This edition is given up."
    raise BadInput(_UNKNOWN)


async def _reworded(room: Newsroom, who: Person, face: DeskFace, fields: Mapping[str, str]) -> str:
    standing = face.edition.text.number if face.edition.text else 0
    if _number(fields.get("number", "")) != standing:
        raise StaleDraft("Somebody has changed the headline or the intro since; load the page and write again.")
    await editions.edit_text(
        room,
        editor=who,
        edition_id=face.edition.id,
        headline=fields.get("headline", ""),
        intro=fields.get("intro", ""),
        news=_lines(fields.get("news", "")),
    )
    return "Saved; these words wait for an approval."


async def _nominated(room: Newsroom, who: Person, edition: int, fields: Mapping[str, str]) -> str:
    words = fields.get("ref", "").strip()
    title, abstract = fields.get("title", ""), fields.get("abstract", "")
    if title.strip() or abstract.strip():
        await nominate_by_hand(
            room,
            editor=who,
            edition_id=edition,
            url=words,
            title=title,
            authors=fields.get("authors", ""),
            abstract=abstract,
            via="web",
        )
    else:
        await nominate(room, editor=who, edition_id=edition, words=words, via="web")
    return "Nominated; its draft comes next."


def beside(face: DeskFace, story: int, do: str) -> int:
    """The place (1-based, in the whole running order) of the live card above or below a story's own."""
    live = [card.story.id for card in shelves(face).live]
    everything = [card.story.id for card in face.cards]
    if story not in live:
        return everything.index(story) + 1
    where = live.index(story) + (1 if do == "down" else -1)
    return everything.index(live[min(max(where, 0), len(live) - 1)]) + 1


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise BadInput("That form does not say which draft it is about; load the page again.")
    return int(text)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
