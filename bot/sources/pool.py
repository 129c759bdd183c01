"""A month of papers from a file of JSON lines, plain or gzipped, one paper a line."""

from __future__ import annotations

import asyncio
import gzip
import json
import zlib
from collections.abc import Iterator, Sequence
from datetime import date
from io import BufferedReader
from pathlib import Path
from typing import Any

from bot.domain.errors import BadInput, PaperdeskError
from bot.domain.paper import Announcement, Author, Paper, PaperRef
from bot.ports import Listing, Skipped

_LONGEST_LINE = 1_000_000
_MOST_LINES = 500_000
_TEXT = "title, abstract and published"


class PoolFile:
    """A `Feed` that announces what the file holds, on the days that the file gives."""

    name = "pool"

    def __init__(self, path: Path) -> None:
        self.path = path

    async def today(self, categories: Sequence[str]) -> Listing:
        """Everything in the file; a line that cannot be read is skipped and named.

        Raises:
            BadInput: there is no such file, or it holds no paper at all.
        """
        return await asyncio.to_thread(self.read)

    def read(self) -> Listing:
        """Everything in the file, at once.

        Raises:
            BadInput: there is no such file, or it holds no paper at all.
        """
        announcements: list[Announcement] = []
        skipped: list[Skipped] = []
        try:
            for number, line in self._lines():
                found = _read(line, f"{self.path.name}, line {number}")
                (announcements if isinstance(found, Announcement) else skipped).append(found)  # type: ignore[arg-type]
        except (OSError, EOFError, zlib.error) as error:
            if not announcements:
                raise BadInput(f"The pool {self.path} cannot be read ({error}); give a file of JSON lines.") from error
            skipped.append(Skipped(self.path.name, f"it ends too early ({error}); what came before is kept"))
        if not announcements:
            first = f" The first line: {skipped[0].reason}." if skipped else ""
            raise BadInput(f"The pool {self.path} holds no paper; give JSON lines with {_TEXT}.{first}")
        return Listing(tuple(announcements), tuple(skipped))

    def _lines(self) -> Iterator[tuple[int, bytes]]:
        with self._open() as file:
            for number in range(1, _MOST_LINES + 1):
                line = file.readline(_LONGEST_LINE)
                if not line:
                    return
                if line.strip():
                    yield number, line

    def _open(self) -> BufferedReader | gzip.GzipFile:
        with self.path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
        return gzip.open(self.path, "rb") if packed else self.path.open("rb")


def _read(line: bytes, where: str) -> Announcement | Skipped:
    try:
        record = json.loads(line)
        if not isinstance(record, dict):
            return Skipped(where, "it is not a JSON object")
        return _announcement(record)
    except json.JSONDecodeError as error:
        return Skipped(where, f"it is not JSON ({error.msg})")
    except (KeyError, TypeError, ValueError, RecursionError, PaperdeskError) as error:
        missing = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        return Skipped(where, missing)


def _announcement(record: dict[str, Any]) -> Announcement:
    on = date.fromisoformat(_text(record, "published")[:10])
    paper = Paper(
        ref=PaperRef.parse(_text(record, "arxiv_id")),
        title=_text(record, "title"),
        abstract=_text(record, "abstract"),
        authors=tuple(Author(" ".join(name.split())) for name in _texts(record, "authors") if name.strip()),
        categories=_texts(record, "categories"),
        announced=on,
    )
    if not paper.title or not paper.abstract:
        raise ValueError("its title or its abstract is empty")
    return Announcement(paper, "new", on)


def _text(record: dict[str, Any], key: str) -> str:
    if not isinstance(record[key], str):
        raise TypeError(f"“{key}” is not text")
    return " ".join(record[key].split())


def _texts(record: dict[str, Any], key: str) -> tuple[str, ...]:
    values = record.get(key) or []
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise TypeError(f"“{key}” is not a list of texts")
    return tuple(values)
