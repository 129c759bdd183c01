"""From drafts to desks: stories are put before the editors, and what the desks show follows the rows."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from dataclasses import replace

import structlog

from bot.domain.card import CardFace, DeskFace
from bot.domain.edition import Purpose
from bot.domain.editorial import EditionAction, EditionStage, StoryAction, StoryStage
from bot.domain.errors import Conflict, NotAllowed, PostError
from bot.domain.story import Card, Story
from bot.domain.team import Place, Platform, Team
from bot.pipeline.edition import wanted
from bot.pipeline.guests import editor_at
from bot.pipeline.publish import SUMMARY, owed
from bot.pipeline.review import Outcome, decide, desk, withdraw
from bot.ports import Desk, Newsroom

log = structlog.get_logger()


async def ask_editors(room: Newsroom, edition_id: int) -> None:
    """Open the review: every draft goes before the editors."""
    await keep_asking(room, edition_id)
    async with room.store.begin() as books:
        edition = await books.editions.get(edition_id, lock=True)
        if edition.stage is not EditionStage.DRAFTING:
            return
        team = await books.teams.get(edition.team)
        stories = await books.editions.stories(edition_id)
        if team is None or wanted(team, stories):
            return  # something could not be drafted just now; the next sweep tries again
        await books.editions.save(edition.moved(EditionAction.CARDS))
    log.info("edition.moved", edition=edition_id, was="drafting", now="in_review")


async def keep_asking(room: Newsroom, edition_id: int) -> None:
    """Put freshly drafted stories before the editors, and write down the cards that message desks are owed."""
    async with room.store.begin() as books:
        await books.editions.get(edition_id, lock=True)
        for story in await books.editions.stories(edition_id):
            if story.stage is StoryStage.DRAFTED:
                await books.editions.save_story(story.moved(StoryAction.ASK))
    face = await desk(room, edition_id)
    place = face.team.desk
    outlet = room.desks.get(place.platform) if place else None
    if place is None or outlet is None:
        return
    async with room.store.begin() as books:
        await books.outbox.owe(owed("card", f"edition:{edition_id}:desk", place, [outlet.summary(face)]))
        for card in face.cards:
            if card.story.stage in (StoryStage.IN_REVIEW, StoryStage.APPROVED):
                await books.outbox.owe(owed("card", card_subject(card.story), place, [outlet.card(card)]))


async def cards_at(room: Newsroom, platform: Platform, channel: str, message: str) -> Sequence[tuple[Team, Card]]:
    """The cards that a message in a channel shows, each with its team; a desk that has moved since shows none there."""
    async with room.store.begin(reading=True) as books:
        shown = [(await books.teams.get(name), card) for name, card in await books.outbox.cards_at(message)]
    return [(team, card) for team, card in shown if team and _stands_at(team.desk, platform, channel, card)]


def _stands_at(desk: Place | None, platform: Platform, channel: str, card: Card) -> bool:
    there = desk is not None and (desk.platform, desk.channel) == (platform, channel)
    return there and card.desk == str(desk)


def card_subject(story: Story) -> str:
    """What a card is about: exactly one draft of one story."""
    return f"story:{story.id}:draft:{story.draft_number}"


async def refresh(room: Newsroom, edition_id: int) -> int:
    """Make every posted card show its row as it is now; how many were brought up to date."""
    face = await desk(room, edition_id)
    place = face.team.desk
    outlet = room.desks.get(place.platform) if place else None
    if place is None or outlet is None:
        return 0
    async with room.store.begin(reading=True) as books:
        shown = await books.outbox.cards(edition_id)
    by_story = {card.story.id: card for card in face.cards}
    fresh = 0
    for card in shown:
        fresh += await _refreshed(room, outlet, place, card, by_story.get(card.story_id), face)
    return fresh


async def _refreshed(
    room: Newsroom, outlet: Desk, place: Place, card: Card, face: CardFace | None, whole: DeskFace
) -> bool:
    if card.story_id == SUMMARY:
        revision = whole.edition.revision + sum(each.story.revision for each in whole.cards)
        body = outlet.summary(whole)
    elif face is not None:
        revision = face.story.revision
        replaced = card.draft_number != face.story.draft_number
        body = outlet.replaced(face, card) if replaced else outlet.card(face)
    else:
        return False
    if card.shown_revision >= revision:
        return False
    try:
        await outlet.refresh(card, place, body)
    except PostError as error:
        log.warning("card.not_refreshed", story=card.story_id, reason=str(error))
        return False
    async with room.store.begin() as books:
        await books.outbox.show(Card(card.story_id, card.draft_number, card.desk, card.message_id, revision))
    return True


async def remind(room: Newsroom, edition_id: int, hours: int) -> bool:
    """Owe the editors one reminder for that many hours before the deadline; False where nothing is open."""
    face = await desk(room, edition_id)
    place = face.team.desk
    outlet = room.desks.get(place.platform) if place else None
    if place is None or outlet is None or not face.waiting:
        return False
    purpose: Purpose = "reminder"
    subject = f"edition:{edition_id}:remind:{face.edition.publish_at:%Y%m%d%H}:{hours}"
    async with room.store.begin() as books:
        return bool(await books.outbox.owe(owed(purpose, subject, place, [outlet.reminder(face)])))


async def tell(room: Newsroom, edition_id: int, mark: str, sentence: str) -> bool:
    """Owe the editors one message that leads with `sentence`; what bears the same `mark` is told once an edition."""
    face = await desk(room, edition_id)
    place = face.team.desk
    outlet = room.desks.get(place.platform) if place else None
    if place is None or outlet is None:
        return False
    body = outlet.reminder(replace(face, missing=(sentence, *face.missing)))
    async with room.store.begin() as books:
        return bool(await books.outbox.owe(owed("reminder", f"edition:{edition_id}:{mark}", place, [body])))


async def read_reactions(room: Newsroom, edition_id: int) -> int:
    """Count reactions that no event told us about, and take back those that are gone; only `reaction` votes."""
    face = await desk(room, edition_id)
    place = face.team.desk
    outlet = room.desks.get(place.platform) if place else None
    if place is None or outlet is None or not face.edition.open_for_stories:
        return 0
    async with room.store.begin(reading=True) as books:
        shown = await books.outbox.cards(edition_id)
    stories = {card.story.id: card.story for card in face.cards}
    changed = 0
    for card in shown:
        story = stories.get(card.story_id)
        if story is not None and card.draft_number == story.draft_number:
            changed += await _reconciled(room, outlet, place, card, story, face)
    return changed


async def _reconciled(room: Newsroom, outlet: Desk, place: Place, card: Card, story: Story, face: DeskFace) -> int:
    try:
        standing = await outlet.reactions(card, place)
    except PostError as error:
        log.warning("reactions.not_read", story=story.id, reason=str(error))
        return 0
    team, platform = face.team, place.platform
    there = {(p.name, kind): p for account, kind in standing if (p := await editor_at(room, team, platform, account))}
    known = {(v.person, v.kind) for v in story.votes if v.via == "reaction" and v.draft_number == card.draft_number}
    people = {person.name: person for person in team.editors}
    number = card.draft_number
    changed = 0
    for (name, kind), person in sorted(there.items(), key=lambda each: each[0]):
        if (name, kind) not in known:
            vote = decide(room, editor=person, kind=kind, story_id=story.id, draft_number=number, via="reaction")
            changed += await _counted(vote)
    for name, kind in sorted(known - set(there)):
        if name in people:
            gone = withdraw(
                room, editor=people[name], kind=kind, story_id=story.id, draft_number=number, via="reaction"
            )
            changed += await _counted(gone)
    return changed


async def _counted(decision: Awaitable[Outcome]) -> int:
    try:
        return int((await decision).counted)
    except (Conflict, NotAllowed) as error:
        log.info("reaction.ignored", reason=str(error))
        return 0
