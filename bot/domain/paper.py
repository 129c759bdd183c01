"""A paper as it was published, and the reference by which it is known everywhere."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal
from urllib.parse import unquote, urlsplit

from bot.domain.errors import BadReference

Scheme = Literal["arxiv", "doi", "url"]
Announced = Literal["new", "cross", "replace", "replace-cross"]

# 4 digits until 2014-12, 5 since; before 2007-04 an archive and seven digits.
_NEW_STYLE = r"\d{4}\.\d{4,5}"
_OLD_STYLE = r"[a-z][a-z-]+(?:\.[A-Za-z]{2})?/\d{7}"
_ARXIV = re.compile(rf"(?P<id>{_NEW_STYLE}|{_OLD_STYLE})(?:v(?P<version>\d{{1,3}}))?", re.IGNORECASE)
_ARXIV_HOSTS = ("arxiv.org", "ar5iv.labs.arxiv.org", "ar5iv.org", "alphaxiv.org", "huggingface.co")
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(?P<id>.+)", re.IGNORECASE)
_DOI = re.compile(r"(?:doi:\s*|(?:https?://)?(?:dx\.)?doi\.org/)?(?P<doi>10\.\d{4,9}/\S+)", re.IGNORECASE)
_NO_ADDRESS = re.compile(r"[\s\x00-\x1f\x7f<>\"]")
_AROUND = re.compile(r"^[\s<>]+|[\s<>.,;)]+$")


@dataclass(frozen=True, slots=True, order=True)
class PaperRef:
    """One paper, whatever its version: an arXiv id, else a DOI, else an address.

    `str(ref)` is the key under which it is stored and shown: `2103.10385`, `hep-th/9901001`,
    `doi:10.1145/3442188.3445922`, `https://lab.example/paper.pdf`.
    """

    scheme: Scheme
    value: str

    def __str__(self) -> str:
        return f"doi:{self.value}" if self.scheme == "doi" else self.value

    @classmethod
    def parse(cls, text: str) -> PaperRef:
        """Read an id, a DOI or an address in any of the forms people paste.

        Raises:
            BadReference: the text names no paper.
        """
        text = _AROUND.sub("", text)
        found = _parsed(text)
        if found is None:
            shown = text[:60] + ("…" if len(text) > 60 else "")
            raise BadReference(
                f"“{shown}” is not an arXiv id, a DOI or a paper's address; try 2103.10385 or words of its title."
            )
        return found

    @property
    def page(self) -> str:
        """The address at which people read the paper."""
        if self.scheme == "arxiv":
            return f"https://arxiv.org/abs/{self.value}"
        return f"https://doi.org/{self.value}" if self.scheme == "doi" else self.value

    @property
    def month(self) -> str | None:
        """The month in an arXiv id as `YYYY-MM`; None where the reference holds no date."""
        digits = re.search(r"(\d{2})(\d{2})", self.value) if self.scheme == "arxiv" else None
        if digits is None:
            return None
        year = int(digits[1])
        return f"{1900 + year if year > 90 else 2000 + year}-{digits[2]}"


def _parsed(text: str) -> PaperRef | None:
    bare = re.sub(r"^arxiv:\s*", "", text, flags=re.IGNORECASE)
    if match := _ARXIV.fullmatch(bare):
        return _arxiv(match["id"])
    if (match := _DOI.fullmatch(text)) is not None:
        doi = unquote(match["doi"])
        ours = _ARXIV_DOI.fullmatch(doi)
        if ours and (inner := _ARXIV.fullmatch(ours["id"])):
            return _arxiv(inner["id"])
        return PaperRef("doi", doi.lower())
    return _parsed_address(text)


def _arxiv(value: str) -> PaperRef:
    # `Hep-TH/9901001` is pasted now and then; the subject class (`math.GT`) is not part of the id's identity.
    archive, slash, number = value.partition("/")
    return PaperRef("arxiv", f"{archive.lower().split('.')[0]}/{number}" if slash else value)


def _parsed_address(text: str) -> PaperRef | None:
    candidate = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(candidate)
        host = (parts.hostname or "").removeprefix("www.").removeprefix("export.")
    except ValueError:
        return None
    if any(host == known or host.endswith("." + known) for known in _ARXIV_HOSTS):
        path = re.sub(r"\.pdf$", "", parts.path)
        match = re.fullmatch(
            rf"/(?:abs|pdf|html|format|papers|overview|src|e-print)/({_ARXIV.pattern})", path, re.IGNORECASE
        )
        if match:
            return _arxiv(match["id"])
    if parts.scheme in {"http", "https"} and "://" in text and "." in host and not _NO_ADDRESS.search(text):
        return PaperRef("url", parts.scheme + text[len(parts.scheme) :])
    return None


def version_in(text: str) -> int | None:
    """The version that a pasted arXiv reference names (`2103.10385v2` -> 2), if it names one."""
    match = re.search(rf"(?:{_NEW_STYLE}|{_OLD_STYLE})v(\d{{1,3}})", text, re.IGNORECASE)
    return int(match[1]) if match else None


@dataclass(frozen=True, slots=True)
class Author:
    """An author as printed on the paper; who that is among namesakes is evidence, not record."""

    name: str
    affiliation: str | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """The record of a paper at its newest known version.

    `categories` has the primary one first. `announced` is the day on which it first appeared in a
    listing, which is what makes it new; `submitted` is the day of version 1, where known.
    `sections` holds text beyond the abstract that came with the record (name, text).
    """

    ref: PaperRef
    title: str
    abstract: str
    authors: tuple[Author, ...] = ()
    categories: tuple[str, ...] = ()
    announced: date | None = None
    submitted: date | None = None
    version: int = 1
    licence: str | None = None
    comment: str | None = None
    doi: str | None = None
    journal: str | None = None
    withdrawn: bool = False
    sections: tuple[tuple[str, str], ...] = ()

    @property
    def page(self) -> str:
        """The address at which people read it."""
        return self.ref.page

    def merged(self, other: Paper) -> Paper:
        """One record out of two sightings of the same paper: the newer version's words, the older's dates."""
        newer, older = (other, self) if other.version >= self.version else (self, other)
        return replace(
            newer,
            abstract=newer.abstract or older.abstract,
            authors=newer.authors or older.authors,
            categories=tuple(dict.fromkeys((*newer.categories, *older.categories))),
            announced=min((d for d in (newer.announced, older.announced) if d), default=None),
            submitted=newer.submitted or older.submitted,
            licence=newer.licence or older.licence,
            comment=newer.comment or older.comment,
            doi=newer.doi or older.doi,
            journal=newer.journal or older.journal,
            withdrawn=newer.withdrawn or (older.withdrawn and newer.version == older.version),
            sections=newer.sections or older.sections,
        )


@dataclass(frozen=True, slots=True)
class Announcement:
    """A paper as a listing announced it: new, cross-listed or replaced."""

    paper: Paper
    kind: Announced
    on: date
