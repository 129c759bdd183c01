"""Names as arXiv prints them, and the many ways in which authors say that a paper is withdrawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.sources.arxiv.byline import names_in, plain
from bot.sources.arxiv.withdrawal import is_withdrawn


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Ana Example, Bo Example and Cy Example", ("Ana Example", "Bo Example", "Cy Example")),
        ("Ana Example, Bo Example, and Cy Example", ("Ana Example", "Bo Example", "Cy Example")),
        ("Ana Example (1), Bo Example (1 and 2) ((1) Lab, City, (2) Other Lab)", ("Ana Example", "Bo Example")),
        ("Ana Example (Lab of Things, City), Bo Example", ("Ana Example", "Bo Example")),
        ("Ana Example, Bo Example ((1) an affiliation that never closes", ("Ana Example", "Bo Example")),
        ("Ana Example, Jr., Bo Example", ("Ana Example, Jr.", "Bo Example")),
        ("Made Collaboration: A. Example, B. Example", ("Made Collaboration", "A. Example", "B. Example")),
        (r"Andr\'e Ex\"ample, B\v{z} \L{}o, {\O}re \c{C}ay", ("André Exämple", "Bž Ło", "Øre Çay")),
        ("Sandy Andrews", ("Sandy Andrews",)),
        ("", ()),
    ],
)
def test_names_are_taken_from_a_line(byline: str, names: tuple[str, ...]) -> None:
    assert names_in(byline) == names


def test_math_is_left_as_it_is() -> None:
    assert plain(r"Erd\H{o}s and $\dot{x} \'e$") == r"Erdős and $\dot{x} \'e$"
    assert plain(r"na\"{\i}ve") == "naïve"


@pytest.mark.shared
def test_real_withdrawals_are_recognised(shared: Path) -> None:
    lines = (shared / "recordings/arxiv/withdrawn_comment_phrases.txt").read_text().splitlines()
    wordings = [line.partition("Comments: ")[2] for line in lines if "Comments: " in line]
    missed = [words for words in wordings if not is_withdrawn(words, "")]
    elsewhere = ("(withdrawn) 1106.2547", "ApJL", "from ApJ", "by mistake", "Replaces the", "conference", "ApJ paper")
    assert len(wordings) > 120
    assert [words for words in missed if not any(sign in words for sign in elsewhere)] == []
    assert len(missed) <= len(elsewhere)


@pytest.mark.parametrize(
    "comment",
    [
        "A previous version was withdrawn; this one is corrected",
        "Replaces the withdrawn astro-ph/0210493",
        "12 pages, withdrawn from the conference",
        "A study of social withdrawing behaviour",
        "12 pages",
        None,
    ],
)
def test_a_paper_that_speaks_of_another_withdrawal_stays(comment: str | None) -> None:
    assert not is_withdrawn(comment, "We study teapots. Some were withdrawn from sale.")


@pytest.mark.parametrize(
    "abstract",
    ["This paper has been withdrawn by the authors.", "Withdrawn.", "The article is withdrawn due to errors."],
)
def test_an_abstract_may_say_it(abstract: str) -> None:
    assert is_withdrawn(None, abstract)
