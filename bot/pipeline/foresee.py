"""What would be proposed to a team if an edition opened now, and when one does; looked at, never written."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.paper import Paper
from bot.domain.story import Score
from bot.domain.team import Team
from bot.pipeline.blurb import blurb, gather
from bot.pipeline.edition import slot
from bot.pipeline.rank import ranked_for
from bot.ports import Newsroom, Written


@dataclass(frozen=True, slots=True)
class Coming:
    """A team's next edition: its month, when whoever serves opens it (`due` is at once), and when it goes out."""

    period: str
    opens_at: datetime
    publish_at: datetime
    due: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paper that would be proposed, with its score and what its abstract says."""

    paper: Paper
    score: Score
    written: Written

    @property
    def reason(self) -> str:
        """The first reason of what speaks most for the paper."""
        part = max((part for part in self.score.parts if part.reasons), key=lambda part: part.value, default=None)
        return part.reasons[0].replace("*", "") if part else ""


def coming(room: Newsroom, team: Team, taken: Collection[str]) -> Coming:
    """The next edition that opens by itself, past the months that are `taken`: they have one, whatever became of it.

    Raises:
        NotConfigured: the team's cadence never fires.
    """
    now = since = room.clock.now()
    publish_at, period = slot(room, team, since)
    while period in taken:
        since = publish_at
        publish_at, period = slot(room, team, since)
    opens_at = max(since, publish_at - timedelta(days=team.review_days))
    return Coming(period, opens_at, publish_at, due=opens_at == now)


async def foresee(room: Newsroom, team: Team) -> tuple[int, tuple[Candidate, ...]]:
    """How many papers the team has before it, and those of them that would be proposed now, best first.

    Their words are taken from their abstracts, whoever drafts: a model costs money, and its words are kept.
    """
    ranking = await ranked_for(room, team, until=room.clock.now())
    plain = replace(room, writer=room.fallback)
    found = []
    for each in ranking.choice.chosen:
        written = await blurb(plain, team.name, await gather(plain, each.paper))
        found.append(Candidate(each.paper, each.score, written))
    return len(ranking.reading.pool), tuple(found)
