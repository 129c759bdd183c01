"""Teams, their people, and the workspaces that installed the bot, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Row, delete, select

from bot.domain.team import Team
from bot.store import tables
from bot.store.plain import clean
from bot.store.rows import people_values, team_of, team_values
from bot.store.transaction import Transaction


class SqlTeams:
    """The port `Teams` on SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    async def save(self, team: Team) -> None:
        statement = self._tx.insert(tables.teams).values(**team_values(team))
        await self._tx.run(
            statement.on_conflict_do_update(index_elements=["name"], set_={"settings": statement.excluded.settings})
        )
        await self._tx.run(delete(tables.people).where(tables.people.c.team == clean(team.name)))
        await self._tx.run(self._tx.insert(tables.people), people_values(team))

    async def get(self, name: str) -> Team | None:
        row = await self._tx.first(select(tables.teams).where(tables.teams.c.name == clean(name)))
        if row is None:
            return None
        columns = tables.people.c
        people = await self._tx.rows(select(tables.people).where(columns.team == row.name).order_by(columns.position))
        return team_of(row, await self._staying(people))

    async def all(self) -> Sequence[Team]:
        """All teams, by name."""
        columns = tables.people.c
        ordered = select(tables.people).order_by(columns.team, columns.position)
        people: dict[str, list[Row[Any]]] = {
            team: list(some)
            for team, some in groupby(await self._staying(await self._tx.rows(ordered)), lambda row: row.team)
        }
        rows = await self._tx.rows(select(tables.teams))
        return sorted((team_of(row, people.get(row.name, [])) for row in rows), key=lambda team: team.name)

    async def _staying(self, people: Sequence[Row[Any]]) -> Sequence[Row[Any]]:
        """Without guests whose time is over; the next save of their team deletes them."""
        if not any(person.until for person in people):
            return people
        now = await self._tx.now()
        return [person for person in people if person.until is None or person.until > now]

    async def install(self, platform: str, space: str, secret: bytes, at: datetime) -> None:
        """Keep a workspace's encrypted tokens; a new installation replaces the old one."""
        statement = self._tx.insert(tables.installations).values(
            platform=platform, space=space, secret=secret, installed_at=at
        )
        await self._tx.run(
            statement.on_conflict_do_update(
                index_elements=["platform", "space"],
                set_={"secret": secret, "installed_at": at},
            )
        )

    async def installed(self, platform: str, space: str) -> bytes | None:
        """A workspace's encrypted tokens, if it has installed the bot."""
        columns = tables.installations.c
        row = await self._tx.first(select(columns.secret).where(columns.platform == platform, columns.space == space))
        return row.secret if row else None

    async def installations(self, platform: str) -> Sequence[tuple[str, bytes]]:
        columns = tables.installations.c
        rows = select(tables.installations).where(columns.platform == platform).order_by(columns.space)
        return [(row.space, row.secret) for row in await self._tx.rows(rows)]

    async def uninstall(self, platform: str, space: str) -> None:
        columns = tables.installations.c
        await self._tx.run(delete(tables.installations).where(columns.platform == platform, columns.space == space))
