"""The first look: thirty days gathered, and the three best of them as the cards that editors will get."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from rich.text import Text

from bot.cli.entry import run, settings, show, the_team
from bot.cli.reach import reached

if TYPE_CHECKING:
    from bot.wiring import Opened

_DAYS = timedelta(days=30)
_CARDS = 3


def look(team: str | None) -> None:
    """Gather and show; what was fetched is kept, also where arXiv stops answering on the way."""
    lines = run(lambda opened: _cards(opened, team))
    show([line.plain for line in lines], lines, as_json=False)


async def _cards(opened: Opened, name: str | None) -> list[Text]:
    from bot.cli.bootstrap import harvested
    from bot.domain.errors import NotConfigured
    from bot.outlets.terminal import paper_lines, part_line, words_lines
    from bot.pipeline.blurb import blurb, gather
    from bot.pipeline.rank import ranked_for

    room = opened.room
    team = await the_team(room, name)
    if room.harvest is None:
        raise NotConfigured("No source of past days is plugged in; set PAPERDESK_ARXIV_OAI_URL.")
    await reached(settings().arxiv_oai_url)
    with opened.alone():
        await harvested(room, room.harvest, list(team.categories), room.clock.now().date() - _DAYS)
    ranking = await ranked_for(room, team, until=room.clock.now())
    lines = [Text(f"Out of {len(ranking.ranked):,} papers of the last {_DAYS.days} days:", "bold")]
    for each in ranking.choice.chosen[:_CARDS]:
        written = await blurb(room, team.name, await gather(room, each.paper))
        lines += [Text(""), *paper_lines(each.paper), *map(part_line, each.score.parts)]
        lines += words_lines(written.why, written.insights, written.by)
    return lines
