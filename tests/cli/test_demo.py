"""The demo walks the whole route on papers that are there, continues where it stopped, and says what it took."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.cli.picks import compared
from bot.cli.stock import Given, find_stock
from bot.domain.errors import SourceAway
from bot.domain.paper import Announcement, Paper, PaperRef
from bot.ports import Listing
from tests.cli.conftest import Paperdesk
from tests.fakes import FakeFeed, FakeHarvest
from tests.made_up import pool
from tests.newsrooms import staffed

DAY = date(2026, 11, 20)
PAPER = Announcement(Paper(PaperRef.parse("2611.00001"), "A title", "An abstract."), "new", DAY)


def test_a_month_from_a_file_becomes_an_edition_of_ten(home: Path, paperdesk: Paperdesk) -> None:
    said = paperdesk("demo", "--pool", str(pool(home)), "--headless", "--approve-all", "--json")
    assert said.code == 0, said.err
    told = json.loads(said.out)
    assert (told["edition"], told["stage"], told["pool"]) == ("2021-06", "published", 40)
    assert "40 papers of 2021-06" in said.err
    exports = home / "data" / "demo" / "exports"
    printed = json.loads((exports / "2021-06.json").read_text())
    assert [story["number"] for story in printed["stories"]] == list(range(1, 11))
    assert sorted(path.name for path in exports.iterdir()) == [
        "2021-06.html",
        "2021-06.json",
        "2021-06.md",
        "feed.atom",
    ]


def test_a_second_run_continues_the_same_edition(home: Path, paperdesk: Paperdesk) -> None:
    first = json.loads(paperdesk("demo", "--pool", str(pool(home)), "--headless", "--json").out)
    second = paperdesk("demo", "--headless", "--json")
    told = json.loads(second.out)
    assert "Going on with the edition 2021-06" in second.err
    assert (first["stage"], told["stage"]) == ("in_review", "in_review")
    assert told["stories"] == first["stories"]
    assert "shortlist" not in told["steps"]
    third = json.loads(paperdesk("demo", "--headless", "--approve-all", "--json").out)
    assert (third["stage"], third["stories"]) == ("published", first["stories"])


def test_the_same_month_twice_is_published_once(home: Path, paperdesk: Paperdesk) -> None:
    words = ("demo", "--pool", str(pool(home)), "--headless", "--approve-all", "--json")
    paperdesk(*words)
    archive = home / "data" / "demo" / "exports" / "2021-06.json"
    before = archive.read_bytes()
    assert json.loads(paperdesk(*words).out)["stage"] == "published"
    assert archive.read_bytes() == before


def test_lines_that_cannot_be_read_are_named_and_stop_nothing(home: Path, paperdesk: Paperdesk) -> None:
    file = pool(home)
    with file.open("a") as lines:
        lines.write('{"arxiv_id": "2106.09999"}\nnot json\n')
    said = paperdesk("demo", "--pool", str(file), "--headless")
    assert said.code == 0
    assert "40 papers of 2021-06" in said.out
    assert "2 lines skipped" in said.out
    assert "Next: the demo without --headless" in said.out
    assert "2021-06.jsonl, line 42 (it is not JSON" in said.out


@pytest.mark.parametrize("content", [None, "", "[]\n", "\x1f\x8bnot gzip"])
def test_a_pool_without_papers_is_one_sentence(content: str | None, home: Path, paperdesk: Paperdesk) -> None:
    if content is not None:
        (home / "pool.jsonl").write_text(content, encoding="latin-1")
    said = paperdesk("demo", "--pool", "pool.jsonl", "--headless")
    assert said.code == 2
    assert said.err.count("\n") == 1
    assert "pool.jsonl" in said.err


def test_approving_everything_is_for_runs_that_nobody_watches(paperdesk: Paperdesk) -> None:
    assert paperdesk("demo", "--approve-all").code == 2


@pytest.mark.anyio
async def test_arxiv_is_asked_first_and_a_quiet_day_brings_the_last_ones(tmp_path: Path) -> None:
    async with staffed(tmp_path) as desk:
        busy = replace(desk.room, feeds=(Given("arxiv", Listing((PAPER,))),))
        assert "announced today" in (await find_stock(busy, ["cs.CL"], None)).told
        harvest = FakeHarvest({"": Listing((PAPER,))})
        quiet = replace(desk.room, feeds=(Given("arxiv", Listing(())),), harvest=harvest)
        assert "quiet" in (await find_stock(quiet, ["cs.CL"], None)).told


@pytest.mark.anyio
async def test_without_arxiv_the_package_lends_its_papers(tmp_path: Path) -> None:
    pytest.importorskip("aclsum", reason="the demo's own papers: no aclsum here (extra `demo`)")
    async with staffed(tmp_path) as desk:
        away = replace(desk.room, feeds=(FakeFeed([SourceAway("arXiv is away; try again later.")]),))
        stock = await find_stock(away, ["cs.CL"], None)
    papers = [each.paper for each in stock.feed.listing.announcements]
    assert len(papers) == 250
    assert all(paper.abstract and paper.title and paper.ref.scheme == "url" for paper in papers)
    assert sum(bool(paper.authors) for paper in papers) >= 245
    assert {name for paper in papers for name, _ in paper.sections} == {"introduction", "conclusion"}


def test_picks_of_people_are_compared_after_the_fact(tmp_path: Path) -> None:
    (tmp_path / "pools").mkdir()
    file = pool(tmp_path / "pools", 5)
    picks = [
        {"arxiv_id": "2106.00001", "date": "2021-06", "list_name": "zeta-alpha-2021-07-readings", "level": "main"},
        {"arxiv_id": "2106.00004", "date": "2021-06", "list_name": "zeta-alpha-2021-07-readings", "level": "mention"},
        {"arxiv_id": "2106.00005", "date": "2021-06", "list_name": "zeta-alpha-2021-07-readings", "level": "reference"},
        {"arxiv_id": "2106.00002", "date": "2021-06", "list_name": "another-list", "level": "main"},
        {"arxiv_id": "2106.77777", "date": "2021-06", "list_name": "zeta-alpha-2021-07-readings", "level": "main"},
    ]
    refs = [PaperRef.parse(f"2106.0000{n}") for n in (2, 1, 3, 4)]
    assert compared(file, "2021-06", refs, 2) is None, "no list beside the pool"
    (tmp_path / "picks.jsonl").write_text("\n".join(map(json.dumps, picks)))
    found = compared(file, "2021-06", refs, 2)
    assert found is not None
    assert (found.picks, found.first, found.proposed) == (2, 1, 2)
    assert compared(file, "2021-05", refs, 2) is None
