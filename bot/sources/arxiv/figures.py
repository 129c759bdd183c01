"""Chooses the figure that tells most about a paper, and decides whether its licence lets us show it."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from lxml import html

from bot.domain.evidence import Figure
from bot.domain.paper import Paper
from bot.sources.arxiv.page import HtmlPages, classes_of, words_of
from bot.sources.arxiv.pictures import LEAST_WIDTH, Pictures, first_kept

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
_ID = r"(?:\d{4}\.\d{4,5}|[a-z-]+/\d{7})(?:v\d+)?"
_ID_FIRST = re.compile(f"{_ID}/")
_ID_LAST = re.compile(f"{_ID}$")
_RASTER = (".png", ".jpg", ".jpeg", ".gif", ".webp")
_FREE = frozenset({"by", "by-sa"})
_FREE_IF_NOTHING_IS_SOLD = frozenset({"by-nc", "by-nc-sa", "by-nc-nd"})


class HtmlFigures:
    """Finds figures on the pages of `pages`; `nc_ok` where the operator's use is not commercial.

    With `pictures`, the best figure that may be shown is brought into the house.
    """

    def __init__(self, pages: HtmlPages, *, pictures: Pictures | None = None, nc_ok: bool = False) -> None:
        self._pages = pages
        self._pictures = pictures
        self._nc_ok = nc_ok

    async def figures(self, paper: Paper) -> tuple[Figure, ...]:
        """Candidates, best first; empty where there are none.

        Raises:
            SourceAway: arXiv did not answer usably.
        """
        page = await self._pages.of(paper)
        if page is None:
            return ()
        found = figures_in(page, self._pages.address(paper), paper.licence, nc_ok=self._nc_ok)
        return found if self._pictures is None else await first_kept(self._pictures, found)


def may_repost(licence: str | None, *, nc_ok: bool = False) -> bool:
    """Whether a figure under this licence (its address, as arXiv gives it) may be shown again, unchanged.

    Source: arXiv's page on reuse. Its own non-exclusive licence, like no licence at all, allows a link only.
    """
    parts = urlsplit(licence or "")
    if (parts.hostname or "").removeprefix("www.") != "creativecommons.org":
        return False
    kind, _, rest = parts.path.strip("/").lower().partition("/")
    code = rest.partition("/")[0]
    if kind == "publicdomain":
        return code in {"zero", "mark"}
    return kind == "licenses" and (code in _FREE or (nc_ok and code in _FREE_IF_NOTHING_IS_SOLD))


def figures_in(page: html.HtmlElement, address: str, licence: str | None, *, nc_ok: bool = False) -> tuple[Figure, ...]:
    """Figures that stand for the paper: overviews in its opening first, else Figure 1; one clear picture each.

    `address` is that of the page (`https://arxiv.org/html/2506.06962v3`).
    """
    openings: list[Figure] = []
    firsts: list[Figure] = []
    for element in page.iter("figure"):
        picture = _picture(element, page, address)
        caption, label = _caption(element)
        if picture is None or not caption:
            continue
        name = element.get("id") or ""
        allowed = may_repost(licence, nc_ok=nc_ok) and not _REPRINTED.search(caption)
        spot = f"{address}#{name}" if re.fullmatch(r"[\w.:-]+", name) else address
        figure = Figure(picture, spot, caption, label, licence, allowed)
        if name.startswith(("S0.", "S1.")) and _OVERVIEW.search(f"{name} {caption}"):
            openings.append(figure)
        elif re.fullmatch(r"\D*1", label):
            firsts.append(figure)
    return (*openings, *firsts)


def _picture(figure: html.HtmlElement, page: html.HtmlElement, address: str) -> str | None:
    """The address of the one picture in a figure; None if it has none, several, or one that chats cannot show."""
    kinds = classes_of(figure)
    if "ltx_figure" not in kinds or kinds & {"ltx_table", "ltx_figure_panel"} or _stands_in_a_figure(figure):
        return None
    images = figure.findall(".//img")
    if len(images) != 1 or figure.find(".//object") is not None or figure.find(".//svg") is not None:
        return None
    source = (images[0].get("src") or "").strip()
    width = re.match(r"\d+", images[0].get("width") or "")
    if not urlsplit(source).path.lower().endswith(_RASTER) or (width and int(width[0]) < LEAST_WIDTH):
        return None
    picture = _resolved(source, page, address)
    return picture if urlsplit(picture).netloc == urlsplit(address).netloc else None


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
