"""The outbox: what is owed is claimed by one, in its order, in its turn, and never once it is sent.

Longer than 250 lines because the life of a delivery is told in one place.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.edition import Delivery, DeliveryState, Purpose, delivery_id
from bot.domain.editorial import StoryStage
from bot.domain.story import Card
from bot.domain.team import Place
from bot.store.engine import SqlStore
from tests.factories import made_story, made_team
from tests.fakes import GivenClock

pytestmark = pytest.mark.anyio

SETTLE = 45.0
NEWS = Place("slack", "T1", "C1")


def owed(
    subject: str = "edition:1",
    place: Place = NEWS,
    parts: int = 3,
    purpose: Purpose = "edition",
    generation: int = 0,
) -> list[Delivery]:
    lead = delivery_id(purpose, subject, place, 0, generation)
    return [
        Delivery(
            id=delivery_id(purpose, subject, place, part, generation),
            purpose=purpose,
            subject=subject,
            place=place,
            part=part,
            body=f'{{"part": {part}}}',
            generation=generation,
            depends_on=lead if part else None,
        )
        for part in range(parts)
    ]


async def owe(store: SqlStore, *debts: Sequence[Delivery]) -> int:
    async with store.begin() as books:
        return await books.outbox.owe([delivery for debt in debts for delivery in debt])


async def due(store: SqlStore, limit: int = 100) -> Sequence[Delivery]:
    async with store.begin(reading=True) as books:
        return await books.outbox.due(SETTLE, limit)


async def claim(store: SqlStore, delivery: Delivery) -> Delivery | None:
    async with store.begin() as books:
        return await books.outbox.claim(delivery)


async def send(store: SqlStore, delivery: Delivery) -> None:
    async with store.begin() as books:
        claimed = await books.outbox.claim(delivery)
        assert claimed is not None
        await books.outbox.sent(claimed, f"message {delivery.part}")


async def now(store: SqlStore, delivery: Delivery) -> Delivery:
    async with store.begin(reading=True) as books:
        found = await books.outbox.get(delivery.id)
    assert found is not None
    return found


async def test_a_debt_is_written_down_once(store: SqlStore) -> None:
    debt = owed()
    assert await owe(store, debt) == 3
    assert await owe(store, [replace(each, body="other words") for each in debt], owed("edition:2")) == 3
    async with store.begin(reading=True) as books:
        assert await books.outbox.of("edition:1") == debt
        assert await books.outbox.get("nothing") is None


async def test_a_second_debt_for_the_same_thing_is_not_taken_under_another_id(store: SqlStore) -> None:
    debt = owed(parts=1)
    assert await owe(store, debt, [replace(debt[0], id="another id")]) == 1


async def test_a_new_generation_is_owed_again(store: SqlStore) -> None:
    assert await owe(store, owed(parts=1), owed(parts=1, generation=1)) == 2


async def test_parts_wait_for_their_lead_and_go_one_after_the_other(store: SqlStore) -> None:
    debt = owed()
    await owe(store, debt)
    order = []
    while waiting := await due(store):
        assert len(waiting) == 1
        order.append(waiting[0].part)
        await send(store, waiting[0])
    assert order == [0, 1, 2]


async def test_a_part_never_overtakes_one_that_waits(store: SqlStore, clock: GivenClock) -> None:
    debt = owed()
    await owe(store, debt)
    await send(store, debt[0])
    async with store.begin() as books:
        claimed = await books.outbox.claim(debt[1])
        assert claimed is not None
        await books.outbox.later(claimed, 60, "slow down")
    assert await due(store) == []
    clock.pass_by(seconds=61)
    (again,) = await due(store)
    assert (again.part, again.attempt, again.reason) == (1, 1, "slow down")
    async with store.begin() as books:
        await books.outbox.ask_operator(again, "cannot look")
    assert await due(store) == []
    async with store.begin() as books:
        await books.outbox.skip(await now_in(books.outbox.get(again.id)), "skipped by Ann")
    (last,) = await due(store)
    assert last.part == 2


async def now_in(found: object) -> Delivery:
    delivery = await found  # type: ignore[misc]
    assert isinstance(delivery, Delivery)
    return delivery


async def test_nothing_hangs_under_a_message_that_was_refused(store: SqlStore) -> None:
    debt = owed()
    await owe(store, debt)
    async with store.begin() as books:
        claimed = await books.outbox.claim(debt[0])
        assert claimed is not None
        await books.outbox.refused(claimed, "no such channel")
        troubled = await books.outbox.troubled()
    assert [(each.id, each.state, each.reason) for each in troubled] == [
        (debt[0].id, DeliveryState.FAILED, "no such channel")
    ]
    assert await due(store) == []


async def test_skipping_the_lead_skips_what_would_have_hung_under_it(store: SqlStore) -> None:
    debt = owed()
    await owe(store, debt, owed("edition:2"))
    async with store.begin() as books:
        await books.outbox.skip(debt[0], "not wanted")
        assert {each.state for each in await books.outbox.of("edition:1")} == {DeliveryState.SKIPPED}
    assert [each.subject for each in await due(store)] == ["edition:2"]


async def test_an_operator_can_put_right_what_needed_one(store: SqlStore, clock: GivenClock) -> None:
    debt = owed()
    await owe(store, debt)
    async with store.begin() as books:
        claimed = await books.outbox.claim(debt[0])
        assert claimed is not None
        await books.outbox.ask_operator(claimed, "cannot look")
        await books.outbox.later(claimed, 0, "was not posted")
    (again,) = await due(store)
    async with store.begin() as books:
        claimed = await books.outbox.claim(again)
        assert claimed is not None
        await books.outbox.ask_operator(claimed, "cannot look")
        await books.outbox.sent(claimed, "found by Ann")
    assert (await now(store, debt[0])).message_id == "found by Ann"
    assert [each.part for each in await due(store)] == [1]


async def test_what_is_sent_stays_sent(store: SqlStore, clock: GivenClock) -> None:
    (one,) = owed(parts=1)
    await owe(store, [one])
    claimed = await claim(store, one)
    assert claimed is not None
    async with store.begin() as books:
        await books.outbox.sent(claimed, "first")
        await books.outbox.sent(claimed, "second")
        await books.outbox.later(claimed, 0, "late")
        await books.outbox.refused(claimed, "late")
        await books.outbox.ask_operator(claimed, "late")
        await books.outbox.skip(claimed, "late")
    there = await now(store, one)
    assert (there.state, there.message_id, there.reason) == (DeliveryState.SENT, "first", None)
    assert await claim(store, there) is None
    assert await claim(store, one) is None
    clock.pass_by(days=1)
    assert await due(store) == []


async def test_an_attempt_without_an_answer_is_due_again_once_it_has_settled(
    store: SqlStore, clock: GivenClock
) -> None:
    (one,) = owed(parts=1)
    await owe(store, [one])
    first = await claim(store, one)
    assert first is not None
    assert (first.state, first.attempt, first.attempted_at) == (DeliveryState.SENDING, 1, clock.now())
    clock.pass_by(seconds=SETTLE - 1)
    assert await due(store) == []
    clock.pass_by(seconds=1)
    (again,) = await due(store)
    assert again == first
    second = await claim(store, again)
    assert second is not None
    assert second.attempt == 2


async def test_a_worker_that_was_overtaken_changes_nothing(store: SqlStore, clock: GivenClock) -> None:
    (one,) = owed(parts=1)
    await owe(store, [one])
    first = await claim(store, one)
    clock.pass_by(seconds=SETTLE)
    assert first is not None
    second = await claim(store, first)
    async with store.begin() as books:
        await books.outbox.refused(first, "late")
        await books.outbox.later(first, 0, "late")
    assert await now(store, one) == second
    async with store.begin() as books:
        await books.outbox.sent(first, "it was posted after all")
    assert (await now(store, one)).state is DeliveryState.SENT


async def test_of_many_workers_one_has_it(store: SqlStore, other: SqlStore) -> None:
    (one,) = owed(parts=1)
    await owe(store, [one])
    claims = await asyncio.gather(*(claim(which, one) for which in (store, other) * 5))
    assert len([each for each in claims if each]) == 1


async def test_two_workers_send_everything_once_and_in_order(store: SqlStore, other: SqlStore) -> None:
    places = [Place("slack", f"T{n % 3}", f"C{n}") for n in range(6)]
    await owe(store, *(owed(place=place) for place in places))
    posted: list[tuple[str, int]] = []

    async def work(which: SqlStore) -> None:
        while waiting := await due(which):
            for delivery in waiting:
                claimed = await claim(which, delivery)
                if claimed:
                    posted.append((delivery.place.channel, delivery.part))
                    async with which.begin() as books:
                        await books.outbox.sent(claimed, "m")
            await asyncio.sleep(0)

    await asyncio.gather(work(store), work(other))
    await work(store)
    assert Counter(posted) == Counter((place.channel, part) for place in places for part in range(3))
    for place in places:
        assert [part for channel, part in posted if channel == place.channel] == [0, 1, 2]


async def test_a_channel_gets_one_message_at_a_time(store: SqlStore, clock: GivenClock) -> None:
    await owe(store, owed("edition:1", parts=1))
    clock.pass_by(seconds=1)
    await owe(store, owed("edition:2", parts=1), owed("edition:2", replace(NEWS, channel="C2"), parts=1))
    first, elsewhere = await due(store)
    assert (first.subject, elsewhere.place.channel) == ("edition:1", "C2")
    await claim(store, first)
    assert [each.place.channel for each in await due(store)] == ["C2"]
    clock.pass_by(seconds=SETTLE)
    assert [each.subject for each in await due(store)] == ["edition:1", "edition:2"]


async def test_a_big_team_cannot_starve_a_small_one(store: SqlStore, clock: GivenClock) -> None:
    big = [owed(place=Place("slack", "BIG", f"C{n:03}"), parts=1) for n in range(50)]
    await owe(store, *big)
    clock.pass_by(hours=1)
    await owe(store, owed(place=Place("slack", "small", "C"), parts=1), owed(place=Place("discord", "s", "C")))
    spaces = [each.place.space for each in await due(store, limit=5)]
    assert Counter(spaces) == {"BIG": 3, "small": 1, "s": 1}
    assert len(await due(store)) == 52


async def test_without_a_given_time_moments_are_the_databases_own(url: str) -> None:
    plain = SqlStore.open(url)
    (one,) = owed(parts=1)
    await owe(plain, [one])
    claimed = await claim(plain, one)
    assert claimed is not None
    assert claimed.attempted_at is not None
    assert claimed.attempted_at.tzinfo is UTC
    assert abs(claimed.attempted_at - datetime.now(UTC)) < timedelta(minutes=1)
    async with plain.begin() as books:
        assert await books.outbox.due(SETTLE) == []
        await books.outbox.later(claimed, -1, "again")
        assert [each.id for each in await books.outbox.due(SETTLE)] == [one.id]
    await plain.close()


async def test_a_card_never_goes_back_to_an_older_revision(store: SqlStore) -> None:
    at = datetime(2026, 11, 1, tzinfo=UTC)
    async with store.begin() as books:
        await books.teams.save(made_team())
        edition = await books.editions.open("nlp", "2026-11", opened_at=at, publish_at=at, cut=at)
        story = await books.editions.add_story(made_story(1, StoryStage.PROPOSED, id=0, edition_id=edition.id))
        assert story is not None
        card = Card(story.id, 1, "slack/T1/C1", None, 0)
        summary = Card(0, edition.id, "slack/T1/C1", "m0", 4)
        for shown in (
            card,
            replace(card, message_id="m1", shown_revision=3),
            replace(card, shown_revision=2),
            replace(card, draft_number=2),
            summary,
        ):
            await books.outbox.show(shown)
        stands = replace(card, message_id="m1", shown_revision=3)
        assert await books.outbox.cards(edition.id) == [summary, stands, replace(card, draft_number=2)]
        assert await books.outbox.cards_at("m1") == [("nlp", stands)]
        assert await books.outbox.cards_at("m0") == [("nlp", summary)]
        assert await books.outbox.cards_at("m2") == []
        assert await books.outbox.cards(edition.id + 1) == []
