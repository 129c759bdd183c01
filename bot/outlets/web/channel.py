"""The web archive as a channel: what it owes is kept already, so posting an edition means seeing that it is there."""

from __future__ import annotations

import json

from bot.domain.edition import Delivery
from bot.domain.errors import PostRefused
from bot.domain.printed import PrintedEdition
from bot.domain.team import Place, Platform
from bot.outlets.web.pages import Addresses
from bot.ports import Store


class WebChannel:
    """Shows an edition in the archive: its pages are made from the printed edition that the store keeps."""

    platform: Platform = "web"
    pace: float = 0.0

    def __init__(self, store: Store) -> None:
        self.store = store

    def bodies(self, printed: PrintedEdition, place: Place) -> tuple[str, ...]:
        return (json.dumps({"team": printed.team, "period": printed.period, "language": place.language}),)

    async def post(self, delivery: Delivery, parent: str | None) -> str:
        found = await self.find(delivery, parent)
        if found is None:
            raise PostRefused("The archive has no such edition; settle this delivery as skipped.")
        return found

    async def find(self, delivery: Delivery, parent: str | None) -> str | None:
        """The path of the edition's page, which is its message id; the same however often it is asked for."""
        try:
            body = json.loads(delivery.body)
            team, period, language = body["team"], body["period"], body["language"]
        except (ValueError, KeyError, TypeError) as error:
            raise PostRefused("This delivery names no edition; settle it as skipped.") from error
        async with self.store.begin(reading=True) as books:
            edition = await books.editions.find(team, period)
            printed = await books.editions.printed(edition.id, language) if edition else None
            known = await books.teams.get(team)
        if printed is None:
            return None
        return Addresses().edition(printed, known.language if known else language)
