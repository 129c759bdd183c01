"""Whatever bytes a source sends, reading them ends soon: in what could be read, or in a sentence of ours."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import PaperdeskError, SourceAway
from bot.domain.paper import PaperRef
from bot.sources.arxiv.feed import read_feed
from bot.sources.arxiv.figures import figures_in
from bot.sources.arxiv.fulltext import sections_in
from bot.sources.arxiv.harvest import read_page as read_harvest
from bot.sources.arxiv.page import read_page

Read = Callable[[bytes], object]


def read_html(body: bytes) -> None:
    page = read_page(body)
    if page is not None:
        sections_in(page)
        figures_in(page, "https://arxiv.org/html/2310.06825v1", None)


def laughs(root: str) -> bytes:
    """Ten levels of ten: a kilobyte that would unfold to ten gigabytes."""
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE {root} [<!ENTITY l0 "ha">{levels}]><{root}><entry><title>&l9;</title></entry></{root}>'.encode()


def deep(root: str) -> bytes:
    return f"<{root}>{'<a>' * 50_000}{'</a>' * 50_000}</{root}>".encode()


@pytest.mark.parametrize("bomb", [laughs, deep])
@pytest.mark.parametrize(("root", "read"), [("feed", read_feed), ("OAI-PMH", read_harvest)])
def test_an_entity_bomb_is_refused_before_it_grows(bomb: Callable[[str], bytes], root: str, read: Read) -> None:
    with pytest.raises(SourceAway):
        read(bomb(root))


def test_a_page_nested_without_end_is_no_page_or_a_short_one() -> None:
    read_html(b"<html><body>" + b"<div>" * 20_000 + b"<section><h2>Introduction</h2><p>Words.</p>")


PIECES = (
    *(b"<feed", b"<entry>", b"</entry>", b"<OAI-PMH>", b"<record>", b"<figure class='ltx_figure'>", b"<p>", b"text"),
    *(b"<!DOCTYPE x", b"<![CDATA[", b"]]>", b"&#0;", b"&x;", b"<!--", b"-->", b"\xff\xfe", b"\x00", b">", b"'"),
    *(b"xmlns='http://www.w3.org/2005/Atom'", b"</feed>", b"</OAI-PMH>", b"<id>oai:arXiv.org:2611.00001v1</id>"),
    b"<img src='x.png'>",
)
MARKUP = st.lists(st.sampled_from(PIECES), max_size=30).map(b"".join)


@pytest.mark.parametrize("read", [read_feed, read_harvest, read_html])
@given(body=st.binary(max_size=300) | MARKUP)
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_read_or_refused_in_a_sentence(read: Read, body: bytes) -> None:
    with suppress(SourceAway):
        read(body)


@given(text=st.text(max_size=200) | st.from_regex(r"(arxiv:|doi:|https?://)?[\w./:-]{0,60}(v\d+)?", fullmatch=True))
@settings(max_examples=300, deadline=None)
def test_any_words_are_a_reference_or_refused_in_a_sentence(text: str) -> None:
    with suppress(PaperdeskError):
        ref = PaperRef.parse(text)
        assert PaperRef.parse(str(ref)) == ref
