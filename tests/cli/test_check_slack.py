"""`paperdesk check` looks at Slack itself: the token, the scopes, and every channel that a team names."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config.settings import Settings
from bot.domain.team import Person, Place, Team
from bot.wiring import slack_looks
from tests.fakes import GivenClock
from tests.outlets.slack_server import Fault, slack_server

pytestmark = pytest.mark.anyio

TEAM = Team(
    "nlp",
    editors=(Person("Editor", slack="U01"),),
    desk=Place("slack", "T1", "CDESK"),
    channels=(Place("slack", "T1", "CNOWHERE"),),
)


def given(url: str, folder: Path, token: str | None = "xoxb-made-up") -> Settings:
    return Settings(slack_api_url=url, slack_bot_token=token, data_dir=folder)


async def test_a_wrong_channel_is_named_and_the_right_one_is_well(tmp_path: Path) -> None:
    async with slack_server() as slack:
        looks = [look async for look in slack_looks(given(slack.url, tmp_path), [TEAM], GivenClock())]
    assert any(not well and "CNOWHERE" in said for well, said in looks)
    assert any(well and "CDESK" in said for well, said in looks)


async def test_a_token_that_is_no_longer_good_is_said(tmp_path: Path) -> None:
    async with slack_server() as slack:
        slack.faults["auth.test"] = [Fault(error="token_revoked")]
        looks = [look async for look in slack_looks(given(slack.url, tmp_path), [TEAM], GivenClock())]
    assert [well for well, _ in looks] == [False]


async def test_without_a_token_slack_is_not_asked(tmp_path: Path) -> None:
    async with slack_server() as slack:
        assert [look async for look in slack_looks(given(slack.url, tmp_path, None), [TEAM], GivenClock())] == []
        assert slack.calls == []
