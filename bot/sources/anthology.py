"""The 250 papers of the ACL Anthology that the `aclsum` package carries, for a demo that reaches nothing else."""

from __future__ import annotations

import ast
import asyncio
import json
from collections.abc import Iterator, Sequence
from importlib.resources import files
from importlib.util import find_spec
from typing import Any

from bot.domain.errors import NotConfigured
from bot.domain.paper import Announcement, Author, Paper, PaperRef
from bot.ports import Clock, Listing, Skipped

_PACKAGE = "aclsum"
_PARTS = ("train", "val", "test")
_SECTIONS = ("introduction", "conclusion")
#: The package's sentences are split into tokens for annotators: `( BERT ) , in` reads `(BERT), in`.
_GLUED = ((" ,", ","), (" .", "."), (" ;", ";"), (" :", ":"), ("( ", "("), (" )", ")"), (" 's", "'s"), (" n't", "n't"))


class Anthology:
    """A `Feed` that announces all of them as of today; they are old, real, and there."""

    name = "aclsum"

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    @staticmethod
    def installed() -> bool:
        """Whether the package is there (it comes with the extra `demo`)."""
        return find_spec(_PACKAGE) is not None

    async def today(self, categories: Sequence[str]) -> Listing:
        """All papers of the package.

        Raises:
            NotConfigured: the package is not installed.
        """
        if not self.installed():
            raise NotConfigured("The demo's own papers are not installed; run `pip install paperdesk[demo]`.")
        return await asyncio.to_thread(self._read)

    def _read(self) -> Listing:
        on = self._clock.now().date()
        found: list[Announcement] = []
        skipped: list[Skipped] = []
        for line in _lines():
            try:
                record = json.loads(line)
                found.append(Announcement(_paper(record), "new", on))
            except (ValueError, KeyError, TypeError, SyntaxError, OSError) as error:
                skipped.append(Skipped(f"{_PACKAGE} {line[:40]}", str(error)))
        return Listing(tuple(found), tuple(skipped))


def _lines() -> Iterator[str]:
    # Package resources, found without running the package: it would import libraries that we do not need.
    for part in _PARTS:
        text = files(_PACKAGE).joinpath("dataset", f"{part}.jsonl").read_text(encoding="utf-8")
        yield from (line for line in text.splitlines() if line.strip())


def _paper(record: dict[str, Any]) -> Paper:
    name = str(record["id"])
    told = _told(name)
    sentences = record["sentences"]
    if isinstance(sentences, str):  # the package writes Python, not JSON, inside its JSON
        sentences = ast.literal_eval(sentences)
    texts = {part: _joined(sentences.get(part) or ()) for part in ("abstract", *_SECTIONS)}
    return Paper(
        ref=PaperRef.parse(f"https://aclanthology.org/{name}/"),
        title=" ".join(str(record["title"]).split()),
        abstract=" ".join(str(told.get("abstract") or texts["abstract"]).split()),
        authors=tuple(author for each in told.get("authors") or () if (author := _author(each))),
        journal=f"ACL Anthology {name}",
        sections=tuple((part, texts[part]) for part in _SECTIONS if texts[part]),
    )


def _told(name: str) -> dict[str, Any]:
    """The package's parse of that paper's PDF, where its authors are."""
    try:
        text = files(_PACKAGE).joinpath("dataset", "paper_jsons", f"{name}.json").read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    told = json.loads(text)
    return told if isinstance(told, dict) else {}


def _author(told: dict[str, Any]) -> Author | None:
    name = " ".join(part for part in (told.get("first"), *(told.get("middle") or ()), told.get("last")) if part)
    place = (told.get("affiliation") or {}).get("institution")
    return Author(name, place or None) if name.strip() else None


def _joined(sentences: Sequence[str]) -> str:
    text = " ".join(sentences)
    for apart, together in _GLUED:
        text = text.replace(apart, together)
    return text
