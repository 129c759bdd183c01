"""`paperdesk edition`: begin, see and take along editions; deciding on them is in `decide.py` and `steer.py`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.cli import decide, figure, steer
from bot.cli.entry import AS_JSON, TEAM, at_once, run, show, some_papers, the_edition, the_team
from bot.cli.group import group

if TYPE_CHECKING:
    from bot.domain.card import DeskFace
    from bot.domain.edition import Edition
    from bot.wiring import Opened

app = group("The desk in the terminal.")
app.add_typer(decide.app)
app.add_typer(figure.app)
app.add_typer(steer.app)

PERIOD = typer.Argument(None, metavar="PERIOD", help="The edition, such as 2026-11; else the one being worked on.")


@app.command()
def start(
    team: str | None = TEAM,
    period: str | None = typer.Option(None, "--period", help="Its month, such as 2026-11; else the next one."),
    as_json: bool = AS_JSON,
) -> None:
    """Open an edition now: rank, draft, and put it before the editors."""
    from bot.domain.errors import BadInput

    if period is not None and not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", period):
        raise BadInput(f"“{period}” is not a month; write one such as 2026-11.")

    async def started(opened: Opened) -> Edition:
        from bot.cli.entry import follow_up
        from bot.pipeline.edition import open_edition, slot

        one = await the_team(opened.room, team)
        month = period or slot(opened.room, one, opened.room.clock.now())[1]
        async with opened.room.store.begin(reading=True) as books:
            there = await books.editions.find(one.name, month)
        if there is None:
            await some_papers(opened.room, one)
        edition = await open_edition(opened.room, one, month)
        await opened.noted.submit("advance", f"advance:{edition.id}", {"edition": str(edition.id)})
        await follow_up(opened)
        async with opened.room.store.begin() as books:
            return await books.editions.get(edition.id)

    edition = run(started)
    show(edition, [_told(edition)], as_json=as_json)


@app.command("list")
def list_(team: str | None = TEAM, as_json: bool = AS_JSON) -> None:
    """List a team's editions, newest first."""

    async def listed(opened: Opened) -> list[Edition]:
        one = await the_team(opened.room, team)
        async with opened.room.store.begin() as books:
            return list(await books.editions.of(one.name))

    editions = run(listed)
    none = ["There is no edition yet; begin one with `paperdesk edition start`."]
    show(editions, [_told(edition) for edition in editions] or none, as_json=as_json)


@app.command("show")
def show_(
    period: str | None = PERIOD,
    team: str | None = TEAM,
    story: str | None = typer.Option(None, "--story", help="One story in full: its number or reference."),
    as_json: bool = AS_JSON,
) -> None:
    """Show an edition as its desk does: what is missing, and a line for each story."""
    from bot.cli.decide import card_of
    from bot.outlets.terminal import card_lines, desk_lines

    async def seen(opened: Opened) -> DeskFace:
        from bot.pipeline.review import desk

        edition = await the_edition(opened.room, await the_team(opened.room, team), period)
        return await desk(opened.room, edition.id)

    face = run(seen)
    if story is None:
        show(face, desk_lines(face), as_json=as_json)
    else:
        card = card_of(face, story)
        show(card, card_lines(card), as_json=as_json)


@app.command("why-not")
def why_not(
    words: list[str] = typer.Argument(..., metavar="REF", help="An arXiv id, a DOI, an address, or words of a title."),
    period: str | None = typer.Option(None, "--period", help="The edition; else the one being worked on."),
    team: str | None = TEAM,
    as_json: bool = AS_JSON,
) -> None:
    """Say where a paper stood for an edition, and what kept it out."""

    async def told(opened: Opened) -> str:
        from bot.pipeline.why import why_not_in

        edition = await the_edition(opened.room, await the_team(opened.room, team), period)
        return await at_once(why_not_in(opened.room, edition.id, " ".join(words)))

    said = run(told)
    show({"ref": " ".join(words), "why_not": said}, [said], as_json=as_json)


@app.command()
def export(
    period: str | None = PERIOD,
    team: str | None = TEAM,
    formats: str = typer.Option("html,md,json,atom", "--format", help="Any of html,md,txt,json,bibtex,ris,atom,site."),
    out: Path | None = typer.Option(None, "--out", help="The folder to write to; else one in the data folder."),
    as_json: bool = AS_JSON,
) -> None:
    """Write a published edition as files."""
    from bot.cli.entry import settings

    given = settings()

    async def exported(opened: Opened) -> list[Path]:
        from bot.cli.export import export as written
        from bot.wiring import root

        edition = await the_edition(opened.room, await the_team(opened.room, team), period)
        folder = out or given.data_dir / "exports" / edition.team
        wanted = [name.strip() for name in formats.split(",")]
        return await written(opened.room, edition, wanted, folder, root(given), given.data_dir / "figures")

    files = run(exported, given=given)
    show([str(file) for file in files], [str(file) for file in files], as_json=as_json)


def _told(edition: Edition) -> str:
    stage = edition.stage.value.replace("_", " ")
    when = edition.published_at or edition.publish_at
    return (
        f"{edition.team}  {edition.period}  {stage:<10} {when:%Y-%m-%d %H:%M} UTC  out of {edition.pool_size:,} papers"
    )
