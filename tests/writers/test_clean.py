"""A model's words made harmless: what calls, links or marks is gone, also where taking one thing out makes another."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.writers.clean import clean

CALL = re.compile(r"<[@#!]\w[^<>\s]*>|(?<!\w)@\w|@(?:everyone|here|channel)\b")
PIECES = st.sampled_from(
    ["<", "!", "@", "channel", "everyone", ">", " ", "\0", "**", "`", "\u200b", "<b>", "()", "[x](y)"]
)


@pytest.mark.parametrize(
    "text",
    ["<\0!channel>", "< !channel>", "<!chan\u200bnel>", "@**everyone**", "@`here`", "<<b>!channel>", "@[here](x)"],
)
def test_a_call_put_together_by_what_is_taken_out_of_it_calls_nobody(text: str) -> None:
    assert not CALL.search(clean(text))


@given(st.lists(PIECES, max_size=12).map("".join))
def test_clean_words_stay_as_they_are(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert not CALL.search(once)


def test_plain_words_lose_nothing() -> None:
    assert clean("Its pass@1 is 0.4 (up from 0.3); a < b > c.") == "Its pass@1 is 0.4 (up from 0.3); a < b > c."
