"""An editor works in the terminal: every decision by the same door as in chat, and every slip in one sentence."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from bot.domain.story import Claim
from bot.domain.team import Person
from bot.ports import AuditLine
from bot.store.engine import SqlStore
from tests.cli.conftest import Paperdesk, Said
from tests.factories import made_draft
from tests.fakes import GivenClock
from tests.newsrooms import staffed
from tests.store.test_outbox import owe, owed

FAR = datetime(2099, 12, 1, 9, tzinfo=UTC)
TEAM = """
[[team]]
name = "nlp"
categories = ["cs.CL"]
topics = ["prompt tuning"]
size = 3
minimum = 1
publish = "1st tue 09:00"
archive = "public"
editors = [{ name = "Editor One" }, { name = "Editor Two" }]
"""


class _Nothing(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response_only(404)
        self.end_headers()

    def do_POST(self) -> None:
        self.do_GET()


@pytest.fixture(scope="module")
def nothing_here() -> Iterator[str]:
    """Sources that answer at once that they know nothing: one that is away would be asked again, for seconds."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Nothing)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def desk(home: Path, nothing_here: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose database holds an edition in review: three stories, and a fourth in reserve."""

    async def made() -> None:
        editors = (Person("Editor One"), Person("Editor Two"))
        async with staffed(home, editors=editors) as newsroom, newsroom.store.begin() as books:
            edition = newsroom.edition
            await books.editions.save(replace(edition, publish_at=FAR, revision=edition.revision + 1))

    asyncio.run(made())
    with sqlite3.connect(home / "desk.db") as database:  # no link leads out of this machine
        database.execute("UPDATE papers SET abstract = replace(abstract, 'https://code.example/', 'page ')")
        database.execute("DELETE FROM evidence")
        # Figures have been looked for: each look would wait for arXiv's pace.
        database.execute("INSERT INTO polls SELECT 'figures of ' || ref, 'looked', '2026-11-03 12:00:00' FROM papers")
    database.close()
    for name in ("ARXIV_API", "ARXIV_HTML", "ARXIV_PDF", "SEMANTIC_SCHOLAR", "OPENALEX", "HUGGING_FACE", "GITHUB"):
        monkeypatch.setenv(f"PAPERDESK_{name}_URL", nothing_here)
    (home / "paperdesk.toml").write_text(TEAM, encoding="utf-8")
    monkeypatch.setenv("PAPERDESK_DATABASE_URL", f"sqlite:///{home / 'desk.db'}")
    monkeypatch.setenv("PAPERDESK_EDITOR", "Editor One")
    return home


def told(said: Said) -> Any:
    assert said.code == 0, said.err
    return json.loads(said.out)


def stories(paperdesk: Paperdesk) -> dict[str, Any]:
    """The stories on the desk by their papers' references."""
    cards = told(paperdesk("edition", "show", "--json"))["cards"]
    return {f"{card['story']['ref']['value']}": card["story"] for card in cards}


def order(paperdesk: Paperdesk) -> Sequence[str]:
    return list(stories(paperdesk))


def test_what_one_approves_is_previewed_and_nothing_is_sent(desk: Path, paperdesk: Paperdesk) -> None:
    nothing = paperdesk("preview")
    assert "Nothing is approved yet for 2026-11: this is what is proposed." in nothing.err
    assert "The Teapot Benchmark" in nothing.out
    assert paperdesk("edition", "approve", "2").code == 0
    said = paperdesk("preview")
    assert "Imaginary Gardens" in said.out
    assert "The Teapot Benchmark" not in said.out
    assert told(paperdesk("edition", "list", "--json"))[0]["stage"] == "in_review"


def test_the_quorum_counts_whom_the_terminal_names(desk: Path, paperdesk: Paperdesk) -> None:
    paperdesk("edition", "approve", "2", "--as", "Editor Two")
    (vote,) = stories(paperdesk)["2610.00002"]["votes"]
    assert (vote["person"], vote["kind"], vote["via"]) == ("Editor Two", "approve", "terminal")
    shown = paperdesk("edition", "show", "--story", "2").out
    assert "Editor Two: approve (draft 1, terminal)" in shown


def test_what_is_dropped_comes_back_where_it_was(desk: Path, paperdesk: Paperdesk) -> None:
    before = order(paperdesk)[0]
    assert paperdesk("edition", "drop", before).code == 0
    assert stories(paperdesk)[before]["stage"] == "dropped"
    assert paperdesk("edition", "restore", before).code == 0
    assert stories(paperdesk)[before]["stage"] == "in_review"


def test_what_is_kept_stands_first_and_what_is_moved_where_it_was_put(desk: Path, paperdesk: Paperdesk) -> None:
    first, second, third, *_ = order(paperdesk)
    paperdesk("edition", "keep", third)
    assert order(paperdesk)[0] == third
    assert paperdesk("edition", "reorder", second, "1").code == 0
    assert order(paperdesk)[:3] in ([third, second, first], [second, third, first])


def test_own_words_are_a_new_draft_and_the_part_that_was_left_out_stays(desk: Path, paperdesk: Paperdesk) -> None:
    before = stories(paperdesk)["2610.00002"]["draft"]
    assert paperdesk("edition", "edit", "2", "--why", "Nobody has looked at it before.").code == 0
    after = stories(paperdesk)["2610.00002"]["draft"]
    assert after["number"] == before["number"] + 1
    assert [claim["text"] for claim in after["why"]] == ["Nobody has looked at it before."]
    assert [claim["text"] for claim in after["insights"]] == [claim["text"] for claim in before["insights"]]
    nothing = paperdesk("edition", "edit", "2")
    assert (nothing.code, "--why and --insight" in nothing.err) == (2, True)


def test_a_wish_for_other_words_is_taken_to_the_writer(desk: Path, paperdesk: Paperdesk) -> None:
    said = paperdesk("edition", "rewrite", "1", "shorter, please")
    assert said.code == 0, said.err
    first = order(paperdesk)[0]
    assert stories(paperdesk)[first]["draft"]["number"] == 2, "without a model the abstract's own sentences are taken"


def test_what_is_not_verified_is_approved_only_under_a_name(desk: Path, paperdesk: Paperdesk) -> None:
    doubt = Claim("fact", "It doubles everything.", None, None, "unverified", ("no quote",))

    async def doubted() -> None:
        store = SqlStore.open(f"sqlite:///{desk / 'desk.db'}", clock=GivenClock())
        async with store.begin() as books:
            (edition,) = await books.editions.of("nlp")
            story = next(s for s in await books.editions.stories(edition.id) if s.place == 1)
            await books.editions.add_draft(story.id, made_draft(1, number=2, insights=(doubt,)))
        await store.close()

    asyncio.run(doubted())
    refused = paperdesk("edition", "approve", "1")
    assert refused.code == 1
    assert "noted under your name" in refused.out
    assert not any(story["stage"] == "approved" for story in stories(paperdesk).values())
    assert paperdesk("edition", "approve", "1", "--anyway").code == 0
    (approved,) = [story for story in stories(paperdesk).values() if story["stage"] == "approved"]
    assert approved["overruled_by"] == "Editor One"


def test_the_editions_own_words_are_changed_in_part_and_approved(desk: Path, paperdesk: Paperdesk) -> None:
    before = told(paperdesk("edition", "show", "--json"))["edition"]["text"]
    nothing = paperdesk("edition", "text")
    assert (nothing.code, "--headline, --intro or --news" in nothing.err) == (2, True)
    after = told(paperdesk("edition", "text", "--headline", "Kettles, at last", "--json"))["text"]
    assert (after["headline"], after["intro"]) == ("Kettles, at last", before["intro"])
    assert after["approved_by"] == []
    assert told(paperdesk("edition", "approve", "text", "--json")) is not None
    assert told(paperdesk("edition", "show", "--json"))["edition"]["text"]["approved_by"] == ["Editor One"]


def test_a_paper_that_no_source_knows_is_brought_in_by_hand(desk: Path, paperdesk: Paperdesk) -> None:
    words = ("edition", "nominate", "https://papers.example/kettles")
    lacking = paperdesk(*words, "--title", "On Kettles")
    assert (lacking.code, "its title and its abstract" in lacking.err) == (2, True)
    abstract = "Kettles are slow. We propose a kettle that is not. It boils in 3 minutes."
    said = paperdesk(*words, "--title", "On Kettles", "--authors", "Ada North, Ben South", "--abstract", abstract)
    assert said.code == 0, said.err
    story = stories(paperdesk)["https://papers.example/kettles"]
    assert story["nominated_by"] == "Editor One"
    assert story["draft"], "it is drafted at once"


def test_a_known_paper_is_nominated_by_its_id_and_an_unknown_one_waits_for_arxiv(
    desk: Path, paperdesk: Paperdesk
) -> None:
    away = paperdesk("edition", "nominate", "2610.09999")
    assert away.code == 4
    assert away.err.strip().count("\n") == 0
    assert paperdesk("edition", "nominate", "2610.00002").code == 0


def test_publishing_too_soon_names_the_commands_that_lead_there(desk: Path, paperdesk: Paperdesk) -> None:
    said = paperdesk("edition", "publish")
    assert said.code == 1
    assert "Not yet: 0 of 3 stories are approved." in said.err
    assert "`paperdesk edition approve STORY`" in said.err
    assert "`paperdesk edition approve text`" in said.err
    paperdesk("edition", "approve", "1")
    paperdesk("edition", "approve", "text")
    said = paperdesk("edition", "publish")
    assert "1 of 3 stories are approved. `paperdesk edition call` makes what is approved enough" in said.err
    assert "edition approve" not in said.err


def test_an_edition_goes_out_when_an_editor_says_so_and_then_has_files(desk: Path, paperdesk: Paperdesk) -> None:
    early = paperdesk("edition", "export", "--format", "md")
    assert (early.code, "not published yet" in early.err) == (1, True)
    paperdesk("edition", "approve", "1")
    paperdesk("edition", "approve", "text")
    assert told(paperdesk("edition", "call", "--json"))["stage"] == "ready"
    assert told(paperdesk("edition", "publish", "--json"))["stage"] == "published"
    files = told(paperdesk("edition", "export", "--format", "md,bibtex,atom,site", "--out", "files", "--json"))
    assert {Path(file).name for file in files} >= {"2026-11.md", "2026-11.bib", "feed.atom", "index.html"}
    assert "Made-Up Prompts" in (desk / "files" / "2026-11.md").read_text()
    unknown = paperdesk("edition", "export", "--format", "docx")
    assert (unknown.code, "“docx” is not a format" in unknown.err) == (2, True)
    (desk / "full").write_text("a file where a folder should be")
    blocked = paperdesk("edition", "export", "--format", "md", "--out", "full")
    assert (blocked.code, "cannot be written" in blocked.err) == (1, True)
    late = paperdesk("edition", "drop", "1")
    assert late.code == 1
    assert "Traceback" not in late.err


def test_a_review_that_is_held_is_given_more_time(desk: Path, paperdesk: Paperdesk) -> None:
    for until, word in (("tomorrow", "is not a moment"), ("2099-12-04T09:00", "time zone")):
        said = paperdesk("edition", "extend", "--until", until)
        assert (said.code, word in said.err) == (2, True)

    async def held() -> None:
        store = SqlStore.open(f"sqlite:///{desk / 'desk.db'}", clock=GivenClock())
        async with store.begin() as books:
            (edition,) = await books.editions.of("nlp")
            past = datetime(2026, 1, 6, tzinfo=UTC)
            await books.editions.save(replace(edition, publish_at=past, revision=edition.revision + 1))
        await store.close()

    asyncio.run(held())
    assert told(paperdesk("edition", "extend", "--until", "2099-12-04T09:00+01:00", "--json"))["stage"] == "in_review"
    assert told(paperdesk("edition", "list", "--json"))[0]["publish_at"].startswith("2099-12-04 08:00")


def test_a_ranking_is_told_with_its_reasons_and_changes_nothing(desk: Path, paperdesk: Paperdesk) -> None:
    rows = told(paperdesk("rank", "--month", "2026-10", "--json"))
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
    assert rows == sorted(rows, key=lambda row: -row["score"])
    said = paperdesk("rank", "--month", "2026-10", "--explain", "--top", "1")
    assert rows[0]["ref"] in said.out
    assert "topic:" in said.out
    assert "Nothing was announced in that time" in paperdesk("rank", "--month", "2020-01").out
    why = told(paperdesk("rank", "--month", "2026-10", "--why-not", rows[-1]["ref"], "--json"))
    assert why["why_not"]
    assert paperdesk("rank", "--why-not", "no reference").code == 2


def test_a_paper_is_shown_from_the_store_and_words_that_fit_many_are_a_choice(desk: Path, paperdesk: Paperdesk) -> None:
    said = paperdesk("paper", "2610.00002")
    assert "Imaginary Gardens" in said.out
    assert "Nobody has looked at plants" in said.out
    assert told(paperdesk("paper", "2610.00002", "--json"))["paper"]["title"].startswith("Imaginary Gardens")
    assert "2610.00002" in paperdesk("paper", "Imaginary", "Gardens").out


def test_somebody_edits_for_who_is_away_and_is_sent_home(desk: Path, paperdesk: Paperdesk) -> None:
    words = ("team", "stand-in", "Visitor", "--for", "Editor Two")
    lacking = paperdesk(*words)
    assert (lacking.code, "--until 2026-12-31" in lacking.err) == (2, True)
    assert "until the end of 2099-12-31" in paperdesk(*words, "--until", "2099-12-31").out
    assert "Visitor" in paperdesk("team", "show").out
    assert paperdesk("edition", "approve", "2", "--as", "Visitor").code == 0
    assert "edits no more" in paperdesk(*words, "--end").out
    refused = paperdesk("edition", "approve", "3", "--as", "Visitor")
    assert (refused.code, "Only editors of nlp decide" in refused.err) == (1, True)


@pytest.mark.parametrize(
    ("how", "state", "message"),
    [
        (("--message", "https://x.slack.com/archives/C1/p1700000000000100?thread_ts=1"), "sent", "1700000000.000100"),
        (("--message", "https://discord.com/channels/1/2/333/"), "sent", "333"),
        (("--skip",), "skipped", None),
        (("--not-posted",), "pending", None),
    ],
)
def test_the_operator_says_what_became_of_a_message(
    how: tuple[str, ...], state: str, message: str | None, desk: Path, paperdesk: Paperdesk
) -> None:
    (lead,) = owed(parts=1)

    async def unclear() -> None:
        store = SqlStore.open(f"sqlite:///{desk / 'desk.db'}", clock=GivenClock())
        await owe(store, [lead])
        async with store.begin() as books:
            claimed = await books.outbox.claim(lead)
            assert claimed is not None
            await books.outbox.ask_operator(claimed, "nobody saw whether it arrived")
            await books.ledger.note(AuditLine(FAR, "nobody", "gave up", "jobs", "advance: the disk was full"))
        await store.close()

    asyncio.run(unclear())
    listed = paperdesk("jobs", "list").out
    assert f"{lead.id}  needs_operator" in listed
    assert "gave up  advance: the disk was full" in listed
    assert told(paperdesk("jobs", "settle", lead.id, *how, "--json"))["state"] == state

    async def now() -> str | None:
        store = SqlStore.open(f"sqlite:///{desk / 'desk.db'}", clock=GivenClock())
        async with store.begin(reading=True) as books:
            found = await books.outbox.get(lead.id)
        await store.close()
        return found.message_id if found else "gone"

    assert asyncio.run(now()) == message
