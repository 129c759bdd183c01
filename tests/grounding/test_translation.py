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


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("See “this” and [[this]].", "See ⟦1⟧ and [[this]]."),
        ("Rows ⟦1⟧ of Otter", "Rows [⟦1⟧] of ⟦2⟧"),
        ("Otters meet Ada North, and Bo Lee.", "Otters meet ⟦1⟧, and ⟦2⟧."),
        ("We use GPT-3 and GPT-3.", "We use ⟦1⟧ and ⟦2⟧."),
        ("doi 10.1234/otter.5, or www.otters.io.", "doi ⟦1⟧, or ⟦2⟧."),
        ("It needs 5 ms.", "It needs ⟦1⟧."),
        ("", ""),
    ],
)
def test_a_mark_stands_where_something_was_taken_out(text: str, masked: str) -> None:
    assert mask(text).text == masked


def test_the_longest_of_what_is_to_be_kept_is_taken_out_whole() -> None:
    masked = mask(
        "cold rivers, cold, a coldness, an ox, oxen and cows", ("cold", "cold rivers", "a", "ox", "oxen and cows")
    )
    assert masked.kept == ("cold rivers", "cold", "ox", "oxen and cows")
    assert masked.text == "⟦1⟧, ⟦2⟧, a coldness, an ⟦3⟧, ⟦4⟧"


def test_a_mark_that_was_never_made_is_put_back_as_nothing() -> None:
    masked = mask("We use GPT-3 on ImageNet.")
    assert masked.original == "We use GPT-3 on ImageNet."
    assert masked.unmasked("⟦0⟧⟦ 2 ⟧ [[P1]] [[1]] ⟦3⟧.") == "ImageNet GPT-3 GPT-3 ."


@pytest.mark.parametrize(
    ("original", "translated", "language", "said"),
    [
        ("We use GPT-3 here.", "用⟦1⟧和⟦1⟧。", "zh", "“GPT-3” is repeated"),
        ("We use GPT-3 here.", "用⟦2⟧和⟦1⟧。", "zh", "there is a mark too many"),
        ("We use GPT-3 here.", "用⟦1⟧和⟦。", "zh", "a mark was taken apart"),
        ("We use GPT-3 here.", " \n", "zh", "the translation is empty"),
        ("It swims.", "游<@泳。", "zh", "it holds “<@”, which the original does not"),
        ("It swims in GPT-3.", "3⟦1⟧。", "zh", "it holds a number that the original does not"),
        ("It swims, Ada.", "它游泳游泳 swims ⟦1⟧。", "zh", "most of it is not in the language that was asked for"),
        ("It swims with others.", "它游泳 和 其他 a。", "zh", None),
        ("It swims with others.", "它游泳 ok 和其他动物。", "zh", "it holds “ok”, which the original does not"),
        ("It swims.", "它 swims, SWIMS", "zh", "most of it is not in the language that was asked for"),
        ("It swims.", "Es schwimmt ok.", "de", None),
        ("It swims with others here.", "it  swims with OTHERS here.", "de", "it is the original, untranslated"),
        ("It swims here.", "It swims here.", "de", None),
        ("It swims in cold rivers.", "它。", "zh", "it is far too short"),
        ("It swims in rivers.", "它。", "zh", None),
        ("It swims in cold rivers.", "它在冷河里游泳游泳游泳游泳游泳游泳游泳游。", "zh", None),
        ("It swims in cold rivers.", "它在冷河里游泳游泳游泳游泳游泳游泳游泳游泳游泳。", "zh", "it is far too long"),
        ("It swims in cold rivers.", "Schwimmt.", "de", "it is far too short"),
        ("It swims in cold rivers.", "Er schwimmt. In Flüssen.", "de", None),
        ("It swims in cold rivers.", "Er. Schwimmt. Da.", "de", "it has 3 sentences where the original has 1"),
        (
            "It is. It swims. It dives in rivers.",
            "它在冷河里游泳。",
            "zh",
            "it has 1 sentences where the original has 3",
        ),
        ("It can't swim.", "Es schwimmt.", "de", "the original says “not”, and it does not"),
        ("It can't swim.", "Es schwimmt NICHT.", "de", None),
        ("It can't swim.", "Плавает.", "ru", "the original says “not”, and it does not"),
        ("It can't swim.", "Не плавает.", "ru-RU", None),
        ("It can't swim.", "Nuota.", "it", None),
        ("Knots and notes.", "Knoten und Notizen.", "de", None),
        ("It swims.", "123", "zh", "it holds a number that the original does not"),
        ("It swims.", "…", "zh", None),
        ("It swims.", "およぐ。", "ja", None),
        ("It swims.", "およぐ。", "zh", "most of it is not in the language that was asked for"),
        ("It swims.", "它它它它它它它它 swims", "zh-Hant", None),
        ("It swims.", "它它它它它它它 swims", "zh-Hant", "most of it is not in the language that was asked for"),
    ],
)
def test_a_translation_is_doubted_for_one_reason(
    original: str, translated: str, language: str, said: str | None
) -> None:
    assert doubts(mask(original), translated, language) == ((said,) if said else ())
