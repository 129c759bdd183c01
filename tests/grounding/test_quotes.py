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


RIVERS = (
    r"Otters swim well. They like \emph{cold rivers} and (deep lakes) of $5 x$ now. "
    "Badgers dig v.2 holes, 3.52 of 1,024."
)


@pytest.mark.parametrize(
    ("quote", "text", "exact", "crossed"),
    [
        ("swim well", "swim well", True, 1),
        ("  swim well\n", "swim well", True, 1),
        ("Otters swim well. They like", "Otters swim well. They like", True, 2),
        ("now. Badgers dig", "now. Badgers dig", True, 2),
        ("well. They like \\emph{cold rivers} and (deep lakes) of $5 x$ now. B", None, False, 0),
        ("OTTERS SWIM WELL", "Otters swim well.", False, 1),
        ("they like cold rivers", r"They like \emph{cold rivers}", False, 1),
        ("AND DEEP LAKES", "and (deep lakes)", False, 1),
        ("OF 5 X", "of $5 x$", False, 1),
        ("DIG V", "dig v", False, 1),
        ("holes, 3.52 of", "holes, 3.52 of", True, 1),
        ("holes, 3.5", None, False, 0),
        ("holes, 3", None, False, 0),
        ("52 of 1,024", None, False, 0),
        ("of 1,024", "of 1,024", True, 1),
        ("of 1", None, False, 0),
        ("024.", None, False, 0),
        ("ell. They", None, False, 0),
        ("WELL. THEY LIKE COLD RIVERS AND DEEP LAKES OF 5X NOW, BADGERS DIG V",
         r"well. They like \emph{cold rivers} and (deep lakes) of $5 x$ now. Badgers dig v", False, 3),
        ("", None, False, 0),
        (" \n", None, False, 0),
        ("!?", None, False, 0),
    ],
)  # fmt: skip
def test_a_quote_is_found_whole_and_with_what_its_last_word_needs(
    quote: str, text: str | None, exact: bool, crossed: int
) -> None:
    found = Text(RIVERS).find(quote)
    told = found and (found.text, found.exact, found.sentences, RIVERS[found.start : found.end])
    assert told == (text and (text, exact, crossed, text))


def test_a_quote_within_a_word_is_looked_for_further_on() -> None:
    text = "A cart of art; art of ART. Smart OF ART"
    exact, dressed = Text(text).find("art of"), Text(text).find("Of Art.")
    assert exact is not None
    assert (exact.start, exact.end) == (15, 21)
    assert dressed is not None
    assert (dressed.start, dressed.end) == (7, 13)


def test_a_quote_of_more_than_four_thousand_letters_is_not_looked_for() -> None:
    assert Text("ab" * 2000).find("ab" * 2000) is not None
    assert Text("ab" * 2000 + "c").find("ab" * 2000 + "c") is None


WHOLE = "One two three four five six; seven eight nine ten one two three."


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("one two three four five ... nine ten one two three", WHOLE),
        ("one two three four five […] nine ten one two three", WHOLE),
        ("one two three four … nine ten one two three", None),
        ("one two three four five … ten one two three", None),
        ("one two three four five … nine ten one two four", None),
        ("one two three four five … two three four five six", None),
        ("… one two three four five six …", "One two three four five six"),
        ("one two three four five … seven eight nine ten one … and this is the end", f"{WHOLE} And this is the end."),
        ("one two three four five … and this is the end … seven eight nine ten one", None),
    ],
)  # fmt: skip
def test_what_an_ellipsis_leaves_out_stands_between_two_quotes(quote: str, text: str | None) -> None:
    found = Text(f"{WHOLE} And this is the end.").find(quote)
    assert (found and found.text) == text
    assert found is None or not found.exact
