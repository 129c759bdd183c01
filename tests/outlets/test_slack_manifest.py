"""The manifest asks for what the code uses, no more and no less; and `check` names what an installation lacks."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

import bot.outlets.slack
from bot.outlets.slack.app import SlackApp
from bot.outlets.slack.check import BETTER, NEEDED, check
from bot.outlets.slack.desk import SlackDesk
from bot.outlets.slack.workspaces import OneToken, Workspaces
from tests.factories import made_team
from tests.outlets.slack_desk import DESK, NEWS
from tests.outlets.slack_server import Fault, slack_server

pytestmark = pytest.mark.anyio

SOURCES = "\n".join(
    path.read_text() for path in Path(bot.outlets.slack.__file__).parent.rglob("*.py") if path.name != "check.py"
)
ALL = SOURCES + (Path(bot.outlets.slack.__file__).parent / "check.py").read_text()
#: Which scopes each method of Slack's Web API asks for, from its documentation.
SCOPES = {
    "apps_connections_open": set(),
    "auth_test": set(),
    "chat_delete": {"chat:write"},
    "chat_postEphemeral": {"chat:write"},
    "chat_postMessage": {"chat:write"},
    "chat_update": {"chat:write"},
    "conversations_history": {"channels:history", "groups:history"},
    "conversations_info": {"channels:read", "groups:read"},
    "conversations_replies": {"channels:history", "groups:history"},
    "reactions_add": {"reactions:write"},
    "reactions_get": {"reactions:read"},
    "usergroups_users_list": {"usergroups:read"},
    "users_info": {"users:read"},
    "views_open": set(),
    "views_update": set(),
    "views_publish": set(),
}
#: Which scopes each event asks for.
EVENTS = {
    "app_home_opened": set(),
    "app_mention": {"app_mentions:read"},
    "app_uninstalled": set(),
    "channel_archive": {"channels:read"},
    "group_archive": {"groups:read"},
    "reaction_added": {"reactions:read"},
    "reaction_removed": {"reactions:read"},
    "tokens_revoked": set(),
}


@pytest.fixture(scope="module")
def manifest() -> Any:
    return yaml.safe_load((files("bot.outlets.slack") / "manifest.yaml").read_text())


def test_scopes_are_those_of_the_methods_and_events_in_the_code(manifest: Any) -> None:
    called = set(re.findall(r"client(?:\([^)]*\))?\.([a-z]+_[A-Za-z_]+)\(", ALL))
    assert called == set(SCOPES)
    heard = set(re.findall(r'app\.event\("(\w+)"\)', ALL))
    wanted = {"commands"}.union(*(SCOPES[name] for name in called), *(EVENTS[name] for name in heard))
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == wanted
    assert set(NEEDED) | set(BETTER) == wanted


def test_events_commands_and_shortcuts_are_those_that_are_heard(manifest: Any) -> None:
    heard = set(re.findall(r'app\.event\("(\w+)"\)', ALL))
    assert set(manifest["settings"]["event_subscriptions"]["bot_events"]) == heard == set(EVENTS)
    commands = set(re.findall(r'app\.command\("(/\w+)"\)', ALL))
    assert {each["command"] for each in manifest["features"]["slash_commands"]} == commands
    shortcuts = set(re.findall(r'app\.shortcut\("(\w+)"\)', ALL))
    assert {each["callback_id"] for each in manifest["features"]["shortcuts"]} == shortcuts


def test_every_button_that_is_shown_is_heard() -> None:
    shown = set(re.findall(r'"((?:story|text|edition|paper)_[a-z]+|team_settings)"', SOURCES))
    heard = [re.compile(pattern) for pattern in re.findall(r'hear\(app, front, r?"([^"]+)"', SOURCES)]
    assert {name for name in shown if not any(each.fullmatch(name) for each in heard)} <= {"text_modal"}
    assert len(shown) > 15


def test_texts_of_the_manifest_are_within_slacks_limits(manifest: Any) -> None:
    about = manifest["display_information"]
    assert len(about["description"]) <= 140
    assert 174 <= len(about["long_description"]) <= 4000


async def test_check_names_a_missing_scope_a_wrong_channel_and_a_bot_not_invited() -> None:
    async with slack_server() as server:
        server.scopes = "chat:write,commands,reactions:read"
        server.faults = {"apps.connections.open": [Fault("not_allowed_token_type")]}
        server.channels = {"CDESK"}
        workspaces = Workspaces(OneToken("xoxb-made-up"), server.url)
        team = made_team(desk=DESK, channels=(NEWS,))
        said = {finding.said: finding.good async for finding in check(workspaces, [team], "xapp-made-up")}
    assert [good for text, good in said.items() if "reactions:write is missing" in text] == [False]
    assert [good for text, good in said.items() if "knows no channel CNEWS" in text] == [False]
    assert [good for text, good in said.items() if "Socket Mode" in text] == [False]
    assert [good for text, good in said.items() if "can post in #papers (CDESK)" in text] == [True]
    assert [good for text, good in said.items() if "channels:history" in text] == [None]


async def test_check_names_a_bot_that_was_not_invited_and_a_wrong_workspace() -> None:
    async with slack_server() as server:
        server.outside = {"CDESK"}
        workspaces = Workspaces(OneToken("xoxb-made-up"), server.url)
        teams = [made_team(desk=DESK), made_team(name="cv", desk=DESK.__class__("slack", "T9", "CDESK"))]
        said = [finding.said async for finding in check(workspaces, teams) if finding.good is False]
    assert any("/invite @Paperdesk" in text for text in said)
    assert any("T9" in text for text in said)


def test_nothing_is_connected_by_making_the_app() -> None:
    workspaces = Workspaces(OneToken("xoxb-made-up"), "http://127.0.0.1:9/api/")
    app = SlackApp(object(), workspaces, SlackDesk(workspaces))  # type: ignore[arg-type]
    assert app.routes() == []


async def test_a_test_message_is_posted_and_taken_back_and_one_that_stays_is_told() -> None:
    async with slack_server() as server:
        workspaces = Workspaces(OneToken("xoxb-made-up"), server.url)
        team = made_team(desk=DESK, channels=(NEWS,))
        said = [finding.said async for finding in check(workspaces, [team], post=True)]
        assert sum("posted in" in text and "taken back" in text for text in said) == 2
        assert not server.messages
        server.faults = {"chat.delete": [Fault("cant_delete_message")]}
        said = [finding.said async for finding in check(workspaces, [team], post=True) if finding.good is None]
        assert any("stays there" in text for text in said)
