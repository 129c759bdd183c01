"""A whole run with a secret in every place that takes one leaves none of them in what is said, written or exported."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.config.settings import PREFIX, Settings, read_settings
from tests.cli.conftest import Paperdesk
from tests.made_up import pool

#: Secrets whose shape the services prescribe; the others are words that nothing but our own list can know.
SHAPED = {
    "slack_bot_token": "xoxb-1111111111-planted-bot-token",
    "slack_app_token": "xapp-1-A0PLANTED-1111-abcdef",
    "openai_api_key": "sk-planted-abcdefghijklmnop",
    "github_token": "ghp_plantedabcdefghijklmnopqrstuvwxyz0123",
    "discord_token": "MTExMTExMTExMTExMTExMTEx.GpLaNt.planted_planted_planted_planted_pla",
}


@pytest.fixture
def planted(home: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    fields = [name for name, field in Settings.model_fields.items() if SecretStr.__name__ in str(field.annotation)]
    secrets = {name: SHAPED.get(name, f"planted-{name.replace('_', '-')}-value") for name in fields}
    secrets.pop("database_url")
    for name, value in secrets.items():
        monkeypatch.setenv(PREFIX + name.upper(), value)
    for name in ("SLACK_API", "DISCORD_API", "SEMANTIC_SCHOLAR", "OPENALEX", "GITHUB", "HUGGING_FACE"):
        monkeypatch.setenv(f"{PREFIX}{name}_URL", "http://127.0.0.1:9/")
    monkeypatch.setenv("PAPERDESK_LOG_LEVEL", "debug")
    return secrets


def shown(text: str, secrets: dict[str, str]) -> list[str]:
    return [name for name, value in secrets.items() if value in text]


def test_every_secret_setting_is_planted_and_masked_by_the_log(planted: dict[str, str]) -> None:
    assert {"secret_key", "slack_bot_token", "slack_signing_secret", "openai_api_key", "metrics_token"} <= set(planted)
    settings = read_settings()
    assert set(planted.values()) == set(settings.secrets)
    assert shown(repr(settings) + str(settings), planted) == []


def test_a_full_run_leaves_no_secret_anywhere(home: Path, planted: dict[str, str], paperdesk: Paperdesk) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PAPERDESK_EMBEDDINGS_KEY")  # it wants an endpoint
        patch.delenv("PAPERDESK_OPENAI_API_KEY")  # a key wants a model, and a model that is away is tried for minutes
        runs = [
            paperdesk("demo", "--pool", str(pool(home)), "--headless", "--approve-all"),
            paperdesk("team", "list"),
            paperdesk("jobs", "list", "--json"),
            paperdesk("poll"),
        ]
    assert runs[0].code == 0, runs[0].err
    said = "".join(run.out + run.err for run in runs)
    assert len(said) > 500
    assert shown(said, planted) == []
    for path in (each for each in home.rglob("*") if each.is_file()):
        assert shown(path.read_bytes().decode("utf-8", "replace"), planted) == [], path


@pytest.mark.parametrize(
    ("name", "value"),
    [("DATABASE_URL", "mysql://desk:hunter22@db/x"), ("DATABASE_URL", "postgresql://desk:hunter22@127.0.0.1:9/x")],
)
def test_a_password_in_a_refused_address_is_not_repeated(
    name: str, value: str, paperdesk: Paperdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PREFIX + name, value)
    said = paperdesk("team", "list")
    assert said.code != 0
    assert "hunter22" not in said.out + said.err


def test_a_value_that_cannot_be_used_is_not_repeated(
    home: Path, planted: dict[str, str], paperdesk: Paperdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERDESK_HTTP_PORT", planted["metrics_token"])
    said = paperdesk("team", "list")
    assert said.code == 3
    assert shown(said.out + said.err, planted) == []
