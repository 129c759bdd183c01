"""A person who asks to be forgotten is no longer named anywhere, and nothing that was decided changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.domain.story import Vote
from bot.domain.team import Person
from bot.ports import AuditLine
from bot.store import tables
from bot.store.engine import SqlStore
from bot.store.forget import forget
from tests.factories import made_draft, made_edition, made_story, made_team, printed_edition, printed_story
from tests.store.test_outbox import owed

pytestmark = pytest.mark.anyio

AT = datetime(2026, 11, 1, tzinfo=UTC)
NAME = "Zoë Forgotten"


async def everything(store: SqlStore) -> str:
    async with store.connect(reading=True) as connection:
        rows = [str((await connection.execute(select(table))).all()) for table in tables.metadata.sorted_tables]
    return "\n".join(rows)


async def test_a_forgotten_person_is_named_nowhere_and_what_was_decided_stays(store: SqlStore) -> None:
    async with store.begin() as books:
        await books.teams.save(made_team(editors=(Person(NAME, "U7", "7"), Person("Ann", "U8"))))
        edition = await books.editions.open("nlp", "2026-11", opened_at=AT, publish_at=AT, cut=AT)
        text = replace(made_edition().text, by=NAME, approved_by=("Ann", NAME))  # type: ignore[type-var]
        await books.editions.save(replace(edition, text=text, called_by=NAME, revision=1))
        story = await books.editions.add_story(
            made_story(1, id=0, edition_id=edition.id, nominated_by=NAME, overruled_by=NAME)
        )
        assert story is not None
        await books.editions.add_draft(story.id, made_draft(1, by=NAME))
        for person in (NAME, "Ann"):
            await books.editions.add_vote(story.id, Vote(1, person, "approve", "web", AT))
        stories = (printed_story(1, approved_by=(NAME,), overruled_by=NAME, authors=(NAME, "Author B")),)
        await books.editions.keep_printed(
            edition.id, printed_edition(stories=stories, how_made=f"Chosen by Ann and {NAME}.")
        )
        body = '{"text": "by Zo\\u00eb Forgotten and Zoë Forgotten"}'
        await books.outbox.owe([replace(each, body=body) for each in owed()])
        await books.ledger.note(AuditLine(AT, NAME, "approve", "story:1", f"{NAME} said yes"))
    changed = await forget(store, NAME)
    assert changed == {
        "people": 1,
        "votes": 1,
        "drafts": 1,
        "stories": 2,
        "editions": 2,
        "audit": 2,
        "deliveries": 6,
        "printed": 1,
    }
    async with store.begin() as books:
        printed = await books.editions.printed(edition.id, "en")
        assert printed is not None
        assert printed.stories[0].authors == (NAME, "Author B"), "authors of papers are not our members"
        await books.editions.keep_printed(edition.id, printed_edition())
        (story,) = await books.editions.stories(edition.id)
        assert len(story.votes_for("approve")) == 2
        team = await books.teams.get("nlp")
        assert team is not None
        assert [person.name for person in team.editors] == ["Ann"]
    told = await everything(store)
    assert "Forgotten" not in told
    assert "U7" not in told
    assert "former editor" in told
    assert await forget(store, NAME) == {}
    assert await forget(store, " ") == {}
