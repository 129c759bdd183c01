"""Editions and stories in the store: saved by compare-and-set, read whole, never twice.

Longer than 250 lines because the life of an edition is told in one place.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from bot.domain.edition import Edition
from bot.domain.editorial import EditionAction, EditionStage, StoryAction, StoryStage
from bot.domain.errors import Conflict, NotFound, StoreError
from bot.domain.story import Story, Vote
from bot.domain.team import Person, Place
from bot.ports import AuditLine, BlurbKey, Books, Decision, Usage, Written
from bot.store.engine import SqlStore
from tests.factories import (
    made_claims,
    made_draft,
    made_edition,
    made_paper,
    made_story,
    made_team,
    printed_edition,
)

pytestmark = pytest.mark.anyio

AT = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


async def opened(books: Books, team: str = "nlp", period: str = "2026-11") -> Edition:
    return await books.editions.open(team, period, opened_at=AT, publish_at=AT, cut=AT)


async def started(store: SqlStore, stories: int = 1) -> tuple[Edition, list[Story]]:
    """An edition of a fresh team, with proposed stories."""
    async with store.begin() as books:
        await books.teams.save(made_team())
        edition = await opened(books)
        new = [made_story(number, StoryStage.PROPOSED, id=0, edition_id=edition.id) for number in range(1, stories + 1)]
        there = [await books.editions.add_story(story) for story in new]
    return edition, [story for story in there if story]


async def test_a_team_comes_back_with_its_people_in_their_order(store: SqlStore) -> None:
    people = (Person("Zed", slack="U9"), Person("Ann", discord="1"), Person("Mid"))
    team = made_team(editors=people, desk=Place("slack", "T1", "C1"), channels=(Place("discord", "1", "2", "zh"),))
    async with store.begin() as books:
        await books.teams.save(made_team(name="b"))
        await books.teams.save(replace(team, name="a", editors=people[:1]))
        await books.teams.save(replace(team, name="a"))
        assert await books.teams.get("a") == replace(team, name="a")
        assert [t.name for t in await books.teams.all()] == ["a", "b"]
        assert (await books.teams.all())[0] == replace(team, name="a")
        assert await books.teams.get("c") is None


async def test_an_edition_is_opened_once_for_a_period(store: SqlStore) -> None:
    edition, _ = await started(store)
    async with store.begin() as books:
        later = AT + timedelta(days=3)
        again = await books.editions.open("nlp", "2026-11", opened_at=later, publish_at=later, cut=later)
        assert again == edition
        next_one = await opened(books, period="2026-12")
        assert await books.editions.of("nlp") == [next_one, edition]
        assert await books.editions.find("nlp", "2026-12") == next_one
        assert await books.editions.find("nlp", "2027-01") is None


async def test_two_processes_that_open_at_once_open_the_same_edition(store: SqlStore, other: SqlStore) -> None:
    await started(store)

    async def open_in(which: SqlStore) -> int:
        async with which.begin() as books:
            return (await opened(books, period="2026-12")).id

    numbers = await asyncio.gather(*(open_in(which) for which in (store, other) * 4))
    assert len(set(numbers)) == 1


async def test_an_edition_of_a_team_that_is_not_there_is_refused_in_plain_words(store: SqlStore) -> None:
    async def fail() -> None:
        async with store.begin() as books:
            await opened(books, team="nobody")

    with pytest.raises(StoreError, match="make it first"):
        await fail()


async def test_an_edition_comes_back_as_it_was_saved(store: SqlStore) -> None:
    edition, _ = await started(store)
    full = replace(
        made_edition(EditionStage.HELD),
        id=edition.id,
        called_by="Editor One",
        publish_now=True,
        generation=2,
        published_at=AT,
        revision=1,
    )
    async with store.begin() as books:
        assert await books.editions.save(full) == full
    async with store.begin(reading=True) as books:
        assert await books.editions.get(edition.id) == full


async def test_a_save_that_comes_second_is_told_so(store: SqlStore) -> None:
    edition, (story,) = await started(store)
    async with store.begin() as books:
        await books.editions.save(edition.moved(EditionAction.SHORTLIST))
        await books.editions.save_story(story.moved(StoryAction.DRAFT))
    async with store.begin() as books:
        with pytest.raises(Conflict, match="changed in the meantime"):
            await books.editions.save(edition.moved(EditionAction.CANCEL))
        with pytest.raises(Conflict, match="changed in the meantime"):
            await books.editions.save_story(story.moved(StoryAction.DROP))
    async with store.begin(reading=True) as books:
        assert (await books.editions.get(edition.id)).stage is EditionStage.DRAFTING
        assert (await books.editions.story(story.id)).stage is StoryStage.DRAFTED


async def test_of_two_that_save_at_once_exactly_one_wins(store: SqlStore, other: SqlStore) -> None:
    edition, _ = await started(store)

    async def save_in(which: SqlStore, size: int) -> bool:
        try:
            async with which.begin() as books:
                await books.editions.save(replace(edition, pool_size=size, revision=1))
        except Conflict:
            return False
        return True

    won = await asyncio.gather(*(save_in((store, other)[n % 2], n) for n in range(6)))
    assert sum(won) == 1
    async with store.begin(reading=True) as books:
        assert (await books.editions.get(edition.id)).pool_size == won.index(True)


async def test_a_locked_edition_waits_for_its_turn_and_loses_nothing(store: SqlStore, other: SqlStore) -> None:
    edition, _ = await started(store)

    async def count(which: SqlStore) -> None:
        async with which.begin() as books:
            there = await books.editions.get(edition.id, lock=True)
            await asyncio.sleep(0.002)
            await books.editions.save(replace(there, pool_size=there.pool_size + 1, revision=there.revision + 1))

    await asyncio.gather(*(count(which) for which in (store, other) * 5))
    async with store.begin(reading=True) as books:
        assert (await books.editions.get(edition.id)).pool_size == 10


async def test_what_is_not_there_is_said_so(store: SqlStore) -> None:
    async with store.begin() as books:
        with pytest.raises(NotFound, match="no edition 99"):
            await books.editions.get(99)
        with pytest.raises(NotFound, match="no edition 99"):
            await books.editions.save(made_edition(id=99, revision=1))
        with pytest.raises(NotFound, match="no story 99"):
            await books.editions.story(99)
        with pytest.raises(NotFound, match="no story 99"):
            await books.editions.save_story(made_story(1, id=99, revision=1))


async def test_a_paper_is_in_an_edition_once(store: SqlStore) -> None:
    edition, (story,) = await started(store)
    async with store.begin() as books:
        assert await books.editions.add_story(replace(story, id=0)) is None
        assert await books.editions.stories(edition.id) == [story]
    assert story.id > 0
    assert story.score == made_story(1).score


async def test_stories_come_in_running_order_with_their_standing_draft_and_votes(store: SqlStore) -> None:
    edition, stories = await started(store, 3)
    first, second = made_draft(1), made_draft(2, number=2, note="rewritten", by="Editor One")
    old, new = Vote(1, "Ann", "approve", "web", AT), Vote(2, "Ann", "drop", "reaction", AT)
    async with store.begin() as books:
        for draft in (first, second):
            await books.editions.add_draft(stories[0].id, draft)
        assert await books.editions.add_vote(stories[0].id, new)
        assert await books.editions.add_vote(stories[0].id, old)
        for story, place in zip(stories, (2, 3, 1), strict=True):
            await books.editions.save_story(replace(story, place=place, revision=1))
        running = await books.editions.stories(edition.id)
        assert [story.id for story in running] == [stories[2].id, stories[0].id, stories[1].id]
        assert running[1].draft == second
        assert running[1].votes == (old, new)
        assert running[1] == await books.editions.story(stories[0].id)
        assert running[0].draft is None
        assert await books.editions.drafts(stories[0].id) == [first, second]
        assert await books.editions.drafts(stories[1].id) == []


async def test_a_number_of_a_draft_is_taken_once(store: SqlStore) -> None:
    _, (story,) = await started(store)
    async with store.begin() as books:
        await books.editions.add_draft(story.id, made_draft(1))
        with pytest.raises(Conflict, match=r"Draft 1 .* exists"):
            await books.editions.add_draft(story.id, made_draft(2))
        assert (await books.editions.story(story.id)).draft == made_draft(1)


async def test_reading_stories_takes_as_many_statements_for_many_as_for_one(store: SqlStore) -> None:
    edition, stories = await started(store, 12)
    async with store.begin() as books:
        for story in stories:
            await books.editions.add_draft(story.id, made_draft(1))
            await books.editions.add_vote(story.id, Vote(1, "Ann", "approve", "web", AT))
    asked: list[str] = []
    event.listen(store.engine.sync_engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    async with store.begin(reading=True) as books:
        assert all(story.draft and story.votes for story in await books.editions.stories(edition.id))
    assert len([statement for statement in asked if statement.startswith("SELECT")]) == 4


async def test_the_same_vote_counts_once_and_can_be_taken_back(store: SqlStore) -> None:
    _, (story,) = await started(store)
    vote = Vote(1, "Ann", "approve", "reaction", AT)
    async with store.begin() as books:
        assert await books.editions.add_vote(story.id, vote)
        assert not await books.editions.add_vote(story.id, replace(vote, at=AT + timedelta(hours=1)))
        assert await books.editions.add_vote(story.id, replace(vote, via="web"))
        assert await books.editions.remove_vote(story.id, 1, "Ann", "approve", "reaction")
        assert not await books.editions.remove_vote(story.id, 1, "Ann", "approve", "reaction")
        assert (await books.editions.story(story.id)).votes == (replace(vote, via="web"),)


async def test_decisions_are_remembered_over_all_editions(store: SqlStore) -> None:
    _, stories = await started(store, 5)
    stages = (StoryStage.PUBLISHED, StoryStage.DROPPED, StoryStage.LEFT_OUT, StoryStage.APPROVED)
    async with store.begin() as books:
        for story, stage in zip(stories, stages, strict=False):
            await books.editions.save_story(replace(story, stage=stage, revision=1))
        december = await opened(books, period="2026-12")
        again = await books.editions.add_story(replace(stories[0], id=0, edition_id=december.id))
        assert again is not None
        await books.editions.save_story(replace(again, stage=StoryStage.DROPPED, revision=1))
        decisions = await books.editions.decisions("nlp")
        assert await books.editions.decisions("vision") == []
    assert [(d.period, d.outcome) for d in decisions] == [
        *(("2026-11", word) for word in ("published", "dropped", "left_out", "approved")),
        ("2026-12", "dropped"),
    ]
    assert decisions[-1] == Decision(stories[0].ref, "2026-12", "dropped")


async def test_unfinished_editions_are_those_that_need_somebody(store: SqlStore) -> None:
    edition, _ = await started(store)
    async with store.begin() as books:
        done = await opened(books, period="2026-10")
        await books.editions.save(replace(done, stage=EditionStage.PUBLISHED, revision=1))
        gone = await opened(books, period="2026-09")
        await books.editions.save(gone.moved(EditionAction.CANCEL))
        assert await books.editions.unfinished() == [edition]


async def test_the_archive_has_each_edition_once_newest_first_in_its_original_language(store: SqlStore) -> None:
    async with store.begin() as books:
        await books.teams.save(made_team())
        for period in ("2026-10", "2026-12", "2026-11"):
            edition = await opened(books, period=period)
            await books.editions.keep_printed(edition.id, printed_edition(period=period, headline="draft"))
            await books.editions.keep_printed(edition.id, printed_edition(period=period, language="aa"))
            await books.editions.keep_printed(edition.id, printed_edition(period=period))
            stage = EditionStage.READY if period == "2026-12" else EditionStage.PUBLISHED
            await books.editions.save(replace(edition, stage=stage, revision=1))
        archive = await books.editions.archive("nlp")
        assert [printed for _, printed in archive] == [
            printed_edition(period="2026-11"),
            printed_edition(period="2026-10"),
        ]
        assert await books.editions.archive() == archive
        assert await books.editions.archive("vision") == []
        assert await books.editions.printed(archive[0][0].id, "aa") == printed_edition(period="2026-11", language="aa")
        assert await books.editions.printed(archive[0][0].id, "zz") is None


async def test_a_blurb_is_made_once_and_costs_nothing_the_second_time(store: SqlStore) -> None:
    why, insights = made_claims(1)
    usage = (Usage("m", "https://model.example", 10, 20, 0.5, 0.001),)
    key = BlurbKey(made_paper(1).ref, 1, "abc", "en", "draft@1", "m")
    async with store.begin() as books:
        assert await books.editions.blurb(key) is None
        await books.editions.keep_blurb(key, Written(why, insights, "m", "a note", usage))
        await books.editions.keep_blurb(key, Written(insights, why, "m"))
        assert await books.editions.blurb(key) == Written(why, insights, "m", "a note")
        assert await books.editions.blurb(replace(key, version=2)) is None


async def test_spending_is_booked_to_its_month(store: SqlStore) -> None:
    free, paid = Usage("m", "e", 1, 2, 0.5), Usage("m", "e", 3, 4, 0.25, 0.125)
    async with store.begin() as books:
        await books.editions.spend("nlp", [free, paid], datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC))
        await books.editions.spend("nlp", [paid], datetime(2027, 1, 1, tzinfo=UTC))
        await books.editions.spend("nlp", [], AT)
        assert await books.editions.spent("nlp", "2026-12") == [free, paid]
        assert await books.editions.spent("nlp", "2027-01") == [paid]
        assert await books.editions.spent("vision", "2026-12") == []


async def test_the_ledger_keeps_its_order_and_knows_events_again(store: SqlStore) -> None:
    line = AuditLine(AT, "Ann", "approve", "story:1", "why\x00 not")
    async with store.begin() as books:
        await books.ledger.note(line)
        await books.ledger.note(replace(line, at=AT - timedelta(days=1), what="drop"))
        assert [each.what for each in await books.ledger.lines("story:1")] == ["approve", "drop"]
        assert (await books.ledger.lines("story:1"))[0] == replace(line, detail="why not")
        assert await books.ledger.first_time("Ev1", AT)
        assert not await books.ledger.first_time("Ev1", AT)


async def test_an_event_is_new_again_when_its_effect_was_not_written(store: SqlStore) -> None:
    async def fail() -> None:
        async with store.begin() as books:
            assert await books.ledger.first_time("Ev1", AT)
            await books.editions.get(99)

    with pytest.raises(NotFound):
        await fail()
    async with store.begin() as books:
        assert await books.ledger.first_time("Ev1", AT)
