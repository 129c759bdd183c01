"""`paperdesk db`: make, copy and check the database."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.cli.entry import settings

if TYPE_CHECKING:
    from bot.store.engine import SqlStore

app = typer.Typer(help="Make, copy and check the database.", no_args_is_help=True, rich_markup_mode=None)


@app.command()
def upgrade() -> None:
    """Bring the tables to those of this program."""
    _with(lambda store: store.upgrade())
    print("The database has the tables of this Paperdesk.")


@app.command()
def check() -> None:
    """Say whether database and program fit together."""
    _with(lambda store: store.check_version())
    print("The database fits this Paperdesk.")


@app.command()
def backup(target: Path = typer.Argument(..., help="The file to write; it appears whole or not at all.")) -> None:
    """Copy the database, also while `serve` runs."""
    _with(lambda store: store.backup(target))
    print(f"The database is copied to {target}.")


@app.command()
def restore(
    source: Path = typer.Argument(..., help="A file that `db backup` wrote."),
    yes: bool = typer.Option(False, "--yes", help="Do not ask."),
) -> None:
    """Put a copy in the place of the database."""
    if not yes:
        typer.confirm("This replaces the database by the copy. Go on?", abort=True, err=True)
    _with(lambda store: store.restore(source))
    print(f"The database is now that of {source}.")


def _with(work: Callable[[SqlStore], Awaitable[None]]) -> None:
    from bot.wiring import open_store

    given = settings()

    async def done() -> None:
        async with open_store(given) as store:
            await work(store)

    asyncio.run(done())
