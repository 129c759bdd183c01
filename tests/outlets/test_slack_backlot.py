"""The whole route against somebody else's Slack: `backlot`, spoken to by the unmodified slack_sdk."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.editorial import EditionStage, StoryStage
from bot.domain.errors import PostRefused
from bot.domain.team import Place
from bot.outlets.slack.channel import SlackChannel
from bot.outlets.slack.check import check
from bot.outlets.slack.desk import SlackDesk
from bot.outlets.slack.workspaces import OneToken, Workspaces
from bot.pipeline import edition as editions
from bot.pipeline import review
from bot.pipeline.cards import refresh
from bot.pipeline.publish import sweep
from tests.factories import EDITOR, made_team
from tests.newsrooms import staffed

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

TOKEN = "admin-service-token"
QUIET = {"BACKLOT_TELEMETRY": "0", "DO_NOT_TRACK": "1"}


@pytest.fixture(scope="module")
def backlot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of its Web API."""
    program = shutil.which("backlot", path=str(Path(sys.executable).parent)) or shutil.which("backlot")
    if program is None:
        pytest.skip("backlot: not installed here")
    folder = tmp_path_factory.mktemp("backlot")
    environment = {**os.environ, **QUIET}
    subprocess.run(
        [program, "import", "--bundled", "--data-dir", str(folder)], env=environment, check=True, capture_output=True
    )
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    command = [program, "serve", "--host", "127.0.0.1", "--port", str(port), "--disable-telemetry"]
    with subprocess.Popen(
        [*command, "--data-dir", str(folder)], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as running:
        try:
            yield f"http://127.0.0.1:{port}/slack/api/"
        finally:
            running.terminate()


async def answering(url: str) -> AsyncWebClient:
    client = AsyncWebClient(token=TOKEN, base_url=url)
    for _ in range(300):
        try:
            await client.auth_test()
        except (OSError, SlackClientError):
            await asyncio.sleep(0.1)
        else:
            return client
    pytest.fail("backlot did not start within half a minute")


async def test_cards_votes_and_the_edition_on_a_server_that_is_not_ours(backlot: str, tmp_path: Path) -> None:
    client = await answering(backlot)
    space = (await client.auth_test())["team_id"]
    desk_id, news_id = [each["id"] for each in (await client.conversations_list())["channels"]][:2]
    desk_place, news = Place("slack", space, desk_id), Place("slack", space, news_id)
    workspaces = Workspaces(OneToken(TOKEN), backlot)
    desk, channel = SlackDesk(workspaces, pace=0.0), SlackChannel(workspaces, pace=0.0)
    async with staffed(tmp_path, desk=desk_place, channels=(news,)) as made:
        made.room = replace(made.room, desks={"slack": desk}, channels={**made.room.channels, "slack": channel})
        await made.work()
        await sweep(made.room)
        async with made.store.begin(reading=True) as books:
            cards = [card for card in await books.outbox.cards(made.edition.id) if card.story_id]
        assert len(cards) == 3
        for card in cards:
            message = (await client.reactions_get(channel=desk_id, timestamp=card.message_id or "", full=True))[
                "message"
            ]
            assert {each["name"] for each in message["reactions"]} == {"white_check_mark", "x", "repeat", "pushpin"}
            assert await desk.reactions(card, desk_place) == ()  # the bot's own do not count
        for story in await made.stories():
            if story.stage is StoryStage.IN_REVIEW:
                await review.decide(
                    made.room, editor=EDITOR, kind="approve", story_id=story.id, draft_number=1, via="web"
                )
        assert await refresh(made.room, made.edition.id) >= 3
        await editions.approve_text(made.room, editor=EDITOR, edition_id=made.edition.id, number=1)
        await editions.publish_now(made.room, editor=EDITOR, edition_id=made.edition.id)
        assert (await made.work()).stage is EditionStage.PUBLISHED
        async with made.store.begin(reading=True) as books:
            owed = [d for d in await books.outbox.of(f"edition:{made.edition.id}") if d.place == news]
        lead = next(each for each in owed if each.part == 0)
        thread = (await client.conversations_replies(channel=news_id, ts=lead.message_id or ""))["messages"]
        assert len(thread) == len(owed)
        # A lost answer is found again, although this server keeps no metadata.
        for each in owed:
            looked = replace(each, attempted_at=made.clock.now())
            assert await channel.find(looked, lead.message_id if each.part else None) == each.message_id


async def test_its_refusals_are_ours(backlot: str) -> None:
    await answering(backlot)
    wrong = Workspaces(OneToken("xoxb-wrong"), backlot)
    with pytest.raises(PostRefused, match="PAPERDESK_SLACK_BOT_TOKEN"):
        await wrong.seat("")
    good = Workspaces(OneToken(TOKEN), backlot)
    team = made_team(desk=Place("slack", "T0000BKLT", "C000NOWHERE"))
    told = [finding.said async for finding in check(good, [team]) if finding.good is False]
    assert any("C000NOWHERE" in said for said in told)
