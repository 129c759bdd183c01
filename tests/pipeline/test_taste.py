"""A first taste from a library: found papers become examples, the rest is named, and a second time changes nothing."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from bot.domain.errors import NotAllowed, NotFound, SourceAway
from bot.domain.library import Entry
from bot.domain.paper import Announcement, Paper, PaperRef
from bot.pipeline.rank import ranked_for, why_not
from bot.pipeline.taste import BATCH, MOST_EXAMPLES, taste
from tests.pipeline.conftest import Desk, paper

pytestmark = pytest.mark.anyio


def entry(each: Paper, **changes: object) -> Entry:
    return replace(Entry(each.title, each.ref, each.title), **changes)  # type: ignore[arg-type]


async def ready(desk: Desk, **changes: object) -> None:
    desk.team = replace(desk.team, **changes)  # type: ignore[arg-type]
    async with desk.room.store.begin() as books:
        await books.teams.save(desk.team)


async def test_papers_are_found_in_the_store_or_looked_up_and_the_rest_is_named(desk: Desk) -> None:
    await ready(desk)
    here, there, nowhere = paper(1), paper(2), paper(3)
    async with desk.room.store.begin() as books:
        await books.papers.add([Announcement(here, "new", date(2021, 6, 2))])
    desk.lookup.known[there.ref] = there
    made = await taste(desk.room, "nlp", [entry(here), entry(there), entry(nowhere), Entry("A book", None, "A book")])
    assert set(made.team.examples) == {str(here.ref), str(there.ref)}
    assert [(each.name, each.reason) for each in made.missing] == [
        (nowhere.title, f"arXiv knows no {nowhere.ref}"),
        ("A book", "it names no arXiv id, DOI or address, and no stored paper has its title"),
    ]
    assert desk.lookup.asked == [str(there.ref), str(nowhere.ref)]


async def test_a_second_time_adds_nothing_and_asks_for_nothing_that_is_there(desk: Desk) -> None:
    await ready(desk)
    desk.lookup.known[paper(1).ref] = paper(1)
    first = await taste(desk.room, "nlp", [entry(paper(1))])
    second = await taste(desk.room, "nlp", [entry(paper(1)), entry(paper(1))])
    assert (first.new, second.new, first.team) == (1, 0, second.team)
    assert desk.lookup.asked == [str(paper(1).ref)]


async def test_a_title_without_a_reference_is_found_among_what_is_stored(desk: Desk) -> None:
    await ready(desk)
    async with desk.room.store.begin() as books:
        await books.papers.add([Announcement(paper(1), "new", date(2021, 6, 2))])
    made = await taste(desk.room, "nlp", [Entry("x", None, paper(1).title.upper())])
    assert (made.team.examples, made.missing) == ((str(paper(1).ref),), ())


async def test_what_only_the_file_knows_is_an_example_too_and_comes_into_no_pool(desk: Desk) -> None:
    await ready(desk)
    doi = PaperRef("doi", "10.1145/1")
    told = Entry("Old", doi, "Frozen models of old", "We freeze models.", ("Ada North",), 2012)
    bare = Entry("Bare", PaperRef("doi", "10.1145/2"), "Bare")
    made = await taste(desk.room, "nlp", [told, bare])
    assert (made.team.examples, made.by_file) == (("doi:10.1145/1",), 1)
    assert made.missing[0].reason == "doi:10.1145/2 is not stored, and the file gives no abstract"
    assert len((await ranked_for(desk.room, made.team, until=desk.clock.now())).ranked) == 0
    assert (await taste(desk.room, "nlp", [told])).team == made.team


async def test_a_file_cannot_make_up_a_paper_of_arxiv(desk: Desk) -> None:
    await ready(desk)
    made = await taste(desk.room, "nlp", [entry(paper(9), abstract="It never was.")])
    assert (made.team.examples, made.by_file) == ((), 0)


async def test_while_arxiv_is_away_the_files_own_words_serve_and_later_arxivs_do(desk: Desk) -> None:
    await ready(desk)
    desk.lookup.away = SourceAway("arXiv does not answer.")
    library = [entry(paper(1), abstract="As the file has it."), entry(paper(2))]
    made = await taste(desk.room, "nlp", library)
    assert (made.team.examples, made.away) == ((str(paper(1).ref),), "arXiv does not answer.")
    assert [each.reason for each in made.missing] == ["arXiv did not answer; run this again"]
    desk.lookup.away = None
    desk.lookup.known |= {each.ref: each for each in (paper(1), paper(2))}
    again = await taste(desk.room, "nlp", library)
    assert (len(again.team.examples), again.missing, again.away) == (2, (), None)
    async with desk.room.store.begin() as books:
        stored = await books.papers.get(paper(1).ref)
    assert stored is not None
    assert stored.abstract == paper(1).abstract


async def test_a_lookup_that_hangs_is_left(desk: Desk) -> None:
    await ready(desk)

    class Hangs:
        """Never answers."""

        async def papers(self, refs: object) -> object:
            return await asyncio.Event().wait()

    room = replace(desk.room, lookup=Hangs())  # type: ignore[arg-type]
    made = await taste(room, "nlp", [entry(paper(1), abstract="As the file has it.")], patience=0.01)
    assert (made.by_file, made.away) == (1, "arXiv has not answered for 0 seconds.")


async def test_what_came_before_a_failure_is_kept(desk: Desk) -> None:
    await ready(desk)
    library = [entry(replace(paper(1), ref=PaperRef("arxiv", f"2105.{number:05}"))) for number in range(BATCH + 5)]
    desk.lookup.known |= {each.ref: replace(paper(1), ref=each.ref) for each in library if each.ref}

    class Falters:
        """Answers once, and then no more."""

        asked = 0

        async def papers(self, refs: object) -> object:
            Falters.asked += 1
            if Falters.asked > 1:
                raise SourceAway("arXiv answered 429.")
            return await desk.lookup.papers(refs)  # type: ignore[arg-type]

    made = await taste(replace(desk.room, lookup=Falters()), "nlp", library)  # type: ignore[arg-type]
    assert (len(made.team.examples), len(made.missing)) == (BATCH, 5)
    assert len((await taste(desk.room, "nlp", library)).team.examples) == BATCH + 5
    assert desk.lookup.asked[BATCH:] == [str(each.ref) for each in library[BATCH:]]


async def test_the_newest_make_the_profile_and_earlier_examples_stay(desk: Desk) -> None:
    await ready(desk, examples=("https://arxiv.org/abs/2106.09999",))
    library = [
        Entry("x", PaperRef("doi", f"10.1/{number}"), "T", "A.", (), 1500 + number)
        for number in range(MOST_EXAMPLES - 1)
    ]
    made = await taste(desk.room, "nlp", library)
    assert made.team.examples[0] == f"doi:10.1/{MOST_EXAMPLES - 2}"
    assert made.team.examples[-1] == "2106.09999"
    more = await taste(desk.room, "nlp", [*library, Entry("x", PaperRef("doi", "10.1/new"), "T", "A.", (), 2020)])
    assert (more.team.examples[0], len(more.team.examples)) == ("doi:10.1/new", MOST_EXAMPLES)


async def test_a_team_without_categories_reads_those_of_its_library(desk: Desk) -> None:
    await ready(desk, categories=())
    desk.lookup.known |= {paper(n).ref: paper(n, categories=("cs.CL", "cs.LG")) for n in range(1, 20)}
    desk.lookup.known[paper(20).ref] = paper(20, categories=("math.OC",))
    made = await taste(desk.room, "nlp", [entry(paper(n)) for n in range(1, 21)])
    assert made.team.categories == ("cs.CL",)


async def test_what_the_team_file_owns_is_left_to_it(desk: Desk) -> None:
    await ready(desk, owned=("categories", "examples"))
    with pytest.raises(NotAllowed, match="take that key out"):
        await taste(desk.room, "nlp", [entry(paper(1))])
    with pytest.raises(NotFound, match="physics"):
        await taste(desk.room, "physics", [entry(paper(1))])


async def test_an_example_is_not_proposed_for_the_team_knows_it(desk: Desk) -> None:
    await ready(desk)
    desk.lookup.known |= {paper(n).ref: paper(n) for n in (1, 2)}
    made = await taste(desk.room, "nlp", [entry(paper(1))])
    async with desk.room.store.begin() as books:
        await books.papers.add([Announcement(paper(2), "new", date(2021, 6, 20))])
    ranking = await ranked_for(desk.room, made.team, until=desk.clock.now())
    assert [each.paper.ref for each in ranking.ranked] == [paper(2).ref]
    assert "one of the examples" in await why_not(desk.room, made.team, paper(1).ref, until=desk.clock.now())
