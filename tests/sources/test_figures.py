"""Figures from page and PDF together: who is asked for what, and what comes of pictures that are not there."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import anyio
import pypdfium2
import pytest
from PIL import Image

from bot.domain.errors import SourceAway
from bot.domain.paper import Paper
from bot.ports import Figures
from bot.sources.arxiv import sheets as sheets_module
from bot.sources.arxiv.figures import ArxivFigures
from bot.sources.arxiv.page import HtmlPages
from bot.sources.arxiv.pictures import Pictures
from bot.sources.arxiv.sheets import Sheets, captions_in, draw
from bot.sources.http import Http
from tests.factories import made_paper
from tests.sources.conftest import Reply, Site
from tests.sources.sheet_maker import pdf
from tests.sources.test_pictures import picture

pytestmark = pytest.mark.anyio

BY = "http://creativecommons.org/licenses/by/4.0/"
NC_ND = "http://creativecommons.org/licenses/by-nc-nd/4.0/"
PAPER = made_paper(1, licence=BY)


def page(image: str) -> Reply:
    caption = "<figcaption>Figure 1: Overview of the teapot.</figcaption>"
    figure = f'<figure id="S1.F1" class="ltx_figure">{image}{caption}</figure>'
    return Reply(f'<html><body><article class="ltx_document">{figure}</article></body></html>')


def source(http: Http, site: Site, folder: Path) -> Figures:
    pages, sheets = HtmlPages(http, f"{site.url}/html"), Sheets(http, f"{site.url}/pdf")
    return ArxivFigures(http, pages, sheets, Pictures(folder / "figures"))


async def test_the_authors_own_picture_is_brought_in(http: Http, site: Site, tmp_path: Path) -> None:
    site.says("/html/2610.00001v1", page('<img src="x1.png" width="400">'))
    site.says("/html/2610.00001v1/x1.png", Reply(picture()))
    figures = source(http, site, tmp_path)
    (found,) = await figures.figures(PAPER)
    assert found.kept is None
    kept = await figures.kept(PAPER, found)
    assert kept.shown_by(()).picture.startswith("/figures/")
    assert (kept.redrawn, kept.width, kept.key) == (False, 400, found.key)


@pytest.mark.parametrize("reply", [Reply(b"gone", 404), Reply(b"<svg/>"), Reply(picture(width=20))])
async def test_a_picture_that_is_none_is_drawn_from_the_pdf(
    http: Http, site: Site, tmp_path: Path, reply: Reply
) -> None:
    site.says("/html/2610.00001v1", page('<img src="x1.png" width="400">'))
    site.says("/html/2610.00001v1/x1.png", reply)
    site.says("/pdf/2610.00001v1", Reply(pdf()))
    figures = source(http, site, tmp_path)
    (found,) = await figures.figures(PAPER)
    kept = await figures.kept(PAPER, found)
    assert (kept.redrawn, bool(kept.kept)) == (True, True)


async def test_nothing_is_redrawn_that_must_stay_as_it_is(http: Http, site: Site, tmp_path: Path) -> None:
    site.says("/html/2610.00001v1", page('<object type="image/svg+xml" data="x1.svg"></object>'))
    paper = replace(PAPER, licence=NC_ND)
    figures = source(http, site, tmp_path)
    (found,) = await figures.figures(paper)
    assert (await figures.kept(paper, found)).kept == ""
    assert len(site.asked) == 1


async def test_a_paper_without_a_page_has_the_figures_of_its_pdf(http: Http, site: Site, tmp_path: Path) -> None:
    site.says("/pdf/2610.00001v1", Reply(pdf()))
    figures = source(http, site, tmp_path)
    first, second = await figures.figures(PAPER)
    assert (first.label, first.caption) == ("Figure 1", "An overview of the teapot.")
    assert first.page == f"{site.url}/pdf/2610.00001v1#page=1"
    assert (first.telling, second.telling, second.reprinted) == (True, False, True)
    kept = await figures.kept(PAPER, first)
    assert kept.credit() == "CC BY 4.0, drawn from the paper"
    body = (tmp_path / (kept.kept or "").lstrip("/")).read_bytes()
    with Image.open(io.BytesIO(body)) as image:
        assert image.getpixel((image.width // 2, image.height // 2)) == (200, 30, 30)
    assert len(site.asked) == 2  # the page, and the PDF once


@pytest.mark.parametrize(
    "body", [b"", b"%PDF-1.7 nonsense", pdf()[:400], pdf()[:-200], b"<html>no PDF</html>", pdf(captioned=False)]
)
async def test_a_pdf_that_cannot_be_read_gives_no_figure(http: Http, site: Site, tmp_path: Path, body: bytes) -> None:
    site.says("/pdf/2610.00001v1", Reply(body))
    figures = source(http, site, tmp_path)
    for found in await figures.figures(PAPER):  # pdfium mends some that were cut off
        assert (await figures.kept(PAPER, found)).key == found.key


async def test_a_page_that_is_not_latexmls_is_as_good_as_none(http: Http, site: Site, tmp_path: Path) -> None:
    site.says("/html/2610.00001v1", Reply(b"<html><figure class='ltx_figure'><img src=x.png></figure></html>"))
    assert await source(http, site, tmp_path).figures(PAPER) == ()


async def test_a_host_that_hangs_is_said_to_be_away(http: Http, site: Site, tmp_path: Path) -> None:
    site.says("/html/2610.00001v1", Reply(b"", 503))
    with pytest.raises(SourceAway):
        await source(http, site, tmp_path).figures(PAPER)


async def test_a_paper_that_is_not_arxivs_has_none(http: Http, site: Site, tmp_path: Path) -> None:
    elsewhere: Paper = replace(PAPER, ref=replace(PAPER.ref, scheme="doi", value="10.5555/x"))
    assert await source(http, site, tmp_path).figures(elsewhere) == ()
    assert site.asked == []


async def test_what_breaks_the_reader_of_pdfs_breaks_nothing_else(
    monkeypatch: pytest.MonkeyPatch, http: Http, site: Site
) -> None:
    site.says("/pdf/2610.00001v1", Reply(pdf()))
    sheets = Sheets(http, f"{site.url}/pdf")
    monkeypatch.setattr(sheets_module, "PATIENCE", 0.0)
    assert await sheets.captions(PAPER) == ()
    monkeypatch.setattr(sheets_module, "PATIENCE", 15.0)
    assert len(await sheets.captions(PAPER)) == 2


def test_bounds_keep_a_sheet_of_a_million_things_out() -> None:
    assert [each.label for each in captions_in(pdf(sheets=30, on=20))] == []
    assert draw(pdf(), "Figure 9") is None
    with pytest.raises(pypdfium2.PdfiumError):
        captions_in(b"nothing")


@pytest.mark.shared
def test_figures_of_real_pdfs_are_found_with_their_captions(shared: Path) -> None:
    folder = shared / "recordings/pdf"
    found = captions_in((folder / "2304.09116v1_compressed.pdf").read_bytes())
    assert [(each.label, each.page) for each in found] == [("Figure 1", 1), ("Figure 2", 5), ("Figure 3", 7)]
    assert found[0].caption.startswith("The overview of NaturalSpeech 2, with an audio codec encoder/decoder")
    (only,) = captions_in((folder / "openreview_test_paper.pdf").read_bytes())
    assert only.caption.startswith("MNIST 2d visualization before (a) and after (b) training.")


@pytest.mark.shared
@pytest.mark.slow
async def test_a_real_pdf_cut_off_anywhere_raises_nothing(shared: Path, http: Http, site: Site) -> None:
    body = (shared / "recordings/pdf/openreview_test_paper.pdf").read_bytes()
    sheets = Sheets(http, f"{site.url}/pdf")
    for number, part in enumerate((10, 1_000, 100_000, 200_000, len(body) - 1_000)):
        paper = replace(PAPER, version=number + 1)
        site.says(f"/pdf/2610.00001v{number + 1}", Reply(body[:part]))
        with anyio.fail_after(30):
            await sheets.captions(paper)
