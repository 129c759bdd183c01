"""Names: what is one, and whether a text may lend it."""

from __future__ import annotations

import pytest

from bot.grounding.names import Named, acronym_of, check_names, names, squeezed
from bot.grounding.words import Words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("OtterNet swims in Lisbon.", [("OtterNet", 0), ("Lisbon", 18)]),
        ("Otters swim.", []),
        ("We like Otters. Badgers dig: Foxes run; Lynxes hide! Wolves too? Herons.", [("Otters", 8)]),
        ("(Otters) and \"Badgers\" and 'Foxes' and [Lynxes", []),
        ("1) Otters • Badgers", []),
        ("like GPT-4 in 3D, 5K or 2.5x, the 21st 3DMark and 4th", [("GPT-4", 5), ("3DMark", 39)]),
        ("Pre-Training is a Pre-Training", [("Pre-Training", 18)]),
        ("OtterNet's and the C++ of Ada's", [("OtterNet", 0), ("C++", 19), ("Ada", 26)]),
        ("the SOTA of AI on GPUs in The end I saw A", []),
        ("eBay, iOS, mBERT", [("iOS", 6), ("mBERT", 11)]),
        ("b2 B2B", [("b2", 0), ("B2B", 3)]),
        ("nothing here 12 1.5", []),
    ],
)
def test_a_name_is_a_capital_within_a_sentence_an_acronym_or_letters_with_digits(
    text: str, found: list[tuple[str, int]]
) -> None:
    assert list(names(text)) == found


def test_marks_and_case_do_not_part_names() -> None:
    assert squeezed("Otter-Net_2.0") == "otternet20"
    assert squeezed("OTTER") == "otter"


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("OtterNet", True), ("OtterNets", True), ("Otter-Net", True), ("WMT21", True), ("WMT-21", True),
        ("WMT-22", False), ("BLEU-21", False), ("River", True), ("Rivers", True), ("Graph-Based", True),
        ("Graph-like", True), ("graph-led", False), ("Graph-the", True), ("Graph-LLM", False), ("Graph-AI", True),
        ("ReadsGraph", True), ("ReadsRivers", False), ("dsGraphBas", True), ("dsGraph", False),
        ("Otternat", True), ("Ottermat", False), ("Rivens", True), ("Xivers", False), ("Rivrs", False), ("Ada", False),
        ("OtterNets-River", True), ("Ottenret", True),
    ],
)  # fmt: skip
def test_a_text_holds_a_name_whole_in_parts_or_but_for_one_letter_of_a_long_one(name: str, held: bool) -> None:
    assert Named.of("OtterNet reads graph-based WMT-21 rivers.").holds(name) is held


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("SemEval-13", True), ("SemEval-2013", True), ("SemEval-14", False), ("SemEval-2014", False),
        ("CoNLL-2003", True), ("CoNLL-1903", True), ("CoNLL-03", True), ("CoNLL-04", False), ("TREC-1995", True),
        ("TREC-95", True), ("TREC-2095", False), ("CoNLL-203", False),
    ],
)  # fmt: skip
def test_a_year_may_be_written_short_or_long(name: str, held: bool) -> None:
    assert Named.of("SemEval-2013, CoNLL-03 and TREC-1995").holds(name) is held


@pytest.mark.parametrize(
    ("name", "text", "spelt"),
    [
        ("GNN", "graph neural networks", True),
        ("GNNs", "graph neural networks", True),
        ("GNX", "graph neural networks", False),
        ("STR", "swimming in the river: sort the rest", True),
        ("SRS", "swimming in the river: sort the rest", True),
        ("SITR", "swimming in the river: sort the rest", True),
        ("SXR", "swimming in the river: sort the rest", False),
        ("GN", "graph networks", False),
        ("LLM", "large nets of language", True),
        ("LLM", "the rivers", False),
        ("RL", "we reinforce", True),
        ("RL", "rivers lead", False),
        ("Gnn", "neural things", True),
        ("Ott", "one tiny thing", False),
        ("ABCDEFG", "all bad cats do eat fish gladly", True),
        ("ABCDEFGH", "all bad cats do eat fish gladly here", False),
        ("A2C", "all 2 cats", False),
    ],
)
def test_an_acronym_is_spelt_out_by_the_heads_of_words_or_a_word_it_stands_for(
    name: str, text: str, spelt: bool
) -> None:
    assert Named.of(text).spells(name) is spelt


@pytest.mark.parametrize(
    ("claim", "token", "belongs"),
    [
        ("It uses Latent Semantic Analysis here.", "Latent", True),
        ("It uses Latent Semantic Analysis here.", "Semantic", True),
        ("It uses Latent Semantic Analysis here.", "Analysis", True),
        ("It uses Latent-Semantic Analysis here.", "Analysis", True),
        ("It uses Latent Semantic Rivers here.", "Latent", False),
        ("It uses Machine Translation here.", "Machine", True),
        ("It uses Latent things.", "Latent", False),
        ("It uses LSA here.", "LSA", False),
        ("It uses latent Semantic Analysis.", "latent", False),
    ],
)
def test_a_capitalised_word_belongs_to_the_phrase_whose_acronym_the_text_has(
    claim: str, token: str, belongs: bool
) -> None:
    assert acronym_of(token, claim.index(token), Words.of(claim), Named.of("We use LSA, MT and l.")) is belongs


def test_each_name_that_the_paper_lacks_is_told_and_a_claim_without_names_asks_for_no_paper() -> None:
    def told(claim: str) -> list[str]:
        return check_names(Words.of(claim), lambda: Named.of("OtterNet, a graph neural network; LSA"))

    assert told("OtterNet beats BERT-2 and Lisbon.") == [
        "“BERT-2” is not named in the paper",
        "“Lisbon” is not named in the paper",
    ]
    assert told("The GNN called OtterNet does Latent Semantic Analysis.") == []
    assert check_names(Words.of("It swims."), lambda: pytest.fail("nobody asked")) == []
