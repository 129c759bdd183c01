"""Choosing the figure beside a story in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from bot.cli.decide import STORY, carry_out
from bot.cli.entry import AS, AS_JSON, PERIOD, TEAM

if TYPE_CHECKING:
    from bot.domain.card import CardFace
    from bot.domain.team import Person
    from bot.pipeline.review import Outcome
    from bot.ports import Newsroom

app = typer.Typer(rich_markup_mode=None)


@app.command()
def figure(
    story: str = STORY,
    choice: str = typer.Argument(
        "", metavar="CHOICE", help="`Figure 2` (or its number), `none`, or `ours`; else the choices are shown."
    ),
    who: str | None = AS,
    period: str | None = PERIOD,
    team: str | None = TEAM,
    as_json: bool = AS_JSON,
) -> None:
    """Choose the figure beside a story, or none."""

    async def deed(room: Newsroom, editor: Person, card: CardFace) -> Outcome:
        from bot.pipeline.review import illustrate

        key = figure_of(card, choice)
        return await illustrate(room, editor=editor, story_id=card.story.id, figure=key, via="terminal")

    carry_out(deed, story, who, period, team, as_json=as_json)


def figure_of(card: CardFace, words: str) -> str:
    """The key of the figure that `words` name.

    Raises:
        BadInput: they name none; the sentence lists those there are.
    """
    from bot.domain.errors import BadInput
    from bot.domain.evidence import NO_FIGURE

    wanted = " ".join(words.split()).casefold()
    if wanted in {"none", "ours"}:
        return NO_FIGURE if wanted == "none" else ""
    for each in card.evidence.figures:
        if wanted and wanted in {each.key, each.label.casefold(), each.label.rpartition(" ")[2]}:
            return each.key
    there = "; ".join(f"{each.name}: {each.caption[:60]}" for each in card.evidence.figures)
    raise BadInput(f"Say which figure, none, or ours. {f'There is {there}.' if there else 'No figure is known.'}")
