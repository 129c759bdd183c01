"""`paperdesk init`: a commented team file and a `.env` with a fresh secret key."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

import typer

_TEAMS = """# The teams of this Paperdesk. A key that stands here is owned by this file; chat may change the others.

[[team]]
name = "{name}"
categories = ["cs.CL", "cs.LG"]         # what is read, by arXiv's names
topics = ["retrieval-augmented generation", "efficient language models"]
# not_topics = ["medical imaging"]
# authors = ["semantic-scholar:1688681"]  # followed, by id or by name
size = 10                               # stories in an edition
publish = "1st tue 09:00"               # the cadence, and the deadline of the review; or a cron line
timezone = "{timezone}"
review_days = 5                         # how long before that the editors get their cards
approvals_needed = 1                    # distinct people
on_deadline = "hold"                    # or "publish_approved", with at least `minimum` stories
archive = "private"                     # or "public"
# urgent = {{ followed = true }}          # a paper by somebody followed goes before the editors at once
editors = [                             # one line a person: the quorum counts people
  {{ name = "{editor}" }},                 # add slack = "U..." or discord = "..." for deciding in chat
]
# editor_groups = [{{ slack = "S..." }}]    # or {{ discord = "ROLE ID" }}: whose members edit too
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
PAPERDESK_EDITOR={editor}
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
    yes: bool = typer.Option(False, "--yes", help="Ask nothing; take the defaults."),
) -> None:
    """Write `paperdesk.toml` and `.env` here; what is there already is never overwritten."""
    ask = not yes and sys.stdin.isatty()
    name = _asked("The team's name", name, "papers", ask=ask)
    editor = _asked("Its first editor", editor, "Editor One", ask=ask)
    timezone = _asked("Its time zone", timezone, "UTC", ask=ask)
    from bot.jobs.calendar import read_zone

    read_zone(timezone)
    if '"' in name + editor or "\\" in name + editor:
        raise typer.BadParameter("Names hold no quotes and no backslashes.")
    key = secrets.token_urlsafe(32)
    _write(Path("paperdesk.toml"), _TEAMS.format(name=name, editor=editor, timezone=timezone))
    _write(Path(".env"), _ENV.format(key=key, editor=editor), mode=0o600)
    from bot.wiring import discord_invitation

    print(f"To let a Discord bot in, put its application id into {discord_invitation()} and open that.")
    print("Next: `paperdesk check`, then `paperdesk serve`.")


def _asked(what: str, given: str | None, default: str, *, ask: bool) -> str:
    if given is not None:
        return given
    return str(typer.prompt(what, default=default)) if ask else default


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
