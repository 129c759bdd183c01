"""Settings from the environment and a `.env` file, each on a line of its own."""

from __future__ import annotations

import os
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.config.plain import should_be
from bot.domain.errors import NotConfigured

PREFIX = "PAPERDESK_"
#: Names that the tests of this project read; they are no settings of the program.
_TESTS = "PAPERDESK_TEST_"
#: Settings that are addresses of the web; the gateway's begins with wss://, the database's is read by the store.
_ADDRESSES = (
    *("public_url", "slack_api_url", "discord_api_url", "openai_base_url", "embeddings_url", "openalex_url"),
    *("arxiv_feed_url", "arxiv_oai_url", "arxiv_api_url", "arxiv_html_url", "arxiv_pdf_url", "semantic_scholar_url"),
    *("hugging_face_url", "github_url", "hacker_news_url"),
)


class Settings(BaseSettings):
    """Everything that can be set, with what it is for; `PAPERDESK_` stands before each name."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    # Where things are kept
    data_dir: Path = Field(Path("data"), description="Folder of the database, caches and exports.")
    database_url: SecretStr | None = Field(
        None, description="Database; SQLite in the data folder unless set (`postgresql://...`)."
    )
    config: Path = Field(Path("paperdesk.toml"), description="The team file.")
    secret_key: SecretStr | None = Field(
        None, description="Signs sign-in links and web sessions; `paperdesk init` writes one."
    )

    old_secret_keys: SecretStr | None = Field(
        None, description="Earlier secret keys, separated by commas, until `paperdesk db reseal` has been run."
    )

    # Who we are
    contact: str = Field("", description="An e-mail address or page for the User-Agent; sources ask for one.")
    editor: str | None = Field(None, description="The editor as whom this terminal decides; else it only looks.")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="The least that is logged.")
    log_format: Literal["auto", "pretty", "json"] = Field(
        "auto", description="How log lines look; `auto` is pretty on a terminal and JSON elsewhere."
    )

    # The web server
    http_host: str = Field("127.0.0.1", description="Address that the web server listens on.")
    http_port: int = Field(8000, ge=0, le=65535, description="Port that the web server listens on; 0 takes any.")
    public_url: str | None = Field(None, description="Address at which people reach the web server from outside.")
    metrics_token: SecretStr | None = Field(
        None, description="Prometheus sends it as a bearer token to `/metrics`; needless on a page without a login."
    )

    # Where papers and evidence come from
    arxiv_feed_url: str = Field("https://rss.arxiv.org/atom", description="arXiv's daily feed.")
    arxiv_oai_url: str = Field("https://oaipmh.arxiv.org/oai", description="arXiv's OAI-PMH, for missed days.")
    arxiv_api_url: str = Field("https://export.arxiv.org/api/query", description="arXiv's search and look-up.")
    arxiv_html_url: str = Field("https://arxiv.org/html", description="arXiv's papers as HTML.")
    arxiv_pdf_url: str = Field("https://arxiv.org/pdf", description="arXiv's papers as PDF, for figures.")
    semantic_scholar_url: str = Field("https://api.semanticscholar.org", description="Semantic Scholar's API.")
    semantic_scholar_key: SecretStr | None = Field(None, description="Key of Semantic Scholar; quicker with one.")
    openalex_url: str = Field("https://api.openalex.org", description="OpenAlex's API.")
    openalex_key: SecretStr | None = Field(None, description="Key of OpenAlex.")
    hugging_face_url: str = Field("https://huggingface.co", description="Hugging Face's paper pages.")
    github_url: str = Field("https://api.github.com", description="GitHub's API.")
    github_token: SecretStr | None = Field(None, description="Token of GitHub, for stars of linked code.")
    hacker_news_url: str = Field("https://hn.algolia.com/api/v1", description="The search of Hacker News.")
    attention: str = Field(
        "", description="Whose counts may help a paper a little: `hugging-face`, `github`, `hacker-news`, by commas."
    )
    embeddings_url: str | None = Field(None, description="An OpenAI-compatible endpoint that gives embeddings.")
    embeddings_key: SecretStr | None = Field(None, description="Key of that endpoint.")
    embeddings_model: str | None = Field(None, description="The embedding model asked for there.")
    minilm: str | None = Field(
        None, description="Folder or installed package with MiniLM's `model.onnx`, to embed here (extra `embeddings`)."
    )
    minilm_tokenizer: str | None = Field(
        None, description="Folder or installed package with its `tokenizer.json`, if that lies elsewhere."
    )
    minilm_sha256: str = Field(
        "", description="sha256 of these two files, separated by commas, where they are not the known ones."
    )

    # Who drafts
    openai_base_url: str | None = Field(None, description="An OpenAI-compatible endpoint; OpenAI's own unless set.")
    openai_api_key: SecretStr | None = Field(None, description="Key of the model; without one, drafts are extracted.")
    openai_model: str | None = Field(None, description="The model that drafts.")
    openai_price_in: float | None = Field(None, ge=0, description="US dollars for a million tokens read.")
    openai_price_out: float | None = Field(None, ge=0, description="US dollars for a million tokens written.")
    monthly_cap: float | None = Field(
        None, ge=0, description="US dollars that a team may spend in a month; beyond it drafts are extracted."
    )
    editors_share: float = Field(0.5, ge=0, le=1, description="The part of that cap which members' wishes leave alone.")
    member_blurbs: int = Field(5, ge=0, description="Blurbs that one member may have drafted in a day.")

    # Slack
    slack_api_url: str = Field("https://slack.com/api/", description="Slack's Web API.")
    slack_mode: Literal["socket", "http"] = Field("socket", description="How Slack's events arrive.")
    slack_bot_token: SecretStr | None = Field(None, description="`xoxb-...`, for one workspace.")
    slack_app_token: SecretStr | None = Field(None, description="`xapp-...`, for Socket Mode.")
    slack_signing_secret: SecretStr | None = Field(None, description="Checks Slack's requests in `http` mode.")
    slack_client_id: str | None = Field(None, description="For installation into many workspaces.")
    slack_client_secret: SecretStr | None = Field(None, description="For installation into many workspaces.")

    # Discord
    discord_api_url: str = Field("https://discord.com/api/v10", description="Discord's REST API.")
    discord_gateway_url: str | None = Field(None, description="Discord's gateway; Discord names its own unless set.")
    discord_token: SecretStr | None = Field(None, description="The bot's token.")
    discord_guild: str | None = Field(
        None, pattern=r"^\d{5,20}$", description="For development: offer commands in this server alone, and at once."
    )

    # Ranking and retention
    ranker: Path | None = Field(None, description="Coefficients of the prior, if not those that came with Paperdesk.")
    keep_days: int = Field(400, ge=31, description="Days after which the ids of platform events are forgotten.")

    @field_validator(*_ADDRESSES, mode="after")
    @classmethod
    def _an_address(cls, url: str | None) -> str | None:
        if url is None or _opens(url):
            return url
        raise ValueError("it should be an address that begins with https:// (or http://)")

    @field_validator("slack_api_url", mode="after")
    @classmethod
    def _ends_in_a_slash(cls, url: str) -> str:
        # slack_sdk appends method names to the address as it stands.
        return url if url.endswith("/") else url + "/"

    @property
    def database(self) -> str:
        """The address of the database: the one that is set, else a SQLite file in the data folder."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{(self.data_dir / 'paperdesk.db').resolve()}"

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every secret value that is set; the log masks them."""
        values = (getattr(self, name) for name in type(self).model_fields)
        return tuple(v.get_secret_value() for v in values if isinstance(v, SecretStr) and v.get_secret_value())


def _opens(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number
        return False


def reveal(secret: SecretStr | None) -> str | None:
    """A secret's own text, for whoever has to send it."""
    return secret.get_secret_value() if secret else None


def names() -> tuple[str, ...]:
    """Every setting's name in the environment."""
    return tuple(PREFIX + name.upper() for name in Settings.model_fields)


def read_settings(env_file: Path | None = Path(".env")) -> Settings:
    """The settings of this process: environment first, then `env_file`.

    Raises:
        NotConfigured: a name that is no setting (naming the nearest that is), or a value that cannot be read.
    """
    _check_names(os.environ, "the environment")
    if env_file is not None and env_file.is_file():
        try:
            _check_names(dotenv_values(env_file), str(env_file))
        except (OSError, UnicodeDecodeError) as error:
            raise NotConfigured(f"{env_file} cannot be read ({error}); check its permissions and encoding.") from error
    try:
        return Settings(_env_file=env_file)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        key = str(first["loc"][0])
        said = first["msg"].removeprefix("Value error, ")
        reason = said if first["type"] == "value_error" else f"it {should_be(key, first)}"
        raise NotConfigured(f"The setting {PREFIX}{key.upper()} cannot be used: {reason}.") from error


def _check_names(given: Iterable[str], where: str) -> None:
    known = names()
    for name in given:
        upper = name.upper()
        if not upper.startswith(PREFIX) or upper.startswith(_TESTS) or upper in known:
            continue
        ends = [each.removeprefix(PREFIX) for each in known]
        nearest = get_close_matches(upper.removeprefix(PREFIX), ends, n=1, cutoff=0.6)
        hint = f"did you mean {PREFIX}{nearest[0]}?" if nearest else "docs/settings.md lists those there are."
        raise NotConfigured(f"{name}, found in {where}, is not a setting; {hint}")
