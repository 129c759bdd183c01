"""A folder of its own for each test, and `paperdesk` run in this process."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import structlog

from bot.cli import main
from bot.config.settings import names
from bot.domain.paper import Announcement
from bot.sources.pool import PoolFile
from bot.store.engine import SqlStore
from tests.made_up import pool

TEAMS = """
[[team]]
name = "nlp"
categories = ["cs.CL", "cs.LG", "cs.CV", "cs.IR", "cs.AI"]
topics = ["sparse attention", "dense retrieval"]
size = 3
minimum = 1
editors = [{ name = "Editor One" }, { name = "Editor Two" }]
"""


@dataclass(frozen=True, slots=True)
class Said:
    """What a command left behind."""

    code: int
    out: str
    err: str


Paperdesk = Callable[..., Said]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with no setting from outside."""
    for name in names():
        monkeypatch.delenv(name, raising=False)
    # Nothing listens there: sources are refused at once and never reached.
    for name in ("FEED", "OAI", "API", "HTML", "PDF"):
        monkeypatch.setenv(f"PAPERDESK_ARXIV_{name}_URL", "http://127.0.0.1:9/")
    monkeypatch.setenv("PAPERDESK_LOG_LEVEL", "error")
    monkeypatch.setenv("PAPERDESK_HTTP_PORT", "0")  # somebody may be using the usual one
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def team(home: Path) -> Path:
    """The same with one team."""
    (home / "paperdesk.toml").write_text(TEAMS, encoding="utf-8")
    return home


async def announced(folder: Path, count: int, day: date) -> None:
    """Put made-up papers of that day into the database of a folder."""
    store = SqlStore.open(str(folder / "data" / "paperdesk.db"))
    papers = [each.paper for each in PoolFile(pool(folder, count)).read().announcements]
    async with store.begin() as books:
        await books.papers.add([Announcement(replace(each, announced=day), "new", day) for each in papers])
    await store.close()


@pytest.fixture
def stocked(team: Path, paperdesk: Paperdesk) -> Path:
    """The same with a database that holds one paper, of which an edition can be made."""
    paperdesk("team", "list")
    asyncio.run(announced(team, 1, datetime.now(UTC).date() - timedelta(days=2)))
    with sqlite3.connect(team / "data" / "paperdesk.db") as database:  # figures have been looked for: no wait for arXiv
        database.execute("INSERT INTO polls SELECT 'figures of ' || ref, 'looked', '2026-11-03 12:00:00' FROM papers")
    database.close()
    return team


@pytest.fixture
def paperdesk(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Paperdesk]:
    """Runs `paperdesk ...` here."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level

    def run(*words: str) -> Said:
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["paperdesk", *words])
        code = 0
        try:
            main()
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else int(left.code is not None)
        told = capsys.readouterr()
        return Said(code, told.out, told.err)

    yield run
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def refused(said: Said, code: int, *words: str) -> None:
    """One sentence on standard error, the code, and nothing printed as if it were a result."""
    assert (said.code, said.out) == (code, "")
    assert said.err.strip().count("\n") == 0
    assert "Traceback" not in said.err
    for word in words:
        assert word in said.err
