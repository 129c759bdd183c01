"""Answer an editor who asks why a paper is not in the edition: where it stood, and what kept it out."""

from __future__ import annotations

from bot.domain.edition import Edition
from bot.domain.errors import BadInput, NotFound
from bot.domain.paper import Paper, PaperRef
from bot.domain.story import Story
from bot.pipeline.ask import ask
from bot.pipeline.edition import running_order
from bot.pipeline.rank import why_not
from bot.ports import Newsroom


async def why_not_in(room: Newsroom, edition_id: int, words: str) -> str:
    """A few sentences about the paper that `words` name (an id, a DOI, an address, or words of its title).

    Raises:
        NotFound, SourceAway, BadInput: as for `ask`; BadInput too where the words fit several papers.
    """
    async with room.store.begin(reading=True) as books:
        edition = await books.editions.get(edition_id)
        team = await books.teams.get(edition.team)
        stories = running_order(await books.editions.stories(edition_id))
    if team is None:
        raise NotFound(f"There is no team called “{edition.team}” any more.")
    answer = await ask(room, words, team.name)
    if answer.paper is None:
        titles = "; ".join(f"{hit.ref} ({hit.title[:60]})" for hit in answer.hits)
        raise BadInput(f"Several papers match; ask about one by its id: {titles}.")
    story = next((each for each in stories if each.ref == answer.paper.ref), None)
    told = _in_it(edition, story) if story else _held_back(edition, answer.paper.ref)
    return f"{_named(answer.paper)}: {told or await why_not(room, team, answer.paper.ref, until=edition.cut)}"


def _named(paper: Paper) -> str:
    return f"“{paper.title[:120]}” ({paper.ref})"


def _in_it(edition: Edition, story: Story) -> str:
    stage = story.stage.value.replace("_", " ")
    if stage == "proposed":
        return "it waits in reserve, and is drafted when a story before it is dropped."
    return f"it is in the edition {edition.period}: {stage}."


def _held_back(edition: Edition, ref: PaperRef) -> str:
    """What the ranking said when the edition was made up, which is what the desk shows."""
    reason = next((held.reason for held in edition.held_back if held.ref == str(ref)), "")
    return reason and f"its score would have let it in, but it was held back: {reason}."
