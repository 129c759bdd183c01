"""What `paperdesk check` looks at, one function each: well, or what to do."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.config.settings import Settings
    from bot.domain.team import Team

_LEAST_ROOM = 200_000_000
_ELSEWHERE = "let this user write there, or name another folder in PAPERDESK_DATA_DIR"
_LEAST_KEY = 16  # characters
_CLOCK_SLACK = 120.0  # seconds; Slack refuses requests older than five minutes


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: well, or what to do; None for what may mend itself."""

    what: str
    well: bool | None
    said: str


def team_look(given: Settings) -> tuple[Sequence[Team], Finding]:
    from datetime import UTC, datetime

    from bot.config.teams import read_teams
    from bot.domain.errors import PaperdeskError
    from bot.jobs.calendar import CronCalendar

    now = datetime.now(UTC)
    try:
        teams = [each.team for each in read_teams(given.config, CronCalendar(), now)]
    except PaperdeskError as error:
        return (), Finding("teams", well=False, said=str(error))
    if not teams:
        return (), Finding("teams", well=False, said=f"{given.config} is not there; `paperdesk init` writes one.")
    told = []
    for team in teams:
        if too_few := _too_few(team):
            return teams, Finding("teams", well=False, said=too_few)
        first = CronCalendar().next(team.publish, team.timezone, now)
        told.append(f"{team.name} ({_editors(team)}, next edition {first:%Y-%m-%d %H:%M} UTC)")
    return teams, Finding("teams", well=True, said="; ".join(told) + ".")


def _too_few(team: Team) -> str | None:
    """Why nothing of this team could ever be approved; a group may have any number of members."""
    if team.editor_groups or len(team.editors) >= team.approvals_needed:
        return None
    if not team.editors:
        return f"{team.name} has no editors; nobody could approve anything."
    return (
        f"{team.name} wants {team.approvals_needed} approvals and has {_editors(team)}; nothing could be approved, "
        "so name more editors or lower “approvals_needed”."
    )


def _editors(team: Team) -> str:
    count = len(team.editors)
    return f"{count} editor{'' if count == 1 else 's'}{' and a group' if team.editor_groups else ''}"


async def ranking_look(given: Settings) -> Finding:
    from bot.jobs.clock import SystemClock
    from bot.wiring import ranking_looks

    return Finding("ranking", well=True, said=await ranking_looks(given, SystemClock()))


def room_look(given: Settings) -> Finding:
    try:
        given.data_dir.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(given.data_dir).free
    except OSError as error:
        return Finding(
            "data folder", well=False, said=f"{given.data_dir} cannot be made ({error.strerror}); {_ELSEWHERE}."
        )
    if not os.access(given.data_dir, os.W_OK):
        return Finding("data folder", well=False, said=f"{given.data_dir} cannot be written to; {_ELSEWHERE}.")
    if free < _LEAST_ROOM:
        return Finding("data folder", well=False, said=f"only {free // 1_000_000} MB are left on the disk; make room.")
    return Finding("data folder", well=True, said=f"{given.data_dir}, {free // 1_000_000:,} MB free.")


async def database_look(given: Settings) -> Finding:
    from bot.wiring import open_store

    async with open_store(given) as store:
        if await store.is_new():
            return Finding("database", well=True, said="not there yet; the first command makes it.")
        await store.check_version()
    return Finding("database", well=True, said="fits this Paperdesk.")


async def editor_look(given: Settings, teams: Sequence[Team]) -> AsyncIterator[Finding]:
    """Whether whom this terminal decides as edits anywhere: by the team file, or by what chat and groups have added."""
    name = given.editor
    if not name:
        return
    known = {team.name: team for team in (*teams, *await _stored(given))}.values()
    if theirs := sorted(team.name for team in known if team.editor("terminal", name)):
        yield Finding("editor", well=True, said=f"this terminal decides as {name}, for {', '.join(theirs)}.")
        return
    names = sorted({person.name for team in known for person in team.editors})
    near = get_close_matches(name, names, n=1, cutoff=0.6)
    hint = f"did you mean “{near[0]}”?" if near else f"name one of {', '.join(names)}." if names else "name an editor."
    said = f"PAPERDESK_EDITOR is “{name}”, who edits for no team, so this terminal could decide nothing; {hint}"
    yield Finding("editor", well=False, said=said)


async def _stored(given: Settings) -> Sequence[Team]:
    """The teams as the database has them; none where it has none, or cannot be read, which is said elsewhere."""
    from bot.domain.errors import PaperdeskError
    from bot.wiring import open_store

    try:
        async with open_store(given) as store:
            if await store.is_new():
                return ()
            async with store.begin(reading=True) as books:
                return await books.teams.all()
    except PaperdeskError:
        return ()


async def model_look(given: Settings) -> Finding:
    from bot.wiring import writer_look

    if given.openai_model:
        well, said = await writer_look(given, given.openai_model)
        return Finding("writer", well=well, said=said)
    if given.openai_api_key or given.openai_base_url:
        return Finding(
            "writer", well=False, said="PAPERDESK_OPENAI_MODEL is not set, so nobody knows which model drafts."
        )
    return Finding("writer", well=True, said="no model is set; drafts are extracted from the abstracts.")


def web_look(given: Settings) -> Finding:
    from bot.config.settings import reveal
    from bot.domain.errors import PaperdeskError
    from bot.wiring import gate, listener

    try:
        if gate(given).login and len(reveal(given.secret_key) or "") < _LEAST_KEY:
            said = f"PAPERDESK_SECRET_KEY can be guessed; give it {_LEAST_KEY} random characters or more."
            return Finding("web page", well=False, said=said)
        with listener(given.http_host, given.http_port):
            return Finding("web page", well=True, said=f"can listen on {given.http_host}, port {given.http_port}.")
    except PaperdeskError as error:
        return Finding("web page", well=False, said=str(error))


def contact_look(given: Settings) -> Finding:
    if given.contact:
        return Finding("contact", well=True, said=f"sources are told {given.contact}.")
    return Finding("contact", well=None, said="none is set; PAPERDESK_CONTACT is polite towards arXiv and others.")


def token_look(given: Settings, teams: Sequence[Team]) -> Finding:
    from bot.config.tokens import lacking, misplaced, unplugged

    if said := misplaced(given) or lacking(given) or unplugged(given, teams):
        return Finding("tokens", well=False, said=said)
    if given.slack_bot_token or given.slack_client_id or given.discord_token:
        return Finding("tokens", well=True, said="those that are set look like what they should be.")
    return Finding("tokens", well=True, said="no chat is set; editors decide on the web page.")


async def arxiv_look(given: Settings) -> Finding:
    """ArXiv's answer tells both whether it can be reached from here, and what time it is elsewhere."""
    from bot.cli.reach import reached
    from bot.domain.errors import SourceAway

    try:
        ahead = await reached(given.arxiv_feed_url)
    except SourceAway as error:
        return Finding("arXiv", well=None, said=f"{error} What is missed is fetched later.")
    if abs(ahead) > _CLOCK_SLACK:
        said = f"this machine's clock is {abs(ahead):,.0f} seconds {'ahead' if ahead > 0 else 'behind'}; set it."
        return Finding("clock", well=False, said=said)
    return Finding("arXiv", well=True, said="answers, and this machine's clock agrees with it.")


async def slack_look(given: Settings, teams: Sequence[Team], *, post: bool) -> AsyncIterator[Finding]:
    from bot.config.tokens import misplaced
    from bot.jobs.clock import SystemClock
    from bot.wiring import slack_looks

    # Tokens in each other's place are named already; what Slack says of them would only confuse.
    if not misplaced(given, "slack"):
        async for well, said in slack_looks(given, teams, SystemClock(), post=post):
            yield Finding("Slack", well=well, said=said)


async def discord_look(given: Settings, teams: Sequence[Team], *, post: bool) -> AsyncIterator[Finding]:
    from bot.config.tokens import misplaced
    from bot.wiring import discord_looks

    if not misplaced(given, "discord"):
        async for look in discord_looks(given, teams, post=post):
            yield Finding(look.what, well=look.well, said=look.said)
