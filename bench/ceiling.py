"""What stands between the ranking and a perfect score: the month's own answers taught, and other months judged.

    OMP_NUM_THREADS=1 python -m bench.ceiling --data DIR

`taught itself` also teaches nine tenths of the month's own picks and judges the tenth that is left, ten times over:
what these features could find if nothing changed between lesson and use. The other lines rank months of which authors
and categories alone are at hand, by what lay before each, so that months with many recorded picks and with few stand
side by side.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np

from bench.ablation import REPORTED, scores
from bot.cli.evaluate import KNOWN_BEFORE, LISTS
from bot.cli.lessons import first_day, first_picked, history, lessons
from bot.cli.shelf import Shelf
from bot.ranking.evaluation import compare
from bot.ranking.learning import Lesson
from bot.ranking.pool import Pool

FOLDS = 10
#: Months with author lists and many picks, whose lessons hold at least one month with text.
BY_AUTHORS = ("2025-07", "2025-08", "2025-09", "2025-10")
RECORDED = "hf-daily-papers"

Row = tuple[str, int, int, dict[str, object]]


def itself(shelf: Shelf, month: str) -> Row:
    """The month ranked in tenths, each by coefficients that were taught the other nine as well."""
    day = first_day(month)
    pool, record, known = Pool.of(shelf.asked(month)), history(shelf, day), first_picked(shelf, day)
    grades = shelf.judged(month)[LISTS[REPORTED[month]]]
    good = np.array([p.ref.value in grades for p in pool.papers], dtype=bool)
    taught = lessons(shelf, day)
    fold = np.random.default_rng(0).permutation(len(pool.papers)) % FOLDS
    new = np.array([p.ref not in known for p in pool.papers])
    said = np.where(new, 0.0, KNOWN_BEFORE)
    for turn in range(FOLDS):
        left, rest = fold == turn, (fold != turn) & new
        mine = Lesson(Pool.of(p for p, kept in zip(pool.papers, rest, strict=True) if kept), good[rest], record)
        said[left] += scores(pool, record, [*taught, mine])[left]
    figures = compare({"": said}, good, ours="")[""]
    return f"{month}, {REPORTED[month]}, taught itself", len(good), int(good.sum()), figures


def by_authors(shelf: Shelf, month: str) -> Row:
    """A month without text: what authors and categories alone find of it."""
    day = first_day(month)
    papers = shelf.listed(month)
    recorded = {pick.ref for pick in shelf.picks(date.max) if pick.chosen_by == RECORDED}
    pool = Pool.of(papers)
    good = np.array([p.ref in recorded for p in pool.papers], dtype=bool)
    said = scores(pool, history(shelf, day), lessons(shelf, day))
    return f"{month}, hf, authors alone", len(good), int(good.sum()), compare({"": said}, good, ours="")[""]


def rows(shelf: Shelf) -> Iterator[Row]:
    """Every line of the table."""
    yield from (itself(shelf, month) for month in REPORTED if month in shelf.months)
    yield from (by_authors(shelf, month) for month in BY_AUTHORS if month in shelf.listed_months)


def main() -> None:
    """Print the table in Markdown."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--data", type=Path, required=True)
    print("| | papers | picks recorded | AUC | p@10 | p@100 |\n|---|---|---|---|---|---|")
    for name, papers, picks, row in rows(Shelf(words.parse_args().data)):
        print(f"| {name} | {papers:,} | {picks} | {row['auc']:.3f} | {row['p@10']:.2f} | {row['p@100']:.2f} |")


if __name__ == "__main__":
    main()
