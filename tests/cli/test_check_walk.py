"""`paperdesk check` tells each finding as soon as it is known, and always in the same order."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.cli.check import walked
from bot.cli.looks import Finding
from bot.domain.errors import NotConfigured
from tests.cli.conftest import Paperdesk

ORDER = ["settings", "teams", "data folder", "database", "writer", "ranking", "web page", "contact", "tokens", "arXiv"]


def found(number: int) -> Finding:
    return Finding("look", well=True, said=str(number))


@pytest.mark.anyio
async def test_what_is_known_is_told_while_others_are_still_waited_for() -> None:
    told = asyncio.Event()

    async def slow() -> AsyncIterator[Finding]:
        yield found(1)
        await told.wait()  # for ever, if the first finding were held back until all are known
        yield found(2)

    findings = await walked([("slow", slow())], lambda _: told.set())
    assert [finding.said for finding in findings] == ["1", "2"]


@pytest.mark.anyio
async def test_looks_run_side_by_side_and_are_told_in_their_order() -> None:
    late, said = asyncio.Event(), list[str]()

    async def waits() -> AsyncIterator[Finding]:
        await late.wait()  # for ever, if the second look began only after the first
        yield found(1)

    async def frees() -> AsyncIterator[Finding]:
        late.set()
        yield found(2)

    await walked([("waits", waits()), ("frees", frees())], lambda finding: said.append(finding.said))
    assert said == ["1", "2"]


@pytest.mark.anyio
async def test_a_look_that_raises_what_is_ours_is_a_finding_and_stops_no_other() -> None:
    async def raises() -> AsyncIterator[Finding]:
        yield found(1)
        raise NotConfigured("Set it.")

    async def other() -> AsyncIterator[Finding]:
        yield found(2)

    findings = await walked([("raises", raises()), ("other", other())], lambda _: None)
    assert findings == [found(1), Finding("raises", well=False, said="Set it."), found(2)]


def test_the_order_is_the_same_for_people_and_for_machines(team: Path, paperdesk: Paperdesk) -> None:
    lines = paperdesk("check").out.splitlines()
    assert [line[2:].partition(":")[0] for line in lines] == ORDER
    assert [each["what"] for each in json.loads(paperdesk("check", "--json").out)] == ORDER


def test_a_network_that_swallows_everything_holds_back_only_what_needs_it(team: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        address = f"http://127.0.0.1:{deaf.getsockname()[1]}/"
        given = {**os.environ, "PAPERDESK_ARXIV_FEED_URL": address}
        command = [sys.executable, "-m", "bot", "check"]
        place = Path(__file__).parents[2]
        given["PYTHONPATH"] = str(place)
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=team, env=given) as run:
            assert run.stdout is not None
            first = [run.stdout.readline()[2:].partition(":")[0] for _ in ORDER[:-1]]
            asked, _ = deaf.accept()  # arXiv's turn has come, and nobody has answered yet
            asked.close()
            rest = run.stdout.read()
    assert first == ORDER[:-1]
    assert rest.startswith("○ arXiv: ")
    assert run.returncode == 0
