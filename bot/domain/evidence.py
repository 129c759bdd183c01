"""What is known about a paper beyond its own record, each piece with its source and its time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.domain.paper import PaperRef

LinkKind = Literal["code", "site", "demo", "video", "blog", "other"]

#: How a link is shown to readers, in the order in which links stand beside a title.
LINK_SIGNS: dict[LinkKind, str] = {
    "code": "👾",
    "blog": "✍️",
    "site": "🌐",
    "demo": "📺",
    "video": "🎬",
    "other": "🔗",
}


#: Who wants to be named and linked to where figures about authors are shown, and where.
CREDITS: dict[str, tuple[str, str]] = {
    "semantic-scholar": ("Semantic Scholar", "https://www.semanticscholar.org/"),
    "openalex": ("OpenAlex", "https://openalex.org/"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """An address that belongs to the paper; `found_in` says what made us believe so."""

    kind: LinkKind
    url: str
    found_in: str


@dataclass(frozen=True, slots=True)
class AuthorRecord:
    """What one source knows about the author at `position` (0-based) of one paper.

    Unknown is None and never 0: fresh records of well-known people start with an h-index of 0.
    """

    position: int
    name: str
    source: str
    author_id: str | None
    h_index: int | None
    citations: int | None
    works: int | None
    fetched_at: datetime
    affiliation: str | None = None


@dataclass(frozen=True, slots=True)
class Attention:
    """A public count (upvotes, stars, points) as one source showed it at one time."""

    kind: str
    count: int
    source: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the paper: where it stands, what it says, and whether it may be shown again.

    `picture` is the address of the image itself, `page` that of the figure in its paper.
    """

    picture: str
    page: str
    caption: str
    label: str
    licence: str | None
    may_repost: bool


@dataclass(frozen=True, slots=True)
class Related:
    """A paper one might also like, as near as the pool it came from can tell."""

    ref: PaperRef
    title: str
    authors: str
    likeness: float


@dataclass(frozen=True, slots=True)
class Cited:
    """A work that the words about this paper call by a name; `ref` is None where no record of it was found."""

    name: str
    ref: PaperRef | None = None
    title: str = ""
    authors: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """All evidence about one paper."""

    ref: PaperRef
    authors: tuple[AuthorRecord, ...] = ()
    links: tuple[Link, ...] = ()
    attention: tuple[Attention, ...] = ()
    figures: tuple[Figure, ...] = ()
    related: tuple[Related, ...] = ()
    cited: tuple[Cited, ...] = ()

    @property
    def credits(self) -> tuple[tuple[str, str], ...]:
        """(name, address) of each source whose figures of authors are shown, which wants to be linked to for them."""
        shown = dict.fromkeys(author.source for author in self.authors if author.h_index is not None)
        return tuple(CREDITS[source] for source in shown if source in CREDITS)
