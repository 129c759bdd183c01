"""What is denied: no "not" is put in, and none is left out."""

from __future__ import annotations

import pytest

from bot.grounding.negation import check_negation
from bot.grounding.words import Words


def told(claim: str, quote: str) -> list[str]:
    return check_negation(Words.of(claim), Words.of(quote))


@pytest.mark.parametrize(
    ("claim", "quote", "denied"),
    [
        ("Routing does not reduce latency.", "Routing reduces latency.", "not reduce"),
        ("Routing doesn't lower latency.", "Routing reduces latency.", "n't lower"),
        ("Routing fails to reduce latency.", "Routing reduces latency.", "fails to reduce"),
        ("Routing does not really reduce latency.", "Routing reduces latency.", "not reduce"),
        ("Routing never wins.", "Routing wins on rivers.", "never wins"),
        ("It does not need labels.", "It requires labels.", "not need"),
        ("It does not use labels.", "It is built on labels.", "not use"),
        ("It never reads labels.", "It is built on labels.", "never reads"),
        ("In short, it does not use labels.", "It is built on labels.", "not use"),
        ("Not, in short, that it wins; it never wins.", "It wins.", "never wins"),
        ("It uses no labels.", "It is trained with labels.", "no labels"),
        ("It learns without labels.", "It learns by many labels.", "without labels"),
        ("It does not show gains.", "It wins.", "not show"),
        ("On small rivers the parser never sleeps.", "On small rivers the parser works.", "never sleeps"),
        ("It hardly reads and does not sleep.", "It sleeps, hardly reads.", "not sleep"),
    ],
)
def test_what_the_quote_affirms_is_not_denied(claim: str, quote: str, denied: str) -> None:
    assert told(claim, quote) == [f"“{denied}” denies what the quote does not deny"]


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("Routing not only reduces latency.", "Routing reduces latency."),
        ("Routing reduces latency, whether or not rivers rise.", "Routing reduces latency as rivers rise."),
        ("No doubt routing reduces latency.", "Routing reduces latency."),
        ("If not wrong, it wins.", "It is wrong or wins."),
        ("It does not, in short, reduce latency.", "It reduces latency."),
        ("It does not and reduces latency.", "It reduces latency."),
        ("It studies no labels.", "It studies labels."),
        ("It sees no labels.", "With old, torn and faded labels it wins."),
        ("It never shows gains.", "It wins."),
        ("On small rivers the parser never sleeps.", "On rivers the fox works."),
        ("It does not use labels.", "It is built on labels of unknown origin."),
        ("It does not use labels.", "It is a label-free method."),
        ("It does not use labels.", "It is built on paper."),
    ],
)
def test_a_denial_that_denies_nothing_of_the_quotes_stands(claim: str, quote: str) -> None:
    assert told(claim, quote) == []


@pytest.mark.parametrize(
    ("rest", "negative"),
    [
        ("restless", True),
        ("won't rest", True),
        ("an open question", True),
        ("an open problem", True),
        ("understudied", True),
        ("under-explored", True),
        ("rest-free", True),
        ("non-resting", True),
        ("unsettled", True),
        ("unable to rest", True),
        ("suboptimal", True),
        ("limited", True),
        ("an open river", False),
        ("under water", False),
        ("unified", False),
        ("free of it", True),
        ("less", True),
        ("dry", False),
    ],
)
def test_a_claim_close_to_its_quote_denies_only_what_is_somehow_negative_there(rest: str, negative: bool) -> None:
    said = [] if negative else ["“never sleeps” denies what the quote does not deny"]
    assert told("On small rivers the parser never sleeps.", f"On small rivers the parser is {rest}.") == said


@pytest.mark.parametrize(
    ("quote", "denies"),
    [
        ("It does not need labels.", True),
        ("It doesn't need labels.", True),
        ("It needs no labels.", True),
        ("It needs labels that are unavailable.", True),
        ("It needs labels, which now are unavailable.", False),
        ("It needs new labels, none of them.", False),
        ("It needs labels, none of them.", True),
        ("Without more old things it needs labels.", True),
        ("Without more the old things it needs labels.", False),
        ("Without more of the old things it needs labels.", False),
        ("Without labels: it needs them.", False),
        ("Without labels; it needs them.", False),
        ("Without labels, it needs them.", True),
        ("Its un-needed labels are many.", True),
        ("Its non-need of labels is known.", True),
        ("It is need-free.", True),
        ("It is need-less.", True),
        ("It is need-like.", False),
    ],
)
def test_a_word_is_denied_near_before_it_soon_after_it_or_in_itself(quote: str, denies: bool) -> None:
    said = [] if denies else ["“not need” denies what the quote does not deny"]
    assert told("It does not need labels.", quote) == said


@pytest.mark.parametrize(
    ("claim", "quote", "word", "of"),
    [
        ("Accuracy improves.", "Accuracy does not improve.", "not", "improve"),
        ("Accuracy surpasses.", "Accuracy does not improve.", "not", "improve"),
        ("Labels are used.", "Labels are never used.", "never", "used"),
        ("The parser has memory.", "The parser lacks memory.", "lacks", "memory"),
        ("The parser has memory.", "The parser shows a lack of memory.", "lack of", "memory"),
        ("The parser keeps memory.", "The parser does not need memory.", "not", "memory"),
        ("It is applicable.", "It is not applicable.", "not", "applicable"),
        ("Compression helps.", "It does not compress.", "not", "compress"),
        (
            "Accuracy improves on rivers and improves on lakes.",
            "Accuracy improves on rivers but does not improve on lakes.",
            "not",
            "improve",
        ),
        ("Nothing that it was ever once given improves it.", "It does not improve.", "not", "improve"),
        ("Not one label of all those old ones improves it.", "It does not improve.", "not", "improve"),
    ],
)
def test_what_the_quote_denies_is_not_affirmed(claim: str, quote: str, word: str, of: str) -> None:
    assert told(claim, quote) == [f"the quote says “{word} … {of}”, and the claim leaves the “{word}” out"]


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("The parser lacks memory.", "The parser has no memory."),
        ("The parser works without memory.", "The parser does not need memory."),
        ("The parser keeps memory.", "The parser does not read memory."),
        ("The applications are many.", "It is not applicable."),
        ("The normalizers are many.", "It is not normal."),
        ("It is limited to rivers.", "It is not limited by memory."),
        ("Accuracy improves on rivers.", "Accuracy improves on rivers but does not improve on lakes."),
        ("It reduces latency.", "It not only reduces latency but memory."),
        ("Nothing that it was ever given improves it.", "It does not improve."),
        ("The parser swims.", "The parser does not improve."),
        ("It reads labels.", "It does not need old labels."),
    ],
)
def test_a_denial_in_other_words_or_of_another_thing_is_kept(claim: str, quote: str) -> None:
    assert told(claim, quote) == []
