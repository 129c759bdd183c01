"""How widely and how surely: *all* needs the quote's *all*, *will* its *will*, and the quote's *may* stays."""

from __future__ import annotations

import pytest

from bot.grounding.scope import check_hedge, check_scope
from bot.grounding.words import Words

ROUTING = "Sparse routing helps low-resource languages."


@pytest.mark.parametrize(
    ("claim", "quote", "wide"),
    [
        ("It works on all languages.", "It works on ten languages.", "all languages"),
        ("It works on all languages.", "All our code is open; it works on ten languages.", "all languages"),
        ("It works in all cases.", "It works on all benchmarks.", "all cases"),
        ("It beats every baseline.", "It beats a baseline.", "every baseline"),
        ("It always wins.", "It wins often.", "always wins"),
        ("It is entirely unsupervised.", "It needs no labels.", "entirely"),
        ("It works on all languages.", "It works on every language tested.", None),
        ("It always wins.", "It wins on all tasks.", None),
        ("Not all models win.", "Some models win.", None),
        ("All three models win.", "The models win.", None),
        ("All 12 models win.", "The models win.", None),
        ("All the five models win.", "The models win.", None),
        ("Any encoder is supported.", "It supports the encoders of 100% of users.", None),
        ("It is entirely unsupervised.", "It is a fully unsupervised method.", None),
        ("It is not entirely solved.", "It is open.", None),
        ("A fully connected layer is used.", "A layer is used.", None),
        ("It completely removes noise.", "It eliminates noise.", None),
    ],
)
def test_a_claim_about_all_needs_a_quote_about_all(claim: str, quote: str, wide: str | None) -> None:
    said = [f"“{wide}” says more than the quote does"] if wide else []
    assert check_scope(Words.of(claim), Words.of(quote)) == said


@pytest.mark.parametrize(
    ("claim", "quote", "hedge"),
    [
        ("Attention is pruned.", "Attention can be pruned.", "can be pruned"),
        (ROUTING, f"Our results suggest that {ROUTING.lower()}", "suggest"),
        ("Routing slows down decoding.", "Routing may slow down decoding; kettles boil.", "may"),
        ("Attention can be pruned.", "Attention can be pruned.", None),
        ("Sparse routing may help low-resource languages.", f"Our results suggest that {ROUTING.lower()}", None),
        (ROUTING, f"We conjecture and then show that {ROUTING.lower()}", None),
        (ROUTING, f"{ROUTING[:-1]}, and the same routing may help low-resource languages.", None),
        ("Kettles boil.", "Routing may slow down decoding; kettles boil.", None),
    ],
)
def test_what_the_quote_only_supposes_is_not_stated(claim: str, quote: str, hedge: str | None) -> None:
    said = [f"the quote says “{hedge}”, and the claim states it as fact"] if hedge else []
    assert check_hedge(Words.of(claim), Words.of(quote)) == said


def test_what_will_be_needs_a_quote_that_looks_ahead() -> None:
    def told(claim: str, quote: str) -> list[str]:
        return check_hedge(Words.of(claim), Words.of(quote))

    assert told("It will scale.", "It scales.") == ["“will” states as certain what the quote does not"]
    assert told("It will scale.", "It would scale.") == []
    assert told("The code will be released.", "The code is on GitHub.") == [], "a promise that every paper makes"
