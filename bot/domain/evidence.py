"""What is known about a paper beyond its own record, each piece with its source and its time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from typing import Literal

from bot.domain.licence import as_it_is, called, needed
from bot.domain.paper import PaperRef
from bot.domain.wording import IN_ENGLISH, Wording

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


#: The choice of editors who want no figure beside a story.
NO_FIGURE = "none"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the paper: where it stands, what it says, and what is known of its picture.

    `picture` is the address of the image itself, `page` that of the figure in its paper. `telling`: it shows what the
    paper is about, so it is taken unless editors choose. `reprinted`: its caption says that it is somebody else's.
    `redrawn`: no picture of the authors' own can be had, only one drawn from the PDF or from an SVG.

    `kept` is the picture in our house (`/figures/...`): None before it was tried, empty where it cannot be shown;
    `small` a smaller one of the same, and `width` and `height` its size in pixels. `may_repost` is set on figures
    as a team shows them.
    """

    picture: str
    page: str
    caption: str
    label: str
    licence: str | None
    may_repost: bool = False
    telling: bool = True
    reprinted: bool = False
    redrawn: bool = False
    kept: str | None = None
    small: str = ""
    width: int = 0
    height: int = 0

    @property
    def key(self) -> str:
        """What it is called by in a choice: the same however often the paper is looked at."""
        return blake2b(f"{self.page}\x1f{self.label}".encode(), digest_size=6).hexdigest()

    @property
    def name(self) -> str:
        """Its label, or a word for it."""
        return self.label or "Figure"

    def credit(self, say: Wording = IN_ENGLISH) -> str:
        """The words under a picture that is shown again, but for the link to its place in the paper."""
        drawn = say("drawn from the paper") if self.redrawn else ""
        own = say("shown by the team's own decision") if "other" in needed(self.licence) else ""
        return say(", ").join(filter(None, (called(self.licence), drawn, own)))

    def allowed(self, leaves: Collection[str]) -> bool:
        """Whether a team with those leaves may show it again."""
        changed = self.redrawn and as_it_is(self.licence)
        return not self.reprinted and not changed and needed(self.licence) <= set(leaves)

    def shown_by(self, leaves: Collection[str]) -> Figure:
        """The figure as such a team shows it: by the picture in our house, or as a link to its place in the paper."""
        if self.kept and self.allowed(leaves):
            return replace(self, picture=self.kept, may_repost=True)
        return replace(self, may_repost=False)

    def why_linked(self, leaves: Collection[str]) -> str:
        """Why such a team shows a link and no picture, for its editors; empty where it shows the picture."""
        if self.reprinted:
            return "its caption says that it is somebody else's"
        if self.redrawn and as_it_is(self.licence):
            return "its licence allows no change, and it would have to be redrawn"
        if not self.allowed(leaves):
            return f"its licence ({called(self.licence)}) allows a link only"
        return {None: "its picture has not arrived yet", "": "its picture cannot be shown"}.get(self.kept, "")


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

    def figure(self, choice: str | None = None) -> Figure | None:
        """The figure that editors chose by its key; else the first telling one whose picture is any good."""
        if choice == NO_FIGURE:
            return None
        chosen = [figure for figure in self.figures if figure.key == choice]
        telling = [figure for figure in self.figures if figure.telling]
        return next(iter((*chosen, *(f for f in telling if f.kept != ""), *telling)), None)

    @property
    def credits(self) -> tuple[tuple[str, str], ...]:
        """(name, address) of each source whose figures of authors are shown, which wants to be linked to for them."""
        shown = dict.fromkeys(author.source for author in self.authors if author.h_index is not None)
        return tuple(CREDITS[source] for source in shown if source in CREDITS)
