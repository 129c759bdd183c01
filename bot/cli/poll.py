"""`paperdesk poll`: fetch what was announced, now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cli.entry import AS_JSON, run, show

if TYPE_CHECKING:
    from bot.pipeline.poll import PollReport
    from bot.wiring import Opened


def command(as_json: bool = AS_JSON) -> None:
    """Fetch what arXiv announced, and what is known about it; resumes where an earlier poll stopped."""
    from bot.domain.errors import SourceAway

    report = run(_poll)
    lines = [f"{report.new} papers are new, {report.known} were known."]
    lines += [f"Left out: {skipped.name} ({skipped.reason})" for skipped in report.skipped]
    show(report, lines, as_json=as_json)
    if report.away:
        raise SourceAway(report.away[0])


async def _poll(opened: Opened) -> PollReport:
    from bot.pipeline.run import gather

    with opened.alone():
        return await gather(opened.room)
