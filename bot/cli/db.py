"""`paperdesk db`: make, copy and check the database."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.cli.entry import AS_JSON, confirmed, settings, show
from bot.cli.group import group

if TYPE_CHECKING:
    from bot.store.copy import Tally
    from bot.store.engine import SqlStore

app = group("Make, copy and check the database.")


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
def backup(
    target: Path = typer.Argument(..., metavar="TARGET", help="The file to write; it appears whole or not at all."),
) -> None:
    """Copy the database, also while `serve` runs."""
    _with(lambda store: store.backup(target))
    print(f"The database is copied to {target}.")


@app.command()
def restore(
    source: Path = typer.Argument(..., metavar="SOURCE", help="A file that `db backup` wrote."),
    yes: bool = typer.Option(False, "--yes", help="Do not ask."),
) -> None:
    """Put a copy in the place of the database."""
    from bot.domain.errors import NotFound

    if not source.is_file():
        raise NotFound(f"There is no file {source}; name one that `paperdesk db backup` wrote.")
    if not yes:
        confirmed(f"This replaces the database by {source}.")
    _with(lambda store: store.restore(source))
    print(f"The database is now that of {source}.")


@app.command()
def copy(
    source: str = typer.Option(..., "--from", help="The database to copy: sqlite:///data/paperdesk.db, say."),
    target: str = typer.Option(..., "--to", help="An empty one: postgresql://user:password@host/name, say."),
    as_json: bool = AS_JSON,
) -> None:
    """Copy a whole desk into another, empty database, checked by counts and checksums; stop `serve` before."""
    from dataclasses import asdict

    from bot.store.copy import copy as copied
    from bot.store.engine import SqlStore

    settings()

    async def moved() -> Mapping[str, Tally]:
        one, other = SqlStore.open(source), SqlStore.open(target)
        try:
            return await copied(one, other)
        finally:
            await one.close()
            await other.close()

    tallies = asyncio.run(moved())
    told = [f"{tally.rows:>8,}  {table:<14} {tally.checksum:032x}" for table, tally in tallies.items() if tally.rows]
    told.append("Everything arrived as it was; set PAPERDESK_DATABASE_URL to the new address and start `serve`.")
    show({table: asdict(tally) for table, tally in tallies.items()}, told, as_json=as_json)


@app.command()
def reseal() -> None:
    """Seal the stored tokens of workspaces under the newest secret key."""
    from bot.jobs.clock import SystemClock
    from bot.wiring import reseal as resealed

    count = asyncio.run(resealed(settings(), SystemClock()))
    print(f"{count} workspaces are sealed under the newest key; PAPERDESK_OLD_SECRET_KEYS can go.")


def _with(work: Callable[[SqlStore], Awaitable[None]]) -> None:
    from bot.wiring import open_store

    given = settings()

    async def done() -> None:
        async with open_store(given) as store:
            await work(store)

    asyncio.run(done())
