"""A review card: exactly one draft of one story, with everything that an editor needs to decide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.card import CardFace
from bot.domain.editorial import StoryStage
from bot.domain.evidence import AuthorRecord, Evidence
from bot.domain.paper import Paper
from bot.domain.story import Card, Draft, Score
from bot.outlets.slack.blocks.kit import (
    actions,
    button,
    checked_lines,
    context,
    figure_blocks,
    gathered,
    links_line,
    section,
    small,
)
from bot.outlets.slack.blocks.limits import Block, fits
from bot.outlets.slack.blocks.post import body
from bot.outlets.slack.blocks.words import clipped, link, local

_MOST_AUTHORS = 8
_LIVE = (StoryStage.DRAFTED, StoryStage.IN_REVIEW, StoryStage.APPROVED)
_VOTES = {"approve": "✅", "drop": "❌", "redraft": "🔁", "keep": "📌"}
_STAGES = {
    StoryStage.IN_REVIEW: "in review",
    StoryStage.APPROVED: "✅ *approved*",
    StoryStage.DROPPED: "❌ *dropped*",
    StoryStage.PUBLISHED: "📰 *published*",
    StoryStage.LEFT_OUT: "left out of this edition",
}


@dataclass(frozen=True, slots=True)
class Room:
    """How much a card may say: whether quotes are shown, and how long a claim and a reason may be."""

    quotes: bool
    longest: int
    reasons: int


#: Tried in turn until the card fits into one message; what is cut says so.
ROOMS = (Room(True, 2_000, 4), Room(True, 700, 2), Room(False, 700, 1), Room(False, 300, 1), Room(False, 120, 0))


def card_body(face: CardFace, site: str | None = None) -> str:
    """The body of a card."""
    text = f"Draft {face.story.draft_number}: {face.paper.title}"
    return body(text, card_blocks(face, site))


def card_blocks(face: CardFace, site: str | None = None) -> list[Block]:
    """The card with as much as fits into one message."""
    blocks: list[Block] = []
    for at, room in enumerate(ROOMS):
        blocks = list(_blocks(face, room, site, shortened=at > 0))
        if fits(blocks):
            break
    return blocks


def _blocks(face: CardFace, room: Room, site: str | None, *, shortened: bool) -> Iterator[Block]:
    story, draft = face.story, face.story.draft
    yield section(f"*{link(face.paper.page, face.paper.title)}*")
    yield from gathered([author_line(face.paper, face.evidence), links_line(face.evidence.links)])
    yield from credit_blocks(face.evidence)
    yield from gathered(score_lines(story.score, room.reasons))
    if draft:
        yield from _draft_blocks(draft, room)
    yield from _figure_blocks(face, site)
    if shortened:
        yield context("✂️ Shortened to fit. “Edit” shows every word; so does the desk page.")
    yield context(_state(face))
    if face.edition.open_for_stories:
        yield from _buttons(face)


def _figure_blocks(face: CardFace, site: str | None) -> Iterator[Block]:
    figure = face.figure
    if figure is None:
        if face.evidence.figures:
            yield context("🖼 No figure.")
    elif figure.may_repost:
        yield from figure_blocks(figure, site)
    else:
        yield context(f"🖼 {link(figure.page, figure.name)} as a link: {figure.why_linked(face.team.figures)}.")


def _draft_blocks(draft: Draft, room: Room) -> Iterator[Block]:
    for title, claims in (("🎖 *Why*", draft.why), ("💡 *Key insights*", draft.insights)):
        lines = [line for claim in claims for line in checked_lines(claim, longest=room.longest, quotes=room.quotes)]
        if lines:
            yield from gathered([title, *lines])
    note = f" {draft.note}" if draft.note else ""
    yield from small(f"Draft {draft.number} by {draft.by}, {draft.at:%-d %B %Y %H:%M} UTC.{note}"[:1_000])


def author_line(paper: Paper, evidence: Evidence) -> str:
    """The first authors, each with what is known of their standing."""
    records = {record.position: record for record in evidence.authors}
    names = [
        clipped(author.name, 80) + _standing(records.get(at)) for at, author in enumerate(paper.authors[:_MOST_AUTHORS])
    ]
    more = len(paper.authors) - len(names)
    return ", ".join(names) + (f" and {more} more" if more > 0 else "") or "Authors unknown"


def credit_blocks(evidence: Evidence) -> Iterator[Block]:
    """Where the figures about authors come from, linked as their sources ask."""
    if evidence.credits:
        yield context(f"Figures of authors: {', '.join(link(url, name) for name, url in evidence.credits)}")


def _standing(record: AuthorRecord | None) -> str:
    return f" (h-index {record.h_index})" if record and record.h_index is not None else ""


def score_lines(score: Score, reasons: int) -> list[str]:
    """The score and its parts, each with its first reasons."""
    lines = [f"*Score {score.total:+.2f}*"]
    for part in score.parts:
        why = clipped("; ".join(part.reasons[:reasons]), 300) if reasons else ""
        lines.append(f"{clipped(part.name, 40)} {part.value:+.2f}" + (f": {why}" if why else ""))
    return lines


def _state(face: CardFace) -> str:
    story = face.story
    said = [f"{_VOTES[v.kind]} {clipped(v.person, 80)}" for v in story.votes if v.draft_number == story.draft_number]
    bits = [f"#{story.place}", _STAGES.get(story.stage, story.stage.value), *dict.fromkeys(said[:20])]
    if story.keep:
        bits.append("📌 kept at the top")
    if story.overruled_by:
        bits.append(f"unverified claims kept by {clipped(story.overruled_by, 80)}")
    if story.nominated_by:
        bits.append(f"nominated by {clipped(story.nominated_by, 80)}")
    return " · ".join(bits)


def _buttons(face: CardFace) -> Iterator[Block]:
    story = face.story
    value = f"{story.id}:{story.draft_number}"
    if story.stage is StoryStage.DROPPED:
        yield actions(button("Restore", "story_restore", value))
        return
    if story.stage not in _LIVE:
        return
    blocked = bool(story.draft and story.draft.unverified and not story.overruled_by)
    approve = (
        button("Approve anyway", "story_overrule", value)
        if blocked
        else button("Approve", "story_approve", value, style="primary")
    )
    yield actions(
        approve,
        button("Drop", "story_drop", value, style="danger"),
        button("Redraft…", "story_redraft", value),
        button("Edit…", "story_edit", value),
        *([button("Figure…", "story_figure", value)] if face.figure_choices else []),
        button("Keep at the top", "story_keep", value),
        button("↑", "story_up", value),
        button("↓", "story_down", value),
        button("Sources", "story_sources", value),
    )


def replaced_body(face: CardFace, card: Card) -> str:
    """An old card: it says which draft has taken its place, and can no longer be decided on."""
    old, new = card.draft_number, face.story.draft_number
    blocks = [
        section(link(face.paper.page, face.paper.title)),
        context(f"Draft {old} was *replaced by draft {new}*; reactions here no longer count."),
    ]
    return body(f"Replaced by draft {face.story.draft_number}: {face.paper.title}", blocks)


def sources_blocks(face: CardFace) -> list[Block]:
    """Where every claim of the standing draft comes from, for one editor's eyes."""
    draft = face.story.draft
    claims = draft.claims if draft else ()
    blocks: list[Block] = [section(f"*{link(face.paper.page, face.paper.title)}*")]
    lines = [line for claim in claims for line in checked_lines(claim, longest=500, quotes=True)]
    blocks += gathered(lines or ["Nothing is drafted yet."])
    blocks += gathered(score_lines(face.story.score, 4))
    goes_out = local(face.edition.publish_at, face.team)
    return [*blocks[:20], context(f"Goes out {goes_out} if approved.")]
