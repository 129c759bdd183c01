"""Look-ups: real answers of the query API, served from loopback to the `arxiv` library and our client together."""

from __future__ import annotations

import json
from pathlib import Path

import anyio
import pytest

from bot.domain.errors import SourceAway
from bot.domain.paper import PaperRef
from bot.ports import Lookup
from bot.sources.arxiv.lookup import ArxivLookup
from bot.sources.http import Http
from tests.sources.conftest import Asked, GivenTime, Reply, Site

pytestmark = pytest.mark.anyio
ATOM = "recordings/arxiv/atom"


def recorded(shared: Path, name: str) -> Reply:
    path = shared / ATOM / name
    if path.suffix == ".xml":
        return Reply(path.read_bytes())
    kept = json.loads(path.read_text())
    return Reply(kept["body"].encode("latin-1"), kept["status_code"])


def refs(*ids: str) -> list[PaperRef]:
    return [PaperRef.parse(each) for each in ids]


def made(*ids: str, total: int | None = None) -> Reply:
    entries = "".join(
        f"<entry><id>http://arxiv.org/abs/{each}</id><updated>2026-10-06T10:00:00Z</updated>"
        f"<published>2026-10-05T10:00:00Z</published><title>Made {each}</title><summary>We measure.</summary>"
        "<author><name>Ana Example</name></author></entry>"
        for each in ids
    )
    return Reply(
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">'
        f"<opensearch:totalResults>{len(ids) if total is None else total}</opensearch:totalResults>"
        f"<opensearch:startIndex>0</opensearch:startIndex>{entries}</feed>"
    )


async def test_the_lookup_is_a_lookup(http: Http) -> None:
    given: Lookup = ArxivLookup(http, "http://127.0.0.1:1/api/query")
    assert given is not None


@pytest.mark.shared
async def test_papers_are_told_apart_by_id_although_arxiv_reverses_the_list(
    http: Http, site: Site, shared: Path
) -> None:
    url = site.says("/api/query", recorded(shared, "arcadialin_arxiv-id-list_2026-08-15.xml"))
    first, second = await ArxivLookup(http, url).papers(refs("2501.10120", "2009.02040"))
    assert (str(first.ref), str(second.ref)) == ("2501.10120", "2009.02040")
    assert site.asked[0].params["id_list"] == "2501.10120,2009.02040"
    assert site.asked[0].headers["user-agent"].startswith("Paperdesk/")


@pytest.mark.shared
async def test_an_old_style_id_keeps_its_affiliations_and_has_no_doubtful_categories(
    http: Http, site: Site, shared: Path
) -> None:
    name = "arxiv.py/id_astro-ph_0601001_s0_m100_3150dca9dc76.json"
    url = site.says("/api/query", recorded(shared, name))
    (paper,) = await ArxivLookup(http, url).papers(refs("astro-ph/0601001"))
    assert paper.authors[3].affiliation == "Warsaw University Observatory"
    assert paper.categories == ("astro-ph",)
    assert (paper.journal, paper.version) == ("ActaAstron.56:1-50,2006", 1)
    assert paper.submitted is not None
    assert paper.submitted.isoformat() == "2006-01-02"


@pytest.mark.shared
async def test_a_paper_called_nought_is_a_paper(http: Http, site: Site, shared: Path) -> None:
    url = site.says("/api/query", recorded(shared, "arxiv.py/id_2104.12255v1_s0_m100_6ae69987ffe1.json"))
    (paper,) = await ArxivLookup(http, url).papers(refs("2104.12255v1"))
    assert paper.title == "0"


@pytest.mark.shared
async def test_an_unknown_id_is_nothing(http: Http, site: Site, shared: Path) -> None:
    url = site.says("/api/query", recorded(shared, "arcadialin_arxiv-empty-feed_2026-08-15.xml"))
    assert await ArxivLookup(http, url).papers(refs("9999.99999")) == []


@pytest.mark.shared
async def test_every_recorded_answer_gives_its_papers(http: Http, site: Site, shared: Path) -> None:
    names = [f"arxiv.py/{path.name}" for path in sorted((shared / ATOM / "arxiv.py").glob("q_*.json"))]
    names += ["ikevinxie_cs.AI_OR_cs.LG_50_2026-07-13.xml", "sotawhat_search_transformer_2026-06-14.xml"]
    for name in names:
        reply = recorded(shared, name)
        url = site.says("/api/query", reply)
        body = reply.body if isinstance(reply.body, bytes) else reply.body.encode()
        promised = body.count(b"<entry>")
        papers = await ArxivLookup(http, url).search("whatever", promised)
        assert len(papers) == promised, name
        assert all(paper.title and paper.authors and paper.categories and paper.announced for paper in papers), name


@pytest.mark.shared
async def test_the_error_entry_is_a_sentence_and_is_not_asked_for_again(http: Http, site: Site, shared: Path) -> None:
    url = site.says("/api/query", recorded(shared, "arxiv.py/id_abc_s0_m100_b79c8dcf6bc3.json"))
    with pytest.raises(SourceAway, match="incorrect id format for abc"):
        await ArxivLookup(http, url).search("abc")
    assert len(site.asked) == 1


@pytest.mark.shared
async def test_an_id_that_arxiv_cannot_read_does_not_cost_the_others(http: Http, site: Site, shared: Path) -> None:
    kept = recorded(shared, "arxiv.py/id_abc_s0_m100_b79c8dcf6bc3.json")
    body = kept.body.decode() if isinstance(kept.body, bytes) else kept.body
    refusal = Reply(body.replace("for abc", "for 0000.00000"), 400)
    url = site.says("/api/query", refusal, made("2610.00001v2"))
    papers = await ArxivLookup(http, url).papers(refs("0000.00000", "2610.00001"))
    assert [(str(paper.ref), paper.version) for paper in papers] == [("2610.00001", 2)]
    assert site.asked[1].params["id_list"] == "2610.00001"


async def test_what_is_not_on_arxiv_is_not_asked_for(http: Http, site: Site) -> None:
    url = site.says("/api/query", made())
    asked = [PaperRef("doi", "10.1/x"), PaperRef("arxiv", "abc"), PaperRef("arxiv", "2610.00001,id_list=x")]
    assert await ArxivLookup(http, url).papers(asked) == []
    assert site.asked == []


async def test_synthetic_long_lists_go_in_batches_of_a_hundred(http: Http, site: Site, time: GivenTime) -> None:
    def answer(asked: Asked) -> Reply:
        return made(*(f"{each}v1" for each in asked.params["id_list"].split(",")))

    url = site.says("/api/query", answer)
    papers = await ArxivLookup(http, url).papers(refs(*(f"2610.{n:05}" for n in range(250))))
    assert len(papers) == 250
    assert [len(asked.params["id_list"].split(",")) for asked in site.asked] == [100, 100, 50]
    assert time.passed == pytest.approx(6)


async def test_synthetic_an_empty_page_that_promises_results_is_asked_for_again(http: Http, site: Site) -> None:
    url = site.says("/api/query", made(total=1), made("2610.00001v1"))
    assert len(await ArxivLookup(http, url).papers(refs("2610.00001"))) == 1


async def test_synthetic_half_an_answer_is_not_taken_for_a_whole_one(http: Http, site: Site, time: GivenTime) -> None:
    whole = made("2610.00001v1", "2610.00002v1")
    half = Reply(str(whole.body)[:-150], length=False)
    url = site.says("/api/query", half, whole)
    assert len(await ArxivLookup(http, url).papers(refs("2610.00001", "2610.00002"))) == 2
    assert time.passed >= 30


async def test_a_refusal_is_waited_out_at_the_same_pace_as_the_feed(http: Http, site: Site, time: GivenTime) -> None:
    url = site.says("/api/query", Reply("Rate exceeded.", 429), made("2610.00001v1"))
    await ArxivLookup(http, url).papers(refs("2610.00001"))
    assert time.passed == pytest.approx(30)


async def test_words_become_a_query_and_nothing_else(http: Http, site: Site) -> None:
    url = site.says("/api/query", made())
    await ArxivLookup(http, url).search('prompt "tuning") OR cat:math.AG&max_results=9999', 5)
    query = site.asked[0].params["search_query"]
    assert query.startswith("(ti:prompt OR abs:prompt) AND (ti:tuning OR abs:tuning)")
    assert '"' not in query
    assert site.asked[0].params["max_results"] == "5"
    assert await ArxivLookup(http, url).search(" ,. ") == []


async def test_a_cancelled_lookup_stops_at_once(http: Http, site: Site) -> None:
    url = site.says("/api/query", Reply(silent=True))
    with anyio.move_on_after(0.05) as scope:
        await ArxivLookup(http, url).papers(refs("2610.00001"))
    assert scope.cancelled_caught
