"""The promises of the test run itself."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.conftest import ROOT, NetworkIsOff


def run_tests(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_it.py").write_text(text)
    command = (sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider", "-q", folder)
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_connection_to_another_machine_is_refused() -> None:
    with pytest.raises(NetworkIsOff, match="give it a server"):
        socket.create_connection(("192.0.2.1", 80))


def test_a_name_is_not_even_looked_up() -> None:
    with pytest.raises(NetworkIsOff):
        urllib.request.urlopen("http://papers.example/")


@pytest.mark.anyio
async def test_asynchronous_connections_are_refused_too() -> None:
    with pytest.raises(NetworkIsOff):
        await asyncio.open_connection("192.0.2.1", 80)


@pytest.mark.anyio
async def test_a_server_on_this_machine_is_reached() -> None:
    async def greet(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"hello")
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(greet, "127.0.0.1", 0) as server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        assert await reader.read() == b"hello"
        writer.close()
        await writer.wait_closed()


def test_a_run_in_which_everything_was_skipped_is_not_green(tmp_path: Path) -> None:
    done = run_tests(tmp_path, "import pytest\n\ndef test_one():\n    pytest.skip('no moon')\n")
    assert "Not run here: 1 because 'no moon'." in done.stdout
    assert done.returncode == pytest.ExitCode.NO_TESTS_COLLECTED


def test_what_was_skipped_is_told_beside_what_passed(tmp_path: Path) -> None:
    text = "import pytest\n\ndef test_one():\n    pytest.skip('no moon')\n\ndef test_two():\n    pass\n"
    done = run_tests(tmp_path, text)
    assert "Not run here: 1 because 'no moon'." in done.stdout
    assert done.returncode == pytest.ExitCode.OK
