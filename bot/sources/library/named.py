"""Finds out which paper an entry means: a field that is a reference, else an arXiv id in the middle of other words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.domain.errors import BadReference
from bot.domain.paper import PaperRef

_ARXIV = re.compile(
    r"\barxiv(?:\.org/(?:abs|pdf|html)/|[\s:.]{1,3})(?P<id>\d{4}\.\d{4,5}|[a-z-]+/\d{7})", re.IGNORECASE
)
_ORDER = ("arxiv", "doi", "url")


def named(fields: Iterable[str], words: Iterable[str] = ()) -> PaperRef | None:
    """The best reference there is: an arXiv id before a DOI before an address.

    `fields` hold a reference and nothing else; `words` may mention an arXiv id ("arXiv preprint arXiv:2101.00190").
    """
    found = [ref for field in fields if field.strip() and (ref := _read(field))]
    mentioned = filter(None, map(_ARXIV.search, words))
    found += [PaperRef("arxiv", match["id"].lower()) for match in mentioned]
    return min(found, key=lambda ref: _ORDER.index(ref.scheme), default=None)


def tidy(value: object) -> str:
    """A field's text on one line; nothing where it is no text."""
    return " ".join(value.split()) if isinstance(value, str) else ""


def turned(name: str) -> str:
    """“Li, Xiang Lisa” as it is printed on a paper."""
    last, comma, first = name.partition(",")
    return tidy(f"{first} {last}") if comma else tidy(name)


def year_in(value: object) -> int | None:
    """The first four digits that may be a year."""
    found = re.search(r"\b(1[89]|20)\d\d\b", str(value))
    return int(found[0]) if found else None


def _read(field: str) -> PaperRef | None:
    try:
        return PaperRef.parse(field)
    except BadReference:
        return None
