"""Which way things move: up stays up, faster stays faster, and nothing gets worse that the quote does not call bad."""

from __future__ import annotations

import pytest

from bot.grounding.direction import check_direction
from bot.grounding.words import Words


def told(claim: str, quote: str) -> list[str]:
    return check_direction(Words.of(claim), Words.of(quote))


@pytest.mark.parametrize(
    ("claim", "quote", "ours", "theirs"),
    [
        ("Routing increases latency.", "Routing reduces latency.", "increases", "reduces"),
        ("Routing lowers recall.", "Routing raises recall.", "lowers", "raises"),
        ("Decoding gets slower here.", "Decoding gets faster here.", "slower", "faster"),
        ("A stronger teacher is used.", "A weaker teacher is used.", "stronger", "weaker"),
        ("Longer documents are read.", "Shorter documents are read.", "longer", "shorter"),
        ("The estimate is inaccurate.", "The estimate is accurate.", "inaccurate", "accurate"),
        ("It has sufficient memory.", "It has insufficient memory.", "sufficient", "insufficient"),
        ("It minimizes regret.", "It maximizes regret.", "minimizes", "maximizes"),
        ("The system underperforms.", "It outperforms the parser.", "underperforms", "outperforms"),
        ("Most users leave.", "A minority of users leave.", "most", "minority"),
        (
            "Pruning increases latency and increases recall.",
            "Pruning reduces latency and increases recall.",
            "increases",
            "reduces",
        ),
    ],
)
def test_what_moves_one_way_in_the_quote_moves_so_in_the_claim(claim: str, quote: str, ours: str, theirs: str) -> None:
    assert told(claim, quote) == [f"“{ours}” points the other way than “{theirs}” in the quote"]


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("Routing reduces latency.", "Routing reduces latency."),
        ("Routing cuts latency.", "Routing reduces latency."),
        ("Routing increases recall.", "Kettles reduce noise."),
        ("Routing changes latency.", "Routing reduces latency."),
        ("Routing increases latency.", "Routing changes latency."),
        ("Routing increases recall and reduces latency.", "Routing reduces latency and increases recall."),
        ("Routing takes less than 5 ms of latency.", "Routing takes more than 4 ms of latency."),
        ("Longer documents are read.", "Stronger documents are read."),
    ],
)
def test_what_moves_the_same_way_or_elsewhere_stands(claim: str, quote: str) -> None:
    assert told(claim, quote) == []


@pytest.mark.parametrize(
    ("claim", "quote", "worse"),
    [
        ("Accuracy degrades.", "Accuracy is measured.", "degrades"),
        ("The new teacher is worse.", "The new teacher is tall.", "worse"),
        ("Quality hurts.", "Quality is the point, and harm is none.", None),
        ("The new teacher is worse.", "The new teacher has failed.", None),
        ("The new teacher is worse.", "The new teacher is on the worse side.", None),
        ("Accuracy degrades.", "Accuracy may worsen.", None),
        ("Accuracy changes.", "Accuracy is measured.", None),
    ],
)
def test_nothing_gets_worse_that_the_quote_does_not_call_bad(claim: str, quote: str, worse: str | None) -> None:
    said = [f"“{worse}” is for the worse, and the quote speaks of nothing worse"] if worse else []
    assert told(claim, quote) == said
