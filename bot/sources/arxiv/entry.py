"""Turns arXiv's wire formats into our nouns; nothing of their shapes goes further than this page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from typing import cast, get_args
from zoneinfo import ZoneInfo

import arxiv

from bot.domain.errors import SourceAway
from bot.domain.paper import Announced, Announcement, Author, Paper, PaperRef
from bot.sources.arxiv.byline import names_in, plain
from bot.sources.arxiv.wire import ARXIV, ATOM, DC, Element, text_of
from bot.sources.arxiv.withdrawal import is_withdrawn

_ID = re.compile(r"([a-z][a-z-]+(?:\.[A-Za-z]{2})?/\d{7}|\d{4}\.\d{4,5})(?:v(\d{1,3}))?", re.IGNORECASE)
# Only arXiv's own; API answers mix in MSC and ACM classes (`68T50`, `I.2.7`).
_CATEGORY = re.compile(r"[a-z]+(?:-[a-z]+)*(?:\.[A-Za-z]{2}|\.[a-z]+(?:-[a-z]+)*)?")
_PREAMBLE = re.compile(r"\s*arXiv:\S+\s+Announce Type:\s*\S+\s+Abstract:\s*", re.IGNORECASE)
_EASTERN = ZoneInfo("America/New_York")


def announcement_of(entry: Element) -> Announcement:
    """An entry of the daily Atom feed.

    Raises:
        SourceAway: it lacks what a paper needs.
    """
    ref, version = _ref(text_of(entry, f"{ATOM}id") or "")
    kind = text_of(entry, f"{ARXIV}announce_type") or ""
    if kind not in get_args(Announced):
        raise SourceAway(f"its announce type is “{kind[:40]}”")
    day = _moment(text_of(entry, f"{ATOM}published")).date()  # as written: the day in New York
    abstract = _PREAMBLE.sub("", text_of(entry, f"{ATOM}summary") or "", count=1)
    listed_first = kind == "new" or (kind == "cross" and ref.month in {_month(day), _month(day - timedelta(days=31))})
    paper = Paper(
        ref=ref,
        title=_title(text_of(entry, f"{ATOM}title")),
        abstract=abstract,
        authors=tuple(Author(name) for name in names_in(text_of(entry, f"{DC}creator") or "")),
        categories=_categories(each.get("term") or "" for each in entry.iterfind(f"{ATOM}category")),
        # The feed does not say when a replaced paper, or an old one cross-listed, was new.
        announced=day if listed_first else None,
        version=version or 1,
        licence=text_of(entry, f"{DC}rights"),
        doi=text_of(entry, f"{ARXIV}DOI"),
        journal=text_of(entry, f"{ARXIV}journal_reference"),
        withdrawn=is_withdrawn(None, abstract),
    )
    return Announcement(paper, cast("Announced", kind), day)


def harvested(record: Element) -> Announcement:
    """An OAI-PMH record in one of the formats arXivRaw, arXiv and oai_dc.

    Raises:
        SourceAway: it lacks what a paper needs, or was deleted.
    """
    header = record.find("{*}header")
    if header is None:
        raise SourceAway("it has no header")
    if header.get("status") == "deleted":
        raise SourceAway("arXiv deleted it")
    changed = _moment(text_of(header, "{*}datestamp")).date()
    body = record.find("{*}metadata/*")
    if body is None:
        raise SourceAway("it has no metadata")
    read = {"arXivRaw": _raw, "arXiv": _split, "dc": _dublin}.get(body.tag.rpartition("}")[2])
    if read is None:
        raise SourceAway(f"its format is {body.tag[:60]}")
    paper = read(body, text_of(header, "{*}identifier") or "")
    return Announcement(paper, "replace" if paper.version > 1 else "new", changed)


def looked_up(result: arxiv.Result) -> Paper:
    """A result of the query API, as the `arxiv` library gives it.

    Raises:
        SourceAway: it lacks what a paper needs.
    """
    ref, version = _ref(result.entry_id)
    abstract = " ".join(result.summary.split())
    comment = _folded(result.comment)
    return Paper(
        ref=ref,
        title=_title(result.title),
        abstract=abstract,
        authors=tuple(
            Author(" ".join(plain(author.name).split()), "; ".join(author.affiliation) or None)
            for author in result.authors
            if author.name
        ),
        categories=_categories([result.primary_category, *result.categories]),
        announced=listing_day(result.published),
        submitted=result.published.astimezone(UTC).date(),
        version=version or 1,
        comment=comment,
        doi=_folded(result.doi),
        journal=_folded(result.journal_ref),
        withdrawn=is_withdrawn(comment, abstract),
    )


def complaint_in(root: Element) -> str | None:
    """What the query API's error entry says, if this answer is one (its status may be 200 or 400)."""
    entry = root.find(f"{ATOM}entry")
    if entry is None or "/api/errors" not in (text_of(entry, f"{ATOM}id") or ""):
        return None
    return text_of(entry, f"{ATOM}summary") or "error"


def listing_day(submitted: datetime) -> date:
    """The day of the listing in which something submitted then appears, holidays aside.

    Source: arXiv's availability page. What arrives by 14:00 in New York, Monday to Friday, is mailed that evening
    (Friday's on Sunday) and stands in the next weekday's listing.
    """
    local = submitted.astimezone(_EASTERN)
    cut = local.date() + timedelta(days=1 if local.time() >= time(14) else 0)
    cut += timedelta(days=max(0, 7 - cut.weekday()) if cut.weekday() > 4 else 0)
    return cut + timedelta(days=3 if cut.weekday() == 4 else 1)


def _raw(body: Element, identifier: str) -> Paper:
    versions = body.findall("{*}version")
    if not versions:
        raise SourceAway("it has no version")
    last = versions[-1]
    number = re.fullmatch(r"v(\d{1,3})", last.get("version") or "")
    authors = tuple(Author(name) for name in names_in(text_of(body, "{*}authors") or ""))
    paper = _common(body, identifier, authors, _mailed(text_of(versions[0], "{*}date")))
    return replace(
        paper,
        version=int(number[1]) if number else len(versions),
        # arXiv's own mark of a withdrawal: nothing, marked as to be ignored.
        withdrawn=paper.withdrawn or (text_of(last, "{*}size") == "0kb" and text_of(last, "{*}source_type") == "I"),
    )


def _split(body: Element, identifier: str) -> Paper:
    authors = []
    for each in body.iterfind("{*}authors/{*}author"):
        parts = [text_of(each, f"{{*}}{part}") for part in ("forenames", "keyname", "suffix")]
        if name := plain(" ".join(part for part in parts if part)):
            authors.append(Author(name, text_of(each, "{*}affiliation")))
    paper = _common(body, identifier, tuple(authors), _noon(text_of(body, "{*}created")))
    # This format has no version numbers: an `updated` says only that there are at least two.
    return replace(paper, version=2 if text_of(body, "{*}updated") else 1)


def _dublin(body: Element, identifier: str) -> Paper:
    described = [words for each in body.iterfind(f"{DC}description") if (words := " ".join((each.text or "").split()))]
    dates = sorted(each.text or "" for each in body.iterfind(f"{DC}date"))
    dois = [each.text or "" for each in body.iterfind(f"{DC}identifier") if (each.text or "").startswith("doi:")]
    comment = next((words[len("Comment: ") :] for words in described if words.startswith("Comment: ")), None)
    abstract = described[0] if described else ""
    submitted = _noon(dates[0] if dates else None)
    creators = [plain(" ".join((each.text or "").split())) for each in body.iterfind(f"{DC}creator")]
    return Paper(
        ref=_ref(identifier)[0],
        title=_title(text_of(body, f"{DC}title")),
        abstract=abstract,
        authors=tuple(Author(" ".join(reversed(name.split(", ", 1)))) for name in creators if name),
        announced=listing_day(submitted),
        submitted=submitted.date(),
        version=2 if len(set(dates)) > 1 else 1,
        comment=comment,
        doi=dois[0].removeprefix("doi:") if dois else None,
        withdrawn=is_withdrawn(comment, abstract),
    )


def _common(body: Element, identifier: str, authors: tuple[Author, ...], submitted: datetime) -> Paper:
    abstract = text_of(body, "{*}abstract") or ""
    comment = text_of(body, "{*}comments")
    return Paper(
        ref=_ref(text_of(body, "{*}id") or identifier)[0],
        title=_title(text_of(body, "{*}title")),
        abstract=abstract,
        authors=authors,
        categories=_categories((text_of(body, "{*}categories") or "").split()),
        announced=listing_day(submitted),
        submitted=submitted.date(),
        licence=text_of(body, "{*}license"),
        comment=comment,
        doi=text_of(body, "{*}doi"),
        journal=text_of(body, "{*}journal-ref"),
        withdrawn=is_withdrawn(comment, abstract),
    )


def _ref(text: str) -> tuple[PaperRef, int | None]:
    found = _ID.search(text)
    if found is None:
        raise SourceAway(f"“{text[:60]}” holds no arXiv id")
    return PaperRef.parse(found[1]), int(found[2]) if found[2] else None


def _title(text: str | None) -> str:
    # A paper may be called “0” (2104.12255); none is called nothing.
    title = " ".join(plain(text or "").split())
    if not title:
        raise SourceAway("it has no title")
    return title


def _categories(terms: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(term for term in terms if _CATEGORY.fullmatch(term)))


def _folded(text: str | None) -> str | None:
    return " ".join((text or "").split()) or None


def _moment(text: str | None) -> datetime:
    try:
        return datetime.fromisoformat(text or "")
    except ValueError as error:
        raise SourceAway(f"“{(text or '')[:40]}” is no date") from error


def _noon(text: str | None) -> datetime:
    return datetime.combine(_moment(text).date(), time(12), UTC)


def _mailed(text: str | None) -> datetime:
    try:
        return parsedate_to_datetime(text or "").astimezone(UTC)
    except ValueError as error:
        raise SourceAway(f"“{(text or '')[:40]}” is no date") from error


def _month(day: date) -> str:
    return day.isoformat()[:7]
