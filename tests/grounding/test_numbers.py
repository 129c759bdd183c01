"""Numbers: in the quote, in their unit, in their place."""

import pytest

from bot.grounding.quantities import numbers
from tests.grounding.papers import BEATS, FASTER, TRAINS, lantern


def values(text: str) -> list[tuple[float, str | None]]:
    return [(number.value, number.unit) for number in numbers(text)]


def test_numbers_are_read_with_scales_units_and_words() -> None:
    assert values("3.5 % of 1,024 images, 12x faster, 5 ms, 2.4B tokens, 1.25 million, twice, twenty-five tasks") == [
        (3.5, "percent"), (1024, None), (12, "times"), (0.005, "time"), (2.4e9, None), (1.25e6, None),
        (2, "times"), (25, None),
    ]  # fmt: skip


def test_enumerators_and_names_are_no_numbers() -> None:
    assert values("(1) In Stage 2, GPT-4 sees 3D scenes of Figure 3 for the first half.") == []


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
