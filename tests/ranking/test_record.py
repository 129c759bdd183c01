"""What a title and an abstract show apart from their words: counts that are damped, and claims that hold or not."""

from __future__ import annotations

from math import expm1, log1p

import pytest

from bot.domain.paper import Paper, PaperRef
from bot.ranking.record import NAMES, SAID, measure


def shown(title: str = "", abstract: str = "") -> dict[str, float]:
    """The features that are not 0; an abstract has a word at least."""
    row = measure([Paper(PaperRef("arxiv", "2610.00001"), title, abstract)])[0]
    return {name: float(value) for name, value in zip(NAMES, row, strict=True) if value}


def counted(name: str, abstract: str) -> float:
    return round(expm1(shown(abstract=abstract).get(name, 0.0)), 6)


@pytest.mark.parametrize(
    ("title", "claims"),
    [
        ("Kettles", set()),
        ("LoRA: small steps", {"title_colon", "title_named"}),
        ("Small steps: LoRA", {"title_colon"}),
        (": LoRA", {"title_colon"}),
        ("Why kettles?", {"title_question"}),
        ("Boiling USING steam", {"title_plain"}),
        ("A case of kettles", {"title_plain"}),
    ],
)
def test_what_a_title_shows(title: str, claims: set[str]) -> None:
    found = shown(title)
    assert found.pop("title_length") == pytest.approx(log1p(len(title)))
    assert found.pop("title_words") == pytest.approx(log1p(len(title.split())))
    assert found == dict.fromkeys(claims, 1.0)


@pytest.mark.parametrize(
    ("abstract", "claim"),
    [
        ("See HTTPS://a.example now", "link"),
        ("See www.a.example now", "link"),
        ("There is a Project Page", "site"),
        ("There are demos here", "site"),
        ("All is OPEN source", "open"),
        ("All is publicly there", "open"),
        ("A striking thing", "scale"),
        ("A Simple thing", "scale"),
        ("It outperforms all", "beats"),
        ("It Exceeds all", "beats"),
    ],
)
def test_what_an_abstract_claims(abstract: str, claim: str) -> None:
    claims = {name for name in ("link", "site", "open", "scale", "beats") if name in shown(abstract=abstract)}
    assert claims == {claim}
    assert shown(abstract=abstract)[claim] == 1.0


@pytest.mark.parametrize(
    ("name", "abstract", "times"),
    [
        ("abstract_words", "One two  three. Four", 4),
        ("sentence_words", "One two. Three four. Five six", 2),
        ("sentence_words", "One two three.", 3),
        ("we", "We show that we were weak, WE do", 3),
        ("numbers", "From 12 to 3", 3),
        ("coined", "The eGain of LoRA and dB", 3),
        ("brackets", "One (two) (three", 2),
        ("formulas", "Let $x$ be", 2),
        ("dashes", "One -- two — three - four", 2),
    ],
)
def test_counts_of_an_abstract_are_damped(name: str, abstract: str, times: float) -> None:
    assert counted(name, abstract) == times
    assert counted(name, "one") == (1 if name in ("abstract_words", "sentence_words") else 0)


def test_letters_beyond_ascii_are_no_digits_and_no_capitals() -> None:
    assert counted("numbers", "½ ٣ 提示") == counted("coined", "éÉ aÉ") == 0


def test_a_row_has_every_feature_in_its_order_and_no_paper_has_none() -> None:
    table = measure([Paper(PaperRef("arxiv", f"2610.{n:05d}"), "x" * n, "") for n in range(3)])
    assert table.shape == (3, len(NAMES))
    assert table.dtype == float
    assert table[:, NAMES.index("title_length")] == pytest.approx([0.0, log1p(1), log1p(2)])
    assert measure([]).shape == (0, len(NAMES))
    assert set(SAID) <= set(NAMES)
