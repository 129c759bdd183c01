"""One message at a time: claimed, posted under its lead, confirmed; put off, refused, or left to a person."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.domain.edition import Delivery, DeliveryState
from bot.domain.errors import CannotLook, PostLater, PostRefused, PostUnclear
from bot.domain.story import Card
from bot.domain.team import Place
from bot.pipeline.publish import SUMMARY, deliver, owed, sweep
from tests.pipeline.conftest import Desk

pytestmark = pytest.mark.anyio

PLACE = Place("slack", "T1", "C1")


async def owing(desk: Desk, *bodies: str) -> list[Delivery]:
    """A thread that is owed to the channel, the lead first."""
    debts = owed("edition", "edition:7", PLACE, bodies)
    async with desk.room.store.begin() as books:
        assert await books.outbox.owe(debts) == len(bodies)
        assert await books.outbox.owe(debts) == 0, "what is owed is owed once"
    return debts


async def now(desk: Desk, delivery: Delivery) -> Delivery:
    async with desk.room.store.begin() as books:
        found = await books.outbox.get(delivery.id)
    assert found is not None
    return found


def test_a_thread_is_a_lead_and_what_hangs_under_it() -> None:
    lead, *rest = owed("edition", "edition:7", PLACE, ("a", "b", "c"), 2)
    assert (lead.part, lead.body, lead.depends_on, lead.generation) == (0, "a", None, 2)
    assert [(each.part, each.body, each.depends_on) for each in rest] == [(1, "b", lead.id), (2, "c", lead.id)]
    assert all(each.generation == 2 and each.subject == "edition:7" and each.place == PLACE for each in rest)
    assert lead.id != owed("edition", "edition:7", PLACE, ("a",), 3)[0].id
    assert lead.id == owed("edition", "edition:7", PLACE, ("other words",), 2)[0].id


async def test_what_is_posted_is_confirmed_and_hangs_under_its_lead(desk: Desk) -> None:
    lead, reply = await owing(desk, "lead", "reply")
    assert await deliver(desk.room, lead) is True
    posted = await now(desk, lead)
    assert (posted.state, posted.message_id, posted.attempt) == (DeliveryState.SENT, "m1", 1)
    assert await deliver(desk.room, reply) is True
    assert desk.slack.messages["m2"][1:] == ("m1", "reply")


async def test_two_who_deliver_at_once_post_once(desk: Desk) -> None:
    (debt,) = await owing(desk, "lead")
    both = await asyncio.gather(deliver(desk.room, debt), deliver(desk.room, debt))
    assert sorted(both) == [False, True]
    assert len(desk.slack.messages) == 1
    assert await deliver(desk.room, await now(desk, debt)) is False, "what is sent is not claimed again"


@pytest.mark.parametrize(("asked", "waited"), [(30.0, 30.0), (3600.0, 3600.0), (90_000.0, 3600.0)])
async def test_a_platform_that_asks_for_patience_gets_an_hour_at_most(desk: Desk, asked: float, waited: float) -> None:
    (debt,) = await owing(desk, "lead")
    desk.slack.troubles = [(PostLater("Slow down.", after=asked), False)]
    assert await deliver(desk.room, debt) is False
    put_off = await now(desk, debt)
    assert (put_off.state, put_off.reason) == (DeliveryState.PENDING, "Slow down.")
    assert put_off.next_at is not None
    assert (put_off.next_at - desk.clock.now()).total_seconds() == waited


async def test_after_eight_attempts_a_person_is_asked(desk: Desk) -> None:
    (debt,) = await owing(desk, "lead")
    for attempt in range(1, 9):
        desk.slack.troubles = [(PostLater("Slow down.", after=1.0), False)]
        assert await deliver(desk.room, await now(desk, debt)) is False
        assert (await now(desk, debt)).attempt == attempt
    assert (await now(desk, debt)).state is DeliveryState.PENDING
    assert await deliver(desk.room, await now(desk, debt)) is False
    left = await now(desk, debt)
    assert left.state is DeliveryState.NEEDS_OPERATOR
    assert left.reason == f"Given up after 8 attempts; settle it by hand with `paperdesk jobs settle {debt.id}`."
    assert desk.slack.messages == {}


async def test_a_refusal_is_kept_with_its_reason(desk: Desk) -> None:
    (debt,) = await owing(desk, "lead")
    desk.slack.troubles = [(PostRefused("The channel is archived."), False)]
    assert await deliver(desk.room, debt) is False
    refused = await now(desk, debt)
    assert (refused.state, refused.reason) == (DeliveryState.FAILED, "The channel is archived.")


async def test_an_answer_that_was_lost_is_looked_for_and_the_message_kept(desk: Desk) -> None:
    (debt,) = await owing(desk, "lead")
    desk.slack.troubles = [(PostUnclear("The line broke."), True)]
    assert await deliver(desk.room, debt) is False
    unclear = await now(desk, debt)
    assert unclear.state is DeliveryState.SENDING
    desk.slack.blind = CannotLook("The history is closed.")
    assert await deliver(desk.room, unclear) is False
    blind = await now(desk, debt)
    assert (blind.state, blind.reason) == (DeliveryState.NEEDS_OPERATOR, "The history is closed.")
    assert len(desk.slack.messages) == 1


async def test_what_was_found_in_the_channel_is_confirmed_however_many_attempts_it_took(desk: Desk) -> None:
    (debt,) = await owing(desk, "lead")
    for _ in range(8):
        desk.slack.troubles = [(PostLater("Slow down.", after=1.0), False)]
        await deliver(desk.room, await now(desk, debt))
    waiting = await now(desk, debt)
    async with desk.room.store.begin() as books:
        claimed = await books.outbox.claim(waiting)
    assert claimed is not None
    await desk.slack.post(claimed, None)
    assert await deliver(desk.room, await now(desk, debt)) is True
    assert (await now(desk, debt)).message_id == "m1"


async def test_what_nothing_is_connected_to_is_left_to_a_person(desk: Desk) -> None:
    (debt,) = await owing(desk, "lead")
    (card,) = owed("card", "story:3:draft:1", PLACE, ("card",))
    async with desk.room.store.begin() as books:
        await books.outbox.owe([card])
    assert await deliver(replace(desk.room, channels={}), debt) is False
    assert await deliver(replace(desk.room, desks={}), card) is False
    for each in (debt, card):
        left = await now(desk, each)
        assert left.state is DeliveryState.NEEDS_OPERATOR
        assert left.reason == "Nothing is connected to slack; connect it, or skip this one."


async def test_a_posted_card_is_remembered_as_its_draft_and_the_summary_as_the_desk(desk: Desk) -> None:
    edition = await desk.edition()
    story = (await desk.stories(edition))[0]
    subjects = (f"story:{story.id}:draft:12", f"edition:{edition.id}:desk", f"edition:{edition.id}:other")
    for subject in subjects:
        async with desk.room.store.begin() as books:
            await books.outbox.owe(owed("card", subject, PLACE, (subject,)))
            await books.outbox.owe(owed("reminder", subject, PLACE, (subject,)))
    assert await sweep(desk.room) == 6
    ids = {(d.purpose, d.subject): message for message, (d, _, _) in desk.slack.messages.items()}
    async with desk.room.store.begin() as books:
        shown = await books.outbox.cards(edition.id)
    assert sorted(shown, key=lambda card: card.story_id) == [
        Card(SUMMARY, edition.id, str(PLACE), ids["card", subjects[1]], 0),
        Card(story.id, 12, str(PLACE), ids["card", subjects[0]], 0),
    ]
