"""`paperdesk preview`: what would be posted, without posting it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from bot.cli.entry import AS_JSON, TEAM, run, show, the_edition, the_team

if TYPE_CHECKING:
    from bot.domain.printed import PrintedEdition
    from bot.wiring import Opened


def command(
    period: str | None = typer.Argument(
        None, metavar="PERIOD", help="The edition, such as 2026-11; else the one being worked on."
    ),
    team: str | None = TEAM,
    as_json: bool = AS_JSON,
) -> None:
    """Print the edition as it would go out now: with what is approved, else with what is proposed; posts nothing."""
    from bot.domain.editorial import StoryStage
    from bot.outlets.terminal import edition_lines

    async def printed(opened: Opened) -> PrintedEdition:
        from bot.domain.errors import NothingToPublish
        from bot.pipeline.edition import chosen, running_order
        from bot.pipeline.printing import printed_edition

        room = opened.room
        one = await the_team(room, team)
        edition = await the_edition(room, one, period)
        async with room.store.begin() as books:
            stories = await books.editions.stories(edition.id)
            going = chosen(one, stories)
            if not going:
                before = [s for s in running_order(stories) if s.stage in (StoryStage.DRAFTED, StoryStage.IN_REVIEW)]
                going = before[: one.size]
                if not going:
                    raise NothingToPublish(
                        f"Nothing is approved or drafted yet for {edition.period}; `paperdesk edition show` lists it."
                    )
                print(f"Nothing is approved yet for {edition.period}: this is what is proposed.", file=sys.stderr)
            return await printed_edition(books, one, edition, going)

    result = run(printed)
    show(result, edition_lines(result), as_json=as_json)
