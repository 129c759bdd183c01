"""RIS: two letters, two spaces, a hyphen and a value a line; from `TY` to `ER` is one entry."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.domain.library import Entry
from bot.ports import Skipped
from bot.sources.library.named import named, tidy, turned, year_in

_LINE = re.compile(r"^(?P<tag>[A-Z][A-Z0-9])  ?- ?(?P<value>.*)$")
_TITLES, _ABSTRACTS, _AUTHORS = ("TI", "T1", "CT"), ("AB", "N2"), ("AU", "A1")
_YEARS = ("PY", "Y1", "DA")
_REFERENCES, _MENTIONS = ("DO", "UR", "L1", "L2", "AN", "M3"), ("JO", "N1", "T2", "PB", "IS")


def read(text: str) -> Iterator[Entry | Skipped]:
    """Every entry; one that never ends, as in a file cut off, still counts for what it says."""
    fields: dict[str, list[str]] = {}
    begun = 0
    for number, line in enumerate(text.splitlines(), 1):
        match = _LINE.match(line.strip("\ufeff").rstrip())
        if match is None:
            if fields and line.strip():  # a value that goes on
                last = fields[next(reversed(fields))]
                last[-1] = f"{last[-1]} {line.strip()}"
            continue
        if match["tag"] in {"TY", "ER"}:
            if fields:
                yield _entry(fields, begun)
            fields, begun = {}, number
        else:
            values = fields.pop(match["tag"], [])  # back in at the end, where the next line may go on
            fields[match["tag"]] = [*values, match["value"].strip()]
    if fields:
        yield _entry(fields, begun)


def _entry(fields: dict[str, list[str]], line: int) -> Entry:
    def values(tags: tuple[str, ...]) -> list[str]:
        return [value for tag in tags for value in fields.get(tag, ()) if value]

    title = tidy(next(iter(values(_TITLES)), ""))
    return Entry(
        name=title or f"line {line}",
        ref=named(values(_REFERENCES), values(_MENTIONS)),
        title=title,
        abstract=tidy(next(iter(values(_ABSTRACTS)), "")),
        authors=tuple(turned(name) for name in values(_AUTHORS)),
        year=year_in(next(iter(values(_YEARS)), "")),
    )
