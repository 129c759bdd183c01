"""An opinion may hold nothing that would have to be a fact."""

from __future__ import annotations

import pytest

from bot.grounding.judgement import check_judgement
from bot.grounding.words import Words


@pytest.mark.parametrize(
    ("opinion", "told"),
    [
        ("A sober read in 3 parts.", ["number: “3”"]),
        ("A sober read of 3 % and 5 %.", ["number: “3 %”"]),
        ("A sober read of BERT and GPT-4.", ["name: “BERT”"]),
        ("It outperforms the hype.", ["compare: “outperforms”"]),
        ("It is Unlike the hype.", ["name: “Unlike”", "compare: “Unlike”"]),
        ("It is more useful.", ["compare: “more useful”"]),
        ("It is useful, more or less.", []),
        ("It is more or less useful.", []),
        ("It is less useful.", ["compare: “less useful”"]),
        ("It is a good test of interest.", []),
        ("It is the kindest of reads.", ["superlative: “kindest”"]),
        ("It is the Best of reads.", ["name: “Best”", "superlative: “Best”"]),
        ("It is state of the art.", ["superlative: “state of the art”"]),
        (
            "It always beats BERT by 3 %.",
            ["number: “3 %”", "name: “BERT”", "compare: “beats”", "superlative: “always”"],
        ),
        ("A sober read.", []),
    ],
)
def test_an_opinion_tells_what_would_be_a_fact(opinion: str, told: list[str]) -> None:
    said = {"number": "hold a number", "name": "hold a name", "compare": "compare", "superlative": "hold a superlative"}
    expected = [f"an opinion may not {said[kind]}: {word}" for kind, word in (one.split(": ") for one in told)]
    assert check_judgement(Words.of(opinion)) == expected
