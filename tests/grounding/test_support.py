"""Whether a quote speaks of the same thing as the claim."""

from __future__ import annotations

import pytest

from bot.grounding.support import check_support, cover, near
from bot.grounding.words import Words

ELSEWHERE = ["another sentence of the paper speaks of this, not the one quoted"]
UNRELATED = ["the quote is about something else: it shares hardly a word with the claim"]


def told(claim: str, quote: str, *others: str) -> list[str]:
    return check_support(Words.of(claim), Words.of(quote), lambda: tuple(Words.of(other).known for other in others))


def test_a_claim_is_covered_by_the_share_of_its_words_and_an_empty_one_wholly() -> None:
    assert cover(frozenset("abcd"), frozenset("adx")) == 0.5
    assert cover(frozenset(), frozenset("adx")) == 1.0
    assert cover(frozenset("ab"), frozenset()) == 0.0


def test_a_claim_keeps_close_that_shares_seven_words_of_ten() -> None:
    claim = "otter badger fox lynx wolf heron stork crane robin finch"
    assert near(Words.of(claim), Words.of("otter badger fox lynx wolf heron stork"))
    assert not near(Words.of(claim), Words.of("otter badger fox lynx wolf heron"))


@pytest.mark.parametrize(
    ("claim", "quote", "others", "said"),
    [
        ("otter badger fox lynx wolf heron", "otter", (), UNRELATED),
        ("otter badger fox lynx wolf", "otter", (), []),
        ("otter badger fox", "stork", (), UNRELATED),
        ("otter badger", "stork", ("otter badger",), []),
        ("of the and", "stork", ("otter badger",), []),
        ("otter badger fox lynx wolf", "otter", ("heron", "otter badger fox"), ELSEWHERE),
        ("otter badger fox lynx wolf", "otter", ("otter badger", "heron"), []),
        ("otter badger fox", "otter", ("otter badger",), ELSEWHERE),
        ("otter badger", "otter", ("otter badger",), []),
        ("otter badger fox lynx wolf", "otter badger fox", ("otter badger fox lynx wolf",), []),
    ],
)
def test_a_quote_holds_some_of_the_claim_and_no_other_sentence_holds_much_more(
    claim: str, quote: str, others: tuple[str, ...], said: list[str]
) -> None:
    assert told(claim, quote, *others) == said
