"""Reads a folder of monthly pools, public picks and author lists, as they stood before a day."""

from __future__ import annotations

import csv
import gzip
import json
import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from bot.domain.errors import BadInput
from bot.domain.paper import Author, Paper, PaperRef

if TYPE_CHECKING:
    from bot.ports import Pick

#: The pool of 2021-05 was gathered in its last days only; its papers were still new in June.
SPILLS = {"2021-06": ("2021-05",)}


@dataclass(frozen=True)
class Shelf:
    """A folder of data; every reader takes the first day that must not be known."""

    folder: Path

    def pool(self, month: str) -> tuple[Paper, ...]:
        """The papers of a month's file, in order of ref.

        Raises:
            BadInput: there is no such file, or a line of it is no paper.
        """
        if month not in self._read:
            path = self.folder / "pools" / f"{month}.jsonl.gz"
            if not path.is_file():
                there = f"the months at hand are {', '.join(self.months)}" if self.months else "no month is at hand"
                raise BadInput(f"There is no {path}; {there}.")
            papers = {p.ref: p for p in (_paper(record) for record in _records(path))}
            self._read[month] = tuple(papers[ref] for ref in sorted(papers))
        return self._read[month]

    @cached_property
    def _read(self) -> dict[str, tuple[Paper, ...]]:
        return {}

    def asked(self, month: str) -> tuple[Paper, ...]:
        """The pool that a month is judged on."""
        merged = {p.ref: p for m in (month, *SPILLS.get(month, ())) if m in self.months for p in self.pool(m)}
        return tuple(merged[ref] for ref in sorted(merged)) if merged else self.pool(month)

    @cached_property
    def months(self) -> tuple[str, ...]:
        """The months that have a pool."""
        return tuple(sorted(p.name.removesuffix(".jsonl.gz") for p in (self.folder / "pools").glob("*.jsonl.gz")))

    @cached_property
    def _all_picks(self) -> tuple[Pick, ...]:
        from bot.ports import Pick

        path = self.folder / "picks.jsonl"
        records = [r for r in _records(path) if r.get("arxiv_id")] if path.is_file() else []
        return tuple(Pick(_ref(r, path), _day(str(r["date"])), str(r["list_name"])) for r in records)

    def picks(self, before: date) -> tuple[Pick, ...]:
        """Public picks dated before the day; one dated by month or year alone counts from that time's last day."""
        names = {p.ref: tuple(a.name for a in p.authors) for p in self._echoes if announced(p.ref) < before}
        return tuple(replace(k, authors=names.get(k.ref, ())) for k in self._all_picks if k.on < before)

    @cached_property
    def _lists(self) -> tuple[tuple[PaperRef, str, tuple[str, ...]], ...]:
        found: dict[PaperRef, tuple[str, tuple[str, ...]]] = {}
        for path in sorted((self.folder / "authors").glob("arxiv_author_lists_*.tsv.gz")):
            with _opened(path) as lines:
                for line in lines:
                    ref, category, names = (*line.rstrip("\n").split("\t"), "", "")[:3]
                    found[PaperRef("arxiv", ref)] = (category, tuple(n for n in names.split("; ") if n))
        return tuple((ref, *found[ref]) for ref in sorted(found))

    @cached_property
    def _echoes(self) -> tuple[Paper, ...]:
        paths = sorted(self.folder.glob("hot_papers_meta*.jsonl.gz"))
        papers = {p.ref: p for path in paths for p in (_paper(record) for record in _records(path))}
        return tuple(papers[ref] for ref in sorted(papers))

    def listed(self, month: str) -> tuple[Paper, ...]:
        """The month's papers of the author lists: categories and names, no text."""
        rows = (row for row in self._lists if row[0].month == month)
        return tuple(
            Paper(ref, "", "", tuple(map(Author, names)), (category,) if category else ())
            for ref, category, names in rows
        )

    @cached_property
    def listed_months(self) -> tuple[str, ...]:
        """The months of the author lists."""
        return tuple(sorted({ref.month for ref, _, _ in self._lists if ref.month}))

    def echoes(self, before: date) -> tuple[Paper, ...]:
        """Picked papers of which only the picks are known: none that was picked, or has an id, of the day or later."""
        known = {pick.ref for pick in self._all_picks if pick.on < before}
        return tuple(p for p in self._echoes if p.ref in known and announced(p.ref) < before)

    def bylines(self, before: date) -> list[tuple[PaperRef, date, tuple[str, ...]]]:
        """Papers by id month before the day, with their authors' names."""
        found = {ref: names for ref, _, names in self._lists}
        for month in self.months:
            if month < f"{before:%Y-%m}":
                found |= {p.ref: tuple(a.name for a in p.authors) for p in self.pool(month)}
        return [(ref, announced(ref), names) for ref, names in found.items() if announced(ref) < before]

    def works(self, before: date) -> Mapping[str, int]:
        """Papers by plain name from before the bylines begin; counts only, never citations."""
        from bot.ranking.words import plain

        found: dict[str, int] = {}
        for path in sorted((self.folder / "authors").glob("*upto[0-9][0-9][0-9][0-9].csv.gz")):
            if int(path.name[-11:-7]) < before.year:
                for row in _table(path):
                    name, number = plain(row["name"]), int(row.get("n_papers") or row.get("n_arxiv_papers") or 0)
                    if number > found.get(name, 1):  # one paper says little, and half of all names have one
                        found[name] = number
        return found

    def fame(self, before: date) -> Mapping[str, int]:
        """h-index by plain name of well-known people, from the newest list made in an earlier month."""
        from bot.ranking.words import plain

        paths = sorted((self.folder / "authors").glob("bigcows_google_scholar_????-??.csv"))
        paths = [path for path in paths if path.stem[-7:] < f"{before:%Y-%m}"]
        return {plain(r["name"]): int(float(r["h_index"])) for r in _table(paths[-1]) if r["h_index"]} if paths else {}

    def judged(self, month: str) -> dict[str, dict[str, int]]:
        """Grades by list and arXiv id, for judging alone."""
        path = self.folder / "qrels" / f"{month}.qrels.tsv"
        found: dict[str, dict[str, int]] = {}
        for row in _table(path, "\t") if path.is_file() else ():
            found.setdefault(row["list"], {})[row["arxiv_id"]] = int(row["grade"])
        return found


def announced(ref: PaperRef) -> date:
    """The middle of the month in an arXiv id; the end of time where the reference holds no month."""
    return date.fromisoformat(f"{ref.month}-15") if ref.month else date.max


def _day(text: str) -> date:
    """The last day that a date may mean: `2021` is its last day, `2021-06` the 30th."""
    parts = [int(part) for part in re.findall(r"\d+", text)[:3]]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    return date(year, month, parts[2] if len(parts) > 2 else monthrange(year, month)[1])


def _paper(record: Mapping[str, Any]) -> Paper:
    return Paper(
        PaperRef("arxiv", str(record["arxiv_id"])),
        str(record.get("title") or ""),
        str(record.get("abstract") or ""),
        tuple(Author(str(name)) for name in record.get("authors") or ()),
        tuple(str(name) for name in record.get("categories") or ()),
    )


def _ref(record: Mapping[str, Any], path: Path) -> PaperRef:
    ref = PaperRef.parse(str(record["arxiv_id"]))
    if "date" not in record or "list_name" not in record:
        raise BadInput(f"In {path} the pick of {ref} lacks its date or the name of its list.")
    return ref


def _opened(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return cast("IO[str]", gzip.open(path, "rt", encoding="utf-8"))
    return path.open(encoding="utf-8")


def _records(path: Path) -> Iterator[dict[str, Any]]:
    with _opened(path) as lines:
        for number, line in enumerate(lines, 1):
            try:
                record = json.loads(line)
                record["arxiv_id"]
            except (ValueError, KeyError, TypeError) as error:
                raise BadInput(f"Line {number} of {path} is no record with an arxiv_id; mend or remove it.") from error
            yield record


def _table(path: Path, delimiter: str = ",") -> Iterator[dict[str, str]]:
    with _opened(path) as lines:
        yield from csv.DictReader(lines, delimiter=delimiter)
