"""Forms that open over a card: words to edit, a wish for a rewrite, the edition's own words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import discord

from bot.domain.card import CardFace
from bot.domain.edition import Edition
from bot.domain.errors import BadInput, StaleDraft
from bot.domain.story import Story
from bot.outlets.discord.words import cut, size

_INPUT = 4_000
_INPUTS = 5
_HEADLINE = 200
#: Discord knows no empty value; this stands for our own choice of a figure.
OURS = "ours"


def edit_form(story: Story) -> discord.ui.Modal:
    """The draft's words, a claim a line, over as many inputs as they need.

    Raises:
        BadInput: they need more than a form has.
    """
    draft = story.draft
    why = _divided([claim.text for claim in draft.why] if draft else [])
    insights = _divided([claim.text for claim in draft.insights] if draft else [])
    if len(why) + len(insights) > _INPUTS:
        raise BadInput("These words are too long for a form in Discord; edit them on the web page or in the terminal.")
    form = _form(f"edit:{story.id}:{story.draft_number}", f"Edit draft {story.draft_number}")
    for number, text in enumerate(why):
        form.add_item(_input(f"why{number}", _numbered("Why, a sentence a line", number), text))
    for number, text in enumerate(insights):
        form.add_item(_input(f"insights{number}", _numbered("Key insights, a sentence a line", number), text))
    return form


def rewrite_form(story: Story) -> discord.ui.Modal:
    """One question: what should change."""
    form = _form(f"rewrite:{story.id}:{story.draft_number}", f"Redraft draft {story.draft_number}")
    form.add_item(_input("wish", "What should change?", "", most=1_000, required=False))
    return form


def figure_form(face: CardFace) -> discord.ui.Modal:
    """Which figure stands beside a story.

    Raises:
        BadInput: no figure of the paper is known.
    """
    if not face.figure_choices:
        raise BadInput("No figure of this paper is known; there is nothing to choose from.")
    form = _form(f"figure:{face.story.id}:{face.story.draft_number}", "Figure")
    options = [
        discord.SelectOption(label=cut(words, 100), value=key or OURS, default=key == (face.story.figure or ""))
        for key, words in face.figure_choices
    ]
    choice: discord.ui.Select[Any] = discord.ui.Select(custom_id="figure", options=options)
    form.add_item(discord.ui.Label(text="Which figure stands beside this story?", component=choice))
    return form


def words_form(edition: Edition) -> discord.ui.Modal:
    """The edition's own words."""
    text = edition.text
    form = _form(f"words:{edition.id}:{text.number if text else 0}", f"The edition {edition.period}")
    headline = text.headline if text else ""
    form.add_item(_input("headline", "Headline", headline, most=_HEADLINE, required=True, long=False))
    form.add_item(_input("intro", "Intro", text.intro if text else ""))
    form.add_item(_input("news", "News, an item a line", "\n".join(text.news) if text else ""))
    return form


def outside_form(edition_id: int, url: str) -> discord.ui.Modal:
    """What no source knows about a paper that an editor nominates by its address."""
    form = _form(f"outside:{edition_id}:0", "A paper from outside arXiv")
    form.add_item(_input("url", "Address", url, most=2_000, required=True, long=False))
    form.add_item(_input("title", "Title", "", most=500, required=True, long=False))
    form.add_item(_input("authors", "Authors, with commas between", "", most=1_000))
    form.add_item(_input("abstract", "Abstract", "", required=True))
    return form


def filled(data: Mapping[str, Any]) -> dict[str, str]:
    """What was typed or chosen, by the input's name; rows and labels hold one input each."""
    return {str(each.get("custom_id", "")): _given(each) for each in _inputs(data.get("components"))}


def lines(typed: Mapping[str, str], name: str) -> list[str]:
    """The lines of all inputs of that name, in order."""
    texts = [typed[f"{name}{number}"] for number in range(_INPUTS) if f"{name}{number}" in typed]
    return [line.strip() for text in texts for line in text.splitlines() if line.strip()]


def current(story: Story, number: int) -> None:
    """Refuse to open a form over words that have been replaced.

    Raises:
        StaleDraft: they have.
    """
    if story.draft_number != number:
        raise StaleDraft(f"Draft {number} has been replaced by draft {story.draft_number}; edit that one.")


def _given(field: Mapping[str, Any]) -> str:
    chosen = field.get("values")
    return str(chosen[0] if chosen else field.get("value") or "")


def _inputs(components: Any) -> Iterator[Mapping[str, Any]]:
    for each in components or ():
        if "component" in each:
            yield each["component"]
        elif "components" in each:
            yield from each["components"]


def _divided(claims: Sequence[str]) -> list[str]:
    texts = [""]
    for claim in (" ".join(claim.split()) for claim in claims):
        joined = f"{texts[-1]}\n{claim}" if texts[-1] else claim
        if size(joined) <= _INPUT:
            texts[-1] = joined
        else:
            texts.append(claim)
    return texts


def _numbered(label: str, number: int) -> str:
    return label if number == 0 else f"{label.partition(',')[0]}, continued"


def _form(action: str, title: str) -> discord.ui.Modal:
    return discord.ui.Modal(title=cut(title, 45), custom_id=f"paperdesk:{action}", timeout=900)


def _input(
    name: str, label: str, text: str, *, most: int = _INPUT, required: bool = False, long: bool = True
) -> discord.ui.TextInput[Any]:
    style = discord.TextStyle.paragraph if long else discord.TextStyle.short
    return discord.ui.TextInput(
        custom_id=name, label=label, style=style, default=cut(text, most) or None, required=required, max_length=most
    )
