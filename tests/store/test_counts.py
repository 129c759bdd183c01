"""The sums of the rows are the same on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.domain.edition import Delivery, delivery_id
from bot.domain.editorial import EditionStage
from bot.domain.team import Place
from bot.store import tables
from bot.store.counts import GRACE, TOLD_FOR, count
from bot.store.engine import SqlStore
from tests.factories import made_team
from tests.fakes import GivenClock

pytestmark = pytest.mark.anyio


async def test_an_empty_database_adds_up_to_nothing(store: SqlStore, clock: GivenClock) -> None:
    counts = await count(store, clock.now(), ["arxiv"])
    assert counts["papers"] == {(): 0.0}
    assert set(counts["editions"].values()) == {0.0}
    assert counts["newest_paper_timestamp_seconds"] == {(): 0.0}
    assert counts["poll_timestamp_seconds"] == {("arxiv",): 0.0}, (
        "what never answered must not be missing from an alarm"
    )
    assert counts["editions_silent"] == {(): 0.0}


@pytest.mark.parametrize("passed", [GRACE / 2, GRACE * 2, TOLD_FOR * 2])
async def test_an_edition_is_silent_from_its_grace_until_everybody_knows(
    passed: timedelta, store: SqlStore, clock: GivenClock
) -> None:
    now = clock.now()
    async with store.begin() as books:
        await books.teams.save(made_team())
        edition = await books.editions.open("nlp", "2026-11", opened_at=now, publish_at=now - passed, cut=now)
        subject, place = f"edition:{edition.id}", Place("slack", "T1", "C1")
        debt = Delivery(delivery_id("edition", subject, place, 0, 0), "edition", subject, place, 0, "{}")
        await books.outbox.owe([debt])
        assert await books.outbox.claim(debt)
    async with store.write() as connection:
        await connection.execute(update(tables.editions).values(stage=EditionStage.PUBLISHED))
    counts = await count(store, now)
    assert counts["editions_silent"] == {(): float(GRACE < passed < TOLD_FOR)}
    assert counts["deliveries"]["sending",] == 1
    assert counts["editions_overdue"] == {(): 0.0}
    async with store.begin() as books:
        await books.outbox.sent(debt, "1")
    assert (await count(store, now))["editions_silent"] == {(): 0.0}
