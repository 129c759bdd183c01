"""`paperdesk paper`: what `/paper` shows, in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from bot.cli.entry import AS_JSON, at_once, run, show

if TYPE_CHECKING:
    from bot.pipeline.ask import Answer
    from bot.wiring import Opened


def command(
    words: list[str] = typer.Argument(..., metavar="REF", help="An arXiv id, DOI, address, or words of the title."),
    as_json: bool = AS_JSON,
) -> None:
    """Show one paper: from the store, or freshly fetched, with where it has appeared."""
    from bot.outlets.terminal import paper_lines, plain

    async def asked(opened: Opened) -> Answer:
        from bot.pipeline.ask import ask

        return await at_once(ask(opened.room, " ".join(words)))

    answer = run(asked)
    if answer.paper is not None:
        abstract = plain(answer.paper.abstract)
        lines = [*paper_lines(answer.paper, answer.evidence, answer.appearances), "", abstract]
    else:
        lines = ["Several papers match:", *(plain(f"  {hit.ref}  {hit.title}") for hit in answer.hits)]
    show(answer, lines, as_json=as_json)
