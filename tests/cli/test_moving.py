"""Moving a desk, working beside it, and forgetting a person: by what the commands say and the code they leave."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cli.conftest import Paperdesk


def test_a_desk_moves_to_an_empty_database_and_the_rows_are_counted(team: Path, paperdesk: Paperdesk) -> None:
    paperdesk("team", "list")
    said = paperdesk("db", "copy", "--from", "sqlite:///data/paperdesk.db", "--to", "sqlite:///moved.db", "--json")
    assert said.code == 0, said.err
    assert json.loads(said.out)["teams"]["rows"] == 1
    again = paperdesk("db", "copy", "--from", "sqlite:///data/paperdesk.db", "--to", "sqlite:///moved.db")
    assert (again.code, "name an empty one" in again.err) == (1, True)


def test_what_is_no_database_is_not_copied(team: Path, paperdesk: Paperdesk) -> None:
    said = paperdesk("db", "copy", "--from", "sqlite:///nowhere.db", "--to", "sqlite:///moved.db")
    assert said.code == 1
    assert "paperdesk db upgrade" in said.err


def test_a_worker_on_a_file_is_told_who_does_the_work(team: Path, paperdesk: Paperdesk) -> None:
    said = paperdesk("worker")
    assert said.code == 3
    assert "`paperdesk serve` does all the work" in said.err


def test_a_person_is_shown_all_that_is_known_of_them(stocked: Path, paperdesk: Paperdesk) -> None:
    paperdesk("edition", "start", "--period", "2026-11")
    paperdesk("edition", "cancel", "--as", "Editor Two")
    said = paperdesk("about", "Editor Two")
    assert "people (1)\n  team nlp, position 1, name Editor Two" in said.out
    assert "what cancel, subject edition:1" in said.out
    assert json.loads(paperdesk("about", "Editor Two", "--json").out)["audit"][0]["who"] == "Editor Two"
    assert "Nobody called “slack:U404”" in paperdesk("about", "slack:U404").out


def test_a_person_is_forgotten_by_name(team: Path, paperdesk: Paperdesk) -> None:
    paperdesk("team", "list")
    said = paperdesk("forget", "Editor Two", "--yes", "--json")
    assert said.code == 0, said.err
    assert "people" in json.loads(said.out)
    assert "Nobody called" in paperdesk("forget", "Nobody", "--yes").out
