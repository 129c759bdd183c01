"""Asking sources that count every question: a queue that survives all that befalls it, and scores that follow."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import pytest

from bot.domain.edition import Edition
from bot.domain.errors import SourceAway
from bot.domain.evidence import Attention, AuthorRecord, Link
from bot.domain.paper import Announcement, Paper, PaperRef
from bot.domain.story import Story
from bot.pipeline import edition as editions
from bot.pipeline.inquire import LEASE, inquire, rested
from bot.pipeline.rank import ranked_for, shortlist
from bot.pipeline.rescore import rescore
from bot.pipeline.run import advance, fill_in, gather
from tests.pipeline.conftest import Desk, paper

pytestmark = pytest.mark.anyio


class Busy:
    """Holds up whoever comes first, until told to go on."""

    def __init__(self) -> None:
        self.begun, self.go_on = asyncio.Event(), asyncio.Event()

    async def held_up(self) -> None:
        if not self.begun.is_set():
            self.begun.set()
            await self.go_on.wait()


@dataclass
class Clerk:
    """Gives everybody's h-index, in batches of two; the questions in `fails` (by number) go wrong."""

    h_index: int | None = 41
    fails: dict[int, Exception] = field(default_factory=dict)
    knows: set[PaperRef] | None = None
    name: str = "clerk"
    most: int = 2
    asked: list[tuple[PaperRef, ...]] = field(default_factory=list)
    busy: Busy | None = None

    async def records(self, refs: Sequence[PaperRef], now: datetime) -> Mapping[PaperRef, tuple[AuthorRecord, ...]]:
        self.asked.append(tuple(refs))
        if self.busy:
            await self.busy.held_up()
        if error := self.fails.pop(len(self.asked), None):
            raise error
        known = [ref for ref in refs if self.knows is None or ref in self.knows]
        return {ref: (AuthorRecord(0, "Ada North", self.name, "7", self.h_index, 900, 80, now),) for ref in known}


@dataclass
class Applause:
    """Counts claps for some papers."""

    claps: dict[PaperRef, int] = field(default_factory=dict)
    away: bool = False
    name: str = "applause"
    asked: list[PaperRef] = field(default_factory=list)
    busy: Busy | None = None

    async def counts(self, paper: Paper, links: Sequence[Link], now: datetime) -> tuple[Attention, ...]:
        self.asked.append(paper.ref)
        if self.busy:
            await self.busy.held_up()
        if self.away:
            raise SourceAway("The hall is closed.")
        return (Attention("upvotes", self.claps.get(paper.ref, 0), self.name, now),)


async def stocked(desk: Desk, count: int, on: date = date(2021, 6, 20)) -> list[PaperRef]:
    papers = [paper(number, announced=on) for number in range(1, count + 1)]
    async with desk.room.store.begin() as books:
        await books.teams.save(desk.team)
        await books.papers.add([Announcement(p, "new", on) for p in papers])
    return [p.ref for p in papers]


async def test_a_refusal_in_the_middle_loses_nothing_and_the_next_look_goes_on(desk: Desk) -> None:
    refs = await stocked(desk, 7)
    clerk = Clerk(fails={3: SourceAway("It answered 429 five times.")})
    room = replace(desk.room, author_records=(clerk,))
    assert await inquire(room) == 4
    async with room.store.begin() as books:
        assert sum(bool(each.authors) for each in (await books.papers.evidence(refs)).values()) == 4
    assert await inquire(room) == 3
    told = [ref for batch in (*clerk.asked[:2], *clerk.asked[3:]) for ref in batch]
    assert sorted(told) == refs
    assert clerk.asked[3] == clerk.asked[2]


async def test_a_crash_in_the_middle_loses_nothing_either(desk: Desk) -> None:
    await stocked(desk, 5)
    clerk = Clerk(fails={2: MemoryError("The process is killed.")})
    room = replace(desk.room, author_records=(clerk,))
    with pytest.raises(MemoryError):
        await inquire(room)
    assert await inquire(room) == 3


async def test_two_looks_that_start_together_ask_about_each_paper_once(desk: Desk) -> None:
    refs = await stocked(desk, 5, on=date(2021, 6, 24))
    busy = Busy()
    clerk, hall = Clerk(busy=busy), Applause()
    room = replace(desk.room, author_records=(clerk,), counts=(hall,))
    first = asyncio.create_task(gather(room))
    await busy.begun.wait()
    await fill_in(room)
    assert len(clerk.asked) == 3  # the batch on which the first look waits, and the other two
    busy.go_on.set()
    await first
    assert sorted(ref for batch in clerk.asked for ref in batch) == sorted(hall.asked) == refs


@pytest.mark.parametrize("busy_at", ["records", "counts"])
async def test_a_look_that_left_a_batch_to_another_is_not_the_last_word(desk: Desk, busy_at: str) -> None:
    await stocked(desk, 5, on=date(2021, 6, 24))
    busy = Busy()
    clerk = Clerk(busy=busy if busy_at == "records" else None)
    hall = Applause(busy=busy if busy_at == "counts" else None)
    room = replace(desk.room, author_records=(clerk,), counts=(hall,))
    first = asyncio.create_task(inquire(room))
    await busy.begun.wait()
    await inquire(room)
    assert await rested(room), "the first may fail yet"
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    before = len(clerk.asked) + len(hall.asked)
    await inquire(room)
    assert len(clerk.asked) + len(hall.asked) == before + 1, "what was let go of is asked at once"
    assert not await rested(room)


async def test_a_batch_whose_asker_was_killed_is_asked_about_when_its_lease_is_over(desk: Desk) -> None:
    refs = await stocked(desk, 4)
    clerk = Clerk()
    room = replace(desk.room, author_records=(clerk,))
    async with room.store.begin() as books:
        assert await books.papers.claim(clerk.name, refs[:2], LEASE) == refs[:2]  # and never released
    assert await inquire(room) == 2
    desk.clock.pass_by(minutes=29)
    assert await inquire(room) == 0
    desk.clock.pass_by(minutes=1)
    assert await inquire(room) == 2
    assert sorted(ref for batch in clerk.asked for ref in batch) == refs


async def test_the_unknown_do_not_stand_before_those_never_asked_about(desk: Desk) -> None:
    await stocked(desk, 4)
    clerk = Clerk(fails={2: SourceAway("It answered 429.")}, knows=set())
    room = replace(desk.room, author_records=(clerk,))
    await inquire(room)
    desk.clock.pass_by(hours=21)
    await inquire(room)
    assert clerk.asked[2] == clerk.asked[1]
    assert clerk.asked[3] == clerk.asked[0]


@pytest.mark.parametrize(
    ("h_index", "early", "late"),
    [
        (41, timedelta(days=14), timedelta(days=31)),
        (1, timedelta(days=2), timedelta(days=4)),
        (None, timedelta(days=2), timedelta(days=4)),
    ],
)
async def test_an_answer_holds_for_a_while_and_a_split_ids_not_for_long(
    desk: Desk, h_index: int | None, early: timedelta, late: timedelta
) -> None:
    await stocked(desk, 1)
    clerk = Clerk(h_index=h_index)
    room = replace(desk.room, author_records=(clerk,))
    start = desk.clock.moment
    await inquire(room)
    desk.clock.moment = start + early
    await inquire(room)
    assert len(clerk.asked) == 1
    desk.clock.moment = start + late
    await inquire(room)
    assert len(clerk.asked) == 2


async def test_two_sources_have_a_queue_each(desk: Desk) -> None:
    await stocked(desk, 2)
    first, second = Clerk(fails={1: SourceAway("Unauthorised.")}), Clerk(name="other", most=50)
    room = replace(desk.room, author_records=(first, second))
    assert await inquire(room) == 2
    assert await inquire(room) == 2
    assert (len(first.asked), len(second.asked)) == (2, 1)


async def test_counts_are_taken_once_at_a_fixed_age_and_nothing_waits_for_them(desk: Desk) -> None:
    refs = await stocked(desk, 2, on=date(2021, 6, 26))
    hall = Applause({refs[0]: 50})
    room = replace(desk.room, counts=(hall,))
    assert await inquire(room) == 0  # two days old
    desk.clock.pass_by(days=1)
    hall.away = True
    assert await inquire(room) == 0
    hall.away = False
    assert await inquire(room) == 1
    assert await inquire(room) == 0
    assert hall.asked[1:] == [*hall.asked[:1], *(ref for ref in refs if ref != hall.asked[0])]
    ranking = await ranked_for(room, desk.team, until=desk.clock.now())
    parts = {each.paper.ref: next(p for p in each.score.parts if p.name == "attention") for each in ranking.ranked}
    assert (parts[refs[0]].value > 0, parts[refs[1]].value) == (True, 0)
    assert parts[refs[0]].reasons == ("50 upvotes (applause, 29 Jun)",)


async def test_an_old_paper_is_not_counted_any_more(desk: Desk) -> None:
    await stocked(desk, 1, on=date(2021, 6, 10))
    hall = Applause()
    assert await inquire(replace(desk.room, counts=(hall,))) == 0
    assert hall.asked == []


async def proposed(desk: Desk, count: int) -> tuple[Edition, list[Story]]:
    await stocked(desk, count)
    edition = await editions.open_edition(desk.room, desk.team)
    await shortlist(desk.room, edition.id)
    edition = await advance(desk.room, edition.id)
    return edition, await desk.stories(edition)


async def test_what_comes_in_later_is_on_the_cards_and_what_was_decided_stays(desk: Desk) -> None:
    edition, before = await proposed(desk, 6)
    room = replace(desk.room, author_records=(Clerk(knows={before[0].ref, before[-1].ref}),))
    await fill_in(room)
    after = {story.id: story for story in await desk.stories(edition)}
    for old in before:
        new = after[old.id]
        known = old in (before[0], before[-1])
        assert any("h-index 41" in reason for part in new.score.parts for reason in part.reasons) is known
        assert (new.revision > old.revision) or new.score == old.score
        assert new.score.total == sum(part.value for part in new.score.parts)
        assert (new.stage, new.draft_number) == (old.stage, old.draft_number)
    assert await rescore(room) == 0


async def test_what_waits_is_put_in_the_new_order_and_what_is_shown_keeps_its_place(desk: Desk) -> None:
    edition, before = await proposed(desk, 6)
    shown = [story.id for story in before if story.draft]
    last = before[-1]
    async with desk.room.store.begin() as books:
        await books.teams.save(replace(desk.team, followed=("clerk:7",)))
    await fill_in(replace(desk.room, author_records=(Clerk(knows={last.ref}),)))
    after = await desk.stories(edition)
    assert [story.id for story in after if story.draft] == shown
    assert next(story.id for story in after if not story.draft) == last.id


async def test_a_nominated_story_keeps_its_own_reason(desk: Desk) -> None:
    edition, before = await proposed(desk, 4)
    async with desk.room.store.begin() as books:
        await books.editions.save_story(replace(before[0], nominated_by="Anna", revision=before[0].revision + 1))
    await fill_in(replace(desk.room, author_records=(Clerk(),)))
    assert next(s for s in await desk.stories(edition) if s.id == before[0].id).score == before[0].score


async def test_a_paper_that_would_be_among_the_first_by_now_joins_the_waiting(desk: Desk) -> None:
    edition, before = await proposed(desk, 6)
    newcomer = paper(7, announced=date(2021, 6, 20))
    async with desk.room.store.begin() as books:
        await books.papers.add([Announcement(newcomer, "new", date(2021, 6, 20))])
        await books.teams.save(replace(desk.team, followed=("clerk:7",)))
    await fill_in(replace(desk.room, author_records=(Clerk(knows={newcomer.ref}),)))
    after = await desk.stories(edition)
    assert next(story.ref for story in after if not story.draft) == newcomer.ref
    assert len(after) == len(before) + 1


async def test_a_whole_look_is_followed_by_a_rest_and_one_that_was_cut_short_by_another(desk: Desk) -> None:
    await stocked(desk, 4)
    clerk = Clerk(fails={2: SourceAway("It answered 429.")}, knows=set())
    room = replace(desk.room, author_records=(clerk,))
    for _ in range(3):
        await fill_in(room)
    assert len(clerk.asked) == 3  # the second batch twice, and no look after that
    desk.clock.pass_by(hours=21)
    await fill_in(room)
    assert len(clerk.asked) == 5
