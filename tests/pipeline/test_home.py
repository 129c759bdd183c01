"""A team's home: what became of its months, who presents what, and what ails."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.errors import NotFound
from bot.domain.team import Place
from bot.pipeline import review
from bot.pipeline.home import home, sitting
from bot.pipeline.learn import heard
from bot.pipeline.publish import owed
from bot.ports import AuditLine, Usage
from tests.fakes import JUNE, FakeFeed
from tests.pipeline.conftest import ANNA, BEN, Desk, paper

pytestmark = pytest.mark.anyio


def line(minute: float, who: str = "Anna") -> AuditLine:
    return AuditLine(JUNE + timedelta(minutes=minute), who, "approve", "story:1")


@pytest.mark.parametrize(
    ("lines", "minutes"),
    [
        ([], 0),
        ([line(0)], 1),
        ([line(0), line(4), line(8)], 8),
        ([line(0), line(4), line(30)], 5),
        ([line(0), line(10), line(20.1), line(20.2)], 11),
        ([line(0), line(3, "Ben"), line(6), line(9, "Ben")], 12),
        ([line(0, "paperdesk"), line(5, "paperdesk")], 0),
    ],
)
def test_minutes_are_read_off_decisions_and_a_pause_ends_a_sitting(lines: list[AuditLine], minutes: int) -> None:
    assert sitting(lines, {"Anna", "Ben"}) == minutes


async def test_a_month_tells_what_was_accepted_and_how_long_it_took(desk: Desk) -> None:
    edition = await desk.edition()
    first, second, third, *_ = await desk.stories(edition)
    for editor, story, kind in ((ANNA, first, "approve"), (BEN, second, "approve"), (ANNA, third, "drop")):
        desk.clock.pass_by(minutes=4)
        await review.decide(
            desk.room, editor=editor, kind=kind, story_id=story.id, draft_number=1, via="web", anyway=True,  # type: ignore[arg-type]
        )  # fmt: skip
    face = await home(desk.room, "nlp")
    (month,) = face.months
    assert (month.proposed, month.accepted, month.minutes) == (3, 2, 9)
    assert month.parts == {"topic": 1.0}
    assert month.share == pytest.approx(2 / 3)
    assert face.editions == (await desk.again(edition),)


async def test_who_presents_what_is_told_by_name_where_it_is_known(desk: Desk) -> None:
    await desk.edition()
    for ref, who in ((1, "slack:U1"), (1, "discord:99"), (2, "slack:U77")):
        desk.clock.pass_by(minutes=1)
        await heard(desk.room, team="nlp", ref=paper(ref).ref, who=who, kind="present")
    await heard(desk.room, team="nlp", ref=paper(3).ref, who="slack:U1", kind="like")
    offers = (await home(desk.room, "nlp")).offers
    assert [(each.ref, each.people) for each in offers] == [
        (paper(2).ref, ("U77 in Slack",)),
        (paper(1).ref, ("Anna", "99 in Discord")),
    ]


async def test_spend_and_trouble_are_seen_at_a_glance(desk: Desk) -> None:
    edition = await desk.edition()
    room = replace(desk.room, monthly_cap=5.0, feeds=(FakeFeed(),))
    face = await home(room, "nlp")
    assert (face.calls, face.spent, face.cap, face.all_well) == (0, 0.0, 5.0, False)  # its feed was never read
    async with room.store.begin() as books:
        usage = Usage("toy", "https://toy.example", 10, 5, 0.2, 0.25)
        await books.editions.spend("nlp", [usage, usage, replace(usage, cost=None)], desk.clock.now())
        await books.papers.keep_cursor(room.feeds[0].name, desk.clock.now().date().isoformat(), desk.clock.now())
        (debt,) = owed("edition", f"edition:{edition.id}", Place("slack", "T1", "C1"), ["{}"])
        await books.outbox.owe([debt])
    face = await home(room, "nlp")
    assert (face.calls, face.spent, face.all_well) == (3, 0.5, True), (
        "a call whose price nobody knows is counted and costs nothing"
    )
    async with room.store.begin() as books:
        claimed = await books.outbox.claim(debt)
        assert claimed is not None
        await books.outbox.ask_operator(claimed, "Look yourself.")
    (trouble,) = [each for each in (await home(room, "nlp")).health if not each.good]
    assert trouble.said == "one waits for whoever runs this (`paperdesk jobs`)"


async def test_a_team_that_is_not_there_has_no_home(desk: Desk) -> None:
    with pytest.raises(NotFound):
        await home(desk.room, "cv")
