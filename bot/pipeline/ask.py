"""Answer a member who asks for a paper: by reference or by words, from the store or freshly fetched."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.errors import BadInput, BadReference, NotFound
from bot.domain.evidence import Evidence, Related
from bot.domain.paper import Announcement, Paper, PaperRef
from bot.ports import Appearance, Newsroom

_LONGEST_QUESTION = 300
_MOST_HITS, _MOST_RELATED = 5, 3
_TELLING = 6  # letters: shorter words are mostly "with", "from" and "model"


@dataclass(frozen=True, slots=True)
class Answer:
    """One paper with what is known about it, or several hits to choose from."""

    paper: Paper | None
    evidence: Evidence | None = None
    appearances: tuple[Appearance, ...] = ()
    hits: tuple[Paper, ...] = ()
    related: tuple[Related, ...] = ()


async def ask(room: Newsroom, words: str, team: str | None = None) -> Answer:
    """The paper that `words` name, as an id, DOI, address or words of its title; `team` sees only its own editions.

    Raises:
        BadInput: nothing was asked, or far too much.
        NotFound: no such paper here or at arXiv.
        SourceAway: it is not stored, and arXiv does not answer.
    """
    words = " ".join(words.split())
    if not words:
        raise BadInput("Say which paper: an arXiv id such as 2103.10385, a DOI, an address, or words of its title.")
    if len(words) > _LONGEST_QUESTION:
        raise BadInput(
            f"That is longer than {_LONGEST_QUESTION} characters; an id or a few words of the title will do."
        )
    try:
        ref = PaperRef.parse(words)
    except BadReference:
        return await _by_words(room, words, team)
    return await _by_ref(room, ref, team)


async def _by_ref(room: Newsroom, ref: PaperRef, team: str | None) -> Answer:
    async with room.store.begin(reading=True) as books:
        paper = await books.papers.get(ref)
    if paper is None and ref.scheme == "arxiv":
        found = [each for each in await room.lookup.papers([ref]) if each.ref == ref]
        paper = found[0] if found else None
        await remember(room, found)
    if paper is None:
        raise NotFound(f"No paper is known as {ref}; check the number, or ask by words of its title.")
    return await _answer(room, paper, team)


async def _by_words(room: Newsroom, words: str, team: str | None) -> Answer:
    async with room.store.begin(reading=True) as books:
        hits = tuple(await books.papers.search(words, _MOST_HITS))
    if not hits:
        hits = tuple(await room.lookup.search(words, _MOST_HITS))
        await remember(room, hits)
    if not hits:
        raise NotFound(f"No paper matches “{words[:80]}”; try its arXiv id, or fewer words of the title.")
    exact = [paper for paper in hits if paper.title.casefold() == words.casefold()]
    if len(hits) == 1 or exact:
        return await _answer(room, (exact or list(hits))[0], team)
    return Answer(None, hits=hits)


async def remember(room: Newsroom, papers: list[Paper] | tuple[Paper, ...]) -> None:
    """Keep papers that were looked up, so that the next question is answered from here."""
    today = room.clock.now().date()
    # A paper that was asked for is not announced by that: its day is the one on which it was submitted.
    sightings = [Announcement(paper, "new", paper.announced or paper.submitted or today) for paper in papers]
    if sightings:
        async with room.store.begin() as books:
            await books.papers.add(sightings)


async def _answer(room: Newsroom, paper: Paper, team: str | None) -> Answer:
    async with room.store.begin(reading=True) as books:
        evidence = (await books.papers.evidence([paper.ref]))[paper.ref]
        appearances = tuple(await books.papers.appearances(paper.ref, team))
        kindred = () if evidence.related else await books.papers.search(_telling(paper.title), _MOST_RELATED + 1)
    others = [each for each in kindred if each.ref != paper.ref]
    related = evidence.related or tuple(Related(each.ref, each.title, _byline(each), 0.0) for each in others)
    return Answer(paper, evidence, appearances, related=related[:_MOST_RELATED])


def _telling(title: str) -> str:
    """The words of a title that tell what it is about, as far as their length shows."""
    return " ".join(word for word in re.findall(r"[^\W_]+", title) if len(word) >= _TELLING)


def _byline(paper: Paper) -> str:
    names = [author.name for author in paper.authors]
    return ", ".join(names[:2]) + (" et al." if len(names) > 2 else "")
