"""Enriching: links from records, author records for the promising, figures for the drafted, and nothing waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import pytest

from bot.domain.errors import SourceAway
from bot.domain.evidence import AuthorRecord
from bot.domain.paper import Announcement, Paper, PaperRef
from bot.pipeline.enrich import enrich
from bot.pipeline.rank import ranked_for
from bot.pipeline.reading import read
from bot.sources.links import RecordLinks
from tests.pipeline.conftest import Desk, paper

pytestmark = pytest.mark.anyio


@dataclass
class Known:
    """A source of author records that knows some papers, and stays away when told."""

    papers: set[PaperRef]
    away: bool = False
    name: str = "known"
    most: int = 2
    asked: list[Sequence[PaperRef]] = field(default_factory=list)

    async def records(self, refs: Sequence[PaperRef], now: datetime) -> Mapping[PaperRef, tuple[AuthorRecord, ...]]:
        self.asked.append(refs)
        if self.away:
            raise SourceAway("The source does not answer; a later run asks again.")
        return {
            ref: (AuthorRecord(0, "Ada North", self.name, "7", 41, 900, 80, now),) for ref in refs if ref in self.papers
        }


async def stocked(desk: Desk, *papers: Paper) -> None:
    async with desk.room.store.begin() as books:
        await books.papers.add([Announcement(p, "new", date(2021, 6, 20)) for p in papers])


async def test_links_in_an_abstract_become_evidence_once(desk: Desk) -> None:
    linked = paper(1, abstract="We train vectors. Code: https://github.com/lab/vectors.")
    await stocked(desk, linked, paper(2))
    room = replace(desk.room, link_finders=(RecordLinks(),))
    assert await enrich(room) == 1
    assert await enrich(room) == 0
    async with room.store.begin() as books:
        (link,) = (await books.papers.evidence([linked.ref]))[linked.ref].links
    assert (link.kind, link.url) == ("code", "https://github.com/lab/vectors")


async def test_papers_that_are_unknown_today_are_asked_for_again_and_known_ones_are_not(desk: Desk) -> None:
    await stocked(desk, paper(1), paper(2))
    source = Known({paper(1).ref})
    room = replace(desk.room, author_records=(source,))
    assert await enrich(room) == 1
    assert await enrich(room) == 0
    desk.clock.pass_by(hours=21)
    assert await enrich(room) == 0
    assert [len(refs) for refs in source.asked] == [2, 1]


async def test_an_author_service_that_is_away_stops_nothing(desk: Desk) -> None:
    await stocked(desk, paper(1))
    away, there = Known(set(), away=True, name="away"), Known({paper(1).ref})
    assert await enrich(replace(desk.room, author_records=(away, there))) == 1


@dataclass
class Letters:
    """An embedder of two dimensions: how long a text is, and how many letters m it has."""

    away: bool = False
    model: str = "letters@1"
    embedded: int = 0

    async def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        if self.away:
            raise SourceAway("The embedder does not answer.")
        self.embedded += len(texts)
        return [[float(len(text)), float(text.count("m"))] for text in texts]


async def test_a_paper_is_embedded_once_and_ranking_takes_the_vectors(desk: Desk) -> None:
    await stocked(desk, *(paper(number) for number in range(1, 6)))
    letters = Letters()
    room = replace(desk.room, embedder=letters)
    assert await enrich(room) == 5
    assert await enrich(room) == 0
    assert letters.embedded == 5
    reading = await read(room, desk.team, until=desk.clock.now())
    assert set(reading.taste.topic_vectors) == {"frozen models"}
    assert len(reading.pool.vectors) == 5


async def test_an_embedder_that_is_away_leaves_ranking_to_the_words(desk: Desk) -> None:
    await stocked(desk, paper(1), paper(2))
    room = replace(desk.room, embedder=Letters(away=True))
    assert await enrich(room) == 0
    ranking = await ranked_for(room, desk.team, until=desk.clock.now())
    assert len(ranking.ranked) == 2


async def test_examples_are_looked_up_once_and_embedded_beside_the_pool(desk: Desk) -> None:
    old = paper(9, announced=date(2020, 1, 1), submitted=date(2020, 1, 1))
    desk.lookup.known[old.ref] = old
    desk.team = replace(desk.team, topics=(), examples=(str(old.ref), "no paper at all"))
    async with desk.room.store.begin() as books:
        await books.teams.save(desk.team)
    await stocked(desk, *(paper(number, abstract="m" * number) for number in range(1, 6)))
    room = replace(desk.room, embedder=Letters())
    assert await enrich(room) == 6
    assert await enrich(room) == 0
    assert desk.lookup.asked == [str(old.ref)]
    reading = await read(room, desk.team, until=desk.clock.now())
    assert set(reading.taste.example_vectors) == {old.ref}
    ranking = await ranked_for(room, desk.team, until=desk.clock.now())
    assert any("your examples" in reason for each in ranking.ranked for p in each.score.parts for reason in p.reasons)


async def test_examples_that_cannot_be_looked_up_stop_nothing(desk: Desk) -> None:
    async with desk.room.store.begin() as books:
        await books.teams.save(replace(desk.team, examples=("2001.00001",)))
    desk.lookup.away = SourceAway("arXiv does not answer.")
    assert await enrich(desk.room) == 0
