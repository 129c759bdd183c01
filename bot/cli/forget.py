"""`paperdesk forget`: take a person's name out of what is remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from bot.cli.entry import AS_JSON, confirmed, run, show

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.wiring import Opened


def command(
    name: str = typer.Argument(
        ..., metavar="NAME", help="A name, as the team file has it, or an account such as slack:U012AB."
    ),
    yes: bool = typer.Option(False, "--yes", help="Do not ask."),
    as_json: bool = AS_JSON,
) -> None:
    """Put “former editor” in the place of a person's name; what was decided stays decided."""

    async def remembered(opened: Opened) -> bool:
        from bot.store.about import about

        return bool(await about(opened.store, name))

    if not yes and run(remembered):
        confirmed(f"This takes “{name}” out of everything that is remembered.")

    async def forgotten(opened: Opened) -> Mapping[str, int]:
        from bot.store.forget import forget

        return await forget(opened.store, name)

    changed = run(forgotten)
    told = [f"{rows:>6}  {table}" for table, rows in changed.items()]
    told.append("Take the name out of paperdesk.toml too, and of what the chats show: those are not ours to change.")
    show(changed, told if changed else [f"Nobody called “{name}” is remembered."], as_json=as_json)
