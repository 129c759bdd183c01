"""`paperdesk team`: the teams there are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from bot.cli.entry import AS_JSON, run, show, the_team

if TYPE_CHECKING:
    from bot.domain.team import Team
    from bot.wiring import Opened

app = typer.Typer(help="See the teams there are.", no_args_is_help=True, rich_markup_mode=None)


@app.command("list")
def list_(as_json: bool = AS_JSON) -> None:
    """List all teams."""

    async def teams(opened: Opened) -> list[Team]:
        async with opened.room.store.begin() as books:
            return list(await books.teams.all())

    found = run(teams)
    none = ["There is no team yet; write one into paperdesk.toml (`paperdesk init` makes a first one)."]
    lines = [f"{t.name:<20} {t.publish:<18} {t.timezone:<20} {len(t.editors)} editors" for t in found]
    show(found, lines or none, as_json=as_json)


@app.command("show")
def show_(name: str | None = typer.Argument(None, metavar="TEAM"), as_json: bool = AS_JSON) -> None:
    """Show one team, and which of its keys the team file owns."""

    async def one(opened: Opened) -> Team:
        return await the_team(opened.room, name)

    team = run(one)
    show(team, _lines(team, _owned(team.name)), as_json=as_json)


def _owned(name: str) -> frozenset[str]:
    from datetime import UTC, datetime

    from bot.config.settings import read_settings
    from bot.config.teams import read_teams
    from bot.jobs.calendar import CronCalendar

    teams = read_teams(read_settings().config, CronCalendar(), datetime.now(UTC))
    return next((each.owned for each in teams if each.team.name == name), frozenset())


def _lines(team: Team, owned: frozenset[str]) -> Iterator[str]:
    told = {
        "name": team.name,
        "categories": ", ".join(team.categories),
        "topics": ", ".join(team.topics),
        "not_topics": ", ".join(team.not_topics),
        "authors": ", ".join(team.followed),
        "editors": ", ".join(person.name for person in team.editors),
        "size": str(team.size),
        "minimum": str(team.minimum),
        "publish": f"{team.publish} ({team.timezone})",
        "review_days": str(team.review_days),
        "approvals_needed": str(team.approvals_needed),
        "on_deadline": team.on_deadline,
        "archive": team.archive,
        "desk": str(team.desk or "the web page"),
        "channels": ", ".join(str(place) for place in team.places),
    }
    for key, value in told.items():
        yield f"{key:<18}{value or '-'}{'   (from the team file)' if key in owned else ''}"
