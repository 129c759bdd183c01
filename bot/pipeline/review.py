"""The single door through which editors decide on stories, from whichever desk they come.

Longer than the house's 250 lines, because it is one door: what every decision checks stands beside every decision.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import structlog

from bot.domain.card import CardFace, DeskFace
from bot.domain.edition import Edition
from bot.domain.editorial import StoryAction, StoryStage
from bot.domain.errors import BadInput, Conflict, NotAllowed, NotFound, StaleDraft
from bot.domain.evidence import NO_FIGURE, Figure
from bot.domain.story import Claim, Draft, Story, Via, Vote, VoteKind
from bot.domain.team import Person, Platform, Team
from bot.pipeline.draft import checked, wish_subject
from bot.pipeline.edition import missing, running_order, weigh
from bot.pipeline.guests import editor_at
from bot.pipeline.languages import faces
from bot.pipeline.votes import approved_still, blocked_by, moved_by_vote, moved_by_withdrawal, said_of
from bot.ports import AuditLine, Books, Newsroom, Source

log = structlog.get_logger()

_LIVE = (StoryStage.DRAFTED, StoryStage.IN_REVIEW, StoryStage.APPROVED)
_LONGEST_CLAIM = 2_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a decision: a sentence for whoever decided, whether it counted, and the story now."""

    said: str
    story: Story
    counted: bool = True


async def editor_of(room: Newsroom, team: str, platform: Platform, account: str) -> Person:
    """The editor of `team` whom `platform` knows as `account`.

    Raises:
        NotFound: there is no such team.
        NotAllowed: that account is not one of the team's editors.
    """
    async with room.store.begin(reading=True) as books:
        known = await books.teams.get(team)
    if known is None:
        raise NotFound(f"There is no team called “{team}”; `paperdesk team list` shows those there are.")
    person = await editor_at(room, known, platform, account)
    if person is None:
        raise NotAllowed(f"Only editors of {team} decide; ask one of them, or have yourself added to its editors.")
    return person


async def decide(
    room: Newsroom,
    *,
    editor: Person,
    kind: VoteKind,
    story_id: int,
    draft_number: int,
    via: Via,
    event_id: str | None = None,
    anyway: bool = False,
) -> Outcome:
    """Count one editor's vote on one draft, once, and move the story if that settles it.

    Raises:
        NotAllowed: `editor` does not edit for this team.
        StaleDraft: the draft has been replaced since it was shown.
        Conflict: the edition no longer takes decisions, or the story cannot be moved that way.
    """
    async with room.store.begin() as books:
        team, edition, story = await _opened(books, editor, story_id)
        if event_id and not await books.ledger.first_time(event_id, room.clock.now()):
            return Outcome("That was counted already.", story, counted=False)
        _current(story, draft_number)
        if kind == "approve" and (blocked := blocked_by(story, anyway=anyway)):
            return Outcome(blocked, story, counted=False)
        vote = Vote(draft_number, editor.name, kind, via, room.clock.now())
        if not await books.editions.add_vote(story.id, vote):
            return Outcome("You have said so already.", story, counted=False)
        voted = replace(story, votes=(*story.votes, vote))
        moved = moved_by_vote(voted, kind, editor, team, anyway=anyway)
        moved = await _saved(books, room, voted, moved, editor, kind, via)
        edition = await weigh(books, team, edition)
        said = said_of(kind, moved, team)
    await _follow(room, edition, moved, kind)
    return Outcome(said, moved)


async def withdraw(
    room: Newsroom,
    *,
    editor: Person,
    kind: VoteKind,
    story_id: int,
    draft_number: int,
    via: Via,
    event_id: str | None = None,
) -> Outcome:
    """Take one vote back, until publishing starts; a withdrawn drop restores only what it dropped.

    Raises:
        NotAllowed, Conflict: as for `decide`.
    """
    async with room.store.begin() as books:
        team, edition, story = await _opened(books, editor, story_id)
        if event_id and not await books.ledger.first_time(event_id, room.clock.now()):
            return Outcome("That was counted already.", story, counted=False)
        if not await books.editions.remove_vote(story.id, draft_number, editor.name, kind, via):
            return Outcome("There was no such vote of yours.", story, counted=False)
        left = tuple(
            v
            for v in story.votes
            if (v.draft_number, v.person, v.kind, v.via) != (draft_number, editor.name, kind, via)
        )
        voted = replace(story, votes=left)
        moved = moved_by_withdrawal(voted, kind, team)
        moved = await _saved(books, room, voted, moved, editor, f"withdraw {kind}", via)
        edition = await weigh(books, team, edition)
    await _follow(room, edition, moved, kind)
    return Outcome("Taken back.", moved)


async def edit(
    room: Newsroom,
    *,
    editor: Person,
    story_id: int,
    draft_number: int,
    why: Sequence[str],
    insights: Sequence[str],
    via: Via,
) -> Outcome:
    """Make an editor's own words the next draft: checked too, but saving them is the overrule.

    Earlier approvals were for other words, so they no longer count.

    Raises:
        BadInput: there are no words, or far too many.
        NotAllowed, StaleDraft, Conflict: as for `decide`.
    """
    why, insights = _lines(why), _lines(insights)
    if not why and not insights:
        raise BadInput("An edit needs at least one sentence of “why” or “key insights”.")
    async with room.store.begin() as books:
        team, edition, story = await _opened(books, editor, story_id)
        _current(story, draft_number)
        paper = await books.papers.get(story.ref)
        if paper is None or story.draft is None:
            raise Conflict("This story has no draft yet; wait until it has one.")
        source = Source(paper, paper.sections)
        old = {claim.text: claim for claim in story.draft.claims}
        draft = Draft(
            number=story.draft_number + 1,
            why=checked([old.get(line) or Claim("fact", line) for line in why], source),
            insights=checked([old.get(line) or Claim("fact", line) for line in insights], source),
            by=editor.name,
            at=room.clock.now(),
            language=story.draft.language,
        )
        await books.editions.add_draft(story.id, draft)
        moved = replace(
            story.moved(StoryAction.REDRAFT),
            draft=draft,
            overruled_by=editor.name if draft.unverified else None,
        )
        moved = await _saved(books, room, story, moved, editor, "edit", via, detail=f"draft {draft.number}")
        edition = await weigh(books, team, edition)
    await _follow(room, edition, moved, "redraft")
    return Outcome(f"Saved as draft {draft.number}; it waits for an approval.", moved)


async def rewrite(
    room: Newsroom, *, editor: Person, story_id: int, draft_number: int, instruction: str, via: Via
) -> Outcome:
    """Ask for another draft; the wish stands in the ledger, so that a crash does not lose it.

    Raises:
        NotAllowed, StaleDraft, Conflict: as for `decide`.
    """
    async with room.store.begin() as books:
        await books.ledger.note(
            AuditLine(
                room.clock.now(),
                editor.name,
                "wish",
                wish_subject(story_id, draft_number),
                instruction.strip()[:_LONGEST_CLAIM],
            )
        )
    return await decide(room, editor=editor, kind="redraft", story_id=story_id, draft_number=draft_number, via=via)


async def restore(room: Newsroom, *, editor: Person, story_id: int, via: Via) -> Outcome:
    """Bring a dropped story back to where it was; the votes that dropped it are void.

    Raises:
        NotAllowed, Conflict: as for `decide`.
    """
    async with room.store.begin() as books:
        team, edition, story = await _opened(books, editor, story_id)
        moved = story.moved(StoryAction.RESTORE)
        for vote in story.votes_for("drop"):
            await books.editions.remove_vote(story.id, vote.draft_number, vote.person, "drop", vote.via)
        kept = tuple(v for v in story.votes if not (v.kind == "drop" and v.draft_number == story.draft_number))
        moved = approved_still(replace(moved, votes=kept), team)
        moved = await _saved(books, room, story, moved, editor, "restore", via)
        edition = await weigh(books, team, edition)
    await _follow(room, edition, moved, "drop")
    return Outcome("It is back.", moved)


async def reorder(room: Newsroom, *, editor: Person, story_id: int, place: int, via: Via) -> Outcome:
    """Move a story to `place` (1-based) in the running order of its edition.

    Raises:
        NotAllowed, Conflict: as for `decide`.
    """
    async with room.store.begin() as books:
        _, edition, story = await _opened(books, editor, story_id)
        stories = list(running_order(await books.editions.stories(edition.id)))
        order = [s for s in stories if s.id != story.id]
        order.insert(min(max(place, 1), len(stories)) - 1, story)
        moved = story
        for number, each in enumerate(order, start=1):
            if each.place == number:
                continue
            changed = await books.editions.save_story(replace(each, place=number, revision=each.revision + 1))
            moved = changed if each.id == story.id else moved
        await books.ledger.note(AuditLine(room.clock.now(), editor.name, "reorder", f"story:{story.id}", str(place)))
        log.info("story.placed", story=story.id, place=place, by=editor.name, via=via)
    return Outcome(f"Now at place {moved.place}.", moved)


async def illustrate(room: Newsroom, *, editor: Person, story_id: int, figure: str, via: Via) -> Outcome:
    """Show the figure of that key beside a story, none (NO_FIGURE), or ours again (an empty text).

    Approvals are for words, so they stand.

    Raises:
        BadInput: the paper has no such figure. NotAllowed, Conflict: as for `decide`.
    """
    async with room.store.begin() as books:
        team, edition, story = await _opened(books, editor, story_id)
        evidence = (await books.papers.evidence([story.ref]))[story.ref]
        named = {each.key: each.name for each in evidence.figures} | {NO_FIGURE: "none", "": "ours"}
        if figure not in named:
            raise BadInput("The paper has no such figure; look at the card again and choose from those that it names.")
        if (figure or None) == story.figure:
            return Outcome("That is so already.", story, counted=False)
        moved = replace(story, figure=figure or None)
        moved = await _saved(books, room, story, moved, editor, "figure", via, detail=named[figure])
    await _follow(room, edition, moved, "keep")
    return Outcome(_pictured(evidence.figure(moved.figure), team), moved)


def _pictured(figure: Figure | None, team: Team) -> str:
    if figure is None:
        return "No figure will stand beside this story."
    linked = figure.why_linked(team.figures)
    return f"{figure.name} will stand beside this story{f' as a link: {linked}' if linked else ''}."


async def desk(room: Newsroom, edition_id: int) -> DeskFace:
    """Everything that a desk shows of one edition, gathered in one reading.

    Raises:
        NotFound: there is no such edition.
    """
    async with room.store.begin(reading=True) as books:
        edition = await books.editions.get(edition_id)
        team = await books.teams.get(edition.team)
        if team is None:
            raise NotFound(f"The team {edition.team} is gone, and with it its desk.")
        stories = running_order(await books.editions.stories(edition_id))
        refs = [story.ref for story in stories]
        papers = await books.papers.many(refs)
        evidence = await books.papers.evidence(refs)
        languages = await faces(books, team, edition, able=room.translator is not None)
    cards = tuple(CardFace(team, edition, s, papers[s.ref], evidence[s.ref]) for s in stories if s.ref in papers)
    return DeskFace(team, edition, cards, missing(team, edition, stories), languages)


async def _opened(books: Books, editor: Person, story_id: int) -> tuple[Team, Edition, Story]:
    story = await books.editions.story(story_id)
    edition = await books.editions.get(story.edition_id, lock=True)
    story = await books.editions.story(story_id)  # again, now that nobody else can change it
    team = await books.teams.get(edition.team)
    if team is None or editor not in team.editors:
        raise NotAllowed(f"Only editors of {edition.team} decide; ask one of them, or have yourself added.")
    if not edition.open_for_stories:
        raise Conflict(
            f"The edition {edition.period} is {edition.stage.value.replace('_', ' ')}; it takes no more decisions."
        )
    return team, edition, story


def _current(story: Story, draft_number: int) -> None:
    if draft_number != story.draft_number:
        raise StaleDraft(
            f"Draft {draft_number} has been replaced by draft {story.draft_number}; read that one and decide again."
        )


async def _saved(
    books: Books,
    room: Newsroom,
    before: Story,
    after: Story,
    editor: Person,
    what: str,
    via: Via,
    detail: str = "",
) -> Story:
    # A vote is a change too: the card shows who said what, so every decision raises the revision by one.
    saved = await books.editions.save_story(replace(after, revision=before.revision + 1))
    await books.ledger.note(
        AuditLine(
            room.clock.now(),
            editor.name,
            what,
            f"story:{before.id}",
            detail or f"draft {before.draft_number}",
        )
    )
    log.info(
        "story.decided",
        story=before.id, paper=str(before.ref), what=what, by=editor.name, via=via,
        was=before.stage.value, now=saved.stage.value,
    )  # fmt: skip
    return saved


async def _follow(room: Newsroom, edition: Edition, story: Story, kind: VoteKind) -> None:
    # Only hints: the sweep finds the same work in the rows.
    if kind == "redraft":
        await room.jobs.submit("redraft", f"redraft:{story.id}:{story.draft_number}", {"story": str(story.id)})
    await room.jobs.submit("advance", f"advance:{edition.id}", {"edition": str(edition.id)})


def _lines(texts: Sequence[str]) -> list[str]:
    lines = [" ".join(text.split()) for text in texts]
    if any(len(line) > _LONGEST_CLAIM for line in lines):
        raise BadInput(f"One of the sentences is longer than {_LONGEST_CLAIM} characters; split it.")
    return [line for line in lines if line]
