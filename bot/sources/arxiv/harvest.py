"""Announcements of days gone by, from arXiv's OAI-PMH service: a page at a time, to be resumed after a stop."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import date
from itertools import groupby
from typing import Literal

import anyio
import structlog

from bot.domain.errors import SourceAway
from bot.domain.paper import Announcement
from bot.ports import Listing, Skipped
from bot.sources.arxiv.entry import harvested
from bot.sources.arxiv.wire import Element, complaint, records_in, text_of
from bot.sources.http import Http, Question

log = structlog.get_logger(__name__)

Format = Literal["arXivRaw", "arXiv", "oai_dc"]

# Archives that stand in a group of their own name; all others are physics'.
_GROUPS = frozenset({"cs", "econ", "eess", "math", "q-bio", "q-fin", "stat"})
_MOST_SETS = 3
_MOST_RESTARTS = 2


class OaiHarvest:
    """The service at `base` (`https://oaipmh.arxiv.org/oai`)."""

    name = "arxiv-oai"

    def __init__(self, http: Http, base: str, style: Format = "arXivRaw") -> None:
        self._http = http
        self._base = base
        self._style = style

    async def pages(self, categories: Sequence[str], since: date, cursor: str | None = None) -> AsyncIterator[Listing]:
        """Records that changed on or after `since`, a page at a time.

        A page's `cursor` is where to go on after it, `SET TOKEN`; tokens die at midnight UTC, and one that has
        begins its set again, which costs time and nothing else.

        Raises:
            SourceAway: the service did not answer usably; pages already given stay good.
        """
        sets = sets_of(categories)
        begun, _, token = (cursor or "").partition(" ")
        if begun in sets:
            sets = sets[sets.index(begun) :]
        else:
            token = ""
        for number, name in enumerate(sets):
            following = f"{sets[number + 1]} " if number + 1 < len(sets) else None
            async for page, resumption in self._of_set(name, since, token):
                after = f"{name} {resumption}" if resumption else following
                yield _narrowed(page, frozenset(categories), after)
            token = ""

    async def _of_set(self, name: str, since: date, token: str) -> AsyncIterator[tuple[Listing, str]]:
        restarts = 0
        while True:
            body = await self._page(name, since, token)
            # A page of 2,000 records would hold up the loop for a third of a second.
            error, page, token = await anyio.to_thread.run_sync(read_page, body)
            if error == "badResumptionToken":
                restarts += 1
                if restarts > _MOST_RESTARTS:
                    raise SourceAway(f"arXiv forgets where we are in {name} again and again; poll once more later.")
                log.info("harvest.restarted", set=name, since=since.isoformat())
                continue
            yield page, token
            if not token:
                return

    async def _page(self, name: str, since: date, token: str) -> bytes:
        window = {"metadataPrefix": self._style, "set": name, "from": since.isoformat()}
        params = {"verb": "ListRecords", **({"resumptionToken": token} if token else window)}
        question = Question(self._base, site="arxiv", params=params, most=80_000_000, complaint=complaint)
        return (await self._http.ask(question)).body


def sets_of(categories: Sequence[str]) -> list[str]:
    """The OAI sets that hold `categories`; many categories of one archive are fetched as the whole archive."""
    sets: list[str] = []
    for archive, group in groupby(sorted(set(categories)), key=lambda category: category.partition(".")[0]):
        members = list(group)
        prefix = f"{archive if archive in _GROUPS else 'physics'}:{archive}"
        whole = len(members) > _MOST_SETS or archive in members
        sets.extend([prefix] if whole else [f"{prefix}:{each.partition('.')[2]}" for each in members])
    return sets


def read_page(body: bytes) -> tuple[str | None, Listing, str]:
    """The service's error code if it is one that passes, the records, and the token of the next page (or nothing).

    `noRecordsMatch` is a quiet day, not an error.

    Raises:
        SourceAway: this is not an answer of the service, or it refused for good.
    """
    root, records, skipped = records_in(body, "record")
    error = root.find("{*}error")
    code = error.get("code") if error is not None else None
    if error is not None and code not in {"noRecordsMatch", "badResumptionToken"}:
        raise SourceAway(f"arXiv's harvest refused: {code}, {' '.join((error.text or '').split())[:120]}")
    if not root.tag.endswith("OAI-PMH"):
        raise SourceAway("arXiv's harvest did not answer in OAI-PMH; try again later.")
    found: list[Announcement] = []
    for record in records:
        try:
            found.append(harvested(record))
        except SourceAway as problem:
            skipped.append(Skipped(_name(record), str(problem)))
    token = text_of(root, "{*}ListRecords/{*}resumptionToken") or ""
    return (code if code == "badResumptionToken" else None), Listing(tuple(found), tuple(skipped)), token


def _narrowed(page: Listing, wanted: frozenset[str], cursor: str | None) -> Listing:
    """Only what is in a wanted category; what is there by a second category counts as cross-listed."""
    kept = []
    for each in page.announcements:
        listed = each.paper.categories
        if listed and not any(_is_in(category, wanted) for category in listed):
            continue
        crossed = each.kind == "new" and bool(listed) and not _is_in(listed[0], wanted)
        kept.append(Announcement(each.paper, "cross" if crossed else each.kind, each.on))
    return Listing(tuple(kept), page.skipped, cursor)


def _is_in(category: str, wanted: frozenset[str]) -> bool:
    return category in wanted or category.partition(".")[0] in wanted


def _name(record: Element) -> str:
    return (text_of(record, "{*}header/{*}identifier") or "a record without an id")[:80]
