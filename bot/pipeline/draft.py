"""Give a proposed story its first draft, or a story in review the next one."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

import structlog

from bot.domain.edition import Edition
from bot.domain.editorial import StoryAction, StoryStage
from bot.domain.errors import Conflict, NotFound, PaperdeskError
from bot.domain.paper import Paper
from bot.domain.story import Claim, Draft, Score, Story
from bot.pipeline.blurb import ORIGINAL, Wish, blurb, checked, gather
from bot.pipeline.edition import wanted
from bot.ports import AuditLine, Books, Newsroom, Track, Written

__all__ = ["checked", "draft", "draft_all", "relevance", "wish_subject"]

log = structlog.get_logger()

AT_ONCE = 4  # stories drafted side by side: enough to hide a model's latency, few enough for a small server
_TRIES = 3
_ACTIONS = {
    StoryStage.PROPOSED: StoryAction.DRAFT,
    StoryStage.IN_REVIEW: StoryAction.REDRAFT,
    StoryStage.APPROVED: StoryAction.REDRAFT,
}
_REDRAFTED = (StoryStage.IN_REVIEW, StoryStage.APPROVED)
_TOLD = ("topic", "influence", "taste", "attention")


def wish_subject(story_id: int, draft_number: int) -> str:
    """Where the ledger keeps what editors wish changed in one draft."""
    return f"story:{story_id}:draft:{draft_number}"


@dataclass(frozen=True, slots=True)
class _Task:
    """A story that is due for words, as read in one transaction."""

    story: Story
    edition: Edition
    paper: Paper
    wish: Wish
    by: str | None


async def draft(room: Newsroom, story_id: int, *, instruction: str | None = None, by: str | None = None) -> Story:
    """The story with its next draft, or as it is where none is due (it was drafted in the meantime).

    A proposed story gets draft 1. A story in review or approved gets the next number when an editor asks:
    `instruction` and `by`, or the redraft votes and wishes in the books. Its old draft stands until then.

    Raises:
        NotFound: the story, its team or its paper is gone.
        Conflict: the edition no longer takes drafts.
    """
    async with room.store.begin(reading=True) as books:
        story = await books.editions.story(story_id)
        task = await _task(books, story, instruction, by)
    if task is None:
        return story
    source = await gather(room, task.paper)
    written = await blurb(room, task.edition.team, source, task.wish)
    return await _kept(room, task, written)


async def draft_all(room: Newsroom, edition_id: int) -> tuple[Story, ...]:
    """Words for every story that is due for them; one that fails is logged and stays due.

    Due are nominations, as many of the best proposals as make the team's size (the rest are reserves), and
    redrafts that an editor has asked for.
    """
    async with room.store.begin(reading=True) as books:
        edition = await books.editions.get(edition_id)
        team = await books.teams.get(edition.team)
        stories = await books.editions.stories(edition_id)
    if team is None or not edition.open_for_stories:
        return ()
    asked = [story for story in stories if story.stage in _REDRAFTED and story.votes_for("redraft")]
    due = [story.id for story in (*wanted(team, stories), *asked)]
    if not due:
        return ()
    gate = asyncio.Semaphore(AT_ONCE)
    with room.progress.track("Drafting", len(due)) as track:
        async with asyncio.TaskGroup() as group:
            work = [group.create_task(_one(room, story_id, gate, track)) for story_id in due]
    return tuple(story for task in work if (story := task.result()) is not None)


async def _one(room: Newsroom, story_id: int, gate: asyncio.Semaphore, track: Track) -> Story | None:
    async with gate:
        try:
            return await draft(room, story_id)
        except PaperdeskError as error:
            log.warning("draft.failed", story=story_id, reason=str(error))
            return None
        finally:
            track.advance()


async def _task(books: Books, story: Story, instruction: str | None, by: str | None) -> _Task | None:
    edition = await books.editions.get(story.edition_id)
    if story.stage not in _ACTIONS:
        return None
    wish = Wish()
    if story.stage is not StoryStage.PROPOSED:
        wish, by = await _wish(books, story, instruction, by)
        if by is None and wish.instruction is None:
            return None
    if not edition.open_for_stories:
        raise Conflict(f"The edition {edition.period} is {edition.stage.value}; it takes no more drafts.")
    paper = await books.papers.get(story.ref)
    if paper is None:
        raise NotFound(f"The paper {story.ref} is gone; drop its story.")
    return _Task(story, edition, paper, wish, by)


async def _wish(books: Books, story: Story, instruction: str | None, by: str | None) -> tuple[Wish, str | None]:
    """What the editors want different, as given or as the books have it, and who asked."""
    if instruction is None:
        lines = await books.ledger.lines(wish_subject(story.id, story.draft_number))
        wishes = dict.fromkeys(line.detail for line in lines if line.what == "wish" and line.detail)
        instruction = "\n".join(wishes) or None
    if by is None:
        by = ", ".join(vote.person for vote in story.votes_for("redraft")) or None
    standing = story.draft
    if standing is None:
        return Wish(instruction), by
    complaints = tuple(f"“{claim.text}”: {'; '.join(claim.reasons)}" for claim in standing.unverified if claim.reasons)
    told = tuple(claim.text for claim in standing.claims if claim.kind != "relevance")
    return Wish(instruction, complaints, told), by


async def _kept(room: Newsroom, task: _Task, written: Written) -> Story:
    """Write draft and story together; who comes second finds the first one's draft and leaves it."""
    for _ in range(_TRIES):
        try:
            return await _keep(room, task, written)
        except Conflict as beaten:
            # A vote or a new place may have come in between: the words are still good, the row is read again.
            log.info("draft.beaten", story=task.story.id, reason=str(beaten))
    async with room.store.begin(reading=True) as books:
        return await books.editions.story(task.story.id)


async def _keep(room: Newsroom, task: _Task, written: Written) -> Story:
    async with room.store.begin() as books:
        edition = await books.editions.get(task.edition.id, lock=True)
        story = await books.editions.story(task.story.id)
        action = _ACTIONS.get(story.stage)
        if story.draft_number != task.story.draft_number or action is None or not edition.open_for_stories:
            log.info("draft.late", story=story.id, stage=story.stage.value, draft=story.draft_number)
            return story
        made = _draft(room, story, task, written)
        await books.editions.add_draft(story.id, made)
        moved = await books.editions.save_story(replace(story.moved(action), draft=made, overruled_by=None))
        await books.ledger.note(
            AuditLine(made.at, task.by or made.by, action.value, f"story:{story.id}", f"draft {made.number}")
        )
    log.info(
        "story.moved",
        story=story.id, paper=str(story.ref), was=story.stage.value, to=moved.stage.value,
        draft=made.number, by=made.by, unverified=len(made.unverified),
    )  # fmt: skip
    return replace(moved, draft=made)


def _draft(room: Newsroom, story: Story, task: _Task, written: Written) -> Draft:
    reason = relevance(story.score, story.nominated_by)
    return Draft(
        number=story.draft_number + 1,
        why=(*written.why, *((reason,) if reason else ())),
        insights=written.insights,
        by=written.by,
        at=room.clock.now(),
        language=ORIGINAL,
        note=_note(task, written),
    )


def _note(task: _Task, written: Written) -> str | None:
    if task.by is None and task.wish.instruction is None:
        return written.note
    asked = f"Redrafted for {task.by or 'an editor'}"
    asked += f": “{task.wish.instruction}”." if task.wish.instruction else ", with the checker's reasons."
    return f"{asked} {written.note}" if written.note else asked


def relevance(score: Score, nominated_by: str | None = None) -> Claim | None:
    """Why this paper is here for this team, in the score's own reasons; None where the score has none."""
    parts = [part for name in _TOLD if (part := score.part(name)) and part.value > 0]
    known = [part for part in parts if not part.reasons[:1] or not part.reasons[0].startswith("no ")]
    # What is not known is for the editor's card; a reader is told what speaks for the paper.
    telling = [reason for part in known for reason in part.reasons[:2] if "not known" not in reason]
    reasons = [reason.strip(" .").replace("*", "") for reason in telling]
    if nominated_by:
        reasons.insert(0, f"nominated by {nominated_by}")
    if not reasons:
        return None
    text = f"For this team: {'; '.join(reasons[:4])}."
    return Claim("relevance", text, where="score", verdict="verified")
