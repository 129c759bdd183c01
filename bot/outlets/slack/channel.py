"""A Slack channel as a place where readers read: the edition leads, its stories hang in the thread."""

from __future__ import annotations

from urllib.parse import quote

from bot.domain.printed import PrintedEdition
from bot.domain.team import Place
from bot.outlets.slack.blocks.post import bodies
from bot.outlets.slack.outlet import SlackOutlet


class SlackChannel(SlackOutlet):
    """Freezes and posts editions."""

    def bodies(self, printed: PrintedEdition, place: Place) -> tuple[str, ...]:
        return bodies(printed, page=self._page(printed), site=self.site)

    def _page(self, printed: PrintedEdition) -> str | None:
        return f"{self.site}/{quote(printed.team, safe='')}" if self.site else None
