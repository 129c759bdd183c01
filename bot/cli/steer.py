"""Steering an edition as a whole in the terminal: its text, its time, what comes in, and when it goes out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import typer

from bot.cli.entry import AS, AS_JSON, PERIOD, TEAM, at_once, follow_up, run, show, the_edition, the_editor, the_team

if TYPE_CHECKING:
    from bot.domain.edition import Edition
    from bot.domain.team import Person
    from bot.pipeline.languages import Translation
    from bot.ports import Newsroom
    from bot.wiring import Opened

    Deed = Callable[[Newsroom, Person, Edition], Awaitable[object]]

app = typer.Typer(rich_markup_mode=None)


@app.command()
def nominate(
    words: list[str] = typer.Argument(
        ..., metavar="REF", help="An arXiv id, a DOI, an address, or words of the title."
    ),
    title: str | None = typer.Option(None, "--title", help="For a paper that no source knows."),
    authors: str = typer.Option("", "--authors", help="Its authors, separated by commas."),
    abstract: str | None = typer.Option(None, "--abstract", help="Its abstract; the draft is made from it."),
    who: str | None = AS,
    period: str | None = PERIOD,
    team: str | None = TEAM,
    as_json: bool = AS_JSON,
) -> None:
    """Bring in a paper by hand, whatever its score."""

    async def deed(room: Newsroom, editor: Person, edition: Edition) -> object:
        from bot.pipeline.nominate import nominate as by_ref
        from bot.pipeline.nominate import nominate_by_hand

        if title is None and abstract is None:
            named = by_ref(room, editor=editor, edition_id=edition.id, words=" ".join(words), via="terminal")
            return await at_once(named)
        return await nominate_by_hand(
            room,
            editor=editor,
            edition_id=edition.id,
            url=" ".join(words),
            title=title or "",
            authors=authors,
            abstract=abstract or "",
            via="terminal",
        )

    _do(deed, "Nominated; it is drafted next.", who, period, team, as_json=as_json)


@app.command()
def text(
    headline: str | None = typer.Option(None, "--headline", help="The headline."),
    intro: str | None = typer.Option(None, "--intro", help="The intro, one paragraph."),
    news: list[str] = typer.Option([], "--news", help="An item of news; may be repeated."),
    who: str | None = AS,
    period: str | None = PERIOD,
    team: str | None = TEAM,
    as_json: bool = AS_JSON,
) -> None:
    """Give the edition its own words; they wait for an approval again."""
    from bot.domain.errors import BadInput

    if headline is None and intro is None and not news:
        raise BadInput("Say the new words with --headline, --intro or --news.")

    async def deed(room: Newsroom, editor: Person, edition: Edition) -> object:
        from bot.pipeline.edition import edit_text

        old = edition.text
        return await edit_text(
            room,
            editor=editor,
            edition_id=edition.id,
            headline=headline if headline is not None else (old.headline if old else ""),
            intro=intro if intro is not None else (old.intro if old else ""),
            news=news or None,
        )

    _do(deed, "Saved; it waits for an approval (`paperdesk edition approve text`).", who, period, team, as_json=as_json)


@app.command()
def translate(
    language: str = typer.Argument(
        ..., metavar="LANGUAGE", help="A language in which the edition is read, such as zh."
    ),
    approve: int | None = typer.Option(None, "--approve", metavar="NUMBER", help="Approve the words shown under it."),
    who: str | None = AS,
    period: str | None = PERIOD,
    team: str | None = TEAM,
    as_json: bool = AS_JSON,
) -> None:
    """Have the edition translated and show it beside the original; with --approve, say yes to those words."""
    if approve is not None:
        _approve_language(language, approve, who, period, team, as_json=as_json)
        return

    async def told(opened: Opened) -> Translation:
        from bot.pipeline.translate import translate as translated

        one = await the_team(opened.room, team)
        edition = await the_edition(opened.room, one, period)
        return await translated(opened.room, edition.id, language)

    made = run(told)
    lines = [line for pair in made.pairs for line in (*pair, "")]
    lines += [f"Left in the original: {doubt}" for doubt in made.doubts]
    if made.face.state == "waiting":
        lines.append(f"Approve it with `paperdesk edition translate {language} --approve {made.mark}`.")
    show(made, [*lines, f"{language}: {made.face.said}."], as_json=as_json)


def _approve_language(
    language: str, mark: int, who: str | None, period: str | None, team: str | None, *, as_json: bool
) -> None:
    async def deed(room: Newsroom, editor: Person, edition: Edition) -> object:
        from bot.pipeline.languages import approve_translation

        return await approve_translation(room, editor=editor, edition_id=edition.id, language=language, mark=mark)

    _do(deed, f"The words in {language} are approved.", who, period, team, as_json=as_json)


@app.command()
def call(who: str | None = AS, period: str | None = PERIOD, team: str | None = TEAM, as_json: bool = AS_JSON) -> None:
    """Publish these: what is approved is enough."""

    async def deed(room: Newsroom, editor: Person, edition: Edition) -> object:
        from bot.pipeline.edition import call as called

        return await called(room, editor=editor, edition_id=edition.id)

    _do(deed, "Noted: what is approved is enough.", who, period, team, as_json=as_json)


@app.command()
def publish(
    who: str | None = AS, period: str | None = PERIOD, team: str | None = TEAM, as_json: bool = AS_JSON
) -> None:
    """Do not wait for the publish time: send the edition out now."""

    async def deed(room: Newsroom, editor: Person, edition: Edition) -> object:
        from bot.domain.errors import Conflict
        from bot.pipeline.edition import publish_now

        try:
            return await publish_now(room, editor=editor, edition_id=edition.id)
        except Conflict as lacking:
            raise Conflict(" ".join((str(lacking), *await _ways_on(room, edition)))) from lacking

    _do(deed, "It goes out now.", who, period, team, as_json=as_json)


async def _ways_on(room: Newsroom, edition: Edition) -> list[str]:
    """The commands that give an edition what it lacks before it can go out, a sentence each."""
    from bot.domain.editorial import StoryStage
    from bot.pipeline.review import desk

    face = await desk(room, edition.id)
    if not face.missing:
        return []
    ways = []
    approved = sum(card.story.stage is StoryStage.APPROVED for card in face.cards)
    if not approved:
        ways.append("`paperdesk edition approve STORY` approves one.")
    elif approved < face.team.size and face.edition.called_by is None:
        ways.append("`paperdesk edition call` makes what is approved enough; publish again after it.")
    if not face.edition.text_approved:
        ways.append("`paperdesk edition approve text` approves headline and intro.")
    return ways


@app.command()
def extend(
    until: str | None = typer.Option(None, "--until", help="A moment such as 2026-12-04T09:00+01:00."),
    who: str | None = AS,
    period: str | None = PERIOD,
    team: str | None = TEAM,
    as_json: bool = AS_JSON,
) -> None:
    """Give the review more time: until a moment, else the team's days of review."""
    from datetime import UTC, datetime

    from bot.domain.errors import BadInput

    try:
        moment = datetime.fromisoformat(until) if until else None
    except ValueError as error:
        raise BadInput(f"“{until}” is not a moment; write one such as 2026-12-04T09:00+01:00.") from error
    if moment is not None and moment.tzinfo is None:
        raise BadInput(f"“{until}” needs a time zone; add Z for UTC, or an offset such as +01:00.")

    async def deed(room: Newsroom, editor: Person, edition: Edition) -> object:
        from bot.pipeline.edition import extend as extended

        return await extended(
            room, editor=editor, edition_id=edition.id, until=moment.astimezone(UTC) if moment else None
        )

    _do(deed, "The review has more time.", who, period, team, as_json=as_json)


@app.command()
def cancel(who: str | None = AS, period: str | None = PERIOD, team: str | None = TEAM, as_json: bool = AS_JSON) -> None:
    """Give the edition up; its papers may come up again in the next."""

    async def deed(room: Newsroom, editor: Person, edition: Edition) -> object:
        from bot.pipeline.edition import cancel as cancelled

        return await cancelled(room, editor=editor, edition_id=edition.id)

    _do(deed, "The edition is given up.", who, period, team, as_json=as_json)


def approve_text(who: str | None, period: str | None, team: str | None, *, as_json: bool) -> None:
    """Approve headline and intro as they stand."""

    async def deed(room: Newsroom, editor: Person, edition: Edition) -> object:
        from bot.pipeline.edition import approve_text as approved

        number = edition.text.number if edition.text else 0
        return await approved(room, editor=editor, edition_id=edition.id, number=number)

    _do(deed, "Headline and intro are approved.", who, period, team, as_json=as_json)


def _do(deed: Deed, said: str, who: str | None, period: str | None, team: str | None, *, as_json: bool) -> None:
    async def done(opened: Opened) -> Edition:
        one = await the_team(opened.room, team)
        editor = await the_editor(opened, one, who)
        edition = await the_edition(opened.room, one, period)
        await deed(opened.room, editor, edition)
        await follow_up(opened)
        async with opened.room.store.begin() as books:
            return await books.editions.get(edition.id)

    edition = run(done)
    stage = edition.stage.value.replace("_", " ")
    show(edition, [f"{said} The edition {edition.period} is {stage}."], as_json=as_json)
