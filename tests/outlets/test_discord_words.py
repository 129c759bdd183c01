"""Whatever an edition or a card says, it stays within Discord's limits and says nothing that Discord would obey."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.evidence import Figure, Link
from bot.domain.printed import PrintedEdition, PrintedOther, PrintedReference, PrintedStory
from bot.domain.story import Claim, Draft
from bot.outlets.discord import cards, summary
from bot.outlets.discord.answers import answer, choice
from bot.outlets.discord.embeds import edition, lead
from bot.outlets.discord.listeners.modals import edit_form
from bot.outlets.discord.outlet import frozen, outgoing
from bot.outlets.discord.words import Message, address, cut, plain, size
from bot.pipeline.ask import Answer
from tests.factories import (
    NOON,
    made_desk,
    made_evidence,
    made_face,
    made_paper,
    made_story,
    printed_edition,
    printed_story,
)
from tests.outlets.discord_server import too_much

# Long, short, wide and hostile: pictures of two units, markup, mentions, marks that turn text around, new lines.
_PIECES = st.sampled_from(
    ("*_~`|>#[](){}<-\\", "👾🧠", "@everyone ", "<@123> ", "\u202e", "\n", "word ", "宝", "https://x.example/(a)", " ")
)
_ANY = st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=40).map("".join))
_TEXT = st.builds(lambda text, times: text * times, _ANY, st.sampled_from((1, 1, 1, 5, 60)))
_URLS = st.one_of(
    st.sampled_from(("https://arxiv.org/abs/2610.00001", "javascript:x", "https://", "https://[x", "http://a b")), _TEXT
)
_CLAIMS = st.lists(
    st.builds(
        Claim,
        st.sampled_from(("fact", "relevance", "judgement")),
        _TEXT,
        st.one_of(st.none(), _TEXT),
        st.none(),
        st.sampled_from(("verified", "repaired", "unverified")),
        st.lists(_TEXT, max_size=2).map(tuple),
    ),
    max_size=4,
).map(tuple)
_FIGURES = st.one_of(
    st.none(), st.builds(Figure, _URLS, _URLS, _TEXT, _TEXT, st.one_of(st.none(), _TEXT), st.booleans())
)
_REFERENCES = st.lists(st.builds(PrintedReference, _TEXT, _URLS, _TEXT), max_size=3).map(tuple)
_LINKS = st.builds(Link, st.sampled_from(("code", "blog", "other")), _URLS, st.just("text"))
_STORIES = st.builds(
    PrintedStory,
    st.integers(1, 30),
    st.just(made_paper().ref),
    _TEXT,
    _URLS,
    st.lists(_TEXT, max_size=8).map(tuple),
    _CLAIMS,
    _CLAIMS,
    st.lists(st.builds(Link, st.sampled_from(("code", "blog", "other")), _URLS, st.just("text")), max_size=8).map(
        tuple
    ),
    _FIGURES,
    _REFERENCES,
)
_EDITIONS = st.builds(
    PrintedEdition,
    _TEXT,
    st.just("2026-11"),
    _TEXT,
    _TEXT,
    st.lists(_STORIES, max_size=4).map(tuple),
    st.just(NOON),
    st.lists(_TEXT, max_size=6).map(tuple),
    st.lists(st.builds(PrintedOther, _TEXT, _TEXT, _URLS), max_size=6).map(tuple),
    _REFERENCES,
    _TEXT,
)


def check(message: Message) -> None:
    """What Discord would say of the message as it is sent, with the delivery's mark in its footer."""
    made = outgoing(frozen(json.dumps(message.as_json())), "0" * 24)
    embeds = [each.to_dict() for each in made["embeds"]]
    body: dict[str, Any] = {"content": made["content"] or "", "embeds": embeds}
    assert too_much(body) is None
    assert len(embeds) <= 10
    assert size(message.name) <= 100
    for each in embeds:
        assert size(each.get("title", "")) <= 256
        assert 0 < size(each.get("description", "x")) <= 4_096
        assert size(each.get("footer", {}).get("text", "")) <= 2_048
        assert each.get("url", "https://").startswith(("https://", "http://"))
        assert each.get("title") or each.get("description")
    assert len(message.buttons) <= 25
    assert all(len(b["custom_id"]) <= 100 and 0 < len(b["label"]) <= 80 for b in message.buttons)


@settings(max_examples=40, deadline=None)
@given(_EDITIONS)
def test_every_edition_stays_within_discords_limits(printed: PrintedEdition) -> None:
    for message in edition(printed, "https://papers.example/nlp"):
        check(message)


@settings(max_examples=30, deadline=None)
@given(_CLAIMS, _CLAIMS, _TEXT, _TEXT)
def test_every_card_stays_within_discords_limits(
    why: tuple[Claim, ...], insights: tuple[Claim, ...], title: str, note: str
) -> None:
    draft = Draft(1, why, insights, by=title, at=NOON, note=note)
    face = made_face(1, draft=draft)
    face = replace(face, paper=replace(face.paper, title=title, abstract=note))
    check(cards.card(face))
    check(cards.sources(face))
    check(answer(Answer(face.paper, face.evidence)))
    name, value = choice(face.paper)
    assert 0 < len(name) <= 100
    assert 0 < len(value) <= 100
    check(cards.notice(f"Editor One: {note}"))
    check(summary.summary(made_desk(missing=(title, note) * 20)))
    check(summary.reminder(made_desk(missing=(title, note) * 20)))


@given(_TEXT)
def test_outside_text_pings_nobody_and_marks_nothing(text: str) -> None:
    said = plain(text)
    assert "@everyone" not in said
    assert not re.search(r"(?<!\\)<@", said)
    assert not re.search(r"(?<!\\)(?:\\\\)*[*_~`|]", re.sub(r"\\.", "", said))
    assert "\u202e" not in said


@given(_TEXT, st.integers(2, 300))
def test_a_cut_text_fits_and_never_ends_in_half_an_escape(text: str, most: int) -> None:
    short = cut(plain(text), most)
    assert size(short) <= max(most, 1)
    assert not short.endswith("\\…")


def test_the_lead_names_every_story_even_when_titles_are_long() -> None:
    stories = tuple(printed_story(n, title="A very long title indeed " * 12) for n in range(1, 16))
    said = lead(printed_edition(stories=stories, intro="An intro. " * 300)).embeds[0]["description"]
    assert [f"**{n}.**" in said for n in range(1, 16)] == [True] * 15


def test_a_story_too_long_for_one_message_goes_on_in_the_next_and_loses_nothing() -> None:
    claims = tuple(Claim("fact", f"Insight {n} " + "goes on and on " * 90) for n in range(5))
    messages = edition(printed_edition(stories=(printed_story(1, insights=claims),)))
    said = "\n".join(each["description"] for message in messages for each in message.embeds)
    assert [f"Insight {n}" in said for n in range(5)] == [True] * 5
    assert said.count("goes on and on") == 450


def test_a_figure_is_shown_only_where_its_licence_allows() -> None:
    figure = Figure("https://f.example/1.png", "https://f.example/1", "A caption", "Figure 1", "CC BY 4.0", True)
    shown = edition(printed_edition(stories=(printed_story(1, figure=figure),)))[1].embeds[0]
    assert shown["image"] == {"url": "https://f.example/1.png"}
    assert "CC BY 4.0" in shown["footer"]["text"]
    linked = edition(printed_edition(stories=(printed_story(1, figure=replace(figure, may_repost=False)),)))[1].embeds[
        0
    ]
    assert "image" not in linked
    assert "[Figure 1](https://f.example/1)" in linked["description"]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://", "ftp://x.example", "https://x.example/ a", "https://[", ""]
)
def test_what_is_no_address_becomes_no_link(url: str) -> None:
    assert address(url) is None


def test_an_edit_form_divides_long_words_over_its_inputs() -> None:
    long = tuple(Claim("fact", f"{n} " + "word " * 390) for n in range(3))
    story = made_story(draft=Draft(1, long[:1], long, by="x", at=NOON))
    inputs = edit_form(story).to_dict()["components"]
    assert len(inputs) == 3
    assert all(len(row["components"][0]["value"]) <= 4_000 for row in inputs)


def test_evidence_of_a_paper_is_told_with_it() -> None:
    said = answer(Answer(made_paper(), made_evidence())).embeds[0]["description"]
    assert "h-index 41" in said
    assert "[code](https://code.example/1)" in said
