"""Review cards as Discord messages; pure."""

from __future__ import annotations

from bot.domain.card import CardFace
from bot.domain.editorial import StoryStage
from bot.domain.evidence import AuthorRecord, Evidence
from bot.domain.story import Card, Claim, Part, Story
from bot.outlets.discord.embeds import picture_at
from bot.outlets.discord.words import (
    AMBER,
    FOOTER,
    GREEN,
    GREY,
    INK,
    LABEL,
    TITLE,
    Message,
    address,
    cut,
    embed,
    linked,
    links_line,
    parts,
    plain,
    shown,
    size,
)

_COLOURS = {StoryStage.APPROVED: GREEN, StoryStage.PUBLISHED: GREEN, StoryStage.DROPPED: GREY}
_SIGNS = {"verified": "✓", "repaired": "✓ quote repaired", "unverified": "⚠ **not verified**"}
_KINDS = {"judgement": "opinion", "relevance": "from the score"}
_MOST_AUTHORS = 8
_TEXT = 3_950


def card(face: CardFace, site: str | None = None) -> Message:
    """The card of the standing draft: what it says, on what grounds, and what can be done."""
    story, paper = face.story, face.paper
    picture = picture_at(face.figure, site)
    made = embed(
        _body(face),
        title=shown(f"{story.place}. {paper.title}", TITLE),
        url=address(paper.page),
        color=_colour(story),
        image={"url": picture} if picture else None,
        footer={"text": _footer(story)},
    )
    return Message(embeds=(made,), buttons=buttons(face))


def replaced(face: CardFace, old: Card) -> Message:
    """An old card: its reactions no longer count."""
    said = f"Draft {old.draft_number} was replaced by draft {face.story.draft_number}. Reactions here no longer count."
    return Message(embeds=(embed(said, title=shown(face.paper.title, TITLE), color=GREY),))


def sources(face: CardFace) -> Message:
    """What a card is founded on: every part of the score with its reasons, every claim with its whole quote."""
    story, draft = face.story, face.story.draft
    told = [f"**Score {story.score.total:+.2f}**"]
    for part in story.score.parts:
        reasons = shown("; ".join(part.reasons).replace("*", ""), 400)
        told.append(f"• {shown(part.name, 30)} {part.value:+.2f}: {reasons}")
    told += [_founded(claim) for claim in (draft.claims if draft else ())]
    found = (f"{record.name}: {record.source}" for record in face.evidence.authors)
    told += ["", f"Authors known from {shown(', '.join(dict.fromkeys(found)), 300)}"] if face.evidence.authors else []
    lines = parts(told, _TEXT)
    return Message(embeds=(embed(lines[0], title=shown(face.paper.title, TITLE), url=address(face.paper.page)),))


def notice(said: str) -> Message:
    """One sentence of the bot to the editors."""
    return Message(embeds=(embed(shown(said, 1_000), color=AMBER),))


def buttons(face: CardFace) -> tuple[dict[str, str], ...]:
    """What can be done with this draft; the ids carry the draft's number, so that an old button says so."""
    story = face.story
    key = f"{story.id}:{story.draft_number}"
    if story.stage is StoryStage.DROPPED:
        return (button(f"restore:{key}", "Restore", "↩️"),)
    if story.stage not in (StoryStage.IN_REVIEW, StoryStage.APPROVED):
        return ()
    row = [
        button(f"approve:{key}", "Approve", "✅"),
        button(f"drop:{key}", "Drop", "❌"),
        button(f"rewrite:{key}", "What should change?", "🔁"),
        button(f"edit:{key}", "Edit", "✏️"),
        button(f"keep:{key}", "Keep", "📌"),
        button(f"up:{key}", "Up", "⬆️"),
        button(f"down:{key}", "Down", "⬇️"),
        button(f"sources:{key}", "Sources", "🔎"),
    ]
    if face.figure_choices:
        row.append(button(f"figure:{key}", "Figure", "🖼️"))
    if story.draft and story.draft.unverified and not story.overruled_by:
        row.append(button(f"anyway:{key}", "Approve anyway", "⚠️"))
    return tuple(row)


def button(action: str, label: str, emoji: str) -> dict[str, str]:
    """One button; its id says what it does, to what."""
    return {"custom_id": f"paperdesk:{action}", "label": label[:LABEL], "emoji": emoji}


def _body(face: CardFace) -> str:
    """The draft in full where it fits; else without its quotes, and then cut."""
    full = _lines(face, quotes=True)
    if size(full) > _TEXT:
        full = _lines(face, quotes=False)
    return cut(full, _TEXT)


def _lines(face: CardFace, *, quotes: bool) -> str:
    story, draft = face.story, face.story.draft
    lines = [f"*{_authors(face)}*" if face.paper.authors else "", _meta(face), _score(story), _figure(face)]
    if draft:
        lines += ["\n🎖 **Why**", *(_claim(claim, quotes=quotes) for claim in draft.why)]
        lines += ["\n💡 **Key insights**", *(_claim(claim, quotes=quotes) for claim in draft.insights)]
        lines += [f"_{shown(draft.note, 300)}_"] if draft.note else []
    return "\n".join(line for line in (*lines, _votes(story)) if line)


def _authors(face: CardFace) -> str:
    known = {record.position: record for record in face.evidence.authors}
    names = [
        shown(author.name, 80) + _standing(known.get(position))
        for position, author in enumerate(face.paper.authors[:_MOST_AUTHORS])
    ]
    return ", ".join(names) + (" et al." if len(face.paper.authors) > _MOST_AUTHORS else "")


def _standing(record: AuthorRecord | None) -> str:
    return f" (h-index {record.h_index})" if record and record.h_index is not None else ""


def _meta(face: CardFace) -> str:
    said = (shown(str(face.story.ref), 120), shown(" ".join(face.paper.categories[:4]), 80))
    return " · ".join(filter(None, (*said, links_line(face.evidence.links, 4), credit(face.evidence))))


def credit(evidence: Evidence) -> str:
    """Where the figures about authors come from, linked as their sources ask."""
    named = ", ".join(linked(name, url) for name, url in evidence.credits)
    return f"figures of authors: {named}" if named else ""


def _score(story: Story) -> str:
    told = [f"{shown(part.name, 30)} {part.value:+.1f}" for part in story.score.parts if part.value]
    reasons = [reason for part in story.score.parts for reason in part.reasons[:1] if _tells(part)]
    total = f"**Score {story.score.total:+.1f}** ({', '.join(told)})" if told else f"**Score {story.score.total:+.1f}**"
    return f"{total}\n{shown('; '.join(reasons).replace('*', ''), 400)}".rstrip()


def _tells(part: Part) -> bool:
    return bool(part.value) and part.name != "prior"  # the prior is the same for all


def _figure(face: CardFace) -> str:
    figure = face.figure
    if figure is None:
        return "🖼 No figure" if face.evidence.figures else ""
    linked_as = figure.why_linked(face.team.figures)
    said = figure.credit if not linked_as else f"as a link: {linked_as}"
    return f"🖼 {linked(figure.name, figure.page, 60)}, {shown(said, 160)}"


def _claim(claim: Claim, *, quotes: bool) -> str:
    text = plain(" ".join(claim.text.split()))
    if claim.kind != "fact":
        return f"• {text} `{_KINDS[claim.kind]}`"
    sign = _SIGNS[claim.verdict] + (f": {shown('; '.join(claim.reasons), 200)}" if claim.reasons else "")
    quote = f"\n> {shown(claim.quote, 240)}" if quotes and claim.quote else ""
    return f"• {text} {sign}{quote}"


def _founded(claim: Claim) -> str:
    where = f" ({shown(claim.where, 60)})" if claim.where else ""
    quote = f"\n> {shown(claim.quote, 1_000)}{where}" if claim.quote else ""
    return f"\n• {shown(claim.text, 300)} {_KINDS.get(claim.kind) or _SIGNS[claim.verdict]}{quote}"


def _votes(story: Story) -> str:
    given = (
        ("✅", story.votes_for("approve")),
        ("❌", story.votes_for("drop")),
        ("🔁", story.votes_for("redraft")),
        ("📌", story.votes_for("keep")),
    )
    return " · ".join(
        f"{sign} {shown(', '.join(sorted(v.person for v in votes)), 200)}" for sign, votes in given if votes
    )


def _colour(story: Story) -> int:
    doubtful = story.draft is not None and bool(story.draft.unverified) and not story.overruled_by
    return _COLOURS.get(story.stage, AMBER if doubtful else INK)


def _footer(story: Story) -> str:
    draft = story.draft
    drafted = f"draft {draft.number} by {draft.by}, {draft.at:%d %b %Y}" if draft else "not drafted yet"
    kept = " · kept at the top" if story.keep else ""
    return cut(f"{story.stage.value.replace('_', ' ')}{kept} · {drafted}", FOOTER - 40)
