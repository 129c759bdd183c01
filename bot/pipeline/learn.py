"""What readers teach: each reaction to what was published is kept once, and weighs less than an editor's decision."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import structlog

from bot.domain.edition import Delivery
from bot.domain.paper import PaperRef
from bot.domain.reader import Signal, SignalKind
from bot.domain.team import Platform
from bot.ports import Books, Newsroom

log = structlog.get_logger()

#: A paper that a hundred people like moves the team's taste no more than one that three do.
MOST_LIKES = 3


async def reacted(
    room: Newsroom,
    *,
    platform: Platform,
    space: str,
    channel: str | None,
    message: str,
    account: str,
    kind: SignalKind,
    taken_back: bool = False,
) -> bool:
    """A reaction under a message; whether it was one to a published story, and something new.

    `channel` is None where the message's id alone says where it stands (Discord, whose threads are channels too).
    """
    async with room.store.begin(reading=True) as books:
        found = await _story_at(books, platform, space, channel, message)
    if found is None:
        return False
    return await heard(room, team=found[0], ref=found[1], who=f"{platform}:{account}", kind=kind, taken_back=taken_back)


async def heard(
    room: Newsroom, *, team: str, ref: PaperRef, who: str, kind: SignalKind, taken_back: bool = False
) -> bool:
    """A reader's word on a paper, by whichever way; whether it was new."""
    async with room.store.begin() as books:
        if taken_back:
            new = await books.readers.take_back(team, ref, who, kind)
        else:
            new = await books.readers.keep(Signal(team, ref, who, kind, room.clock.now()))
    if new:
        log.info("reader.heard", team=team, paper=str(ref), kind=kind, taken_back=taken_back)
    return new


async def liked(books: Books, team: str) -> tuple[PaperRef, ...]:
    """Papers that readers spoke well of, each as often as people did, up to a bound; by ref."""
    people: dict[PaperRef, set[str]] = {}
    for signal in await books.readers.of(team):
        people.setdefault(signal.ref, set()).add(signal.who)
    return tuple(ref for ref in sorted(people) for _ in range(min(len(people[ref]), MOST_LIKES)))


async def presenters(books: Books, team: str) -> Mapping[PaperRef, Sequence[Signal]]:
    """Who offered to present what, the earliest first: a reading group's list."""
    offered: dict[PaperRef, list[Signal]] = {}
    for signal in sorted(await books.readers.of(team), key=lambda each: (each.at, each.who)):
        if signal.kind == "present":
            offered.setdefault(signal.ref, []).append(signal)
    return offered


async def _story_at(
    books: Books, platform: Platform, space: str, channel: str | None, message: str
) -> tuple[str, PaperRef] | None:
    """(team, paper) of the published story that a message shows; None for a lead, which shows them all."""
    delivery = await books.outbox.posted(platform, space, channel, message)
    if delivery is None or delivery.purpose != "edition" or not delivery.part:
        return None
    edition = await books.editions.get(int(delivery.subject.partition(":")[2]))
    printed = await books.editions.printed(edition.id, delivery.place.language)
    shown = [story.ref for story in (printed.stories if printed else ()) if _shows(delivery, story.url)]
    return (edition.team, shown[0]) if len(shown) == 1 else None


def _shows(delivery: Delivery, url: str) -> bool:
    """Whether a frozen body holds that very address, and not one that merely begins with it."""
    said = delivery.body.replace(json.dumps(url)[1:-1], "\0")
    return any(rest[:1] in ('"', "|", ">", ")", "\\", "") for rest in said.split("\0")[1:])
