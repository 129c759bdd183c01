"""Full text and figures: pages that LaTeXML made of real papers, and made fragments for what goes wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from bot.ports import Sections
from bot.sources.arxiv.figures import MOST, figures_in, reprinted
from bot.sources.arxiv.fulltext import BUDGETS, HtmlSections, sections_in
from bot.sources.arxiv.page import HtmlPages, read_page
from bot.sources.http import Http
from tests.factories import made_paper
from tests.sources.conftest import Reply, Site

CC_BY = "http://creativecommons.org/licenses/by/4.0/"
ADDRESS = "https://arxiv.org/html/2506.06962v3"


def page(inside: str) -> html.HtmlElement:
    read = read_page(f'<html><body><article class="ltx_document">{inside}</article></body></html>'.encode())
    assert read is not None
    return read


def figure(name: str = "S1.F1", caption: str = "Figure 1: Overview of the teapot.", **changes: str) -> str:
    image = changes.get("image", '<img src="2506.06962v3/x1.png" class="ltx_graphics" width="400" height="200">')
    kind = changes.get("kind", "ltx_figure")
    return f'<figure id="{name}" class="{kind}">{image}<figcaption class="ltx_caption">{caption}</figcaption></figure>'


def recorded(shared: Path, name: str) -> html.HtmlElement:
    read = read_page((shared / "recordings/html" / name).read_bytes())
    assert read is not None
    return read


@pytest.mark.shared
def test_introduction_and_conclusion_of_real_papers_are_read_within_the_budget(shared: Path) -> None:
    parts = {
        "latexml_0.8.7_local/2305.03393.html": ["introduction", "captions"],  # its conversion stopped before the end
        "latexml_0.8.7_local/2310.06825.html": ["introduction", "conclusion", "captions"],
        "engrafo_1803.07574.html": ["introduction", "conclusion", "captions"],
    }
    for name, expected in parts.items():
        sections = dict(sections_in(recorded(shared, name)))
        assert list(sections) == expected, name
        assert all(100 < len(text) <= BUDGETS[part] for part, text in sections.items()), name
        assert "\\useunder" not in sections["introduction"]


@pytest.mark.shared
def test_words_are_the_papers_own_without_footnotes_and_with_math_as_tex(shared: Path) -> None:
    sections = dict(sections_in(recorded(shared, "latexml_0.8.7_local/2310.06825.html")))
    assert sections["introduction"].startswith("In the rapidly evolving domain of Natural Language Processing")
    assert "Figure 2: Rolling buffer cache. The cache has a fixed size of W=4." in sections["captions"]


@pytest.mark.shared
def test_figures_of_real_papers_are_chosen(shared: Path) -> None:
    chosen = {
        name: figures_in(recorded(shared, name), ADDRESS, CC_BY)[0]
        for name in ("latexml_0.8.7_local/2305.03393.html", "arxmliv/1307.8133.html", "engrafo_1803.07574.html")
    }
    assert {each.label for each in chosen.values()} == {"Figure 1"}
    assert chosen["latexml_0.8.7_local/2305.03393.html"].redrawn  # it was not converted
    assert chosen["engrafo_1803.07574.html"].redrawn  # it is two panels
    assert chosen["arxmliv/1307.8133.html"].picture.endswith(".png")


@pytest.mark.shared
def test_quoted_fragments_of_2026_give_their_overview(shared: Path) -> None:
    text = (shared / "recordings/html/arxiv_html_fragments_2026.html").read_text()
    first, *others = figures_in(page(text), ADDRESS, CC_BY)
    assert first.picture == "https://arxiv.org/html/2506.06962v3/idea2.png"
    assert first.page == "https://arxiv.org/html/2506.06962v3#S0.F1"
    assert first.caption.startswith("Comparison between Autoregressive Retrieval Augmentation (AR-RAG)")
    assert (first.label, first.telling, first.reprinted) == ("Figure 1", True, False)
    assert all(each.redrawn or each.picture.endswith(".png") for each in others)


@pytest.mark.parametrize(
    ("source", "picture"),
    [
        ("2506.06962v3/x1.png", f"{ADDRESS}/x1.png"),
        ("x1.png", f"{ADDRESS}/x1.png"),
        ("extracted/1/fig.jpg", f"{ADDRESS}/extracted/1/fig.jpg"),
        ("/html/2506.06962v3/x1.png", f"{ADDRESS}/x1.png"),
    ],
)
def test_addresses_of_pictures_are_resolved_in_all_their_forms(source: str, picture: str) -> None:
    (found,) = figures_in(page(figure(image=f'<img src="{source}" width="400">')), ADDRESS, CC_BY)
    assert found.picture == picture


def test_an_old_style_papers_picture_is_found() -> None:
    inside = figure(image='<img src="hep-th/9901001v1/x1.png" width="400">')
    (found,) = figures_in(page(inside), "https://arxiv.org/html/hep-th/9901001v1", CC_BY)
    assert found.picture == "https://arxiv.org/html/hep-th/9901001v1/x1.png"


@pytest.mark.parametrize(
    "spoiled",
    [
        figure(image='<img src="x1.png" width="299">'),
        figure(image="<table></table>"),
        figure(kind="ltx_table"),
        figure(kind="ltx_float ltx_float_algorithm"),
        figure(caption=""),
        f'<figure class="ltx_figure">{figure(kind="ltx_figure ltx_figure_panel")}</figure>',
    ],
)
def test_what_is_no_figure_is_no_candidate(spoiled: str) -> None:
    assert figures_in(page(spoiled), ADDRESS, CC_BY) == ()


@pytest.mark.parametrize(
    "image",
    [
        '<img src="" class="ltx_graphics ltx_missing ltx_missing_image" width="400">',
        '<object type="image/svg+xml" data="x1.svg" width="400"></object>',
        '<img src="x1.svg" width="400">',
        '<svg class="ltx_picture"><script>alert(1)</script></svg>',
        '<img src="x1.png" width="400"><img src="x2.png" width="400">',
        '<img src="https://elsewhere.example/x1.png" width="400">',
        '<img src="data:image/png;base64,AAAA.png" width="400">',
        '<img src="javascript:alert(1).png" width="400">',
    ],
)
def test_a_picture_that_the_page_has_not_as_a_file_of_its_own_is_never_fetched(image: str) -> None:
    (found,) = figures_in(page(figure(image=image)), ADDRESS, CC_BY)
    assert (found.picture, found.redrawn) == ("", True)
    assert found.page == f"{ADDRESS}#S1.F1"


def test_editors_may_choose_among_the_others_and_each_has_a_key_of_its_own() -> None:
    inside = "".join(figure(f"S4.F{n}", f"Figure {n}: An ablation.") for n in range(2, 20))
    found = figures_in(page(inside), ADDRESS, CC_BY)
    assert not any(each.telling for each in found)
    assert len({each.key for each in found}) == len(found) == MOST


def test_an_overview_in_the_opening_comes_before_figure_one() -> None:
    inside = figure("S1.F1", "Figure 1: A plot of heat.") + figure("S1.F2", "Figure 2: Our framework at a glance.")
    labels = [each.label for each in figures_in(page(inside), ADDRESS, CC_BY)]
    assert labels == ["Figure 2", "Figure 1"]


@pytest.mark.parametrize(
    "caption", ["Figure 1: Overview, adapted from [3].", "Figure 1: Overview. Image courtesy of the museum."]
)
def test_a_figure_reprinted_from_others_is_not_covered_by_the_papers_licence(caption: str) -> None:
    (found,) = figures_in(page(figure(caption=caption)), ADDRESS, CC_BY)
    assert found.reprinted
    assert not found.allowed({"nc", "nd", "other"})


@pytest.mark.parametrize("caption", ["Overview of our framework by stage.", "We adapt prompts; see the source."])
def test_an_own_figure_is_not_taken_for_a_reprint(caption: str) -> None:
    assert not reprinted(caption)


def test_a_page_of_another_kind_is_no_full_text() -> None:
    assert read_page(b"<html><body>No HTML for this paper</body></html>") is None
    assert read_page(b"") is None


def test_a_long_introduction_is_cut_at_the_end_of_a_sentence() -> None:
    words = "The kettle sings. " * 1000
    inside = f'<section class="ltx_section"><h2 class="ltx_title">1 Introduction</h2><p>{words}</p></section>'
    ((name, text),) = sections_in(page(inside))
    assert name == "introduction"
    assert len(text) <= BUDGETS["introduction"]
    assert text.endswith("sings.")


@pytest.mark.anyio
async def test_a_papers_page_is_asked_for_by_its_version(http: Http, site: Site) -> None:
    intro = '<section class="ltx_section"><h2 class="ltx_title">Introduction</h2><p>We measure teapots.</p></section>'
    body = (
        f'<html><body><article class="ltx_document">{intro}{figure(image="<img src=x1.png>")}</article></body></html>'
    )
    base = site.says("/html/2610.00001v2", Reply(body)).rpartition("/")[0]
    paper = replace(made_paper(1), version=2, licence=CC_BY)
    pages = HtmlPages(http, base)
    sections: Sections = HtmlSections(pages)
    assert await sections.sections(paper) == (
        ("introduction", "We measure teapots."),
        ("captions", "Figure 1: Overview of the teapot."),
    )


@pytest.mark.anyio
async def test_a_paper_without_a_page_has_none(http: Http, site: Site) -> None:
    assert await HtmlSections(HtmlPages(http, f"{site.url}/html")).sections(made_paper(1)) == ()
    assert len(site.asked) == 1
