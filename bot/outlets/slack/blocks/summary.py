"""The message that always shows the state of an edition, and the reminder that names what is open."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.card import CardFace, DeskFace
from bot.domain.edition import period_name
from bot.domain.editorial import EditionStage, StoryStage
from bot.outlets.slack.blocks.kit import actions, button, context, gathered, paragraphs, section
from bot.outlets.slack.blocks.limits import Block, fits
from bot.outlets.slack.blocks.post import body
from bot.outlets.slack.blocks.words import clipped, link, local

_SIGNS = {
    StoryStage.APPROVED: "✅",
    StoryStage.PUBLISHED: "📰",
    StoryStage.IN_REVIEW: "◻️",
    StoryStage.DRAFTED: "✏️",
    StoryStage.DROPPED: "❌",
}
_OPEN = (StoryStage.IN_REVIEW, StoryStage.DRAFTED)
_STAGES = {
    EditionStage.GATHERING: "Papers are being gathered",
    EditionStage.DRAFTING: "Stories are being drafted",
    EditionStage.PUBLISHING: "It is going out now",
    EditionStage.PUBLISHED: "It is published",
    EditionStage.CANCELLED: "It was given up",
}


def standing(face: DeskFace) -> str:
    """The state of an edition in a line: `7 of 10 approved, publishes Tuesday 3 November, 09:00`."""
    edition, team = face.edition, face.team
    if edition.stage in _STAGES:
        return f"{_STAGES[edition.stage]}: {face.approved} of {face.size} approved"
    when = local(edition.publish_at, team)
    goes = {
        EditionStage.HELD: f"held since {when}",
        EditionStage.READY: "goes out now" if edition.publish_now else f"ready, publishes {when}",
    }.get(edition.stage, f"publishes {when}")
    return f"{face.approved} of {face.size} approved, {goes}"


def summary_body(face: DeskFace, desk_page: str | None) -> str:
    """The body of the summary."""
    return body(
        f"{face.team.name}, {period_name(face.edition.period)}: {standing(face)}", summary_blocks(face, desk_page)
    )


def summary_blocks(face: DeskFace, desk_page: str | None, *, buttons: bool = True) -> list[Block]:
    """The state, what is missing, the edition's own words and a line a story; lines are cut until it fits."""
    for longest in (150, 80, 40, 0):
        blocks = list(_blocks(face, desk_page, longest, buttons=buttons))
        if fits(blocks):
            break
    return blocks


def _blocks(face: DeskFace, desk_page: str | None, longest: int, *, buttons: bool) -> Iterator[Block]:
    name = f"*{clipped(face.team.name, 80)}, {period_name(face.edition.period)}*"
    yield section(f"{name}: {standing(face)}")
    if face.missing:
        yield from gathered([f"○ {clipped(sentence, 300)}" for sentence in face.missing])
    text = face.edition.text
    if text:
        said = f"approved by {', '.join(text.approved_by)}" if text.approved_by else "not approved yet"
        yield section(f"*{clipped(text.headline, 300)}* ({clipped(said, 200)})")
        if text.intro and longest >= 80:
            yield from paragraphs(text.intro)
        yield from gathered([f"📰 {clipped(item, 300)}" for item in text.news[: longest // 8]])
    if face.languages and longest:
        yield from gathered([f"🌍 {clipped(each.language, 20)}: {clipped(each.said, 200)}" for each in face.languages])
    shown = [card for card in face.cards if card.story.stage in _SIGNS]
    if longest:
        yield from gathered([_line(card, longest) for card in shown])
    if desk_page:
        yield context(link(desk_page, "Open the desk page"))
    if buttons and face.edition.open_for_stories:
        yield from _buttons(face)


def _line(card: CardFace, longest: int) -> str:
    keep = " 📌" if card.story.keep else ""
    return f"{_SIGNS[card.story.stage]} {link(card.paper.page, card.paper.title, longest)}{keep}"


def _buttons(face: DeskFace) -> Iterator[Block]:
    edition = face.edition
    value = str(edition.id)
    row = []
    if edition.text and not edition.text.approved_by:
        row.append(button("Approve the words", "text_approve", f"{edition.id}:{edition.text.number}", style="primary"))
    row += [
        button(f"Read it in {each.language}…", "language_read", f"{edition.id}:{each.language}")
        for each in face.languages
        if each.state == "waiting"
    ]
    row += [
        button("Edit the words…", "text_edit", value),
        button("Publish these", "edition_call", value),
        button("Publish now", "edition_now", value),
        button("More time", "edition_extend", value),
        button("Why not…?", "edition_held", value),
    ]
    yield actions(*row)


def reminder_body(face: DeskFace, desk_page: str | None) -> str:
    """The body of a reminder: what is open, and until when."""
    when = local(face.edition.publish_at, face.team)
    openly = [card for card in face.cards if card.story.stage in _OPEN]
    lines = [
        f"⏰ *{clipped(face.team.name, 80)}, {period_name(face.edition.period)}* goes out {when}. Still open:",
        *(f"○ {clipped(sentence, 300)}" for sentence in face.waiting),
        *(_line(card, 120) for card in openly[:25]),
    ]
    blocks = list(gathered(lines))
    if desk_page:
        blocks.append(context(link(desk_page, "Open the desk page")))
    while not fits(blocks):
        blocks.pop(-2 if desk_page and len(blocks) > 2 else -1)
    return body(f"{face.team.name}: {face.approved} of {face.size} approved; goes out {when}", blocks)
