"""Review cards as Discord messages; pure."""

from __future__ import annotations

from bot.domain.card import CardFace
from bot.domain.editorial import StoryStage
from bot.domain.evidence import AuthorRecord, Evidence
from bot.domain.story import Card, Claim, Part, Story
from bot.domain.wording import IN_ENGLISH, Wording, wording
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
_SIGNS = {"verified": "✓", "repaired": "✓ {said}", "unverified": "⚠ **{said}**"}
_SAID = {"repaired": "quote repaired", "unverified": "not verified"}
_KINDS = {"judgement": "opinion", "relevance": "from the score"}
_MOST_AUTHORS = 8
_TEXT = 3_950


def card(face: CardFace, site: str | None = None) -> Message:
    """The card of the standing draft: what it says, on what grounds, and what can be done."""
    story, paper, say = face.story, face.paper, wording(face.team.language)
    picture = picture_at(face.figure, site)
    made = embed(
        _body(face, say),
        title=shown(f"{story.place}. {paper.title}", TITLE),
        url=address(paper.page),
        color=_colour(story),
        image={"url": picture} if picture else None,
        footer={"text": _footer(story, say)},
    )
    return Message(embeds=(made,), buttons=buttons(face))


def replaced(face: CardFace, old: Card) -> Message:
    """An old card: its reactions no longer count."""
    say, new = wording(face.team.language), face.story.draft_number
    told = "Draft {old} was replaced by draft {new}. Reactions here no longer count."
    said = say(told, old=old.draft_number, new=new)
    return Message(embeds=(embed(said, title=shown(face.paper.title, TITLE), color=GREY),))


def sources(face: CardFace) -> Message:
    """What a card is founded on: every part of the score with its reasons, every claim with its whole quote."""
    story, draft, say = face.story, face.story.draft, wording(face.team.language)
    told = [f"**{say('Score')} {story.score.total:+.2f}**"]
    for part in story.score.parts:
        reasons = shown("; ".join(part.reasons).replace("*", ""), 400)
        told.append(f"• {shown(say(part.name), 30)} {part.value:+.2f}: {reasons}")
    told += [_founded(claim, say) for claim in (draft.claims if draft else ())]
    found = (f"{record.name}: {record.source}" for record in face.evidence.authors)
    known = shown(", ".join(dict.fromkeys(found)), 300)
    told += ["", say("Authors known from {sources}", sources=known)] if face.evidence.authors else []
    lines = parts(told, _TEXT)
    return Message(embeds=(embed(lines[0], title=shown(face.paper.title, TITLE), url=address(face.paper.page)),))


def notice(said: str) -> Message:
    """One sentence of the bot to the editors."""
    return Message(embeds=(embed(shown(said, 1_000), color=AMBER),))


def buttons(face: CardFace) -> tuple[dict[str, str], ...]:
    """What can be done with this draft; the ids carry the draft's number, so that an old button says so."""
    story, say = face.story, wording(face.team.language)
    key = f"{story.id}:{story.draft_number}"
    if story.stage is StoryStage.DROPPED:
        return (button(f"restore:{key}", say("Restore"), "↩️"),)
    if story.stage not in (StoryStage.IN_REVIEW, StoryStage.APPROVED):
        return ()
    row = [
        button(f"approve:{key}", say("Approve"), "✅"),
        button(f"drop:{key}", say("Drop"), "❌"),
        button(f"rewrite:{key}", say("What should change?"), "🔁"),
        button(f"edit:{key}", say("Edit"), "✏️"),
        button(f"keep:{key}", say("Keep"), "📌"),
        button(f"up:{key}", say("Up"), "⬆️"),
        button(f"down:{key}", say("Down"), "⬇️"),
        button(f"sources:{key}", say("Sources"), "🔎"),
    ]
    if face.figure_choices:
        row.append(button(f"figure:{key}", say("Figure"), "🖼️"))
    if story.draft and story.draft.unverified and not story.overruled_by:
        row.append(button(f"anyway:{key}", say("Approve anyway"), "⚠️"))
    return tuple(row)


def button(action: str, label: str, emoji: str) -> dict[str, str]:
    """One button; its id says what it does, to what."""
    return {"custom_id": f"paperdesk:{action}", "label": label[:LABEL], "emoji": emoji}


def _body(face: CardFace, say: Wording) -> str:
    """The draft in full where it fits; else without its quotes, and then cut."""
    full = _lines(face, say, quotes=True)
    if size(full) > _TEXT:
        full = _lines(face, say, quotes=False)
    return cut(full, _TEXT)


def _lines(face: CardFace, say: Wording, *, quotes: bool) -> str:
    story, draft = face.story, face.story.draft
    lines = [f"*{_authors(face)}*" if face.paper.authors else "", _meta(face, say)]
    lines += [_score(story, say), _figure(face, say)]
    if draft:
        for title, claims in ((f"🎖 **{say('Why')}**", draft.why), (f"💡 **{say('Key insights')}**", draft.insights)):
            lines += [f"\n{title}", *(claim_line(claim, say, quotes=quotes) for claim in claims)]
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


def _meta(face: CardFace, say: Wording) -> str:
    said = (shown(str(face.story.ref), 120), shown(" ".join(face.paper.categories[:4]), 80))
    return " · ".join(filter(None, (*said, links_line(face.evidence.links, 4), credit(face.evidence, say))))


def credit(evidence: Evidence, say: Wording = IN_ENGLISH) -> str:
    """Where the figures about authors come from, linked as their sources ask."""
    named = ", ".join(linked(name, url) for name, url in evidence.credits)
    return say("Figures of authors: {sources}", sources=named) if named else ""


def _score(story: Story, say: Wording) -> str:
    told = [f"{shown(say(part.name), 30)} {part.value:+.1f}" for part in story.score.parts if part.value]
    reasons = [reason for part in story.score.parts for reason in part.reasons[:1] if _tells(part)]
    total = f"**{say('Score')} {story.score.total:+.1f}**" + (f" ({', '.join(told)})" if told else "")
    return f"{total}\n{shown('; '.join(reasons).replace('*', ''), 400)}".rstrip()


def _tells(part: Part) -> bool:
    return bool(part.value) and part.name != "prior"  # the prior is the same for all


def _figure(face: CardFace, say: Wording) -> str:
    figure = face.figure
    if figure is None:
        return f"🖼 {say('No figure')}" if face.evidence.figures else ""
    linked_as = figure.why_linked(face.team.figures)
    said = figure.credit(say) if not linked_as else say("as a link: {why}", why=linked_as)
    return f"🖼 {linked(figure.name, figure.page, 60)}, {shown(said, 160)}"


def claim_line(claim: Claim, say: Wording, *, quotes: bool) -> str:
    """One claim as editors check it: its verdict, the quote that supports it, and what the checker minds."""
    text = plain(" ".join(claim.text.split()))
    if claim.kind != "fact":
        return f"• {text} `{say(_KINDS[claim.kind])}`"
    sign = _sign(claim, say) + (f": {shown('; '.join(claim.reasons), 200)}" if claim.reasons else "")
    quote = f"\n> {shown(claim.quote, 240)}" if quotes and claim.quote else ""
    return f"• {text} {sign}{quote}"


def _sign(claim: Claim, say: Wording) -> str:
    return _SIGNS[claim.verdict].format(said=say(_SAID.get(claim.verdict, "")))


def _founded(claim: Claim, say: Wording) -> str:
    where = f" ({shown(claim.where, 60)})" if claim.where else ""
    quote = f"\n> {shown(claim.quote, 1_000)}{where}" if claim.quote else ""
    kind = say(_KINDS[claim.kind]) if claim.kind in _KINDS else _sign(claim, say)
    return f"\n• {shown(claim.text, 300)} {kind}{quote}"


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


def _footer(story: Story, say: Wording) -> str:
    told = [say(story.stage.value.replace("_", " "))]
    if story.keep:
        told.append(say("kept at the top"))
    if draft := story.draft:
        when = f"{draft.at:%Y-%m-%d}"
        told.append(say("Draft {number} by {writer}, {when}.", number=draft.number, writer=draft.by, when=when))
    else:
        told.append(say("Nothing is drafted yet."))
    return cut(" · ".join(told), FOOTER - 40)
