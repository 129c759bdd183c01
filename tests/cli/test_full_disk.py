"""A disk without a byte left: each command says so in one sentence, and once there is room nothing is lost."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.cli.conftest import Paperdesk, refused


class SmallDisk:
    """A file system of two megabytes that can be filled to the last byte."""

    def __init__(self, at: Path) -> None:
        self.at = at
        self._filler = at / "filler"

    def fill(self, *, but: int = 0) -> None:
        with suppress(OSError), self._filler.open("wb", buffering=0) as file:
            while True:
                file.write(b"\0" * 4096)
        with self._filler.open("rb+") as file:
            file.truncate(max(0, self._filler.stat().st_size - but))

    def free(self) -> None:
        self._filler.unlink()


@pytest.fixture
def disk(team: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallDisk]:
    at = team / "disk"
    at.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(at)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a file system of its own needs root")
    monkeypatch.setenv("PAPERDESK_DATA_DIR", str(at / "data"))
    yield SmallDisk(at)
    subprocess.run(["umount", "--lazy", str(at)], check=True)


@pytest.mark.parametrize("left", [0, 8_192, 98_304])
def test_a_first_command_that_found_no_room_is_simply_run_again(
    disk: SmallDisk, paperdesk: Paperdesk, left: int
) -> None:
    disk.fill(but=left)
    refused(paperdesk("team", "list"), 1, "disk", "full")
    disk.free()
    assert paperdesk("team", "list").code == 0


def test_every_command_names_the_full_disk_and_what_was_there_stays(
    disk: SmallDisk, paperdesk: Paperdesk, team: Path
) -> None:
    assert paperdesk("team", "list").code == 0
    before = paperdesk("team", "list").out
    disk.fill()
    told = "paperdesk.db is full: make room"
    for words in (("poll",), ("team", "list"), ("serve",), ("db", "check"), ("db", "backup", str(team / "copy"))):
        refused(paperdesk(*words), 1, told)
    refused(paperdesk("db", "backup", str(disk.at / "copy")), 1, "copy is full: make room")
    assert told in paperdesk("check").out
    disk.free()
    assert not list(team.rglob("copy*"))
    assert paperdesk("team", "list").out == before


def test_a_restore_that_finds_no_room_leaves_the_database_as_it_was(
    disk: SmallDisk, paperdesk: Paperdesk, team: Path
) -> None:
    assert paperdesk("team", "list").code == 0
    assert paperdesk("db", "backup", str(team / "copy")).code == 0
    before = paperdesk("team", "list").out
    disk.fill()
    refused(paperdesk("db", "restore", str(team / "copy"), "--yes"), 1, "full: make room")
    disk.free()
    assert paperdesk("team", "list").out == before


def test_an_empty_file_in_the_place_of_the_database_is_a_new_one(team: Path, paperdesk: Paperdesk) -> None:
    (team / "data").mkdir()
    (team / "data" / "paperdesk.db").touch()
    assert "✓ database: not there yet" in paperdesk("check").out
    assert paperdesk("team", "list").code == 0
