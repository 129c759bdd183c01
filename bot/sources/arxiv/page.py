"""The paper as arXiv's own web page: fetched for its version, and read as words."""

from __future__ import annotations

from datetime import timedelta

import anyio
from lxml import etree, html

from bot.domain.paper import Paper
from bot.sources.http import Answer, Http, Question

_KEPT = timedelta(days=7)
_SILENT = frozenset({"ltx_note", "ltx_ERROR", "ltx_pagination", "ltx_bibliography", "ltx_missing"})
_WORDLESS = frozenset({"script", "style", "annotation", "annotation-xml", "svg"})


class HtmlPages:
    """Pages under `base` (`https://arxiv.org/html`); submissions made as PDF have none."""

    def __init__(self, http: Http, base: str) -> None:
        self._http = http
        self._base = base.rstrip("/")

    def address(self, paper: Paper) -> str:
        """Where the page of this version stands."""
        return f"{self._base}/{paper.ref.value}v{paper.version}"

    async def of(self, paper: Paper) -> html.HtmlElement | None:
        """The page, or None where there is none to be read.

        Raises:
            SourceAway: arXiv did not answer usably.
        """
        if paper.ref.scheme != "arxiv":
            return None
        question = Question(self.address(paper), site="arxiv", accept=frozenset({200, 404}), keep=_KEPT)
        answer: Answer = await self._http.ask(question)
        return await anyio.to_thread.run_sync(read_page, answer.body) if answer.status == 200 else None


def read_page(body: bytes) -> html.HtmlElement | None:
    """The document in a page made by LaTeXML; None if it is another kind of page, or none that can be read."""
    parser = html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        page: html.HtmlElement = html.document_fromstring(body, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    return page if page.find_class("ltx_document") else None


def words_of(element: html.HtmlElement) -> str:
    """The words of an element on one line: math as its TeX, footnotes and errors of the conversion left out."""
    pieces: list[str] = []
    _gather(element, pieces)
    return " ".join("".join(pieces).split())


def classes_of(element: html.HtmlElement) -> frozenset[str]:
    return frozenset((element.get("class") or "").split())


def _gather(element: html.HtmlElement, pieces: list[str]) -> None:
    if not isinstance(element.tag, str) or element.tag in _WORDLESS or classes_of(element) & _SILENT:
        return
    if element.tag == "math":
        pieces.append(element.get("alttext") or element.text_content())
        return
    pieces.append(" " if element.tag == "br" else element.text or "")
    for child in element:
        _gather(child, pieces)
        pieces.append(child.tail or "")
