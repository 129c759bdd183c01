"""No claim says where somebody works, unless the quote itself does."""

from __future__ import annotations

import pytest

from bot.grounding.words import Words
from bot.grounding.workplaces import check_workplaces

QUOTE = "We train otters of the Lisbon corpus at Stanford Pool."


@pytest.mark.parametrize(
    ("claim", "who"),
    [
        ("They are researchers from Acme Robotics and swim.", "Acme Robotics"),
        ("A team at the Bank of Rivers trains otters.", "Bank of Rivers"),
        ("Otters are trained by scientists in Madrid or so.", "Madrid"),
        ("A Madrid Bay team trains otters.", "A Madrid Bay"),
        ("These researchers and Madrid Bay researchers train otters.", "Madrid Bay"),
        ("Work by Our Group and a team from Acme is here.", "Acme"),
        ("A group of Badgers trains otters.", "Badgers"),
        ("Some academics at Acme train otters.", "Acme"),
        ("Acme's engineers train otters.", "Acme"),
        ("Researchers at Acme Robotics train otters.", "Acme Robotics"),
        ("The Madrid team trains otters.", "Madrid"),
        ("It was built by Google for otters.", "Google"),
        ("The paper by a team at Oxford trains otters.", "Oxford"),
    ],
)
def test_a_workplace_is_told_by_its_name(claim: str, who: str) -> None:
    assert check_workplaces(Words.of(claim), Words.of(QUOTE)) == [
        f"“{who}” is stated as somebody's workplace, which no claim may do"
    ]


@pytest.mark.parametrize(
    ("claim", "who"),
    [
        ("Otters swim, says Harvard.", "Harvard"),
        ("Otters swim at Acme Inc. in May.", "Inc"),
        ("The otters of River University swim.", "University"),
    ],
)
def test_a_house_alone_reads_as_an_affiliation(claim: str, who: str) -> None:
    assert check_workplaces(Words.of(claim), Words.of(QUOTE)) == [
        f"“{who}” reads as an affiliation and is not in the quote"
    ]


@pytest.mark.parametrize(
    "claim",
    [
        "Otters are trained at Stanford.",
        "Researchers from Lisbon train otters.",
        "These researchers train otters.",
        "Human authors train otters.",
        "Most teams train otters.",
        "The model is trained with OtterNet.",
        "The work by Badger trains otters.",
        "Otters swim.",
    ],
)
def test_what_the_quote_states_and_what_is_no_workplace_is_let_be(claim: str) -> None:
    assert check_workplaces(Words.of(claim), Words.of(QUOTE)) == []
