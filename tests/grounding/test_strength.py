"""Words that make a claim stronger, wider or other than its quote."""

import pytest

from bot.grounding.strength import check_strength
from bot.grounding.words import Words
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


FIRST, SOTA, BEST, LARGE, PROOF = "a first", "state of the art", "a superlative", "how large the effect is", "a proof"


@pytest.mark.parametrize(
    ("claim", "quote", "shown", "label"),
    [
        ("Otters are unprecedented.", "Otters swim.", "unprecedented", FIRST),
        ("Otters swim for the first time.", "Otters swim.", "for the first time", FIRST),
        ("This is the first study of otters.", "This is a study.", "the first", FIRST),
        ("Otters reach the state of the art.", "Otters swim.", "state of the art", SOTA),
        ("Otters set record-breaking times.", "Otters swim.", "record-breaking", SOTA),
        ("Otters are the fastest.", "Otters are fast.", "fastest", BEST),
        ("Otters are the most accurate.", "Otters are accurate.", "most accurate", BEST),
        ("Otters significantly help.", "Otters help.", "significantly", LARGE),
        ("Otters help significantly.", "Otters help.", "significantly", LARGE),
        ("Otters bring significant new old big gains.", "Otters bring gains.", "significant", LARGE),
        ("Otters bring significant gains.", "Otters bring gains.", "significant", LARGE),
        ("Otters win by a wide margin.", "Otters win.", "wide margin", LARGE),
        ("Otters are much better.", "Otters are better.", "much better", LARGE),
        ("Otters are provably safe.", "Otters are safe.", "provably", PROOF),
        ("Otters prove that rivers flow.", "Otters see that rivers flow.", "prove that", PROOF),
    ],
)
def test_a_strong_word_that_the_quote_does_not_carry_is_told(claim: str, quote: str, shown: str, label: str) -> None:
    assert check_strength(Words.of(claim), Words.of(quote)) == [f"“{shown}” claims {label}, which the quote does not"]


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("Otters are unprecedented.", "Otters were never seen."),
        ("This is the first study of otters.", "No prior study is of otters."),
        ("Otters reach the state of the art.", "Otters beat all known methods."),
        ("Otters are the fastest.", "Otters are at the top."),
        ("Otters significantly help.", "Otters are a substantial help."),
        ("Otters bring significant gains.", "Otters are 3x as fast."),
        ("Otters have a significant role.", "Otters have a role."),
        ("Otters bring significant new old big red gains.", "Otters bring gains."),
        ("Otters are provably safe.", "A theorem says that otters are safe."),
        ("Otters are not significantly better.", "Otters are no better."),
        ("Otters are not much better.", "Otters are no better."),
        ("Otters are hardly the fastest.", "Otters are slow."),
        ("Otters swim.", "Otters swim significantly faster, for the first time."),
    ],
)
def test_a_strong_word_that_is_carried_or_denied_stands(claim: str, quote: str) -> None:
    assert check_strength(Words.of(claim), Words.of(quote)) == []


@pytest.mark.parametrize(
    ("claim", "quote", "shown"),
    [
        (
            "Otters significantly improve recall.",
            "Otters improve recall, and the water of that old river up in the north was vastly colder.",
            "significantly",
        ),
        (
            "Otters greatly and vastly improve a significant drop.",
            "Otters improve a drop, markedly.",
            "greatly",
        ),
    ],
)
def test_a_degree_stays_with_the_word_it_is_said_of(claim: str, quote: str, shown: str) -> None:
    assert check_strength(Words.of(claim), Words.of(quote)) == [f"“{shown}” claims {LARGE}, which the quote does not"]


@pytest.mark.parametrize(
    ("quote", "near"),
    [
        ("vastly a b c d e f g h improve recall", True),
        ("vastly a b c d e f g h i improve recall", False),
        ("a vastly b c d e f g h i improve recall", True),
        ("improve recall a b c d e f g vastly", True),
        ("improve recall a b c d e f g h vastly", False),
        ("improve recall a b c d e f g h i j 3x", True),
    ],
)
def test_a_degree_reaches_nine_words_and_a_figure_all_of_the_quote(quote: str, near: bool) -> None:
    said = [] if near else [f"“significantly” claims {LARGE}, which the quote does not"]
    assert check_strength(Words.of("Otters significantly improve recall."), Words.of(quote)) == said


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("Otters significantly improve recall.", "Otters markedly improve recall."),
        (
            "Otters significantly improve recall.",
            "Otters improve recall by a large margin, as people tell.",
        ),
        ("Otters significantly improve recall.", "The gain of otters is large, and vast."),
        ("Recall improves significantly.", "Recall vastly improves."),
    ],
)
def test_another_word_for_the_same_degree_stands(claim: str, quote: str) -> None:
    assert check_strength(Words.of(claim), Words.of(quote)) == []


@pytest.mark.parametrize(
    ("claim", "quote", "shown"),
    [
        ("Otters beat state-of-the-art methods.", "Otters beat existing methods.", None),
        ("Otters beat state-of-the-art methods.", "Otters beat badgers.", "state-of-the-art"),
        ("Otters reach state-of-the-art results.", "Otters beat existing methods.", "state-of-the-art"),
        ("Otters reach state-of-the-art results.", "Otters study state-of-the-art methods.", "state-of-the-art"),
        ("Otters reach state-of-the-art results.", "Otters beat state-of-the-art methods.", None),
        ("Otters reach state-of-the-art results.", "Otters have state-of-the-art results, as some methods.", None),
        ("Otters are state of the art.", "Otters study state-of-the-art methods.", None),
        ("Otters are state of the art.", "Otters beat existing methods.", "state of the art"),
        (
            "Otters reach state-of-the-art results beside state-of-the-art methods.",
            "They beat prior ones.",
            "state-of-the-art",
        ),
    ],
)
def test_others_may_be_called_state_of_the_art_but_ones_own_results_only_as_the_quote_does(
    claim: str, quote: str, shown: str | None
) -> None:
    said = [f"“{shown}” claims {SOTA}, which the quote does not"] if shown else []
    assert check_strength(Words.of(claim), Words.of(quote)) == said


def test_every_way_of_speaking_strongly_is_told() -> None:
    told = check_strength(
        Words.of("Otters provably and greatly set the first record-time, the best."), Words.of("Otters swim.")
    )
    assert [reason.partition("claims ")[2].partition(",")[0] for reason in told] == [FIRST, SOTA, BEST, LARGE, PROOF]
