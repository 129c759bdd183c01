"""Today's announcements, from arXiv's daily Atom feed: all categories in one request."""

from __future__ import annotations

from collections.abc import Sequence

import anyio

from bot.domain.errors import SourceAway
from bot.domain.paper import Announcement
from bot.ports import Listing, Skipped
from bot.sources.arxiv.entry import announcement_of
from bot.sources.arxiv.wire import ATOM, Element, complaint, records_in, text_of
from bot.sources.http import Http, Question

MOST_ENTRIES = 2000


class DailyFeed:
    """The feed at `base` (`https://rss.arxiv.org/atom`), asked for `cs.CL+cs.LG+...`."""

    name = "arxiv-feed"

    def __init__(self, http: Http, base: str) -> None:
        self._http = http
        self._base = base.rstrip("/")

    async def today(self, categories: Sequence[str]) -> Listing:
        """Everything announced today in any of `categories`; empty at weekends and on holidays.

        Raises:
            SourceAway: the feed did not answer usably.
        """
        if not categories:
            return Listing(())
        url = f"{self._base}/{'+'.join(sorted(set(categories)))}"
        answer = await self._http.ask(Question(url, site="arxiv", complaint=complaint))
        return await anyio.to_thread.run_sync(read_feed, answer.body)  # a big day would hold up the loop


def read_feed(body: bytes) -> Listing:
    """The announcements in a feed; a paper that stands in it more than once is announced once.

    Raises:
        SourceAway: this is not a feed.
    """
    root, entries, skipped = records_in(body, "entry")
    if root.tag != f"{ATOM}feed":
        raise SourceAway("arXiv's daily feed is not in Atom any more; look for a newer Paperdesk.")
    found: dict[str, Announcement] = {}
    for entry in entries:
        try:
            announcement = announcement_of(entry)
        except SourceAway as error:
            skipped.append(Skipped(_name(entry), str(error)))
            continue
        key = str(announcement.paper.ref)
        found[key] = _stronger(found[key], announcement) if key in found else announcement
    if len(entries) >= MOST_ENTRIES:
        reason = f"the feed stops at {MOST_ENTRIES} entries; what it left out comes with the next harvest"
        skipped.append(Skipped("the end of the feed", reason))
    return Listing(tuple(found.values()), tuple(skipped))


def _stronger(one: Announcement, other: Announcement) -> Announcement:
    """Of two sightings on one day, the one that says most: new before cross before replaced."""
    order = ("new", "cross", "replace", "replace-cross")
    first, second = sorted((one, other), key=lambda announcement: order.index(announcement.kind))
    return Announcement(first.paper.merged(second.paper), first.kind, first.on)


def _name(entry: Element) -> str:
    return (text_of(entry, f"{ATOM}id") or text_of(entry, f"{ATOM}title") or "an entry without an id")[:80]
