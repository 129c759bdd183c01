"""Figures for an edition: looked for once, brought in where the team may show them, and never waited for."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace

import pytest

from bot.domain.edition import Edition
from bot.domain.errors import BadInput, Conflict, NotAllowed, SourceAway
from bot.domain.evidence import NO_FIGURE, Figure
from bot.domain.paper import Paper, PaperRef
from bot.pipeline import review
from bot.pipeline.edition import approve_text, call, publish_now
from bot.pipeline.illustrate import illustrate
from bot.pipeline.run import advance
from tests.pipeline.conftest import ANNA, READER, Desk

pytestmark = pytest.mark.anyio

BY = "http://creativecommons.org/licenses/by/4.0/"
ARXIV_ONLY = "http://arxiv.org/licenses/nonexclusive-distrib/1.0/"


@dataclass
class Pictured:
    """A place with two figures a paper."""

    licence: str = BY
    away: bool = False
    hangs: bool = False
    broken: bool = False
    asked: list[PaperRef] = field(default_factory=list)
    brought: list[str] = field(default_factory=list)

    async def figures(self, paper: Paper) -> tuple[Figure, ...]:
        self.asked.append(paper.ref)
        if self.away:
            raise SourceAway("The figures do not answer.")
        if self.hangs:
            await asyncio.Event().wait()
        page = f"https://x.example/{paper.ref.value}"
        return tuple(
            Figure(f"{page}/{n}.png", f"{page}#F{n}", "An overview.", f"Figure {n}", self.licence, telling=n == 1)
            for n in (1, 2)
        )

    async def kept(self, paper: Paper, figure: Figure) -> Figure:
        self.brought.append(figure.label)
        if self.hangs:
            await asyncio.Event().wait()
        return replace(figure, kept="" if self.broken else f"/figures/{figure.key}.png")


async def shown(desk: Desk, edition: Edition) -> list[Figure | None]:
    face = await review.desk(desk.room, edition.id)
    return [card.figure for card in face.cards if card.story.draft]


async def test_figures_are_looked_for_once_and_only_for_drafted_stories(desk: Desk) -> None:
    pictured = Pictured()
    desk.room = replace(desk.room, figures=pictured)
    edition = await desk.edition()
    assert len(pictured.asked) == len(pictured.brought) == desk.team.size
    assert all(figure and figure.may_repost for figure in await shown(desk, edition))
    assert await illustrate(desk.room, edition.id) == 0
    assert len(pictured.asked) == len(pictured.brought) == desk.team.size


async def test_what_a_team_may_not_show_is_not_even_fetched_until_it_may(desk: Desk) -> None:
    pictured = Pictured(ARXIV_ONLY)
    desk.room = replace(desk.room, figures=pictured)
    edition = await desk.edition()
    assert pictured.brought == []
    assert not any(figure and figure.may_repost for figure in await shown(desk, edition))
    async with desk.room.store.begin() as books:
        await books.teams.save(replace(desk.team, figures=("other",)))
    assert await illustrate(desk.room, edition.id) == desk.team.size
    assert all(figure and figure.may_repost for figure in await shown(desk, edition))


async def test_a_picture_that_cannot_be_shown_is_tried_once_and_is_a_link(desk: Desk) -> None:
    pictured = Pictured(broken=True)
    desk.room = replace(desk.room, figures=pictured)
    edition = await desk.edition()
    await illustrate(desk.room, edition.id)
    assert len(pictured.brought) == desk.team.size
    (first, *_) = await shown(desk, edition)
    assert first is not None
    assert (first.may_repost, first.label) == (False, "Figure 1")


async def test_a_place_of_figures_that_is_away_never_holds_an_edition_up(desk: Desk) -> None:
    away = Pictured(away=True)
    desk.room = replace(desk.room, figures=away)
    edition = await desk.edition()
    assert edition.stage.value == "in_review"
    assert len(away.asked) == 2  # once while drafting and once in review, not once for every story


async def test_a_place_of_figures_that_hangs_is_left_and_what_comes_later_reaches_the_card(desk: Desk) -> None:
    edition = await desk.edition()
    pictured = Pictured(hangs=True)
    room = replace(desk.room, figures=pictured)
    assert await illustrate(room, edition.id, patience=0.01) == 0
    before = {story.id: story.revision for story in await desk.stories(edition)}
    pictured.hangs = False
    assert await illustrate(room, edition.id) == 2 * desk.team.size
    after = {story.id: story.revision for story in await desk.stories(edition) if story.draft}
    assert all(after[story] > before[story] for story in after)


async def test_one_that_hangs_keeps_no_other_from_its_turn(desk: Desk) -> None:
    edition = await desk.edition()
    pictured = Pictured(hangs=True)
    room = replace(desk.room, figures=pictured)
    for _ in range(desk.team.size):
        await illustrate(room, edition.id, patience=0.01)
        desk.clock.pass_by(minutes=1)
    assert len(set(pictured.asked)) == desk.team.size


async def test_an_editor_chooses_another_figure_or_none_and_it_is_printed_so(desk: Desk) -> None:
    pictured = Pictured()
    desk.room = replace(desk.room, figures=pictured)
    edition = await desk.edition()
    first, second, *_ = await desk.stories(edition)
    other = (await review.desk(desk.room, edition.id)).cards[0].evidence.figures[1]
    chosen = await review.illustrate(desk.room, editor=ANNA, story_id=first.id, figure=other.key, via="web")
    assert "Figure 2 will stand beside this story as a link: its picture has not arrived yet." in chosen.said
    assert chosen.story.revision == first.revision + 1
    none = await review.illustrate(desk.room, editor=ANNA, story_id=second.id, figure=NO_FIGURE, via="button")
    assert none.said == "No figure will stand beside this story."
    async with desk.room.store.begin() as books:
        (line,) = [each for each in await books.ledger.lines(f"story:{first.id}") if each.what == "figure"]
    assert (line.who, line.detail) == ("Anna", "Figure 2")
    await advance(desk.room, edition.id)
    for story in (await desk.stories(edition))[:3]:
        await review.decide(
            desk.room, editor=ANNA, kind="approve", story_id=story.id, draft_number=1, via="web", anyway=True
        )
    number = (await desk.again(edition)).text
    await approve_text(desk.room, editor=ANNA, edition_id=edition.id, number=number.number if number else 0)
    await call(desk.room, editor=ANNA, edition_id=edition.id)
    await publish_now(desk.room, editor=ANNA, edition_id=edition.id)
    await advance(desk.room, edition.id)
    async with desk.room.store.begin() as books:
        printed = await books.editions.printed(edition.id, "en")
    assert printed is not None
    labels = [story.figure.label if story.figure else None for story in printed.stories]
    assert labels == ["Figure 2", None, "Figure 1"]
    assert printed.stories[0].figure is not None
    assert printed.stories[0].figure.picture == f"/figures/{other.key}.png"
    with pytest.raises(Conflict, match="takes no more decisions"):
        await review.illustrate(desk.room, editor=ANNA, story_id=first.id, figure="", via="web")


async def test_a_ready_edition_goes_out_before_anybody_waits_for_a_picture(desk: Desk) -> None:
    pictured = Pictured()
    desk.room = replace(desk.room, figures=pictured)
    edition = await desk.edition()
    first, *others = (await desk.stories(edition))[:3]
    for story in (first, *others):
        await review.decide(
            desk.room, editor=ANNA, kind="approve", story_id=story.id, draft_number=1, via="web", anyway=True
        )
    text = (await desk.again(edition)).text
    await approve_text(desk.room, editor=ANNA, edition_id=edition.id, number=text.number if text else 0)
    other = (await review.desk(desk.room, edition.id)).cards[0].evidence.figures[1]
    await review.illustrate(desk.room, editor=ANNA, story_id=first.id, figure=other.key, via="web")
    await publish_now(desk.room, editor=ANNA, edition_id=edition.id)
    pictured.hangs = True
    assert (await advance(desk.room, edition.id)).stage.value == "published"
    assert "Figure 2" not in pictured.brought
    async with desk.room.store.begin() as books:
        printed = await books.editions.printed(edition.id, "en")
    figure = printed.stories[0].figure if printed else None
    assert figure is not None
    assert (figure.label, figure.may_repost) == ("Figure 2", False)


async def test_a_choice_can_be_taken_back_and_said_twice(desk: Desk) -> None:
    desk.room = replace(desk.room, figures=Pictured())
    story = (await desk.stories(await desk.edition()))[0]
    for figure, counted in ((NO_FIGURE, True), (NO_FIGURE, False), ("", True), ("", False)):
        outcome = await review.illustrate(desk.room, editor=ANNA, story_id=story.id, figure=figure, via="web")
        assert outcome.counted is counted
    assert outcome.story.figure is None


async def test_only_editors_choose_and_only_among_the_papers_figures(desk: Desk) -> None:
    desk.room = replace(desk.room, figures=Pictured())
    story = (await desk.stories(await desk.edition()))[0]
    with pytest.raises(NotAllowed):
        await review.illustrate(desk.room, editor=READER, story_id=story.id, figure=NO_FIGURE, via="web")
    with pytest.raises(BadInput, match="no such figure"):
        await review.illustrate(desk.room, editor=ANNA, story_id=story.id, figure="/etc/passwd", via="web")
    approved = await review.decide(
        desk.room, editor=ANNA, kind="approve", story_id=story.id, draft_number=1, via="web", anyway=True
    )
    assert approved.story.stage == "approved"
    kept = await review.illustrate(desk.room, editor=ANNA, story_id=story.id, figure=NO_FIGURE, via="web")
    assert kept.story.stage == "approved"
