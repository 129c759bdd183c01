"""Claims against a paper and its sections: each gets a verdict, its quote, and where that stands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.story import Claim
from bot.pipeline.blurb import NO_WISH, Wish, checked
from bot.ports import Source
from tests.factories import made_paper

ABSTRACT = "Otters swim in cold rivers all day. They eat four fish before noon."
RESULTS = "In our trial the otters caught nine fish in an hour. Nobody was hurt by them."
END = "We would like to thank the otters of the north."
PAPER = made_paper(title="Otters and Rivers in the Cold North", abstract=ABSTRACT)
SOURCE = Source(PAPER, (("results", RESULTS), ("conclusion", END)))


def of(claim: Claim, source: Source = SOURCE) -> Claim:
    (told,) = checked([claim], source)
    return told


@pytest.mark.parametrize(
    ("quote", "where"),
    [
        (PAPER.title, "title"),
        ("Otters swim in cold rivers all day.", "abstract"),
        ("They eat four fish before noon.", "abstract"),
        ("In our trial the otters caught nine fish in an hour.", "results"),
        ("Nobody was hurt by them.", "results"),
        (END, "conclusion"),
    ],
)
def test_a_quote_says_in_which_part_of_the_paper_it_stands(quote: str, where: str) -> None:
    told = of(Claim("fact", quote, quote))
    assert (told.verdict, told.where, told.quote) == ("verified", where, quote)


def test_a_paper_without_a_title_has_its_parts_all_the_same() -> None:
    bare = Source(replace(PAPER, title=""), SOURCE.sections)
    assert of(Claim("fact", "Otters swim in cold rivers.", "Otters swim in cold rivers all day."), bare).where == (
        "abstract"
    )
    assert of(Claim("fact", END, END), bare).where == "conclusion"


def test_a_quote_in_another_dress_is_shown_as_the_paper_prints_it() -> None:
    told = of(Claim("fact", "Otters swim in cold rivers.", "OTTERS SWIM IN COLD RIVERS ALL DAY"))
    assert (told.verdict, told.quote) == ("repaired", "Otters swim in cold rivers all day.")


def test_what_is_not_in_the_paper_stands_nowhere() -> None:
    told = of(Claim("fact", "Otters swim.", "Otters never swim in warm rivers."))
    assert (told.verdict, told.where, told.quote) == ("unverified", None, "Otters never swim in warm rivers.")
    assert told.reasons == ("the quote is not in the paper word for word",)


@pytest.mark.parametrize("quote", [None, ""])
def test_a_fact_without_a_quote_gets_the_nearest_sentence_of_any_part(quote: str | None) -> None:
    told = of(Claim("fact", "The otters caught nine fish in an hour.", quote))
    assert (told.kind, told.verdict, told.where) == ("fact", "repaired", "results")
    assert told.quote == "In our trial the otters caught nine fish in an hour."
    assert told.reasons == ()


def test_a_fact_without_a_quote_that_no_sentence_carries_is_shown_with_the_nearest_and_its_reasons() -> None:
    told = of(Claim("fact", "The otters caught 80 fish in an hour.", None))
    assert (told.kind, told.verdict, told.where) == ("fact", "unverified", "results")
    assert told.reasons == ("“80” is not in the quote",)


def test_what_shares_no_word_with_the_paper_has_no_quote_and_may_be_an_opinion() -> None:
    opinion = of(Claim("fact", "A sober read.", None, reasons=("old",)))
    assert (opinion.kind, opinion.verdict, opinion.quote, opinion.reasons) == ("judgement", "verified", None, ())
    fact = of(Claim("fact", "Kettles boil 7 times.", None))
    assert (fact.kind, fact.verdict, fact.quote) == ("fact", "unverified", None)
    assert fact.reasons == ("there is no quote to support it",)
    empty = of(Claim("fact", "A sober read.", ""))
    assert (empty.kind, empty.verdict) == ("fact", "unverified"), "an empty quote is a writer's, not an editor's"


def test_a_title_is_never_the_nearest_sentence() -> None:
    told = of(Claim("fact", "Otters and rivers in the cold north.", None))
    assert told.where == "abstract"


def test_a_relevance_and_a_claim_of_a_part_that_is_not_at_hand_are_left_as_they_are() -> None:
    relevance = Claim("relevance", "For this team: matches otters.", None, "score", "verified")
    elsewhere = Claim("fact", "It was dear.", "It was dear in the end.", "appendix", "verified", ("old",))
    assert checked([relevance, elsewhere], SOURCE) == (relevance, elsewhere)
    at_hand = replace(elsewhere, where="results")
    assert of(at_hand).verdict == "unverified"


def test_a_judgement_is_checked_as_one() -> None:
    assert of(Claim("judgement", "A sober read.")).verdict == "verified"
    told = of(Claim("judgement", "The best read in 3 years."))
    assert (told.verdict, told.reasons[0]) == ("unverified", "an opinion may not hold a number: “3 years”")


def test_a_paper_of_no_words_supports_nothing() -> None:
    nothing = Source(replace(PAPER, title="", abstract=""), ())
    assert of(Claim("fact", "Kettles boil 7 times.", None), nothing).verdict == "unverified"


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        (NO_WISH, None),
        (Wish("shorter"), "shorter"),
        (Wish("shorter", standing=("One.", "Two.")), "shorter\n\nThe draft as it stands:\n- One.\n- Two."),
        (
            Wish(standing=("One.",)),
            "Write it anew: other sentences, another angle, the same facts.\n\nThe draft as it stands:\n- One.",
        ),
    ],
)
def test_a_wish_is_told_beside_the_words_that_stand(wish: Wish, told: str | None) -> None:
    assert wish.told == told
