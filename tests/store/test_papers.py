"""Papers in the store: known once, merged, found, and remembered with what is known about them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.editorial import EditionStage
from bot.domain.evidence import Attention, Evidence, Link
from bot.domain.paper import Announced, Announcement, Author, Paper, PaperRef
from bot.ports import Added, Pick
from bot.store.engine import SqlStore
from bot.store.search import words_in
from tests.factories import made_evidence, made_paper, made_team, printed_edition, printed_story
from tests.fakes import GivenClock

pytestmark = pytest.mark.anyio

DAY = date(2026, 10, 5)


def news(paper: Paper, kind: Announced = "new", on: date = DAY) -> Announcement:
    return Announcement(replace(paper, announced=None), kind, on)


async def added(store: SqlStore, *announcements: Announcement) -> Added:
    async with store.begin() as books:
        return await books.papers.add(announcements)


async def known(store: SqlStore, ref: PaperRef) -> Paper:
    async with store.begin(reading=True) as books:
        paper = await books.papers.get(ref)
    assert paper is not None
    return paper


async def found(store: SqlStore, words: str, limit: int = 10) -> list[str]:
    async with store.begin(reading=True) as books:
        return [paper.title for paper in await books.papers.search(words, limit)]


async def test_a_paper_known_twice_is_one_paper(store: SqlStore) -> None:
    one = news(made_paper(1))
    assert await added(store, one, one, news(made_paper(2))) == Added(new=2, known=0)
    assert await added(store, one, news(made_paper(3))) == Added(new=1, known=1)
    assert (await known(store, one.paper.ref)).announced == DAY


async def test_a_replacement_brings_new_words_and_keeps_the_first_day(store: SqlStore) -> None:
    paper = made_paper(1)
    await added(store, news(paper))
    newer = replace(paper, version=2, title="A Better Title", abstract="Better words.")
    await added(store, news(newer, "replace", date(2026, 11, 1)))
    assert await known(store, paper.ref) == replace(newer, announced=DAY)
    assert await found(store, "better title") == ["A Better Title"]
    assert await found(store, paper.title.partition(":")[0]) == []


async def test_a_replacement_of_an_unknown_paper_does_not_make_it_new(store: SqlStore) -> None:
    paper = made_paper(1)
    await added(store, news(paper, "replace"))
    assert (await known(store, paper.ref)).announced is None
    async with store.begin(reading=True) as books:
        assert await books.papers.announced(date(2000, 1, 1), date(2100, 1, 1)) == []
    await added(store, news(paper, "cross"))
    assert (await known(store, paper.ref)).announced == DAY


async def test_a_cross_list_adds_its_category(store: SqlStore) -> None:
    paper = made_paper(1, categories=("cs.CL",))
    await added(store, news(paper), news(replace(paper, categories=("cs.CL", "cs.IR")), "cross"))
    assert (await known(store, paper.ref)).categories == ("cs.CL", "cs.IR")


async def test_withdrawn_papers_and_other_days_are_not_in_the_pool(store: SqlStore) -> None:
    await added(store, *(news(made_paper(n), on=date(2026, 10, n)) for n in (4, 3, 2, 1)))
    await added(store, news(made_paper(3, withdrawn=True, version=2), "replace"))
    async with store.begin(reading=True) as books:
        pool = await books.papers.announced(date(2026, 10, 2), date(2026, 10, 4))
    assert [paper.ref for paper in pool] == [made_paper(2).ref, made_paper(4).ref]


async def test_papers_of_all_kinds_of_reference_are_kept(store: SqlStore) -> None:
    refs = [
        PaperRef("arxiv", "hep-th/9901001"),
        PaperRef("doi", "10.1145/3442188.3445922"),
        PaperRef("url", "https://lab.example/a paper.pdf?x=1#frag"),
    ]
    papers = [made_paper(1, ref=ref) for ref in refs]
    await added(store, *map(news, papers))
    async with store.begin(reading=True) as books:
        many = await books.papers.many([*refs, PaperRef("arxiv", "9999.99999")])
    assert set(many) == set(refs)


async def test_odd_characters_and_very_long_words_are_kept(store: SqlStore) -> None:
    paper = made_paper(
        1,
        title="Nul\x00l and half \ud83d, whole 🧵, Ω, שלום",
        abstract="long words " * 10_000 + "x" * 5_000 + " " + "é" * 3_000,
        authors=(Author("Zoë Čapek-Ünal", "Ecole\x00 Normale"),),
    )
    await added(store, news(paper))
    kept = await known(store, paper.ref)
    assert kept.title == "Null and half , whole 🧵, Ω, שלום"
    assert kept.abstract == paper.abstract
    assert kept.authors == (Author("Zoë Čapek-Ünal", "Ecole Normale"),)


async def test_bylines_come_with_their_day_and_in_order(store: SqlStore) -> None:
    await added(store, news(made_paper(2), on=date(2026, 10, 9)), news(made_paper(1), on=date(2026, 10, 8)))
    async with store.begin(reading=True) as books:
        bylines = await books.papers.bylines(date(2026, 10, 9))
        assert len(await books.papers.bylines(date(2026, 10, 10))) == 2
    names = tuple(author.name for author in made_paper(1).authors)
    assert bylines == [(made_paper(1).ref, date(2026, 10, 8), names)]


async def test_five_thousand_announcements_fit_into_one_transaction(store: SqlStore) -> None:
    papers = [made_paper(number % 1000, ref=PaperRef("arxiv", f"2610.{number:05d}")) for number in range(5000)]
    assert await added(store, *map(news, papers)) == Added(new=5000, known=0)
    assert await added(store, *map(news, papers)) == Added(new=0, known=5000)
    async with store.begin(reading=True) as books:
        assert len(await books.papers.announced(DAY, DAY)) == 5000
        assert len(await books.papers.many([paper.ref for paper in papers])) == 5000
        assert len(await books.papers.evidence([paper.ref for paper in papers])) == 5000


async def test_the_title_that_was_typed_comes_first(store: SqlStore) -> None:
    titles = ["Paper Boats and Paper Boats", "A Fleet of Paper Boats", "Paper Boats", "Boats"]
    papers = [
        made_paper(number, title=title, abstract="paper boats " * (9 - number))
        for number, title in enumerate(titles, start=1)
    ]
    await added(store, *map(news, papers), news(made_paper(9, title="Teapots", abstract="one of the paper boats")))
    assert (await found(store, "paper boats!"))[0] == "Paper Boats"
    assert set(await found(store, "PAPER boats", 3)) == set(titles[:3])
    assert set(await found(store, "PAPER boats", 9)) == {*titles, "Teapots"}
    assert await found(store, "teapots") == ["Teapots"]
    assert await found(store, "paper boats", 1) == ["Paper Boats"]
    assert await found(store, "paper boats", 0) == []


async def test_words_are_found_in_their_other_forms(store: SqlStore) -> None:
    await added(store, news(made_paper(1, title="Tuning prompts", abstract="All of it.")))
    assert await found(store, "prompt tuned") == ["Tuning prompts"]


@pytest.mark.parametrize(
    "query",
    [
        *("", "   ", "\x00", "🧵🪡", "()\"'*:^-+~<>&|!\\", '"', "'", "*", "NOT", "AND OR NOT", "NEAR(a b)"),
        *("title:", "title : x", "-x", "x*", "a\x00b", "\ud83d", "x' OR 1=1; DROP TABLE papers; --", "_", "%_%"),
        *("ключ", "深層学習", "e\u0301cole", "²", "the of and", "a" * 100_000, "boat " * 20_000, "𝔓𝔞𝔭𝔢𝔯"),
    ],
)
async def test_no_query_makes_the_search_fail(store: SqlStore, query: str) -> None:
    await added(store, news(made_paper(4)))
    assert await found(store, query) in ([], [made_paper(4).title])


def test_the_words_of_a_query_hold_no_operator() -> None:
    assert words_in('Paper "Boats" AND paper:NEAR(x_y)*') == ("paper", "boats", "and", "near", "x", "y")
    assert len(words_in(" ".join(map(str, range(1000))))) <= 24


async def test_what_a_source_says_now_replaces_what_it_said_before(store: SqlStore, clock: GivenClock) -> None:
    evidence = made_evidence(1)
    ref, now = evidence.ref, clock.now()
    async with store.begin() as books:
        await books.papers.learn(evidence, "one", now)
        await books.papers.learn(Evidence(ref, attention=(Attention("stars", 5, "hub", now),)), "two", now)
        await books.papers.learn(Evidence(ref, links=(Link("code", "https://code.example/new", "page"),)), "one", now)
        everything = await books.papers.evidence([ref, made_paper(2).ref])
    assert everything[ref].authors == evidence.authors
    assert everything[ref].links == (Link("code", "https://code.example/new", "page"),)
    assert {(a.kind, a.count) for a in everything[ref].attention} == {("upvotes", 12), ("stars", 5)}
    assert everything[made_paper(2).ref] == Evidence(made_paper(2).ref)


async def test_a_pick_is_counted_once(store: SqlStore) -> None:
    pick = Pick(made_paper(1).ref, date(2026, 9, 1), "a list", ("Author A. Example",))
    later = replace(pick, on=date(2026, 9, 2))
    async with store.begin() as books:
        assert await books.papers.add_picks([pick, later]) == 2
        assert await books.papers.add_picks([pick]) == 0
        assert await books.papers.picks(date(2026, 9, 2)) == [pick]


async def test_a_cursor_is_kept_and_taken_away(store: SqlStore, clock: GivenClock) -> None:
    async with store.begin() as books:
        assert await books.papers.cursor("oai") is None
        await books.papers.keep_cursor("oai", "page 2", clock.now())
        await books.papers.keep_cursor("feed", "today", clock.now())
        assert await books.papers.cursor("oai") == "page 2"
        await books.papers.keep_cursor("oai", None, clock.now())
        assert await books.papers.cursor("oai") is None


async def test_vectors_come_back_as_they_were_computed(store: SqlStore) -> None:
    one, two = made_paper(1).ref, made_paper(2).ref
    async with store.begin() as books:
        papers = books.papers
        await papers.keep_vectors("m@1", {one: [0.5, -1.25], two: [1.0, 2.0]})
        await papers.keep_vectors("m@1", {one: [0.25, 3.0]})
        stored = await papers.vectors("m@1", [one, two])
        assert {ref: list(vector) for ref, vector in stored.items()} == {one: [0.25, 3.0], two: [1.0, 2.0]}
        assert await papers.vectors("m@2", [one]) == {}


async def test_a_paper_appears_in_editions_that_went_out(store: SqlStore) -> None:
    at = datetime(2026, 11, 1, tzinfo=UTC)
    async with store.begin() as books:
        for name in ("nlp", "vision"):
            await books.teams.save(made_team(name=name))
            edition = await books.editions.open(name, "2026-11", opened_at=at, publish_at=at, cut=at)
            printed = printed_edition(stories=(printed_story(3), printed_story(1)))
            await books.editions.keep_printed(edition.id, printed)
            await books.editions.keep_printed(edition.id, replace(printed, language="zh"))
            assert await books.papers.appearances(made_paper(1).ref) == [] or name == "vision"
            stage = EditionStage.PUBLISHED if name == "nlp" else EditionStage.CANCELLED
            await books.editions.save(replace(edition, stage=stage, revision=1))
        seen = await books.papers.appearances(made_paper(3).ref)
        assert [(a.team, a.period, a.number) for a in seen] == [("nlp", "2026-11", 3)]
        assert await books.papers.appearances(made_paper(3).ref, "vision") == []
        assert await books.papers.appearances(made_paper(2).ref) == []


async def test_what_one_asks_about_is_nobody_elses_until_released_or_its_lease_is_over(
    store: SqlStore, other: SqlStore, clock: GivenClock
) -> None:
    one, two, three = (PaperRef("arxiv", f"2610.0000{number}") for number in (1, 2, 3))

    async def claimed(by: SqlStore, source: str, *refs: PaperRef) -> list[PaperRef]:
        async with by.begin() as books:
            return list(await books.papers.claim(source, refs, timedelta(minutes=30)))

    assert await claimed(store, "clerk", two, one) == [two, one]
    assert await claimed(other, "clerk", three, two, one) == [three]
    assert await claimed(other, "scribe", one) == [one]
    async with store.begin() as books:
        await books.papers.release("clerk", [one])
        assert (await books.papers.evidence([two]))[two] == Evidence(two)
    assert await claimed(other, "clerk", two, one) == [one]
    clock.pass_by(minutes=30)
    assert await claimed(other, "clerk", two) == [two]
    assert await claimed(store, "clerk", two) == []
