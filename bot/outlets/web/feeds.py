"""Editions as Atom and JSON feeds: full content, ids that never change, well-formed whatever a title holds; pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from bot.domain.printed import PrintedEdition
from bot.domain.wording import wording
from bot.outlets.web.pages import Addresses, stories_fragment
from bot.outlets.web.words import clean

_ATOM = "http://www.w3.org/2005/Atom"
_NAMES: Any = {None: _ATOM}  # the stubs know no namespace without a prefix
_XML = "{http://www.w3.org/XML/1998/namespace}"


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed is about: a team (all of them where None), in one language; `at` has the whole address as root."""

    at: Addresses
    editions: Sequence[PrintedEdition]
    originals: Mapping[str, str]
    team: str | None = None
    language: str = "en"

    @property
    def title(self) -> str:
        return f"{self.team}: papers worth reading" if self.team else "Papers worth reading"

    @property
    def updated(self) -> datetime:
        """The newest edition's time; the beginning of time where there is none, so that an empty feed never changes."""
        return max((printed.published_at for printed in self.editions), default=datetime(1970, 1, 1, tzinfo=UTC))

    @property
    def other(self) -> str:
        """The language, where it is not the team's own; it then stands in the feed's address."""
        return self.language if self.team and self.language != self.originals.get(self.team) else ""

    @property
    def home(self) -> str:
        return self.at.team(self.team) if self.team else self.at.archive

    def page(self, printed: PrintedEdition) -> str:
        return self.at.edition(printed, self.originals[printed.team])


def identity(printed: PrintedEdition) -> str:
    """The edition's id in every feed, wherever the archive is moved: made of what is frozen with it."""
    key = f"paperdesk:{printed.team}/{printed.period}/{printed.language}@{printed.published_at.isoformat()}"
    return uuid5(NAMESPACE_URL, key).urn


def atom(feed: Feed) -> bytes:
    """The feed as Atom 1.0 (RFC 4287)."""
    root = etree.Element(f"{{{_ATOM}}}feed", {f"{_XML}lang": feed.language}, nsmap=_NAMES)
    _add(root, "id", uuid5(NAMESPACE_URL, f"paperdesk:{feed.team or ''}/{feed.language}").urn)
    _add(root, "title", feed.title)
    _add(root, "updated", _stamp(feed.updated))
    _add(_add(root, "author"), "name", feed.team or "Paperdesk")
    _add(root, "link", rel="self", type="application/atom+xml", href=feed.at.feed(feed.team, language=feed.other))
    _add(root, "link", rel="alternate", type="text/html", href=feed.home)
    _add(root, "generator", "Paperdesk")
    for printed in feed.editions:
        _add_entry(root, feed, printed)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def _add_entry(root: etree._Element, feed: Feed, printed: PrintedEdition) -> None:
    entry = _add(root, "entry")
    entry.set(f"{_XML}lang", printed.language)
    _add(entry, "id", identity(printed))
    _add(entry, "title", _titled(printed))
    _add(entry, "published", _stamp(printed.published_at))
    _add(entry, "updated", _stamp(printed.published_at))
    _add(_add(entry, "author"), "name", printed.team)
    _add(entry, "link", rel="alternate", type="text/html", href=feed.page(printed))
    _add(entry, "summary", printed.intro)
    _add(entry, "content", stories_fragment(printed, feed.at), type="html")


def _add(parent: etree._Element, tag: str, text: str = "", **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{_ATOM}}}{tag}", {name: clean(value) for name, value in attributes.items()})
    element.text = clean(text) or None
    return element


def json_feed(feed: Feed) -> bytes:
    """The feed as JSON Feed 1.1 (jsonfeed.org/version/1.1)."""
    body = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.at.feed(feed.team, "json", feed.other),
        "language": feed.language,
        "items": [
            {
                "id": identity(printed),
                "url": feed.page(printed),
                "title": clean(_titled(printed)),
                "summary": clean(printed.intro),
                "content_html": stories_fragment(printed, feed.at),
                "date_published": _stamp(printed.published_at),
                "authors": [{"name": clean(printed.team)}],
                "language": printed.language,
                "tags": sorted({clean(name) for story in printed.stories for name in story.categories}),
            }
            for printed in feed.editions
        ],
    }
    return json.dumps(body, ensure_ascii=False, indent=1).encode()


def _titled(printed: PrintedEdition) -> str:
    return f"{wording(printed.language).month(printed.period)}: {printed.headline}"


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
