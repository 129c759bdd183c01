"""Past months are fetched a page at a time; what came before a stop is kept, and the next call goes on from there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.cli.conftest import Paperdesk
from tests.sources.test_arxiv_harvest import page, record

TEAM = '[[team]]\nname = "nlp"\ncategories = ["cs.CL"]\ntopics = ["teapots"]\neditors = [{ name = "Editor One" }]\n'


def recent(number: str) -> str:
    """A record of three days ago, whenever that is: commands have the clock of the machine."""
    then = datetime.now(UTC) - timedelta(days=3)
    return (
        record(number)
        .replace("Mon, 01 Oct 2026 10:00:00 GMT", format_datetime(then))
        .replace("2026-10-06", then.date().isoformat())
    )


@dataclass
class Service:
    """Two pages of records; the second is refused as long as `broken`."""

    broken: bool = False
    tokens: list[str] = field(default_factory=list)

    def answer(self, token: str) -> bytes | None:
        self.tokens.append(token)
        if not token:
            return page(recent("2610.00001"), recent("2610.00002"), token="more")
        return None if self.broken else page(recent("2610.00003"))


@pytest.fixture
def service(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    made = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            token = parse_qs(asked.query).get("resumptionToken", [""])[0]
            body = made.answer(token) if asked.path == "/oai" else b"[]" if "daily_papers" in asked.path else None
            self.send_response_only(404 if body is None else 200)
            self.send_header("content-type", "text/xml")
            self.send_header("content-length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def do_HEAD(self) -> None:
            self.send_response_only(200)
            self.end_headers()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    root = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setenv("PAPERDESK_ARXIV_OAI_URL", f"{root}/oai")
    for name in ("ARXIV_HTML", "ARXIV_PDF", "SEMANTIC_SCHOLAR", "OPENALEX", "HUGGING_FACE", "GITHUB"):
        monkeypatch.setenv(f"PAPERDESK_{name}_URL", f"{root}/nothing/")
    (home / "paperdesk.toml").write_text(TEAM, encoding="utf-8")
    yield made
    server.shutdown()
    server.server_close()


def test_a_stop_on_the_way_keeps_what_came_and_the_next_call_goes_on(service: Service, paperdesk: Paperdesk) -> None:
    service.broken = True
    stopped = paperdesk("bootstrap", "--months", "1")
    assert stopped.code == 4
    assert stopped.err.strip().count("\n") == 0
    assert "Made-Up Title" in paperdesk("paper", "2610.00002").out
    service.broken, service.tokens = False, []
    said = paperdesk("bootstrap", "--months", "1", "--json")
    assert said.code == 0, said.err
    assert json.loads(said.out) == {"new": 1, "known": 0, "skipped": 0, "picks": 0}
    assert service.tokens == ["more"], "the first page is not asked for again"
    again = paperdesk("bootstrap", "--months", "1")
    assert "0 papers are new, 3 were known" in again.out


def test_a_team_without_categories_is_told_to_name_some(service: Service, home: Path, paperdesk: Paperdesk) -> None:
    (home / "paperdesk.toml").write_text(TEAM.replace('["cs.CL"]', "[]"), encoding="utf-8")
    said = paperdesk("bootstrap")
    assert (said.code, "No team names a category" in said.err) == (3, True)
    assert service.tokens == []


def test_the_first_look_shows_cards_of_what_was_gathered(service: Service, home: Path, paperdesk: Paperdesk) -> None:
    (home / "paperdesk.toml").unlink()
    said = paperdesk("init", "--yes", "--name", "nlp", "--field", "nlp", "--first-look")
    assert said.code == 0, said.err
    assert "papers of the last 30 days" in said.out
    assert "A Made-Up Title" in said.out
    assert "topic" in said.out
