"""Numbers: in the quote, in their unit, in their place."""

import pytest

from bot.grounding.numbers import check_numbers
from bot.grounding.quantities import numbers
from bot.grounding.words import Words
from tests.grounding.papers import BEATS, FASTER, TRAINS, lantern


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("Training takes 9.6 hours on most machines.", TRAINS),
        ("Training takes about 10 hours on most machines.", TRAINS),
        ("Training uses 1.2 million sentence pairs.", TRAINS),
        ("Training uses over 1,200,000 sentence pairs.", TRAINS),
        ("It loses 0.5% accuracy compared to BigFormer.", FASTER),
        ("It loses 0.46 percent of accuracy.", FASTER),
        ("Lantern reduces decoding time from 40 to 25 ms.", BEATS),
    ],
)
def test_the_same_number_may_be_written_otherwise(claim: str, quote: str) -> None:
    assert lantern().check(claim, quote).reasons == ()


@pytest.mark.parametrize(
    ("claim", "quote", "reason"),
    [
        ("Lantern outperforms DenseNet-T by 2.5 BLEU points on WMT-21.", BEATS, "“2.5” is not in the quote"),
        ("It loses 0.4% accuracy compared to BigFormer.", FASTER, "“0.4%” is not in the quote"),
        ("It is 3.5% faster than BigFormer.", FASTER, "“3.5%” has another unit in the quote: “3.5x”"),
        ("Decoding takes 25 s instead of 40 s.", BEATS, "“25 s” is not in the quote"),
        ("Training uses 1.2 billion sentence pairs.", TRAINS, "“1.2 billion” is not in the quote"),
    ],
)
def test_a_nearby_number_or_another_unit_is_named(claim: str, quote: str, reason: str) -> None:
    assert reason in lantern().check(claim, quote).reasons


def test_two_numbers_in_each_others_place_are_seen() -> None:
    claim = "Lantern outperforms DenseNet-T by 1.1 BLEU points on WMT-21 and by 2.4 on IWSLT-17."
    assert lantern().check(claim, BEATS).verdict == "unverified"


def test_more_than_is_not_less_than() -> None:
    source = "Pruning removes over 80% of all attention values in the model."
    from bot.grounding.verdict import check

    assert check(
        "Pruning removes less than 80% of attention values.", source, title="", authors=(), source=source
    ).reasons
    assert not check(
        "Pruning removes more than 80% of attention values.", source, title="", authors=(), source=source
    ).reasons


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("94.5 accuracy", "an accuracy of 94.5 %"),
        ("an absolute 5 percent", "5 points"),
        ("5 percent", "5 points, absolute"),
        ("5 points", "a gain of 5"),
        ("a drop of 3 points", "-3 points"),
        ("-3 points", "3 points"),
        ("about 5,000 images", "5,032 images"),
        ("0.46 %", "0.4567 %"),
        ("0.5 %", "0.4567 %"),
        ("0.5 seconds", "500 ms"),
        ("2 hours", "120 minutes"),
        ("13 tasks", "thirteen tasks"),
        ("three tasks", "parsing, tagging, and ranking"),
        ("three tasks", "parsing, tagging and ranking"),
        ("two tasks", "parsing and tagging"),
        ("version 4", "gpt-4 is used"),
        ("up to 30 users", "30 users"),
        ("more than 30 users", "over 30 users"),
        ("25 ms instead of 40 ms", "from 40 to 25 ms"),
        ("parsing gains 3 points and tagging 5 points", "parsing gains 3 points and tagging 5 points"),
        ("it needs no numbers", "5"),
    ],
)
def test_what_stands_in_the_quote_in_another_form_is_not_doubted(claim: str, quote: str) -> None:
    assert check_numbers(Words.of(claim), Words.of(quote), lambda: ()) == []


@pytest.mark.parametrize(
    ("claim", "quote", "reason"),
    [
        ("5 percent", "5 points", "“5 percent” has another unit in the quote: “5 points”"),
        ("20 images", "20 % of images", "“20” has another unit in the quote: “20 %”"),
        ("5 ms", "a gain of 5", "“5 ms” is not in the quote"),
        ("2 points", "3 points", "“2 points” is not in the quote"),
        ("over 5,000 images", "5,600 images", "“5,000” is not in the quote"),
        ("5,000 images", "5,032 images", "“5,000” is not in the quote"),
        ("0.47 %", "0.4567 %", "“0.47 %” is not in the quote"),
        ("7 GB", "7 MB", "“7 GB” is not in the quote"),
        ("four tasks", "parsing, tagging and ranking", "“four” is not in the quote"),
        ("five tasks", "many tasks", "“five” is not in the quote"),
        ("three tasks and 7 nets", "parsing, tagging and ranking", "“7” is not in the quote"),
        ("thirteen tasks", "12 tasks", "“thirteen” is not in the quote"),
        ("more than 30 users", "less than 30 users", "“30” is bounded the other way in the quote"),
        ("fewer than 30 users", "7 tasks of at least 30 users", "“30” is bounded the other way in the quote"),
        ("> 30 users", "< 30 users", "“30” is bounded the other way in the quote"),
        ("from 25 to 40 ms", "from 40 to 25 ms", "“25” and “40 ms” stand the other way round in the quote"),
        (
            "parsing gains 3 points and tagging 5 points",
            "parsing gains 5 points and tagging 3 points",
            "“3 points” and “5 points” stand the other way round in the quote",
        ),
    ],
)
def test_what_the_quote_says_otherwise_is_told_in_one_sentence(claim: str, quote: str, reason: str) -> None:
    assert check_numbers(Words.of(claim), Words.of(quote), lambda: ()) == [reason]


def test_a_small_count_in_words_may_stand_anywhere_in_the_paper_and_a_number_in_digits_may_not() -> None:
    def told(claim: str, paper: str) -> list[str]:
        return check_numbers(Words.of(claim), Words.of("many tasks"), lambda: numbers(paper))

    assert told("twelve tasks", "We use 12 tasks.") == []
    assert told("twelve tasks", "We use 11 tasks.") == ["“twelve” is not in the quote"]
    assert told("12 tasks", "We use 12 tasks.") == ["“12” is not in the quote"]
    assert told("thirteen tasks", "We use 13 tasks.") == ["“thirteen” is not in the quote"], "no longer a small count"


@pytest.mark.parametrize(
    ("claim", "quote", "same"),
    [
        ("94.5 across tests", "94.5 %", True),
        ("94.5 of BERTS", "94.5 %", True),
        ("5x", "5", True),
        ("5 percent", "5", True),
        ("5 hours", "5", False),
        ("5 nets", "5 ms", False),
        ("5 points", "5 %", False),
        ("5 percentage points", "5 %", True),
        ("-3.2 points", "3 points", False),
        ("-3 points", "3.2 points", False),
        ("-3 nets", "3 nets", True),
        ("0 points", "0.0 points", True),
        ("0.4 %", "0.45 %", True),
        ("0.5 %", "0.45 %", True),
        ("0.457 %", "0.46 %", False),
        ("about 5,000 nets", "5,499 nets", True),
        ("about 5,000 nets", "5,501 nets", False),
        ("about 5,001 nets", "5,000 nets", False),
        ("about 50 nets", "53 nets", True),
        ("about 50 nets", "56 nets", False),
        ("about twenty nets", "22 nets", False),
        ("version 4", "gpt-45", False),
        ("4 %", "gpt-4", False),
        ("4.5", "gpt-4x5", False),
    ],
)
def test_a_number_is_the_quotes_where_value_and_unit_are(claim: str, quote: str, same: bool) -> None:
    assert (check_numbers(Words.of(claim), Words.of(quote), lambda: ()) == []) is same


@pytest.mark.parametrize(
    ("count", "listed", "held"),
    [
        ("two", "parsing, tagging", True),
        ("three", "parsing, tagging", False),
        ("three", "parsing, tagging or ranking", True),
        ("three", "parsing, tagging as well as ranking", True),
        ("three", "parsing, tagging, or ranking", True),
        ("four", "parsing, tagging, or ranking", False),
        ("two", "parsing, tagging, and ranking", True),
        ("three", "parsing, tagging; ranking, reading", False),
        ("five", "few. parsing, tagging, ranking, reading and singing", True),
        ("two", "on both tasks", True),
        ("three", "on both tasks", False),
        ("two", "many tasks", False),
        ("three", "parsing and tagging", False),
    ],
)
def test_a_small_count_is_held_by_a_list_of_as_many(count: str, listed: str, held: bool) -> None:
    said = [] if held else [f"“{count}” is not in the quote"]
    assert check_numbers(Words.of(f"{count} tasks"), Words.of(listed), lambda: ()) == said


@pytest.mark.parametrize("over", ["over", "more than", "at least", "no less than", "exceeding", "≥"])
@pytest.mark.parametrize("under", ["under", "less than", "at most", "up to", "no more than", "<", "within"])
def test_a_bound_from_above_is_none_from_below(over: str, under: str) -> None:
    def told(claim: str, quote: str) -> list[str]:
        return check_numbers(Words.of(f"It needs {claim} 30 nets."), Words.of(f"It takes {quote} 30 nets."), lambda: ())

    turned = ["“30” is bounded the other way in the quote"]
    assert told(over, under) == told(under, over) == turned
    assert told(over, over) == told(under, under) == told(over, "some") == told("some", under) == []


@pytest.mark.parametrize("word", ["the", "of", "and", "to", "in", "on", "for", "by", "with", "is", "an", "from", "at"])
def test_a_function_word_beside_a_number_does_not_say_which_it_is(word: str) -> None:
    claim, quote = f"5, {word} 3 dogs", f"3 dogs, {word} 5"
    assert check_numbers(Words.of(claim), Words.of(quote), lambda: ()) == []


def test_a_word_of_two_letters_may_say_which_number_it_is() -> None:
    claim, quote = "QA gains 3 points and MT gains 5 points", "QA gains 5 points and MT gains 3 points"
    assert check_numbers(Words.of(claim), Words.of(quote), lambda: ()) == [
        "“3 points” and “5 points” stand the other way round in the quote"
    ]
