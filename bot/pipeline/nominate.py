"""An editor brings a paper in by hand, from arXiv or from anywhere else; it travels the same route."""

from __future__ import annotations

from dataclasses import replace

import structlog

from bot.domain.editorial import StoryAction, StoryStage
from bot.domain.errors import BadInput, Conflict, NotAllowed
from bot.domain.paper import Announcement, Author, Paper, PaperRef
from bot.domain.story import Part, Score, Story, Via
from bot.domain.team import Person
from bot.pipeline.ask import ask
from bot.pipeline.edition import running_order
from bot.ports import AuditLine, Newsroom

log = structlog.get_logger()


async def nominate(room: Newsroom, *, editor: Person, edition_id: int, words: str, via: Via) -> Story:
    """Bring in the paper that `words` name, whatever its score.

    Raises:
        NotFound, SourceAway: as for `ask`. BadInput: the words fit several papers.
        NotAllowed, Conflict: only editors, and only while the edition is open.
    """
    answer = await ask(room, words)
    if answer.paper is None:
        titles = "; ".join(f"{hit.ref} ({hit.title[:60]})" for hit in answer.hits)
        raise BadInput(f"Several papers match; nominate one by its id: {titles}.")
    return await _brought_in(room, editor, edition_id, answer.paper, via)


async def nominate_by_hand(
    room: Newsroom,
    *,
    editor: Person,
    edition_id: int,
    url: str,
    title: str,
    authors: str,
    abstract: str,
    via: Via,
) -> Story:
    """Bring in a paper that no source knows: by address or DOI, with its title, authors (comma-separated) and abstract.

    Raises:
        BadReference: the address is not one. BadInput: title or abstract is missing.
        NotAllowed, Conflict: only editors, and only while the edition is open.
    """
    ref = PaperRef.parse(url)
    title, abstract = " ".join(title.split()), " ".join(abstract.split())
    if not title or not abstract:
        raise BadInput("A paper from outside arXiv needs its title and its abstract; the draft is made from them.")
    names = tuple(Author(name.strip()) for name in authors.split(",") if name.strip())
    today = room.clock.now().date()
    paper = Paper(ref, title[:500], abstract[:20_000], names, announced=today)
    async with room.store.begin() as books:
        known = await books.papers.get(ref)
        if known is None:
            await books.papers.add([Announcement(paper, "new", today)])
    return await _brought_in(room, editor, edition_id, known or paper, via)


async def _brought_in(room: Newsroom, editor: Person, edition_id: int, paper: Paper, via: Via) -> Story:
    async with room.store.begin() as books:
        edition = await books.editions.get(edition_id, lock=True)
        team = await books.teams.get(edition.team)
        if team is None or editor not in team.editors:
            raise NotAllowed(f"Only editors of {edition.team} nominate; ask one of them.")
        if not edition.open_for_stories:
            raise Conflict(f"The edition {edition.period} takes no more papers; nominate it for the next one.")
        if edition.extra:
            raise Conflict("An extra is for its one paper; nominate this one for the team's next edition.")
        stories = running_order(await books.editions.stories(edition_id))
        known = next((s for s in stories if s.ref == paper.ref), None)
        if known is None:
            story = await books.editions.add_story(_nominated(edition_id, paper, editor, len(stories) + 1))
        elif known.stage is StoryStage.DROPPED:
            back = replace(known.moved(StoryAction.RESTORE), nominated_by=editor.name)
            story = await books.editions.save_story(back)
        else:
            story = await books.editions.save_story(
                replace(known, nominated_by=editor.name, revision=known.revision + 1)
            )
        if story is None:
            raise Conflict("Somebody has just nominated that paper; look at the desk.")
        await books.ledger.note(
            AuditLine(room.clock.now(), editor.name, "nominate", f"story:{story.id}", str(paper.ref))
        )
    log.info("story.nominated", story=story.id, paper=str(paper.ref), by=editor.name, via=via)
    await room.jobs.submit("advance", f"advance:{edition_id}", {"edition": str(edition_id)})
    return story


def _nominated(edition_id: int, paper: Paper, editor: Person, place: int) -> Story:
    reasons = (f"Nominated by {editor.name}; a nomination is in whatever its score.",)
    score = Score(0.0, (Part("nomination", 0.0, reasons),))
    return Story(0, edition_id, paper.ref, StoryStage.PROPOSED, place, score, nominated_by=editor.name)
