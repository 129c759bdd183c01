"""`paperdesk check`: walk the settings in order and say for each what is right, or what to do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import TYPE_CHECKING

import typer

from bot.cli import looks
from bot.cli.entry import AS_JSON, settings, show
from bot.cli.looks import Finding
from bot.domain.errors import PaperdeskError

if TYPE_CHECKING:
    from bot.config.settings import Settings

_SIGNS = {True: "✓", False: "✗", None: "○"}

#: Something to look at: what it is called, and what is found of it, one after another.
Look = tuple[str, AsyncIterator[Finding]]


def command(
    post: bool = typer.Option(False, "--post", help="Try a message in every channel, and take it back."),
    as_json: bool = AS_JSON,
) -> None:
    """Check settings, teams, folder, database, writer, sources, web page and chats; changes nothing but with --post."""
    given = settings()
    findings = asyncio.run(walked(_looks(given, post=post), _untold if as_json else _told))
    if as_json:
        show(findings, (), as_json=True)
    if any(each.well is False for each in findings):
        raise typer.Exit(3)


def _looks(given: Settings, *, post: bool) -> Iterable[Look]:
    """Everything that is looked at, in the order in which it is told."""
    teams, found = looks.team_look(given)
    yield "settings", _known(Finding("settings", well=True, said="every name is known and every value can be read."))
    yield "teams", _known(found)
    yield "data folder", _known(looks.room_look(given))
    yield "database", _one(looks.database_look(given))
    yield "editor", looks.editor_look(given, teams)
    yield "writer", _one(looks.model_look(given))
    yield "ranking", _one(looks.ranking_look(given))
    yield "web page", _known(looks.web_look(given))
    yield "contact", _known(looks.contact_look(given))
    yield "tokens", _known(looks.token_look(given, teams))
    yield "arXiv", _one(looks.arxiv_look(given))
    yield "Slack", looks.slack_look(given, teams, post=post)
    yield "Discord", looks.discord_look(given, teams, post=post)


async def walked(given: Iterable[Look], tell: Callable[[Finding], None]) -> list[Finding]:
    """Look at everything at the same time, and tell what is found as soon as it is known, in the order given."""
    findings: list[Finding] = []
    async with asyncio.TaskGroup() as group:
        waiting: list[asyncio.Queue[Finding | None]] = []
        for look in given:
            waiting.append(asyncio.Queue())
            group.create_task(_into(waiting[-1], *look))
        for queue in waiting:
            while (finding := await queue.get()) is not None:
                tell(finding)
                findings.append(finding)
    return findings


async def _into(queue: asyncio.Queue[Finding | None], what: str, look: AsyncIterator[Finding]) -> None:
    """What a look finds, into its queue; None ends it. What of ours goes wrong is a finding, too."""
    try:
        async for finding in look:
            queue.put_nowait(finding)
    except PaperdeskError as error:
        queue.put_nowait(Finding(what, well=False, said=str(error)))
    finally:
        queue.put_nowait(None)


async def _known(finding: Finding) -> AsyncIterator[Finding]:
    yield finding


async def _one(look: Awaitable[Finding]) -> AsyncIterator[Finding]:
    yield await look


def _told(finding: Finding) -> None:
    show(finding, [f"{_SIGNS[finding.well]} {finding.what}: {finding.said}"], as_json=False)


def _untold(_: Finding) -> None:
    """For machines everything is told at the end, as one list."""
