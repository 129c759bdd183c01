"""The modals in which editors change words: a draft's claims, a wish for a rewrite, the edition's own text."""

from __future__ import annotations

from typing import Any

from bot.domain.card import CardFace
from bot.domain.edition import Edition
from bot.domain.paper import Paper
from bot.outlets.slack.blocks.kit import checked_lines, context, gathered, section
from bot.outlets.slack.blocks.limits import LONGEST_INPUT, LONGEST_MODAL_TITLE, Block, packed, size
from bot.outlets.slack.blocks.words import clipped, label, link, plain


def modal(title: str, callback: str, metadata: str, blocks: list[Block], submit: str = "Save") -> dict[str, Any]:
    """A modal; `metadata` travels with it and comes back."""
    return {
        "type": "modal",
        "callback_id": callback,
        "private_metadata": metadata,
        "title": label(title, LONGEST_MODAL_TITLE),
        "submit": label(submit, LONGEST_MODAL_TITLE),
        "close": label("Cancel", LONGEST_MODAL_TITLE),
        "blocks": blocks,
    }


def field(name: str, title: str, value: str, *, hint: str = "", optional: bool = False, lines: bool = True) -> Block:
    """One input; a text too long for Slack's own limit is left out, so that saving cannot cut it."""
    fits = size(value) <= LONGEST_INPUT
    element: dict[str, Any] = {
        "type": "plain_text_input",
        "action_id": "words",
        "multiline": lines,
        "max_length": LONGEST_INPUT,
    }
    if value and fits:
        element["initial_value"] = value
    made: dict[str, Any] = {
        "type": "input",
        "block_id": name,
        "label": label(title, 150),
        "element": element,
        "optional": optional,
    }
    if hint or not fits:
        made["hint"] = label(hint if fits else "Too long for this window: edit it on the desk page.", 150)
    return made


def edit_modal(face: CardFace) -> dict[str, Any]:
    """The standing draft to be edited, above it every claim with its verdict."""
    draft = face.story.draft
    claims = draft.claims if draft else ()
    why = "\n".join(plain(claim.text) for claim in draft.why) if draft else ""
    insights = "\n".join(plain(claim.text) for claim in draft.insights) if draft else ""
    lines = [line for claim in claims for line in checked_lines(claim, longest=600, quotes=True)]
    checked = packed(list(gathered(lines or ["Nothing is drafted yet."])))[0]
    blocks: list[Block] = [
        section(link(face.paper.page, face.paper.title, 300)),
        *checked,
        context("Your own words are checked too. Saving keeps them, whatever the verdict, under your name."),
        field("why", "Why it matters, a sentence a line", why, optional=True),
        field("insights", "Key insights, a sentence a line", insights, optional=True),
    ]
    return modal("Edit the draft", "edit", f"{face.story.id}:{face.story.draft_number}", blocks)


def rewrite_modal(face: CardFace, channel: str) -> dict[str, Any]:
    """A wish for the next draft."""
    blocks: list[Block] = [
        section(link(face.paper.page, face.paper.title, 300)),
        field("wish", "What should change?", "", hint="Left empty, it is redrafted with the checker's reasons.",
              optional=True),
    ]  # fmt: skip
    value = f"{face.story.id}:{face.story.draft_number}:{channel}"
    return modal("Redraft", "rewrite", value, blocks, submit="Redraft")


def text_modal(edition: Edition) -> dict[str, Any]:
    """The edition's own words to be edited."""
    text = edition.text
    blocks: list[Block] = [
        field("headline", "Headline", text.headline if text else "", lines=False),
        field("intro", "Introduction", text.intro if text else "", optional=True),
        field("news", "News, an item a line", "\n".join(text.news) if text else "", optional=True),
    ]
    return modal("Words of the edition", "text", str(edition.id), blocks)


def nominate_modal(words: str, metadata: str) -> dict[str, Any]:
    """A paper to be nominated, as found in a message."""
    blocks: list[Block] = [
        field(
            "paper", "Which paper?", words, hint="An arXiv id, a DOI, an address, or words of its title.", lines=False
        )
    ]
    return modal("Nominate a paper", "nominate", metadata, blocks, submit="Nominate")


def titled(paper: Paper) -> str:
    """A paper in a line."""
    return f"{clipped(paper.title, 200)} ({clipped(str(paper.ref), 80)})"
