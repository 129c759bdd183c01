"""Filling a fresh store: papers and picks of past months, from a site on loopback that may fail."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.cli.bootstrap import harvested
from bot.domain.errors import SourceAway
from bot.domain.paper import Announcement
from bot.ports import Listing
from tests.cli.conftest import Paperdesk
from tests.factories import made_paper
from tests.fakes import FakeHarvest
from tests.newsrooms import staffed

QUIET = """<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2026-11-03T12:00:00Z
</responseDate><request>x</request><error code="noRecordsMatch">none</error></OAI-PMH>"""


class Past:
    """arXiv's quiet past, and one pick a month; months in `refused` answer 404."""

    def __init__(self) -> None:
        self.months: list[str] = []
        self.refused: set[str] = set()
        self.url = ""

    def answer(self, target: str) -> tuple[int, str]:
        if "daily_papers" not in target:
            return 200, QUIET
        (month,) = parse_qs(urlsplit(target).query)["month"]
        self.months.append(month)
        if len(self.refused) and month in self.refused:
            return 404, "gone"
        paper = {
            "id": f"{month[2:4]}{month[5:]}.00001",
            "submittedOnDailyAt": f"{month}-02T00:00:00Z",
            "upvotes": 9,
            "authors": [{"name": "Ada North"}],
        }
        return 200, json.dumps([{"paper": paper}])


@contextmanager
def site() -> Iterator[Past]:
    past = Past()

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = past.answer(self.path)
            self.send_response(status)
            self.send_header("content-length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    past.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield past
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_picks_of_past_months_are_fetched_once_and_a_list_that_is_away_stops_no_papers(
    team: Path, paperdesk: Paperdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with site() as past:
        monkeypatch.setenv("PAPERDESK_HUGGING_FACE_URL", past.url)
        monkeypatch.setenv("PAPERDESK_ARXIV_OAI_URL", f"{past.url}/oai")
        whole = json.loads(paperdesk("bootstrap", "--months", "1", "--json").out)
        assert whole["picks"] == len(past.months) == len(set(past.months))
        assert (len(past.months) in {2, 3}, whole["new"]) == (True, 0)
        again = json.loads(paperdesk("bootstrap", "--months", "1", "--json").out)
        assert (again["picks"], past.months[-1]) == (0, max(past.months))
        past.refused = {past.months[-1]}
        said = paperdesk("bootstrap", "--months", "1")
    assert (said.code, said.out) == (4, "")
    assert "404" in said.err


@pytest.mark.anyio
async def test_papers_of_past_months_are_kept_by_the_page_and_a_later_run_goes_on(tmp_path: Path) -> None:
    day = date(2026, 9, 1)
    first, last = (Listing((Announcement(made_paper(n), "new", day),), cursor=c) for n, c in ((901, "p2"), (902, None)))
    harvest = FakeHarvest({"": first, "p2": SourceAway("arXiv answered 503 five times.")})
    async with staffed(tmp_path) as made:
        with pytest.raises(SourceAway):
            await harvested(made.room, harvest, ["cs.CL"], day)
        async with made.room.store.begin(reading=True) as books:
            assert await books.papers.get(made_paper(901).ref) is not None
        harvest.by_cursor["p2"] = last
        assert (await harvested(made.room, harvest, ["cs.CL"], day))["new"] == 1
        assert [cursor for _, cursor in harvest.asked] == [None, "p2"]
        await harvested(made.room, harvest, ["cs.CL"], date(2026, 8, 1))
        assert harvest.asked[-1] == (date(2026, 8, 1), None)
