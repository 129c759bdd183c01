"""Feeds: well-formed whatever they carry, complete, and with ids that never change."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import feedparser
import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from bot.domain.printed import PrintedEdition
from bot.outlets.web.feeds import Feed, atom, identity, json_feed
from bot.outlets.web.pages import Addresses
from tests.factories import NOON, printed_edition

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def parsed(body: bytes) -> Any:
    """The tree of a feed; the stubs see bytes in every answer of an XPath."""
    return etree.fromstring(body)


def parsed_page(text: str) -> Any:
    return html.fromstring(text)


def feed(*editions: PrintedEdition, team: str | None = "nlp") -> Feed:
    return Feed(Addresses("https://papers.example/"), editions, {"nlp": "en"}, team)


def test_atom_has_what_the_standard_wants_and_the_whole_edition() -> None:
    older = printed_edition(period="2026-10", published_at=NOON.replace(month=10))
    root = parsed(atom(feed(printed_edition(), older)))
    assert root.tag == "{http://www.w3.org/2005/Atom}feed"
    for needed in ("id", "title", "updated", "author/a:name", "link[@rel='self']"):
        assert root.xpath(f"a:{needed}", namespaces=ATOM), needed
    assert root.xpath("string(a:updated)", namespaces=ATOM) == "2026-11-03T12:00:00Z"
    entries = root.xpath("a:entry", namespaces=ATOM)
    assert len(entries) == 2
    for entry in entries:
        for needed in ("id", "title", "updated", "published", "link[@rel='alternate']/@href"):
            assert entry.xpath(f"a:{needed}", namespaces=ATOM), needed
        content = parsed_page(entry.xpath("string(a:content[@type='html'])", namespaces=ATOM))
        assert len(content.xpath("//article")) == 10
        assert not [href for href in content.xpath("//@href") if not href.startswith("https://")]
    assert entries[0].xpath("string(a:link/@href)", namespaces=ATOM) == "https://papers.example/nlp/2026-11"


def test_json_feed_has_what_its_version_wants() -> None:
    body = json.loads(json_feed(feed(printed_edition())))
    assert body["version"] == "https://jsonfeed.org/version/1.1"
    [item] = body["items"]
    assert item["id"] == identity(printed_edition())
    assert item["url"] == "https://papers.example/nlp/2026-11"
    assert item["date_published"] == "2026-11-03T12:00:00Z"
    assert item["content_html"].count("<article") == 10
    assert "cs.CL" in item["tags"]


def test_a_stranger_reads_the_whole_edition_out_of_the_feed() -> None:
    older = printed_edition(period="2026-10", published_at=NOON.replace(month=10))
    told = feedparser.parse(atom(feed(printed_edition(), older)), sanitize_html=False)
    assert (told.bozo, told.version, told.feed.title) == (False, "atom10", "nlp: papers worth reading")
    first, second = told.entries
    assert (first.id, first.link) == (identity(printed_edition()), "https://papers.example/nlp/2026-11")
    assert first.published_parsed[:5] == (2026, 11, 3, 12, 0)
    assert second.updated_parsed[:2] == (2026, 10)
    (content,) = first.content
    assert content.type == "text/html"
    assert content.value.count("<article") == 10
    assert first.author == "nlp"


def test_a_json_feed_is_what_its_standard_describes() -> None:
    texts = ("title", "summary", "content_html", "url", "language")
    moment = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
    authors = {"type": "array", "items": {"type": "object", "required": ["name"]}}
    item = {
        "type": "object",
        "required": ["id", "content_html"],
        "additionalProperties": False,
        "properties": {
            **{name: {"type": "string"} for name in texts},
            "id": {"type": "string", "minLength": 1},
            "date_published": moment,
            "authors": authors,
            "tags": {"type": "array", "items": {"type": "string"}},
        },
    }
    address = {"type": "string", "pattern": "^https://"}
    schema = {
        "type": "object",
        "required": ["version", "title", "items"],
        "additionalProperties": False,
        "properties": {
            "version": {"const": "https://jsonfeed.org/version/1.1"},
            "title": {"type": "string"},
            "language": {"type": "string"},
            "home_page_url": address,
            "feed_url": address,
            "items": {"type": "array", "items": item},
        },
    }
    jsonschema.validate(json.loads(json_feed(feed(printed_edition()))), schema)
    jsonschema.validate(json.loads(json_feed(feed())), schema)


def test_a_feed_in_another_language_knows_its_own_address() -> None:
    chinese = Feed(Addresses("https://papers.example/"), [printed_edition(language="zh")], {"nlp": "en"}, "nlp", "zh")
    told = feedparser.parse(atom(chinese))
    assert [link.href for link in told.feed.links if link.rel == "self"] == ["https://papers.example/nlp/feed.zh.atom"]
    assert json.loads(json_feed(chinese))["feed_url"] == "https://papers.example/nlp/feed.zh.json"
    assert json.loads(json_feed(feed()))["feed_url"] == "https://papers.example/nlp/feed.json"


def test_the_id_outlives_a_move_and_a_correction() -> None:
    edition = printed_edition()
    moved = Feed(Addresses("https://elsewhere.example/x/"), [edition], {"nlp": "en"}, "nlp")
    corrected = replace(edition, corrections=("The number was 2.",), headline="Better")
    here = parsed(atom(feed(edition))).xpath("string(a:entry/a:id)", namespaces=ATOM)
    assert here == parsed(atom(moved)).xpath("string(a:entry/a:id)", namespaces=ATOM)
    assert identity(corrected) == identity(edition)
    assert len({identity(replace(edition, language=each)) for each in ("en", "zh")}) == 2


def test_an_empty_feed_is_a_feed_and_does_not_change() -> None:
    assert atom(feed(team=None)) == atom(feed(team=None))
    assert parsed(atom(feed())).xpath("string(a:updated)", namespaces=ATOM) == "1970-01-01T00:00:00Z"
    assert json.loads(json_feed(feed()))["items"] == []


@pytest.mark.parametrize("text", ["]]>", "<script>alert(1)</script>", "\x00\x0b\x1f\ufffe", "\ud800", "&nbsp; &lt;"])
def test_awkward_text_leaves_the_feed_well_formed(text: str) -> None:
    edition = printed_edition(1, headline=text, intro=text, team="nlp")
    root = parsed(atom(feed(edition)))
    content = parsed_page(root.xpath("string(a:entry/a:content)", namespaces=ATOM))
    assert not content.xpath("//script")
    json.loads(json_feed(feed(edition)))


@given(st.text(alphabet=st.characters(), max_size=80))
def test_no_text_breaks_a_feed(text: str) -> None:
    edition = printed_edition(1, headline=text, intro=text, news=(text,))
    parsed(atom(feed(edition)))
    json.loads(json_feed(feed(edition)))
