"""Lays the team file over what the database knows about teams."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import structlog

from bot.config.teams import FileTeam
from bot.ports import Store

log = structlog.get_logger()


async def sync_teams(store: Store, teams: Sequence[FileTeam]) -> tuple[str, ...]:
    """Save every team whose keys in the file differ from the database's; the names of those that changed.

    A team that has left the file stays as it is, and chat may change all of it: the database is the truth about teams.
    """
    changed = []
    async with store.begin() as books:
        named = {each.team.name for each in teams}
        for left in [team for team in await books.teams.all() if team.owned and team.name not in named]:
            await books.teams.save(replace(left, owned=()))
            changed.append(left.name)
        for each in teams:
            stored = await books.teams.get(each.team.name)
            team = each.over(stored)
            if team != stored:
                await books.teams.save(team)
                changed.append(team.name)
    for name in changed:
        log.info("team.synced", team=name)
    return tuple(changed)
