"""What must not be translated comes through untouched, and what comes back wrong is caught."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.grounding.translation import doubts, mask

ENGLISH = "We train GPT-3 on 45.2% of ImageNet with $O(n^2)$ memory. It does not beat BERT-base."
GOOD = "我们用⟦3⟧的⟦2⟧训练⟦1⟧,内存为⟦4⟧。它没有胜过⟦5⟧。"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (ENGLISH, ("GPT-3", "45.2%", "ImageNet", "$O(n^2)$", "BERT-base")),
        ("It gains 1,234.5 points in 12 runs.", ("1,234.5", "12")),
        ("A loss of −2.5 % and 3x the 8 GB of memory.", ("−2.5 %", "3x", "8 GB")),
        ("See https://code.example/a, or run `pip freeze`.", ("https://code.example/a", "`pip freeze`")),
        ("Optimised with the Adam of Kingma, pass@1 rises.", ("Adam", "Kingma", "pass@1")),
        ("They call it “frozen”.", ("“frozen”",)),
        ("Nothing here stays.", ()),
    ],
)
def test_names_numbers_formulas_and_addresses_are_taken_out(text: str, kept: tuple[str, ...]) -> None:
    masked = mask(text)
    assert masked.kept == kept
    assert not any(one in masked.text for one in kept)


def test_titles_and_authors_that_are_given_stay() -> None:
    masked = mask("The paper Small caches by Ada North is short.", ("Small caches", "Ada North"))
    assert masked.kept == ("Small caches", "Ada North")


@given(st.text(max_size=200))
def test_whatever_was_masked_can_be_put_back(text: str) -> None:
    masked = mask(text)
    assert masked.unmasked(masked.text) == text.replace("⟦", "[").replace("⟧", "]") or "[[" in text


def test_a_good_translation_passes_in_any_order_of_marks() -> None:
    masked = mask(ENGLISH)
    assert doubts(masked, GOOD, "zh") == ()
    told = masked.unmasked(GOOD)
    assert all(kept in told for kept in masked.kept)
    assert doubts(masked, GOOD.replace("⟦1⟧", "[[P1]]"), "zh-Hans") == ()


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ("", "empty"),
        (GOOD.replace("⟦2⟧", ""), "“45.2%” is missing"),
        (GOOD.replace("⟦2⟧", "⟦3⟧"), "missing"),
        (GOOD + "⟦1⟧", "repeated"),
        (GOOD + "⟦9⟧", "a mark too many"),
        (GOOD.replace("训练", "训练7次"), "a number that the original does not"),
        (GOOD.replace("训练", "训练 LLaMA"), "“LLaMA”, which the original does not"),
        (GOOD.replace("训练", "训练 https://evil.example "), "“https://”"),
        (GOOD.replace("训练", "训练 @everyone "), "“@e”"),
        (mask(ENGLISH).text, "not in the language"),
        (GOOD.replace("没有", ""), "the original says “not”"),
        (GOOD + "好。好。好。", "sentences"),
        (GOOD.replace("训练", "训练" * 60), "far too long"),
    ],
)
def test_a_wrong_translation_is_caught(wrong: str, reason: str) -> None:
    assert reason in " ".join(doubts(mask(ENGLISH), wrong, "zh"))


def test_a_latin_language_is_not_taken_for_the_original() -> None:
    masked = mask("The method does not need labels for its 12 tasks.")
    assert doubts(masked, "Die Methode braucht keine Etiketten für ihre ⟦1⟧ Aufgaben.", "de") == ()
    assert "untranslated" in " ".join(doubts(masked, masked.text, "de"))
    assert "“not”" in " ".join(doubts(masked, "Die Methode braucht Etiketten für ihre ⟦1⟧ Aufgaben.", "de"))
