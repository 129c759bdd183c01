"""Approves what is verified, for runs that nobody watches: the same door as for people, one vote a story."""

from __future__ import annotations

from bot.domain.editorial import StoryStage
from bot.domain.team import Person
from bot.pipeline.edition import approve_text, call, publish_now
from bot.pipeline.review import decide, desk
from bot.ports import Newsroom


async def approve_verified(room: Newsroom, edition_id: int, editor: Person) -> int:
    """Approve every story without an unverified claim, the edition's own words, and let it go; how many stories."""
    face = await desk(room, edition_id)
    for card in face.cards:
        story = card.story
        if story.stage is StoryStage.IN_REVIEW and story.draft and not story.draft.unverified:
            await decide(
                room,
                editor=editor,
                kind="approve",
                story_id=story.id,
                draft_number=story.draft_number,
                via="terminal",
            )
    if face.edition.text is not None and not face.edition.text_approved:
        await approve_text(room, editor=editor, edition_id=edition_id, number=face.edition.text.number)
    face = await desk(room, edition_id)
    if 0 < face.approved < face.size and face.edition.called_by is None:
        await call(room, editor=editor, edition_id=edition_id)
    if face.approved and not face.edition.publish_now:
        await publish_now(room, editor=editor, edition_id=edition_id)
    return face.approved
