"""What of a text changes its meaning, where that stood, and where sentences end."""

from __future__ import annotations

import pytest

from bot.grounding.quotes import sentences, squeeze


@pytest.mark.parametrize(
    ("text", "squeezed", "at"),
    [
        ("1,024,000", "1|024|000", [0, 2, 2, 3, 4, 6, 6, 7, 8]),
        ("1,0245", "1,0245", [0, 1, 2, 3, 4, 5]),
        ("5-10", "5|10", [0, 2, 2, 3]),
        ("3.5", "3.5", [0, 1, 2]),
        (".5", ".5", [0, 1]),
        ("v.5 1.", "v5|1", [0, 2, 4, 4]),
        (" -40", "-40", [1, 2, 3]),
        ("a-3 )-3", "a3|3", [0, 2, 6, 6]),
        ("10^5", "10^5", [0, 1, 2, 3]),
        ("{AB} ﬁne", "abfine", [1, 2, 5, 5, 6, 7]),
    ],
)
def test_what_is_left_of_a_text_knows_where_it_stood(text: str, squeezed: str, at: list[int]) -> None:
    assert squeeze(text) == (squeezed, at)


@pytest.mark.parametrize(
    ("text", "squeezed"),
    [
        (r"45\% of \textbf{all} \alpha \geq 3", "45%ofallalpha≥3"),
        ("α ≥ β", "alpha≥beta"),
        ("x² ßÉ ½", "x^2ssé12".replace("é", "e")),
        ("−5 –5 －5", "-5-5-5"),
        ("5%-5 5.-5", "5%5|5|5"),
        ("5,10 5,100 5,1000", "5,10|5|100|5,1000"),
        ("5 10, 5{}10, 5$10, 5\u00ad10", "5|10|510|510|510"),
        ("a\\", "a"),
        (r"5\,10", "5|10"),
        (r"\\ \emph*{so}", "so"),
        ("1. 5 .5 a.5", "1|5.5a5"),
    ],
)  # fmt: skip
def test_what_changes_a_meaning_is_left_of_a_text(text: str, squeezed: str) -> None:
    assert squeeze(text)[0] == squeezed


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("One thing. Two things!", ["One thing.", "Two things!"]),
        ("  One thing.  \n Two things. ", ["One thing.", "Two things."]),
        ("It has approx. five legs. Done.", ["It has approx. five legs.", "Done."]),
        ("It ends. and goes on.", ["It ends. and goes on."]),
        ("It ends.\n\nand goes on.", ["It ends.", "and goes on."]),
        ("", []),
        (" \n ", []),
        ("Half \ud800 of it. Done.", ["Half \ud800 of it.", "Done."]),
    ],
)
def test_a_text_is_cut_into_its_sentences(text: str, cut: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == cut
