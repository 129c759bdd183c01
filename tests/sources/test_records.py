"""Author records and notice: recorded answers where they exist; made ones say `synthetic`."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.domain.errors import SourceAway
from bot.domain.paper import Paper, PaperRef
from bot.ports import AuthorRecords, LinkFinder
from bot.sources.http import Http
from bot.sources.hugging_face import HuggingFace, read_list
from bot.sources.openalex import OpenAlex, records_of
from bot.sources.semantic_scholar import SemanticScholar, record_of
from tests.factories import made_paper
from tests.sources.conftest import Asked, GivenTime, Reply, Site

NOW = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
ONE, TWO = PaperRef("arxiv", "2610.00001"), PaperRef("arxiv", "2610.00002")


def cassette(shared: Path, name: str) -> Reply:
    """The body of a recorded answer: a YAML string in single quotes, folded over lines."""
    text = (shared / "recordings/semantic_scholar/cassettes" / name).read_text()
    body = re.search(r"string: '((?:[^']|'')*)'", text)
    status = re.search(r"code: (\d+)", text)
    assert body is not None
    assert status is not None
    return Reply(re.sub(r"\n\s*", " ", body[1]).replace("''", "'"), int(status[1]))


def person(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "authorId": str(number),
        "name": f"Author {number}",
        "hIndex": 20,
        "paperCount": 90,
        "citationCount": 4000,
        "affiliations": [],
    } | changes


def row(ref: PaperRef, *people: dict[str, Any]) -> dict[str, Any]:
    return {"paperId": "x", "externalIds": {"ArXiv": ref.value}, "authors": list(people)}


@pytest.mark.anyio
async def test_synthetic_authors_come_by_id_in_one_question_with_the_key(http: Http, site: Site) -> None:
    base = site.says("/graph/v1/paper/batch", Reply.of([row(ONE, person(1), person(2)), None])).rpartition("/graph")[0]
    source: AuthorRecords = SemanticScholar(http, base, "made-up-key")
    records = await source.records([ONE, TWO, PaperRef("url", "https://lab.example/x.pdf")], NOW)
    assert list(records) == [ONE]
    assert [(each.position, each.author_id, each.h_index, each.works) for each in records[ONE]] == [
        (0, "1", 20, 90),
        (1, "2", 20, 90),
    ]
    (asked,) = site.asked
    assert asked.json() == {"ids": ["ARXIV:2610.00001", "ARXIV:2610.00002"]}
    assert "authors.hIndex" in asked.params["fields"]
    assert asked.headers["x-api-key"] == "made-up-key"


@pytest.mark.anyio
@pytest.mark.shared
async def test_a_recorded_batch_without_numbers_gives_names_and_unknowns(http: Http, site: Site, shared: Path) -> None:
    base = site.says("/graph/v1/paper/batch", cassette(shared, "test_get_papers.yaml")).rpartition("/graph")[0]
    refs = [PaperRef("doi", "10.1/a"), PaperRef("doi", "10.2139/ssrn.2250500"), PaperRef("doi", "10.1/c")]
    records = await SemanticScholar(http, base).records(refs, NOW)
    second = records[refs[1]]
    assert [each.name for each in second] == ["E. Duflo", "A. Banerjee", "R. Glennerster", "Cynthia Kinnan"]
    assert {each.h_index for each in second} == {None}


@pytest.mark.shared
def test_a_recorded_author_is_read(shared: Path) -> None:
    record = record_of(json.loads((shared / "recordings/semantic_scholar/Author.json").read_text()), 0, NOW)
    assert (record.name, record.author_id, record.h_index, record.works) == ("A. Turing", "2262347", 23, 60)


@pytest.mark.anyio
@pytest.mark.shared
async def test_a_recorded_null_is_an_unknown_author(http: Http, site: Site, shared: Path) -> None:
    reply = cassette(shared, "test_get_authors_return_not_found.yaml")
    base = site.says("/graph/v1/author/batch", reply).rpartition("/graph")[0]
    people = await SemanticScholar(http, base).people(["0", "3234559", "1726629", "1711844", "no-id"], NOW)
    assert {name: each.name for name, each in people.items()} == {
        "3234559": "E. Dijkstra",
        "1726629": "D. Parnas",
        "1711844": "I. Sommerville",
    }
    assert people["1726629"].h_index is None


@pytest.mark.parametrize(
    ("changes", "h_index"),
    [
        ({"hIndex": 0, "paperCount": 1}, None),
        ({"hIndex": 1, "paperCount": 3}, None),
        ({"hIndex": 1, "paperCount": 14}, 1),
        ({"hIndex": 0, "paperCount": 9}, 0),
        ({"hIndex": None, "paperCount": None}, None),
        ({"hIndex": "20"}, None),
        ({"hIndex": 88}, 88),
    ],
)
def test_synthetic_a_fresh_id_is_unknown_and_not_nought(changes: dict[str, Any], h_index: int | None) -> None:
    assert record_of(person(1, **changes), 0, NOW).h_index == h_index


@pytest.mark.anyio
async def test_synthetic_429_is_an_everyday_answer(http: Http, site: Site, time: GivenTime) -> None:
    busy = Reply.of({"message": "Too Many Requests.", "code": "429"}, 429)
    base = site.says("/graph/v1/paper/batch", busy, busy, Reply.of([row(ONE, person(1))])).rpartition("/graph")[0]
    assert ONE in await SemanticScholar(http, base).records([ONE], NOW)
    assert time.passed == pytest.approx(2 + 4)


@pytest.mark.anyio
async def test_synthetic_figures_that_the_paper_leaves_out_are_asked_for_by_author(http: Http, site: Site) -> None:
    bare = {"authorId": "8", "name": "Ben South"}
    site.says("/graph/v1/paper/batch", Reply.of([row(ONE, person(1), bare)]))
    site.says("/graph/v1/author/batch", Reply.of([person(8, hIndex=30)]))
    records = (await SemanticScholar(http, site.url).records([ONE], NOW))[ONE]
    assert [(r.position, r.h_index) for r in records] == [(0, records[0].h_index), (1, 30)]
    assert [asked.json()["ids"] for asked in site.asked if "author/" in asked.path] == [["8"]]


@pytest.mark.anyio
async def test_synthetic_authors_who_are_not_told_of_cost_their_own_figures_alone(
    http: Http, site: Site, time: GivenTime
) -> None:
    site.says("/graph/v1/paper/batch", Reply.of([row(ONE, person(1), {"authorId": "8", "name": "Ben South"})]))
    site.says("/graph/v1/author/batch", Reply("", 503))
    records = (await SemanticScholar(http, site.url).records([ONE], NOW))[ONE]
    assert [record.h_index is None for record in records] == [False, True]


@pytest.mark.anyio
async def test_synthetic_long_lists_go_in_batches_and_a_late_failure_keeps_the_first(
    http: Http, site: Site, time: GivenTime
) -> None:
    refs = [PaperRef("arxiv", f"2610.{n:05}") for n in range(700)]

    def answer(asked: Asked) -> Reply:
        return Reply.of(
            [row(PaperRef("arxiv", each.removeprefix("ARXIV:")), person(1)) for each in asked.json()["ids"]]
        )

    base = site.says("/graph/v1/paper/batch", answer, Reply("", 503)).rpartition("/graph")[0]
    records = await SemanticScholar(http, base).records(refs, NOW)
    assert len(records) == 500


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply.of({"error": "Unrecognized or unsupported fields: [x]"}, 400), "unsupported fields"),
        (Reply.of({"message": "Forbidden"}, 403), "403"),
        (Reply.of([]), "does not fit"),
        (Reply("<html>", 200), "JSON"),
    ],
)
async def test_a_refusal_is_a_sentence(http: Http, site: Site, reply: Reply, said: str) -> None:
    base = site.says("/graph/v1/paper/batch", reply).rpartition("/graph")[0]
    with pytest.raises(SourceAway, match=said):
        await SemanticScholar(http, base).records([ONE], NOW)


@pytest.mark.anyio
async def test_synthetic_knowing_none_of_the_papers_is_no_failure(http: Http, site: Site) -> None:
    base = site.says("/graph/v1/paper/batch", Reply.of({"error": "No valid paper ids given"}, 400)).rpartition(
        "/graph"
    )[0]
    assert await SemanticScholar(http, base).records([ONE], NOW) == {}


@pytest.mark.anyio
async def test_synthetic_a_row_that_names_another_paper_is_not_believed(http: Http, site: Site) -> None:
    base = site.says("/graph/v1/paper/batch", Reply.of([row(TWO, person(1)), row(ONE, person(2))])).rpartition(
        "/graph"
    )[0]
    assert await SemanticScholar(http, base).records([ONE, TWO], NOW) == {}


@pytest.mark.shared
def test_a_recorded_work_gives_its_authors_and_institutions(shared: Path) -> None:
    folder = shared / "recordings/openalex/pyopenalex"
    work = json.loads((folder / "work.json").read_text())
    known = json.loads((folder / "author.json").read_text())
    records = records_of(work, {"A5023888391": known}, NOW)
    priem = next(each for each in records if each.author_id == "A5023888391")
    assert (priem.name, priem.h_index, priem.works, priem.citations) == ("Jason Priem", 17, 60, 4269)
    assert records[0].affiliation == "OpenAlex"
    assert records[0].h_index is None


def work(ref: PaperRef, *authors: str) -> dict[str, Any]:
    return {
        "doi": f"https://doi.org/10.48550/arxiv.{ref.value}",
        "authorships": [
            {"author": {"id": f"https://openalex.org/{each}", "display_name": f"Author {each}"}, "institutions": []}
            for each in authors
        ],
    }


@pytest.mark.anyio
async def test_synthetic_openalex_is_asked_by_doi_and_then_by_author(http: Http, site: Site) -> None:
    site.says("/works", Reply.of({"meta": {}, "results": [work(TWO, "A1", "A2")]}))
    numbers = {
        "id": "https://openalex.org/A2",
        "summary_stats": {"h_index": 31},
        "works_count": 80,
        "cited_by_count": 9,
    }
    site.says("/authors", Reply.of({"results": [numbers]}))
    source: AuthorRecords = OpenAlex(http, site.url, "made-up")
    records = await source.records([ONE, TWO], NOW)
    assert [(each.author_id, each.h_index) for each in records[TWO]] == [("A1", None), ("A2", 31)]
    assert site.asked[0].params["filter"] == "doi:10.48550/arxiv.2610.00001|10.48550/arxiv.2610.00002"
    assert site.asked[1].params["filter"] == "ids.openalex:A1|A2"
    assert site.asked[0].headers["authorization"] == "Bearer made-up"


@pytest.mark.anyio
async def test_a_single_work_that_is_missing_is_told_by_a_page_of_html(http: Http, site: Site) -> None:
    site.says("/works/doi:10.48550/arxiv.2610.00001", Reply("<!doctype html><title>404 Not Found</title>", 404))
    assert await OpenAlex(http, site.url).records([ONE], NOW) == {}


@pytest.mark.shared
@pytest.mark.parametrize(("name", "length"), [("daily_papers_2026-06-12", 30), ("daily_papers_2026-07-13", 25)])
def test_recorded_daily_papers_give_picks_and_links(shared: Path, name: str, length: int) -> None:
    noticed = read_list(json.loads((shared / f"recordings/huggingface/{name}.json").read_text()))
    assert len(noticed) == length
    assert any(link.kind == "code" for each in noticed for link in each.links)
    assert any(each.upvotes > 0 for each in noticed)
    assert all(each.pick().chosen_by == "hf-daily" and each.authors for each in noticed)


@pytest.mark.shared
def test_recorded_links_stand_inside_the_paper(shared: Path) -> None:
    noticed = read_list(json.loads((shared / "recordings/huggingface/daily_papers_2026-06-12.json").read_text()))
    assert sum(any(link.kind == "code" for link in each.links) for each in noticed) == 16
    assert sum(any(link.kind == "site" for link in each.links) for each in noticed) == 13
    assert noticed[0].on == date(2026, 6, 12)


@pytest.mark.anyio
async def test_synthetic_a_month_is_read_page_by_page_and_a_site_that_repeats_itself_ends(
    http: Http, site: Site
) -> None:
    def item(number: int) -> dict[str, Any]:
        stamp = "2026-10-05T00:00:00.000Z"
        return {"paper": {"id": f"2610.{number:05}", "upvotes": 3, "submittedOnDailyAt": stamp, "authors": []}}

    def answer(asked: Asked) -> Reply:
        start = 100 * int(asked.params["p"])
        return Reply.of([item(n) for n in range(start, min(start + 100, 150))])

    site.says("/api/daily_papers", answer)
    assert len(await HuggingFace(http, site.url).month("2026-10")) == 150
    assert [asked.params["p"] for asked in site.asked] == ["0", "1"]
    site.asked.clear()
    site.says("/api/daily_papers", Reply.of([item(n) for n in range(100)]))
    assert len(await HuggingFace(http, site.url).month("2026-10")) == 100
    assert len(site.asked) == 2


@pytest.mark.anyio
async def test_synthetic_one_paper_is_looked_up_and_most_are_not_known(http: Http, site: Site) -> None:
    known = {"id": "2610.00001", "upvotes": 0, "githubStars": 7, "githubRepo": "https://github.com/lab/teapot"}
    site.says("/api/papers/2610.00001", Reply.of(known))
    source = HuggingFace(http, site.url)
    finder: LinkFinder = source
    assert [link.url for link in await finder.links(made_paper(1))] == ["https://github.com/lab/teapot"]
    assert await finder.links(made_paper(2)) == ()
    assert [(each.kind, each.count) for each in await source.counts(Paper(ONE, "", ""), [], NOW)] == [
        ("upvotes", 0),
        ("stars", 7),
    ]


def test_synthetic_items_that_are_no_papers_are_passed_over() -> None:
    broken = [None, {}, {"paper": {"id": "nonsense"}}, {"paper": {"id": "2610.00001", "publishedAt": "soon"}}]
    assert read_list(broken) == ()
