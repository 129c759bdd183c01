"""What would come is shown without an edition, and no edition is opened where nothing would be in it."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import Paperdesk, announced

if TYPE_CHECKING:
    from pathlib import Path


def rows(folder: Path) -> dict[str, int]:
    """How many rows each table of the folder's database has."""
    with sqlite3.connect(folder / "data" / "paperdesk.db") as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        counts = {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}  # noqa: S608
    database.close()
    return counts


@pytest.fixture
def gathered(team: Path, paperdesk: Paperdesk) -> Path:
    """A folder with forty papers of two days ago, and no edition."""
    paperdesk("team", "list")
    asyncio.run(announced(team, 40, datetime.now(UTC).date() - timedelta(days=2)))
    return team


def test_without_an_edition_the_preview_proposes_what_ranks_first_and_writes_nothing(
    gathered: Path, paperdesk: Paperdesk
) -> None:
    before = rows(gathered)
    said = paperdesk("preview")
    assert said.code == 0, said.err
    assert "No edition of nlp is open: this would be proposed now, out of 40 papers." in said.out
    told = json.loads(paperdesk("preview", "--json").out)
    assert (told["open"], len(told["proposed"])) == (False, 3)
    for each in told["proposed"]:
        assert all(f"✓ {claim['text']}" in said.out for claim in each["why"])
        assert ", ".join(each["authors"]) in said.out
        assert f"Score {each['score']:+.2f}: {each['reason']}" in said.out
    assert rows(gathered) == before
    assert before["editions"] == 0


def test_what_the_preview_proposes_is_what_an_edition_then_begins_with(gathered: Path, paperdesk: Paperdesk) -> None:
    told = json.loads(paperdesk("preview", "--json").out)
    assert json.loads(paperdesk("preview", told["period"], "--json").out)["proposed"] == told["proposed"]
    assert paperdesk("edition", "start").code == 0
    desk = json.loads(paperdesk("edition", "show", "--json").out)
    assert desk["edition"]["period"] == told["period"]
    shown = [card["paper"]["ref"]["value"] for card in desk["cards"] if card["story"]["stage"] == "in_review"]
    assert shown == [each["ref"] for each in told["proposed"]]
    assert "this is what is proposed" in paperdesk("preview").err


def test_a_month_that_has_no_edition_and_is_not_the_next_is_not_foretold(gathered: Path, paperdesk: Paperdesk) -> None:
    said = paperdesk("preview", "2021-06")
    assert (said.code, "no edition of 2021-06" in said.err) == (1, True)


@pytest.mark.parametrize("words", [("preview",), ("edition", "start")])
def test_where_no_paper_is_stored_the_way_to_some_is_named(
    words: tuple[str, ...], team: Path, paperdesk: Paperdesk
) -> None:
    said = paperdesk(*words)
    assert (said.code, said.out) == (1, "")
    assert said.err.strip().count("\n") == 0
    assert "no new paper that nlp reads; `paperdesk poll` fetches" in said.err
    assert "no edition yet" in paperdesk("edition", "list").out


def test_an_edition_that_is_open_goes_on_without_papers(stocked: Path, paperdesk: Paperdesk) -> None:
    paperdesk("edition", "start")
    with sqlite3.connect(stocked / "data" / "paperdesk.db") as database:
        database.execute("UPDATE papers SET announced = '2021-06-01'")
    database.close()
    assert paperdesk("edition", "start").code == 0
