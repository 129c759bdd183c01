"""`paperdesk about`: everything that is remembered about a person, for whoever asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from bot.cli.entry import AS_JSON, run, show

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.store.about import Known
    from bot.wiring import Opened


def command(
    name: str = typer.Argument(
        ..., metavar="NAME", help="A name, as the team file has it, or an account such as slack:U012AB."
    ),
    as_json: bool = AS_JSON,
) -> None:
    """Show everything that is remembered about a person; --json is what to hand over to one who asks."""

    async def gathered(opened: Opened) -> Known:
        from bot.store.about import about

        return await about(opened.store, name)

    known = run(gathered)
    show(known, _lines(known) if known else [f"Nobody called “{name}” is remembered."], as_json=as_json)


def _lines(known: Known) -> Iterator[str]:
    for table, rows in known.items():
        yield f"{table} ({len(rows)})"
        for row in rows:
            yield "  " + ", ".join(f"{key} {value}" for key, value in row.items() if value not in (None, "", False))
