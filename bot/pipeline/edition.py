"""An edition as a whole: opened, weighed, worded, held, extended, called and released when its time comes.

Longer than the house's 250 lines: these are all the things that can happen to one noun, in the order in which they do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from bot.domain.edition import Edition, EditionText
from bot.domain.editorial import EditionAction, EditionStage, StoryStage
from bot.domain.errors import BadInput, Conflict, NotAllowed, NotConfigured, NotFound
from bot.domain.story import Story
from bot.domain.team import Person, Team
from bot.ports import AuditLine, Books, Newsroom

log = structlog.get_logger()

_WAITING = (EditionStage.IN_REVIEW, EditionStage.HELD, EditionStage.READY)


async def open_edition(room: Newsroom, team: Team, period: str | None = None) -> Edition:
    """The team's edition that is being worked on, or the one of `period`; opened now if it is not there yet.

    Raises:
        NotConfigured: the team's cadence never fires.
    """
    now = room.clock.now()
    publish_at, next_period = slot(room, team, now)
    period = period or next_period
    async with room.store.begin() as books:
        await books.teams.save(team)
        return await books.editions.open(team.name, period, opened_at=now, publish_at=publish_at, cut=now)


def slot(room: Newsroom, team: Team, after: datetime) -> tuple[datetime, str]:
    """When the first edition after a moment goes out, and of which month it is.

    Raises:
        NotConfigured: the team's cadence never fires.
    """
    publish_at = room.calendar.next(team.publish, team.timezone, after)
    if publish_at is None:
        raise NotConfigured(
            f"The cadence “{team.publish}” of {team.name} never fires; write one such as “1st tue 09:00”."
        )
    return publish_at, publish_at.astimezone(ZoneInfo(team.timezone)).strftime("%Y-%m")


def running_order(stories: Sequence[Story]) -> list[Story]:
    """Stories as the edition would print them: kept ones first, then by place."""
    return sorted(stories, key=lambda s: (not s.keep, s.place, s.id))


def chosen(team: Team, stories: Sequence[Story]) -> list[Story]:
    """The stories that would be printed now: approved ones, in running order, no more than the team's size."""
    return [s for s in running_order(stories) if s.stage is StoryStage.APPROVED][: team.size]


def wanted(team: Team, stories: Sequence[Story]) -> list[Story]:
    """Proposed stories that should be drafted now: nominations, and reserves for those that were dropped."""
    proposed = [s for s in running_order(stories) if s.stage is StoryStage.PROPOSED]
    live = sum(s.stage in (StoryStage.DRAFTED, StoryStage.IN_REVIEW, StoryStage.APPROVED) for s in stories)
    nominated = [s for s in proposed if s.nominated_by]
    room_for = max(0, team.size - live - len(nominated))
    return nominated + [s for s in proposed if not s.nominated_by][:room_for]


def enough(team: Team, edition: Edition, stories: Sequence[Story]) -> bool:
    """Whether the edition could go out: its size of stories (or an editor's call), and its own text approved."""
    count = len(chosen(team, stories))
    return edition.text_approved and (count >= team.size or (edition.called_by is not None and count > 0))


def missing(team: Team, edition: Edition, stories: Sequence[Story]) -> tuple[str, ...]:
    """One sentence for each thing that keeps the edition from going out; empty when nothing does."""
    if edition.stage not in _WAITING:
        return ()
    lacks = []
    count = len(chosen(team, stories))
    if count < team.size and edition.called_by is None:
        lacks.append(f"{count} of {team.size} stories are approved.")
    elif count == 0:
        lacks.append("No story is approved.")
    if not edition.text_approved:
        lacks.append("The headline and the intro wait for an approval.")
    if edition.stage is EditionStage.HELD:
        lacks.append("The deadline has passed: extend it, approve more, or publish what is approved.")
    return tuple(lacks)


async def weigh(books: Books, team: Team, edition: Edition) -> Edition:
    """Move the edition if what is approved now suffices, or no longer does; within the caller's transaction."""
    suffices = enough(team, edition, await books.editions.stories(edition.id))
    if suffices and edition.stage in (EditionStage.IN_REVIEW, EditionStage.HELD):
        return await _moved(books, edition, EditionAction.ENOUGH)
    if not suffices and edition.stage is EditionStage.READY:
        return await _moved(books, edition, EditionAction.LACK)
    return edition


async def reweigh(room: Newsroom, edition_id: int) -> Edition:
    """Weigh once more: a redraft by the writer takes an approval away without an editor's decision."""
    async with room.store.begin() as books:
        edition = await books.editions.get(edition_id, lock=True)
        return await weigh(books, await _team(books, edition), edition)


async def meet_deadline(room: Newsroom, edition_id: int) -> Edition:
    """At the publish time: hold what lacks approval, or publish what is approved, as the team's policy says.

    An extra that nobody wanted in time is given up; its paper stays in the pool of the next edition.
    """
    async with room.store.begin() as books:
        edition = await books.editions.get(edition_id, lock=True)
        team = await _team(books, edition)
        if edition.stage is not EditionStage.IN_REVIEW or room.clock.now() < edition.publish_at:
            return edition
        if edition.extra:
            return await _moved(books, edition, EditionAction.CANCEL)
        stories = await books.editions.stories(edition.id)
        if (
            team.on_deadline == "publish_approved"
            and edition.text_approved
            and len(chosen(team, stories)) >= team.minimum
        ):
            called = replace(edition, called_by="the deadline")
            return await _moved(books, called, EditionAction.ENOUGH)
        log.warning("edition.held", edition=edition.id, missing=missing(team, edition, stories))
        return await _moved(books, edition, EditionAction.HOLD)


async def edit_text(
    room: Newsroom,
    *,
    editor: Person,
    edition_id: int,
    headline: str,
    intro: str,
    news: Sequence[str] | None = None,
) -> Edition:
    """Give the edition other words of its own; an earlier approval was for the old ones.

    Raises:
        BadInput: there is no headline. NotAllowed, Conflict: as for the stories.
    """
    headline, intro = " ".join(headline.split())[:200], intro.strip()[:4_000]
    if not headline:
        raise BadInput("An edition needs a headline.")
    async with room.store.begin() as books:
        team, edition = await _opened(books, editor, edition_id)
        old = edition.text or EditionText(0, "", "")
        items = old.news if news is None else tuple(" ".join(item.split()) for item in news if item.strip())
        text = EditionText(old.number + 1, headline, intro, items, by=editor.name)
        changed = await _changed(room, books, team, replace(edition, text=text), editor, "edit text")
    return await _followed(room, changed)


async def add_news(room: Newsroom, *, editor: Person, edition_id: int, item: str) -> Edition:
    """Add one line of news to the edition's own text, which then waits for an approval again."""
    async with room.store.begin() as books:
        edition = await books.editions.get(edition_id)
    text = edition.text or EditionText(0, "", "")
    return await edit_text(
        room,
        editor=editor,
        edition_id=edition_id,
        headline=text.headline,
        intro=text.intro,
        news=(*text.news, item),
    )


async def approve_text(room: Newsroom, *, editor: Person, edition_id: int, number: int) -> Edition:
    """Approve the edition's own words, as they stand under `number`.

    Raises:
        Conflict: the words have been replaced since they were shown, or there are none.
    """
    async with room.store.begin() as books:
        team, edition = await _opened(books, editor, edition_id)
        if edition.text is None or edition.text.number != number:
            raise Conflict("The headline and intro have changed since; read them and approve again.")
        if editor.name in edition.text.approved_by:
            return edition
        text = replace(edition.text, approved_by=(*edition.text.approved_by, editor.name))
        changed = await _changed(room, books, team, replace(edition, text=text), editor, "approve text")
    return await _followed(room, changed)


async def call(room: Newsroom, *, editor: Person, edition_id: int) -> Edition:
    """An editor's "publish these": what is approved is enough."""
    async with room.store.begin() as books:
        team, edition = await _opened(books, editor, edition_id)
        if not chosen(team, await books.editions.stories(edition_id)):
            raise Conflict("No story is approved yet; approve at least one before publishing what there is.")
        changed = await _changed(room, books, team, replace(edition, called_by=editor.name), editor, "call")
    return await _followed(room, changed)


async def publish_now(room: Newsroom, *, editor: Person, edition_id: int) -> Edition:
    """Do not wait for the publish time: the edition goes out as soon as it is ready.

    Raises:
        Conflict: something is still missing; the sentence names it.
    """
    async with room.store.begin() as books:
        team, edition = await _opened(books, editor, edition_id)
        stories = await books.editions.stories(edition_id)
        if not enough(team, edition, stories):
            raise Conflict("Not yet: " + " ".join(missing(team, edition, stories) or ("it is still being drafted.",)))
        changed = await _changed(room, books, team, replace(edition, publish_now=True), editor, "publish now")
    return await _followed(room, changed)


async def extend(room: Newsroom, *, editor: Person, edition_id: int, until: datetime | None = None) -> Edition:
    """Give the review more time: until `until`, else the team's days of review from now."""
    async with room.store.begin() as books:
        team, edition = await _opened(books, editor, edition_id)
        until = until or room.clock.now() + timedelta(days=team.review_days)
        if until <= room.clock.now():
            raise BadInput("That moment has passed; name one in the future.")
        if edition.stage is EditionStage.HELD:
            edition = edition.moved(EditionAction.EXTEND)
            edition = replace(edition, revision=edition.revision - 1)  # _changed counts this save once
        changed = await _changed(room, books, team, replace(edition, publish_at=until), editor, "extend")
    return await _followed(room, changed)


async def cancel(room: Newsroom, *, editor: Person, edition_id: int) -> Edition:
    """Give this edition up, from its first day until publishing starts; its papers may come up again in the next."""
    async with room.store.begin() as books:
        edition = await books.editions.get(edition_id, lock=True)
        _must_edit(await _team(books, edition), editor)
        await _note(room, books, edition, editor, "cancel")
        return await _moved(books, edition, EditionAction.CANCEL)


async def _opened(books: Books, editor: Person, edition_id: int) -> tuple[Team, Edition]:
    edition = await books.editions.get(edition_id, lock=True)
    team = await _team(books, edition)
    _must_edit(team, editor)
    if not edition.open_for_stories:
        raise Conflict(
            f"The edition {edition.period} is {edition.stage.value.replace('_', ' ')}; it takes no more decisions."
        )
    return team, edition


def _must_edit(team: Team, editor: Person) -> None:
    if editor not in team.editors:
        raise NotAllowed(f"Only editors of {team.name} decide; ask one of them, or have yourself added.")


async def _team(books: Books, edition: Edition) -> Team:
    team = await books.teams.get(edition.team)
    if team is None:
        raise NotFound(f"The team {edition.team} is gone, and with it its edition {edition.period}.")
    return team


async def _changed(room: Newsroom, books: Books, team: Team, edition: Edition, editor: Person, what: str) -> Edition:
    await _note(room, books, edition, editor, what)
    saved = await books.editions.save(replace(edition, revision=edition.revision + 1))
    return await weigh(books, team, saved)


async def _followed(room: Newsroom, edition: Edition) -> Edition:
    # Only a hint, given after the transaction: the sweep finds the same work in the rows.
    await room.jobs.submit("advance", f"advance:{edition.id}", {"edition": str(edition.id)})
    return edition


async def _note(room: Newsroom, books: Books, edition: Edition, editor: Person, what: str) -> None:
    await books.ledger.note(AuditLine(room.clock.now(), editor.name, what, f"edition:{edition.id}"))


async def _moved(books: Books, edition: Edition, action: EditionAction) -> Edition:
    saved = await books.editions.save(edition.moved(action))
    log.info(
        "edition.moved",
        edition=edition.id,
        team=edition.team,
        period=edition.period,
        was=edition.stage.value,
        now=saved.stage.value,
    )
    return saved
