"""What a paper says beyond its abstract: introduction, conclusion, captions from its web page, within a budget."""

from __future__ import annotations

import re

from lxml import html

from bot.domain.paper import Paper
from bot.sources.arxiv.page import HtmlPages, classes_of, words_of

#: The most characters of each section that a writer gets to read.
BUDGETS = {"introduction": 6000, "conclusion": 3000, "captions": 3000}

_INTRODUCTION = re.compile(r"introduction|motivation|overview", re.IGNORECASE)
_CONCLUSION = re.compile(r"conclu(?:sion|ding)|summary|closing", re.IGNORECASE)
_DISCUSSION = re.compile(r"discussion|outlook", re.IGNORECASE)
_NOT_PROSE = frozenset({"ltx_tabular", "ltx_note", "ltx_listing", "ltx_bibliography"})


class HtmlSections:
    """Reads sections off the pages of `pages`."""

    def __init__(self, pages: HtmlPages) -> None:
        self._pages = pages

    async def sections(self, paper: Paper) -> tuple[tuple[str, str], ...]:
        """(name, text) pairs; empty where the paper has no web page.

        Raises:
            SourceAway: arXiv did not answer usably.
        """
        page = await self._pages.of(paper)
        return () if page is None else sections_in(page)


def sections_in(page: html.HtmlElement) -> tuple[tuple[str, str], ...]:
    """Introduction, conclusion and captions, as far as the page has them; each cut at the end of a sentence."""
    titled = [(_title(section), section) for section in page.iterfind(".//section[@class]") if _is_section(section)]
    introduction = _first(titled, _INTRODUCTION) or (titled[0] if titled else None)
    conclusion = _first(titled[::-1], _CONCLUSION) or _first(titled[::-1], _DISCUSSION)
    texts = {
        "introduction": _prose(introduction[1]) if introduction else "",
        "conclusion": _prose(conclusion[1]) if conclusion and conclusion != introduction else "",
        "captions": "\n".join(_captions(page)),
    }
    return tuple((name, cut) for name, text in texts.items() if (cut := _cut(text, BUDGETS[name])))


def _is_section(element: html.HtmlElement) -> bool:
    return "ltx_section" in classes_of(element)


def _title(section: html.HtmlElement) -> str:
    for child in section:
        if "ltx_title" in classes_of(child):
            return words_of(child)
    return ""


def _first(titled: list[tuple[str, html.HtmlElement]], wanted: re.Pattern[str]) -> tuple[str, html.HtmlElement] | None:
    return next((pair for pair in titled if wanted.search(pair[0])), None)


def _prose(section: html.HtmlElement) -> str:
    paragraphs = (each for each in section.iter("p") if not _stands_in_a_float(each, section))
    return "\n".join(text for each in paragraphs if (text := words_of(each)))


def _stands_in_a_float(element: html.HtmlElement, within: html.HtmlElement) -> bool:
    for above in element.iterancestors():
        if above is within:
            return False
        if above.tag in {"figure", "table"} or classes_of(above) & _NOT_PROSE:
            return True
    return False


def _captions(page: html.HtmlElement) -> list[str]:
    return [text for each in page.iter("figcaption") if len(text := words_of(each)) > 20]


def _cut(text: str, budget: int) -> str:
    if len(text) <= budget:
        return text
    kept = text[:budget]
    end = max(kept.rfind(". "), kept.rfind(".\n"), kept.rfind("? "), kept.rfind("! "))
    return kept[: end + 1] if end > budget // 2 else kept.rpartition(" ")[0]
