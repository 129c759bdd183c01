"""`paperdesk init` writes nothing that `check` would refuse, and asks again until an answer is right."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from dotenv import dotenv_values

from tests.cli.conftest import Paperdesk, refused


class _Terminal(io.StringIO):
    """Somebody who types these lines, then ends the input."""

    def isatty(self) -> bool:
        return True


def typing(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr(sys, "stdin", _Terminal("".join(f"{line}\n" for line in lines)))


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--name", "NLP Group"), 2, "small letters"),
        (("--name", "desk"), 2, "an address of the web page itself"),
        (("--editor", ""), 2, "1 to 80 characters"),
        (("--editor", 'A "B" C'), 2, "no double quote"),
        (("--timezone", "Mars/Olympus"), 3, "“Mars/Olympus” is not a time zone"),
    ],
)
def test_what_check_would_refuse_is_not_written(
    words: tuple[str, ...], code: int, told: str, home: Path, paperdesk: Paperdesk
) -> None:
    refused(paperdesk("init", "--yes", *words), code, told)
    assert list(home.iterdir()) == []


def test_a_wrong_answer_is_told_and_asked_for_again(
    home: Path, paperdesk: Paperdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    typing(monkeypatch, "NLP Group", "nlp", "A # B", "Amsterdam", "Europe/Amsterdam", "visoin", "vision", "n")
    said = paperdesk("init")
    assert said.code == 0
    for told in ("small letters", "“Amsterdam” is not a time zone", "did you mean “vision”?"):
        assert told in said.out
    assert 'timezone = "Europe/Amsterdam"' in (home / "paperdesk.toml").read_text()
    assert dotenv_values(home / ".env")["PAPERDESK_EDITOR"] == "A # B"
    assert paperdesk("check").code == 0


def test_an_end_in_the_middle_of_the_questions_leaves_a_sentence_and_no_file(
    home: Path, paperdesk: Paperdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    typing(monkeypatch, "nlp")
    said = paperdesk("init")
    assert (said.code, said.err.strip().splitlines()[-1]) == (130, "Stopped; what was done is kept.")
    assert list(home.iterdir()) == []


def test_where_a_team_file_is_nothing_is_asked(
    team: Path, paperdesk: Paperdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    typing(monkeypatch)
    said = paperdesk("init")
    assert said.code == 0
    assert "paperdesk.toml is there already" in said.out


def test_a_first_look_that_fails_says_what_is_next_and_can_be_tried_again(
    team: Path, paperdesk: Paperdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERDESK_ARXIV_OAI_URL", "http://127.0.0.1:9/oai")
    said = paperdesk("init", "--yes", "--first-look")
    assert said.code == 4
    assert "check the network" in said.err
    assert "`paperdesk init --first-look` tries again. Next: `paperdesk check`" in said.out
