"""What Prometheus gets: from the rows, from this process, and only for whom it is meant."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
import yaml  # type: ignore[import-untyped]
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import update

from bot.domain.edition import Delivery, delivery_id
from bot.domain.editorial import EditionStage
from bot.domain.errors import StoreError
from bot.domain.team import Place
from bot.outlets.web.app import build
from bot.outlets.web.gate import Gate
from bot.outlets.web.metrics import FAMILIES, OWN, PREFIX, Counts, Metrics
from bot.store import tables
from bot.store.counts import count
from tests.conftest import ROOT
from tests.factories import EDITOR, NOON
from tests.fakes import FakeFeed
from tests.newsrooms import Staffed, staffed

pytestmark = pytest.mark.anyio

Samples = dict[tuple[str, ...], float]

HERE = "http://127.0.0.1:8000"
SLACK = Place("slack", "T1", "C1")
_RULE = re.compile(r"(?P<age>time\(\) - )?(?P<name>\w+)(?:\{(?P<labels>[^}]*)\})? (?P<op>[<>]|==) (?P<bar>[\d.]+)")
_GROWTH = re.compile(r"increase\((?P<name>\w+)\[\w+\]\) (?P<op>>) (?P<bar>[\d.]+)")


@pytest.fixture
async def staff(tmp_path: Path) -> AsyncIterator[Staffed]:
    async with staffed(tmp_path) as newsroom:
        yield newsroom


def reader(staff: Staffed, gate: Gate | None = None, **given: Any) -> httpx2.AsyncClient:
    gate = gate or Gate.of("127.0.0.1")
    wiring = {"count": lambda: count(staff.store, staff.clock.now(), ["arxiv"]), "troubles": dict, **given}
    app = build(staff.room, gate, extra=Metrics(staff.room, gate, **wiring).routes())
    transport = httpx2.ASGITransport(app=app, client=("127.0.0.1", 1))
    return httpx2.AsyncClient(transport=transport, base_url=HERE)


async def scraped(staff: Staffed, **given: Any) -> Samples:
    """Every sample, by name and the values of its labels."""
    async with reader(staff, **given) as web:
        answer = await web.get("/metrics")
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.text)
    samples = [sample for family in families for sample in family.samples]
    return {(sample.name.removeprefix(PREFIX), *sample.labels.values()): sample.value for sample in samples}


async def owe(staff: Staffed, place: Place) -> Delivery:
    subject = f"edition:{staff.edition.id}"
    owed = Delivery(delivery_id("edition", subject, place, 0, 0), "edition", subject, place, 0, "{}")
    async with staff.store.begin() as books:
        await books.outbox.owe([owed])
    return owed


async def send(staff: Staffed, owed: Delivery) -> None:
    async with staff.store.begin() as books:
        claimed = await books.outbox.claim(owed)
        assert claimed
        await books.outbox.sent(claimed, "1")


async def out_long_ago(staff: Staffed, stage: EditionStage = EditionStage.PUBLISHED) -> None:
    """The edition as if its time had come two days ago."""
    changes = {"stage": stage, "publish_at": NOON - timedelta(days=2)}
    async with staff.store.write() as connection:
        await connection.execute(update(tables.editions).values(**changes))


async def test_what_the_rows_add_up_to_is_told(staff: Staffed) -> None:
    seen = await scraped(staff)
    assert seen["papers",] == 4
    assert seen["editions", "in_review"] == 1
    assert seen["editions", "held"] == 0
    assert seen["stories", "in_review"] == 3
    assert seen["drafts",] >= 3
    assert seen["database_up",] == 1
    assert seen["newest_paper_timestamp_seconds",] == NOON.timestamp()
    assert "process_resident_memory_bytes" in {name for name, *_ in seen}


async def test_votes_spend_polls_and_deliveries_are_counted(staff: Staffed) -> None:
    from bot.pipeline.review import decide
    from bot.ports import Usage

    story = (await staff.stories())[0]
    await decide(staff.room, editor=EDITOR, kind="approve", story_id=story.id, draft_number=1, via="web")
    usage = Usage("small", "somewhere", 100, 20, 1.0, 0.25)
    async with staff.store.begin() as books:
        await books.editions.spend("nlp", [usage, usage], NOON)
        await books.papers.keep_cursor("arxiv", "2026-11-03", NOON)
        await books.papers.keep_cursor("figures of arxiv:1", "x", NOON)
    await owe(staff, SLACK)
    seen = await scraped(staff)
    assert seen["votes", "approve"] == 1
    assert seen["spend_dollars", "small"] == 0.5
    assert seen["model_tokens", "small", "read"] == 200
    assert {key: value for key, value in seen.items() if key[0].startswith("poll_")} == {
        ("poll_timestamp_seconds", "arxiv"): NOON.timestamp()
    }
    assert seen["deliveries", "pending"] == 1


async def test_a_green_run_that_reached_nobody_is_seen(staff: Staffed) -> None:
    await out_long_ago(staff)
    assert (await scraped(staff))["editions_silent",] == 1
    await send(staff, await owe(staff, Place("web", channel="archive")))
    assert (await scraped(staff))["editions_silent",] == 0, "a team without a chat reads in the archive"
    slack = await owe(staff, SLACK)
    assert (await scraped(staff))["editions_silent",] == 1, "the archive is not the channel that was owed a message"
    await send(staff, slack)
    assert (await scraped(staff))["editions_silent",] == 0


async def test_an_edition_that_missed_its_time_is_seen(staff: Staffed) -> None:
    assert (await scraped(staff))["editions_overdue",] == 0
    await out_long_ago(staff, EditionStage.HELD)
    assert (await scraped(staff))["editions_overdue",] == 1


async def test_every_figure_that_is_counted_is_told_and_none_is_invented(staff: Staffed) -> None:
    assert set(await count(staff.store, NOON)) == set(FAMILIES)


async def test_without_its_database_a_process_still_says_so(staff: Staffed) -> None:
    async def away() -> Counts:
        raise StoreError("The database is away.")

    seen = await scraped(staff, count=away, troubles=lambda: {("poll.away", "arxiv"): 2})
    assert seen["database_up",] == 0
    assert seen["troubles_total", "poll.away", "arxiv"] == 2
    assert ("papers",) not in seen


async def test_on_a_network_metrics_are_for_the_token_and_for_editors(staff: Staffed) -> None:
    gate = Gate.of("0.0.0.0", "k" * 32, "https://papers.example")
    async with reader(staff, gate, token="let-me-count") as web:
        assert (await web.get("/metrics")).status_code == 403
        wrong = {"authorization": "Bearer let-me-guess"}
        assert (await web.get("/metrics", headers=wrong)).status_code == 403
        right = {"authorization": "Bearer let-me-count", "host": "10.0.0.7:8000"}
        assert (await web.get("/metrics", headers=right)).status_code == 200
        signed = {"cookie": f"paperdesk_signed={gate.visit('nlp', EDITOR.name, NOON)}"}
        assert (await web.get("/metrics", headers=signed)).status_code == 200
    async with reader(staff) as web:
        rebound = {"host": "evil.example"}
        assert (await web.get("/metrics", headers=rebound)).status_code == 403


async def test_the_page_that_is_served_has_metrics_figures_and_the_troubles_of_its_log(tmp_path: Path) -> None:
    from bot.config.settings import Settings
    from bot.log import LoggedProgress
    from bot.wiring import open_newsroom, prepare, web_app

    settings = Settings(data_dir=tmp_path, config=tmp_path / "none.toml")
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "toy.png").write_bytes(b"a picture")
    async with open_newsroom(settings, progress=LoggedProgress()) as opened:
        await prepare(opened, settings)
        transport = httpx2.ASGITransport(app=web_app(opened, settings), client=("127.0.0.1", 1))
        async with httpx2.AsyncClient(transport=transport, base_url=HERE) as web:
            assert "paperdesk_papers 0.0" in (await web.get("/metrics")).text
            assert (await web.get("/figures/toy.png")).content == b"a picture"


async def test_readiness_says_how_fresh_the_polls_are_and_an_absent_source_keeps_nobody_out(staff: Staffed) -> None:
    feed = FakeFeed()
    room = replace(staff.room, feeds=(feed,))
    gate = Gate.of("127.0.0.1")
    transport = httpx2.ASGITransport(app=build(room, gate), client=("127.0.0.1", 1))
    async with httpx2.AsyncClient(transport=transport, base_url=HERE) as web:
        assert (await web.get("/readyz")).text == f"ready\n{feed.name}: never read\n"
        async with staff.store.begin() as books:
            await books.papers.keep_cursor(feed.name, "2026-11-02", NOON)
        assert f"{feed.name}: last read 2026-11-02" in (await web.get("/readyz")).text
        staff.clock.pass_by(days=3)
        late = await web.get("/readyz")
    assert late.status_code == 200
    assert "stale" in late.text


def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load((ROOT / "docs/alerts.yml").read_text("utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def told() -> set[str]:
    own = {PREFIX + ("troubles_total" if name == "troubles" else name) for name in OWN}
    return own | {PREFIX + name for name in FAMILIES} | {"up"}


def fires(rule: str, seen: Samples, now: float) -> bool:
    """Whether a rule of the few shapes that ours have would fire on one scrape."""
    shape = _RULE.fullmatch(rule) or _GROWTH.fullmatch(rule)
    assert shape, f"{rule!r} has a shape that this test cannot judge"
    parts: dict[str, Any] = {"age": None, "labels": None, **shape.groupdict()}
    wanted = tuple(re.findall(r'"([^"]*)"', parts["labels"] or ""))
    name = parts["name"].removeprefix(PREFIX)
    values = [value for key, value in seen.items() if key[0] == name and (not wanted or key[1:] == wanted)]
    bar, op = float(parts["bar"]), parts["op"]
    values = [now - value if parts["age"] else value for value in values]
    return any(value > bar if op == ">" else value < bar if op == "<" else value == bar for value in values)


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["alert"])
def test_every_alert_is_about_metrics_that_exist_and_says_what_to_do(rule: dict[str, Any]) -> None:
    assert set(re.findall(r"\b(?:paperdesk_\w+|up)\b", rule["expr"])) <= told()
    assert rule["annotations"]["summary"].endswith(".")
    assert f"`{rule['alert']}`" in (ROOT / "docs/operations.md").read_text("utf-8")


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["alert"])
async def test_every_alert_is_silent_on_a_good_day_and_fires_on_its_bad_one(
    rule: dict[str, Any], staff: Staffed
) -> None:
    now = NOON.timestamp()
    good: Samples = {
        **await scraped(staff),
        ("up",): 1.0,
        ("newest_paper_timestamp_seconds",): now - 60,
        ("poll_timestamp_seconds", "arxiv"): now - 60,
    }
    assert not fires(rule["expr"], good, now)
    bad: Samples = {
        ("up",): 0.0,
        ("database_up",): 0.0,
        ("newest_paper_timestamp_seconds",): now - 10 * 86400,
        ("poll_timestamp_seconds", "arxiv"): now - 10 * 86400,
        ("editions_silent",): 1.0,
        ("editions_overdue",): 1.0,
        ("oldest_delivery_age_seconds",): 7200.0,
        ("deliveries", "failed"): 1.0,
        ("deliveries", "needs_operator"): 1.0,
        ("troubles_total", "job.given_up", ""): 50.0,
    }
    assert fires(rule["expr"], bad, now)


def test_the_dashboard_draws_metrics_that_exist() -> None:
    panels = json.loads((ROOT / "docs/grafana.json").read_text("utf-8"))["panels"]
    drawn = [target["expr"] for panel in panels for target in panel.get("targets", ())]
    names = {name for expr in drawn for name in re.findall(r"\bpaperdesk_\w+", expr)}
    assert names <= told()
    assert {PREFIX + name for name in ("editions_silent", "deliveries", "spend_dollars")} <= names
