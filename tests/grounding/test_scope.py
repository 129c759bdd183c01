"""How widely and how surely: *all* needs the quote's *all*, *will* its *will*, and the quote's *may* stays."""

from __future__ import annotations

import pytest

from bot.grounding.scope import check_hedge, check_scope
from bot.grounding.words import Words

ROUTING = "Sparse routing helps low-resource languages."


@pytest.mark.parametrize(
    ("claim", "quote", "wide"),
    [
        ("It works on all languages.", "It works on ten languages.", "all languages"),
        ("It works on all languages.", "All our code is open; it works on ten languages.", "all languages"),
        ("It works in all cases.", "It works on all benchmarks.", "all cases"),
        ("It beats every baseline.", "It beats a baseline.", "every baseline"),
        ("It always wins.", "It wins often.", "always wins"),
        ("It is entirely unsupervised.", "It needs no labels.", "entirely"),
        ("It works on all languages.", "It works on every language tested.", None),
        ("It always wins.", "It wins on all tasks.", None),
        ("Not all models win.", "Some models win.", None),
        ("All three models win.", "The models win.", None),
        ("All 12 models win.", "The models win.", None),
        ("All the five models win.", "The models win.", None),
        ("Any encoder is supported.", "It supports the encoders of 100% of users.", None),
        ("It is entirely unsupervised.", "It is a fully unsupervised method.", None),
        ("It is not entirely solved.", "It is open.", None),
        ("A fully connected layer is used.", "A layer is used.", None),
        ("It completely removes noise.", "It eliminates noise.", None),
    ],
)
def test_a_claim_about_all_needs_a_quote_about_all(claim: str, quote: str, wide: str | None) -> None:
    said = [f"“{wide}” says more than the quote does"] if wide else []
    assert check_scope(Words.of(claim), Words.of(quote)) == said


@pytest.mark.parametrize(
    ("claim", "quote", "hedge"),
    [
        ("Attention is pruned.", "Attention can be pruned.", "can be pruned"),
        (ROUTING, f"Our results suggest that {ROUTING.lower()}", "suggest"),
        ("Routing slows down decoding.", "Routing may slow down decoding; kettles boil.", "may"),
        ("Attention can be pruned.", "Attention can be pruned.", None),
        ("Sparse routing may help low-resource languages.", f"Our results suggest that {ROUTING.lower()}", None),
        (ROUTING, f"We conjecture and then show that {ROUTING.lower()}", None),
        (ROUTING, f"{ROUTING[:-1]}, and the same routing may help low-resource languages.", None),
        ("Kettles boil.", "Routing may slow down decoding; kettles boil.", None),
    ],
)
def test_what_the_quote_only_supposes_is_not_stated(claim: str, quote: str, hedge: str | None) -> None:
    said = [f"the quote says “{hedge}”, and the claim states it as fact"] if hedge else []
    assert check_hedge(Words.of(claim), Words.of(quote)) == said


def test_what_will_be_needs_a_quote_that_looks_ahead() -> None:
    def told(claim: str, quote: str) -> list[str]:
        return check_hedge(Words.of(claim), Words.of(quote))

    assert told("It will scale.", "It scales.") == ["“will” states as certain what the quote does not"]
    assert told("It will scale.", "It would scale.") == []
    assert told("The code will be released.", "The code is on GitHub.") == [], "a promise that every paper makes"


@pytest.mark.parametrize(
    ("claim", "quote", "wide"),
    [
        ("All the old rivers are wet.", "Every lake is wet.", None),
        ("All the old rivers are wet.", "Every lake is wet, and so are rivers that flow down to the sea.", "all the"),
        ("All the old rivers are wet.", "Every river is wet.", None),
        ("All these rivers are wet.", "In the whole of our old rivers it is wet.", None),
        ("All these rivers are wet.", "Rivers and lakes are both wet.", "all these"),
        ("All these rivers are wet.", "Rivers, both cold and wet.", None),
        ("Any of the rivers is wet.", "Rivers differ in their ways; all of the new lakes are wet.", "any of"),
        ("All methods win.", "All lakes are wet, as methods win.", None),
        ("All methods win.", "All of the cold and old lakes are wet, as methods win.", "all methods"),
        ("All of it is wet.", "Every lake is wet.", None),
        ("It always wins.", "It wins in various cases.", "always wins"),
        ("It always wins.", "It never loses on any river.", None),
        ("It is all.", "It is some.", "all"),
        ("All kinds of rivers are wet.", "Rivers are wet.", "all kinds"),
        ("All other three rivers are wet.", "Rivers are wet.", None),
        ("All other rivers are wet.", "Rivers are wet.", "all other"),
        ("Rivers of any 3 lands are wet.", "Rivers are wet.", None),
        ("It is better than all rivers.", "Rivers are wet.", None),
        ("At all costs rivers are wet.", "Rivers are wet.", None),
        ("It works without any label.", "It works on rivers.", None),
        ("It works if all old and new rivers are wet.", "Rivers are wet.", None),
        ("Rivers don't all flow.", "Rivers flow.", None),
        ("Not even now do all rivers flow.", "Rivers flow.", "all rivers"),
        ("Every river is wet, not all lakes.", "Each river is wet.", None),
        ("It works everywhere.", "It works here.", "everywhere"),
        ("It works without exception.", "It works here.", "without exception"),
        ("It never works everywhere.", "It works here.", None),
    ],
)
def test_all_is_said_of_what_the_quote_says_it_of(claim: str, quote: str, wide: str | None) -> None:
    said = [f"“{wide}” says more than the quote does"] if wide else []
    assert check_scope(Words.of(claim), Words.of(quote)) == said


@pytest.mark.parametrize(
    ("claim", "quote", "hedge"),
    [
        ("Otters swim in cold rivers.", "Otters may swim in cold rivers.", "may"),
        ("Otters perhaps swim in cold rivers.", "Otters may swim in cold rivers.", None),
        ("In cold rivers otters swim, it seems.", "Otters may swim in cold rivers.", None),
        ("Otters swim in cold rivers.", "Otters appear to swim in cold rivers.", "appear to"),
        ("Otters swim in cold rivers.", "In some cases otters swim in cold rivers.", "in some cases"),
        ("Otters swim in cold rivers.", "We may prove and show that otters swim in cold rivers.", None),
        ("Otters swim in cold rivers.", "We conjecture it and then prove that otters swim in cold rivers.", None),
        ("Otters swim in cold rivers.", "We may see. Otters swim in cold rivers.", None),
        ("Otters win in cold rivers.", "Otters may swim in cold rivers.", "may"),
        ("Otters win in warm rivers.", "Otters in rivers may swim or dive or float.", None),
        ("Otters swim in cold rivers.", "Otters swim in cold rivers; they might like fish.", None),
        ("Otters swim in cold rivers.", "Otters swim in cold rivers, and otters could swim in cold rivers.", None),
        ("Otters swim in cold rivers.", "Perhaps otters swim, and perhaps they swim in cold rivers.", "perhaps"),
        ("Badgers dig.", "Otters may swim in cold rivers.", None),
        ("Otters are trained.", "Otters could be trained.", "could be trained"),
        ("Otters are quickly trained.", "Otters can be quickly trained.", "can be quickly trained"),
        ("Otters were trained.", "Otters can be trained.", None),
        ("An otter is trained.", "Otters might be trained.", "might be trained"),
    ],
)
def test_a_hedge_stays_with_what_it_is_said_of(claim: str, quote: str, hedge: str | None) -> None:
    said = [f"the quote says “{hedge}”, and the claim states it as fact"] if hedge else []
    assert check_hedge(Words.of(claim), Words.of(quote)) == said


LAKES = "All of the cold old lakes are wet, as rivers, methods, approaches, results and problems of experiments win."


@pytest.mark.parametrize("between", ["the", "of", "these", "those", "and", "or", "our", "its", "in", "on", "for", "to"])
def test_words_between_all_and_its_noun_do_not_part_them(between: str) -> None:
    claim = Words.of(f"All {between} rivers are wet.")
    assert check_scope(claim, Words.of(LAKES)) == [f"“all {between}” says more than the quote does"]
    assert check_scope(claim, Words.of("Every one of our rivers is wet.")) == []


@pytest.mark.parametrize("noun", ["methods", "method", "approaches", "results", "problems", "experiments", "tasks"])
def test_all_is_said_of_what_every_paper_is_told_in_too(noun: str) -> None:
    claim = Words.of(f"All {noun} win.")
    assert check_scope(claim, Words.of(LAKES)) == [f"“all {noun}” says more than the quote does"]


@pytest.mark.parametrize("between", ["other", "else", "of", "kinds", "the"])
def test_all_of_a_number_counts_and_does_not_widen(between: str) -> None:
    assert check_scope(Words.of(f"All {between} three rivers are wet."), Words.of("Rivers are wet.")) == []
    assert check_scope(Words.of(f"All {between} wet rivers"), Words.of("Rivers are wet.")) == [
        f"“all {between}” says more than the quote does"
    ]
