"""`paperdesk init`: a team file for a field, a `.env` with a fresh secret key, Slack's manifest, and a first look."""

from __future__ import annotations

import os
import secrets
import sys
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.cli.entry import answered

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.config.starters import Starter

_TEAM_FILE = Path("paperdesk.toml")
_NEXT = "Next: `paperdesk check`, then `paperdesk serve`."
_TEAMS = """# The teams of this Paperdesk. A key that stands here is owned by this file; chat may change the others.

[[team]]
name = "{name}"
# what is read, by arXiv's names
categories = [{categories}]
topics = [                              # phrases; these are a start for the field: make them your own
{topics}]
# not_topics = ["medical imaging"]
# authors = ["semantic-scholar:1688681"]  # followed, by id or by name
size = 10                               # stories in an edition
publish = "1st tue 09:00"               # the cadence, and the deadline of the review; or a cron line
timezone = "{timezone}"
review_days = 5                         # how long before that the editors get their cards
approvals_needed = 1                    # distinct people
on_deadline = "hold"                    # or "publish_approved", with at least `minimum` stories
archive = "private"                     # or "public"
# urgent = {{ followed = true }}           # a paper by somebody followed goes before the editors at once
editors = [                             # one line a person: the quorum counts people
  # add slack = "U..." or discord = "..." for deciding in chat
  {{ name = "{editor}" }},
]
# editor_groups = [{{ slack = "S..." }}]  # or {{ discord = "ROLE ID" }}: whose members edit too
# desk = {{ platform = "slack", workspace = "T...", channel = "C..." }}
# channels = [
#   {{ platform = "slack", workspace = "T...", channel = "C..." }},
#   {{ platform = "discord", guild = "...", channel = "..." }},
# ]
"""

_ENV = """# Settings of Paperdesk; `paperdesk check` reads them one by one.
# This key signs web sessions and encrypts stored tokens: keep it secret, and keep it.
PAPERDESK_SECRET_KEY={key}
# An address for the User-Agent; sources ask for one.
PAPERDESK_CONTACT=
# The editor as whom this terminal decides.
PAPERDESK_EDITOR="{editor}"
# A model that drafts (any OpenAI-compatible endpoint); without one, drafts are extracted from the abstract.
# PAPERDESK_OPENAI_API_KEY=
# PAPERDESK_OPENAI_MODEL=
# PAPERDESK_OPENAI_BASE_URL=
# Slack and Discord
# PAPERDESK_SLACK_BOT_TOKEN=
# PAPERDESK_SLACK_APP_TOKEN=
# PAPERDESK_DISCORD_TOKEN=
"""


def command(
    name: str | None = typer.Option(None, "--name", help="The first team's name."),
    editor: str | None = typer.Option(None, "--editor", help="Its first editor's name."),
    timezone: str | None = typer.Option(None, "--timezone", help="Its time zone, such as Europe/Amsterdam."),
    field: str | None = typer.Option(None, "--field", help="What it reads about, to begin with: nlp, vision, bio, ..."),
    first_look: bool | None = typer.Option(
        None, "--first-look/--no-first-look", help="Gather the last 30 days and show three cards."
    ),
    yes: bool = typer.Option(False, "--yes", help="Ask nothing; take the defaults."),
) -> None:
    """Write `paperdesk.toml`, `.env` and Slack's manifest here; what is there already is never overwritten."""
    from bot.config.starters import starter, starters
    from bot.jobs.calendar import read_zone

    # Nobody is asked what would not be written.
    ask = not yes and sys.stdin.isatty() and not _TEAM_FILE.exists()
    called = _asked("The team's name, a short word", name, "papers", _name, ask=ask)
    person = _asked("Its first editor", editor, "Editor One", _person, ask=ask)
    zone = _asked("Its time zone", timezone, "UTC", read_zone, ask=ask)
    if ask and field is None:
        print("\n".join(f"  {each.name:<12}{each.title}" for each in starters().values()))
    start = starter(_asked("Its field", field, "nlp", starter, ask=ask))
    _write(_TEAM_FILE, _team(called, person, zone, start))
    _write(Path(".env"), _ENV.format(key=secrets.token_urlsafe(32), editor=person), mode=0o600)
    _write(Path("slack-manifest.yaml"), files("bot.outlets.slack").joinpath("manifest.yaml").read_text("utf-8"))
    from bot.wiring import discord_invitation

    print("To make a Slack app, paste slack-manifest.yaml where Slack asks for a manifest (docs/slack.md, ten steps).")
    print(f"To let a Discord bot in, put its application id into {discord_invitation()} and open that.")
    if first_look is None and ask:
        first_look = answered(lambda: typer.confirm("Gather 30 days and show three cards?"))
    if first_look:
        _look(name)
    print(_NEXT)


def _look(name: str | None) -> None:
    """The first look; where it fails, what was written is not in vain."""
    from bot.cli.look import look
    from bot.domain.errors import OutsideError

    try:
        look(name)
    except OutsideError:
        print(f"No first look now; `paperdesk init --first-look` tries again. {_NEXT}")
        raise


def _name(given: str) -> None:
    """See that a team may be called so.

    Raises:
        BadInput: it may not.
    """
    from pydantic import ValidationError

    from bot.config.entries import TeamEntry
    from bot.config.teams import reason
    from bot.domain.errors import BadInput

    try:
        TeamEntry.model_validate({"name": given})
    except ValidationError as error:
        said = reason(error.errors(include_input=False, include_url=False)[0])
        raise BadInput(f"{said.removesuffix('.')}.") from error


def _person(given: str) -> None:
    from bot.domain.errors import BadInput

    if not 0 < len(given.strip()) <= 80 or not given.isprintable() or '"' in given or "\\" in given:
        raise BadInput("An editor's name has 1 to 80 characters, no double quote and no backslash among them.")


def _team(name: str, editor: str, timezone: str, start: Starter) -> str:
    categories = ", ".join(f'"{each}"' for each in start.categories)
    topics = "".join(f'  "{each}",\n' for each in start.topics)
    return _TEAMS.format(name=name, editor=editor, timezone=timezone, categories=categories, topics=topics)


def _asked(what: str, given: str | None, default: str, check: Callable[[str], object], *, ask: bool) -> str:
    """A value that `check` lets pass; whoever was asked for it is told what is wrong, and asked again."""
    from bot.domain.errors import PaperdeskError

    while True:
        value = given if given is not None else default
        if given is None and ask:
            value = answered(lambda: str(typer.prompt(what, default=default)))
        try:
            check(value)
        except PaperdeskError as error:
            if given is not None or not ask:
                raise
            print(error)
        else:
            return value


def _write(path: Path, text: str, mode: int = 0o644) -> None:
    from bot.domain.errors import StoreError

    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        print(f"{path} is there already and stays as it is.")
        return
    except OSError as error:
        raise StoreError(f"{path} cannot be written here ({error.strerror}); go to a folder of your own.") from error
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    print(f"Wrote {path}.")
