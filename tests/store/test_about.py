"""Who asks what is known about them gets all of it, and nothing of anybody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.paper import PaperRef
from bot.domain.reader import Signal
from bot.domain.story import Vote
from bot.domain.team import STANDS_IN, Person
from bot.ports import AuditLine
from bot.store import tables
from bot.store.about import about
from bot.store.engine import SqlStore
from bot.store.forget import NAMES, NOUNS, TEXTS, forget
from tests.factories import made_draft, made_edition, made_story, made_team, printed_edition, printed_story
from tests.store.test_outbox import owed

pytestmark = pytest.mark.anyio

AT = datetime(2026, 11, 1, tzinfo=UTC)
NAME = "Zoë Example"
OTHER = "Ann"


@pytest.fixture
async def told(store: SqlStore) -> SqlStore:
    """A store in which the same was done by two people, one of whom also reads, and has a stand-in."""
    guest = Person("Guest", discord="99", through=f"{STANDS_IN}{NAME}", until=AT)
    async with store.begin() as books:
        await books.teams.save(made_team(editors=(Person(NAME, "U7", "7"), Person(OTHER, "U8", "8"), guest)))
        edition = await books.editions.open("nlp", "2026-11", opened_at=AT, publish_at=AT, cut=AT)
        text = replace(made_edition().text, by=NAME, approved_by=(OTHER, NAME))  # type: ignore[type-var]
        await books.editions.save(replace(edition, text=text, called_by=NAME, revision=1))
        for number, name in ((1, NAME), (2, OTHER)):
            story = await books.editions.add_story(
                made_story(number, id=0, edition_id=edition.id, nominated_by=name, overruled_by=name)
            )
            assert story is not None
            await books.editions.add_draft(story.id, made_draft(number, by=name))
            await books.editions.add_vote(story.id, Vote(1, name, "approve", "web", AT))
            await books.ledger.note(AuditLine(AT, name, "approve", f"story:{number}", ""))
        await books.ledger.note(AuditLine(AT, OTHER, "stand in", "team:nlp", f"Guest for {NAME}"))
        stories = (printed_story(1, approved_by=(OTHER, NAME), authors=(NAME, "Author B")),)
        await books.editions.keep_printed(edition.id, printed_edition(stories=stories, how_made=f"Chosen by {NAME}."))
        await books.outbox.owe([replace(each, body='{"text": "by Zo\\u00eb Example"}') for each in owed(parts=1)])
        for account in ("slack:U7", "slack:U8", "slack:U9"):
            await books.readers.keep(Signal("nlp", PaperRef("arxiv", "2610.00001"), account, "like", AT))
    return store


async def test_everything_under_a_name_is_gathered_with_what_goes_by_its_accounts(told: SqlStore) -> None:
    known = await about(told, NAME)
    assert {table: len(rows) for table, rows in known.items()} == {
        "people": 2,
        "signals": 1,
        "votes": 1,
        "drafts": 1,
        "stories": 1,
        "editions": 2,
        "audit": 2,
        "deliveries": 1,
        "claims": 5,
        "printed": 1,
    }
    assert known["people"][0]["slack"] == "U7"
    assert known["people"][1]["name"] == "Guest"
    assert known["votes"][0]["kind"] == "approve"
    assert known["editions"][1] == {"id": 1, "text": ["by", "approved_by.1"]}
    assert known["printed"][0]["body"] == ["stories.0.approved_by.1", "how_made"], "an author is not a member"
    assert "body" not in known["deliveries"][0]


async def test_an_account_brings_the_name_that_goes_with_it_and_a_readers_has_only_what_was_said(
    told: SqlStore,
) -> None:
    by_account = await about(told, "slack:U7")
    assert by_account["votes"] == (await about(told, NAME))["votes"]
    assert by_account["signals"][0]["who"] == "slack:U7"
    assert {table: len(rows) for table, rows in (await about(told, "slack:U9")).items()} == {"signals": 1}
    assert await about(told, "slack:U10") == {}
    assert await about(told, "7") == {}
    assert await about(told, " ") == {}


async def test_nothing_is_left_to_show_of_who_was_forgotten_and_of_others_all_is(told: SqlStore) -> None:
    before = await about(told, OTHER)
    await forget(told, NAME)
    assert await about(told, NAME) == {}
    assert await about(told, "slack:U7") == {}
    after = await about(told, OTHER)
    assert {table: len(rows) for table, rows in after.items()} == {table: len(rows) for table, rows in before.items()}
    async with told.begin() as books:
        team = await books.teams.get("nlp")
    assert team is not None
    assert [person.name for person in team.editors] == [OTHER, "Guest"]


def test_every_column_that_can_hold_a_name_is_looked_at() -> None:
    """A new one belongs into the lists of `forget`, or among those that hold no name of ours."""
    looked = {*NAMES, *TEXTS, *NOUNS}
    free = {
        "papers", "evidence", "vectors", "teams", "people", "installations", "blurbs", "cards", "claims", "events_seen",
        "polls", "picks", "appearances", "spend", "signals",
    }  # fmt: skip
    plain = {"team", "period", "stage", "held_back", "ref", "score", "dropped_from", "language", "note", "kind", "via",
             "id", "purpose", "subject", "platform", "space", "channel", "depends_on", "state", "message_id", "reason",
             "what"}  # fmt: skip
    for table in tables.metadata.sorted_tables:
        worded = {c for c in table.c if c.type.python_type in {str, dict}}
        left = {c.name for c in worded - looked} - plain
        assert table.name in free or not left, f"{table.name}: {left}"
