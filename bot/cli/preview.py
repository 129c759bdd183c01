"""`paperdesk preview`: what would be posted, without posting it; where no edition is open, what would be proposed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import typer

from bot.cli.entry import AS_JSON, TEAM, run, show, some_papers, the_edition, the_team

if TYPE_CHECKING:
    from rich.text import Text

    from bot.domain.edition import Edition
    from bot.domain.printed import PrintedEdition
    from bot.domain.team import Team
    from bot.pipeline.foresee import Candidate, Coming
    from bot.ports import Newsroom
    from bot.wiring import Opened


@dataclass(frozen=True, slots=True)
class _Ahead:
    """What would be proposed to a team of which no edition is open."""

    team: Team
    coming: Coming
    pool_size: int
    candidates: tuple[Candidate, ...]


def command(
    period: str | None = typer.Argument(
        None, metavar="PERIOD", help="The edition, such as 2026-11; else the one being worked on, or the next."
    ),
    team: str | None = TEAM,
    as_json: bool = AS_JSON,
) -> None:
    """Print the edition as it would go out now: what is approved, else what is or would be proposed; posts nothing."""
    from bot.outlets.terminal import edition_lines

    async def seen(opened: Opened) -> PrintedEdition | _Ahead:
        one = await the_team(opened.room, team)
        coming = await _coming(opened.room, one, period)
        if coming is not None:
            return await _ahead(opened.room, one, coming)
        return await _printed(opened.room, one, await the_edition(opened.room, one, period))

    result = run(seen)
    if isinstance(result, _Ahead):
        show(_row(result), _lines(result), as_json=as_json)
    else:
        show(result, edition_lines(result), as_json=as_json)


async def _printed(room: Newsroom, team: Team, edition: Edition) -> PrintedEdition:
    from bot.domain.editorial import StoryStage
    from bot.domain.errors import NothingToPublish
    from bot.pipeline.edition import chosen, running_order
    from bot.pipeline.printing import printed_edition

    async with room.store.begin() as books:
        stories = await books.editions.stories(edition.id)
        going = chosen(team, stories)
        if not going:
            before = [s for s in running_order(stories) if s.stage in (StoryStage.DRAFTED, StoryStage.IN_REVIEW)]
            going = before[: team.size]
            if not going:
                raise NothingToPublish(
                    f"Nothing is approved or drafted yet for {edition.period}; `paperdesk edition show` lists it."
                )
            print(f"Nothing is approved yet for {edition.period}: this is what is proposed.", file=sys.stderr)
        return await printed_edition(books, team, edition, going)


async def _coming(room: Newsroom, team: Team, period: str | None) -> Coming | None:
    """The next edition, where it is the one that is meant; None where another one is there to be shown."""
    from bot.domain.editorial import UNFINISHED
    from bot.pipeline.foresee import coming

    async with room.store.begin(reading=True) as books:
        editions = await books.editions.of(team.name)
    periods = {edition.period for edition in editions}
    if period in periods or (period is None and any(edition.stage in UNFINISHED for edition in editions)):
        return None
    following = coming(room, team, periods)
    return following if period in (None, following.period) else None


async def _ahead(room: Newsroom, team: Team, coming: Coming) -> _Ahead:
    from bot.pipeline.foresee import foresee

    await some_papers(room, team)
    return _Ahead(team, coming, *await foresee(room, team))


def _row(ahead: _Ahead) -> dict[str, Any]:
    """The same for machines, by names that an edition has too."""
    return {
        "team": ahead.team.name,
        "period": ahead.coming.period,
        "open": False,
        "opens_at": ahead.coming.opens_at,
        "publish_at": ahead.coming.publish_at,
        "pool_size": ahead.pool_size,
        "proposed": [
            {
                "ref": str(each.paper.ref),
                "title": each.paper.title,
                "url": each.paper.page,
                "authors": [author.name for author in each.paper.authors],
                "score": each.score.total,
                "reason": each.reason,
                "why": each.written.why,
                "insights": each.written.insights,
                "drafted_by": each.written.by,
            }
            for each in ahead.candidates
        ],
    }


def _lines(ahead: _Ahead) -> Iterator[Text]:
    from rich.text import Text

    from bot.outlets.terminal import paper_lines, plain, words_lines

    coming, name = ahead.coming, ahead.team.name
    when = "within minutes" if coming.due else f"on {coming.opens_at:%Y-%m-%d %H:%M} UTC"
    yield Text(f"No edition of {name} is open: this would be proposed now, out of {ahead.pool_size:,} papers.", "bold")
    yield Text(
        f"`paperdesk serve` opens {coming.period} {when}, to go out on {coming.publish_at:%Y-%m-%d %H:%M} UTC; "
        "`paperdesk edition start` opens it now, and the editors get their cards."
    )
    for number, each in enumerate(ahead.candidates, start=1):
        title, *rest = paper_lines(each.paper)
        yield Text()
        yield Text.assemble((f"{number}. ", "bold red"), title)
        yield from rest
        yield Text.assemble("Score ", (f"{each.score.total:+.2f}", "bold"), f": {plain(each.reason)}")
        yield from words_lines(each.written.why, each.written.insights, each.written.note or "")
