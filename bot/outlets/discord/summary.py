"""The message that always shows the state of an edition, reminders, and its language versions, for Discord; pure."""

from __future__ import annotations

from bot.domain.card import DeskFace
from bot.domain.edition import Edition
from bot.outlets.discord.cards import button
from bot.outlets.discord.words import (
    AMBER,
    DESCRIPTION,
    GREEN,
    INK,
    TITLE,
    Message,
    address,
    cut,
    embed,
    parts,
    plain,
    shown,
)
from bot.pipeline.languages import Translation

_TEXT = 3_950


def summary(face: DeskFace, page: str | None = None) -> Message:
    """The message that always shows the state of the edition; `page` is the desk on the web."""
    edition = face.edition
    stage, when = edition.stage.value.replace("_", " "), f"<t:{int(edition.publish_at.timestamp())}:F>"
    lines = [
        f"**{face.approved} of {face.size} approved** · {stage} · publishes {when}",
        *(f"• {shown(lack, 300)}" for lack in face.missing[:12]),
    ]
    if edition.text:
        said = ", ".join(edition.text.approved_by)
        lines += ["", f"**{shown(edition.text.headline, 300)}**", cut(plain(edition.text.intro), 1_500)]
        lines += [f"📰 {shown(item, 200)}" for item in edition.text.news[:4]]
        lines += [f"_approved by {shown(said, 200)}_" if said else "_waits for an approval_"]
    if edition.held_back:
        lines.append(f"_held back for variety: {len(edition.held_back)}; /why-not names them_")
    lines += [f"🌍 {shown(each.language, 20)}: {shown(each.said, 200)}" for each in face.languages]
    made = embed(
        cut("\n".join(lines), DESCRIPTION),
        title=shown(f"{face.team.name}, {edition.period}", TITLE),
        url=address(page) if page else None,
        color=INK if face.missing else GREEN,
    )
    return Message(embeds=(made,), buttons=_summary_buttons(face))


def language(edition: Edition, place: int, told: Translation) -> Message:
    """One language version to be read; the button under it approves exactly these words."""
    lines = [f"⚠ left in the original: {shown(doubt, 300)}" for doubt in told.doubts]
    lines += [f"{plain(translated)}\n-# {shown(original, 160)}" for original, translated in told.pairs]
    texts = parts(lines, DESCRIPTION, _TEXT)
    cut_off = ("", "There is more of it than Discord shows: read the rest on the desk page.")[len(texts) > 1]
    made = embed(texts[0], title=f"In {shown(told.face.language, 20)}", footer={"text": cut_off} if cut_off else None)
    # Eight digits of the words' mark and one of the place make a number as long as a button's may be.
    number = told.mark * 10 + place
    return Message(embeds=(made,), buttons=(button(f"tongue:{edition.id}:{number}", "Approve these words", "✅"),))


def held_back(edition: Edition) -> str:
    """What the ranking liked and variety held back; plain words, which whoever answers makes safe."""
    told = [f"“{paper.title[:120]}” ({paper.ref}): {paper.reason[:160]}" for paper in edition.held_back[:5]]
    return f"Held back: {' · '.join(told)}" if told else "Nothing was held back; say which paper you miss."


def reminder(face: DeskFace) -> Message:
    """What is open, before the deadline."""
    when = f"<t:{int(face.edition.publish_at.timestamp())}:R>"
    lines = [f"The edition {face.edition.period} of {shown(face.team.name, 100)} goes out {when}."]
    lines += [f"• {shown(lack, 300)}" for lack in face.waiting[:12]]
    return Message(embeds=(embed(cut("\n".join(lines), DESCRIPTION), color=AMBER),))


def _summary_buttons(face: DeskFace) -> tuple[dict[str, str], ...]:
    edition = face.edition
    if not edition.open_for_stories:
        return ()
    number = edition.text.number if edition.text else 0
    row = []
    if edition.text and not edition.text_approved:
        row.append(button(f"text:{edition.id}:{number}", "Approve headline and intro", "✅"))
    for place, each in enumerate(face.languages):
        if each.state == "waiting":
            row.append(button(f"language:{edition.id}:{place}", f"Read it in {each.language}", "🌍"))
    row.append(button(f"words:{edition.id}:{number}", "Edit headline and intro", "✏️"))
    row.append(button(f"call:{edition.id}:{number}", "Publish these", "🗞️"))
    row.append(button(f"now:{edition.id}:{number}", "Publish now", "📣"))
    return tuple(row)
