"""Deciding on the stories of an edition in the terminal: through the same door as in chat and in the browser."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import typer

from bot.cli.entry import AS, AS_JSON, PERIOD, TEAM, run, show, the_edition, the_editor, the_team

if TYPE_CHECKING:
    from bot.domain.card import CardFace, DeskFace
    from bot.domain.story import VoteKind
    from bot.domain.team import Person
    from bot.pipeline.review import Outcome
    from bot.ports import Newsroom
    from bot.wiring import Opened

    Deed = Callable[[Newsroom, Person, CardFace], Awaitable[Outcome]]

app = typer.Typer(rich_markup_mode=None)

STORY = typer.Argument(..., metavar="STORY", help="The story: its number on the desk, or the paper's reference.")


@app.command()
def approve(
    story: str = typer.Argument(
        ..., metavar="STORY", help="The story's number or reference; `text` for headline and intro."
    ),
    anyway: bool = typer.Option(False, "--anyway", help="Although a claim is not verified; noted under your name."),
    who: str | None = AS,
    period: str | None = PERIOD,
    team: str | None = TEAM,
    as_json: bool = AS_JSON,
) -> None:
    """Approve a story as its standing draft has it, or the edition's own text."""
    if story == "text":
        from bot.cli.steer import approve_text

        approve_text(who, period, team, as_json=as_json)
    else:
        _vote("approve", story, who, period, team, anyway=anyway, as_json=as_json)


@app.command()
def drop(
    story: str = STORY,
    who: str | None = AS,
    period: str | None = PERIOD,
    team: str | None = TEAM,
    as_json: bool = AS_JSON,
) -> None:
    """Drop a story; the next candidate comes up."""
    _vote("drop", story, who, period, team, as_json=as_json)


@app.command()
def keep(
    story: str = STORY,
    who: str | None = AS,
    period: str | None = PERIOD,
    team: str | None = TEAM,
    as_json: bool = AS_JSON,
) -> None:
    """Keep a story at the top."""
    _vote("keep", story, who, period, team, as_json=as_json)


@app.command()
def restore(
    story: str = STORY,
    who: str | None = AS,
    period: str | None = PERIOD,
    team: str | None = TEAM,
    as_json: bool = AS_JSON,
) -> None:
    """Bring a dropped story back."""

    async def deed(room: Newsroom, editor: Person, card: CardFace) -> Outcome:
        from bot.pipeline.review import restore as restored

        return await restored(room, editor=editor, story_id=card.story.id, via="terminal")

    carry_out(deed, story, who, period, team, as_json=as_json)


@app.command()
def reorder(
    story: str = STORY,
    place: int = typer.Argument(..., metavar="PLACE", min=1, help="Its new place, counted from 1."),
    who: str | None = AS,
    period: str | None = PERIOD,
    team: str | None = TEAM,
    as_json: bool = AS_JSON,
) -> None:
    """Move a story to another place in the running order."""

    async def deed(room: Newsroom, editor: Person, card: CardFace) -> Outcome:
        from bot.pipeline.review import reorder as moved

        return await moved(room, editor=editor, story_id=card.story.id, place=place, via="terminal")

    carry_out(deed, story, who, period, team, as_json=as_json)


@app.command()
def edit(
    story: str = STORY,
    why: list[str] = typer.Option([], "--why", help="A sentence of “why it matters”; may be repeated."),
    insight: list[str] = typer.Option([], "--insight", help="A sentence of “key insights”; may be repeated."),
    who: str | None = AS,
    period: str | None = PERIOD,
    team: str | None = TEAM,
    as_json: bool = AS_JSON,
) -> None:
    """Give a story your own words; a part that you leave out stays as it is."""
    from bot.domain.errors import BadInput

    if not why and not insight:
        raise BadInput("Say the new words with --why and --insight.")

    async def deed(room: Newsroom, editor: Person, card: CardFace) -> Outcome:
        from bot.pipeline.review import edit as edited

        draft = card.story.draft
        return await edited(
            room,
            editor=editor,
            story_id=card.story.id,
            draft_number=card.story.draft_number,
            why=why or [claim.text for claim in (draft.why if draft else ())],
            insights=insight or [claim.text for claim in (draft.insights if draft else ())],
            via="terminal",
        )

    carry_out(deed, story, who, period, team, as_json=as_json)


@app.command()
def rewrite(
    story: str = STORY,
    wish: str = typer.Argument("", metavar="WISH", help="What should change."),
    who: str | None = AS,
    period: str | None = PERIOD,
    team: str | None = TEAM,
    as_json: bool = AS_JSON,
) -> None:
    """Ask the writer for another draft; the old one stands until then."""

    async def deed(room: Newsroom, editor: Person, card: CardFace) -> Outcome:
        from bot.pipeline.review import rewrite as asked

        story_id, number = card.story.id, card.story.draft_number
        return await asked(
            room, editor=editor, story_id=story_id, draft_number=number, instruction=wish, via="terminal"
        )

    carry_out(deed, story, who, period, team, as_json=as_json)


def _vote(
    kind: VoteKind,
    story: str,
    who: str | None,
    period: str | None,
    team: str | None,
    *,
    as_json: bool,
    anyway: bool = False,
) -> None:
    async def deed(room: Newsroom, editor: Person, card: CardFace) -> Outcome:
        from bot.pipeline.review import decide

        number = card.story.draft_number
        return await decide(
            room,
            editor=editor,
            kind=kind,
            story_id=card.story.id,
            draft_number=number,
            via="terminal",
            anyway=anyway,
        )

    carry_out(deed, story, who, period, team, as_json=as_json)


def carry_out(deed: Deed, story: str, who: str | None, period: str | None, team: str | None, *, as_json: bool) -> None:
    """Do a deed on one story as the editor that `who` names, and show what came of it."""

    async def done(opened: Opened) -> Outcome:
        from bot.pipeline.review import desk

        room = opened.room
        one = await the_team(room, team)
        editor = await the_editor(opened, one, who)
        face = await desk(room, (await the_edition(room, one, period)).id)
        return await deed(room, editor, card_of(face, story))

    outcome = run(done)
    show(outcome, [outcome.said], as_json=as_json)
    if not outcome.counted and outcome.said.endswith("under your name."):
        raise typer.Exit(1)


def card_of(face: DeskFace, story: str) -> CardFace:
    """The card of a story, by its number on the desk or its paper's reference.

    Raises:
        NotFound: there is none.
    """
    from bot.domain.errors import BadReference, NotFound
    from bot.domain.paper import PaperRef

    if story.isdecimal() and len(story) < 4:
        if 0 < int(story) <= len(face.cards):
            return face.cards[int(story) - 1]
        raise NotFound(f"There is no story {story}; the desk of {face.edition.period} has {len(face.cards)}.")
    try:
        ref = PaperRef.parse(story)
    except BadReference:
        ref = None
    card = next((card for card in face.cards if card.story.ref == ref), None)
    if card is None:
        raise NotFound(
            f"“{story}” is not on the desk of {face.edition.period}; `paperdesk edition show` lists what is."
        )
    return card
