"""A plain list: a line a paper, by id, DOI or address, with or without words around it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.domain.library import Entry
from bot.ports import Skipped
from bot.sources.library.named import named

_ADDRESS = re.compile(r"https?://[^\s<>()\[\]\"]+")


def read(text: str) -> Iterator[Entry | Skipped]:
    """An entry a line; lines that begin with # are for people, and lines that name no paper are named themselves."""
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip().lstrip("-*• ").strip()
        if not line or line.startswith("#"):
            continue
        ref = named((line, *_ADDRESS.findall(line), *line.split()), (line,))
        where = f"line {number}"
        yield Entry(line[:80], ref) if ref else Skipped(where, f"“{line[:60]}” holds no id, DOI or address of a paper")
