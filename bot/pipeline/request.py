"""A member's wish for words about a paper: granted a few times a day, and never out of the editors' part of the cap."""

from __future__ import annotations

from hashlib import blake2b

import structlog

from bot.domain.errors import NotAllowed
from bot.domain.paper import Paper
from bot.pipeline.blurb import blurb, gather, known
from bot.ports import Newsroom, Written

log = structlog.get_logger()


async def requested(room: Newsroom, team: str, paper: Paper, who: str) -> Written:
    """Checked words for a paper that `who` (`slack:U012AB`) asks for; words that are there already are free.

    Raises:
        NotAllowed: that member has had as many drafted today as a member may.
    """
    source = await gather(room, paper)
    costs = room.writer is not room.fallback and await known(room, source) is None
    if costs and not await _granted(room, team, who):
        raise NotAllowed(
            f"You have had {room.member_blurbs} blurbs drafted today, which is a member's share; ask again tomorrow, "
            "or propose the paper to the editors with “Nominate”."
        )
    return await blurb(room, team, source, share=1 - room.editors_share)


async def _granted(room: Newsroom, team: str, who: str) -> bool:
    """Take one of the member's turns of this day, if one is left.

    A turn is an event that happens once, so two requests at the same moment cannot take the same one.
    """
    now = room.clock.now()
    member = blake2b(f"{team}\x1f{who}".encode(), digest_size=12).hexdigest()
    async with room.store.begin() as books:
        for turn in range(room.member_blurbs):
            if await books.ledger.first_time(f"blurb:{now:%Y-%m-%d}:{member}:{turn}", now):
                log.info("blurb.requested", team=team, turn=turn + 1, of=room.member_blurbs)
                return True
    return False
