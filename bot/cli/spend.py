"""`paperdesk spend`: what a team's drafts have cost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import typer

from bot.cli.entry import AS_JSON, TEAM, run, show, the_team

if TYPE_CHECKING:
    from bot.wiring import Opened


def command(
    team: str | None = TEAM,
    month: str | None = typer.Option(None, "--month", help="A month such as 2026-10; else this one."),
    as_json: bool = AS_JSON,
) -> None:
    """Show the tokens and the cost of one month, by model."""
    from bot.domain.errors import BadInput

    if month is not None and not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month):
        raise BadInput(f"“{month}” is not a month; write one such as 2026-10.")
    told = run(lambda opened: _spent(opened, team, month))
    lines = [
        f"{row['model']}  {row['calls']} calls  {row['tokens']:,} tokens  "
        + (f"${row['cost']:.2f}" if row["cost"] is not None else "no price is set (PAPERDESK_OPENAI_PRICE_IN, _OUT)")
        for row in told["models"]
    ]
    cap = f"The cap is ${told['cap']:.2f}." if told["cap"] is not None else "There is no cap (PAPERDESK_MONTHLY_CAP)."
    none = [f"{told['team']} has spent nothing in {told['month']}."]
    show(told, [*(lines or none), cap], as_json=as_json)


async def _spent(opened: Opened, name: str | None, month: str | None) -> dict[str, Any]:
    room = opened.room
    team = await the_team(room, name)
    month = month or f"{room.clock.now():%Y-%m}"
    async with room.store.begin() as books:
        usage = await books.editions.spent(team.name, month)
    rows: dict[str, dict[str, Any]] = {}
    for each in usage:
        row = rows.setdefault(each.model, {"model": each.model, "calls": 0, "tokens": 0, "cost": None})
        row["calls"] += 1
        row["tokens"] += each.prompt_tokens + each.completion_tokens
        if each.cost is not None:
            row["cost"] = (row["cost"] or 0.0) + each.cost
    return {"team": team.name, "month": month, "cap": room.monthly_cap, "models": list(rows.values())}
