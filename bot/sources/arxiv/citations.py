"""Which works a paper calls by a name: the name before a citation on its web page, and the entry it leads to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from lxml import html

from bot.domain.errors import BadReference
from bot.domain.paper import Paper, PaperRef
from bot.grounding.names import names
from bot.sources.arxiv.page import HtmlPages, words_of

_ENTRY = re.compile(r"#(bib\.[\w.]+)$")
_BEFORE = 60  # characters before a citation in which its name must end
_PRINTED_ID = re.compile(r"arxiv[:.\s]*((?:\d{4}\.\d{4,5})|(?:[a-z-]+/\d{7}))", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://(?:\w+\.)*(?:arxiv|doi)\.org/")


class HtmlCitations:
    """Reads citations off the pages of `pages`."""

    def __init__(self, pages: HtmlPages) -> None:
        self._pages = pages

    async def cited(self, paper: Paper) -> Mapping[str, PaperRef]:
        """Names with the reference that stands in the bibliography; empty where the paper has no web page.

        Raises:
            SourceAway: arXiv did not answer usably.
        """
        page = await self._pages.of(paper)
        return {} if page is None else citations_in(page)


def citations_in(page: html.HtmlElement) -> Mapping[str, PaperRef]:
    """Every name that stands right before a citation of one work; one that stands before several works is left out."""
    entries = {entry.get("id"): ref for entry in page.find_class("ltx_bibitem") if (ref := _reference(entry))}
    found: dict[str, Counter[PaperRef]] = {}
    for cite in page.iter("cite"):
        works = {match[1] for link in cite.iter("a") if (match := _ENTRY.search(link.get("href") or ""))}
        name = _name_before(cite)
        if name and len(works) == 1 and (ref := entries.get(works.pop())):
            found.setdefault(name, Counter())[ref] += 1
    return {name: next(iter(works)) for name, works in found.items() if len(works) == 1}


def _reference(entry: html.HtmlElement) -> PaperRef | None:
    """The work that an entry of the bibliography gives an address or a number for; arXiv's before a DOI."""
    refs = list(_references(entry))
    return min(refs, key=lambda ref: ref.scheme != "arxiv", default=None)


def _references(entry: html.HtmlElement) -> Iterator[PaperRef]:
    printed = [match[1] for match in _PRINTED_ID.finditer(words_of(entry))]
    linked = [href for link in entry.iter("a") if _ADDRESS.match(href := link.get("href") or "")]
    for text in (*printed, *linked):
        try:
            ref = PaperRef.parse(text)
        except BadReference:
            continue
        if ref.scheme != "url":
            yield ref


def _name_before(cite: html.HtmlElement) -> str | None:
    """The name that the text before a citation ends with: `BERT` of "we compare with BERT [5]"."""
    before = cite.getprevious()
    parent = cite.getparent()
    if parent is None:
        return None
    text = " ".join(((parent.text if before is None else before.tail) or "").split())[-_BEFORE:]
    if not text and before is not None:
        text = words_of(before)[-_BEFORE:]
    last = names(f". {text}")[-1:]
    return next((name for name, at in last if f". {text}"[at:].strip(" (~") == name), None)
