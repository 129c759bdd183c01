"""One loop for everything, one clean stop, and one process a database."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from structlog.testing import capture_logs

from bot.config.settings import Settings
from bot.domain.editorial import EditionStage
from bot.domain.errors import NotConfigured
from bot.domain.team import Place
from bot.jobs.in_process import InProcessJobs
from bot.jobs.rounds import Tick, advance_all, forget_old, gather_daily, open_due, remind_due, tell_absent
from bot.log import LoggedProgress
from bot.ports import Newsroom
from bot.serve import _meanwhile, run
from bot.wiring import address, listener, open_newsroom, prepare, web_app
from tests.conftest import ROOT
from tests.fakes import FakeFeed, FakeOutlet
from tests.newsrooms import staffed

anyio = pytest.mark.anyio


class Rounds:
    """Rounds that note that they were made."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.seen = asyncio.Event()

    async def well(self, room: Newsroom) -> None:
        self.made.append("well")
        self.seen.set()

    async def ill(self, room: Newsroom) -> None:
        self.made.append("ill")
        raise KeyError("bug")

    def ticks(self) -> Mapping[str, Tick]:
        return {"ill": Tick(self.ill, 0.01), "well": Tick(self.well, 0.01)}


@anyio
async def test_web_and_clock_run_side_by_side_until_the_stop(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, config=tmp_path / "none.toml")
    jobs, rounds, stop = InProcessJobs(pause=0), Rounds(), asyncio.Event()
    told: list[str] = []
    async with open_newsroom(settings, progress=LoggedProgress(), jobs=jobs) as opened:
        await prepare(opened, settings)
        with listener("127.0.0.1", 0) as sock:
            app, where = web_app(opened, settings), address(sock)
            task = asyncio.create_task(run(opened, jobs, app, sock, stop, rounds=rounds.ticks(), ready=told.append))
            await asyncio.wait_for(rounds.seen.wait(), 60)
            async with httpx2.AsyncClient() as client:
                assert (await client.get(f"{where}/healthz")).status_code == 200
            stop.set()
            await asyncio.wait_for(task, 60)
        async with opened.room.store.begin() as books:
            letters = await books.ledger.lines("jobs")
    assert told == [where]
    assert set(rounds.made) == {"ill", "well"}, "a round that fails stops no other"
    assert "KeyError" in letters[0].detail
    assert not jobs.running


def test_a_port_in_use_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(NotConfigured, match=f"Port {port} .* is in use"), listener("127.0.0.1", port):
            pass
        with listener("127.0.0.1", port, else_any=True) as free:
            assert free.getsockname()[1] != port


def test_an_address_of_another_machine_is_one_sentence() -> None:
    with pytest.raises(NotConfigured, match="PAPERDESK_HTTP_HOST"), listener("192.0.2.1", 0):
        pass


def served(folder: Path, port: int, **given: str) -> subprocess.Popen[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PAPERDESK_")}
    addresses = {f"PAPERDESK_ARXIV_{name}_URL": "http://127.0.0.1:9/" for name in ("FEED", "OAI", "API", "HTML", "PDF")}
    environment = {**kept, **addresses, **given, "PAPERDESK_HTTP_PORT": str(port), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "bot", "serve"]
    return subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True)


def wait_for(process: subprocess.Popen[str], words: str) -> str:
    assert process.stderr is not None
    for line in process.stderr:
        if words in line:
            return line
    raise AssertionError(f"{words!r} was never said")


@pytest.mark.parametrize("which", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_everything_cleanly_and_a_second_process_is_refused(
    which: signal.Signals, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with served(tmp_path, port) as process:
        try:
            wait_for(process, "is serving")
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
                assert answer.status == 200
            with served(tmp_path, port) as second:
                assert "is serving this database" in wait_for(second, "Another Paperdesk")
                assert second.wait(60) == 1
            process.send_signal(which)
            wait_for(process, "serve.stopped")
            assert process.wait(60) == 0
        finally:
            process.kill()


def test_a_model_that_will_not_draft_is_told_at_the_start_and_stops_nothing(tmp_path: Path) -> None:
    model = {"PAPERDESK_OPENAI_MODEL": "made-up", "PAPERDESK_OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}
    with served(tmp_path, 0, **model) as process:
        try:
            assert "cannot be reached" in wait_for(process, "writer.unwell")
            process.send_signal(signal.SIGTERM)
            wait_for(process, "serve.stopped")
            assert process.wait(60) == 0
        finally:
            process.kill()


@pytest.mark.anyio
async def test_what_is_looked_at_aside_may_fail_without_stopping_anything_and_is_logged() -> None:
    async def broken() -> None:
        raise ZeroDivisionError

    with capture_logs() as told:
        async with _meanwhile(broken()):
            await asyncio.sleep(0.01)
            assert [line["event"] for line in told] == ["serve.look_failed"]
        async with _meanwhile(asyncio.sleep(60)):
            pass
    assert len(told) == 1


@anyio
async def test_today_is_polled_once_however_often_the_clock_ticks(tmp_path: Path) -> None:
    async with staffed(tmp_path) as desk:
        feed = FakeFeed()
        room = replace(desk.room, feeds=(feed,))
        assert await gather_daily(room)
        assert not await gather_daily(room)
        desk.clock.pass_by(days=1)
        assert await gather_daily(room)


@anyio
async def test_an_edition_is_opened_when_its_review_begins_and_only_once(tmp_path: Path) -> None:
    from bot.domain.team import Team
    from bot.jobs.calendar import CronCalendar

    async with staffed(tmp_path) as desk:
        room = replace(desk.room, calendar=CronCalendar())
        other = Team("other", publish="daily 09:00", review_days=0)
        soon = Team("soon", publish="daily 09:00", review_days=1)
        never = Team("never", publish="0 9 30 2 *")
        unread = Team("unread", publish="whenever")
        async with room.store.begin() as books:
            for team in (other, soon, never, unread):
                await books.teams.save(team)
        assert [edition.team for edition in await open_due(room)] == ["soon"]
        assert await open_due(room) == ()


@anyio
async def test_editors_hear_once_that_a_feed_is_away_for_a_day(tmp_path: Path) -> None:
    place = Place("slack", "T1", "C1")
    async with staffed(tmp_path, desk=place) as desk:
        feed = FakeFeed()
        room = replace(desk.room, feeds=(feed,), desks={"slack": FakeOutlet()})
        day = room.clock.now().date()
        async with room.store.begin() as books:
            await books.papers.keep_cursor(feed.name, day.isoformat(), room.clock.now())
        desk.clock.pass_by(days=1)
        assert await tell_absent(room) == 0, "it may still come today"
        desk.clock.pass_by(days=1)
        assert [await tell_absent(room) for _ in range(3)] == [1, 0, 0]
        async with room.store.begin() as books:
            (debt,) = [each for each in await books.outbox.due(45.0) if each.purpose == "reminder"]
            await books.papers.keep_cursor(feed.name, (day + timedelta(days=2)).isoformat(), room.clock.now())
        assert debt.subject == f"edition:{desk.edition.id}:away:{feed.name}:{day}"
        assert await tell_absent(room) == 0, "it is back"


@anyio
async def test_events_too_old_to_be_repeated_are_forgotten_and_younger_ones_still_count_once(tmp_path: Path) -> None:
    async with staffed(tmp_path) as desk:
        room = replace(desk.room, keep_days=31)
        async with room.store.begin() as books:
            assert await books.ledger.first_time("old", room.clock.now())
        desk.clock.pass_by(days=20)
        async with room.store.begin() as books:
            assert await books.ledger.first_time("young", room.clock.now())
        assert await forget_old(room) == 0
        desk.clock.pass_by(days=12)
        assert await forget_old(room) == 1
        async with room.store.begin() as books:
            assert not await books.ledger.first_time("young", room.clock.now())


@anyio
async def test_every_unfinished_edition_is_asked_to_go_on(tmp_path: Path) -> None:
    async with staffed(tmp_path) as desk:
        desk.jobs.asked.clear()
        await advance_all(desk.room)
        assert [key for _, key, _ in desk.jobs.asked] == [f"advance:{desk.edition.id}"]


@anyio
async def test_after_a_while_away_only_the_nearest_reminder_is_owed(tmp_path: Path) -> None:
    place = Place("slack", "T1", "C1")
    async with staffed(tmp_path, desk=place, remind_hours=(48, 6)) as desk:
        room = replace(desk.room, desks={"slack": FakeOutlet()})
        async with room.store.begin() as books:
            edition = await books.editions.get(desk.edition.id)
        until = edition.publish_at - room.clock.now()
        desk.clock.pass_by(seconds=until.total_seconds() - 3600)
        await remind_due(room)
        await remind_due(room)
        async with room.store.begin() as books:
            due = [each for each in await books.outbox.due(45.0) if each.purpose == "reminder"]
    assert [each.subject.rpartition(":")[2] for each in due] == ["6"]


@anyio
async def test_a_held_edition_is_reminded_of_once_on_every_day_that_it_is_late(tmp_path: Path) -> None:
    async with staffed(tmp_path, desk=Place("slack", "T1", "C1")) as desk:
        room = replace(desk.room, desks={"slack": FakeOutlet()})
        async with room.store.begin() as books:
            edition = await books.editions.get(desk.edition.id)
        late = edition.publish_at - room.clock.now()
        desk.clock.pass_by(seconds=late.total_seconds() + 60)
        assert (await desk.work()).stage is EditionStage.HELD
        owed = []
        for hours in (0, 5, 20, 3, 24):  # 0, 5, 25, 28 and 52 hours late: the first, second and third day
            desk.clock.pass_by(hours=hours)
            await remind_due(room)
            async with room.store.begin() as books:
                marks = [f"edition:{edition.id}:remind:{edition.publish_at:%Y%m%d%H}:{-24 * day}" for day in range(4)]
                owed.append(sum([len(await books.outbox.of(mark)) for mark in marks]))
    assert owed == [1, 1, 2, 2, 3]
