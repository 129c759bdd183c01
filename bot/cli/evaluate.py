"""`paperdesk eval`: how well the ranking finds what people picked, beside the rankers of others."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from datetime import date

    from bot.cli.shelf import Shelf
    from bot.domain.paper import Paper, PaperRef
    from bot.domain.story import Score
    from bot.ranking.learning import Lesson
    from bot.ranking.prior import Prior
    from bot.ranking.score import Ranked

LISTS = {"hf": "hf-daily", "dair": "dair-weekly", "twitter": "hot-twitter", "zeta": "zeta-alpha"}
TOP = "hf-top50"
TOP_GRADE = 2
KNOWN_BEFORE = -3.0  # log-odds: a list does not pick a paper twice, as a team's pool leaves out what it has published
HEAD = (
    f"{'':<18}{'AUC':>7} {'90 %':>12} {'p@10':>6} {'p@100':>6} {'90 %':>12} {'r@10':>6} {'r@50':>6} {'r@100':>6}"
    f"   {'our lead in AUC':>14}  {'in p@100':>14}"
)
DATA = typer.Option(..., "--data", help="A folder with pools/, picks.jsonl, qrels/ and authors/.")
OUT = typer.Option(None, "--out", help="Write the whole order here, as tab-separated lines.")
METRICS = typer.Option(None, "--json", help="Write the figures here.")


@dataclass(frozen=True)
class Judged:
    """One month's order, and every ranker's figures by list."""

    month: str
    order: Sequence[tuple[Ranked, Score]]
    seconds: float
    lists: Mapping[str, Mapping[str, Any]]
    missing: Sequence[str] = ()


def command(
    data: Path = DATA,
    month: str = typer.Option(..., "--month", help="The month to rank, such as 2025-11; nothing of it is known."),
    lists: str = typer.Option("hf,dair,twitter,zeta", "--lists", help="Which lists to judge by."),
    out: Path | None = OUT,
    metrics: Path | None = METRICS,
) -> None:
    """Train on what lies before a month, rank the month, and measure it against public picks and other rankers."""
    from bot.domain.errors import BadInput

    wanted = [name.strip() for name in lists.split(",") if name.strip()]
    if unknown := [name for name in wanted if name not in LISTS]:
        raise BadInput(f"“{unknown[0]}” is no list; choose among {', '.join(LISTS)}.")
    found = judge(data, month, wanted)
    if out:
        out.write_text("".join(_lines(found)), encoding="utf-8")
    if metrics:
        said = {"month": month, "pool": len(found.order), "seconds": round(found.seconds, 2), "lists": found.lists}
        metrics.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    for line in table(found):
        print(line)


def judge(data: Path, month: str, wanted: Sequence[str]) -> Judged:
    """Train, rank and measure; what the month's editors picked is read only after the order stands."""
    from time import perf_counter

    from bot.cli.lessons import first_day, first_picked, history, lessons
    from bot.cli.shelf import Shelf
    from bot.ranking.pool import Pool
    from bot.ranking.score import rank
    from bot.ranking.taste import TeamTaste

    shelf, day = Shelf(data), first_day(month)
    papers = shelf.asked(month)
    taught = lessons(shelf, day)
    record = history(shelf, day)
    start = perf_counter()
    model, missing = _taught(taught, day)
    ranked = rank(Pool.of(papers), TeamTaste(), record, model=model, now=day)
    seconds = perf_counter() - start
    order = _order(ranked, first_picked(shelf, day))
    figures = _figures(shelf, taught, month, papers, order, wanted)
    return Judged(month, order, seconds, figures, (*missing, *_absent(shelf, month, wanted, figures)))


def _taught(taught: Sequence[Lesson], day: date) -> tuple[Prior, list[str]]:
    """The model fitted on what lies before; without enough of it, the shipped one, if it knows nothing of the month."""
    from bot.domain.errors import BadInput
    from bot.ranking.learning import fit
    from bot.ranking.prior import Prior

    try:
        return fit(taught), []
    except BadInput:
        shipped = Prior.shipped()
        end = str(shipped.about.get("nothing_from", ""))
        if not end or end > day.isoformat():
            raise
        return shipped, [f"too few picks of an earlier month: ranked by the shipped coefficients (of before {end})"]


def _absent(shelf: Shelf, month: str, wanted: Sequence[str], figures: Mapping[str, Any]) -> Iterable[str]:
    """What the folder lacks, and what that means for the figures."""
    graded = shelf.folder / "qrels" / f"{month}.qrels.tsv"
    if not graded.is_file():
        yield f"{graded} is not there: the month was ranked and could not be judged"
    elif unjudged := [name for name in wanted if name not in figures]:
        yield f"no picks of this month by {', '.join(unjudged)}: not judged"
    if not (shelf.folder / "picks.jsonl").is_file():
        yield "picks.jsonl is not there: nobody's earlier picks are known"
    if not any(listed < month for listed in shelf.listed_months):
        yield "no authors/arxiv_author_lists_*.tsv.gz from before the month: influence knows earlier pools alone"


def _order(ranked: Sequence[Ranked], known: Mapping[PaperRef, Any]) -> list[tuple[Ranked, Score]]:
    from bot.domain.story import Part, Score

    found = []
    for each in ranked:
        parts = each.score.parts
        if (day := known.get(each.paper.ref)) is not None:
            parts = (*parts, Part("published", KNOWN_BEFORE, (f"a public list had it on {day}",)))
        found.append((each, Score(sum(part.value for part in parts), parts)))
    return sorted(found, key=lambda pair: (-pair[1].total, pair[0].paper.ref))


def _figures(
    shelf: Shelf,
    taught: Sequence[Lesson],
    month: str,
    papers: Sequence[Paper],
    order: Sequence[tuple[Ranked, Score]],
    wanted: Sequence[str],
) -> dict[str, dict[str, Any]]:
    import numpy as np

    from bot.cli.lessons import first_day, first_picked, history
    from bot.ranking import baselines
    from bot.ranking.evaluation import compare

    judged = shelf.judged(month)
    day = first_day(month)
    totals = {each.paper.ref: score.total for each, score in order}
    days = first_picked(shelf, day)
    before = {p.ref: p for lesson in taught if lesson.text for p in lesson.papers}
    there = {p.ref for p in papers}
    kept = [before[ref] for ref in sorted(before) if ref in days or ref not in there]
    known = baselines.Known(tuple(papers), tuple(kept), tuple(days.get(p.ref) for p in kept), history(shelf, day))
    gone = np.array([p.ref in days for p in papers], dtype=bool)
    rankers = {"ours": np.array([totals[p.ref] for p in papers])}
    for name, values in baselines.scores(known).items():
        rankers[name] = np.where(gone, values.min(initial=0.0) - 1.0, values)  # they, too, leave out what was published
    found = {}
    for name, grades in _asked(judged, wanted):
        good = np.array([p.ref.value in grades for p in papers], dtype=bool)
        if good.any():
            found[name] = {"positives": int(good.sum()), **compare(rankers, good)}
    return found


def _asked(judged: Mapping[str, Mapping[str, int]], wanted: Sequence[str]) -> Iterable[tuple[str, set[str]]]:
    for name in wanted:
        grades = judged.get(LISTS[name], {})
        yield name, set(grades)
        if name == "hf":
            yield TOP, {ref for ref, grade in grades.items() if grade >= TOP_GRADE}


def _lines(found: Judged) -> Iterable[str]:
    yield "rank\tarxiv_id\tscore\treasons\n"
    for place, (each, score) in enumerate(found.order, 1):
        parts = [{"name": p.name, "value": p.value, "reasons": list(p.reasons)} for p in score.parts]
        reasons = json.dumps(parts, ensure_ascii=False)
        yield f"{place}\t{each.paper.ref.value}\t{score.total}\t{reasons}\n"


def table(found: Judged) -> Iterable[str]:
    """The figures as lines of text: each ranker, and our lead over it, with 90 % intervals."""
    yield f"{found.month}: {len(found.order):,} papers, fitted and ranked in {found.seconds:.1f} s"
    for line in found.missing:
        yield f"missing: {line}."
    for name, rows in found.lists.items():
        yield ""
        yield f"{name} ({rows['positives']} picks)"
        yield HEAD
        for ranker, row in rows.items():
            if ranker != "positives":
                yield _row(ranker, row)


def _row(ranker: str, row: Mapping[str, Any]) -> str:
    lead = row.get("ours_lead")
    said = f"   {_span(lead['auc_ci90'], sign=True)}  {_span(lead['p@100_ci90'], sign=True)}" if lead else ""
    return (
        f"{ranker:<18}{row['auc']:7.4f} {_span(row['auc_ci90'])} {row['p@10']:6.2f} {row['p@100']:6.2f} "
        f"{_span(row['p@100_ci90'])} {row['r@10']:6.3f} {row['r@50']:6.3f} {row['r@100']:6.3f}{said}"
    )


def _span(ends: Sequence[float], *, sign: bool = False) -> str:
    return f"{ends[0]:+.3f}..{ends[1]:+.3f}" if sign else f"{ends[0]:.3f}..{ends[1]:.3f}"
