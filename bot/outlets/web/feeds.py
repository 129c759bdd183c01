"""Editions as Atom and JSON feeds: full content, ids that never change, well-formed whatever a title holds; pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from lxml import etree
from lxml.builder import ElementMaker

from bot.domain.printed import PrintedEdition
from bot.outlets.web.pages import Addresses, clean, month, stories_fragment

_ATOM = "http://www.w3.org/2005/Atom"
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

    def page(self, printed: PrintedEdition) -> str:
        return self.at.edition(printed, self.originals[printed.team])


def identity(printed: PrintedEdition) -> str:
    """The edition's id in every feed, wherever the archive is moved: made of what is frozen with it."""
    key = f"paperdesk:{printed.team}/{printed.period}/{printed.language}@{printed.published_at.isoformat()}"
    return uuid5(NAMESPACE_URL, key).urn


def atom(feed: Feed) -> bytes:
    """The feed as Atom 1.0 (RFC 4287)."""
    make = ElementMaker(namespace=_ATOM, nsmap={None: _ATOM})
    home = feed.at.team(feed.team) if feed.team else feed.at.archive
    root = make.feed(
        make.id(uuid5(NAMESPACE_URL, f"paperdesk:{feed.team or ''}/{feed.language}").urn),
        make.title(clean(feed.title)),
        make.updated(_stamp(feed.updated)),
        make.author(make.name(clean(feed.team or "Paperdesk"))),
        make.link(rel="self", type="application/atom+xml", href=feed.at.feed(feed.team)),
        make.link(rel="alternate", type="text/html", href=home),
        make.generator("Paperdesk"),
        *(_entry(make, feed, printed) for printed in feed.editions),
    )
    root.set(f"{_XML}lang", feed.language)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def _entry(make: ElementMaker, feed: Feed, printed: PrintedEdition) -> Any:
    when = _stamp(printed.published_at)
    entry = make.entry(
        make.id(identity(printed)),
        make.title(clean(_titled(printed))),
        make.published(when),
        make.updated(when),
        make.author(make.name(clean(printed.team))),
        make.link(rel="alternate", type="text/html", href=feed.page(printed)),
        make.summary(clean(printed.intro)),
        make.content(stories_fragment(printed, feed.at), type="html"),
    )
    entry.set(f"{_XML}lang", printed.language)
    return entry


def json_feed(feed: Feed) -> bytes:
    """The feed as JSON Feed 1.1 (jsonfeed.org/version/1.1)."""
    body = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.at.team(feed.team) if feed.team else feed.at.archive,
        "feed_url": feed.at.feed(feed.team, "json"),
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
    return f"{month(printed.period)}: {printed.headline}"


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
