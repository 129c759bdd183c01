"""What the record shows apart from its words and its authors: the shape of title and abstract, links."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_lowercase, ascii_uppercase, digits
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bot.domain.paper import Paper

_LINK = ("http://", "https://", "www.")
_SITE = ("project page", "project website", "homepage", "github.io", "demo ", "demos ")
_OPEN = ("open source", "open-source", "publicly", "release")
_PLAIN = ("using ", "based ", "application", "approach", "framework", "study", "analysis", "case")
_SCALE = ("surpris", "remarkabl", "striking", "simple", " scal")
_BEATS = ("outperform", "surpass", "exceed")
#: Every small letter as `a`, every capital as `A`, every digit as `0`: what is then counted as bytes is counted fast.
_KINDS = bytes.maketrans((ascii_lowercase + ascii_uppercase + digits).encode(), b"a" * 26 + b"A" * 26 + b"0" * 10)

NAMES = (
    "title_length",
    "title_words",
    "title_colon",
    "title_named",
    "title_question",
    "title_plain",
    "abstract_words",
    "sentence_words",
    "link",
    "site",
    "open",
    "we",
    "numbers",
    "coined",
    "scale",
    "beats",
    "brackets",
    "formulas",
    "dashes",
)

#: What a feature is called when it is a reason; the others say nothing that an editor would want to read.
SAID = {
    "title_named": "gives its work a name of its own",
    "title_question": "asks a question in its title",
    "link": "links to more than the paper",
    "site": "has a project page or a demo",
    "open": "speaks of open code, data or weights",
}


def measure(papers: Sequence[Paper]) -> NDArray[np.float64]:
    """The features of `NAMES`, a row a paper. Counts are damped by log(1 + n)."""
    table = np.array([_row(p.title, p.abstract) for p in papers], dtype=float).reshape(len(papers), len(NAMES))
    counted = [NAMES.index(name) for name in _COUNTED]
    table[:, counted] = np.log1p(table[:, counted])
    return table


_COUNTED = (
    "title_length",
    "title_words",
    "abstract_words",
    "sentence_words",
    "we",
    "numbers",
    "coined",
    "brackets",
    "formulas",
    "dashes",
)


def _row(title: str, abstract: str) -> list[float]:
    name, colon, _ = title.partition(":")
    head, lower = title.lower(), abstract.lower()
    words = lower.split()
    kinds = abstract.encode("ascii", "replace").translate(_KINDS)
    return [
        len(title),
        len(title.split()),
        bool(colon),
        bool(colon) and len(name.split()) == 1,
        "?" in title,
        _any(_PLAIN, head),
        len(words),
        len(words) / (lower.count(". ") + 1),
        _any(_LINK, lower),
        _any(_SITE, lower),
        _any(_OPEN, lower),
        words.count("we"),
        kinds.count(b"0"),
        kinds.count(b"aA"),
        _any(_SCALE, lower),
        _any(_BEATS, lower),
        abstract.count("("),
        abstract.count("$"),
        abstract.count("--") + abstract.count("—"),
    ]


def _any(phrases: tuple[str, ...], text: str) -> bool:
    return any(map(text.__contains__, phrases))
