"""Nouns survive being kept: what comes back equals what was given, whatever it holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.edition import EditionText
from bot.domain.evidence import Attention, AuthorRecord, Evidence, Figure, Link
from bot.domain.paper import Author, Paper, PaperRef
from bot.domain.printed import PrintedEdition
from bot.domain.story import Claim, Draft, Part, Score
from bot.domain.team import Person, Place, Team
from bot.ports import Usage, Written
from bot.store import rows
from bot.store.plain import clean, noun, plain

Noun = TypeVar("Noun")

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)
MAYBE = st.none() | WORDS
MOMENTS = st.datetimes(datetime(1991, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
DAYS = st.dates(date(1991, 1, 1), date(2100, 1, 1))
NUMBERS = st.floats(allow_nan=False)
REFS = st.one_of(
    st.from_regex(r"\d{4}\.\d{4,5}", fullmatch=True).map(lambda value: PaperRef("arxiv", value)),
    st.from_regex(r"[a-z]{2,8}/\d{7}", fullmatch=True).map(lambda value: PaperRef("arxiv", value)),
    st.from_regex(r"10\.\d{4}/\S{1,20}", fullmatch=True).map(lambda value: PaperRef("doi", clean(value))),
    st.from_regex(r"https?://[a-z.]{1,20}/\S{0,20}", fullmatch=True).map(lambda v: PaperRef("url", clean(v))),
)
CLAIMS = st.builds(
    Claim,
    kind=st.sampled_from(["fact", "relevance", "judgement"]),
    text=WORDS,
    quote=MAYBE,
    where=MAYBE,
    verdict=st.sampled_from(["verified", "repaired", "unverified"]),
    reasons=st.lists(WORDS, max_size=3).map(tuple),
)
STORED: dict[Any, Any] = {
    str: WORDS,
    datetime: MOMENTS,
    date: DAYS,
    float: NUMBERS,
    PaperRef: REFS,
    Claim: CLAIMS,
}


@pytest.fixture(scope="module", autouse=True)
def known_kinds() -> None:
    for kind, strategy in STORED.items():
        st.register_type_strategy(kind, strategy)


@pytest.mark.parametrize(
    "kind",
    [
        *(Score, Part, Claim, PrintedEdition, Team, Person, Place, Figure, Link, Attention),
        *(AuthorRecord, EditionText, Written, Usage, Evidence, Paper),
    ],
)
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_a_noun_comes_back_as_it_was_given(kind: type[Any], data: st.DataObject) -> None:
    given_noun = data.draw(st.from_type(kind))
    assert noun(kind, plain(given_noun)) == given_noun


@given(ref=REFS)
def test_a_reference_is_read_back_from_its_key(ref: PaperRef) -> None:
    assert rows.ref_of(rows.key_of(ref)) == ref


@settings(max_examples=50, deadline=None)
@given(
    paper=st.builds(
        Paper,
        ref=REFS,
        title=WORDS,
        abstract=WORDS,
        authors=st.lists(st.builds(Author, name=WORDS, affiliation=MAYBE), max_size=4).map(tuple),
        categories=st.lists(WORDS, max_size=3).map(tuple),
        announced=st.none() | DAYS,
        submitted=st.none() | DAYS,
        sections=st.lists(st.tuples(WORDS, WORDS), max_size=2).map(tuple),
    )
)
def test_a_paper_is_read_back_from_its_row(paper: Paper) -> None:
    row: Any = SimpleNamespace(**rows.paper_values(paper, datetime(2026, 1, 1, tzinfo=UTC)))
    assert rows.paper_of(row) == paper


@settings(max_examples=50, deadline=None)
@given(
    draft=st.builds(
        Draft,
        number=st.integers(1, 99),
        why=st.lists(CLAIMS, max_size=3).map(tuple),
        insights=st.lists(CLAIMS, max_size=3).map(tuple),
        by=WORDS,
        at=MOMENTS,
        language=WORDS,
        note=MAYBE,
    )
)
def test_a_draft_is_read_back_from_its_row_and_the_rows_of_its_claims(draft: Draft) -> None:
    row: Any = SimpleNamespace(**rows.draft_values(7, draft))
    claims: list[Any] = [SimpleNamespace(**values) for values in rows.claim_values(7, draft)]
    assert rows.draft_of(row, claims) == draft


@pytest.mark.parametrize("total", [float("inf"), float("-inf"), 0.1 + 0.2, 5e-324, -0.0])
def test_a_score_that_json_has_no_word_for_comes_back_exactly(total: float) -> None:
    score = Score(total, (Part("topic", total, ("because",)),))
    assert repr(noun(Score, plain(score))) == repr(score)


def test_settings_kept_by_an_older_program_get_the_defaults_of_this_one() -> None:
    kept = plain(Team("nlp", size=7))
    del kept["veto"]
    kept["of_another_age"] = 1
    assert noun(Team, kept) == Team("nlp", size=7)


def test_what_no_database_keeps_is_taken_out_at_the_door() -> None:
    assert clean("a\x00b") == "ab"
    assert clean("half \ud83d of a pair") == "half  of a pair"
    assert clean("whole 🧵 and Müller") == "whole 🧵 and Müller"
    dirty = Score(1.0, (Part("to\x00pic", 1.0),))
    assert noun(Score, plain(dirty)) == replace(dirty, parts=(Part("topic", 1.0),))
