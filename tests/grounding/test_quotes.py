"""Quotes: the paper's own words or none."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.grounding.quotes import Text, sentences, squeeze
from bot.grounding.verdict import Grounds
from tests.grounding.papers import SOURCE, lantern

PRINTED = (
    r"We show that \emph{prompt} tuning gains 3.5\% on $x$-ray images – it's an im-" + "\nportant step. "
    "Gains are “small” but real (see Fig. 2). Runs took 10^5 steps at −40 °C in 5-10 days."
)


@pytest.mark.parametrize(
    "quote",
    [
        "we show that prompt tuning gains 3.5% on x-ray images",
        "WE SHOW THAT PROMPT TUNING GAINS 3.5% ON X-RAY IMAGES",
        "gains 3.5 % on x-ray images - it’s an important step",
        'Gains are "small" but real (see Fig. 2)',
        "Gains are\n``small'' but   real (see Fig. 2)",
        "Runs took $10^{5}$ steps at -40 °C in 5–10 days.",
    ],
)
def test_a_quote_in_another_dress_is_repaired_to_the_papers_print(quote: str) -> None:
    found = Text(PRINTED).find(quote)
    assert found is not None
    assert not found.exact
    assert found.text == PRINTED[found.start : found.end]


@pytest.mark.parametrize(
    "quote",
    [
        "We show that prompt tuning gains 3.6% on x-ray images",
        "We show that prompt tuning gains 35% on x-ray images",
        "We show that prompt tuning does not gain 3.5% on x-ray images",
        "We show that prompt tuning significantly gains 3.5% on x-ray images",
        "We show that prompt tuning on x-ray images",
        "Runs took 105 steps at -40 °C in 5–10 days",
        "Runs took 10^5 steps at 40 °C in 5-10 days",
        "Runs took 10^5 steps at -40 °C in 510 days",
        "e show that prompt tuning gains 3.5",
    ],
)
def test_a_changed_word_number_or_sign_is_never_repaired(quote: str) -> None:
    assert Text(PRINTED).find(quote) is None


def test_an_ellipsis_brings_back_what_it_left_out() -> None:
    source = "The new layer is cheap to train and easy to read, which everyone in the field asked for."
    found = Text(source).find("The new layer is cheap to train ... which everyone in the field asked for.")
    assert found is not None
    assert found.text == source


def test_an_ellipsis_that_turns_the_order_round_is_no_quote() -> None:
    source = "The new layer is cheap to train and easy to read, which everyone in the field asked for."
    assert Text(source).find("which everyone in the field asked for … The new layer is cheap to train") is None


def test_sentences_survive_abbreviations_and_latex() -> None:
    text = r"We use e.g. BERT as in Smith et al. (2020). Results improve by 2.4 pts. on average. $\alpha$ is 3.5. Done."
    cut = [text[start:end] for start, end in sentences(text)]
    assert cut == [
        "We use e.g. BERT as in Smith et al. (2020).",
        "Results improve by 2.4 pts. on average.",
        r"$\alpha$ is 3.5.",
        "Done.",
    ]


@given(st.data())
def test_a_verbatim_slice_of_the_source_is_always_a_verified_quote(data: st.DataObject) -> None:
    bounds = sentences(SOURCE)
    first = data.draw(st.integers(0, len(bounds) - 1))
    last = data.draw(st.integers(first, min(first + 2, len(bounds) - 1)))
    start, end = bounds[first][0], bounds[last][1]
    words = [match.span() for match in re.finditer(r"\S+", SOURCE[start:end])]
    begin = data.draw(st.integers(0, max(0, len(words) - 5)))
    stop = data.draw(st.integers(min(begin + 4, len(words) - 1), len(words) - 1))
    quote = SOURCE[start + words[begin][0] : start + words[stop][1]]
    if len(quote.split()) >= 5:
        assert lantern().check(quote, quote).verdict == "verified"


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_any_text_quotes_itself(text: str) -> None:
    found = Text(text).find(text)
    if text.strip():
        assert found is None or found.text == text.strip()


@given(st.text(max_size=200))
def test_squeezing_keeps_its_bearings(text: str) -> None:
    folded, back = squeeze(text)
    assert len(folded) == len(back)
    assert back == sorted(back)
    assert all(0 <= at < len(text) for at in back)


@given(st.data())
def test_an_altered_digit_is_always_caught(data: st.DataObject) -> None:
    digits = [match.start() for match in re.finditer(r"\d", SOURCE)]
    at = data.draw(st.sampled_from(digits))
    other = data.draw(st.sampled_from([one for one in "0123456789" if one != SOURCE[at]]))
    begin, end = next((a, b) for a, b in sentences(SOURCE) if a <= at < b)
    altered = SOURCE[begin:at] + other + SOURCE[at + 1 : end]
    grounds = lantern()
    assert grounds.check(SOURCE[begin:end], altered).verdict == "unverified", "as a quote"
    assert grounds.check(altered, SOURCE[begin:end]).verdict == "unverified", "as a claim"


def test_a_quote_of_four_words_is_too_short() -> None:
    assert lantern().check("Small models struggle.", "small translation models still").reasons == (
        "the quote is shorter than 5 words",
    )


def test_a_quote_of_four_sentences_is_too_long() -> None:
    text = "One thing is here. Two things are there. Three things are seen. Four things are gone."
    verdict = Grounds("", (), text).check("Two things are there.", text)
    assert verdict.reasons == ("the quote runs over more than 3 sentences",)


@pytest.mark.parametrize(
    ("text", "squeezed", "at"),
    [
        ("1,024,000", "1|024|000", [0, 2, 2, 3, 4, 6, 6, 7, 8]),
        ("1,0245", "1,0245", [0, 1, 2, 3, 4, 5]),
        ("5-10", "5|10", [0, 2, 2, 3]),
        ("3.5", "3.5", [0, 1, 2]),
        (".5", ".5", [0, 1]),
        ("v.5 1.", "v5|1", [0, 2, 4, 4]),
        (" -40", "-40", [1, 2, 3]),
        ("a-3 )-3", "a3|3", [0, 2, 6, 6]),
        ("10^5", "10^5", [0, 1, 2, 3]),
        ("{AB} ﬁne", "abfine", [1, 2, 5, 5, 6, 7]),
    ],
)
def test_what_is_left_of_a_text_knows_where_it_stood(text: str, squeezed: str, at: list[int]) -> None:
    assert squeeze(text) == (squeezed, at)
