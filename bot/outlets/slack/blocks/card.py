"""A review card: exactly one draft of one story, with everything that an editor needs to decide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.card import CardFace
from bot.domain.editorial import StoryStage
from bot.domain.evidence import AuthorRecord, Evidence
from bot.domain.paper import Paper
from bot.domain.story import Card, Draft, Score
from bot.domain.wording import IN_ENGLISH, Wording, wording
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
    StoryStage.APPROVED: "✅ *{stage}*",
    StoryStage.DROPPED: "❌ *{stage}*",
    StoryStage.PUBLISHED: "📰 *{stage}*",
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
    say = wording(face.team.language)
    text = say("Draft {number}: {title}", number=face.story.draft_number, title=face.paper.title)
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
    story, draft, say = face.story, face.story.draft, wording(face.team.language)
    yield section(f"*{link(face.paper.page, face.paper.title)}*")
    yield from gathered([author_line(face.paper, face.evidence, say), links_line(face.evidence.links)])
    yield from credit_blocks(face.evidence, say)
    yield from gathered(score_lines(story.score, room.reasons, say))
    if draft:
        yield from _draft_blocks(draft, room, say)
    yield from _figure_blocks(face, site, say)
    if shortened:
        yield context(f"✂️ {say('Shortened to fit. “Edit” shows every word; so does the desk page.')}")
    yield context(_state(face, say))
    if face.edition.open_for_stories:
        yield from _buttons(face, say)


def _figure_blocks(face: CardFace, site: str | None, say: Wording) -> Iterator[Block]:
    figure = face.figure
    if figure is None:
        if face.evidence.figures:
            yield context(f"🖼 {say('No figure')}")
    elif figure.may_repost:
        yield from figure_blocks(figure, site, say)
    else:
        why = figure.why_linked(face.team.figures)
        yield context(f"🖼 {link(figure.page, figure.name)} {say('as a link: {why}', why=why)}")


def _draft_blocks(draft: Draft, room: Room, say: Wording) -> Iterator[Block]:
    for title, claims in ((f"🎖 *{say('Why')}*", draft.why), (f"💡 *{say('Key insights')}*", draft.insights)):
        lines = [line for c in claims for line in checked_lines(c, say, longest=room.longest, quotes=room.quotes)]
        if lines:
            yield from gathered([title, *lines])
    note = f" {draft.note}" if draft.note else ""
    when = f"{draft.at:%Y-%m-%d %H:%M} UTC"
    told = say("Draft {number} by {writer}, {when}.", number=draft.number, writer=draft.by, when=when)
    yield from small(f"{told}{note}"[:1_000])


def author_line(paper: Paper, evidence: Evidence, say: Wording = IN_ENGLISH) -> str:
    """The first authors, each with what is known of their standing."""
    records = {record.position: record for record in evidence.authors}
    names = [
        clipped(author.name, 80) + _standing(records.get(at)) for at, author in enumerate(paper.authors[:_MOST_AUTHORS])
    ]
    more = len(paper.authors) - len(names)
    return ", ".join(names) + (say(" and {more} more", more=more) if more > 0 else "") or say("Authors unknown")


def credit_blocks(evidence: Evidence, say: Wording = IN_ENGLISH) -> Iterator[Block]:
    """Where the figures about authors come from, linked as their sources ask."""
    if evidence.credits:
        sources = ", ".join(link(url, name) for name, url in evidence.credits)
        yield context(say("Figures of authors: {sources}", sources=sources))


def _standing(record: AuthorRecord | None) -> str:
    return f" (h-index {record.h_index})" if record and record.h_index is not None else ""


def score_lines(score: Score, reasons: int, say: Wording = IN_ENGLISH) -> list[str]:
    """The score and its parts, each with its first reasons."""
    lines = [f"*{say('Score')} {score.total:+.2f}*"]
    for part in score.parts:
        why = clipped("; ".join(part.reasons[:reasons]), 300) if reasons else ""
        lines.append(f"{clipped(say(part.name), 40)} {part.value:+.2f}" + (f": {why}" if why else ""))
    return lines


def _state(face: CardFace, say: Wording) -> str:
    story = face.story
    stage = _STAGES.get(story.stage, "{stage}").format(stage=say(story.stage.value.replace("_", " ")))
    said = [f"{_VOTES[v.kind]} {clipped(v.person, 80)}" for v in story.votes if v.draft_number == story.draft_number]
    bits = [f"#{story.place}", stage, *dict.fromkeys(said[:20])]
    if story.keep:
        bits.append(f"📌 {say('kept at the top')}")
    if story.overruled_by:
        bits.append(say("not verified; kept by {editor}", editor=clipped(story.overruled_by, 80)))
    if story.nominated_by:
        bits.append(say("nominated by {editor}", editor=clipped(story.nominated_by, 80)))
    return " · ".join(bits)


def _buttons(face: CardFace, say: Wording) -> Iterator[Block]:
    story = face.story
    value = f"{story.id}:{story.draft_number}"
    if story.stage is StoryStage.DROPPED:
        yield actions(button(say("Restore"), "story_restore", value))
        return
    if story.stage not in _LIVE:
        return
    blocked = bool(story.draft and story.draft.unverified and not story.overruled_by)
    approve = (
        button(say("Approve anyway"), "story_overrule", value)
        if blocked
        else button(say("Approve"), "story_approve", value, style="primary")
    )
    yield actions(
        approve,
        button(say("Drop"), "story_drop", value, style="danger"),
        button(say("Redraft…"), "story_redraft", value),
        button(say("Edit…"), "story_edit", value),
        *([button(say("Figure…"), "story_figure", value)] if face.figure_choices else []),
        button(say("Keep at the top"), "story_keep", value),
        button("↑", "story_up", value),
        button("↓", "story_down", value),
        button(say("Sources"), "story_sources", value),
    )


def replaced_body(face: CardFace, card: Card) -> str:
    """An old card: it says which draft has taken its place, and can no longer be decided on."""
    old, new, say = card.draft_number, face.story.draft_number, wording(face.team.language)
    told = say("Draft {old} was replaced by draft {new}. Reactions here no longer count.", old=old, new=new)
    blocks = [section(link(face.paper.page, face.paper.title)), context(told)]
    return body(say("Replaced by draft {number}: {title}", number=new, title=face.paper.title), blocks)


def sources_blocks(face: CardFace) -> list[Block]:
    """Where every claim of the standing draft comes from, for one editor's eyes."""
    draft, say = face.story.draft, wording(face.team.language)
    claims = draft.claims if draft else ()
    blocks: list[Block] = [section(f"*{link(face.paper.page, face.paper.title)}*")]
    lines = [line for claim in claims for line in checked_lines(claim, say, longest=500, quotes=True)]
    blocks += gathered(lines or [say("Nothing is drafted yet.")])
    blocks += gathered(score_lines(face.story.score, 4, say))
    goes_out = local(face.edition.publish_at, face.team)
    return [*blocks[:20], context(say("Goes out {when} if approved.", when=goes_out))]
