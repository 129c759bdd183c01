"""Try every link of an edition once before it goes out, so that none of them is dead on the page."""

from __future__ import annotations

import asyncio

import structlog

from bot.domain.edition import Edition
from bot.domain.editorial import EditionStage
from bot.domain.errors import OutsideError
from bot.pipeline.edition import chosen
from bot.ports import AuditLine, Books, Newsroom

log = structlog.get_logger()

#: Seconds for all links of an edition together: what has not answered by then stays, and the edition is not late.
PATIENCE = 60.0
_DEAD = "dead link"


async def try_links(room: Newsroom, edition_id: int) -> int:
    """Note the dead links of an edition that is about to go out; how many there are. Looks once."""
    async with room.store.begin(reading=True) as books:
        edition = await books.editions.get(edition_id)
        looked = await books.papers.cursor(_looked(edition))
        team = await books.teams.get(edition.team)
        going = chosen(team, await books.editions.stories(edition_id)) if team else []
        evidence = await books.papers.evidence([story.ref for story in going])
    due = edition.publish_now or room.clock.now() >= edition.publish_at
    if room.link_check is None or looked or not due or edition.stage is not EditionStage.READY:
        return 0
    links = [link for each in evidence.values() for link in each.links]
    try:
        async with asyncio.timeout(PATIENCE):
            living = set(await room.link_check.living(links))
    except (OutsideError, TimeoutError) as error:
        log.warning("links.not_tried", edition=edition_id, reason=str(error) or "they took too long")
        living = set(links)
    dead = [link for link in links if link not in living]
    now = room.clock.now()
    async with room.store.begin() as books:
        for link in dead:
            await books.ledger.note(AuditLine(now, "paperdesk", _DEAD, f"edition:{edition_id}", link.url))
        await books.papers.keep_cursor(_looked(edition), now.isoformat(), now)
    log.info("links.tried", edition=edition_id, links=len(links), dead=len(dead))
    return len(dead)


async def dead_links(books: Books, edition: Edition) -> frozenset[str]:
    """The addresses that did not answer when the edition was about to go out."""
    lines = await books.ledger.lines(f"edition:{edition.id}")
    return frozenset(line.detail for line in lines if line.what == _DEAD)


def _looked(edition: Edition) -> str:
    return f"links of edition:{edition.id}:{edition.generation}"
