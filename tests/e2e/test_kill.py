"""A process that is killed at any step goes on where it was: one edition, and nothing twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from bot.domain.edition import DeliveryState
from bot.domain.editorial import EditionStage
from bot.store.engine import SqlStore
from tests.conftest import ROOT
from tests.made_up import pool

pytestmark = [pytest.mark.slow, pytest.mark.anyio]

#: Every step that says that it is over.
STEPS = (
    "find",
    "Papers:",
    "poll",
    "enrich",
    "shortlist",
    "draft all",
    "ask editors",
    "meet deadline",
    "approve",
    "Approved",
    "release",
    "post all",
    "settle",
    "Edition",
)
#: How many seconds later the kill comes, and how many kills there are at least: what a kill comes too late for is
#: done and not said again.
DELAYS = ((0.0, 9), (0.05, 3))
MOST_RUNS = 60


def demo(file: Path, folder: Path) -> subprocess.Popen[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PAPERDESK_")}
    command = [
        sys.executable,
        "-m",
        "bot",
        "demo",
        "--pool",
        str(file),
        "--data-dir",
        str(folder),
        "--headless",
        "--approve-all",
    ]
    environment = {**kept, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(
        command, cwd=folder.parent, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def killed_after(file: Path, folder: Path, step: str, delay: float) -> bool:
    """Run until `step` is over, then kill without a word; False if the step never came, so that the run ended well."""
    with demo(file, folder) as process:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if line.strip().startswith(step):
                time.sleep(delay)
                process.send_signal(signal.SIGKILL)
                return True
        assert process.wait() == 0, "".join(said)
        return False


def finished(file: Path, folder: Path) -> None:
    """Run until the edition is out: a message that was in flight at a kill is looked for after a while."""
    for _ in range(MOST_RUNS):
        with demo(file, folder) as process:
            said, _ = process.communicate()
        assert process.returncode == 0, said
        if "is published" in said:
            return
    raise AssertionError(f"never published:\n{said}")


@pytest.mark.parametrize(("delay", "least"), DELAYS)
async def test_a_kill_at_every_step_ends_in_the_same_single_edition(delay: float, least: int, tmp_path: Path) -> None:
    file = pool(tmp_path)
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    finished(file, whole)
    kills = sum(killed_after(file, broken, step, delay) for step in STEPS)
    finished(file, broken)
    assert kills >= least, "steps must have been seen, or this test shows nothing"
    assert printed(broken) == printed(whole)
    await nothing_twice(broken)


def printed(folder: Path) -> dict[str, object]:
    """The edition as exported, without the times of this very run."""
    body = json.loads((folder / "exports" / "2021-06.json").read_text(encoding="utf-8"))
    return {name: value for name, value in body.items() if name != "published_at"}


async def nothing_twice(folder: Path) -> None:
    store = SqlStore.open(str(folder / "paperdesk.db"))
    async with store.begin() as books:
        (edition,) = await books.editions.of("demo")
        stories = await books.editions.stories(edition.id)
        owed = await books.outbox.of(f"edition:{edition.id}")
        lines = await books.ledger.lines(f"edition:{edition.id}")
        drafts = [await books.editions.drafts(story.id) for story in stories]
    await store.close()
    assert edition.stage is EditionStage.PUBLISHED
    assert max(Counter(story.ref for story in stories).values()) == 1
    assert [delivery.state for delivery in owed] == [DeliveryState.SENT] * len(owed)
    assert len({delivery.message_id for delivery in owed}) == len(owed) == 1
    assert max(len(each) for each in drafts) == 1, "a restart drafts nothing again"
    assert all(len({vote.person for vote in story.votes}) == len(story.votes) for story in stories)
    assert [line.what for line in lines].count("release") == 1
