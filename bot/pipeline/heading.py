"""The edition's own words: a headline with its themes and a standing intro, until an editor writes better ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import structlog

from bot.domain.edition import Edition, EditionText, period_name
from bot.domain.editorial import OPEN_FOR_STORIES
from bot.domain.errors import WriterFailed
from bot.domain.paper import Paper, PaperRef
from bot.domain.story import Claim, Story
from bot.domain.team import Team
from bot.pipeline.blurb import checked, over_cap
from bot.pipeline.edition import chosen, running_order
from bot.ports import Headed, Newsroom, Source

log = structlog.get_logger()

_THEMES = 2
_LONGEST_THEME = 5  # words: "LoRA", "Decision Transformer", "GPT Understands, Too"


async def head(room: Newsroom, edition_id: int) -> Edition:
    """Give an edition its first words, and other ones once what is approved is not what they were drafted from.

    What an editor wrote or approved is kept.
    """
    async with room.store.begin(reading=True) as books:
        edition = await books.editions.get(edition_id)
        team = await books.teams.get(edition.team)
        stories = running_order(await books.editions.stories(edition_id))
        going = _going(team, edition, stories) if team else []
        papers = await books.papers.many(going)
    if team is None or not going:
        return edition
    before, in_order = edition.text, [papers[ref] for ref in going if ref in papers]
    headed = await _headed(room, team, edition, in_order)
    async with room.store.begin() as books:
        if headed.usage:
            await books.editions.spend(team.name, headed.usage, room.clock.now())
        edition = await books.editions.get(edition_id, lock=True)
        if edition.text != before or edition.stage not in OPEN_FOR_STORIES:
            return edition
        number, news = (before.number + 1, before.news) if before else (1, ())
        text = EditionText(number, headed.headline, headed.intro, news, headed.by, about=tuple(map(str, going)))
        edition = await books.editions.save(replace(edition, text=text, revision=edition.revision + 1))
    log.info("edition.headed", edition=edition_id, by=headed.by)
    return edition


def _going(team: Team, edition: Edition, stories: Sequence[Story]) -> list[PaperRef]:
    """The papers to draft words from: those put before the editors at first, those approved later; none if all is well.

    Which stories go out is known when the edition has its size of them, or an editor has said that these are enough.
    """
    text = edition.text
    if text is None:
        return [story.ref for story in stories if story.draft is not None][: team.size]
    approved = [story.ref for story in chosen(team, stories)]
    known = len(approved) >= team.size or edition.called_by is not None
    ours = bool(text.about) and not text.approved_by
    return approved if known and ours and set(map(str, approved)) != set(text.about) else []


async def _headed(room: Newsroom, team: Team, edition: Edition, papers: Sequence[Paper]) -> Headed:
    plain = Headed(headline(edition.period, papers), intro(team, edition), by="paperdesk")
    if room.headlines is None or await over_cap(room, team.name):
        return plain
    try:
        written = await room.headlines.head(team, edition.period, edition.pool_size, papers)
    except WriterFailed as failed:
        log.warning("edition.not_headed", edition=edition.id, reason=str(failed))
        return replace(plain, usage=failed.usage)
    claims = [Claim("judgement", written.headline), Claim("judgement", written.intro)]
    doubts = [claim for claim in checked(claims, _everything(papers)) if claim.verdict == "unverified"]
    if doubts:
        log.info("edition.heading_unsupported", edition=edition.id, reasons=[c.reasons for c in doubts])
        return replace(plain, usage=written.usage)
    return written


def headline(period: str, papers: Sequence[Paper]) -> str:
    """The month and a theme or two in the papers' own short names: "June 2021: LoRA, Decision Transformer and more"."""
    month = period_name(period)
    themes = list(dict.fromkeys(filter(None, (theme(paper.title) for paper in papers))))[:_THEMES]
    return f"{month}: {', '.join(themes)} and more" if themes else f"{month}: papers worth reading"


def theme(title: str) -> str | None:
    """What a paper calls itself: the words before the colon, or the whole title where that is short; else None."""
    name, colon, _ = title.partition(":")
    name = name.strip()
    return name if len(name.split()) <= (_LONGEST_THEME if colon else _LONGEST_THEME - 1) and name else None


def intro(team: Team, edition: Edition) -> str:
    """What this list is and is not, out of how many papers."""
    out_of = f" out of {edition.pool_size:,} papers" if edition.pool_size else ""
    about = f" on {', '.join(team.topics[:3])}" if team.topics else ""
    return (
        f"What the editors of {team.name} found worth reading{about}{out_of} for {period_name(edition.period)}. "
        "Papers are proposed by topic and by the authors' track record, and chosen by people. "
        "It is a choice and has its leanings: a paper that is missing here is not thereby a lesser one."
    )


def _everything(papers: Sequence[Paper]) -> Source:
    first = papers[0]
    return Source(first, tuple((paper.title, f"{paper.title}. {paper.abstract}") for paper in papers))
