"""Somebody's own library of papers, as far as the file that it was exported to tells."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.paper import PaperRef


@dataclass(frozen=True, slots=True)
class Entry:
    """One paper of a library: `name` is how a person finds it there again, `ref` what the file calls it by."""

    name: str
    ref: PaperRef | None
    title: str = ""
    abstract: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
