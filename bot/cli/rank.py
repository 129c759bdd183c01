"""`paperdesk rank`: what a team's ranking thinks of a month, and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import typer

from bot.cli.entry import AS_JSON, TEAM, run, show, the_team

if TYPE_CHECKING:
    from bot.pipeline.rank import Ranking
    from bot.wiring import Opened


def command(
    team: str | None = TEAM,
    month: str | None = typer.Option(None, "--month", help="A month such as 2026-10; else what is new by now."),
    explain: bool = typer.Option(False, "--explain", help="Say what each score is made of."),
    why_not: str | None = typer.Option(None, "--why-not", metavar="REF", help="Say what kept this paper out."),
    top: int = typer.Option(20, "--top", min=1, help="How many papers to show."),
    as_json: bool = AS_JSON,
) -> None:
    """Rank what was announced for one team; changes nothing."""
    since, until = _window(month)
    if why_not:
        said = run(lambda opened: _why_not(opened, team, why_not, since, until))
        show({"ref": why_not, "why_not": said}, [said], as_json=as_json)
        return
    ranking = run(lambda opened: _ranked(opened, team, since, until))
    show(list(_rows(ranking, top)), _lines(ranking, top, explain=explain), as_json=as_json)


def _window(month: str | None) -> tuple[date | None, datetime | None]:
    from bot.domain.errors import BadInput

    if month is None:
        return None, None
    try:
        first = datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC)
    except ValueError as error:
        raise BadInput(f"“{month}” is not a month; write one such as 2026-10.") from error
    following = (first + timedelta(days=32)).replace(day=1)
    return first.date(), following - timedelta(seconds=1)


async def _ranked(opened: Opened, name: str | None, since: date | None, until: datetime | None) -> Ranking:
    from bot.pipeline.rank import ranked_for

    team = await the_team(opened.room, name)
    return await ranked_for(opened.room, team, until=until or opened.room.clock.now(), since=since)


async def _why_not(opened: Opened, name: str | None, ref: str, since: date | None, until: datetime | None) -> str:
    from bot.domain.paper import PaperRef
    from bot.pipeline.rank import why_not

    team = await the_team(opened.room, name)
    moment = until or opened.room.clock.now()
    return await why_not(opened.room, team, PaperRef.parse(ref), until=moment, since=since)


def _rows(ranking: Ranking, top: int) -> Iterator[dict[str, Any]]:
    from bot.ranking.explain import layers

    for place, each in enumerate(ranking.ranked[:top], start=1):
        shared, own = layers(each.score, ranking.reading.team.name)
        parts = [{"name": p.name, "value": p.value, "reasons": list(p.reasons)} for p in each.score.parts]
        yield {
            "rank": place,
            "ref": str(each.paper.ref),
            "title": each.paper.title,
            "score": each.score.total,
            "shared": shared.value,
            "team": own.value,
            "parts": parts,
            "held_back": next(
                (h.reason for h in ranking.choice.held_back if h.ranked.paper.ref == each.paper.ref), None
            ),
        }


def _lines(ranking: Ranking, top: int, *, explain: bool) -> Iterator[str]:
    from bot.ranking.explain import lines

    if not ranking.ranked:
        yield "Nothing was announced in that time; `paperdesk poll` fetches what is new."
    for row, each in zip(_rows(ranking, top), ranking.ranked[:top], strict=True):
        yield f"{row['rank']:>4}  {row['score']:+6.2f}  {row['ref']:<14} {row['title']}"
        if row["held_back"]:
            yield f"              held back: {row['held_back']}"
        for line in lines(each.score, ranking.reading.team.name) if explain else ():
            yield f"            {line}"
    known = sum(bool(evidence.authors) for evidence in ranking.reading.pool.evidence.values())
    if known < len(ranking.ranked):
        yield (
            f"Authors are known by id on {known:,} of {len(ranking.ranked):,} papers; the others count as usual, "
            "and are asked about again."
        )
