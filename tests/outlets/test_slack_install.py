"""Installation into many workspaces: the state is good once, tokens are unreadable at rest, renewed, and forgotten."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from pydantic import SecretStr
from starlette.applications import Starlette

from bot.config.settings import Settings
from bot.domain.errors import NotConfigured, PostRefused
from bot.log import LoggedProgress
from bot.outlets.slack.app import SlackApp
from bot.outlets.slack.channel import SlackChannel
from bot.outlets.slack.desk import SlackDesk
from bot.outlets.slack.install import InstallPage, States
from bot.outlets.slack.installations import Installations
from bot.outlets.slack.sealed import Seal
from bot.outlets.slack.workspaces import OneToken, Workspaces
from bot.wiring import open_newsroom, reseal
from tests.fakes import GivenClock
from tests.newsrooms import Staffed, staffed
from tests.outlets.slack_desk import SECRET
from tests.outlets.slack_server import SPACE, Fault, SlackServer, slack_server

pytestmark = pytest.mark.anyio

CLIENT = ("CLIENT", "made-up-secret")
KEY = "a-made-up-secret-key"


@dataclass
class Offered:
    """A desk that workspaces may install, and a browser."""

    server: SlackServer
    news: Staffed
    installations: Installations
    workspaces: Workspaces
    app: SlackApp
    web: httpx2.AsyncClient

    async def begun(self) -> dict[str, str]:
        """What Slack's own page is asked for."""
        sent = await self.web.get("/slack/install")
        assert sent.status_code == 302
        return {name: values[0] for name, values in parse_qs(urlsplit(sent.headers["location"]).query).items()}

    async def installed(self, code: str = "code-1") -> httpx2.Response:
        self.server.codes.add(code)
        asked = await self.begun()
        return await self.web.get("/slack/oauth_redirect", params={"code": code, "state": asked["state"]})

    async def sealed(self, space: str = SPACE) -> bytes | None:
        async with self.news.store.begin(reading=True) as books:
            return await books.teams.installed("slack", space)


def of(server: SlackServer, news: Staffed, key: str = KEY) -> tuple[Installations, Workspaces, InstallPage]:
    workspaces = Workspaces(OneToken(""), server.url)
    seal = Seal([key])
    installations = Installations(news.store, seal, news.clock, lambda: workspaces.client(""), CLIENT)
    workspaces.tokens = installations
    states = States(news.store, seal, news.clock)
    page = InstallPage(installations, states, workspaces.client(""), app=CLIENT, root="https://desk.example")
    return installations, workspaces, page


@pytest.fixture
async def offered(tmp_path: Path) -> AsyncIterator[Offered]:
    async with slack_server() as server, staffed(tmp_path) as news:
        installations, workspaces, page = of(server, news)
        desk = SlackDesk(workspaces, pace=0.0)
        app = SlackApp(news.room, workspaces, desk, mode="http", signing_secret=SECRET, alone=False, page=page)
        transport = httpx2.ASGITransport(app=Starlette(routes=app.routes()))
        async with httpx2.AsyncClient(transport=transport, base_url="https://desk.example") as web:
            yield Offered(server, news, installations, workspaces, app, web)


async def test_a_workspace_installs_itself_and_its_token_is_unreadable_at_rest(offered: Offered) -> None:
    asked = await offered.begun()
    assert asked["redirect_uri"] == "https://desk.example/slack/oauth_redirect"
    assert "chat:write" in asked["scope"]
    page = await offered.installed()
    assert page.status_code == 200
    assert "A &lt;Workspace&gt;" in page.text
    assert (await offered.workspaces.seat(SPACE)).token.startswith("xoxb-")
    sealed = await offered.sealed()
    assert sealed is not None
    assert b"xoxb-" not in sealed
    assert "xoxb-" in Seal([KEY]).opened(sealed)


async def test_a_state_is_good_once_in_the_browser_that_it_began_in_and_not_for_long(offered: Offered) -> None:
    offered.server.codes = {"a", "b", "c", "d"}
    asked = await offered.begun()
    for code, wanted in (("a", 200), ("b", 401)):
        answer = await offered.web.get("/slack/oauth_redirect", params={"code": code, "state": asked["state"]})
        assert answer.status_code == wanted
    late = await offered.begun()
    offered.news.clock.pass_by(minutes=11)
    answer = await offered.web.get("/slack/oauth_redirect", params={"code": "c", "state": late["state"]})
    assert (answer.status_code, "too old" in answer.text) == (401, True)
    other = await offered.begun()
    offered.web.cookies.clear()
    answer = await offered.web.get("/slack/oauth_redirect", params={"code": "d", "state": other["state"]})
    assert (answer.status_code, "another browser" in answer.text) == (400, True)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"error": "access_denied"}, "declined"),
        ({"state": "made-up"}, "another browser"),
        ({"error": "<script>alert(1)</script>"}, "did not complete"),
    ],
)
async def test_a_return_that_makes_no_sense_installs_nothing(
    offered: Offered, query: dict[str, str], told: str
) -> None:
    answer = await offered.web.get("/slack/oauth_redirect", params=query)
    assert told in answer.text
    assert "<script>" not in answer.text
    assert await offered.sealed() is None


async def test_a_wrong_code_and_a_slack_that_is_away_are_sentences(offered: Offered) -> None:
    asked = await offered.begun()
    answer = await offered.web.get("/slack/oauth_redirect", params={"code": "unknown", "state": asked["state"]})
    assert "did not accept the code" in answer.text
    offered.server.faults = {"oauth.v2.access": [Fault(status=503)]}
    answer = await offered.installed("code-2")
    assert answer.status_code in {401, 502}
    assert await offered.sealed() is None


async def test_a_whole_organization_is_politely_refused(offered: Offered) -> None:
    offered.server.whole_organization = True
    answer = await offered.installed()
    assert (answer.status_code, "one workspace at a time" in answer.text) == (400, True)


async def test_a_token_is_renewed_before_it_runs_out_and_by_one_replica_for_all(offered: Offered) -> None:
    await offered.installed()
    first = (await offered.workspaces.seat(SPACE)).token
    _, others, _ = of(offered.server, offered.news)
    assert (await others.seat(SPACE)).token == first
    offered.news.clock.pass_by(hours=11)
    second = (await offered.workspaces.seat(SPACE)).token
    assert second != first
    assert (await others.seat(SPACE)).token == second
    assert len(offered.server.asked("oauth.v2.access")) == 2  # the installation, and one renewal


async def test_a_token_that_cannot_be_renewed_is_used_until_slack_refuses_it(offered: Offered) -> None:
    await offered.installed()
    first = (await offered.workspaces.seat(SPACE)).token
    offered.server.codes.clear()
    offered.news.clock.pass_by(hours=11)
    assert (await offered.workspaces.seat(SPACE)).token == first


async def test_an_app_that_was_removed_leaves_no_token_and_other_replicas_notice(offered: Offered) -> None:
    await offered.installed()
    _, others, _ = of(offered.server, offered.news)
    await others.seat(SPACE)
    await offered.workspaces.forget(SPACE)
    assert await offered.sealed() is None
    offered.news.clock.pass_by(seconds=61)
    for workspaces in (offered.workspaces, others):
        with pytest.raises(PostRefused, match="not installed"):
            await workspaces.seat(SPACE)


async def test_each_workspace_is_spoken_to_with_its_own_token(offered: Offered) -> None:
    await offered.installed()
    offered.server.space = "T2"
    await offered.installed("code-2")
    one, two = [await offered.workspaces.seat(space) for space in (SPACE, "T2")]
    assert one.token != two.token
    offered.server.tokens.clear()
    await two.client.chat_postMessage(channel="CNEWS", text="hello")
    assert offered.server.tokens == [two.token]
    channel = SlackChannel(offered.workspaces, pace=0.0)
    with pytest.raises(PostRefused, match="not installed"):
        await channel.workspaces.seat("T3")


async def test_keys_change_without_anybody_installing_again(offered: Offered, tmp_path: Path) -> None:
    await offered.installed()
    news = offered.news
    _, locked, _ = of(offered.server, news, "another-key")
    with pytest.raises(NotConfigured, match="OLD_SECRET_KEYS"):
        await locked.seat(SPACE)
    settings = Settings(
        _env_file=None,
        database_url=SecretStr(str(news.store.engine.url)),
        secret_key=SecretStr("another-key"),
        old_secret_keys=SecretStr(f"even-older, {KEY}"),
    )
    assert await reseal(settings, news.clock) == 1
    _, unlocked, _ = of(offered.server, news, "another-key")
    assert (await unlocked.seat(SPACE)).token.startswith("xoxb-")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"slack_client_id": "C"}, "together"),
        ({"slack_client_id": "C", "slack_client_secret": "s", "slack_bot_token": "xoxb-1"}, "not both"),
        ({"slack_client_id": "C", "slack_client_secret": "s"}, "SLACK_MODE=http"),
        (
            {
                "slack_client_id": "C",
                "slack_client_secret": "s",
                "slack_mode": "http",
                "public_url": "https://d.example",
            },
            "PAPERDESK_SECRET_KEY",
        ),
    ],
)
async def test_settings_that_do_not_fit_together_are_told_before_anything_starts(
    tmp_path: Path, changes: dict[str, str], told: str
) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path, **changes)  # type: ignore[arg-type]
    with pytest.raises(NotConfigured, match=told):
        async with open_newsroom(settings, progress=LoggedProgress(), clock=GivenClock()):
            pytest.fail("it opened")
