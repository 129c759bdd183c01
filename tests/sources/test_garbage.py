"""Recorded answers spoiled at random: what cannot be read is said, and nothing else ever comes out."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.domain.errors import SourceAway
from bot.sources.arxiv.feed import read_feed
from bot.sources.arxiv.figures import figures_in
from bot.sources.arxiv.fulltext import sections_in
from bot.sources.arxiv.harvest import read_page as read_harvest
from bot.sources.arxiv.page import read_page
from bot.sources.arxiv.wire import complaint

pytestmark = pytest.mark.shared

FEED = "recordings/arxiv/rss/tidedra_atom_cs.AI_2025-08-20.xml"
OAI = "recordings/arxiv/oai/oaipmh_2026-09_arXivRaw_records.xml"
HTML = "recordings/html/latexml_0.8.7_local/2310.06825.html"


def read_html(body: bytes) -> None:
    page = read_page(body)
    if page is not None:
        sections_in(page)
        figures_in(page, "https://arxiv.org/html/2310.06825v1", None)


def spoiled(body: bytes, chance: random.Random) -> bytes:
    """A few bytes changed, a piece dropped, or a piece said twice."""
    start, length = chance.randrange(len(body)), chance.randrange(1, 200)
    piece = body[start : start + length]
    return chance.choice(
        (
            body[:start] + bytes(chance.randrange(256) for _ in range(4)) + body[start + 4 :],
            body[:start] + body[start + length :],
            body[:start] + piece + piece + body[start + length :],
            body[:start] + b"<x>&y;" + body[start:],
        )
    )


@pytest.mark.parametrize(("name", "read"), [(FEED, read_feed), (OAI, read_harvest), (HTML, read_html)])
def test_spoiled_answers_are_read_or_refused_in_a_sentence(
    shared: Path, name: str, read: Callable[[bytes], object]
) -> None:
    chance = random.Random(7)
    body = (shared / name).read_bytes()
    refused = 0
    for _ in range(300 if read is not read_html else 25):
        try:
            read(spoiled(body, chance))
        except SourceAway:
            refused += 1
    assert refused < 300


@pytest.mark.parametrize("name", [FEED, OAI])
def test_a_body_cut_off_anywhere_is_known_for_it(shared: Path, name: str) -> None:
    body = (shared / name).read_bytes().rstrip()
    assert complaint(body) is None
    assert [cut for cut in range(0, len(body), 61) if complaint(body[:cut]) is None] == []
