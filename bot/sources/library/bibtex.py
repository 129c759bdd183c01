"""BibTeX: what reference managers export and what lies beside every paper's TeX."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from functools import cache
from typing import Any

from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import ResolveStringReferencesMiddleware
from bibtexparser.model import DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, ParsingFailedBlock
from bibtexparser.model import Entry as Block
from pylatexenc.latex2text import LatexNodes2Text

from bot.domain.library import Entry
from bot.ports import Skipped
from bot.sources.library.named import named, tidy, turned, year_in

_MENTIONS = ("journal", "note", "howpublished", "booktitle", "series", "annote", "number")
_SIGNS = str.maketrans("\\{}~", "    ")


def read(text: str) -> Iterator[Entry | Skipped]:
    """Every entry; one that is cut off or ill-made is named by its line, and costs no other."""
    # What the libraries have to complain of is said by us, once, with what it means for the entry.
    for name in ("bibtexparser", "pylatexenc"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    for block in parse_string(text, parse_stack=[ResolveStringReferencesMiddleware()]).blocks:
        if isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock):
            yield _entry(block.ignore_error_block, block.start_line)
        elif isinstance(block, Block):
            yield _entry(block, block.start_line)
        elif isinstance(block, ParsingFailedBlock):
            yield Skipped(f"line {(block.start_line or 0) + 1}", "this entry is cut off or has a brace too few")


def _entry(block: object, line: int | None) -> Entry | Skipped:
    if not isinstance(block, Block):
        return Skipped(f"line {(line or 0) + 1}", "this entry cannot be read")
    fields = {field.key.lower(): _bare(tidy(field.value)) for field in reversed(block.fields)}
    known = (fields.get("doi", ""), fields.get("url", ""), _plain(fields.get("url", "")), fields.get("arxivid", ""))
    # An `eprint` is arXiv's unless it says whose else it is; PubMed numbers stand there, too.
    house = fields.get("archiveprefix") or fields.get("eprinttype") or "arxiv"
    eprint = fields.get("eprint", "") if house.lower() == "arxiv" else ""
    ref = named((eprint, *known), (_plain(fields.get(name, "")) for name in _MENTIONS))
    title = _plain(fields.get("title", ""))
    return Entry(
        name=title or block.key or f"line {(line or 0) + 1}",
        ref=ref,
        title=title,
        abstract=_plain(fields.get("abstract", "")),
        authors=tuple(turned(name) for name in _plain(fields.get("author", "")).split(" and ") if name.strip()),
        year=year_in(fields.get("year", "") or fields.get("date", "")),
    )


def _bare(value: str) -> str:
    """A value without the braces or quotes that enclose all of it."""
    return value[1:-1].strip() if value[:1] + value[-1:] in {"{}", '""'} else value


def _plain(tex: str) -> str:
    """TeX as text; text that holds none is not touched."""
    if not any(sign in tex for sign in "\\{}~"):
        return tex
    try:
        return tidy(_converter().latex_to_text(tex, tolerant_parsing=True))
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError):  # it trips over TeX that is cut off
        return tidy(tex.translate(_SIGNS))


@cache
def _converter() -> Any:
    return LatexNodes2Text(math_mode="verbatim", keep_comments=True)
