"""Words that make a claim stronger, wider or other than its quote."""

import pytest

from tests.grounding.papers import BEATS, FASTER, LONG, MANY, MAY, SUGGESTS, TRAINS, lantern


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("Lantern significantly outperforms DenseNet-T on WMT-21.", BEATS),
        ("Lantern is the first layer to beat DenseNet-T on WMT-21.", BEATS),
        ("Lantern reaches state-of-the-art results against DenseNet-T on WMT-21.", BEATS),
        ("The results prove that sparse routing could help low-resource languages.", SUGGESTS),
        ("All small translation models struggle with rare words.", MANY),
        ("Small translation models always struggle with rare words.", MANY),
        ("Training takes 9.6 hours on every machine.", TRAINS),
    ],
)
def test_added_strength_is_unverified(claim: str, quote: str) -> None:
    assert lantern().check(claim, quote).verdict == "unverified"


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("Existing routing methods require extra data.", MAY),
        ("Existing routing methods do not slow down decoding.", MAY),
        ("Accuracy improves on long documents.", LONG),
        ("Lantern does not outperform DenseNet-T on WMT-21.", BEATS),
        ("Lantern fails to outperform DenseNet-T on WMT-21.", BEATS),
        ("Small translation models do not struggle with rare words.", MANY),
    ],
)
def test_negation_put_in_or_left_out_is_unverified(claim: str, quote: str) -> None:
    assert lantern().check(claim, quote).verdict == "unverified"


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("Lantern underperforms DenseNet-T by 2.4 BLEU points.", BEATS),
        ("Lantern increases decoding time from 40 ms to 25 ms.", BEATS),
        ("It is 3.5x slower than BigFormer.", FASTER),
        ("DenseNet-T outperforms Lantern by 2.4 BLEU points on WMT-21.", BEATS),
    ],
)
def test_direction_and_roles_turned_round_are_unverified(claim: str, quote: str) -> None:
    assert lantern().check(claim, quote).verdict == "unverified"


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("Existing routing methods slow down decoding.", MAY),
        ("Existing routing methods will slow down decoding.", MAY),
        ("Sparse routing helps low-resource languages.", SUGGESTS),
    ],
)
def test_a_dropped_hedge_is_unverified(claim: str, quote: str) -> None:
    assert lantern().check(claim, quote).verdict == "unverified"


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("Many small translation models have trouble with rare words.", MANY),
        ("Existing routing methods need no extra data but may slow decoding down.", MAY),
        ("Sparse routing could help low-resource languages, the results suggest.", SUGGESTS),
        ("Lantern beats DenseNet-T by 2.4 BLEU points on WMT-21.", BEATS),
        ("Decoding gets faster: 25 ms instead of 40 ms.", BEATS),
        ("On long documents accuracy does not get better.", LONG),
        ("Lantern is faster than BigFormer by 3.5x.", FASTER),
        ("Training on 1.2 million sentence pairs takes less than half a day, 9.6 hours.", TRAINS),
    ],
)
def test_a_faithful_paraphrase_is_left_alone(claim: str, quote: str) -> None:
    assert lantern().check(claim, quote).reasons == ()
