"""`paperdesk serve`: run the bot."""

from __future__ import annotations

import asyncio
import sys


def command() -> None:
    """Run the bot: clock, chats, web desk and deliveries, until Ctrl-C or SIGTERM."""
    from bot.config.settings import read_settings
    from bot.config.tokens import lacking, misplaced
    from bot.domain.errors import NotConfigured
    from bot.log import LoggedProgress, set_up_log
    from bot.serve import serve

    settings = read_settings()
    set_up_log(level=settings.log_level, look=settings.log_format, secrets=settings.secrets)
    if said := misplaced(settings) or lacking(settings):
        raise NotConfigured(said)
    asyncio.run(serve(settings, LoggedProgress(), _said))


def _said(address: str) -> None:
    print(f"Paperdesk is serving; the desk is at {address}/desk. Ctrl-C stops it.", file=sys.stderr, flush=True)
