"""The net under all commands: whatever breaks, one sentence is said, a code is left, and the details are kept."""

from __future__ import annotations

import errno
import re
import sys
import tempfile
from pathlib import Path
from types import ModuleType

import pytest

from bot.cli.group import LazyGroup
from bot.domain.errors import NotFound, SourceAway
from tests.cli.conftest import Paperdesk, Said


@pytest.fixture
def broken(paperdesk: Paperdesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Broken:
    """A command that breaks as it is told, with a folder of its own for what is kept."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return Broken(paperdesk, monkeypatch)


class Broken:
    def __init__(self, paperdesk: Paperdesk, patch: pytest.MonkeyPatch) -> None:
        self._paperdesk, self._patch = paperdesk, patch

    def __call__(self, error: BaseException) -> Said:
        def command() -> None:
            raise error

        module = ModuleType("bot.cli.broken")
        module.command = command  # type: ignore[attr-defined]
        self._patch.setitem(sys.modules, "bot.cli.broken", module)
        self._patch.setattr(LazyGroup, "modules", {**LazyGroup.modules, "broken": "broken"})
        return self._paperdesk("broken")


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (NotFound("There is no such kettle."), 1, "There is no such kettle."),
        (SourceAway("arXiv is away."), 4, "arXiv is away."),
        (KeyboardInterrupt(), 130, "Stopped; what was done is kept."),
        (
            OSError(errno.ENOSPC, "No space left on device"),
            1,
            "The disk is full; make room and run this again. What was done is kept.",
        ),
        (
            ExceptionGroup("side by side", [ValueError("x"), ExceptionGroup("inner", [SourceAway("arXiv is away.")])]),
            4,
            "arXiv is away.",
        ),
    ],
)
def test_what_is_ours_speaks_for_itself(error: BaseException, code: int, sentence: str, broken: Broken) -> None:
    said = broken(error)
    assert (said.code, said.out, said.err) == (code, "", f"{sentence}\n")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (RuntimeError("the lid is off\nand the kettle is dry"), "RuntimeError: the lid is off"),
        (RuntimeError(), "RuntimeError"),
        (OSError(errno.EIO, "Input/output error"), "OSError: [Errno 5] Input/output error"),
        (ExceptionGroup("side by side", [ValueError("x")]), "ExceptionGroup: side by side (1 sub-exception)"),
    ],
)
def test_what_nobody_expected_is_one_sentence_and_its_trace_is_kept(
    error: BaseException, told: str, broken: Broken
) -> None:
    said = broken(error)
    found = re.fullmatch(
        rf"Something unexpected happened \({re.escape(told)}\); the details are in (\S+); please report them\.\n",
        said.err,
    )
    assert said.code == 1
    assert found, said.err
    assert type(error).__name__ in Path(found[1]).read_text(encoding="utf-8")


def test_without_a_place_for_the_trace_it_is_shown(broken: Broken, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/nonexistent/place")
    said = broken(RuntimeError("the lid is off"))
    assert said.code == 1
    assert "Traceback" in said.err
    last = said.err.splitlines()[-1]
    assert last == (
        "Something unexpected happened (RuntimeError: the lid is off); the details stand above; please report them."
    )


def test_the_version_is_said(paperdesk: Paperdesk) -> None:
    assert re.fullmatch(r"paperdesk \d+\.\d+\.\d+\n", paperdesk("--version").out)


def test_a_database_is_checked_and_brought_up_by_hand(team: Path, paperdesk: Paperdesk) -> None:
    early = paperdesk("db", "check")
    assert early.code == 1
    assert "paperdesk db upgrade" in early.err
    assert "has the tables of this Paperdesk" in paperdesk("db", "upgrade").out
    assert "fits this Paperdesk" in paperdesk("db", "check").out
    assert paperdesk("db", "backup", "copy.db").code == 0
    assert paperdesk("db", "restore", "copy.db").code != 0, "nobody is there to say yes"
