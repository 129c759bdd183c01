"""Moving up: a whole desk goes from one database to another, and nothing of it is lost or changed on the way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.domain.errors import StoreBusy, StoreError
from bot.domain.paper import Announcement, Author
from bot.domain.reader import Signal
from bot.domain.story import Card, Vote
from bot.ports import AuditLine, BlurbKey, Pick, Usage, Written
from bot.store.copy import copy
from bot.store.engine import SqlStore
from bot.store.lock import serve_lock
from bot.store.tables import metadata
from tests.factories import (
    made_claims,
    made_draft,
    made_edition,
    made_evidence,
    made_paper,
    made_story,
    made_team,
    printed_edition,
)
from tests.store.test_outbox import owed

pytestmark = pytest.mark.anyio

AT = datetime(2026, 11, 1, 9, 30, 15, 123456, tzinfo=UTC)


async def fill(store: SqlStore) -> None:
    """Something in every table."""
    ref, usage = made_paper(1).ref, Usage("m", "e", 1, 2, 0.1 + 0.2, 1e-9)
    papers = [made_paper(n, authors=(Author("Zoë Ünal", None),), sections=(("end", "Ω 🧵"),)) for n in range(1, 30)]
    async with store.begin() as books:
        await books.papers.add([Announcement(paper, "new", AT.date()) for paper in papers])
        await books.papers.learn(made_evidence(1), "one", AT)
        await books.papers.add_picks([Pick(ref, AT.date(), "a list", ("Zoë",))])
        await books.papers.keep_cursor("oai", "page 2", AT)
        await books.papers.keep_vectors("m@1", {ref: [0.1, -2.5]})
        await books.teams.save(made_team())
        await books.teams.install("slack", "T1", b"\x00\xff", AT)
        edition = await books.editions.open("nlp", "2026-11", opened_at=AT, publish_at=AT, cut=AT)
        await books.editions.save(replace(made_edition(), id=edition.id, revision=1))
        story = await books.editions.add_story(made_story(1, id=0, edition_id=edition.id))
        assert story is not None
        await books.editions.add_draft(story.id, made_draft(1))
        await books.editions.add_vote(story.id, Vote(1, "Ann", "approve", "web", AT))
        await books.editions.keep_printed(edition.id, printed_edition())
        await books.editions.keep_blurb(BlurbKey(ref, 1, "h", "en", "p", "m"), Written(*made_claims(1), "m"))
        await books.editions.spend("nlp", [usage], AT)
        await books.outbox.owe(owed())
        await books.outbox.show(Card(story.id, 1, "web", "m1", 1))
        await books.ledger.note(AuditLine(AT, "Ann", "approve", "story:1"))
        await books.ledger.first_time("Ev1", AT)
        await books.readers.keep(Signal("nlp", ref, "slack:U9", "save", AT))


@pytest.fixture
async def source(tmp_path: Path) -> AsyncIterator[SqlStore]:
    store = SqlStore.open(str(tmp_path / "old.db"))
    await store.upgrade()
    await fill(store)
    yield store
    await store.close()


async def test_a_desk_moves_and_goes_on(source: SqlStore, store: SqlStore) -> None:
    tallies = await copy(source, store)
    assert set(tallies) == set(metadata.tables)
    assert all(tally.rows for tally in tallies.values()), "every table was tried"
    async with source.begin(reading=True) as old, store.begin() as new:
        assert await new.editions.archive() == await old.editions.archive()
        assert await new.editions.stories(1) == await old.editions.stories(1)
        assert await new.outbox.due(45) == await old.outbox.due(45)
        assert await new.teams.all() == await old.teams.all()
        assert await new.papers.search("teapot benchmark") == await old.papers.search("teapot benchmark") != []
        assert (await new.papers.add([Announcement(made_paper(30), "new", AT.date())])).new == 1
        opened = await new.editions.open("nlp", "2026-12", opened_at=AT, publish_at=AT, cut=AT)
        assert opened.id == 2


async def test_a_desk_moves_back(source: SqlStore, store: SqlStore, tmp_path: Path) -> None:
    there = await copy(source, store)
    back = SqlStore.open(str(tmp_path / "back.db"))
    assert await copy(store, back) == there
    await back.close()


async def test_rows_are_never_mixed_with_those_of_another_desk(source: SqlStore, store: SqlStore) -> None:
    async with store.begin() as books:
        await books.teams.save(made_team(name="other"))
    with pytest.raises(StoreError, match=r"rows already \(in teams\)"):
        await copy(source, store)


async def test_a_desk_is_not_moved_while_it_is_served(source: SqlStore, store: SqlStore) -> None:
    assert source.lock_path is not None
    with serve_lock(source.lock_path), pytest.raises(StoreBusy):
        await copy(source, store)


async def test_a_row_that_changes_on_the_way_is_noticed_and_nothing_is_kept(source: SqlStore, tmp_path: Path) -> None:
    target = SqlStore.open(str(tmp_path / "new.db"))
    await target.upgrade()
    async with target.engine.begin() as connection:
        trigger = "CREATE TRIGGER liar AFTER INSERT ON picks BEGIN UPDATE picks SET chosen_by = 'else'; END"
        await connection.execute(text(trigger))
    with pytest.raises(StoreError, match="picks did not arrive"):
        await asyncio.wait_for(copy(source, target), 30)
    async with target.begin(reading=True) as books:
        assert await books.teams.all() == []
    await target.close()
