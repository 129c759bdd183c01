"""The paper as a PDF: the captions on its sheets, and its figures drawn from there, within bounds.

What reads the PDF runs in a process of its own: it is written in C++, and what breaks it breaks nothing else.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, TypeVarTuple, Unpack

import anyio
import anyio.to_process
import pypdfium2
import structlog
from PIL import ImageChops

from bot.domain.paper import Paper
from bot.sources.arxiv.layout import Box, Caption, Sheet, captions_on, lines_of, region
from bot.sources.http import Http, Question

log = structlog.get_logger(__name__)

Made = TypeVar("Made")
Given = TypeVarTuple("Given")

MOST_BYTES = 30_000_000
#: Sheets that are looked at, and what may stand on one of them.
MOST_SHEETS, MOST_PIECES = 16, 6_000
#: The width in pixels at which a figure is drawn, and the most that one may have.
WIDTH, MOST_PIXELS = 1_600, 6_000_000
#: Pixels of white around what is drawn.
_MARGIN = 12
#: Seconds that reading one PDF may take.
PATIENCE = 15.0


@dataclass(frozen=True, slots=True)
class Captioned:
    """A caption as it is told: its label, its words, and its page, counted from 1."""

    label: str
    caption: str
    page: int


class Sheets:
    """PDFs under `base` (`https://arxiv.org/pdf`). The one last asked for is at hand."""

    def __init__(self, http: Http, base: str) -> None:
        self._http = http
        self._base = base.rstrip("/")
        self._last: tuple[str, bytes] = ("", b"")

    def address(self, paper: Paper) -> str:
        """Where the PDF of this version stands."""
        return f"{self._base}/{paper.ref.value}v{paper.version}"

    async def captions(self, paper: Paper) -> tuple[Captioned, ...]:
        """The captions of figures of which something could be drawn; empty where there is no PDF that can be read.

        Raises:
            SourceAway: arXiv did not answer usably.
        """
        body = await self._body(paper)
        return (await _apart(captions_in, body) if body else None) or ()

    async def drawn(self, paper: Paper, label: str) -> bytes | None:
        """The figure of that label as a PNG; None where it cannot be drawn.

        Raises:
            SourceAway: arXiv did not answer usably.
        """
        body = await self._body(paper)
        return await _apart(draw, body, label) if body else None

    async def _body(self, paper: Paper) -> bytes:
        if paper.ref.scheme != "arxiv":
            return b""
        address = self.address(paper)
        if self._last[0] != address:
            question = Question(address, site="arxiv", most=MOST_BYTES, accept=frozenset({200, 403, 404, 410}))
            answer = await self._http.ask(question)
            self._last = (address, answer.body if answer.status == 200 else b"")
        return self._last[1]


async def _apart(work: Callable[[Unpack[Given]], Made], *given: *Given) -> Made | None:
    """What `work` makes of it in a process of its own; None where it breaks or takes too long."""
    try:
        with anyio.fail_after(PATIENCE):
            return await anyio.to_process.run_sync(work, *given, cancellable=True)
    except (pypdfium2.PdfiumError, TimeoutError, anyio.BrokenWorkerProcess, MemoryError) as error:
        log.warning("figure.pdf_unread", reason=str(error)[:160] or type(error).__name__)
        return None


def captions_in(body: bytes) -> tuple[Captioned, ...]:
    """The captions of a PDF under which, or rather over which, something is drawn.

    Raises:
        PdfiumError: it cannot be read.
    """
    with pypdfium2.PdfDocument(body) as pdf:
        found: dict[str, Captioned] = {}
        for number in range(min(len(pdf), MOST_SHEETS)):
            sheet = _read(pdf[number])
            for each in captions_on(sheet):
                if each.label not in found and region(sheet, each) is not None:
                    found[each.label] = Captioned(each.label, each.words, number + 1)
    return tuple(found.values())


def draw(body: bytes, label: str) -> bytes | None:
    """The figure of that label as a PNG.

    Raises:
        PdfiumError: the PDF cannot be read.
    """
    with pypdfium2.PdfDocument(body) as pdf:
        for number in range(min(len(pdf), MOST_SHEETS)):
            page = pdf[number]
            sheet = _read(page)
            for each in captions_on(sheet):
                place = region(sheet, each) if _same(each, label) else None
                if place is not None:
                    return _png(page, sheet, place)
    return None


def _same(caption: Caption, label: str) -> bool:
    return caption.label.rpartition(" ")[2] == label.rpartition(" ")[2].lstrip(".")


def _read(page: pypdfium2.PdfPage) -> Sheet:
    width, height = page.get_size()
    text = page.get_textpage()
    if text.count_rects() > MOST_PIECES or width * height > 4_000_000:
        return Sheet(width, height, (), ())
    places = [text.get_rect(at) for at in range(text.count_rects())]
    pieces = [_said(text, *place) for place in places]
    drawn = []
    for thing in page.get_objects(max_depth=1):
        if thing.type != pypdfium2.raw.FPDF_PAGEOBJ_TEXT:
            drawn.append(Box(*thing.get_bounds()))
        if len(drawn) > MOST_PIECES:
            break
    return Sheet(width, height, lines_of(piece for piece in pieces if piece.text), tuple(drawn))


def _said(text: pypdfium2.PdfTextPage, left: float, bottom: float, right: float, top: float) -> Box:
    words = text.get_text_bounded(left, bottom, right, top)
    return Box(left, bottom, right, top, " ".join(words.split()))


def _png(page: pypdfium2.PdfPage, sheet: Sheet, place: Box) -> bytes | None:
    scale = min(WIDTH / place.width, (MOST_PIXELS / (place.width * place.height)) ** 0.5)
    margins = (place.left, place.bottom, sheet.width - place.right, sheet.height - place.top)
    image = page.render(scale=scale, crop=margins).to_pil().convert("RGB")
    ink = ImageChops.invert(image).getbbox()
    if ink is None:
        return None
    image = image.crop((max(ink[0] - _MARGIN, 0), max(ink[1] - _MARGIN, 0), ink[2] + _MARGIN, ink[3] + _MARGIN))
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()
