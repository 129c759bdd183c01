"""An edition as it will be printed: frozen from its approved stories, with everything that code writes itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from bot.domain.edition import Edition
from bot.domain.evidence import LINK_SIGNS, Cited, Evidence
from bot.domain.licence import Leave
from bot.domain.paper import Paper, PaperRef
from bot.domain.printed import PrintedEdition, PrintedOther, PrintedReference, PrintedStory
from bot.domain.story import Story
from bot.domain.team import Team
from bot.domain.wording import IN_ENGLISH, Wording
from bot.grounding.names import names
from bot.pipeline.blurb import ORIGINAL
from bot.pipeline.links import dead_links
from bot.ports import Books

_MOST_OTHERS = 9
_MOST_RELATED = 2


async def printed_edition(books: Books, team: Team, edition: Edition, stories: Sequence[Story]) -> PrintedEdition:
    """The edition as printed: stories in the order given, and what was approved or liked but did not fit as others."""
    everyone = await books.editions.stories(edition.id)
    refs = [story.ref for story in everyone]
    papers = await books.papers.many(refs)
    evidence = await books.papers.evidence(refs)
    dead = await dead_links(books, edition)
    alive = {
        ref: replace(each, links=tuple(link for link in each.links if link.url not in dead))
        for ref, each in evidence.items()
    }
    return assemble(team, edition, stories, everyone, papers, alive)


def assemble(
    team: Team,
    edition: Edition,
    stories: Sequence[Story],
    everyone: Sequence[Story],
    papers: Mapping[PaperRef, Paper],
    evidence: Mapping[PaperRef, Evidence],
) -> PrintedEdition:
    """Put an edition together; pure, and used by the preview too."""
    inside = {story.ref for story in stories}
    printed = tuple(
        printed_story(number, story, papers[story.ref], evidence[story.ref], inside, team.figures)
        for number, story in enumerate(stories, start=1)
        if story.draft is not None
    )
    works = _works(printed, evidence)
    text = edition.text
    return PrintedEdition(
        team=team.name,
        period=edition.period,
        headline=text.headline if text else f"{team.name}, {edition.period}",
        intro=text.intro if text else "",
        news=text.news if text else (),
        stories=tuple(replace(story, named=_numbers(story, evidence[story.ref], works)) for story in printed),
        references=tuple(works.values()),
        others=_others(stories, everyone, papers),
        how_made=how_made(edition, printed),
        published_at=edition.published_at or edition.publish_at,
        language=ORIGINAL,
    )


def printed_story(
    number: int,
    story: Story,
    paper: Paper,
    evidence: Evidence,
    inside: Collection[PaperRef] = (),
    leaves: Collection[Leave] = (),
) -> PrintedStory:
    """One story as printed; titles, authors and links come from the record, never from a model.

    `inside` names the papers that have a story of their own, which nobody needs to be pointed to; `leaves` is what
    the team shows again beyond what licences allow everybody.
    """
    draft = story.draft
    signs = list(LINK_SIGNS)
    figure = evidence.figure(story.figure)
    return PrintedStory(
        number=number,
        ref=story.ref,
        title=paper.title,
        url=paper.page,
        authors=tuple(author.name for author in paper.authors),
        why=draft.why if draft else (),
        insights=draft.insights if draft else (),
        links=tuple(sorted(evidence.links, key=lambda link: signs.index(link.kind))),
        figure=figure.shown_by(leaves) if figure else None,
        related=tuple(
            PrintedReference(near.title, near.ref.page, near.authors)
            for near in [near for near in evidence.related if near.ref not in inside][:_MOST_RELATED]
        ),
        drafted_by=draft.by if draft else "",
        approved_by=tuple(sorted(vote.person for vote in story.votes_for("approve"))),
        overruled_by=story.overruled_by,
        categories=paper.categories,
        licence=paper.licence,
    )


def _works(printed: Sequence[PrintedStory], evidence: Mapping[PaperRef, Evidence]) -> dict[PaperRef, PrintedReference]:
    """The works that the stories name and that have a record, each once, in the order in which they are named."""
    return {
        work.ref: PrintedReference(work.title, work.ref.page, work.authors, work.name)
        for story in printed
        for work in _named(story, evidence[story.ref])
        if work.ref is not None
    }


def _numbers(story: PrintedStory, evidence: Evidence, works: Mapping[PaperRef, PrintedReference]) -> tuple[int, ...]:
    order = list(works)
    return tuple(sorted(order.index(work.ref) + 1 for work in _named(story, evidence) if work.ref is not None))


def _named(story: PrintedStory, evidence: Evidence) -> list[Cited]:
    """The works that a story's own words name, in their order; an edit may have taken out what was named before."""
    texts = [claim.text for claim in (*story.why, *story.insights)]
    order = list(dict.fromkeys(name for text in texts for name, _ in names(text)))
    found = [work for work in evidence.cited if work.ref not in (None, story.ref) and work.name in order]
    return sorted({work.ref: work for work in found}.values(), key=lambda work: order.index(work.name))


def how_made(edition: Edition, printed: Sequence[PrintedStory], say: Wording = IN_ENGLISH) -> str:
    """How the edition came about, in one or two sentences."""
    editors = sorted({name for story in printed for name in story.approved_by})
    writers = sorted({story.drafted_by for story in printed})
    many = say("{count} stories", count=len(printed)) if len(printed) != 1 else say("One story")
    if edition.pool_size:
        told = say("{stories} out of {pool} papers", stories=many, pool=f"{edition.pool_size:,}")
    else:
        told = say("{stories} from nominations", stories=many)
    told = say("{told}, chosen by {editors}", told=told, editors=say.listed(editors)) if editors else told
    words = say(" Drafted by {writers}; every story was read and approved by a person.", writers=say.listed(writers))
    return say("{told}.", told=told) + (words if writers else "")


def _others(
    stories: Sequence[Story], everyone: Sequence[Story], papers: Mapping[PaperRef, Paper]
) -> tuple[PrintedOther, ...]:
    """Approved stories that did not fit: an editor has said yes to them, so they may be named."""
    taken = {story.id for story in stories}
    rest = [s for s in everyone if s.id not in taken and s.stage == "approved" and s.ref in papers]
    lines = [PrintedOther(_subject(papers[s.ref]), papers[s.ref].title, papers[s.ref].page) for s in rest]
    return tuple(sorted(lines, key=lambda other: (other.subject, other.title))[:_MOST_OTHERS])


def _subject(paper: Paper) -> str:
    return paper.categories[0] if paper.categories else "Other"
