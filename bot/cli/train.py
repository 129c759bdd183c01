"""`paperdesk train-prior`: fit the coefficients that ship with the package."""

from __future__ import annotations

from pathlib import Path

import typer

DATA = typer.Option(..., "--data", help="A folder with pools/, picks.jsonl and authors/.")
OUT = typer.Option(Path("prior.json"), "--out", help="Where the coefficients go.")
TERMS = 12_000  # words that travel; the rest adds nothing that shows in the figures


def command(
    data: Path = DATA,
    out: Path = OUT,
    until: str | None = typer.Option(None, "--until", help="Use nothing of this month or later; else all there is."),
    terms: int = typer.Option(TERMS, "--terms", min=100, help="How many words to keep."),
) -> None:
    """Fit the ranking's coefficients on public picks and write them as JSON."""
    from datetime import date, timedelta

    from bot.cli.lessons import first_day, lessons
    from bot.cli.shelf import Shelf
    from bot.ranking.learning import fit

    shelf = Shelf(data)
    last = max((pick.on for pick in shelf.picks(date.max)), default=date.min)
    day = first_day(until) if until else (last.replace(day=1) + timedelta(days=32)).replace(day=1)
    taught = lessons(shelf, day)
    months = sorted({p.ref.month for x in taught for p in x.papers if p.ref.month})
    texts = sorted({p.ref.month for x in taught if x.text for p in x.papers if p.ref.month})
    about = {
        "command": "paperdesk train-prior --data DIR",
        "nothing_from": day.isoformat(),
        "months": months,
        "months_with_text": texts,
        "papers": sum(len(x.papers) for x in taught),
        "picks": sum(int(x.picked.sum()) for x in taught),
        "lists": sorted({pick.chosen_by for pick in shelf.picks(day) if f"{pick.on:%Y-%m}" >= months[0]}),
    }
    out.write_text(fit(taught, about=about).dumps(terms), encoding="utf-8")
    print(f"{about['papers']:,} papers of {len(months)} months taught {about['picks']:,} picks; written to {out}.")
