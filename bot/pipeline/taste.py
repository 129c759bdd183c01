"""Give a team its first taste: the papers of a library that its people keep become the examples of what it wants."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import structlog

from bot.domain.errors import NotAllowed, NotFound, SourceAway
from bot.domain.library import Entry
from bot.domain.paper import Announcement, Author, Paper, PaperRef
from bot.domain.team import Team
from bot.pipeline.ask import remember
from bot.pipeline.charter import owned, refs_in
from bot.ports import AuditLine, Books, Newsroom, Skipped

log = structlog.get_logger()

#: The newest papers of a library make the profile: what was read years ago says less about what to read next.
MOST_EXAMPLES = 200
#: Papers asked for at once.
BATCH = 100
#: Seconds that somebody at a terminal waits for one batch.
PATIENCE = 45.0
#: A category that this share of a library's papers is filed under is one that the team reads.
SHARE, MOST_CATEGORIES = 0.1, 6


@dataclass(frozen=True, slots=True)
class Tasted:
    """What a library gave: the team as it is now, how many examples are new, and what was not found, by name.

    `by_file` counts papers that only the file knows; `away` says why some were not looked up.
    """

    team: Team
    new: int
    by_file: int
    missing: tuple[Skipped, ...] = ()
    away: str | None = None


async def taste(room: Newsroom, name: str, entries: Sequence[Entry], *, patience: float = PATIENCE) -> Tasted:
    """Make the library's papers a team's examples; doing it again adds nothing twice and looks up what is missing.

    A team that has named no categories reads those that its library is filed under.

    Raises:
        NotFound: no such team. NotAllowed: the team file owns the examples.
    """
    async with room.store.begin(reading=True) as books:
        await _changeable(books, name)
    found, away = await _found(room, entries, patience)
    by_file = await _told_by_file(room, entries, found, away)
    titles = {paper.title.casefold() for paper in found.values()}
    lost = [each for each in entries if each.ref not in found and (each.ref or each.title.casefold() not in titles)]
    years = {each.ref: each.year for each in entries if each.ref and each.year}
    async with room.store.begin() as books:
        before = await _changeable(books, name)
        kept = await books.papers.many(refs_in(before.examples))
        after = _profiled(before, {**kept, **found}, years)
        if after != before:
            await books.teams.save(after)
            told = f"{len(after.examples)} examples from a library"
            await books.ledger.note(AuditLine(room.clock.now(), "operator", "taste", f"team:{name}", told))
    new = len(set(after.examples) - set(before.examples))
    log.info("team.tasted", team=name, examples=len(after.examples), new=new, missing=len(lost))
    return Tasted(after, new, by_file, tuple(Skipped(each.name[:120], _why(each, away)) for each in lost), away)


async def _changeable(books: Books, name: str) -> Team:
    team = await books.teams.get(name)
    if team is None:
        raise NotFound(f"There is no team called “{name}”; `paperdesk team list` shows those there are.")
    if owned(team, "examples"):
        raise NotAllowed(f"The team file owns the examples of {name}; take that key out of it, and run this again.")
    return team


async def _found(room: Newsroom, entries: Sequence[Entry], patience: float) -> tuple[dict[PaperRef, Paper], str | None]:
    """What is stored or can be looked up; each batch that came is kept, whatever happens to the next."""
    refs = list(dict.fromkeys(each.ref for each in entries if each.ref))
    async with room.store.begin(reading=True) as books:
        found = dict(await books.papers.many(refs))
        found |= await _by_title(books, [each for each in entries if each.ref is None and each.title])
    # A paper of arXiv's without a date is known from somebody's file alone: arXiv may tell more by now.
    unsure = {ref for ref, paper in found.items() if not (paper.announced or paper.submitted)}
    asked = [ref for ref in refs if ref.scheme == "arxiv" and (ref not in found or ref in unsure)]
    with room.progress.track("Looking papers up", len(asked)) as track:
        for start in range(0, len(asked), BATCH):
            try:
                async with asyncio.timeout(patience):
                    papers = list(await room.lookup.papers(asked[start : start + BATCH]))
            except (SourceAway, TimeoutError) as error:
                reason = str(error) or f"arXiv has not answered for {patience:.0f} seconds."
                log.warning("taste.away", reason=reason, left=len(asked) - start)
                return found, reason
            await remember(room, papers)
            found |= {paper.ref: paper for paper in papers}
            track.advance(min(BATCH, len(asked) - start))
    return found, None


async def _by_title(books: Books, entries: Iterable[Entry]) -> dict[PaperRef, Paper]:
    """Stored papers of the very titles that came without a reference."""
    hits = [
        paper
        for each in entries
        for paper in await books.papers.search(each.title, 3)
        if paper.title.casefold() == each.title.casefold()
    ]
    return {paper.ref: paper for paper in hits}


async def _told_by_file(
    room: Newsroom, entries: Sequence[Entry], found: dict[PaperRef, Paper], away: str | None
) -> int:
    """Keep what only the file knows, where it gives title and abstract; such papers are in no pool.

    A paper of arXiv's counts only while arXiv does not answer: what it does not know, a file must not make up.
    """
    made = {
        each.ref: Paper(each.ref, each.title[:500], each.abstract[:20_000], tuple(map(Author, each.authors)))
        for each in entries
        if each.ref and each.ref not in found and each.title and each.abstract and (away or each.ref.scheme != "arxiv")
    }
    # As a replacement, because that kind says nothing about when a paper was new.
    sightings = [Announcement(paper, "replace", room.clock.now().date()) for paper in made.values()]
    async with room.store.begin() as books:
        await books.papers.add(sightings)
    found |= made
    return len(made)


def _profiled(team: Team, papers: Mapping[PaperRef, Paper], years: Mapping[PaperRef, int]) -> Team:
    def day(paper: Paper) -> date:
        return paper.submitted or paper.announced or date(years.get(paper.ref, 1), 1, 1)

    newest = sorted(papers.values(), key=lambda paper: (-day(paper).toordinal(), paper.ref))
    unseen = [ref for ref in refs_in(team.examples) if ref not in papers]
    team = replace(team, examples=tuple(map(str, (*(paper.ref for paper in newest), *unseen)))[:MOST_EXAMPLES])
    if team.categories or owned(team, "categories"):
        return team
    filed = Counter(paper.categories[0] for paper in newest[:MOST_EXAMPLES] if paper.categories)
    often = [name for name, number in filed.most_common(MOST_CATEGORIES) if number >= SHARE * filed.total()]
    return replace(team, categories=tuple(sorted(often)))


def _why(entry: Entry, away: str | None) -> str:
    if entry.ref is None:
        return "it names no arXiv id, DOI or address, and no stored paper has its title"
    if entry.ref.scheme == "arxiv":
        return "arXiv did not answer; run this again" if away else f"arXiv knows no {entry.ref}"
    return f"{entry.ref} is not stored, and the file gives no abstract"
