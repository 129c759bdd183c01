"""Who beats whom, and which name stands where: sides and names stay in the claim as the quote has them."""

from __future__ import annotations

import pytest

from bot.grounding.roles import check_placed, check_roles, introduced, own_names
from bot.grounding.words import Words

TURNED = "the sides of “{}” stand the other way round in the quote"
OLD = "“{}” puts older work ahead, which the quote does not"


@pytest.mark.parametrize(
    ("claim", "quote", "verb"),
    [
        ("Otters outperform badgers.", "Badgers outperform otters.", "outperform"),
        ("Otters beat badgers on all rivers.", "On all rivers, badgers surpass otters.", "beat"),
        ("Otters are faster than badgers.", "Badgers are faster than otters.", "faster than"),
        ("Otters trail badgers.", "Otters outperform badgers.", "trail"),
        ("Otters reach higher scores than badgers.", "Otters reach lower scores than badgers.", "higher scores than"),
        ("Otters gain more fish than badgers.", "Badgers gain more fish than otters.", "more fish than"),
        ("Otters improve on badgers.", "Badgers improve on otters.", "improve on"),
        ("Otters are slower than badgers.", "Badgers are slower than otters.", "slower than"),
        ("Otters are below badgers.", "Badgers are below otters.", "are below"),
        ("Otters lag behind badgers.", "Badgers lag behind otters.", "lag behind"),
    ],
)
def test_the_winner_of_the_quote_wins_in_the_claim(claim: str, quote: str, verb: str) -> None:
    assert check_roles(Words.of(claim), Words.of(quote)) == [TURNED.format(verb)]


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("Otters outperform badgers.", "Otters outperform badgers."),
        ("Otters outperform badgers.", "Badgers underperform otters."),
        ("Badgers are slower than otters.", "Otters are faster than badgers."),
        ("Otters outperform badgers.", "Otters and badgers live in rivers."),
        ("Otters and badgers live in rivers.", "Badgers outperform otters."),
        ("Otters outperform badgers.", "Badgers outperform foxes."),
        ("Otters outperform badgers.", "Foxes outperform otters."),
        ("Otters outperform badgers.", "Badgers outperform otters in May, and otters outperform badgers in June."),
        ("Otters are faster than expected badgers.", "Badgers are faster than expected otters."),
        ("Otters swim, and foxes outperform badgers.", "Badgers run, and foxes outperform otters."),
        ("Otters outperform badgers by using foxes.", "Foxes outperform badgers by using otters."),
        ("While badgers dig, otters outperform foxes.", "Otters outperform foxes while badgers dig."),
    ],
)
def test_a_comparison_told_from_its_other_end_or_of_others_stands(claim: str, quote: str) -> None:
    assert check_roles(Words.of(claim), Words.of(quote)) == []


@pytest.mark.parametrize(
    ("claim", "quote", "verb"),
    [
        ("Existing methods outperform our approach.", "It gains two points.", "outperform"),
        ("Prior baselines are faster than the proposed method.", "It is quick.", "faster than"),
        ("Our approach trails existing methods.", "It gains two points.", "trails"),
        ("Existing methods outperform otters.", "It gains two points.", None),
        ("Otters outperform our approach.", "It gains two points.", None),
        ("Our approach outperforms existing methods.", "It gains two points.", None),
        ("Existing methods outperform our approach.", "Traditional methods outperform it.", None),
        ("Existing methods outperform our approach.", "Our approach trails the standard one.", None),
    ],
)
def test_older_work_is_ahead_only_where_the_quote_says_so(claim: str, quote: str, verb: str | None) -> None:
    assert check_roles(Words.of(claim), Words.of(quote)) == ([OLD.format(verb)] if verb else [])


@pytest.mark.parametrize(
    ("title", "own"),
    [
        ("Otter: Swimming for Machines", {"otter"}),
        ("Big Otter: Swimming for Machines", {"big", "otter"}),
        ("A Big Otter: Swimming for Machines", set()),
        ("OtterNet and Badger-2 in one long title", {"otternet", "badger2"}),
        ("A Fast and Small Otter for GPT: Swimming in BERT", {"gpt"}),
        ("Swimming for machines", set()),
        ("Otter: Swimming: Again", {"otter"}),
        ("", set()),
    ],
)
def test_a_paper_introduces_itself_before_the_colon_of_its_title(title: str, own: set[str]) -> None:
    assert own_names(title) == own


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("We propose OtterNet, a network.", {"otternet"}),
        ("It is called OTTER-2 and dubbed BaD.", {"otter2", "bad"}),
        ("We introduce a new way to swim (SWIM).", {"swim"}),
        ("We present an NLP tool.", set()),
        ("OtterNet swims.", set()),
        ("We propose nothing. OtterNet swims.", set()),
        ("We release the large and carefully annotated and freely shared set of rivers, RIV.", set()),
    ],
)
def test_a_name_belongs_to_the_paper_that_gives_it(text: str, own: set[str]) -> None:
    assert introduced(text) == own


def placed(claim: str, quote: str, title: str = "", own: frozenset[str] = frozenset()) -> list[str]:
    return check_placed(Words.of(claim), Words.of(quote), title, lambda: own)


@pytest.mark.parametrize(
    ("claim", "quote", "told"),
    [
        ("It is tested on WMT-21.", "It is tested on IWSLT-17.", ("WMT-21", "IWSLT-17")),
        ("It is tested on Madrid data.", "It is tested on Lisbon data.", ("Madrid", "Lisbon")),
        ("It swims in Madrid.", "It is tested on Lisbon data.", None),
        ("It is tested on WMT-21.", "It is tested on WMT-21 and IWSLT-17.", None),
        ("It is tested on data.", "It is tested on IWSLT-17.", None),
        ("It is tested on WMT-21.", "It is tested on rivers.", None),
        ("It uses GNNs and WMT-21.", "It uses graph neural networks and WMT-21.", None),
        ("It uses GNN layers.", "It uses graph neural network layers of BERT.", None),
        ("It learns Latent Semantic Analysis on rivers.", "It learns LSA on rivers of WMT-21.", None),
    ],
)
def test_a_name_stands_where_the_quote_has_it(claim: str, quote: str, told: tuple[str, str] | None) -> None:
    said = [f"“{told[0]}” is not in the quote, which names “{told[1]}”"] if told else []
    assert placed(claim, quote) == said


def test_the_papers_own_name_may_stand_for_it_but_not_for_what_it_is_tested_on() -> None:
    own = frozenset({"otternet"})
    assert placed("OtterNet swims in WMT-21.", "The network swims in WMT-21.", own=own) == []
    assert placed("OtterNet beats BERT-2.", "Our network beats BERT-2 and GPT-3.", own=own) == []
    upon = ["“OtterNet” is not in the quote, which names “WMT-21”"]
    assert placed("Tests run on OtterNet.", "Tests run daily at WMT-21.", own=own) == upon
    assert placed("Tests run on the OtterNet.", "Tests run daily at WMT-21.", "OtterNet: Rivers") == upon
    assert placed("Tests run on OtterNets.", "Tests run daily at WMT-21.", own=own) == [
        "“OtterNets” is not in the quote, which names “WMT-21”"
    ]


def test_another_name_does_not_stand_for_the_papers_own_unless_the_claim_means_it_anyway() -> None:
    own, quote = frozenset({"otternet"}), "OtterNet swims well in rivers."
    assert placed("WMT-21 swims well in rivers.", quote, own=own) == [
        "“WMT-21” is not in the quote, which names “OtterNet”"
    ]
    assert placed("The proposed network swims in rivers of WMT-21.", quote, own=own) == []


@pytest.mark.parametrize("word", ["the", "and", "with", "for", "than", "that", "at", "in"])
def test_a_function_word_beside_two_names_does_not_put_them_in_one_place(word: str) -> None:
    assert placed(f"Otters like Madrid {word} rivers.", f"Badgers dig Lisbon {word} holes.") == []
    assert placed(f"Otters see {word} Madrid rivers.", f"Badgers dig {word} Lisbon holes.") == []


def test_a_word_beside_two_names_puts_them_in_one_place() -> None:
    told = ["“Madrid” is not in the quote, which names “Lisbon”"]
    assert placed("Otters like Madrid sea water.", "Badgers dig Lisbon sea holes.") == told
    assert placed("Otters see the sea, Madrid sleeps.", "Badgers know the sea, Lisbon rests.") == told
    assert placed("Otters like sea air, Madrid sleeps.", "Badgers dig by the sea, Lisbon rests.") == []
