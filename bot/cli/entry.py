"""What every command begins and ends with: settings, log, an open newsroom, and a result in words or as JSON."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Iterable
from contextlib import ExitStack
from dataclasses import asdict, is_dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import typer

if TYPE_CHECKING:
    from bot.config.settings import Settings
    from bot.domain.edition import Edition
    from bot.domain.team import Person, Team
    from bot.ports import Newsroom
    from bot.wiring import Opened

T = TypeVar("T")

#: Seconds that somebody at a terminal is kept waiting for one paper.
_PATIENCE = 15.0

AS_JSON = typer.Option(False, "--json", help="Print JSON.")
TEAM = typer.Option(None, "--team", "-t", help="Which team; needless where there is only one.")
AS = typer.Option(None, "--as", help="Decide as this editor (else PAPERDESK_EDITOR, else look only).")
PERIOD = typer.Option(None, "--period", help="The edition, such as 2026-11; else the one being worked on.")


def settings() -> Settings:
    """The settings of this process, with the log set up by them; one-off commands on a terminal log only trouble."""
    from bot.config.settings import read_settings
    from bot.log import set_up_log

    read = read_settings()
    level = "warning" if sys.stderr.isatty() and read.log_level == "info" else read.log_level
    set_up_log(level=level, look=read.log_format, secrets=read.secrets)
    return read


def run(work: Callable[[Opened], Awaitable[T]], *, given: Settings | None = None) -> T:
    """Open the newsroom, do `work` in it, and do (or leave to whoever serves) what the work asked for."""
    return asyncio.run(_within(work, given or settings()))


async def _within(work: Callable[[Opened], Awaitable[T]], given: Settings) -> T:
    from bot.cli.progress import progress
    from bot.wiring import open_newsroom, prepare

    async with open_newsroom(given, progress=progress(), hurried=True) as opened:
        await prepare(opened, given)
        result = await work(opened)
        await follow_up(opened)
        return result


async def at_once(work: Awaitable[T]) -> T:
    """What somebody waits for at a terminal: a source that does not answer soon is said to be away.

    Raises:
        SourceAway: it took too long.
    """
    from bot.domain.errors import SourceAway

    try:
        async with asyncio.timeout(_PATIENCE):
            return await work
    except TimeoutError as error:
        raise SourceAway(f"arXiv has not answered for {_PATIENCE:.0f} seconds; try again later.") from error


async def follow_up(opened: Opened) -> bool:
    """Do the work that was asked for; False where it is left to the process that serves this database."""
    from bot.domain.errors import StoreBusy

    with ExitStack() as stack:
        try:
            stack.enter_context(opened.alone())
        except StoreBusy:
            return False
        for name, payload in opened.noted.taken():
            await opened.handlers[name](payload)
    return True


async def the_team(room: Newsroom, name: str | None) -> Team:
    """The team of that name; without one, the only team there is.

    Raises:
        NotFound: there is no such team, or none at all. BadInput: there are several to choose from.
    """
    from bot.domain.errors import BadInput, NotFound

    async with room.store.begin() as books:
        teams = {team.name: team for team in await books.teams.all()}
    if name is None and len(teams) == 1:
        return next(iter(teams.values()))
    if not teams:
        raise NotFound("There is no team yet; write one into paperdesk.toml (`paperdesk init` makes a first one).")
    if name is None:
        raise BadInput(f"Say which team with --team: {', '.join(teams)}.")
    if name not in teams:
        raise NotFound(f"There is no team called “{name}”; there is {', '.join(teams)}.")
    return teams[name]


async def the_edition(room: Newsroom, team: Team, period: str | None) -> Edition:
    """The team's edition of that period; without one, the one being worked on, else the newest.

    Raises:
        NotFound: there is none.
    """
    from bot.domain.editorial import UNFINISHED
    from bot.domain.errors import NotFound

    async with room.store.begin() as books:
        editions = await books.editions.of(team.name)
    if period:
        editions = [edition for edition in editions if edition.period == period]
    chosen = next((edition for edition in editions if edition.stage in UNFINISHED), None)
    if chosen is None and not editions:
        which = f" of {period}" if period else ""
        raise NotFound(f"{team.name} has no edition{which}; begin one with `paperdesk edition start`.")
    return chosen or editions[0]


async def some_papers(room: Newsroom, team: Team) -> None:
    """See that there is something to make an edition from.

    Raises:
        NothingToPublish: nothing that the team reads is stored of the days that its next edition is made from.
    """
    from bot.domain.errors import NothingToPublish
    from bot.pipeline.reading import anything

    if not await anything(room, team, until=room.clock.now()):
        raise NothingToPublish(
            f"There is no new paper that {team.name} reads; `paperdesk poll` fetches what arXiv announced today, "
            "`paperdesk bootstrap --months 1` the weeks before."
        )


async def the_editor(opened: Opened, team: Team, name: str | None) -> Person:
    """The editor as whom this terminal decides.

    Raises:
        NotAllowed: nobody was named, or no editor of this team.
    """
    from bot.domain.errors import NotAllowed
    from bot.pipeline.review import editor_of

    name = name or opened.editor
    if not name:
        raise NotAllowed("Say who decides, with --as NAME or PAPERDESK_EDITOR; without it this terminal only looks.")
    return await editor_of(opened.room, team.name, "terminal", name)


def answered(ask: Callable[[], T]) -> T:
    """What a person says when asked; Ctrl-C and Ctrl-D end the command, as the net under all commands tells."""
    try:
        return ask()
    except typer.Abort as stopped:
        raise KeyboardInterrupt from stopped


def confirmed(question: str) -> None:
    """Ask before something that cannot be undone.

    Raises:
        BadInput: there is nobody to ask. Exit: the answer was no.
    """
    from bot.domain.errors import BadInput

    if not sys.stdin.isatty():
        raise BadInput(f"{question} Nobody is there to be asked, so say yes with --yes.")
    if answered(lambda: typer.confirm(f"{question} Go on?", err=True)):
        return
    print("Nothing was changed.", file=sys.stderr)
    raise typer.Exit(1)


def show(result: Any, lines: Iterable[Any], *, as_json: bool) -> None:
    """Print a result: `lines` (plain or rich text) for people, `result` for machines."""
    if as_json:
        print(json.dumps(_plain(result), ensure_ascii=False, indent=2, default=str))
        return
    from rich.console import Console

    console = Console(soft_wrap=True, highlight=False)
    for line in lines:
        console.print(line, markup=False, emoji=False)


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, (list, tuple)) else value
