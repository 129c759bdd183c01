"""`paperdesk worker`: a replica that only works."""

from __future__ import annotations

import asyncio
import sys


def command() -> None:
    """Work beside the processes that serve (on Postgres), until Ctrl-C or SIGTERM."""
    from bot.config.settings import read_settings
    from bot.log import LoggedProgress, set_up_log
    from bot.serve import work

    settings = read_settings()
    set_up_log(level=settings.log_level, look=settings.log_format, secrets=settings.secrets)
    asyncio.run(work(settings, LoggedProgress(), _said))


def _said(_: str) -> None:
    print("Paperdesk is working for those that serve. Ctrl-C stops it.", file=sys.stderr, flush=True)
