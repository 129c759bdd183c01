"""Finds the figures of a paper, the one first that tells most about it, and brings in pictures that may be shown."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

import structlog
from lxml import html

from bot.domain.evidence import Figure
from bot.domain.licence import as_it_is
from bot.domain.paper import Paper
from bot.sources.arxiv.page import HtmlPages, classes_of, words_of
from bot.sources.arxiv.pictures import LEAST_WIDTH, MOST_BYTES, Kept, Pictures
from bot.sources.arxiv.sheets import Sheets
from bot.sources.http import Http, Question

log = structlog.get_logger(__name__)

#: Candidates that editors may choose among.
MOST = 8
_OVERVIEW = re.compile(
    r"overview|framework|architecture|pipeline|compar(?:ison|ed|ing)|workflow|paradigm|illustration|teaser|schematic",
    re.IGNORECASE,
)
_REPRINTED = re.compile(
    r"(?:image|figure|photo|picture|diagram|illustration|plot)s?\s+(?:is\s+|are\s+)?(?:taken\s+|adapted\s+|borrowed\s+)?"
    r"(?:from|by|courtesy|©)|adapted\s+from|adopted\s+from|taken\s+from|reproduced|reprinted|courtesy\s+of|credits?:"
    r"|copyright|©|with\s+permission",
    re.IGNORECASE,
)
_LABEL = re.compile(r"\s*(Fig(?:ure|\.)?\s*\d+)\s*[:.|]?\s*", re.IGNORECASE)
_FIRST = re.compile(r"\D*1")
_ID = r"(?:\d{4}\.\d{4,5}|[a-z-]+/\d{7})(?:v\d+)?"
_ID_FIRST = re.compile(f"{_ID}/")
_ID_LAST = re.compile(f"{_ID}$")
_RASTER = (".png", ".jpg", ".jpeg", ".gif", ".webp")
#: Stands for a picture that the page has not as one file: several panels, a vector graphic, one that was not converted.
_TO_BE_DRAWN = ""
_GONE = frozenset({200, 403, 404, 410})


class ArxivFigures:
    """Figures from a paper's web page, else from its PDF; pictures that the page has not are drawn from the PDF too."""

    def __init__(self, http: Http, pages: HtmlPages, sheets: Sheets, pictures: Pictures) -> None:
        self._http = http
        self._pages = pages
        self._sheets = sheets
        self._pictures = pictures

    async def figures(self, paper: Paper) -> tuple[Figure, ...]:
        page = await self._pages.of(paper)
        found = () if page is None else figures_in(page, self._pages.address(paper), paper.licence)
        if any(figure.telling for figure in found):
            return found
        return await self._on_sheets(paper) or found

    async def kept(self, paper: Paper, figure: Figure) -> Figure:
        there = await self._theirs(figure)
        if there is not None:
            return _with(figure, there)
        drawn = None if as_it_is(figure.licence) else await self._drawn(paper, figure)
        return replace(figure, kept="") if drawn is None else _with(replace(figure, redrawn=True), drawn)

    async def _on_sheets(self, paper: Paper) -> tuple[Figure, ...]:
        figures = [
            Figure(
                _TO_BE_DRAWN,
                f"{self._sheets.address(paper)}#page={each.page}",
                each.caption,
                each.label,
                paper.licence,
                telling=_says_much(each.page <= 2, each.caption, each.label),
                reprinted=reprinted(each.caption),
                redrawn=True,
            )
            for each in await self._sheets.captions(paper)
        ]
        return _best_first(figures)

    async def _theirs(self, figure: Figure) -> Kept | None:
        """The authors' own picture."""
        if figure.picture == _TO_BE_DRAWN:
            return None
        answer = await self._http.ask(Question(figure.picture, site="arxiv", most=MOST_BYTES, accept=_GONE))
        if answer.status != 200:
            log.warning("figure.not_kept", picture=figure.picture, reason=f"status {answer.status}")
            return None
        return await self._pictures.keep(answer.body, change=not as_it_is(figure.licence))

    async def _drawn(self, paper: Paper, figure: Figure) -> Kept | None:
        picture = await self._sheets.drawn(paper, figure.label)
        return None if picture is None else await self._pictures.keep(picture, change=True)


def _with(figure: Figure, kept: Kept) -> Figure:
    return replace(figure, kept=kept.picture, small=kept.small, width=kept.width, height=kept.height)


def figures_in(page: html.HtmlElement, address: str, licence: str | None) -> tuple[Figure, ...]:
    """The captioned figures of a page, at most MOST: overviews in its opening, Figure 1, the others as they come.

    `address` is that of the page (`https://arxiv.org/html/2506.06962v3`).
    """
    figures: dict[str, Figure] = {}
    for element in page.iter("figure"):
        picture = _picture(element, page, address)
        caption, label = _caption(element)
        name = element.get("id") or ""
        if picture is None or not caption or not (label or name):
            continue
        spot = f"{address}#{name}" if re.fullmatch(r"[\w.:-]+", name) else address
        figure = Figure(
            picture,
            spot,
            caption,
            label,
            licence,
            telling=_says_much(name.startswith(("S0.", "S1.")), f"{name} {caption}", label),
            reprinted=reprinted(caption),
            redrawn=picture == _TO_BE_DRAWN,
        )
        figures.setdefault(figure.key, figure)
    return _best_first(list(figures.values()))


def reprinted(caption: str) -> bool:
    """Whether a caption says that the figure is somebody else's, whom the paper's licence does not bind."""
    return _REPRINTED.search(caption) is not None


def _says_much(opening: bool, words: str, label: str) -> bool:  # noqa: FBT001 - a fact about where it stands
    return _FIRST.fullmatch(label) is not None or (opening and _OVERVIEW.search(words) is not None)


def _best_first(figures: list[Figure]) -> tuple[Figure, ...]:
    """Overviews before Figure 1, and both before the others; in each, those of which there is a picture first."""

    def rank(figure: Figure) -> tuple[bool, bool]:
        return not figure.telling, _FIRST.fullmatch(figure.label) is not None and not _OVERVIEW.search(figure.caption)

    return tuple(sorted(figures, key=rank)[:MOST])


def _picture(figure: html.HtmlElement, page: html.HtmlElement, address: str) -> str | None:
    """The address of the one picture in a figure, or _TO_BE_DRAWN; None if it holds none that is worth showing."""
    kinds = classes_of(figure)
    if "ltx_figure" not in kinds or kinds & {"ltx_table", "ltx_figure_panel"} or _stands_in_a_figure(figure):
        return None
    images = figure.findall(".//img")
    vectors = [*figure.iterfind(".//object"), *figure.iterfind(".//svg")]
    if not images and not vectors:
        return None
    widths = [re.match(r"\d+", image.get("width") or "") for image in images]
    if not vectors and all(width and int(width[0]) < LEAST_WIDTH for width in widths) and len(images) == 1:
        return None
    source = (images[0].get("src") or "").strip() if len(images) == 1 and not vectors else ""
    picture = _resolved(source, page, address) if source else _TO_BE_DRAWN
    parts = urlsplit(picture)
    near = parts.netloc == urlsplit(address).netloc and parts.path.lower().endswith(_RASTER)
    return picture if near else _TO_BE_DRAWN


def _stands_in_a_figure(figure: html.HtmlElement) -> bool:
    return any(above.tag == "figure" for above in figure.iterancestors())


def _resolved(source: str, page: html.HtmlElement, address: str) -> str:
    base = page.find(".//base[@href]")
    if base is not None:
        return str(urljoin(urljoin(address, base.get("href") or ""), source))
    # What begins with the paper's id is meant from the folder above it; a bare name, from the paper's own.
    folder = _ID_LAST.sub("", address) if _ID_FIRST.match(source) else f"{address}/"
    return str(urljoin(folder, source))


def _caption(figure: html.HtmlElement) -> tuple[str, str]:
    """Caption without its label, and the label (`Figure 1`)."""
    captions = [each for each in figure.iter("figcaption") if each.getparent() is figure]
    text = words_of(captions[-1]) if captions else ""
    label = _LABEL.match(text)
    return (text[label.end() :], " ".join(label[1].split())) if label else (text, "")
