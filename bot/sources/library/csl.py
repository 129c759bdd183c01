"""CSL JSON, as Zotero exports it: a list of items."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from bot.domain.errors import BadInput
from bot.domain.library import Entry
from bot.ports import Skipped
from bot.sources.library.named import named, tidy, year_in

_REFERENCES, _MENTIONS = ("DOI", "URL"), ("number", "note", "archive_location", "archive", "container-title")


def read(text: str) -> Iterator[Entry | Skipped]:
    """Every item; one that is no object is named by its number.

    Raises:
        BadInput: it is not JSON, or not a list of items.
    """
    try:
        items = json.loads(text)
    except ValueError as error:
        raise BadInput(f"it is not whole JSON ({error})") from error
    except RecursionError as error:
        raise BadInput("it is nested too deeply to be a library") from error
    items = items.get("items") if isinstance(items, dict) else items
    if not isinstance(items, list):
        raise BadInput("it is JSON, but not a list of items; export it as CSL JSON")
    for number, item in enumerate(items, 1):
        yield _entry(item, number) if isinstance(item, dict) else Skipped(f"item {number}", "it is no JSON object")


def _entry(item: dict[str, Any], number: int) -> Entry:
    title = tidy(item.get("title"))
    people = [each for each in _listed(item.get("author")) if isinstance(each, dict)]
    names = (tidy(p.get("literal")) or tidy(f"{tidy(p.get('given'))} {tidy(p.get('family'))}") for p in people)
    issued = item.get("issued")
    return Entry(
        name=title or f"item {number}",
        ref=named((tidy(item.get(key)) for key in _REFERENCES), (tidy(item.get(key)) for key in _MENTIONS)),
        title=title,
        abstract=tidy(item.get("abstract")),
        authors=tuple(name for name in names if name),
        year=year_in(issued.get("date-parts") or issued.get("raw") if isinstance(issued, dict) else issued),
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
