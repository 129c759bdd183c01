"""`paperdesk check` and `serve` see half-set or swapped tokens, chats without any, and who could decide nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Paperdesk, refused

EDITORS = '[[team]]\nname = "nlp"\neditors = [{ name = "Editor One", slack = "U1" }]\n'
#: Of the form that Discord's tokens have.
OF_DISCORD = "made-up-made-up-made-up.MadeUp.made-up-made-up-made-up-made-up"
IN_SLACK = 'desk = { platform = "slack", workspace = "T1", channel = "C1" }\n'


def test_a_wrong_address_stops_check_in_a_sentence(
    team: Path, paperdesk: Paperdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERDESK_ARXIV_FEED_URL", "rss.arxiv.org")
    refused(paperdesk("check"), 3, "PAPERDESK_ARXIV_FEED_URL", "https://")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "PAPERDESK_SLACK_APP_TOKEN"),
        ({"SLACK_APP_TOKEN": "xapp-1"}, "PAPERDESK_SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_MODE": "http"}, "PAPERDESK_SLACK_SIGNING_SECRET"),
    ],
)
def test_the_token_that_slack_lacks_is_named_by_check_and_by_serve(
    team: Path, paperdesk: Paperdesk, monkeypatch: pytest.MonkeyPatch, given: dict[str, str], told: str
) -> None:
    monkeypatch.setenv("PAPERDESK_SLACK_API_URL", "http://127.0.0.1:9/api/")
    for name, value in given.items():
        monkeypatch.setenv(f"PAPERDESK_{name}", value)
    said = paperdesk("check")
    assert said.code == 3
    assert "✗ tokens: " in said.out
    assert f"{told}" in said.out
    refused(paperdesk("serve"), 3, told)


def test_a_desk_in_a_chat_without_a_token_is_told(home: Path, paperdesk: Paperdesk) -> None:
    (home / "paperdesk.toml").write_text(EDITORS + IN_SLACK)
    said = paperdesk("check")
    assert said.code == 3
    assert "✗ tokens: The team nlp has a desk in Slack, but PAPERDESK_SLACK_BOT_TOKEN is not set" in said.out


def test_a_team_edited_by_a_group_alone_is_well(home: Path, paperdesk: Paperdesk) -> None:
    (home / "paperdesk.toml").write_text('[[team]]\nname = "nlp"\neditor_groups = [{ slack = "S1" }]\n')
    assert "✓ teams: nlp (0 editors and a group" in paperdesk("check").out


def test_a_team_that_wants_more_approvals_than_it_has_editors_is_told(home: Path, paperdesk: Paperdesk) -> None:
    (home / "paperdesk.toml").write_text(EDITORS + "approvals_needed = 3\n")
    said = paperdesk("check")
    assert said.code == 3
    assert "✗ teams: nlp wants 3 approvals and has 1 editor" in said.out


def test_a_page_on_the_network_wants_a_key_that_nobody_guesses(
    team: Path, paperdesk: Paperdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERDESK_PUBLIC_URL", "https://papers.example")
    monkeypatch.setenv("PAPERDESK_SECRET_KEY", "short")
    assert "✗ web page: PAPERDESK_SECRET_KEY can be guessed" in paperdesk("check").out


def test_a_data_folder_that_cannot_be_made_says_which_setting_names_another(
    team: Path, paperdesk: Paperdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    (team / "file").write_text("")
    monkeypatch.setenv("PAPERDESK_DATA_DIR", str(team / "file" / "data"))
    said = paperdesk("check")
    assert said.code == 3
    assert "PAPERDESK_DATA_DIR" in said.out


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (
            {"SLACK_BOT_TOKEN": OF_DISCORD, "SLACK_APP_TOKEN": "xapp-1"},
            "as the bot's token of Slack does; it looks like PAPERDESK_DISCORD_TOKEN",
        ),
        (
            {"DISCORD_TOKEN": "xoxb-1-made-up"},
            "begins as a token of Slack does; it looks like PAPERDESK_SLACK_BOT_TOKEN",
        ),
        ({"DISCORD_TOKEN": "xapp-1-made-up"}, "it looks like PAPERDESK_SLACK_APP_TOKEN"),
        ({"DISCORD_TOKEN": "xoxp-1-made-up"}, "begins as a token of Slack does; copy it again"),
    ],
)
def test_a_token_of_the_other_chat_is_named_and_not_tried(
    team: Path, paperdesk: Paperdesk, monkeypatch: pytest.MonkeyPatch, given: dict[str, str], told: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"PAPERDESK_{name}", value)
    said = paperdesk("check")
    assert said.code == 3
    assert "✗ tokens: PAPERDESK_" in said.out
    assert told in said.out
    assert "Slack:" not in said.out
    assert "Discord:" not in said.out
    refused(paperdesk("serve"), 3, told)


def test_settings_of_slack_that_do_not_fit_together_are_one_line_among_the_others(
    team: Path, paperdesk: Paperdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERDESK_SLACK_CLIENT_ID", "1.2")
    monkeypatch.setenv("PAPERDESK_DATABASE_URL", "postgres:/x")
    said = paperdesk("check")
    assert said.code == 3
    assert "✗ database: PAPERDESK_DATABASE_URL begins with “postgres”" in said.out
    assert "✗ Slack: PAPERDESK_DATABASE_URL" in said.out


@pytest.mark.parametrize(
    ("name", "code", "told"),
    [
        ("Editor One", 0, "✓ editor: this terminal decides as Editor One, for nlp."),
        ("Editor Won", 3, "✗ editor: PAPERDESK_EDITOR is “Editor Won”, who edits for no team"),
        ("Editor one", 3, "did you mean “Editor One”?"),
        ("root", 3, "name one of Editor One, Editor Two."),
    ],
)
def test_an_editor_of_this_terminal_who_edits_for_no_team_is_told(
    team: Path, paperdesk: Paperdesk, monkeypatch: pytest.MonkeyPatch, name: str, code: int, told: str
) -> None:
    monkeypatch.setenv("PAPERDESK_EDITOR", name)
    said = paperdesk("check")
    assert told in said.out
    assert said.code == code


def test_who_stands_in_for_an_editor_may_decide_at_this_terminal(
    team: Path, paperdesk: Paperdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERDESK_EDITOR", "Guest One")
    assert "✗ editor" in paperdesk("check").out
    stood = paperdesk(
        "team", "stand-in", "Guest One", "--for", "Editor One", "--until", "2999-12-31", "--as", "Editor One"
    )
    assert stood.code == 0, stood.err
    assert "✓ editor: this terminal decides as Guest One, for nlp." in paperdesk("check").out
