"""Plain words out of printed text, and what is asked of them."""

from __future__ import annotations

import pytest

from bot.grounding.words import Words, plain


@pytest.mark.parametrize(
    ("printed", "seen"),
    [
        (r"45\% of \emph{all} nets", "45% of all nets"),
        (r"45\,\% of \textbf{\emph{all}}", "45 % of all"),
        (r"$n \times 3$ and $\alpha$", "n × 3 and alpha"),
        (r"\emph*{so}", "so"),
        (r"$\le 5$ \& more", "≤ 5 & more"),
        ("Smith~et~al. at ~5", "Smith et al. at ~5"),
        ("{a} $b$", "a b"),
        ("a} b", "a b"),
        ("{a b", "a b"),
        ("a$ b", "a b"),
        ("a~b", "a b"),
        ("im-\nportant", "important"),
        ("im- \n portant", "im- portant"),
        ("im-\n  portant", "important"),
        ("Im-\nPortant", "Im- Portant"),
        ("it does n't swim", "it doesn't swim"),
        ("x² and y³", "x^2 and y^3"),
        ("“so” ‘so’ `so`", "\"so\" 'so' 'so'"),
        ("``so''", "''so''"),
        ("a—b −3 －4", "a-b -3 -4"),
        ("so\u00adft \u200bzero", "soft zero"),
        ("ﬁne ﬂow", "fine flow"),
        ("  many\t\nspaces ", "many spaces"),
        ("", ""),
    ],
)
def test_a_text_is_read_as_it_is_seen(printed: str, seen: str) -> None:
    assert plain(printed) == seen


def test_words_know_their_case_their_place_and_their_stems() -> None:
    words = Words.of("Pre-trained GPT's 1,024 nets  use a 5 %.")
    assert words.text == "Pre-trained GPT's 1,024 nets use a 5 %."
    assert words.raw == ("Pre", "trained", "GPT's", "1,024", "nets", "use", "a", "5", "%")
    assert words.starts == (0, 4, 12, 18, 24, 29, 33, 35, 37)
    assert words.lower == ("pre", "trained", "gpt's", "1,024", "nets", "use", "a", "5", "%")
    assert words.folded == "pre-trained gpt's 1,024 nets use a 5 %."
    assert words.stems == ("pre", "train", "gpt", "1,024", "net", "use", "a", "5", "%")


def test_numbers_function_words_and_single_letters_carry_no_meaning() -> None:
    assert Words.of("We use x of 12 trained nets of the kind.").content == {"train", "net", "kind"}


def test_words_joined_by_a_dash_are_known_as_one_too() -> None:
    assert Words.of("pre-trained").known == {"pre", "train", "pretrain"}
    assert Words.of("pre trained").known == {"pre", "train"}
    assert Words.of("pre - trained").known == {"pre", "train"}
    assert Words.of("pre -trained").known == {"pre", "train"}
