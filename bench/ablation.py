"""What each part of the ranking is worth: fitted again without it, on the months that `paperdesk eval` reports.

    OMP_NUM_THREADS=1 python -m bench.ablation --data DIR [--plot docs/images/ranking.png]

Every line is a whole fit by the production code with something left out, judged as `paperdesk eval` judges.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from bot.cli.evaluate import KNOWN_BEFORE, LISTS
from bot.cli.lessons import first_day, first_picked, history, lessons
from bot.cli.shelf import Shelf
from bot.ranking.evaluation import compare
from bot.ranking.history import History
from bot.ranking.learning import VIEWS, Lesson, fit
from bot.ranking.pool import Pool
from bot.ranking.score import rank
from bot.ranking.taste import TeamTaste

if TYPE_CHECKING:
    from numpy.typing import NDArray

REPORTED = {"2021-06": "twitter", "2025-11": "hf"}
WIDTH, LINE, LEFT, TOP = 1200, 34, 330, 70
INK, PALE, LEAD = (34, 34, 34), (196, 196, 196), (25, 95, 170)


def variants() -> dict[str, tuple[str, ...]]:
    """What is left out under which name."""
    alone = {f"{view} alone": tuple(v for v in VIEWS if v != view) for view in VIEWS}
    return {"all of it": (), **{f"without {view}": (view,) for view in VIEWS}, **alone}


def ablate(shelf: Shelf, month: str) -> dict[str, dict[str, object]]:
    """Figures of every variant on one month's main list."""
    day = first_day(month)
    pool, record, known = Pool.of(shelf.asked(month)), history(shelf, day), first_picked(shelf, day)
    taught = lessons(shelf, day)
    grades = shelf.judged(month)[LISTS[REPORTED[month]]]
    good = np.array([p.ref.value in grades for p in pool.papers], dtype=bool)
    before = np.array([KNOWN_BEFORE * (p.ref in known) for p in pool.papers])
    told = {name: scores(pool, record, taught, without) + before for name, without in variants().items()}
    told["months with text only"] = scores(pool, record, [x for x in taught if x.text]) + before
    told["without lone picks"] = scores(pool, record, [x for x in taught if x.trust >= 1.0]) + before
    bare = [replace(x, history=_forgetful(x.history)) for x in taught]
    told["without any history"] = scores(pool, _forgetful(record), bare) + before
    return compare(told, good, ours="all of it")


def scores(pool: Pool, record: History, taught: Sequence[Lesson], without: Sequence[str] = ()) -> NDArray[np.float64]:
    """What the production code says of each paper once it was taught, in the order of the pool."""
    pool.forget()
    ranked = rank(pool, TeamTaste(), record, model=fit(taught, without=without), now=record.until)
    totals = {each.paper.ref: each.total for each in ranked}
    return np.array([totals[p.ref] for p in pool.papers])


def _forgetful(record: History) -> History:
    return History(record.until)


def lines(found: Mapping[str, Mapping[str, dict[str, object]]]) -> Iterable[str]:
    """A table in Markdown."""
    for month, rows in found.items():
        yield f"\n{month}, {REPORTED[month]} list\n"
        yield "| | AUC | 90 % | p@10 | p@100 | 90 % | all of it leads in AUC by |"
        yield "|---|---|---|---|---|---|---|"
        for name, row in rows.items():
            lead = row.get("ours_lead")
            by = _span(lead["auc_ci90"], "+.3f") if isinstance(lead, dict) else ""
            spans = _span(row["auc_ci90"]), _span(row["p@100_ci90"])
            figures = (f"{row['auc']:.3f}", spans[0], f"{row['p@10']:.2f}", f"{row['p@100']:.2f}", spans[1], by)
            yield f"| {' | '.join((name, *figures))} |"


def _span(ends: object, form: str = ".3f") -> str:
    low, high = ends if isinstance(ends, list) else (0.0, 0.0)
    return f"{low:{form}} to {high:{form}}"


def plot(found: Mapping[str, Mapping[str, dict[str, object]]], path: Path) -> None:
    """AUC with 90 % intervals, a panel a month, as a picture."""
    height = sum(TOP + LINE * (len(rows) + 1) for rows in found.values()) + 20
    picture = Image.new("RGB", (WIDTH, height), "white")
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(20)
    top = 10
    for month, rows in found.items():
        pen.text((20, top + 8), f"{month}, {REPORTED[month]} list: AUC with 90 % intervals", fill=INK, font=font)
        for step in range(5, 11):
            x = _x(step / 10)
            pen.line([(x, top + TOP - 12), (x, top + TOP + LINE * len(rows))], fill=PALE)
            pen.text((x - 14, top + TOP + LINE * len(rows) + 2), f"{step / 10:.1f}", fill=INK, font=font)
        for place, (name, row) in enumerate(rows.items()):
            _bar(pen, font, top + TOP + LINE * place, name, row)
        top += TOP + LINE * (len(rows) + 1)
    picture.save(path, optimize=True)


def _bar(
    pen: ImageDraw.ImageDraw, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, y: int, name: str, row: object
) -> None:
    figures = row if isinstance(row, dict) else {}
    low, high = figures["auc_ci90"]
    colour = LEAD if "ours_lead" not in figures else INK
    pen.text((20, y), name, fill=colour, font=font)
    pen.line([(_x(low), y + 12), (_x(high), y + 12)], fill=colour, width=4)
    pen.ellipse([(_x(figures["auc"]) - 6, y + 6), (_x(figures["auc"]) + 6, y + 18)], fill=colour)
    pen.text((WIDTH - 90, y), f"{figures['auc']:.3f}", fill=colour, font=font)


def _x(value: float) -> float:
    return LEFT + (value - 0.5) / 0.5 * (WIDTH - LEFT - 120)


def main() -> None:
    """Print the table, draw the picture."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--data", type=Path, required=True)
    words.add_argument("--plot", type=Path)
    asked = words.parse_args()
    shelf = Shelf(asked.data)
    found = {month: ablate(shelf, month) for month in REPORTED if month in shelf.months}
    print("\n".join(lines(found)))
    if asked.plot:
        plot(found, asked.plot)


if __name__ == "__main__":
    main()
