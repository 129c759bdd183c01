"""`paperdesk team`: the teams there are, what they begin with, and how their editors get in to the web page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import typer

from bot.cli.entry import AS, AS_JSON, TEAM, run, settings, show, the_editor, the_team
from bot.cli.group import group

if TYPE_CHECKING:
    from bot.domain.team import Team
    from bot.pipeline.taste import Tasted
    from bot.ports import Skipped
    from bot.wiring import Opened

#: Names of a library's papers that are shown; a library may lack thousands.
_NAMED = 20

app = group("See the teams there are; let an editor or a stand-in in; give a team its first taste.")


@app.command("list")
def list_(as_json: bool = AS_JSON) -> None:
    """List all teams."""

    async def teams(opened: Opened) -> list[Team]:
        async with opened.room.store.begin() as books:
            return list(await books.teams.all())

    found = run(teams)
    none = ["There is no team yet; write one into paperdesk.toml (`paperdesk init` makes a first one)."]
    lines = [
        f"{t.name:<20} {t.publish:<18} {t.timezone:<20} {len(t.editors)} editor{'' if len(t.editors) == 1 else 's'}"
        for t in found
    ]
    show(found, lines or none, as_json=as_json)


@app.command("show")
def show_(
    name: str | None = typer.Argument(None, metavar="TEAM", help="Which team; needless where there is only one."),
    as_json: bool = AS_JSON,
) -> None:
    """Show one team, and which of its keys the team file owns."""

    async def one(opened: Opened) -> Team:
        return await the_team(opened.room, name)

    team = run(one)
    show(team, _lines(team, _owned(team.name)), as_json=as_json)


@app.command("sign-in")
def sign_in(
    team: str = typer.Argument(..., metavar="TEAM", help="The team, by its name."),
    name: str = typer.Argument(..., metavar="NAME", help="The editor, as the team file calls this person."),
    as_json: bool = AS_JSON,
) -> None:
    """Print a link that lets one editor in to the web page, once, within a quarter of an hour."""
    from bot.domain.errors import NotFound
    from bot.wiring import everywhere, gate, root

    given = settings()
    door = gate(given)

    async def invited(opened: Opened) -> str:
        found = await the_team(opened.room, team)
        editor = next((person for person in found.editors if person.name == name), None)
        if editor is None:
            there = ", ".join(person.name for person in found.editors) or "nobody"
            raise NotFound(f"{found.name} has no editor called “{name}”; there is {there}.")
        return door.sign_in_link(root(given), found.name, editor, opened.room.clock.now())

    link = run(invited, given=given) if door.login else f"{root(given)}/desk"
    told = f"Good once, for 15 minutes; send it to {name} alone." if door.login else "This page needs no sign-in."
    lines = [link, told]
    if given.public_url is None and everywhere(given.http_host):
        lines.append("The link is good on this machine; for others set PAPERDESK_PUBLIC_URL to the page's address.")
    show({"link": link}, lines, as_json=as_json)


@app.command("stand-in")
def stand_in(
    guest: str = typer.Argument(..., metavar="NAME", help="Who edits meanwhile."),
    away: str = typer.Option(..., "--for", help="The editor who is away."),
    until: datetime | None = typer.Option(
        None, "--until", formats=["%Y-%m-%d"], metavar="DAY", help="The last day, such as 2026-12-31."
    ),
    slack: str | None = typer.Option(None, "--slack", help="The guest's member id in Slack."),
    discord: str | None = typer.Option(None, "--discord", help="The guest's user id in Discord."),
    end: bool = typer.Option(False, "--end", help="Send the guest home before the time."),
    who: str | None = AS,
    team: str | None = TEAM,
    as_json: bool = AS_JSON,
) -> None:
    """Let somebody edit for an editor who is away, until a day."""
    from bot.domain.errors import BadInput
    from bot.domain.team import Person
    from bot.pipeline.guests import send_home
    from bot.pipeline.guests import stand_in as arranged

    async def deed(opened: Opened) -> Person | None:
        one = await the_team(opened.room, team)
        editor = await the_editor(opened, one, who)
        if end:
            await send_home(opened.room, editor=editor, team=one.name, guest=guest)
            return None
        if until is None:
            raise BadInput("Say until when with --until, such as --until 2026-12-31.")
        moment = (until + timedelta(days=1)).replace(tzinfo=ZoneInfo(one.timezone)).astimezone(UTC)
        person = Person(guest.strip(), slack, discord)
        return await arranged(opened.room, editor=editor, team=one.name, away=away, guest=person, until=moment)

    made = run(deed)
    told = (
        f"{guest} edits for {away} until the end of {until:%Y-%m-%d}." if until and made else f"{guest} edits no more."
    )
    show(made, [told], as_json=as_json)


@app.command()
def taste(
    file: Path = typer.Option(..., "--from", metavar="FILE", help="A .bib, .ris, Zotero .json or .txt with links."),
    team: str | None = TEAM,
    as_json: bool = AS_JSON,
) -> None:
    """Begin with the papers of a library that the team keeps: they become its examples."""
    from bot.domain.errors import SourceAway
    from bot.pipeline.taste import taste as tasted
    from bot.wiring import library

    entries, skipped = library(file)

    async def done(opened: Opened) -> Tasted:
        return await tasted(opened.room, (await the_team(opened.room, team)).name, entries)

    made = run(done)
    missing = (*skipped, *made.missing)
    result = {
        "team": made.team.name,
        "examples": len(made.team.examples),
        "new": made.new,
        "by_file": made.by_file,
        "categories": made.team.categories,
        "missing": missing,
    }
    show(result, _tasted(made, missing), as_json=as_json)
    if made.away:
        raise SourceAway(f"{made.away} What was found is kept; run this again for the rest.")


def _tasted(made: Tasted, missing: Sequence[Skipped]) -> Iterator[str]:
    team = made.team
    yield f"{len(team.examples)} papers are the examples of {team.name}; {made.new} of them are new."
    if made.by_file:
        yield f"{made.by_file} are known from the file alone, by title and abstract."
    yield f"{team.name} reads {', '.join(team.categories) or 'every category'}."
    if missing:
        yield f"{len(missing)} could not be used:"
    for each in missing[:_NAMED]:
        yield f"  {each.name}: {each.reason}"
    if len(missing) > _NAMED:
        yield f"  and {len(missing) - _NAMED} more; --json names all of them."


def _owned(name: str) -> frozenset[str]:
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
        "examples": f"{len(team.examples)} papers" if team.examples else "",
        "editors": ", ".join(f"{p.name} ({p.through})" if p.through else p.name for p in team.editors),
        "editor_groups": ", ".join(map(str, team.editor_groups)),
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
