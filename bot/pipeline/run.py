"""The whole route, on one screen.

        poll          enrich         rank          draft           review            publish
    arXiv ───▶ Paper ───▶ + Evidence ───▶ Score ───▶ Story+Draft ───▶ editors decide ───▶ Delivery

`gather` is shared by all teams. `advance` takes one edition as far as it can go without a person: every
step looks at the row, does its piece of work, and writes the result and the new stage in one transaction.
So it may be called by a clock, a click or a restart after a crash, as often as anyone likes, by any number
of replicas: what is done stays done, and what is not done is done once.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot.domain.edition import Edition
from bot.domain.editorial import EditionStage
from bot.pipeline.cards import ask_editors, keep_asking
from bot.pipeline.draft import draft_all
from bot.pipeline.edition import meet_deadline, reweigh
from bot.pipeline.enrich import enrich
from bot.pipeline.heading import head
from bot.pipeline.illustrate import illustrate
from bot.pipeline.inquire import inquire, rested
from bot.pipeline.links import try_links
from bot.pipeline.picks import follow_lists
from bot.pipeline.poll import PollReport, poll
from bot.pipeline.publish import post_all, release, settle
from bot.pipeline.rank import shortlist
from bot.pipeline.refer import refer
from bot.pipeline.rescore import rescore
from bot.pipeline.translate import translate_all
from bot.ports import Newsroom

Step = Callable[[Newsroom, int], Awaitable[object]]

STEPS: Mapping[EditionStage, tuple[Step, ...]] = {
    EditionStage.GATHERING: (shortlist,),
    EditionStage.DRAFTING: (draft_all, illustrate, refer, head, ask_editors),
    EditionStage.IN_REVIEW: (draft_all, illustrate, refer, head, keep_asking, meet_deadline),
    EditionStage.HELD: (draft_all, illustrate, refer, head, keep_asking),
    EditionStage.READY: (draft_all, keep_asking, reweigh, refer, translate_all, try_links, release, illustrate),
    EditionStage.PUBLISHING: (post_all, settle),
    EditionStage.PUBLISHED: (),
    EditionStage.CANCELLED: (),
}


async def gather(room: Newsroom) -> PollReport:
    """Fetch what is new and what is known about it, once for all teams."""
    report = await poll(room)
    if await enrich(room):
        await rescore(room)
    return report


async def fill_in(room: Newsroom) -> None:
    """Ask again for what was not known or whoever was away, and let open editions have what came of it."""
    await follow_lists(room)
    if await rested(room) and await inquire(room):
        await rescore(room)


async def advance(room: Newsroom, edition_id: int) -> Edition:
    """Take one edition as far as it can go without a person."""
    while True:
        before = await _edition(room, edition_id)
        for step in STEPS[before.stage]:
            await step(room, edition_id)
        after = await _edition(room, edition_id)
        if after.stage is before.stage:
            return after


async def _edition(room: Newsroom, edition_id: int) -> Edition:
    async with room.store.begin(reading=True) as books:
        return await books.editions.get(edition_id)
