"""`paperdesk check`: walk the settings in order and say for each what is right, or what to do."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from bot.cli.entry import AS_JSON, settings, show

if TYPE_CHECKING:
    from bot.config.settings import Settings
    from bot.domain.team import Team

_LEAST_ROOM = 200_000_000
_ELSEWHERE = "let this user write there, or name another folder in PAPERDESK_DATA_DIR"
_SIGNS = {True: "✓", False: "✗", None: "○"}
_LEAST_KEY = 16  # characters
_CLOCK_SLACK = 120.0  # seconds; Slack refuses requests older than five minutes


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: well, or what to do; None for what may mend itself."""

    what: str
    well: bool | None
    said: str


def command(
    post: bool = typer.Option(False, "--post", help="Try a message in every channel, and take it back."),
    as_json: bool = AS_JSON,
) -> None:
    """Check settings, teams, folder, database, writer, sources, web page and chats; changes nothing but with --post."""
    given = settings()
    findings = asyncio.run(_all(given, post=post))
    lines = [f"{_SIGNS[each.well]} {each.what}: {each.said}" for each in findings]
    show(findings, lines, as_json=as_json)
    if any(each.well is False for each in findings):
        raise typer.Exit(3)


async def _all(given: Settings, *, post: bool) -> list[Finding]:
    return [finding async for finding in _findings(given, post=post)]


async def _findings(given: Settings, *, post: bool) -> AsyncIterator[Finding]:
    teams, found = _teams(given)
    yield Finding("settings", well=True, said="every name is known and every value can be read.")
    yield found
    yield _room(given)
    yield await _database(given)
    yield await _writer(given)
    yield await _ranking(given)
    yield _web(given)
    yield _contact(given)
    yield _tokens(given, teams)
    yield await _clock_and_arxiv(given)
    for finding in await _chats(given, teams, post=post):
        yield finding


async def _chats(given: Settings, teams: Sequence[Team], *, post: bool) -> list[Finding]:
    from bot.config.tokens import misplaced
    from bot.jobs.clock import SystemClock
    from bot.wiring import discord_looks, slack_looks

    # Tokens in each other's place are named already; what Slack says of them would only confuse.
    slack = () if misplaced(given) else await slack_looks(given, teams, SystemClock(), post=post)
    discord = await discord_looks(given, teams, post=post)
    return [
        *(Finding("Slack", well=well, said=said) for well, said in slack),
        *(Finding(look.what, well=look.well, said=look.said) for look in discord),
    ]


def _teams(given: Settings) -> tuple[Sequence[Team], Finding]:
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


async def _ranking(given: Settings) -> Finding:
    from bot.domain.errors import NotConfigured
    from bot.jobs.clock import SystemClock
    from bot.wiring import ranking_looks

    try:
        return Finding("ranking", well=True, said=await ranking_looks(given, SystemClock()))
    except NotConfigured as error:
        return Finding("ranking", well=False, said=str(error))


def _room(given: Settings) -> Finding:
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


async def _database(given: Settings) -> Finding:
    from bot.domain.errors import PaperdeskError
    from bot.wiring import open_store

    try:
        async with open_store(given) as store:
            if await store.is_new():
                return Finding("database", well=True, said="not there yet; the first command makes it.")
            await store.check_version()
    except PaperdeskError as error:
        return Finding("database", well=False, said=str(error))
    return Finding("database", well=True, said="fits this Paperdesk.")


async def _writer(given: Settings) -> Finding:
    from bot.wiring import writer_look

    if given.openai_model:
        well, said = await writer_look(given, given.openai_model)
        return Finding("writer", well=well, said=said)
    if given.openai_api_key or given.openai_base_url:
        return Finding(
            "writer", well=False, said="PAPERDESK_OPENAI_MODEL is not set, so nobody knows which model drafts."
        )
    return Finding("writer", well=True, said="no model is set; drafts are extracted from the abstracts.")


def _web(given: Settings) -> Finding:
    from bot.config.settings import reveal
    from bot.domain.errors import PaperdeskError
    from bot.serve import listener
    from bot.wiring import gate

    try:
        if gate(given).login and len(reveal(given.secret_key) or "") < _LEAST_KEY:
            said = f"PAPERDESK_SECRET_KEY can be guessed; give it {_LEAST_KEY} random characters or more."
            return Finding("web page", well=False, said=said)
        with listener(given.http_host, given.http_port):
            return Finding("web page", well=True, said=f"can listen on {given.http_host}, port {given.http_port}.")
    except PaperdeskError as error:
        return Finding("web page", well=False, said=str(error))


def _contact(given: Settings) -> Finding:
    if given.contact:
        return Finding("contact", well=True, said=f"sources are told {given.contact}.")
    return Finding("contact", well=None, said="none is set; PAPERDESK_CONTACT is polite towards arXiv and others.")


def _tokens(given: Settings, teams: Sequence[Team]) -> Finding:
    from bot.config.tokens import lacking, misplaced, unplugged

    if said := misplaced(given) or lacking(given) or unplugged(given, teams):
        return Finding("tokens", well=False, said=said)
    if given.slack_bot_token or given.slack_client_id or given.discord_token:
        return Finding("tokens", well=True, said="those that are set look like what they should be.")
    return Finding("tokens", well=True, said="no chat is set; editors decide on the web page.")


async def _clock_and_arxiv(given: Settings) -> Finding:
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
