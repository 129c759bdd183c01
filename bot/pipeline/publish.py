"""From a ready edition to messages in channels: freeze, owe, claim, post, confirm, and look before posting again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import structlog

from bot.domain.edition import Delivery, DeliveryState, Edition, Purpose, delivery_id
from bot.domain.editorial import EditionAction, EditionStage, StoryAction, StoryStage
from bot.domain.errors import CannotLook, PostLater, PostRefused, PostUnclear
from bot.domain.printed import PrintedEdition
from bot.domain.story import Card
from bot.domain.team import Place
from bot.pipeline.edition import chosen, enough
from bot.pipeline.lanes import Lanes
from bot.pipeline.languages import in_language
from bot.pipeline.printing import printed_edition
from bot.ports import AuditLine, Books, Newsroom, Outlet

log = structlog.get_logger()

#: Seconds after which an attempt without an answer is surely over: the client gives up after 10.
SETTLE = 45.0
#: The story of a card that shows the whole desk.
SUMMARY = 0
_MOST_ATTEMPTS = 8
_LONGEST_WAIT = 3600.0


async def release(room: Newsroom, edition_id: int) -> Edition:
    """Freeze a ready edition whose time has come and write down every message it owes, in one transaction."""
    async with room.store.begin() as books:
        edition = await books.editions.get(edition_id, lock=True)
        team = await books.teams.get(edition.team)
        now = room.clock.now()
        due = edition.publish_now or now >= edition.publish_at
        if team is None or edition.stage is not EditionStage.READY or not due:
            return edition
        stories = await books.editions.stories(edition_id)
        if not enough(team, edition, stories):
            return edition
        edition = replace(edition, published_at=now)
        going = chosen(team, stories)
        printed = await printed_edition(books, team, edition, going)
        for place in team.places:
            await _owe_edition(room, books, edition, place, await in_language(books, edition, printed, place.language))
        for story in stories:
            if story in going:
                await books.editions.save_story(story.moved(StoryAction.PUBLISH))
            elif story.stage is not StoryStage.DROPPED:
                await books.editions.save_story(story.moved(StoryAction.CLOSE))
        released = await books.editions.save(edition.moved(EditionAction.RELEASE))
        await books.ledger.note(
            AuditLine(now, "paperdesk", "release", f"edition:{edition_id}", f"{len(going)} stories")
        )
    log.info("edition.moved", edition=edition_id, was="ready", now=released.stage.value, stories=len(going))
    return released


async def settle(room: Newsroom, edition_id: int) -> Edition:
    """Close a publishing edition once every message is sent, or skipped by the operator."""
    async with room.store.begin() as books:
        edition = await books.editions.get(edition_id, lock=True)
        owed = await books.outbox.of(f"edition:{edition_id}")
        done = (DeliveryState.SENT, DeliveryState.SKIPPED)
        if edition.stage is not EditionStage.PUBLISHING or not all(d.state in done for d in owed):
            return edition
        edition = await books.editions.save(edition.moved(EditionAction.SETTLED))
    log.info("edition.moved", edition=edition_id, was="publishing", now="published", deliveries=len(owed))
    return edition


async def sweep(room: Newsroom, *, settle: float = SETTLE, subject: str | None = None) -> int:
    """Work on every delivery that is due; how many were confirmed. Safe in any number of replicas at once.

    Channels are worked on side by side, so that one that dawdles holds up no other, each at the pace of its
    outlet; and in an order of chance, so that replicas do not all reach for the same. What fails in a way
    nobody foresaw is raised when the rest is done.
    """
    return await Lanes(room, partial(deliver, room), settle, subject).empty()


async def post_all(room: Newsroom, edition_id: int) -> int:
    """Work on what this edition owes; how many were confirmed."""
    return await sweep(room, subject=f"edition:{edition_id}")


async def deliver(room: Newsroom, delivery: Delivery) -> bool:
    """One attempt at one delivery; whether it is confirmed now.

    An attempt whose outcome is unknown is looked for in the channel before anything is posted again.
    """
    outlet = _outlet(room, delivery)
    async with room.store.begin() as books:
        parent = await books.outbox.get(delivery.depends_on) if delivery.depends_on else None
        claimed = await books.outbox.claim(delivery)
    if claimed is None:
        return False
    under = parent.message_id if parent else None
    if outlet is None:
        return await _asked(
            room, claimed, f"Nothing is connected to {delivery.place.platform}; connect it, or skip this one."
        )
    try:
        message = await _posted(outlet, delivery, claimed, under)
    except PostLater as error:
        return await _postponed(room, claimed, min(error.after, _LONGEST_WAIT), str(error))
    except PostRefused as error:
        async with room.store.begin() as books:
            await books.outbox.refused(claimed, str(error))
        log.error("delivery.refused", delivery=claimed.id, place=str(claimed.place), reason=str(error))
        return False
    except CannotLook as error:
        return await _asked(room, claimed, str(error))
    except PostUnclear as error:
        # It stays `sending`: the sweep looks for it once the attempt is surely over.
        log.warning("delivery.unclear", delivery=claimed.id, attempt=claimed.attempt, reason=str(error))
        return False
    async with room.store.begin() as books:
        await books.outbox.sent(claimed, message)
        await _shown(books, claimed, message)
    log.info(
        "delivery.sent",
        delivery=claimed.id,
        place=str(claimed.place),
        part=claimed.part,
        attempt=claimed.attempt,
    )
    return True


async def _posted(outlet: Outlet, before: Delivery, claimed: Delivery, parent: str | None) -> str:
    if before.state is DeliveryState.SENDING:
        found = await outlet.find(before, parent)
        if found is not None:
            return found
    if claimed.attempt > _MOST_ATTEMPTS:
        raise CannotLook(
            f"Given up after {_MOST_ATTEMPTS} attempts; settle it by hand with `paperdesk jobs settle {claimed.id}`."
        )
    return await outlet.post(claimed, parent)


async def _postponed(room: Newsroom, delivery: Delivery, after: float, reason: str) -> bool:
    async with room.store.begin() as books:
        await books.outbox.later(delivery, after, reason)
    log.info("delivery.later", delivery=delivery.id, after=after, reason=reason)
    return False


async def _asked(room: Newsroom, delivery: Delivery, reason: str) -> bool:
    async with room.store.begin() as books:
        await books.outbox.ask_operator(delivery, reason)
    log.error("delivery.needs_operator", delivery=delivery.id, place=str(delivery.place), reason=reason)
    return False


async def _shown(books: Books, delivery: Delivery, message: str) -> None:
    """A card that has just been posted shows its draft; revision 0 makes the next refresh bring it up to date."""
    kind, _, rest = delivery.subject.partition(":")
    number, _, about = rest.partition(":")
    if delivery.purpose != "card":
        return
    if kind == "story":
        draft_number = int(about.removeprefix("draft:"))
        await books.outbox.show(Card(int(number), draft_number, str(delivery.place), message, 0))
    elif about == "desk":
        # The summary is a card of no story; the edition stands where others have their draft's number.
        await books.outbox.show(Card(SUMMARY, int(number), str(delivery.place), message, 0))


def _outlet(room: Newsroom, delivery: Delivery) -> Outlet | None:
    if delivery.purpose in ("card", "reminder"):
        return room.desks.get(delivery.place.platform)
    return room.channels.get(delivery.place.platform)


async def _owe_edition(room: Newsroom, books: Books, edition: Edition, place: Place, printed: PrintedEdition) -> None:
    channel = room.channels.get(place.platform)
    await books.editions.keep_printed(edition.id, printed)
    bodies = channel.bodies(printed, place) if channel else ("",)
    await books.outbox.owe(owed("edition", f"edition:{edition.id}", place, bodies, edition.generation))


def owed(purpose: Purpose, subject: str, place: Place, bodies: Sequence[str], generation: int = 0) -> list[Delivery]:
    """The messages of one thread: part 0 leads, the others wait for its message id."""
    lead = delivery_id(purpose, subject, place, 0, generation)
    return [
        Delivery(
            id=delivery_id(purpose, subject, place, part, generation),
            purpose=purpose,
            subject=subject,
            place=place,
            part=part,
            body=body,
            generation=generation,
            depends_on=lead if part else None,
        )
        for part, body in enumerate(bodies)
    ]
