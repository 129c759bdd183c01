"""The first ten minutes: from an empty folder to an edition in both chats, a backup, a crash, and no second post."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.outlets.discord_house import SPEC
from tests.outlets.discord_server import GUILD, TOKEN, DiscordServer, discord_server
from tests.outlets.discord_server import NEWS as DISCORD_NEWS
from tests.outlets.slack_server import SlackServer, slack_server
from tests.sources.conftest import Reply, Site

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

#: A lead and three stories; in Discord a last word on how it was made as well.
WHOLE = (4, 5)
SUBJECTS = ("parsing", "speech", "retrieval", "translation", "reasoning", "dialogue", "summaries", "tagging")


def feed(count: int) -> bytes:
    """A day's announcements, made up and true to the form of arXiv's Atom feed."""
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    entries = [
        f"<entry><id>oai:arXiv.org:2601.{n:05d}v1</id><title>On {subject}, a made-up study {n}</title>"
        f"<summary>arXiv:2601.{n:05d}v1 Announce Type: new \nAbstract: Little is known of {subject} in setting {n}. "
        f"We propose a method that studies {subject} with {n} examples. "
        f"Experiments show that it improves {subject} by {n} points.</summary>"
        f'<category term="cs.CL"/><published>{today}T00:00:00-05:00</published>'
        f"<arxiv:announce_type>new</arxiv:announce_type><dc:creator>Author {n} Example</dc:creator></entry>"
        for n in range(1, count + 1)
        for subject in (SUBJECTS[n % len(SUBJECTS)],)
    ]
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/">{"".join(entries)}</feed>'
    ).encode()


class Desk:
    """A folder, and the command `paperdesk` in processes of its own."""

    def __init__(self, folder: Path, settings: Mapping[str, str]) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PAPERDESK_")}
        told = {f"PAPERDESK_{name}": value for name, value in settings.items()}
        self.folder, self.environment = folder, {**kept, **told, "PYTHONPATH": str(ROOT)}

    async def does(self, *command: str) -> str:
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *command), cwd=self.folder, env=self.environment, stdout=pipe, stderr=pipe
        )
        out, err = await process.communicate()
        assert process.returncode == 0, f"{command}: {out.decode()}{err.decode()[-2000:]}"
        return out.decode()

    @asynccontextmanager
    async def serving(self, log: Path) -> AsyncIterator[asyncio.subprocess.Process]:
        with log.open("w") as said:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "serve"), cwd=self.folder, env=self.environment, stderr=said
            )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()


async def until(there: Callable[[], Any], what: str, seconds: float = 60) -> None:
    try:
        async with asyncio.timeout(seconds):
            while not there():  # noqa: ASYNC110 - it happens in another process
                await asyncio.sleep(0.05)
    except TimeoutError:
        pytest.fail(f"{what} never came")


async def decided(slack: SlackServer, cards: int) -> None:
    """What an editor does on a phone: a tick under each card, the words approved, and out it goes."""
    stories = [m for m in slack.messages.values() if m["channel"] == "CDESK" and m["reactions"]]
    assert len(stories) == cards
    for number, message in enumerate(stories):
        item = {"type": "message", "channel": "CDESK", "ts": message["ts"]}
        inner = {"type": "reaction_added", "user": "U01", "reaction": "white_check_mark", "item": item}
        event = {"type": "event_callback", "team_id": "T1", "event_id": f"E{number}", "event": inner}
        await slack.push("events_api", event, f"env-{number}")
        await until(lambda number=number: f"env-{number}" in slack.acks, "an answer to a reaction")  # type: ignore[misc]
    await pressed(slack, "text_approve", "1:1")
    await pressed(slack, "edition_now", "1")


async def pressed(slack: SlackServer, action: str, value: str) -> None:
    payload = {
        "type": "block_actions", "team": {"id": "T1"}, "user": {"id": "U01"}, "channel": {"id": "CDESK"},
        "trigger_id": action, "response_url": slack.url.replace("/api/", "/respond"),
        "actions": [{"type": "button", "action_id": action, "block_id": "b", "value": value}],
    }  # fmt: skip
    await slack.push("interactive", payload, f"env-{action}")
    await until(lambda: f"env-{action}" in slack.acks, f"an answer to {action}")


def posted(slack: SlackServer, discord: DiscordServer) -> tuple[int, int]:
    """Messages that readers see in Slack, and in Discord with its thread."""
    in_slack = sum(m["channel"] == "CNEWS" for m in slack.messages.values())
    threads = [c.id for c in discord.channels.values() if c.parent == DISCORD_NEWS]
    return in_slack, len(discord.in_channel(DISCORD_NEWS)) + sum(len(discord.in_channel(each)) for each in threads)


def configured(file: Path) -> None:
    """What the operator writes into the team file that `init` made."""
    written = file.read_text().replace('{ name = "Editor One" }', '{ name = "Editor One", slack = "U01" }')
    written = written.replace("size = 10 ", "size = 3 ").replace("review_days = 5 ", "review_days = 40 ")
    file.write_text(
        f"""{written}
minimum = 1
desk = {{ platform = "slack", workspace = "T1", channel = "CDESK" }}
channels = [
  {{ platform = "slack", workspace = "T1", channel = "CNEWS" }},
  {{ platform = "discord", guild = "{GUILD}", channel = "{DISCORD_NEWS}" }},
]
"""
    )


async def test_from_an_empty_folder_to_an_edition_in_both_chats_and_through_a_crash(tmp_path: Path) -> None:
    site = Site()
    await site.start()
    site.says("/atom/cs.AI+cs.CL+cs.LG", Reply(feed(24), headers={"content-type": "application/atom+xml"}))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    async with slack_server() as slack, discord_server(lambda: datetime.now(UTC), SPEC) as discord:
        slack.scopes = "chat:write,commands,reactions:read,reactions:write"
        nowhere = {f"{name}_URL": f"{site.url}/nothing" for name in ("ARXIV_OAI", "ARXIV_API", "ARXIV_HTML",
                   "ARXIV_PDF", "SEMANTIC_SCHOLAR", "OPENALEX", "HUGGING_FACE", "GITHUB")}  # fmt: skip
        desk = Desk(
            tmp_path,
            {
                **nowhere, "ARXIV_FEED_URL": f"{site.url}/atom", "HTTP_PORT": port, "SLACK_API_URL": slack.url,
                "SLACK_BOT_TOKEN": "xoxb-made-up", "SLACK_APP_TOKEN": "xapp-made-up", "DISCORD_TOKEN": TOKEN,
                "DISCORD_API_URL": discord.url, "DISCORD_GATEWAY_URL": discord.gateway,
            },
        )  # fmt: skip
        # What `make demo` runs once it has installed; in CI it is made as well, from nothing.
        assert "is published" in await desk.does("demo", "--headless", "--approve-all")
        await desk.does("init", "--yes", "--name", "nlp", "--field", "nlp")
        configured(tmp_path / "paperdesk.toml")
        checked = await desk.does("check", "--post")
        assert checked.count("taken back") == 3
        assert "✗" not in checked

        async with desk.serving(tmp_path / "first.log") as process:
            # The first poll, the edition whose review begins now, its drafts and its cards: all by itself.
            await until(lambda: sum(bool(m["reactions"]) for m in slack.messages.values()) == 3, "three cards")
            shown = slack.messages.values
            await until(lambda: all(len(m["reactions"]) == 4 for m in shown() if m["reactions"]), "the signs")
            await decided(slack, 3)
            await until(lambda: posted(slack, discord) == WHOLE, "the edition")
            await desk.does("db", "backup", "desk-backup.db")
            process.send_signal(signal.SIGKILL)
            await process.wait()

        await desk.does("db", "restore", "desk-backup.db", "--yes")
        assert "published" in await desk.does("edition", "list") or "publishing" in await desk.does("edition", "list")
        async with desk.serving(tmp_path / "second.log"):
            log = tmp_path / "second.log"
            await until(lambda: "is serving" in log.read_text() or "serve.started" in log.read_text(), "the start")
            await asyncio.sleep(8)  # every round has been made once by then
            assert posted(slack, discord) == WHOLE
        assert "published" in await desk.does("edition", "list")
    await site.stop()
