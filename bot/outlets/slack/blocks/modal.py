"""The modals in which editors change words: a draft's claims, a wish, the edition's own text, the team's settings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.domain.card import CardFace
from bot.domain.edition import Edition
from bot.domain.paper import Paper
from bot.domain.team import Team
from bot.outlets.slack.blocks.kit import checked_lines, context, gathered, section
from bot.outlets.slack.blocks.limits import LONGEST_INPUT, LONGEST_MODAL_TITLE, Block, packed, size
from bot.outlets.slack.blocks.words import clipped, cut, label, link, plain
from bot.pipeline.charter import KEYS, owned
from bot.pipeline.languages import Translation

#: Slack knows no empty value; this stands for our own choice of a figure.
OURS = "ours"


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


def notice_modal(said: str, title: str = "Not yet") -> dict[str, Any]:
    """A sentence in the place of a modal: an answer, or why it could not be taken in."""
    return {
        "type": "modal",
        "title": label(title, LONGEST_MODAL_TITLE),
        "close": label("Close", LONGEST_MODAL_TITLE),
        "blocks": [section(clipped(said, 2_000))],
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


def figure_modal(face: CardFace) -> dict[str, Any]:
    """Which figure stands beside a story."""
    options = [{"text": label(cut(words, 75), 75), "value": key or OURS} for key, words in face.figure_choices]
    chosen = next((each for each in options if each["value"] == face.story.figure), options[0])
    element = {"type": "static_select", "action_id": "words", "options": options, "initial_option": chosen}
    blocks: list[Block] = [
        section(link(face.paper.page, face.paper.title, 300)),
        {"type": "input", "block_id": "figure", "label": label("Which figure?", 150), "element": element},
    ]
    return modal("Figure", "figure", f"{face.story.id}:{face.story.draft_number}", blocks, submit="Show this one")


def text_modal(edition: Edition) -> dict[str, Any]:
    """The edition's own words to be edited."""
    text = edition.text
    blocks: list[Block] = [
        field("headline", "Headline", text.headline if text else "", lines=False),
        field("intro", "Introduction", text.intro if text else "", optional=True),
        field("news", "News, an item a line", "\n".join(text.news) if text else "", optional=True),
    ]
    return modal("Words of the edition", "text", str(edition.id), blocks)


def language_modal(edition: Edition, told: Translation) -> dict[str, Any]:
    """One language version to be read and approved; what no translation could be trusted for stands above it."""
    language = told.face.language
    doubts = [f"⚠️ left in the original: {clipped(doubt, 300)}" for doubt in told.doubts]
    words = [f"{clipped(translated, 2_500)}\n_{clipped(original, 160)}_" for original, translated in told.pairs]
    parts = packed(list(gathered([*doubts, *words])))
    blocks = parts[0]
    if len(parts) > 1:
        blocks[-1] = context("There is more of it than a window shows: read the rest on the desk page.")
    metadata = f"{edition.id}:{language}:{told.mark}"
    return modal(f"In {language}"[:24], "language", metadata, blocks, submit="Approve")


def charter_modal(team: Team) -> dict[str, Any]:
    """A team's settings: what chat may change as fields, what the team file owns as a line."""
    places = [place.channel for place in team.channels if place.platform == "slack"]
    editors = [person.slack for person in team.editors if person.slack and not person.through]
    made: dict[str, Block] = {
        "topics": field("topics", "Topics, a phrase a line", "\n".join(team.topics), optional=True),
        "not_topics": field("not_topics", "Unwanted topics", "\n".join(team.not_topics), optional=True),
        "followed": field("followed", "Followed authors and labs, one a line", "\n".join(team.followed), optional=True),
        "editors": chooser("editors", "Editors in Slack", "multi_users_select", "initial_users", editors),
        "channels": chooser(
            "channels", "Channels that read", "multi_conversations_select", "initial_conversations", places
        ),
        "publish": field("publish", "Goes out", team.publish, hint="Such as: 1st tue 09:00", lines=False),
        "timezone": field("timezone", "Time zone", team.timezone, hint="Such as: Europe/Amsterdam", lines=False),
        "language": field("language", "Language of the edition", team.language, hint="Such as: en", lines=False),
    }
    blocks = [block for name, block in made.items() if not owned(team, name)]
    kept = [KEYS.get(name, name) for name in made if owned(team, name)]
    if kept:
        blocks.append(context(f"From the team file, and changed there: {', '.join(kept)}."))
    return modal(f"Settings of {team.name}", "charter", team.name, blocks)


def chooser(name: str, title: str, kind: str, initial: str, chosen: Sequence[str]) -> Block:
    """A field in which people or channels are picked."""
    element: dict[str, Any] = {"type": kind, "action_id": "words"}
    if chosen:
        element[initial] = list(chosen)
    return {"type": "input", "block_id": name, "label": label(title, 150), "element": element, "optional": True}


def nominate_modal(words: str, metadata: str) -> dict[str, Any]:
    """A paper to be nominated, as found in a message."""
    blocks: list[Block] = [
        field(
            "paper", "Which paper?", words, hint="An arXiv id, a DOI, an address, or words of its title.", lines=False
        )
    ]
    return modal("Nominate a paper", "nominate", metadata, blocks, submit="Nominate")


def why_modal(edition: Edition) -> dict[str, Any]:
    """A paper to be asked about, and what the ranking liked and variety held back."""
    lines = [
        f"• {clipped(paper.title, 200)} ({clipped(paper.ref, 60)}): {clipped(paper.reason, 300)}"
        for paper in edition.held_back[:15]
    ]
    blocks: list[Block] = [
        field("paper", "Which paper?", "", hint="An arXiv id, a DOI, an address, or words of its title.", lines=False),
        *packed(list(gathered(["*Held back*", *(lines or ["Nothing was held back."])])))[0],
    ]
    return modal("Why not…?", "why_not", str(edition.id), blocks, submit="Ask")


def titled(paper: Paper) -> str:
    """A paper in a line."""
    return f"{clipped(paper.title, 200)} ({clipped(str(paper.ref), 80)})"
