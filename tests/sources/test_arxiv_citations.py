"""What a paper cites by name, off its web page: only what stands there beyond doubt."""

from __future__ import annotations

import pytest

from bot.sources.arxiv.citations import citations_in
from bot.sources.arxiv.page import read_page

ENTRIES = {
    "bib.bib1": "J. One. Old words. <em>arXiv preprint arXiv:1810.04805</em>, 2018.",
    "bib.bib2": 'K. Two. New words. <a class="ltx_ref ltx_href" href="https://doi.org/10.5555/new.words">doi</a>',
    "bib.bib3": 'L. Three. Both. <a href="https://doi.org/10.5555/both">doi</a> <a href="https://arxiv.org/abs/2005.14165v2">arXiv</a>',
    "bib.bib4": "M. Four. A book that nobody numbers. 1999.",
    "bib.bib6": "O. Six. Stars. arXiv: astro-ph/9710163.",
    "bib.bib5": 'N. Five. <a href="javascript:alert(1)">10.5555/evil</a> <a href="https://arxiv.org.example/abs/2005.14166">x</a>',
}  # fmt: skip


def cite(*numbers: int, base: str = "") -> str:
    links = ", ".join(f'<a class="ltx_ref" href="{base}#bib.bib{number}">{number}</a>' for number in numbers)
    return f'<cite class="ltx_cite">[{links}]</cite>'


def cited(*paragraphs: str) -> dict[str, str]:
    body = "".join(f'<p class="ltx_p">{each}</p>' for each in paragraphs)
    entries = "".join(f'<li id="{name}" class="ltx_bibitem">{text}</li>' for name, text in ENTRIES.items())
    page = read_page(f'<article class="ltx_document">{body}<ul class="ltx_biblist">{entries}</ul></article>'.encode())
    assert page is not None
    return {name: str(ref) for name, ref in citations_in(page).items()}


def test_the_name_before_a_citation_is_the_work() -> None:
    assert cited(
        f"We compare with OldNet {cite(1)}, with NewNet&nbsp;{cite(2)} and with <span>BothNet</span> {cite(3)}."
    ) == {"OldNet": "1810.04805", "NewNet": "doi:10.5555/new.words", "BothNet": "2005.14165"}


def test_an_address_of_the_page_itself_before_the_mark_is_no_hindrance() -> None:
    assert cited(f"It is OldNet ({cite(1, base='https://arxiv.org/html/1706.03762v7')}).") == {"OldNet": "1810.04805"}


@pytest.mark.parametrize(
    "paragraph",
    [
        f"as shown by several {cite(1)}",
        f"We use OldNet in many ways {cite(1)}.",
        f"the networks OldNet {cite(1, 2)} share",
        f"OldNet, a network {cite(1)}",
        f"a book, BookNet {cite(4)}",
        f"a trap, EvilNet {cite(5)}",
        f"nothing there, LostNet {cite(9)}",
        "<cite>alone</cite> OldNet",
        f"{cite(1)} comes first",
    ],
)  # fmt: skip
def test_what_is_not_sure_is_left_out(paragraph: str) -> None:
    assert cited(paragraph) == {}


def test_a_number_of_the_old_kind_is_read_too() -> None:
    assert cited(f"as in StarNet {cite(6)}") == {"StarNet": "astro-ph/9710163"}


def test_a_name_for_two_works_is_none() -> None:
    assert cited(f"OldNet {cite(1)} grew.", f"OldNet {cite(3)} shrank.") == {}
    assert cited(f"OldNet {cite(1)} grew.", f"OldNet {cite(1)} shrank.") == {"OldNet": "1810.04805"}
